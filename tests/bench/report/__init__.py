# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""What tests/bench/compare measures, and how it is shown."""

# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT

# How the program looks and speaks: what charts and pages need of the settings.
rainbow_library(AdminAppearance
    SOURCES language.cpp language.h theme.cpp theme.h
    LINK Qt6::Widgets Rainbow::Translations)

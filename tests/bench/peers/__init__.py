# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The servers that tests/bench/compare measures."""

from .base import Wanted
from .brokers import Mosquitto, Nats
from .nginx import Business, Nchan
from .process import Failure
from .pushpin import Pushpin
from .relay import Rainbow

__all__ = ["Business", "Failure", "Mosquitto", "Nats", "Nchan", "Pushpin", "Rainbow", "Wanted"]

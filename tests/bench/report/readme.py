# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""Puts the results into the project's README, between two marks."""

import os

from . import chart, table

BEGIN = "<!-- tests/bench/compare --readme writes from here -->\n"
END = "<!-- to here -->\n"
IMAGE = "docs/images/compare.svg"


def replaced(text, part):
    """text with what is between the marks replaced; ValueError: it has no marks."""
    begin = text.index(BEGIN) + len(BEGIN)
    end = text.index(END, begin)
    return text[:begin] + part + text[end:]


def refresh(root, results):
    part = (f"\n![Deliveries per second, latency, calls, memory]({IMAGE})\n\n"
            + table.how(results) + "\n" + table.table(results) + "\n")
    for extra in (table.failures(results), table.lost(results)):
        if extra:
            part += extra + "\n"
    part += table.servers(results) + "\n"
    path = os.path.join(root, "README.md")
    with open(path, encoding="utf-8") as file:
        text = replaced(file.read(), part)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(root, IMAGE), "w", encoding="utf-8") as file:
        file.write(chart.draw(results))

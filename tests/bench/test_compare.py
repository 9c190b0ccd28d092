#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The parts of tests/bench/compare that need no server."""

import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import peers  # noqa: E402
from peers import process  # noqa: E402
from report import chart, measures, readme, table  # noqa: E402


def results(cases):
    """Two servers of which this was measured: {case: {server: [round, ...]}}."""
    described = {name: {"title": name.title(), "version": "1", "why": ["fast"], "settings": "x\n",
                        "publishing": "HTTP POST", "admitting": ""} for name in ("rainbow", "nchan")}
    return {"machine": {"cpu": "<fast>", "cores": 2, "kernel": "6", "system": "Debian"},
            "rounds": 3, "date": "2026-01-01", "scale": vars(measures.Scale()),
            "peers": described, "cases": cases}


class Statistics(unittest.TestCase):
    def test_figure(self):
        found = results({"pairs": {"rainbow": [{"a": 3}, {"a": 1}, {"a": 8}, {"error": "no"}],
                                   "nchan": [{"error": "refused"}]}})
        self.assertEqual(measures.figure(found, "pairs", "rainbow", "a"),
                         measures.Figure(3, 1, 8))
        self.assertEqual(measures.figure(found, "pairs", "nchan", "a"), "refused")
        self.assertIsNone(measures.figure(found, "pairs", "rainbow", "b"))
        self.assertIsNone(measures.figure(found, "pairs", "pushpin", "a"))
        self.assertIsNone(measures.figure(found, "forwards", "rainbow", "a"))
        self.assertEqual(measures.figure(found, ("forwards", "pairs"), "rainbow", "a").median, 3)

    def test_every_case_has_a_name_of_its_own(self):
        for scale in (measures.Scale(), measures.Scale.quick()):
            names = [case.name for measure in measures.MEASURES for case in measure.cases(scale)]
            self.assertEqual(len(names), len(set(names)))

    def test_who_is_measured(self):
        known = [peers.Rainbow("/relay"), peers.Nchan(), peers.Mosquitto(), peers.Nats(),
                 peers.Pushpin()]
        of = {case.name: [peer.name for peer in known if case.fits(peer)]
              for measure in measures.MEASURES for case in measure.cases(measures.Scale())}
        self.assertEqual(len(of["fanout-1000"]), 5)
        self.assertEqual(of["connects-asked"], ["rainbow", "nchan", "pushpin"])
        self.assertEqual(of["forwards"], ["rainbow", "pushpin"])
        self.assertEqual(of["forwards-qt"], ["rainbow"])
        self.assertNotIn("pushpin", of["connects"])


    def test_who_is_missing(self):
        self.assertEqual(peers.Rainbow("/no/such/relay").missing(), ["/no/such/relay"])
        self.assertEqual(peers.Rainbow("/bin/sh").missing(), [])


class Forms(unittest.TestCase):
    def test_rate(self):
        for value, text in ((7, "7"), (999, "999"), (1000, "1.00 k"), (45678, "45.7 k"),
                            (456789, "457 k"), (1234567, "1.23 M")):
            self.assertEqual(table.rate(value), text)

    def test_times(self):
        self.assertEqual(table.milliseconds(1234), "1.23")
        self.assertEqual(table.milliseconds(12345), "12.3")
        self.assertEqual(table.milliseconds(123456), "123")
        self.assertEqual(table.microseconds(1.234), "1.23")
        self.assertEqual(table.microseconds(12.34), "12.3")

    def test_spread(self):
        figure = measures.Figure
        self.assertEqual(table.spread(figure(2000, 1000, 3000), table.rate),
                         "2.00 k (1.00–3.00 k)")
        self.assertEqual(table.spread(figure(2000, 500, 3000), table.rate),
                         "2.00 k (500–3.00 k)")
        self.assertEqual(table.spread(figure(2000, 2000, 2000), table.rate), "2.00 k")


class Reports(unittest.TestCase):
    MEASURED = {
        "fanout-1000": {"rainbow": [{"64.peak.rate": 1e6, "64.peak.load": 0.99, "64.peak.cpu": 1}],
                        "nchan": [{"error": "a <bad>\nerror"}]},
        "forwards": {"rainbow": [{"forwards.rate": 20000, "forwards.cpu": 40, "lost": 3}]}}

    def test_table(self):
        text = table.full(results(self.MEASURED))
        self.assertIn("| **Fan-out to 1 000 subscribers, 64 B** | | |\n"
                      "| deliveries/s | 1.00 M † | failed |\n", text)
        self.assertIn("† The load generator", text)
        self.assertIn("* fanout-1000, Nchan: 1 of 1 failed: a <bad> error\n", text)
        self.assertIn("| calls/s | 20.0 k | – |\n", text)
        self.assertIn("forwards, Rainbow: 3 deliveries were lost", text)
        self.assertNotIn("10 000 subscribers", text)

    def test_table_of_nothing(self):
        text = table.full(results({}))
        self.assertNotIn("Fan-out to", text)
        self.assertNotIn("## Failed", text)

    def test_chart(self):
        svg = chart.draw(results(self.MEASURED))
        root = xml.etree.ElementTree.fromstring(svg)
        texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("Deliveries/s, 1 000 subscribers", texts)
        self.assertIn("1.00 M", texts)
        self.assertNotIn("Nchan", texts)
        self.assertIn("prefers-color-scheme: dark", svg)
        xml.etree.ElementTree.fromstring(chart.draw(results({})))

    def test_chart_cuts_what_dwarfs(self):
        of = {"rainbow": [{"forwards.cpu": 10}], "nchan": [{"forwards.cpu": 1000}]}
        self.assertIn('class="cut"', chart.draw(results({"forwards": of})))

    def test_readme(self):
        before = "a\n" + readme.BEGIN + "old\n" + readme.END + "b\n"
        self.assertEqual(readme.replaced(before, "new\n"),
                         "a\n" + readme.BEGIN + "new\n" + readme.END + "b\n")
        with self.assertRaises(ValueError):
            readme.replaced("no marks", "new")


class Programs(unittest.TestCase):
    def test_stop_ends_what_it_started(self):
        with tempfile.TemporaryDirectory() as folder:
            # A child that ignores being asked, below a shell that does not wait for it.
            script = "sh -c 'trap \"\" TERM; echo up; sleep 1000 & wait' & wait"
            started = process.Process(["/bin/sh", "-c", script], folder,
                                      os.sched_getaffinity(0))
            started.wait_until(lambda: "up" in started.tail() and len(started.ids()) == 3, "start")
            below = started.ids()
            started.stop()
            for one in below:
                self.assertFalse(os.path.exists(f"/proc/{one}") and _runs(one))

    def test_one_that_ends_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            started = process.Process(["/bin/sh", "-c", "echo broken; exit 3"], folder,
                                      os.sched_getaffinity(0))
            with self.assertRaisesRegex(peers.Failure, "broken"):
                started.wait_until(lambda: False, "starting")

    def test_usage(self):
        for wrong in (["--peers", "apache"], ["--only", "everything"], ["--rounds", "0"],
                      ["--report", "/no/such/file"], ["--report", "/dev/null"]):
            done = subprocess.run([os.path.join(HERE, "compare"), "--no-install", "--server",
                                   "/bin/true", "--build", "/nonexistent", *wrong],
                                  capture_output=True, text=True, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertNotIn("Traceback", done.stderr)


def _runs(one):
    with open(f"/proc/{one}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


if __name__ == "__main__":
    unittest.main()

# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""What is measured, and the statistics of it."""

import dataclasses
import statistics


@dataclasses.dataclass
class Scale:
    """How much of everything."""

    milliseconds: int = 1000  # of one measurement
    equal_rate: int = 50000  # deliveries/s at which all are compared
    subscribers: tuple = (100, 1000, 10000)
    sizes: tuple = (64, 1024)
    window: int = 8  # publications on their way
    pairs: int = 10000
    pairs_window: int = 64
    connections: int = 10000
    askers: int = 64  # clients with one message on its way each

    @staticmethod
    def quick():
        return Scale(milliseconds=500, subscribers=(100, 1000), sizes=(64,), pairs=1000,
                     connections=1000)


@dataclasses.dataclass
class Case:
    """One run of the load generator with one server."""

    name: str
    clients: int
    sizes: tuple = (64,)
    window: int = 8
    admission: bool = False
    bare: bool = False  # the business server is not asked, whatever comes of it
    workers: int = 1
    both_cores: bool = False
    transport: str = ""
    headline: str = ""  # of the summary
    only_for: tuple = ()  # names of servers; none: all
    needs: str = ""  # what a server must be able to do: an attribute of Peer

    def fits(self, peer):
        return (not self.only_for or peer.name in self.only_for) and (
            not self.needs or getattr(peer, self.needs))

    def summary(self, values):
        """A line about what was measured."""
        name = self.headline
        return (f"{values[name + '.rate']:11,.0f}/s {values[name + '.cpu']:8.2f} us each, "
                f"server {values[name + '.busy']:4.0%}, load {values[name + '.load']:4.0%}")


@dataclasses.dataclass
class Measure:
    name: str
    load: str  # what bench_load calls it
    cases: callable  # Scale -> [Case]


def _fan_out(scale):
    return [Case(f"fanout-{count}", count, scale.sizes, scale.window,
                 headline=f"{scale.sizes[0]}.peak") for count in scale.subscribers]


def _pairs(scale):
    return [Case("pairs", scale.pairs, (64,), scale.pairs_window, headline="pairs")]


def _connects(scale):
    bare = Case("connects", scale.connections, bare=True, headline="connects")
    asked = Case("connects-asked", scale.connections, admission=True, headline="connects",
                 needs="can_admit")
    bare.only_for = ("rainbow", "nchan", "mosquitto", "nats")  # pushpin always asks
    return [bare, asked]


def _forwards(scale):
    plain = Case("forwards", scale.askers, admission=True, headline="forwards",
                 needs="can_forward")
    qt = dataclasses.replace(plain, name="forwards-qt", transport="qt", only_for=("rainbow",))
    return [plain, qt]


def _workers(scale):
    count = scale.subscribers[min(1, len(scale.subscribers) - 1)]
    one = Case("workers-1", count, (64,), scale.window, both_cores=True, headline="64.peak",
               only_for=("rainbow", "nchan"))
    return [one, dataclasses.replace(one, name="workers-2", workers=2)]


MEASURES = [
    Measure("fanout", "fanout", _fan_out),
    Measure("pairs", "pairs", _pairs),
    Measure("connects", "connects", _connects),
    Measure("forwards", "forwards", _forwards),
    Measure("workers", "fanout", _workers),
]


@dataclasses.dataclass
class Figure:
    """A median of rounds, and between what they lie."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values):
        return Figure(statistics.median(values), min(values), max(values))


# A connection that has been let in and is in one channel: where nobody can be asked, as it is.
ADMITTED = ("connects-asked", "connects")


def figure(results, cases, peer, name):
    """A figure of the first of these cases (or of the only one) that was measured.

    None: none was; a text: why not, when no round has come to its end.
    """
    for case in (cases,) if isinstance(cases, str) else cases:
        rounds = results["cases"].get(case, {}).get(peer, [])
        values = [values[name] for values in rounds if name in values]
        if values:
            return Figure.of(values)
        if rounds and all("error" in values for values in rounds):
            return rounds[0]["error"]
    return None

# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The results as Markdown."""

import dataclasses

from .measures import ADMITTED, Figure, figure

BUSY = 0.93  # share of its core from which the load generator may have been the limit


def rate(value):
    """1 234 567 -> 1.23 M"""
    for unit, name in ((1e6, " M"), (1e3, " k")):
        if value >= unit:
            value /= unit
            return f"{value:.{max(0, 2 - len(str(int(value))) + 1)}f}{name}"
    return f"{value:.0f}"


def microseconds(value):
    return f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def milliseconds(value):
    """Of µs."""
    return f"{value / 1000:.{2 if value < 9950 else 1 if value < 99500 else 0}f}"


def kibibytes(value):
    return f"{value:.1f}"


def spread(shown, form):
    """median (least–most), with the unit once when all have the same."""
    median, least, most = form(shown.median), form(shown.least), form(shown.most)
    if least == most:
        return median
    unit = median.partition(" ")[2]
    if unit and least.endswith(unit) and most.endswith(unit):
        least = least.partition(" ")[0]
    return f"{median} ({least}–{most})"


@dataclasses.dataclass
class Row:
    label: str
    case: object  # its name; several: the first that was measured
    name: str  # of the figure
    form: callable
    limit: str = ""  # the figure that says how busy the load generator was


def sections(results):
    """(heading, rows) of what was measured."""
    scale = results["scale"]
    for size in scale["sizes"]:
        text = "64 B" if size == 64 else "1 KiB" if size == 1024 else f"{size} B"
        for count in scale["subscribers"]:
            case = f"fanout-{count}"
            rows = [Row("deliveries/s", case, f"{size}.peak.rate", rate, f"{size}.peak.load"),
                    Row("server CPU each, µs", case, f"{size}.peak.cpu", microseconds),
                    Row("the same with one at a time, µs", case, f"{size}.single.cpu",
                        microseconds),
                    Row("p50 at half that rate, ms", case, f"{size}.half.p50", milliseconds),
                    Row("p99 at half that rate, ms", case, f"{size}.half.p99", milliseconds),
                    Row(f"p99 at {spaced(scale['equal_rate'])} deliveries/s, ms", case,
                        f"{size}.equal.p99", milliseconds)]
            yield f"Fan-out to {spaced(count)} subscribers, {text}", rows
    yield (f"One to one: {spaced(scale['pairs'])} channels with one client each, 64 B",
           [Row("publishes/s", "pairs", "pairs.rate", rate, "pairs.load"),
            Row("server CPU each, µs", "pairs", "pairs.cpu", microseconds)])
    yield (f"{spaced(scale['connections'])} connects",
           [Row("connects/s, nobody asked", "connects", "connects.rate", rate,
                "connects.load"),
            Row("server CPU each, µs", "connects", "connects.cpu", microseconds),
            Row("connects/s, business server asked", "connects-asked", "connects.rate", rate,
                "connects.load"),
            Row("server CPU each, µs", "connects-asked", "connects.cpu", microseconds)])
    yield ("One idle connection, let in, in one channel",
           [Row("resident, KiB", ADMITTED, "memory", kibibytes)])
    yield ("Client message → HTTP callback → answer",
           [Row("calls/s", "forwards", "forwards.rate", rate),
            Row("server CPU each, µs", "forwards", "forwards.cpu", microseconds),
            Row("p50, ms", "forwards", "forwards.p50", milliseconds),
            Row("p99, ms", "forwards", "forwards.p99", milliseconds),
            Row("calls/s with `http_transport = qt`", "forwards-qt", "forwards.rate", rate),
            Row("server CPU each, µs", "forwards-qt", "forwards.cpu", microseconds)])
    count = scale["subscribers"][min(1, len(scale["subscribers"]) - 1)]
    yield (f"Workers, two cores shared with the load generator, {spaced(count)} subscribers, 64 B",
           [Row("deliveries/s, one worker", "workers-1", "64.peak.rate", rate),
            Row("server CPU each, µs", "workers-1", "64.peak.cpu", microseconds),
            Row("deliveries/s, two workers", "workers-2", "64.peak.rate", rate),
            Row("server CPU each, µs", "workers-2", "64.peak.cpu", microseconds)])


def spaced(number):
    return f"{number:,}".replace(",", " ")


def cell(results, row, peer):
    shown = figure(results, row.case, peer, row.name)
    if shown is None:
        return ""
    if not isinstance(shown, Figure):
        return "failed"
    text = spread(shown, row.form)
    busy = figure(results, row.case, peer, row.limit) if row.limit else None
    return text + (" †" if isinstance(busy, Figure) and busy.median > BUSY else "")


def table(results):
    """One table; rows and sections in which nothing was measured are left out."""
    names = list(results["peers"])
    lines = ["| | " + " | ".join(results["peers"][name]["title"] for name in names) + " |",
             "| --- |" + " --- |" * len(names)]
    marked = False
    for heading, rows in sections(results):
        cells = [(row.label, [cell(results, row, name) for name in names]) for row in rows]
        cells = [(label, texts) for label, texts in cells if any(texts)]
        if not cells:
            continue
        lines.append(f"| **{heading}** |" + " |" * len(names))
        for label, texts in cells:
            marked |= any("†" in text for text in texts)
            lines.append(f"| {label} | " + " | ".join(text or "–" for text in texts) + " |")
    text = "\n".join(lines) + "\n"
    if marked:
        text += "\n† The load generator's core was busy: the server may be able to do more.\n"
    return text


def how(results):
    """Under what circumstances."""
    machine = results["machine"]
    rounds = results["rounds"]
    scale = results["scale"]
    text = (f"{machine['cpu']}, {machine['system']}, Linux {machine['kernel']}, "
            f"{results['date']}; {rounds} round{'s' if rounds > 1 else ''} of "
            f"{scale['milliseconds'] / 1000:g} s each, median (least–most). Each server alone on "
            "one core, load generator and business server (nginx, keep-alive) on another, "
            f"loopback. Fan-out: {scale['window']} publications on their way; one to one: "
            f"{scale['pairs_window']}; forwards: {scale['askers']} clients with one message on its "
            "way each. Nothing is acknowledged to the server (QoS 0); publications are checked to "
            "have reached everybody.\n\n")
    publishing = {}
    for peer in results["peers"].values():
        publishing.setdefault(peer["publishing"], []).append(peer["title"])
    text += "Published by " + "; ".join(
        f"{how_} ({', '.join(who)})" for how_, who in publishing.items()) + ".\n"
    admitting = [f"{peer['title']}: {peer['admitting']}" for peer in results["peers"].values()
                 if peer["admitting"]]
    none = [peer["title"] for peer in results["peers"].values() if not peer["admitting"]]
    if admitting:
        text += "The business server is asked about a client by " + "; ".join(admitting)
        text += f" ({', '.join(none)} cannot).\n" if none else ".\n"
    return text


def servers(results):
    """Versions, and why they are set up as they are."""
    lines = []
    for peer in results["peers"].values():
        lines.append(f"* **{peer['title']}** {peer['version']}: " + "; ".join(peer["why"]) + ".")
    return "\n".join(lines) + "\n"


def failures(results):
    lines = []
    for case, of in results["cases"].items():
        for name, values in of.items():
            errors = [value["error"] for value in values if "error" in value]
            if errors:
                text = " ".join(errors[0].split())[:300]
                lines.append(f"* {case}, {results['peers'][name]['title']}: {len(errors)} of "
                             f"{len(values)} failed: {text}")
    return "\n".join(lines) + "\n" if lines else ""


def lost(results):
    """Deliveries that never came."""
    lines = []
    for case, of in results["cases"].items():
        for name, values in of.items():
            count = sum(value.get("lost", 0) for value in values)
            if count:
                lines.append(f"* {case}, {results['peers'][name]['title']}: {count:.0f} deliveries "
                             "were lost")
    return "\n".join(lines) + "\n" if lines else ""


def full(results):
    """The whole report."""
    text = "# The relay beside its peers\n\n" + how(results) + "\n" + table(results)
    for heading, part in (("Failed", failures(results)), ("Lost", lost(results)),
                          ("Servers", servers(results))):
        if part:
            text += f"\n## {heading}\n\n{part}"
    text += "\n## Settings\n"
    for peer in results["peers"].values():
        text += f"\n{peer['title']}:\n\n```\n{peer['settings'].rstrip()}\n```\n"
    return text

# SPDX-FileCopyrightText: 2026 The Rainbow authors
# SPDX-License-Identifier: MIT
"""The results as an SVG that can be read on a light and on a dark page."""

import dataclasses
from xml.sax.saxutils import escape

from .measures import ADMITTED, Figure, figure
from .table import kibibytes, microseconds, milliseconds, rate, spaced

COLORS = {"rainbow": "#e8590c", "nchan": "#2b8a3e", "mosquitto": "#7048e8", "nats": "#1c7ed6",
          "pushpin": "#868e96"}
OTHER = "#868e96"

WIDTH = 880
COLUMNS = 2
GAP = 28
MARGIN = 16
BAR = 17
STEP = 22
LABEL = 84
VALUE = 62
HEAD = 30
TOP = 44
DWARFING = 3  # times the next, where less is better

STYLE = """\
text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; }
.panel { font-weight: 600; }
.quiet { fill: #59636e; }
.back { fill: #ffffff; }
.cut { stroke: #ffffff; stroke-width: 3; fill: none; }
.line { stroke: #1f2328; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .quiet { fill: #9198a1; }
  .line { stroke: #f0f6fc; }
  .back { fill: #0d1117; }
  .cut { stroke: #0d1117; }
}
"""


@dataclasses.dataclass
class Panel:
    title: str
    case: object  # its name; several: the first that was measured
    name: str  # of the figure
    form: callable
    less_is_better: bool = False


def panels(results):
    scale = results["scale"]
    counts = scale["subscribers"]
    most = counts[-1]
    middle = counts[min(1, len(counts) - 1)]
    for count in counts:
        yield Panel(f"Deliveries/s, {spaced(count)} subscribers", f"fanout-{count}",
                    "64.peak.rate", rate)
    yield Panel(f"CPU per delivery, µs, {spaced(most)} subscribers", f"fanout-{most}",
                "64.peak.cpu", microseconds, True)
    yield Panel(f"p99, ms, {spaced(middle)} subscribers, {spaced(scale['equal_rate'])}/s",
                f"fanout-{middle}", "64.equal.p99", milliseconds, True)
    yield Panel(f"One to one, publishes/s, {spaced(scale['pairs'])} clients", "pairs",
                "pairs.rate", rate)
    yield Panel("Connects/s, business server asked", "connects-asked", "connects.rate", rate)
    yield Panel("Resident KiB per idle connection", ADMITTED, "memory", kibibytes, True)
    yield Panel("Client message → HTTP → answer, calls/s", "forwards", "forwards.rate", rate)
    yield Panel("CPU per such call, µs", "forwards", "forwards.cpu", microseconds, True)


def _bars(results, case, name):
    for peer in results["peers"]:
        shown = figure(results, case, peer, name)
        if isinstance(shown, Figure):
            yield peer, shown


def _end(bars, less_is_better):
    """The value at the end of the longest bar: one that dwarfs all others is cut."""
    values = sorted(shown.most for _, shown in bars)
    if less_is_better and len(values) > 1 and values[-1] > DWARFING * values[-2]:
        return DWARFING * values[-2]
    return values[-1] or 1


def _panel(results, x, y, width, panel, bars):
    parts = [f'<text class="panel" x="{x}" y="{y + 14}">{escape(panel.title)}</text>']
    if panel.less_is_better:
        parts.append(f'<text class="quiet" x="{x + width:.0f}" y="{y + 14}" '
                     'text-anchor="end">less is better</text>')
    room = width - LABEL - VALUE
    end = _end(bars, panel.less_is_better)
    left = x + LABEL
    for index, (peer, shown) in enumerate(bars):
        top = y + HEAD + index * STEP
        middle = top + BAR / 2
        length = max(1.0, room * min(shown.median, end) / end)
        label = escape(results["peers"][peer]["title"])
        parts.append(f'<text x="{left - 8}" y="{middle + 4:.1f}" text-anchor="end">{label}</text>')
        parts.append(f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2" '
                     f'fill="{COLORS.get(peer, OTHER)}"/>')
        ends = [left + room * min(value, end) / end for value in (shown.least, shown.most)]
        if shown.median > end:
            cut = left + length * 0.9
            parts.append(f'<path class="cut" d="M{cut:.1f} {top + BAR + 2} l6 {-BAR - 4}"/>')
        elif ends[1] - ends[0] >= 1:
            parts.append(f'<line class="line" x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" '
                         f'y1="{middle:.1f}" y2="{middle:.1f}"/>')
        parts.append(f'<text x="{max(left + length, ends[1]) + 6:.1f}" y="{middle + 4:.1f}">'
                     f"{escape(panel.form(shown.median))}</text>")
    return parts


def draw(results):
    """The whole chart; panels without a figure are left out."""
    shown = [(panel, bars) for panel in panels(results)
             if (bars := list(_bars(results, panel.case, panel.name)))]
    width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    body = []
    y = TOP
    for first in range(0, len(shown), COLUMNS):
        row = shown[first:first + COLUMNS]
        for column, (panel, bars) in enumerate(row):
            body += _panel(results, round(MARGIN + column * (width + GAP)), y, width, panel, bars)
        y += HEAD + max(len(bars) for _, bars in row) * STEP + 18
    machine = results["machine"]
    note = f"one core each, {machine['cpu']}, median of {results['rounds']}, line: least to most"
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
            f'viewBox="0 0 {WIDTH} {y}" role="img" aria-label="The relay beside its peers">')
    return "\n".join([
        head, "<!-- SPDX-FileCopyrightText: 2026 The Rainbow authors",
        "SPDX-License-Identifier: MIT -->",
        f"<style>\n{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{y}" rx="6"/>',
        f'<text class="title" x="{MARGIN}" y="27">Rainbow beside its peers</text>',
        f'<text class="quiet" x="{WIDTH - MARGIN}" y="27" text-anchor="end">{escape(note)}</text>',
        *body, "</svg>", ""])

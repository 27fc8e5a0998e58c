"""The tables that are printed."""

from collections.abc import Mapping, Sequence

from .frameworks import HAND_WRITTEN, OURS, PYTORCH
from .measurements import PARTS, TRAININGS

EVERYONE = (HAND_WRITTEN, OURS, PYTORCH)
RIVALS = (HAND_WRITTEN, PYTORCH)


def report(measured: Mapping) -> str:
    """All that was measured, as text."""
    parts = []
    trainings = {name: measured[name] for name in TRAININGS if name in measured}
    if trainings:
        parts.append(trainings_table(trainings))
    if "W8" in measured:
        parts.append(graphs_table(measured["W8"]))
    if "import" in measured:
        seconds = measured["import"]
        parts.append(
            f"import tinygrad_edu, NumPy's own import aside: {seconds['median']:.3f} s "
            f"({seconds['lowest']:.3f} to {seconds['highest']:.3f})"
        )
    return "\n\n".join(parts)


def trainings_table(trainings: Mapping) -> str:
    """The µs of a step of everyone, and how many of our steps fit into one of theirs."""
    rows = [["", "", *(f"{name}, µs" for name in EVERYONE), *(f"ours ÷ {name}" for name in RIVALS)]]
    for name, training in trainings.items():
        times = [median(training["microseconds"].get(who), ".1f") for who in EVERYONE]
        ratios = [with_spread(training["ratios"].get(rival), ".2f") for rival in RIVALS]
        rows.append([name, training["what"], *times, *ratios])
    return "A step of training; ratios of rates: above 1 ours is the faster one\n" + table(rows)


def graphs_table(graphs: Sequence[Mapping]) -> str:
    """The µs of one scalar op, in each direction, and its memory."""
    rows = [["", "", *PARTS, "bytes"]]
    for graph in graphs:
        for name, parts in [*graph["microseconds"].items(), (f"ours ÷ {PYTORCH}", graph["ratios"])]:
            if parts:
                taken = f"{graph['bytes']:.0f}" if name == OURS and graph["bytes"] else ""
                rows.append([graph["what"], name, *(with_spread(parts[part], ".2f") for part in PARTS), taken])
    return "W8, a scalar op: µs forward, backward and to be freed; bytes while it is recorded\n" + table(rows)


def median(summary: Mapping | None, form: str) -> str:
    """The median, or a dash for what didn't take part."""
    return "–" if summary is None else format(summary["median"], form)


def with_spread(summary: Mapping | None, form: str) -> str:
    """The median, and the least and the largest of the rounds."""
    if summary is None:
        return "–"
    return f"{summary['median']:{form}} ({summary['lowest']:{form}} to {summary['highest']:{form}})"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns; the first two columns begin at the left, the others end at the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = []
    for row in rows:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths)]
        right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:])]
        lines.append("   ".join(left + right).rstrip())
    return "\n".join(lines)

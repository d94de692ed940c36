"""The picture of a timeline: the amount of each fiscal year as each edition says it, as plain shapes for a template.

It holds nothing that the table beside it has not. A year whose amount is not known breaks the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from plangraph.asking.timeline import Timeline, TimelineRow

_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 16, 14, 32
_DASHES = ("", "7 4", "2 4", "10 3 2 3", "1 2", "12 5")
_STEPS = 4
_MOST_LABELS = 12
_Up: TypeAlias = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One edition: steps of several years in a row, the bounds of derived amounts, and how it is dashed."""

    title: str
    dash: str
    paths: tuple[str, ...]
    bounds: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines with their axes; `ticks` are yen with their height, `years` with their place across."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    ticks: tuple[tuple[int, float], ...]
    years: tuple[tuple[int, float], ...]
    lines: tuple[ChartLine, ...]


def timeline_to_chart(found: Timeline) -> Chart | None:
    """The picture of a timeline; None where no edition states an amount."""
    rows = [row for row in found.rows if row.role == "home" and any(_amounts(row))]
    if not rows:
        return None
    most = max(high for row in rows for _, _, _, high in _amounts(row))
    least = min(0, *(low for row in rows for _, _, low, _ in _amounts(row)))
    step = _step(max(most - least, 1))
    floor, ceiling = least // step * step, -(-max(most, 1) // step) * step
    column = (_WIDTH - _LEFT - _RIGHT) / max(len(found.years), 1)
    across = {year: _LEFT + column * number for number, year in enumerate(found.years)}

    def up(yen: int) -> float:
        share = (yen - floor) / (ceiling - floor)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    every = -(-len(found.years) // _MOST_LABELS)
    return Chart(
        _WIDTH,
        _HEIGHT,
        _LEFT,
        _WIDTH - _RIGHT,
        _HEIGHT - _BOTTOM,
        tuple((yen, up(yen)) for yen in range(floor, ceiling + 1, step)),
        tuple((year, round(across[year] + column / 2, 1)) for year in found.years[::every]),
        tuple(
            ChartLine(
                row.plan.title,
                _DASHES[number % len(_DASHES)],
                tuple(_paths(row, across, column, up)),
                tuple(
                    (round(across[year] + column / 2, 1), up(low), up(high))
                    for year, _, low, high in _amounts(row)
                    if low != high
                ),
            )
            for number, row in enumerate(rows)
        ),
    )


def _amounts(row: TimelineRow) -> Iterator[tuple[int, int, int, int]]:
    """Year, yen and bounds of each amount that is known."""
    for year, cell in (row.years or {}).items():
        one = cell.amount
        if one is not None and one.yen is not None:
            low, high = (one.yen if bound is None else bound for bound in (one.low, one.high))
            yield year, one.yen, low, high


def _step(span: int) -> int:
    """A round distance between lines of the scale: 1, 2 or 5 of some power of ten, at most a quarter of the span."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * _STEPS >= span:
                return step * factor
        step *= 10


def _paths(row: TimelineRow, across: dict[int, float], column: float, up: _Up) -> Iterator[str]:
    steps: list[str] = []
    last: int | None = None
    for year, yen, _, _ in _amounts(row):
        start, height = across[year], up(yen)
        if last is not None and year != last + 1:
            yield " ".join(steps)
            steps = []
        steps += [f"{start:.1f},{height}", f"{start + column:.1f},{height}"]
        last = year
    if steps:
        yield " ".join(steps)

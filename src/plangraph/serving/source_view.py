"""What the pages of a document show: its numbered lines with their margin, a sheet's cells, a page's picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plangraph.asking.cells import CellRange, rows_of_lines
from plangraph.asking.margins import Made, Margin, Remark
from plangraph.model.places import Place
from plangraph.reading.spots import column_letters

PAGE_LINES = 1000
"""Lines on one page of a document."""
_AROUND = 12
_MOST_COLUMNS = 60
_MOST_LIT = 400


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the text with its margin. `state` is "not-read", "repaired", "made" or ""."""

    number: int
    text: str
    lit: bool
    state: str
    made: Sequence[Made]
    repairs: Sequence[str]
    findings: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: its number where it is known, its cells, and which of them are lit."""

    line: int
    row: int | None
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """The cells of a sheet around a place."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def shown_lines(
    lines: Sequence[str], numbers: Sequence[int], margin: Margin, lit: set[int]
) -> list[ShownLine]:
    """The lines of these numbers (from 1)."""
    return [
        ShownLine(
            number=number,
            text=lines[number - 1],
            lit=number in lit,
            state=_state(number, margin),
            made=margin.made.get(number, ()),
            repairs=_new_repairs(number, margin),
            findings=margin.findings.get(number, ()),
        )
        for number in numbers
    ]


def _new_repairs(number: int, margin: Margin) -> list[str]:
    """The words of a repair where its lines begin; not again on each line of the same stretch."""
    said = {words for near in range(number - 3, number) for words in margin.repaired.get(near, ())}
    return [words for words in margin.repaired.get(number, ()) if words not in said]


def _state(number: int, margin: Margin) -> str:
    if number in margin.not_read:
        return "not-read"
    if number in margin.repaired:
        return "repaired"
    return "made" if number in margin.covered else ""


def line_numbers_in(text: str) -> set[int]:
    """The numbers that a parameter names ("54", "53-54,60"); none for any other text.

    >>> sorted(line_numbers_in("53-54,60")), line_numbers_in("x")
    ([53, 54, 60], set())
    """
    try:
        ranges = Place.parse(f"line={text}").lines
    except ValueError:
        return set()
    found: set[int] = set()
    for first, last in ranges:
        found.update(range(first, min(last, first + 10_000) + 1))
    return found


def sheet_view(lines: Sequence[str], margin: Margin, lit: Sequence[CellRange]) -> SheetView | None:
    """The rows around the first of these ranges; None where the graph does not say in which lines they are."""
    rows = rows_of_lines(margin.stretches)
    wanted = lit[0]
    ranges = [one for one in lit if one.sheet == wanted.sheet]
    inside = [
        line
        for line, (sheet, row) in rows.items()
        if sheet == wanted.sheet and any(one.top <= row <= one.bottom for one in ranges)
    ]
    if not inside:
        return None
    first, last = min(inside), min(max(inside), min(inside) + _MOST_LIT)
    others = [line for line, (sheet, _) in rows.items() if sheet != wanted.sheet]
    start = max([1, first - _AROUND, *(line + 1 for line in others if line < first)])
    stop = min([len(lines), last + _AROUND, *(line - 1 for line in others if line > last)])
    shown: list[SheetRow] = []
    width = 1
    for line in range(start, stop + 1):
        row = rows[line][1] if line in rows else None
        cells = lines[line - 1].replace("\u2028", "\n").split("\t")[:_MOST_COLUMNS]
        width = max(width, len(cells))
        marked = tuple(
            (cell, row is not None and any(one.holds(row, at) for one in ranges))
            for at, cell in enumerate(cells, 1)
        )
        shown.append(SheetRow(line, row, marked))
    full = tuple(
        SheetRow(one.line, one.row, one.cells + (("", False),) * (width - len(one.cells))) for one in shown
    )
    return SheetView(wanted.sheet, tuple(column_letters(at) for at in range(1, width + 1)), full)


def headings_of(margin: Margin, policy: str) -> list[tuple[int, str]]:
    """The first line of each policy of a document, with its name: what a reader jumps to."""
    found: dict[str, tuple[int, str]] = {}
    for line in sorted(margin.made):
        for one in margin.made[line]:
            if one.kind == policy and one.label:
                found.setdefault(one.node, (line, one.label))
    return sorted(found.values())


def pager(count: int, page: int) -> list[dict[str, Any]]:
    """The pages of a document of so many lines; `page` counts from 0. Empty for a single one."""
    pages = (count + PAGE_LINES - 1) // PAGE_LINES
    shown = [one for one in range(pages) if one in (0, pages - 1) or abs(one - page) <= 2]
    return [
        {
            "line": one * PAGE_LINES + 1,
            "to": min((one + 1) * PAGE_LINES, count),
            "here": one == page,
            "gap": at > 0 and shown[at - 1] != one - 1,
        }
        for at, one in enumerate(shown)
        if pages > 1
    ]

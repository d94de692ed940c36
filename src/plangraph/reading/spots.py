"""Where a piece of text stands in a document that has no lines of its own: a cell of a sheet, a box on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellSpot:
    """One cell of a workbook; row and column count from 1."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class BoxSpot:
    """A box on a page, in points from the upper left corner of the page as it is looked at; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


Spot = CellSpot | BoxSpot


@dataclass(frozen=True, slots=True)
class Spotted:
    """The characters from `start` up to, not with, `stop` of a text stand in this spot."""

    start: int
    stop: int
    spot: Spot


def spots_to_where(spots: Iterable[Spot]) -> str | None:
    """Name the spots as places are printed: each sheet's range, each page's box around them; None without a spot.

    A sheet whose name holds !, ' or ; is named in quotes, as spreadsheets do.

    >>> spots_to_where([CellSpot("施策", 7, 2)]), spots_to_where([CellSpot("施策", 7, 1), CellSpot("施策", 8, 28)])
    ('sheet=施策!B7', 'sheet=施策!A7:AB8')
    >>> spots_to_where([BoxSpot(3, 10, 20, 30, 40), BoxSpot(3, 5, 25.25, 12, 44)])
    'page=3;bbox=5.0,20.0,30.0,44.0'
    >>> spots_to_where([CellSpot("1章!", 1, 1)])
    "sheet='1章!'!A1"
    """
    sheets: dict[str, list[CellSpot]] = {}
    pages: dict[int, list[BoxSpot]] = {}
    for spot in spots:
        if isinstance(spot, CellSpot):
            sheets.setdefault(spot.sheet, []).append(spot)
        else:
            pages.setdefault(spot.page, []).append(spot)
    named = [_range(name, cells) for name, cells in sheets.items()]
    named += [_box(number, boxes) for number, boxes in pages.items()]
    return "; ".join(named) or None


def column_letters(column: int) -> str:
    """Name a column as spreadsheets do.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _range(sheet: str, cells: list[CellSpot]) -> str:
    rows, columns = [c.row for c in cells], [c.column for c in cells]
    if re.search(r"[!';]", sheet):
        sheet = "'" + sheet.replace("'", "''") + "'"
    first = f"{column_letters(min(columns))}{min(rows)}"
    last = f"{column_letters(max(columns))}{max(rows)}"
    return f"sheet={sheet}!{first}" + ("" if first == last else f":{last}")


def _box(page: int, boxes: list[BoxSpot]) -> str:
    edges = (
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )
    return f"page={page};bbox=" + ",".join(f"{edge:.1f}" for edge in edges)

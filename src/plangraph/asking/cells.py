"""Places in a document's own terms, read back: ranges of cells in a sheet, boxes on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from plangraph.asking.margins import Stretch

_RANGE = re.compile(
    r"sheet=(?P<sheet>'(?:[^']|'')*'|[^!]*)!(?P<left>[A-Z]{1,3})(?P<top>\d{1,7})(?::(?P<right>[A-Z]{1,3})(?P<bottom>\d{1,7}))?"
)
_BOX = re.compile(r"page=(\d{1,5})(?:;bbox=(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class CellRange:
    """A range of cells; rows and columns count from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page, in points from its upper left corner; a page as a whole has none."""

    page: int
    box: tuple[float, float, float, float] | None = None


def place_to_cells(place: str) -> list[CellRange]:
    """The ranges of cells that a place names; none where it is no place in a sheet.

    >>> place_to_cells("sheet=施策!B7:AB8")
    [CellRange(sheet='施策', top=7, left=2, bottom=8, right=28)]
    """
    found = []
    for matched in _RANGE.finditer(place):
        sheet = matched["sheet"]
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        top, left = int(matched["top"]), _column(matched["left"])
        bottom = int(matched["bottom"] or top)
        right = _column(matched["right"]) if matched["right"] else left
        found.append(CellRange(sheet, top, left, bottom, right))
    return found


def place_to_boxes(place: str) -> list[PageBox]:
    """The boxes that a place names; none where it is no place on a page.

    >>> place_to_boxes("page=3;bbox=5.0,20.0,30.0,44.0")
    [PageBox(page=3, box=(5.0, 20.0, 30.0, 44.0))]
    """
    found = []
    for part in place.split("; "):
        matched = _BOX.fullmatch(part)
        if matched:
            edges = [float(edge) for edge in matched.groups()[1:] if edge is not None]
            box = (edges[0], edges[1], edges[2], edges[3]) if edges else None
            found.append(PageBox(int(matched[1]), box))
    return found


def rows_of_lines(stretches: Iterable[Stretch]) -> dict[int, tuple[str, int]]:
    """The sheet and the row that a line of the text was read from, where the places of the graph say so.

    A line between two that are as far apart as their rows is the row in between: the text has a line for each row, and one
    blank line in the place of several empty rows.
    """
    known: dict[int, tuple[str, int]] = {}
    for stretch in stretches:
        cells = place_to_cells(stretch.printed)
        rows = {(one.sheet, row) for one in cells for row in (one.top, one.bottom)}
        if len(rows) == 1 and len(stretch.lines) == 1:
            known[stretch.lines[0]] = next(iter(rows))
        elif len({one.sheet for one in cells}) == 1 and stretch.lines:
            top, bottom = min(one.top for one in cells), max(one.bottom for one in cells)
            if bottom - top == stretch.lines[-1] - stretch.lines[0]:
                known[stretch.lines[0]] = (cells[0].sheet, top)
                known[stretch.lines[-1]] = (cells[0].sheet, bottom)
    lines = sorted(known)
    for before, after in pairwise(lines):
        (sheet, row), (next_sheet, next_row) = known[before], known[after]
        if sheet == next_sheet and next_row - row == after - before:
            known.update({line: (sheet, row + line - before) for line in range(before + 1, after)})
    return known


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column

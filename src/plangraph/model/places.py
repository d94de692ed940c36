"""Where in a document a statement stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CELL = re.compile(r"sheet=.*?![A-Z]+(\d+)(?::|$|;)")
_BOX = re.compile(r"page=(\d+);bbox=[\d.]+,([\d.]+)")
_LINES = re.compile(r"line=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)")


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of a document's text, counted from 1, as inclusive ranges in rising order.

    A statement that a text extraction tore apart has several ranges. A document that has no lines of its own (a
    workbook, a PDF) is read through a text written from it; `lines` count in that text, and `where` says in the
    document's own terms where this is: a sheet and its cells, a page and a box in points from its upper left corner.

    >>> str(Place(((53, 54),))), str(Place(((7, 7),), "sheet=施策!B7"))
    ('line=53-54', 'sheet=施策!B7')
    """

    lines: tuple[tuple[int, int], ...]
    where: str | None = None

    @classmethod
    def of_lines(cls, numbers: Iterable[int]) -> Place:
        """Gather line numbers into ranges.

        >>> str(Place.of_lines([54, 53, 60]))
        'line=53-54,60'
        """
        ranges: list[tuple[int, int]] = []
        for number in sorted(set(numbers)):
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1] = (ranges[-1][0], number)
            else:
                ranges.append((number, number))
        return cls(tuple(ranges))

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a place back from its printed form; raises ValueError on any other text.

        >>> Place.parse("line=53-54,60").lines
        ((53, 54), (60, 60))
        """
        matched = _LINES.fullmatch(text)
        if matched is None:
            raise ValueError(f"not a place: {text!r}")
        ranges = []
        for part in matched[1].split(","):
            first, _, last = part.partition("-")
            ranges.append((int(first), int(last or first)))
        return cls(tuple(ranges))

    @property
    def first_line(self) -> int:
        """The line to show first."""
        return self.lines[0][0]

    @property
    def in_text(self) -> str:
        """The lines of the text, whatever the document's own terms are.

        >>> Place(((7, 7),), "sheet=施策!B7").in_text
        'line=7'
        """
        return str(Place(self.lines))

    def __str__(self) -> str:
        if self.where is not None:
            return self.where
        return "line=" + ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in self.lines)


def first_line(place: str) -> int:
    """A number to sort printed places by: the first line, the row of a sheet, the page and the way down it.

    >>> first_line("line=53-54"), first_line("sheet=A!B7:C9"), first_line("page=3;bbox=5.0,20.0,30.0,44.0")
    (53, 7, 300020)
    """
    if matched := _CELL.match(place):
        return int(matched[1])
    if matched := _BOX.match(place):
        return int(matched[1]) * 100_000 + int(float(matched[2]))
    try:
        return Place.parse(place).first_line
    except ValueError:
        return 0


def joined_places(places: Iterable[str]) -> str:
    """One printed place for several in a document: lines become ranges, other places are joined by "; ".

    >>> joined_places(["line=53", "line=54"]), joined_places(["sheet=A!B7", "line=1"]), joined_places([])
    ('line=53-54', 'sheet=A!B7; line=1', '')
    """
    each = list(dict.fromkeys(places))
    try:
        ranges = [one for place in each for one in Place.parse(place).lines]
    except ValueError:
        return "; ".join(each)
    return str(Place.of_lines(n for a, b in ranges for n in range(a, b + 1))) if ranges else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place and the exact words that stand there: what every statement rests on."""

    document: str
    place: Place
    quote: str

"""Places that people write to say where a quote stands: `line=54`, `line=53-54`, `sheet=事業!B7`, `page=3`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plangraph.model.places import Place

_SHEET = re.compile(
    r"sheet=(?P<sheet>.+)!(?P<left>[A-Z]{1,3})(?P<top>\d+)(?::(?P<right>[A-Z]{1,3})(?P<bottom>\d+))?",
    re.ASCII,
)
_PAGE = re.compile(r"page=(?P<page>\d+)(?:;bbox=(?P<box>[\d.]+(?:,[\d.]+){3}))?", re.ASCII)
_NEXT = re.compile(r"; (?=sheet=|page=)")


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle on a sheet or page, both ends within."""

    on: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Area) -> bool:
        across = self.left <= other.right and other.left <= self.right
        return self.on == other.on and across and self.top <= other.bottom and other.top <= self.bottom


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Lines of a text, or an area of a sheet or page."""

    lines: tuple[tuple[int, int], ...] = ()
    area: _Area | None = None

    @classmethod
    def parse(cls, text: str) -> QuotedPlace | None:
        """Read a place as people write it and reports print it; None for any other text.

        >>> QuotedPlace.parse("line=53-54").lines, QuotedPlace.parse("somewhere") is None
        (((53, 54),), True)
        """
        if text.startswith("line="):
            try:
                return cls(lines=Place.parse(text).lines)
            except ValueError:
                return None
        area = _area(text)
        return None if area is None else cls(area=area)

    def meets(self, place: Place) -> bool:
        """Whether a place of the document has something in common with this one.

        >>> QuotedPlace.parse("sheet=施策!B7").meets(Place(((7, 7),), "sheet=施策!A7:D8"))
        True
        """
        if self.area is None:
            return any(a <= d and c <= b for a, b in self.lines for c, d in place.lines)
        areas = (_area(part) for part in _NEXT.split(place.where or ""))
        return any(area is not None and self.area.meets(area) for area in areas)


def _area(text: str) -> _Area | None:
    if cells := _SHEET.fullmatch(text):
        left, top = _column(cells["left"]), int(cells["top"])
        right = _column(cells["right"]) if cells["right"] else left
        bottom = int(cells["bottom"]) if cells["bottom"] else top
        return _Area(f"sheet={cells['sheet']}", left, top, right, bottom)
    if page := _PAGE.fullmatch(text):
        edges = [float(edge) for edge in page["box"].split(",")] if page["box"] else [0, 0, 1e9, 1e9]
        return _Area(f"page={page['page']}", *edges)
    return None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

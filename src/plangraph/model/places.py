"""Where in a document a statement stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINES = re.compile(r"line=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)")


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of a text document, counted from 1, as inclusive ranges in rising order.

    A statement that a text extraction tore apart has several ranges.

    >>> str(Place(((53, 54),)))
    'line=53-54'
    """

    lines: tuple[tuple[int, int], ...]

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

    def __str__(self) -> str:
        return "line=" + ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in self.lines)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place and the exact words that stand there: what every statement rests on."""

    document: str
    place: Place
    quote: str

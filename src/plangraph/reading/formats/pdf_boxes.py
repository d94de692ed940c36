"""Boxes on a page and the blank ranges between them: the geometry that every stage of the PDF reader shares.

All measures are points from the upper left corner of the page as it is looked at; y grows downward.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Turn = int
"""How far something is turned clockwise: 0, 90, 180 or 270 degrees; -1 for any other angle."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `left` ≤ `right` and `top` ≤ `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        """In square points."""
        return self.width * self.height

    def holds(self, point: tuple[float, float], slack: float = 0.0) -> bool:
        """Say whether a point lies inside, or outside by no more than `slack`."""
        x, y = point
        return self.left - slack <= x <= self.right + slack and self.top - slack <= y <= self.bottom + slack

    def common(self, other: Box) -> Box | None:
        """The part that both boxes cover; None where they are apart."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, right, bottom) if left <= right and top <= bottom else None

    def turned(self, turn: Turn, width: float, height: float) -> Box:
        """The box after its page of `width` × `height` was turned clockwise.

        >>> Box(0, 0, 10, 20).turned(90, 100, 200)
        Box(left=180, top=0, right=200, bottom=10)
        """
        if turn == 90:
            return Box(height - self.bottom, self.left, height - self.top, self.right)
        if turn == 180:
            return Box(width - self.right, height - self.bottom, width - self.left, height - self.top)
        if turn == 270:
            return Box(self.top, width - self.right, self.bottom, width - self.left)
        return self


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around at least one box."""
    known = list(boxes)
    return Box(
        min(b.left for b in known),
        min(b.top for b in known),
        max(b.right for b in known),
        max(b.bottom for b in known),
    )


def union(spans: Iterable[tuple[float, float]], slack: float = 0.0) -> list[tuple[float, float]]:
    """Join spans that overlap, or lie no further apart than `slack`; in rising order.

    >>> union([(5, 6), (0, 2), (1, 3)])
    [(0, 3), (5, 6)]
    """
    joined: list[tuple[float, float]] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1] + slack:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def blanks(spans: Sequence[tuple[float, float]], least: float, allowed: int = 0) -> list[tuple[float, float]]:
    """The ranges at least `least` wide, between the outermost ends, that no more than `allowed` spans cover.

    >>> blanks([(0, 4), (6, 9), (0, 9)], 1, allowed=1)
    [(4, 6)]
    >>> blanks([(0, 4), (6, 9)], 3)
    []
    """
    marks = sorted([(start, 1) for start, _ in spans] + [(stop, -1) for _, stop in spans])
    found: list[tuple[float, float]] = []
    covering, since = 0, None
    for at, step in marks:
        before, covering = covering, covering + step
        if before > allowed >= covering:
            since = at
        elif before <= allowed < covering and since is not None:
            if at - since >= least:
                found.append((since, at))
            since = None
    return found

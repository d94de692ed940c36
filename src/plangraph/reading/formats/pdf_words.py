"""Glyphs → words in order: the lines of a cell, upright or vertical, and the pieces of a printed line."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plangraph.reading.formats.pdf_boxes import Box, Turn, around
from plangraph.reading.formats.pdf_marks import Glyph

LETTER_GAP = 0.16
"""Ems between two Latin letters that are two words."""
WIDE_GAP = 0.45
"""Ems beside a full-width character that part words. Word processors set a quarter em between 「年」 and a digit."""
PIECE_GAP = 1.3
"""Ems that part two pieces of a line though a blank is drawn between them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together, and where. Several lines (vertical text, a cell) are parted by newlines.

    `blank`: the file draws a blank right behind them.
    """

    text: str
    box: Box
    size: float
    blank: bool = False


class Spaces:
    """The blanks that the file draws, so that 「6 協働」 keeps the one between them."""

    def __init__(self, points: Iterable[tuple[float, float]]) -> None:
        self.points = sorted(points)
        self._xs = [x for x, _ in self.points]

    def between(self, left: Box, right: Box) -> bool:
        """Say whether a blank is drawn between two neighbours on one line."""
        # Boxes of set-tight letters overlap: a blank begins somewhere between the middles of its neighbours.
        start, stop = left.middle[0], right.middle[0]
        at = bisect_left(self._xs, start)
        while at < len(self.points) and self._xs[at] <= stop:
            if left.top <= self.points[at][1] <= left.bottom:
                return True
            at += 1
        return False

    def behind(self, last: Box) -> bool:
        """Say whether a blank is drawn right behind the last glyph of a line, where the line was wrapped at it."""
        reach = Box(last.right + 0.5 * last.height, last.top, last.right + 0.5 * last.height, last.bottom)
        return self.between(last, reach)

    def turned(self, turn: Turn, width: float, height: float) -> Spaces:
        """The same on a page that was turned."""
        return Spaces(Box(x, y, x, y).turned(turn, width, height).middle for x, y in self.points)


def glyphs_to_text(glyphs: Sequence[Glyph], spaces: Spaces) -> str:
    """The words of one cell or block, a newline between its printed lines; vertical and turned text in its own order."""
    turn = direction(glyphs)
    if turn:
        glyphs, spaces = _upright(glyphs, spaces, turn)
    stacked = turn == 90 and any(glyph.turn == 0 for glyph in glyphs)
    lines = glyphs_to_lines(glyphs)
    parts: list[str] = []
    for line in lines:
        # A blank at which a line was wrapped is one of the text's own.
        parts.append(line_to_text(line, spaces, stacked=stacked))
        if line is not lines[-1]:
            parts.append(" \n" if spaces.behind(line[-1].box) else "\n")
    text = "".join(parts)
    return "".join(map(_plain_form, text)) if turn == 90 else text


def direction(glyphs: Sequence[Glyph]) -> Turn:
    """How a block's lines run: 0 from left to right, 90 from top to bottom, 270 from bottom to top.

    Characters of a vertical block stand upright one below the other; figures stacked so are figures of several lines.
    """
    turned = [glyph.turn for glyph in glyphs if glyph.turn > 0]
    if 2 * len(turned) > len(glyphs):
        return max(set(turned), key=turned.count)
    down = across = 0
    for one, other in pairwise(glyphs):
        if stands_below(one, other):
            down += 1
        elif abs(other.box.middle[1] - one.box.middle[1]) < 0.3 * one.size:
            across += 1
    if down <= across:
        return 0
    letters = sum(map(takes_part_in_vertical, glyphs))
    return 90 if 2 * letters >= len(glyphs) else 0


def stands_below(one: Glyph, other: Glyph, most: float = 3.2) -> bool:
    """Say whether a glyph is the next in a vertical line, no more than `most` ems down."""
    (x, y), (ox, oy) = one.box.middle, other.box.middle
    size = max(one.size, other.size)
    return abs(x - ox) < 0.35 * size and 0.35 * size < oy - y <= most * size


def takes_part_in_vertical(glyph: Glyph) -> bool:
    """Say whether a glyph may stand in a vertical line: a full-width letter upright, or any one turned to lie on its side."""
    return glyph.turn == 90 or (
        unicodedata.east_asian_width(glyph.text) in ("W", "F") and not glyph.text.isdigit()
    )


def _plain_form(character: str) -> str:
    """「︵」 and its like are forms of 「(」 for vertical lines, not characters of their own."""
    if "\ufe10" <= character <= "\ufe19" or "\ufe30" <= character <= "\ufe48":
        return unicodedata.normalize("NFKC", character)
    return character


def _upright(glyphs: Sequence[Glyph], spaces: Spaces, turn: Turn) -> tuple[list[Glyph], Spaces]:
    back = 360 - turn
    return [
        Glyph(g.text, g.box.turned(back, 0, 0), g.turn, g.size, g.colour, g.known, g.drawn, g.painted, g.clip)
        for g in glyphs
    ], spaces.turned(back, 0, 0)


def glyphs_to_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Part glyphs into printed lines from top to bottom, each from left to right."""
    lines: list[list[Glyph]] = []
    height = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.box.middle[1]):
        y = glyph.box.middle[1]
        if lines and y - height <= 0.45 * min(size, glyph.size):
            line = lines[-1]
            line.append(glyph)
            height += (y - height) / len(line)
            size = max(size, glyph.size)
        else:
            lines.append([glyph])
            height, size = y, glyph.size
    return [sorted(line, key=lambda g: g.box.left) for line in _with_raised(lines)]


def _with_raised(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put raised notes (※1) back into the line beside which they stand."""
    joined: list[list[Glyph]] = []
    for line in lines:
        if joined and _belongs(line, joined[-1]):
            joined[-1] = joined[-1] + line
        else:
            joined.append(line)
    return joined


def _belongs(one: list[Glyph], other: list[Glyph]) -> bool:
    a, b = around(g.box for g in one), around(g.box for g in other)
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    if overlap < 0.5 * min(a.height, b.height):
        return False
    return not any(
        p.box.left < q.box.right - 0.5 and q.box.left < p.box.right - 0.5 for p in one for q in other
    )


def line_to_text(line: Sequence[Glyph], spaces: Spaces, *, stacked: bool = False) -> str:
    """The characters of one printed line, with a blank where one is drawn or the gap can be nothing else.

    Letters `stacked` one above the other stand as far apart as the cell is high: no gap between them is a blank.
    """
    if not line:
        return ""
    parts = [line[0].text]
    even = _even_gap(line)
    for one, other in pairwise(line):
        gap = other.box.left - one.box.right
        drawn = gap > 0.05 * one.size and spaces.between(one.box, other.box)
        if drawn or (not stacked and gap > _word_gap(one, other) and abs(gap - even) > 0.15 * one.size):
            parts.append(" ")
        parts.append(other.text)
    return "".join(parts)


def _even_gap(line: Sequence[Glyph]) -> float:
    """The gap of a line whose letters are spread evenly (「備　考」 set over a cell's width); 0 where there is none."""
    gaps = [b.box.left - a.box.right for a, b in pairwise(line)]
    # Figures and marks spread evenly stand in columns.
    if len(gaps) < 3 or any(unicodedata.category(g.text[0]) not in ("Lo", "Lm") for g in line):
        return 0.0
    if max(gaps) - min(gaps) > 0.15 * line[0].size:
        return 0.0
    return sum(gaps) / len(gaps)


def _word_gap(one: Glyph, other: Glyph) -> float:
    narrow = all(ord(g.text[0]) < 0x2E80 for g in (one, other))
    return (LETTER_GAP if narrow else WIDE_GAP) * min(one.size, other.size)


def line_to_pieces(line: Sequence[Glyph], spaces: Spaces) -> list[Piece]:
    """Cut one printed line wherever a gap could part two columns; columns that do not show join it again."""
    pieces: list[list[Glyph]] = [[line[0]]]
    even = _even_gap(line)
    for one, other in pairwise(line):
        size = min(one.size, other.size)
        gap = other.box.left - one.box.right
        least = PIECE_GAP if spaces.between(one.box, other.box) else WIDE_GAP
        if gap > least * size and abs(gap - even) > 0.15 * size:
            pieces.append([])
        pieces[-1].append(other)
    return [glyphs_to_piece(piece, spaces) for piece in pieces]


def glyphs_to_piece(glyphs: Sequence[Glyph], spaces: Spaces) -> Piece:
    """The words of some glyphs as one piece."""
    box = around(g.box for g in glyphs)
    size = max(g.size for g in glyphs)
    return Piece(glyphs_to_text(glyphs, spaces), box, size, spaces.behind(glyphs[-1].box))

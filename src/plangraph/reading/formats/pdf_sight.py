"""What of a page's text can be seen, and what only the file knows: white, transparent, covered, cut off, outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plangraph.reading.formats.pdf_boxes import Box, Turn, around
from plangraph.reading.formats.pdf_marks import Colour, Fill, Glyph, PageMarks

_NEAR = 6
"""Colours that differ by no more in any part look the same."""
_PAPER: Colour = (255, 255, 255)
_PICTURE_SHARE = 0.5
_FEW_GLYPHS = 30


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that is in the file and cannot be seen. `why`: "invisible", "white", "covered", "clipped" or "outside"."""

    why: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen on a page.

    `recognised`: the page is a picture, and its text an unseen layer that lies on it (OCR); it is taken as the page's text.
    `picture`: most of the page is a picture, and there is next to no text.
    """

    glyphs: tuple[Glyph, ...]
    hidden: tuple[Hidden, ...] = ()
    recognised: bool = False
    picture: bool = False


def marks_to_sight(marks: PageMarks) -> Sight:
    """Part the glyphs of a page into those that can be seen and those that cannot.

    A glyph that is drawn twice at one place (shadow, made-up bold) is one character.
    """
    glyphs = _without_doubles(marks.glyphs)
    fills = _Layers(marks)
    shown, unseen = [], defaultdict[str, list[Glyph]](list)
    for glyph in glyphs:
        why = _why_unseen(glyph, marks, fills)
        if why is None:
            shown.append(glyph)
        else:
            unseen[why].append(glyph)
    page = marks.width * marks.height
    pictured = page > 0 and sum(fill.box.area for fill in marks.pictures) >= _PICTURE_SHARE * page
    lying = [*unseen["invisible"], *unseen["covered"]]
    if pictured and len(lying) > 9 * len(shown):
        own = set(map(id, [*shown, *lying]))
        return Sight(tuple(g for g in glyphs if id(g) in own), recognised=True)
    hidden = tuple(
        Hidden(why, "".join(g.text for g in found), around(g.box for g in found))
        for why, found in sorted(unseen.items())
        if found
    )
    return Sight(tuple(shown), hidden, picture=pictured and len(shown) < _FEW_GLYPHS)


def turn_of(glyphs: Sequence[Glyph]) -> Turn:
    """How the page's text as a whole is turned: a table laid on its side is read with the head turned.

    Vertical Japanese text has upright characters and a few turned ones, and is left as it is.
    """
    turns = Counter(glyph.turn for glyph in glyphs)
    turn, count = turns.most_common(1)[0] if turns else (0, 0)
    return turn if turn > 0 and count > 0.7 * len(glyphs) else 0


def turned_back(marks: PageMarks, glyphs: Sequence[Glyph], turn: Turn) -> tuple[PageMarks, list[Glyph]]:
    """The page and its glyphs turned so that the text stands upright."""
    if not turn:
        return marks, list(glyphs)
    back, width, height = 360 - turn, marks.width, marks.height
    upright = [
        replace(
            g, box=g.box.turned(back, width, height), turn=g.turn if g.turn < 0 else (g.turn + back) % 360
        )
        for g in glyphs
    ]
    flat = turn % 180 != 0
    page = PageMarks(
        number=marks.number,
        width=height if flat else width,
        height=width if flat else height,
        rules=[rule.turned(back, width, height) for rule in marks.rules],
        spaces=[Box(x, y, x, y).turned(back, width, height).middle for x, y in marks.spaces],
        too_many=marks.too_many,
    )
    return page, upright


class _Layers:
    """Filled areas, looked up by where they lie, since a page of tables has thousands."""

    def __init__(self, marks: PageMarks) -> None:
        self.step = max(marks.height / 64, 1.0)
        self.rows: dict[int, list[Fill]] = defaultdict(list)
        self.tall: list[Fill] = []
        for fill in [*marks.fills, *marks.pictures]:
            first, last = int(fill.box.top // self.step), int(fill.box.bottom // self.step)
            if last - first > 16:
                self.tall.append(fill)
            else:
                for row in range(first, last + 1):
                    self.rows[row].append(fill)

    def at(self, point: tuple[float, float]) -> list[Fill]:
        """The fills on which a point lies."""
        near = [*self.rows.get(int(point[1] // self.step), ()), *self.tall]
        return [fill for fill in near if fill.box.holds(point)]


def _why_unseen(glyph: Glyph, marks: PageMarks, layers: _Layers) -> str | None:
    middle = glyph.box.middle
    if not Box(0, 0, marks.width, marks.height).holds(middle):
        return "outside"
    if glyph.clip is not None and not glyph.clip.holds(middle, 1.0):
        return "clipped"
    if not glyph.drawn:
        return "invisible"
    under: Fill | None = None
    for fill in layers.at(middle):
        if fill.painted > glyph.painted and fill.covers:
            return "covered"
        if fill.painted < glyph.painted and (under is None or fill.painted >= under.painted):
            under = fill
    behind = _PAPER if under is None else under.colour
    return "white" if behind is not None and _same(glyph.colour, behind) else None


def _same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def _without_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        x, y = glyph.box.middle
        step = max(glyph.size, 1.0)
        column, row = int(x // step), int(y // step)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, column + dx, row + dy), ())
        )
        if not any(_doubles(glyph, other) for other in near):
            kept.append(glyph)
            seen[glyph.text, column, row].append(glyph)
    return kept


def _doubles(glyph: Glyph, other: Glyph) -> bool:
    # The parts of one ligature share a box and belong to one object.
    if glyph.painted == other.painted or glyph.turn != other.turn or glyph.drawn != other.drawn:
        return False
    (x, y), (ox, oy) = glyph.box.middle, other.box.middle
    slack = 0.2 * min(glyph.size, other.size)
    return abs(x - ox) <= slack and abs(y - oy) <= slack

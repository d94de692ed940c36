"""What a page gives: blocks in reading order, each a table or a stretch of plain lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from plangraph.reading.formats.pdf_boxes import Box


@dataclass(frozen=True, slots=True)
class CellWords:
    """The words of one cell, printed lines parted by newlines, and the box around them; None for an empty cell."""

    text: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One row. `spans` names, for a slot that repeats another, how many rows up and columns left that one is."""

    cells: tuple[CellWords, ...]
    spans: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A table with the x at which its columns begin and end, or lines of text (one cell a row, or parts set apart).

    `reach` says from where to where the words of each column stand, those left aside that span columns.
    """

    kind: Literal["table", "text"]
    rows: tuple[BlockRow, ...]
    columns: tuple[float, ...] = ()
    ruled: bool = False
    reach: tuple[tuple[float, float] | None, ...] = ()
    box: Box | None = None


@dataclass
class PageBlocks:
    """One page, read: its blocks, and what was doubtful about it. Boxes are those of the page as it is looked at.

    `hidden` holds why, the words and the box; `unknown` how many glyphs have no character, and the box around them.
    """

    number: int
    width: float
    height: float
    blocks: list[Block] = field(default_factory=list)
    hidden: tuple[tuple[str, str, Box], ...] = ()
    unknown: tuple[int, Box] | None = None
    glyphs: int = 0
    by_code: bool = False
    doubtful: bool = False
    recognised: bool = False
    picture: bool = False
    drawn: bool = False
    too_many: bool = False

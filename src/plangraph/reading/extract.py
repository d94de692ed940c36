"""What a file holds as text: lines in order, the cells of a table row parted by tabs. Every format gives this.

A text file's lines are its own. A CSV, Markdown or HTML file is read where it stands: the characters of a line point
into the file's text. A workbook or a PDF has no lines; a `Rendition` writes them, and its spots keep the way back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plangraph.model.findings import Finding
from plangraph.reading.lines import Line, SourceText
from plangraph.reading.spots import Spot, Spotted

TAB = "\t"
WITHIN = "\u2028"
"""Stands in a line where a cell holds a newline. It is white space to every expression."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The lines of one file in reading order.

    `tables` names the stretches of `lines` that are one table (`(name, first, behind the last)`, indices into `lines`):
    the sheet, or "table 2", or "page 3 table 1". `merged` says which cells repeat another: (index of line, index of cell)
    → the same of the cell that holds the value; in the line itself a repeated cell is empty. `findings` are doubts met
    while opening the file: hidden rows, formulas without a value, characters that could not be decoded.
    """

    source: SourceText
    lines: tuple[Line, ...]
    format: str
    charset: str | None = None
    tables: tuple[tuple[str, int, int], ...] = ()
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def cells(self, index: int) -> tuple[Line, ...]:
        """The cells of one line, white space cut; a merged cell stands in every place that it covers."""
        own = [cell.strip() for cell in self.lines[index].split(TAB)]
        for at in range(len(own)):
            origin = self.merged.get((index, at))
            if origin is not None:
                own[at] = self.lines[origin[0]].split(TAB)[origin[1]].strip()
        return tuple(own)


class Rendition:
    """Writes a text from a document that has none, piece by piece, each with its spot."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._spots: list[Spotted] = []
        self._length = 0
        self._lines: list[tuple[int, int]] = []

    @property
    def lines(self) -> int:
        """How many lines there are: the index of the next one."""
        return len(self._lines)

    def line(self, cells: Iterable[tuple[str, Spot | None]]) -> None:
        """Add one line of cells. Newlines inside a cell become U+2028, tabs a space."""
        start = self._length
        for number, (text, spot) in enumerate(cells):
            if number:
                self._add(TAB)
            plain = one_line(text)
            if plain and spot is not None:
                self._spots.append(Spotted(self._length, self._length + len(plain), spot))
            self._add(plain)
        self._lines.append((start, self._length))
        self._add("\n")

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def written(self, document: str) -> tuple[SourceText, tuple[Line, ...]]:
        """The text, and its lines."""
        text = "".join(self._text)[:-1]
        source = SourceText(document, text, self._spots)
        return source, tuple(Line(text[a:b], range(a, b)) for a, b in self._lines)


def one_line(text: str) -> str:
    """A cell's text in one line: newlines become U+2028, tabs a space.

    >>> one_line("市民部\\n市民課")
    '市民部\\u2028市民課'
    """
    return re.sub(r"\r\n?|\n|\v|\f|\x1c|\x1d|\x1e|\x85|\u2028|\u2029", WITHIN, text).replace(TAB, " ")


def joined_cells(cells: Sequence[Line]) -> Line:
    """One line of cells that stand somewhere in a text, parted by tabs; a tab points at the character before it.

    >>> joined_cells([Line("施策", (4, 5)), Line("", ()), Line("課", (9,))]).text
    '施策\\t\\t課'
    """
    text, offsets = "", list[int]()
    for number, cell in enumerate(cells):
        if number:
            text += TAB
            offsets.append(offsets[-1] if offsets else next((c.offsets[0] for c in cells if c.offsets), 0))
        text += cell.text
        offsets.extend(cell.offsets)
    return Line(text, tuple(offsets))

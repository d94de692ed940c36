"""A line put together from pieces of a file's text, each character pointing at where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from plangraph.reading.extract import TAB, one_line
from plangraph.reading.lines import Line
from plangraph.reading.offsets import joined_offsets

_BREAKS = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class Pieces:
    """Writes one line.

    >>> line = Pieces().add("施策", 4).at(" ", 9).add("01", 12).line()
    >>> line.text, line.offsets
    ('施策 01', (4, 5, 9, 12, 13))
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._offsets: list[range] = []

    def __bool__(self) -> bool:
        return bool(self._texts)

    def add(self, text: str, start: int) -> Pieces:
        """Characters that stand in the file as they are, from `start` on."""
        if text:
            self._texts.append(text)
            self._offsets.append(range(start, start + len(text)))
        return self

    def at(self, text: str, offset: int) -> Pieces:
        """Characters that stand for something else, which begins at `offset`: a separator, an entity, a line break."""
        self._texts.append(text)
        self._offsets.extend([range(offset, offset + 1)] * len(text))
        return self

    def line(self) -> Line:
        """What was written, so that it can stand in a cell: newlines are U+2028, tabs a space."""
        return Line("".join(self._texts), joined_offsets(self._offsets))


def cell_text(text: str) -> str:
    """Text of one cell with as many characters as it had: newlines are U+2028, tabs a space.

    >>> cell_text("市民部\\n市民課")
    '市民部\\u2028市民課'
    """
    return one_line(text) if _BREAKS.search(text) else text


def row_line(cells: Iterable[tuple[Line, int]]) -> Line:
    """Cells parted by tabs; beside each cell the place that the tab before it points at.

    >>> row_line([(Line("施策", (4, 5)), 3), (Line("", ()), 7)]).offsets
    (4, 5, 7)
    """
    texts, parts = list[str](), list[Sequence[int]]()
    for number, (cell, separator) in enumerate(cells):
        if number:
            texts.append(TAB)
            parts.append(range(separator, separator + 1))
        texts.append(cell.text)
        parts.append(cell.offsets)
    return Line("".join(texts), joined_offsets(parts))


def joined_line(lines: Sequence[Line], separator: str) -> Line:
    """One line of several, a separator of one character between them that points at what stands before it."""
    if len(lines) == 1:
        return lines[0]
    parts = list[Sequence[int]]()
    for number, line in enumerate(lines):
        if number:
            parts.append((parts[-1][-1],))
        parts.append(line.offsets)
    return Line(separator.join(line.text for line in lines), joined_offsets(parts))

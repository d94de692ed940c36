"""Pages of a text extraction, and the blocks of a page.

A page ends at two or more blank lines, a block at one. A line that holds U+3000 alone is not blank:
where text was woven, one such character is a character of its run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plangraph.reading.lines import Line, SourceText

IDEOGRAPHIC_SPACE = "\u3000"


def counted(text: str) -> int:
    """How many characters of a text the rhythm of a weave counts: those that are printed, and U+3000.

    >>> counted("は 年度、行っている。"), counted("１　施策")
    (10, 4)
    """
    return sum(map(len, text.split())) + text.count(IDEOGRAPHIC_SPACE)


def is_blank(line: Line) -> bool:
    """Whether nothing that is counted stands on a line."""
    return counted(line.text) == 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together: a blank line, or the page's edge, is before and behind them.

    `first` is the position of its first line in the page's lines; `size` is the number of counted
    characters.
    """

    lines: tuple[Line, ...]
    first: int
    size: int

    @property
    def text(self) -> str:
        """What is printed in the block, without white space at its ends except U+3000."""
        return "\n".join(line.text for line in self.lines).strip(" \t\r\n\f\v")


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page as they stand in the document, with the blank lines before and behind them.

    All pages of a text, laid end to end, are the text's lines.
    """

    number: int
    lines: tuple[Line, ...]

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the page from top to bottom."""
        made: list[Block] = []
        held: list[Line] = []
        for position, line in enumerate((*self.lines, Line("", ()))):
            if not is_blank(line):
                held.append(line)
            elif held:
                made.append(_block(held, position - len(held)))
                held = []
        return tuple(made)


def _block(lines: Iterable[Line], first: int) -> Block:
    kept = tuple(lines)
    return Block(kept, first, sum(counted(line.text) for line in kept))


def text_to_pages(source: SourceText) -> tuple[Page, ...]:
    """Part a text at every two or more blank lines.

    The blank lines stay with the page before them, those at the text's head with the first page. A text
    without any printed character is one page.

    >>> [len(page.lines) for page in text_to_pages(SourceText("d", "一\\n\\n二\\n\\n\\n三"))]
    [5, 1]
    """
    pages: list[Page] = []
    held: list[Line] = []
    blanks = 0
    begun = False
    for line in source.lines():
        if is_blank(line):
            blanks += 1
        else:
            if begun and blanks >= 2:
                pages.append(Page(len(pages) + 1, tuple(held)))
                held = []
            begun, blanks = True, 0
        held.append(line)
    pages.append(Page(len(pages) + 1, tuple(held)))
    return tuple(pages)

"""Tags and text → blocks: lines of text and tables of rows of cells, each cell again of blocks.

As forgiving as browsers where it matters to tables: `<tr>`, `<td>` and `</table>` may be missing, text between rows stands
before its table, and a table that begins between rows ends the one that is open (WHATWG HTML 13.2.6.4.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import WITHIN
from plangraph.reading.formats.html_tokens import Characters, Entity, Tag, Token, Unclosed
from plangraph.reading.formats.pieces import Pieces
from plangraph.reading.lines import Line

MAX_CELLS = 1_000_000
"""Cells of a page, those that a span covers among them."""
MAX_TOKENS = 3_000_000
"""Tags, entities and the runs of text between them."""
MAX_DEPTH = 30
"""Tables inside tables."""

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li legend main menu nav ol optgroup option p pre search "
    "section select summary ul".split()
)
_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
_SILENT = frozenset({"rt", "rp"})
"""ふりがな and its brackets: glued to the word they would spoil it."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SPACE = re.compile(r"[ \t\n\f]{2,}|[\t\n\f]")
_NOT_SHOWN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE
)


@dataclass
class Cell:
    """One cell; its blocks in their order. `start` is the offset of its tag."""

    start: int
    columns: int = 1
    rows: int = 1
    heading: bool = False
    blocks: list[Line | Table] = field(default_factory=list)


@dataclass
class Row:
    """One row; `section` is 0 in thead, 1 in tbody, 2 in tfoot. A hidden row is read, and said to be hidden."""

    start: int
    section: int
    part: int
    hidden: bool = False
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Table:
    """One table with the rows that it was given, in the order of the file."""

    start: int
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)


@dataclass
class Page:
    """What a page shows, and the offsets of what it hides outside of rows or never closes."""

    blocks: list[Line | Table]
    hidden: list[int]
    unclosed: list[int]


def tokens_to_page(tokens: Iterable[Token], place: str) -> Page:
    """Build the blocks of a page. Raises SourceError for tables nested too deep or too many cells."""
    builder = _Builder(place)
    for number, token in enumerate(tokens):
        if number > MAX_TOKENS:
            raise _too_many_tokens(place)
        builder.take(token)
    return builder.close()


@dataclass
class _Open:
    """A table that is not closed yet, and where in it the page stands."""

    table: Table
    section: int = 1
    part: int = 0
    row: Row | None = None
    cell: Cell | None = None


class _Builder:
    def __init__(self, place: str) -> None:
        self._place = place
        self._page = Page([], [], [])
        self._open: list[_Open] = []
        self._text = Pieces()
        self._blank: int | None = None
        self._silent = 0
        self._verbatim = 0
        self._cells = 0

    def take(self, token: Token) -> None:
        if isinstance(token, Tag):
            self._take_tag(token)
        elif isinstance(token, Unclosed):
            self._page.unclosed.append(token.start)
        elif not self._silent:
            self._take_text(token)

    def close(self) -> Page:
        while self._open:
            self._close_table()
        self._end_line()
        return self._page

    # Text

    def _take_text(self, token: Characters | Entity) -> None:
        if isinstance(token, Entity):
            self._write_blank()
            for character in token.text:
                self._text.at(" " if character in "\t\n\r\f" else character, token.start)
            return
        if self._verbatim:
            self._take_verbatim(token)
            return
        at = 0
        for space in _SPACE.finditer(token.text):
            self._write(token.text[at : space.start()], token.start + at)
            self._blank = token.start + space.start() if self._blank is None else self._blank
            at = space.end()
        self._write(token.text[at:], token.start + at)

    def _write(self, text: str, start: int) -> None:
        """Text with no white space but single spaces, which stand only between words."""
        if not text:
            return
        if text[0] == " ":
            self._blank = start if self._blank is None else self._blank
            text, start = text[1:], start + 1
            if not text:
                return
        self._write_blank()
        if text[-1] == " ":
            self._blank = start + len(text) - 1
            text = text[:-1]
        self._text.add(text, start)

    def _write_blank(self) -> None:
        if self._blank is not None and self._text:
            self._text.at(" ", self._blank)
        self._blank = None

    def _take_verbatim(self, token: Characters) -> None:
        at = 0
        for number, line in enumerate(token.text.split("\n")):
            if number:
                self._break(token.start + at - 1)
            self._text.add(line.replace("\t", " "), token.start + at)
            at += len(line) + 1

    def _break(self, offset: int) -> None:
        """A line break: within a cell U+2028, elsewhere the end of the line."""
        self._blank = None
        if self._cell is None:
            self._end_line()
        else:
            self._text.at(WITHIN, offset)

    def _end_line(self) -> None:
        if self._text:
            line = self._text.line().strip()
            if line.text:
                self._put(line)
            self._text = Pieces()
        self._blank = None

    @property
    def _cell(self) -> Cell | None:
        return self._open[-1].cell if self._open else None

    def _put(self, block: Line | Table) -> None:
        """Add a block to the cell that is open; between cells it goes before the table."""
        if self._open and self._open[-1].cell is None:
            blocks = self._container(len(self._open) - 1)
            blocks.insert(len(blocks) - 1, block)
        else:
            self._container(len(self._open)).append(block)

    def _container(self, depth: int) -> list[Line | Table]:
        """The blocks of the cell in which the table of this depth stands, or of the page."""
        cell = self._open[depth - 1].cell if depth else None
        return cell.blocks if cell is not None else self._page.blocks

    # Tags

    def _take_tag(self, tag: Tag) -> None:
        name = tag.name
        if name in _SILENT:
            # Neither is closed by hand as a rule: the end of the ruby, or the next of them, does it.
            self._silent = 0 if tag.closing else 1
        elif name in ("ruby", "rb"):
            self._silent = 0
        elif name in ("table", "tr", "td", "th", *_SECTIONS):
            self._silent = 0
            self._take_table_tag(tag)
        elif name == "br":
            self._break(tag.start)
        elif name == "img" and not tag.closing:
            self._take_picture(tag)
        elif name in _BLOCKS:
            self._silent = 0
            self._end_line()
            if name == "pre":
                self._verbatim = 0 if tag.closing else 1
        if not tag.closing and name not in ("table", "tr", "td", "th", *_VOID) and _hides(tag):
            self._page.hidden.append(tag.start)

    def _take_picture(self, tag: Tag) -> None:
        """A picture's words, which stand for it: ○ and the like are set as pictures too."""
        words = tag.attribute("alt")
        if words and words.strip():
            self._write_blank()
            self._text.at(" ".join(words.split()), tag.start)

    def _take_table_tag(self, tag: Tag) -> None:
        self._end_line()
        if tag.name == "table":
            if tag.closing:
                self._close_table()
            else:
                self._open_table(tag)
        elif self._open:
            opened = self._open[-1]
            if tag.name in _SECTIONS:
                opened.cell = opened.row = None
                opened.section = 1 if tag.closing else _SECTIONS[tag.name]
                opened.part += 1
            elif tag.name == "tr":
                opened.cell = opened.row = None
                if not tag.closing:
                    self._open_row(opened, tag)
            else:
                opened.cell = None
                if not tag.closing:
                    self._open_cell(opened, tag)

    def _open_table(self, tag: Tag) -> None:
        if self._open and self._open[-1].cell is None:
            self._close_table()
        if len(self._open) >= MAX_DEPTH:
            raise SourceError(
                self._place,
                Bilingual(
                    f"表の入れ子が {MAX_DEPTH} 段を超えています。表を分けて保存し直してください。",
                    f"tables nested more than {MAX_DEPTH} deep; save the page with its tables apart",
                ),
            )
        table = Table(tag.start, _hides(tag))
        self._put(table)
        self._open.append(_Open(table))

    def _close_table(self) -> None:
        self._end_line()
        if self._open:
            self._open.pop()

    def _open_row(self, opened: _Open, tag: Tag) -> Row:
        opened.row = Row(tag.start, opened.section, opened.part, tag.name == "tr" and _hides(tag))
        opened.table.rows.append(opened.row)
        return opened.row

    def _open_cell(self, opened: _Open, tag: Tag) -> None:
        row = opened.row or self._open_row(opened, tag)
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise too_many_cells(self._place)
        columns = min(max(_number(tag, "colspan"), 1), 1000)
        cell = Cell(tag.start, columns, min(_number(tag, "rowspan"), 65534), tag.name == "th")
        row.cells.append(cell)
        opened.cell = cell
        if _hides(tag):
            self._page.hidden.append(tag.start)


def too_many_cells(place: str) -> SourceError:
    """The error for a document of more cells than can be read in bounded time."""
    return SourceError(
        place,
        Bilingual(
            f"表のセルが {MAX_CELLS:,} を超えています。文書を分けてください。",
            f"more than {MAX_CELLS:,} cells; split the document",
        ),
    )


def _too_many_tokens(place: str) -> SourceError:
    return SourceError(
        place,
        Bilingual(
            f"タグや文字参照が {MAX_TOKENS:,} を超えています。ページを分けてください。",
            f"more than {MAX_TOKENS:,} tags and entities; split the page",
        ),
    )


def _number(tag: Tag, name: str) -> int:
    """A span; 1 where it is no number. A rowspan of 0 goes on to the end of its section."""
    found = re.match(r"\s*\+?(\d{1,6})", tag.attribute(name) or "") if name in tag.body.lower() else None
    return int(found[1]) if found else 1


def _hides(tag: Tag) -> bool:
    """Whether a tag says that what it holds is not shown."""
    if (
        "hidden" not in tag.body.lower()
        and "none" not in tag.body.lower()
        and "collapse" not in tag.body.lower()
    ):
        return False
    hidden = tag.attribute("hidden")
    return hidden is not None or bool(_NOT_SHOWN.search(tag.attribute("style") or ""))

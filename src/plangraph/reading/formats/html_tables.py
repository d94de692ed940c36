"""Web page → lines in the order of the page: headings and paragraphs, and the rows of its tables.

A table inside a cell: where the outer table is one of data, the inner one's text stays in the cell, its rows parted by
U+2028; where the outer one only lays out the page, its cells are read one after the other and the inner tables are
tables of their own. Which it is shows in its rows, and a finding says how it was taken. No text is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import WITHIN, Extract
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.formats.doubts import gathered, line_places, text_to_findings
from plangraph.reading.formats.html_tokens import text_to_tokens
from plangraph.reading.formats.html_tree import (
    MAX_CELLS,
    Cell,
    Page,
    Row,
    Table,
    tokens_to_page,
    too_many_cells,
)
from plangraph.reading.formats.pieces import joined_line, row_line
from plangraph.reading.lines import Line, SourceText

_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_LOOKED_THROUGH = 4096
"""Bytes in which a page may name its character set; the standard has 1,024, and real pages pass it."""


def declared_charset(data: bytes) -> str | None:
    """The character set that a page names for itself, as it is written.

    >>> declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=x-sjis">')
    'x-sjis'
    """
    found = _DECLARED.search(data[:_LOOKED_THROUGH])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


_Spans = dict[int, tuple[int, tuple[int, int]]]
"""Column → how many rows a cell from above still covers there, and where that cell is."""
_EMPTY = Line("", ())


@dataclass
class _Writing:
    """What has been made so far. Merged cells are (index of line, index of cell)."""

    place: str
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[str, int, int]] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    positions: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    kept_inside: list[int] = field(default_factory=list)
    laid_out: list[int] = field(default_factory=list)


def html_to_extract(decoded: Decoded, document: str, *, place: str) -> Extract:
    """Read the text of a page; scripts, styles, templates and ふりがな never are, and hidden text is, with a finding.

    Raises SourceError for more than 1,000,000 cells or tables nested more than 30 deep.
    """
    source = SourceText(document, decoded.text)
    page, made = tokens_to_page(text_to_tokens(decoded.text), place), _Writing(place)
    _write_blocks(page.blocks, made)
    return Extract(
        source,
        tuple(made.lines),
        "html",
        decoded.charset,
        tuple(made.tables),
        made.merged,
        (*text_to_findings(source, decoded), *_page_findings(source, page, made)),
    )


def _write_blocks(blocks: Iterable[Line | Table], made: _Writing) -> None:
    for block in blocks:
        if isinstance(block, Line):
            made.lines.append(block)
        elif not _holds_tables(block):
            _write_table(block, made)
        elif _is_data(block):
            made.kept_inside.append(block.start)
            _write_table(block, made)
        else:
            made.laid_out.append(block.start)
            for row in _in_order(block):
                if block.hidden or row.hidden:
                    made.hidden_rows.append(row.start)
                for cell in row.cells:
                    _write_blocks(cell.blocks, made)


def _holds_tables(table: Table) -> bool:
    return any(isinstance(block, Table) for row in table.rows for cell in row.cells for block in cell.blocks)


def _is_data(table: Table) -> bool:
    """Whether a table that holds tables is one of data: it has heading cells, or most of its rows have two filled cells
    and hold no table."""
    plain = holding = 0
    for row in table.rows:
        if any(isinstance(block, Table) for cell in row.cells for block in cell.blocks):
            holding += 1
        elif sum(1 for cell in row.cells if cell.blocks) > 1:
            plain += 1
    return plain > holding or any(cell.heading for row in table.rows for cell in row.cells)


def _in_order(table: Table) -> list[Row]:
    """The rows as a browser shows them: heads first, feet last."""
    return sorted(table.rows, key=lambda row: row.section)


def _write_table(table: Table, made: _Writing) -> None:
    first = len(made.lines)
    rows = _in_order(table)
    ends = _section_ends(rows)
    spans: _Spans = {}
    for number, row in enumerate(rows):
        if number and rows[number - 1].part != row.part:
            spans = {}
        spans = _write_row(row, ends[number] - number, spans, made)
        if table.hidden or row.hidden:
            made.hidden_rows.append(row.start)
    if len(made.lines) > first:
        made.tables.append((f"table {len(made.tables) + 1}", first, len(made.lines)))


def _section_ends(rows: list[Row]) -> list[int]:
    """Behind which row the section of each row ends: no span goes further."""
    ends = [len(rows)] * len(rows)
    for number in range(len(rows) - 2, -1, -1):
        ends[number] = ends[number + 1] if rows[number].part == rows[number + 1].part else number + 1
    return ends


def _write_row(row: Row, left: int, spans: _Spans, made: _Writing) -> _Spans:
    """Write one row of which `left` are left in its section; gives the columns that it covers in the rows below."""
    at = len(made.lines)
    cells = list[tuple[Line, int]]()
    below: _Spans = {}

    def fill(start: int) -> None:
        rest, origin = spans[len(cells)]
        made.merged[at, len(cells)] = origin
        if rest > 1:
            below[len(cells)] = (rest - 1, origin)
        cells.append((_EMPTY, start))

    for cell in row.cells:
        while len(cells) in spans:
            fill(cell.start)
        origin, height = (at, len(cells)), min(cell.rows or left, left)
        for column in range(cell.columns):
            if column and len(cells) in spans:
                break
            if column:
                made.merged[at, len(cells)] = origin
            if height > 1:
                below[len(cells)] = (height - 1, origin)
            cells.append((_EMPTY if column else _cell_line(cell), cell.start))
        _count(made, cell.columns)
    behind = row.cells[-1].start if row.cells else row.start
    _count(made, len(spans))
    for column in sorted(spans):
        if column >= len(cells):
            # What lies between the last cell of this row and a column that is covered is empty.
            cells.extend((_EMPTY, behind) for _ in range(column - len(cells)))
            fill(behind)
    made.lines.append(row_line(cells))
    return below


def _count(made: _Writing, cells: int) -> None:
    made.positions += cells
    if made.positions > MAX_CELLS:
        raise too_many_cells(made.place)


def _cell_line(cell: Cell) -> Line:
    """A cell's blocks in one line, U+2028 between them; of an inner table each row is one."""
    return joined_line(list(_cell_parts(cell)), WITHIN)


def _cell_parts(cell: Cell) -> Iterable[Line]:
    for block in cell.blocks:
        if isinstance(block, Line):
            yield block
            continue
        for row in _in_order(block):
            filled = [line for inner in row.cells if (line := _cell_line(inner)).text]
            if filled:
                yield joined_line(filled, " ")


def _page_findings(source: SourceText, page: Page, made: _Writing) -> list[Finding]:
    told = [
        (
            "hidden-row",
            Severity.WARNING,
            made.hidden_rows,
            "表示されない表の行が {n} あります。読みましたが、公表された内容か確かめてください。",
            "{n} rows of tables are hidden; they were read, check that they are part of what was published",
        ),
        (
            "hidden-text",
            Severity.WARNING,
            page.hidden,
            "表示されない部分が {n} か所あります。読みましたが、公表された内容か確かめてください。",
            "{n} parts of the page are hidden; they were read, check that they are part of what was published",
        ),
        (
            "nested-table",
            Severity.INFO,
            made.kept_inside,
            "セルの中に表のある表が {n} あります。中の表の文字は、そのセルの文字として読みました。",
            "{n} tables hold tables in their cells; the text of the inner ones was read as text of the cell",
        ),
        (
            "layout-table",
            Severity.INFO,
            made.laid_out,
            "ページの割り付けに使われている表が {n} あります。その中の表を、それぞれ表として読みました。",
            "{n} tables only lay out the page; the tables inside were read as tables of their own",
        ),
        (
            "element-never-closed",
            Severity.WARNING,
            page.unclosed,
            "閉じていないタグ、コメントかスクリプトがあり、この行から後は読めません。ページを保存し直してください。",
            "a tag, comment or script is never closed, and nothing behind this line is read; save the page again",
        ),
    ]
    return [
        gathered(
            rule,
            severity,
            Bilingual(ja.format(n=len(offsets)), en.format(n=len(offsets))),
            line_places(source, [source.line_number(offset) for offset in offsets]),
        )
        for rule, severity, offsets, ja, en in told
        if offsets
    ]

"""Rows of cells → the bytes of a file: text, CSV, XLSX, HTML, Markdown; and where each row came to stand in it."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from plangraph.model.places import Place
from plangraph.printing.printed import PrintedRow

SHEET_NAME = "一覧"
Written = tuple[bytes, dict[str, str]]
_MARKDOWN = re.compile(r"([\\|*_`\[\]<>#~])")


def rows_to_text(rows: Sequence[PrintedRow], separator: str = "\t") -> Written:
    """A text file; cells are parted by `separator`."""
    lines = [separator.join(row.cells).rstrip(" ") for row in rows]
    return _lines("".join(f"{line}\n" for line in lines), rows, range(1, len(rows) + 1))


def rows_to_csv(rows: Sequence[PrintedRow]) -> Written:
    """A CSV file (RFC 4180), in UTF-8 with a mark, as spreadsheets like it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    numbers, at = [], 1
    for row in rows:
        before = out.tell()
        writer.writerow(row.cells)
        numbers.append(at)
        at += _newlines(out, before)
    data, places = _lines(out.getvalue(), rows, numbers)
    return b"\xef\xbb\xbf" + data, places


def rows_to_xlsx(rows: Sequence[PrintedRow]) -> Written:
    """A workbook of one sheet; every cell is text, as the document prints it, and headers of several rows are merged."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET_NAME)
    places: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        sheet.append([cell or None for cell in row.cells])
        if row.about is not None:
            places[row.about].append(number)
    for cells in _merged_headers(rows):
        sheet.merged_cells.add(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), {about: f"sheet={SHEET_NAME}!A{at[0]}" for about, at in places.items()}


def _merged_headers(rows: Sequence[PrintedRow]) -> Iterator[str]:
    """The ranges of header cells that are one: a cell with the blanks right of it that have a cell below, or with those below it."""
    for is_header, run in groupby(enumerate(rows, 1), key=lambda pair: pair[1].kind == "header"):
        block = list(run) if is_header else []
        for (number, upper), (_, lower) in pairwise(block):
            last = number + 1 == block[-1][0]
            at = 0
            while at < len(upper.cells):
                stop = at + 1
                while stop < len(upper.cells) and not upper.cells[stop] and lower.cells[stop]:
                    stop += 1
                left, right = get_column_letter(at + 1), get_column_letter(stop)
                if stop > at + 1:
                    yield f"{left}{number}:{right}{number}"
                elif last and upper.cells[at] and not lower.cells[at]:
                    yield f"{left}{number}:{left}{number + 1}"
                at = stop


def rows_to_html(rows: Sequence[PrintedRow]) -> Written:
    """A page: paragraphs, and a table for each stretch of rows."""
    parts = [
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8"><title>一覧</title></head><body>\n'
    ]
    numbers: list[int] = []
    at = 2
    for stretch, run in groupby(rows, key=lambda row: row.stretch):
        is_text = stretch == "text"
        if not is_text:
            parts.append("<table>\n")
            at += 1
        for row in run:
            cell = "th" if row.kind == "header" else "td"
            cells = "".join(f"<{cell}>{_markup(text)}</{cell}>" for text in row.cells)
            parts.append(f"<p>{_markup(row.cells[0])}</p>\n" if is_text else f"<tr>{cells}</tr>\n")
            numbers.append(at)
            at += 1
        if not is_text:
            parts.append("</table>\n")
            at += 1
    return _lines("".join([*parts, "</body></html>\n"]), rows, numbers)


def rows_to_markdown(rows: Sequence[PrintedRow]) -> Written:
    """A Markdown text: paragraphs, and a pipe table for each stretch of rows; its first row is the header."""
    lines: list[str] = []
    numbers: list[int] = []
    for kind, stretch in groupby(rows, key=lambda row: row.stretch):
        is_text, run = kind == "text", list(stretch)
        width = max(len(row.cells) for row in run)
        for index, row in enumerate(run):
            cells = [_escaped(cell) for cell in [*row.cells, *[""] * (width - len(row.cells))]]
            numbers.append(len(lines) + 1)
            lines.append(cells[0] if is_text else f"| {' | '.join(cells)} |")
            lines += [""] if is_text else [f"|{'---|' * width}"] if not index else []
        lines += [] if is_text else [""]
    return _lines("\n".join(lines) + "\n", rows, numbers)


def does_not_fit(text: str, format_name: str) -> str | None:
    """Why a cell cannot stand in a format; None where it can."""
    if "\n" in text and format_name in ("txt", "pdf"):
        return "セルの中の改行は、この形式では印刷できません"
    if format_name == "xlsx" and ILLEGAL_CHARACTERS_RE.search(text):
        return "表計算のセルに置けない文字です"
    return None


def _lines(text: str, rows: Iterable[PrintedRow], numbers: Iterable[int]) -> Written:
    found: dict[str, list[int]] = defaultdict(list)
    for row, number in zip(rows, numbers, strict=True):
        if row.about is not None:
            found[row.about].append(number)
    return text.encode(), {about: str(Place.of_lines(lines)) for about, lines in found.items()}


def _newlines(out: io.StringIO, before: int) -> int:
    out.seek(before)
    written = out.read()
    return written.count("\n")


def _markup(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _escaped(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", text).replace("\n", "<br>")
    # A list's bullet, a number with a point and a rule are structure at the beginning of a line.
    return re.sub(r"^(?=[-+=])", r"\\", escaped)


WRITERS: dict[str, Callable[[Sequence[PrintedRow]], Written]] = {
    "txt": rows_to_text,
    "csv": rows_to_csv,
    "xlsx": rows_to_xlsx,
    "html": rows_to_html,
    "md": rows_to_markdown,
}

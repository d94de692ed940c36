"""Workbook (.xlsx) → lines: each row one line, its cells as a person sees them.

A row's cells begin with column A, so that the index of a cell says its column. Several empty rows are one empty line.
What a person does not see (hidden sheets, rows and columns) is read too, with a finding; what is no cell (comments, text
boxes) is not, with a finding.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from plangraph.model.findings import Finding, Severity
from plangraph.model.places import Evidence, Place
from plangraph.model.texts import Bilingual
from plangraph.reading.extract import Extract, Rendition
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.formats.doubts import MOST_PLACES, gathered, text_to_findings
from plangraph.reading.formats.number_formats import GENERAL, shown_number
from plangraph.reading.formats.xlsx_parts import (
    MAX_CELLS,
    MAX_COLUMN,
    Range,
    RawCell,
    RawSheet,
    SheetEntry,
    Workbook,
    part_to_sheet,
    parts_to_workbook,
    too_many_cells,
)
from plangraph.reading.formats.xlsx_surroundings import surroundings_to_findings
from plangraph.reading.formats.zip_limits import OfficeParts
from plangraph.reading.spots import CellSpot, Spot, column_letters, spots_to_where

_WIDE = 2_000_000
"""Positions of a sheet up to which short rows are filled up with empty cells."""

_DOUBTS: dict[str, tuple[Severity, str, str]] = {
    "formula-without-value": (
        Severity.WARNING,
        "計算結果が保存されていない数式があります（{cells}）。Excel で開き、保存し直してください。",
        "formulas whose results were not saved ({cells}); open the workbook in Excel and save it again",
    ),
    "cell-error": (
        Severity.WARNING,
        "数式がエラーになっているセルがあります（{cells}）。数式を直してください。",
        "cells hold errors of formulas ({cells}); mend the formulas",
    ),
    "cell-value-not-shown": (
        Severity.INFO,
        "表示形式のため画面には出ない数値があります（{cells}）。数値を読みました。",
        "numbers that their format does not show ({cells}); they were read",
    ),
    "cell-not-readable": (
        Severity.WARNING,
        "値の書き方が正しくないセルがあります（{cells}）。Excel で開き、保存し直してください。",
        "cells whose values are not written as they should be ({cells}); open and save the workbook in Excel",
    ),
    "merged-cell-holds-value": (
        Severity.WARNING,
        "結合されて見えないセルに値があります（{cells}）。読んでいません。結合を解いて確かめてください。",
        "cells that are covered by a merged one hold values ({cells}), which were not read; unmerge and check",
    ),
    "hidden-row": (
        Severity.WARNING,
        "表示されない行があります（{cells}）。読みましたが、公表された内容か確かめてください。",
        "hidden rows ({cells}); they were read, check that they are part of what was published",
    ),
    "hidden-column": (
        Severity.WARNING,
        "表示されない列があります（{cells}）。読みましたが、公表された内容か確かめてください。",
        "hidden columns ({cells}); they were read, check that they are part of what was published",
    ),
    "hidden-sheet": (
        Severity.WARNING,
        "表示されないシートです。読みましたが、公表された内容か確かめてください。",
        "a hidden sheet; it was read, check that it is part of what was published",
    ),
    "sheet-without-cells": (
        Severity.INFO,
        "セルのない種類のシート（グラフなど）です。読んでいません。",
        "a sheet of a kind without cells (a chart, for example); it was not read",
    ),
}


@dataclass
class _Sheet:
    """A sheet as it is written: texts by row and column, and cells in which something was met, by rule."""

    entry: SheetEntry
    raw: RawSheet
    rows: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    doubts: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    width: int = 0
    lines: dict[int, int] = field(default_factory=dict)
    first: int = 0


def xlsx_to_extract(data: bytes, document: str, place: str) -> Extract:
    """Read every sheet of a workbook. `tables` are the sheets by name; spots are sheet and cell.

    Raises SourceError for a workbook that is damaged, encrypted, or larger than can be read in bounded time.
    """
    parts = OfficeParts(data, place)
    book = parts_to_workbook(parts)
    rendition = Rendition()
    sheets: list[_Sheet] = []
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    room = MAX_CELLS
    for entry in book.sheets:
        sheet = _Sheet(entry, RawSheet(), first=rendition.lines)
        sheets.append(sheet)
        if entry.kind != "worksheet":
            sheet.doubts["sheet-without-cells"] = []
            continue
        sheet.raw = part_to_sheet(parts, entry, room)
        room -= len(sheet.raw.cells)
        _fill(sheet, book)
        covered = _take_out_covered(sheet, place)
        _write(sheet, rendition, place)
        merged |= _merged_cells(sheet, covered, place, len(merged))
    source, lines = rendition.written(document)
    findings = [finding for sheet in sheets for finding in _findings(sheet, parts, document)]
    return Extract(
        source,
        lines,
        "xlsx",
        tables=tuple((s.entry.name, s.first, max(s.lines.values()) + 1) for s in sheets if s.lines),
        merged=merged,
        findings=(*text_to_findings(source, Decoded(source.text, "")), *findings),
    )


def _fill(sheet: _Sheet, book: Workbook) -> None:
    """Put down each cell's text; the last of two cells of one name stands, as in Excel."""
    for cell in sheet.raw.cells:
        text = _shown(cell, book, sheet)
        if text.strip():
            sheet.rows[cell.row][cell.column] = text


def _shown(cell: RawCell, book: Workbook, sheet: _Sheet) -> str:
    at = (cell.row, cell.column)
    if cell.kind == "s":
        index = int(cell.value) if cell.value.isdecimal() and len(cell.value) < 10 else -1
        if 0 <= index < len(book.strings):
            return book.strings[index]
        sheet.doubts["cell-not-readable"].append(at)
        return ""
    if not cell.value:
        if cell.formula and cell.kind != "str":
            sheet.doubts["formula-without-value"].append(at)
        return ""
    if cell.kind == "b":
        return "TRUE" if cell.value in ("1", "true") else "FALSE"
    if cell.kind == "e":
        sheet.doubts["cell-error"].append(at)
        return cell.value
    if cell.kind == "d":
        return cell.value.removesuffix("T00:00:00").removesuffix("T00:00:00Z").replace("T", " ")
    return _number(cell, book, sheet) if cell.kind == "n" else cell.value


def _number(cell: RawCell, book: Workbook, sheet: _Sheet) -> str:
    code = book.formats[cell.style] if cell.style < len(book.formats) else GENERAL
    try:
        text = shown_number(cell.value, code, from_1904=book.from_1904)
        if text is None:
            sheet.doubts["cell-value-not-shown"].append((cell.row, cell.column))
            text = shown_number(cell.value, GENERAL)
    except ValueError:
        sheet.doubts["cell-not-readable"].append((cell.row, cell.column))
        return cell.value
    return text or ""


def _take_out_covered(sheet: _Sheet, place: str) -> list[Range]:
    """Empty the cells that a merged one covers, and give the merged ranges, cut to the cells that there are."""
    rows = sorted(sheet.rows)
    width = max((column for cells in sheet.rows.values() for column in cells), default=0)
    ranges = [(t, left, b, min(r, width)) for t, left, b, r in sheet.raw.merged if left <= width]
    looked_at = len(ranges)
    for top, left, bottom, right in ranges:
        inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        looked_at += sum(len(sheet.rows[row]) for row in inside)
        if looked_at > 2 * MAX_CELLS:
            raise too_many_cells(place)
        for row in inside:
            covered = [c for c in sheet.rows[row] if left <= c <= right and (row, c) != (top, left)]
            for column in covered:
                del sheet.rows[row][column]
                sheet.doubts["merged-cell-holds-value"].append((row, column))
    sheet.rows = {row: sheet.rows[row] for row in rows if sheet.rows[row]}
    sheet.width = max((column for cells in sheet.rows.values() for column in cells), default=0)
    return ranges


def _write(sheet: _Sheet, rendition: Rendition, place: str) -> None:
    full = len(sheet.rows) * sheet.width <= _WIDE
    positions, before = 0, 0
    for row, cells in sheet.rows.items():
        if before and row > before + 1:
            rendition.line([])
        before = row
        width = sheet.width if full else max(cells)
        positions += width
        if positions > 2 * _WIDE:
            raise too_many_cells(place)
        sheet.lines[row] = rendition.lines
        rendition.line(_cells(sheet.entry.name, row, cells, width))


def _cells(name: str, row: int, cells: dict[int, str], width: int) -> Iterable[tuple[str, Spot | None]]:
    for column in range(1, width + 1):
        text = cells.get(column)
        yield ("", None) if text is None else (text, CellSpot(name, row, column))


def _merged_cells(
    sheet: _Sheet, ranges: Sequence[Range], place: str, already: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """Which cells of the lines repeat another; ranges without a value in their first cell repeat nothing."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    rows = list(sheet.rows)
    for top, left, bottom, right in ranges:
        if left not in sheet.rows.get(top, {}):
            continue
        origin = (sheet.lines[top], left - 1)
        inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        if already + len(merged) + len(inside) * (right - left + 1) > 2 * MAX_CELLS:
            raise too_many_cells(place)
        for row in inside:
            for column in range(left, min(right, sheet.width) + 1):
                if (row, column) != (top, left):
                    merged[sheet.lines[row], column - 1] = origin
    return merged


def _findings(sheet: _Sheet, parts: OfficeParts, document: str) -> list[Finding]:
    """Each kind of doubt once for a sheet, with the first of its cells."""
    found = [
        _finding(sheet, rule, _cell_names(cells), _evidence(sheet, cells, document))
        for rule, cells in sheet.doubts.items()
    ]
    if sheet.entry.hidden and sheet.lines:
        found.append(_finding(sheet, "hidden-sheet", "", []))
    rows = [row for row in sheet.raw.hidden_rows if row in sheet.lines]
    if rows:
        places = [(row, min(sheet.rows[row])) for row in rows]
        found.append(_finding(sheet, "hidden-row", _ranges(rows, str), _evidence(sheet, places, document)))
    columns = _hidden_columns(sheet)
    if columns:
        words = _ranges(sorted(columns), column_letters)
        places = [(row, column) for column, row in columns.items()]
        found.append(_finding(sheet, "hidden-column", words, _evidence(sheet, places, document)))
    if sheet.entry.kind == "worksheet":
        found += surroundings_to_findings(parts, sheet.entry)
    return found


def _hidden_columns(sheet: _Sheet) -> dict[int, int]:
    """The hidden columns that hold anything, each with the first row in which it does."""
    hidden: set[int] = set()
    # No sheet has more stretches of columns than columns.
    for first, last in sheet.raw.hidden_columns[:MAX_COLUMN]:
        hidden.update(range(first, min(last, sheet.width) + 1))
    found: dict[int, int] = {}
    for row, cells in sheet.rows.items():
        for column in cells:
            if column in hidden:
                found.setdefault(column, row)
    return found


def _finding(sheet: _Sheet, rule: str, cells: str, evidence: list[Evidence]) -> Finding:
    severity, ja, en = _DOUBTS[rule]
    message = Bilingual(
        f"シート「{sheet.entry.name}」：{ja.format(cells=cells)}",
        f'sheet "{sheet.entry.name}": {en.format(cells=cells)}',
    )
    return gathered(rule, severity, message, evidence, item=sheet.entry.name)


def _evidence(sheet: _Sheet, cells: Sequence[tuple[int, int]], document: str) -> list[Evidence]:
    made = []
    for row, column in cells[:MOST_PLACES]:
        line = sheet.lines.get(row, sheet.first)
        place = Place.of_lines([line + 1])
        where = spots_to_where([CellSpot(sheet.entry.name, row, column)])
        made.append(Evidence(document, replace(place, where=where), sheet.rows.get(row, {}).get(column, "")))
    return made


def _cell_names(cells: Sequence[tuple[int, int]]) -> str:
    names = [f"{column_letters(column)}{row}" for row, column in cells]
    return ", ".join(names[:MOST_PLACES]) + (f" … {len(names)}" if len(names) > MOST_PLACES else "")


def _ranges(numbers: Sequence[int], label: Callable[[int], str]) -> str:
    """Rows or columns as they are said: 3-5, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [label(a) if a == b else f"{label(a)}-{label(b)}" for a, b in runs]
    return ", ".join(words[:MOST_PLACES]) + (f" … {len(numbers)}" if len(words) > MOST_PLACES else "")

"""The whole way back: records → rows by the layout's family → the bytes of a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plangraph.errors import DescriptionError
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual
from plangraph.printing.evaluation_sheets import print_evaluation_sheet
from plangraph.printing.files import WRITERS, does_not_fit, rows_to_text
from plangraph.printing.printed import PrintedDocument, PrintedRow, Sheet
from plangraph.printing.project_lists import print_project_list
from plangraph.printing.project_tables import print_project_table
from plangraph.printing.two_rows import print_two_rows
from plangraph.reading.layouts import Layout

FORMATS = ("txt", "csv", "xlsx", "html", "md", "pdf")
_SEPARATORS = {"tab": "\t", "pipe": "|", "spaces": "　　", "comma": ","}


def print_records(records: DocumentRecords, layout: Layout, format_name: str = "txt") -> PrintedDocument:
    """Print records in a layout and a format (one of FORMATS).

    What the layout or the format has no place for, and what would not read back as it is, is left out and listed in
    `not_printed`. Raises DescriptionError for a family or format that is not printed.
    """
    if format_name not in FORMATS:
        raise DescriptionError(
            format_name, Bilingual("印刷できない形式です。", "not a format that is printed")
        )
    return sheet_to_document(records_to_sheet(records, layout, format_name), layout, format_name)


def records_to_sheet(records: DocumentRecords, layout: Layout, format_name: str = "txt") -> Sheet:
    """The rows of a document, before they have a format."""
    settings = layout.settings
    printers = {
        "implementation-plan": print_two_rows,
        "project-table": print_project_table,
        "project-list": print_project_list,
    }
    if layout.family == "evaluation-sheet" and format_name != "txt":
        raise DescriptionError(
            layout.name,
            Bilingual(
                f"評価票は txt にだけ印刷できます（{format_name} にはできません）。",
                f"an evaluation sheet is printed as txt only, not as {format_name}",
            ),
        )
    if layout.family == "evaluation-sheet":
        sheet = Sheet(format_name)
        print_evaluation_sheet(records, layout, sheet)
        return sheet
    if layout.family in printers:
        sheet = Sheet(format_name)
        printers[layout.family](records, settings, sheet)
        return sheet
    raise DescriptionError(
        layout.name,
        Bilingual(
            f"種類 {layout.family} の文書は印刷できません。",
            f"documents of family {layout.family} are not printed",
        ),
    )


def sheet_to_document(sheet: Sheet, layout: Layout, format_name: str) -> PrintedDocument:
    """The bytes of rows, without the cells that the format cannot hold."""
    cells: Any = layout.settings.get("file", {}).get("cells", "tab")
    separator = _SEPARATORS.get(cells, "\t") if isinstance(cells, str) else "\t"
    forbidden = separator if format_name == "txt" and separator != "\t" else None
    rows = [_fitting(row, format_name, forbidden, sheet) for row in sheet.rows]
    if format_name == "pdf":
        from plangraph.printing.pdf_files import rows_to_pdf

        data, places = rows_to_pdf(rows)
    elif format_name == "txt":
        data, places = rows_to_text(rows, separator)
    else:
        data, places = WRITERS[format_name](rows)
    return PrintedDocument(data, tuple(sheet.not_printed), places)


def _fitting(row: PrintedRow, format_name: str, forbidden: str | None, sheet: Sheet) -> PrintedRow:
    """A row without the cells that the format cannot hold; each of them is listed."""
    reasons = [
        "セルを分ける字が入っています" if forbidden and forbidden in cell else does_not_fit(cell, format_name)
        for cell in row.cells
    ]
    if not any(reasons):
        return row
    for cell, reason in zip(row.cells, reasons, strict=True):
        if reason:
            sheet.refuse(row.about or "document", "cell", cell, reason)
    kept = tuple("" if reason else cell for cell, reason in zip(row.cells, reasons, strict=True))
    return replace(row, cells=kept)

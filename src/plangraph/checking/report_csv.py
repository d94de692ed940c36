"""A report as a table: a row for each finding, and behind them one for each that is gone since the report compared with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from plangraph.checking.findings import COLUMNS, MORE_COLUMNS, Report
from plangraph.model.cells import plain_cell
from plangraph.model.texts import Lang


def csv_pieces(report: Report, lang: Lang) -> Iterator[str]:
    """RFC 4180 with CRLF; U+FEFF first, so that a spreadsheet takes it for UTF-8; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow((*COLUMNS, *MORE_COLUMNS))
    for finding in (*report.findings, *report.mended):
        writer.writerow(plain_cell(text) for text in finding.as_json(lang).values())
        if out.tell() > 1 << 16:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()

"""A table of plain text, and how it is written as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from plangraph.model.cells import plain_cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a header; every row is as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> list[dict[str, str]]:
        """The rows as mappings by column name."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


def to_csv(table: Table) -> bytes:
    r"""Print a table as CSV (RFC 4180: CRLF) in UTF-8 with a byte order mark, so that spreadsheets read Japanese.

    A spreadsheet takes a cell that begins with =, +, -, @, a tab or a carriage return for a formula. Such a cell gets an
    apostrophe before it, unless it is a number.

    >>> to_csv(Table("t", ("a", "b"), (("-5", "=1+1"),))).decode("utf-8-sig")
    "a,b\r\n-5,'=1+1\r\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows([plain_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")

"""What a printer gives: rows of cells, the places of records in them, and what the layout had no place for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "cells", "header", "row"]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One line of a document before it has a format: a heading or paragraph ("text"), or cells of a table.

    "cells" is a line of several cells that stands outside tables, as a heading with its code. `about` is the key of the listing or policy that the row prints.
    """

    cells: tuple[str, ...]
    kind: Kind = "row"
    about: str | None = None

    @property
    def stretch(self) -> str:
        """Rows of one stretch stand in one table."""
        return "table" if self.kind in ("header", "row") else self.kind


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """A field of a record that the layout or the format has no place for, or that would not read back as it is."""

    about: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document's bytes, what it leaves out, and where each listing or policy row stands.

    `places` maps the key of a listing (of a policy, where rows describe policies) to its place as `plangraph read` names it:
    `line=12-13`, `sheet=一覧!A5`; for a PDF `page=3` only.
    """

    data: bytes
    not_printed: tuple[NotPrinted, ...]
    places: dict[str, str]


@dataclass
class Sheet:
    """Collects the rows of one document and what is left out of it.

    `format` is what the rows are for: some hold no row that ends early, or no two lines of one paragraph.
    """

    format: str = "txt"
    rows: list[PrintedRow] = field(default_factory=list)
    not_printed: list[NotPrinted] = field(default_factory=list)

    @property
    def ragged(self) -> bool:
        """Whether a row may have fewer cells than its table, as a row has that lost its last figures."""
        return self.format in ("txt", "csv", "html")

    def text(self, text: str) -> None:
        """A line outside tables."""
        self.rows.append(PrintedRow((text,), "text"))

    def cells(self, cells: Sequence[str]) -> None:
        """A line of several cells outside tables."""
        self.rows.append(PrintedRow(tuple(cells), "cells"))

    def header(self, cells: Iterable[str]) -> None:
        """A row of column headings."""
        self.rows.append(PrintedRow(tuple(cells), "header"))

    def row(self, cells: Sequence[str], about: str | None = None) -> None:
        """A row of a table."""
        self.rows.append(PrintedRow(tuple(cells), "row", about))

    def refuse(self, about: str, field_name: str, value: object, reason: str) -> None:
        """Say that something is not printed, and why."""
        self.not_printed.append(NotPrinted(about, field_name, str(value), reason))

"""Lists in one cell: offices and names, parted by the marks that a layout says, with 他 and なし."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plangraph.model.divisions import Division
from plangraph.model.findings import Severity
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.sheet_tables import Field


class OfficeLists:
    """Parts the values of a field by the `[lists]` table of a layout: `separators`, `others`, `none`."""

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.separator = re.compile(settings["separators"])
        self.others: list[str] = settings["others"]
        self.none: list[str] = settings["none"]
        self.ledger = ledger

    def names(self, field: Field | None) -> list[Line]:
        """The items of a field. 「なし」 says that there is none, and is not an item."""
        items = [item for value in (field.values if field else ()) for item in self._parts(value)]
        return [item for item in items if item.text not in self.none]

    def divisions(self, field: Field | None) -> tuple[tuple[Division, ...], bool]:
        """The offices of a field, and whether it says that there are others; what is no office is a finding."""
        divisions: dict[Division, None] = {}
        and_others = False
        for item in self.names(field):
            division = Division.parse(item.text)
            if item.text in self.others:
                and_others = True
            elif division is None:
                self._say_no_office(item)
            else:
                divisions[division] = None
        return tuple(divisions), and_others

    def _parts(self, value: Line) -> list[Line]:
        cuts = [m.span() for m in self.separator.finditer(value.text)]
        edges = zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(value)], strict=True)
        return [part for a, b in edges if (part := value[a:b].strip()).text]

    def _say_no_office(self, item: Line) -> None:
        doubt(
            self.ledger,
            "division-not-read",
            Severity.WARNING,
            f"「{item.text}」は部課の名として読めません。原文を確かめてください。",
            f'"{item.text}" cannot be read as the name of an office; check the document',
            item,
            printed=item.text,
        )

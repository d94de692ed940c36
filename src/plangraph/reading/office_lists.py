"""Lists in one cell: offices and names, parted by the marks that a layout says, with 他 and なし."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plangraph.model.divisions import NONE, OTHERS, SEPARATORS, Division, read_divisions
from plangraph.model.findings import Severity
from plangraph.model.texts import same_length_nfkc
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.sheet_tables import Field


class OfficeLists:
    """Parts the values of a field by the `[lists]` table of a layout: `separators`, `others`, `none`.

    What the table leaves out has the usual spellings (`plangraph.model.divisions`).
    """

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.separator = re.compile(settings.get("separators", SEPARATORS))
        self.others: Sequence[str] = settings.get("others", OTHERS)
        self.none: Sequence[str] = settings.get("none", NONE)
        self.ledger = ledger

    def names(self, field: Field | None) -> list[Line]:
        """The items of a field. 「なし」 says that there is none, and is not an item."""
        items = [item for value in (field.values if field else ()) for item in self._parts(value)]
        return [item for item in items if item.text not in self.none]

    def divisions(self, field: Field | None) -> tuple[tuple[Division, ...], bool]:
        """The offices of a field as printed, and whether it says that there are others.

        What is no office, and a body that is none of the city's, is a finding.
        """
        divisions: dict[Division, None] = {}
        and_others = False
        for value in field.values if field else ():
            found = read_divisions(
                value.text, separators=self.separator.pattern, others=self.others, none=self.none
            )
            divisions.update(dict.fromkeys(found.divisions))
            and_others = and_others or found.and_others
            for words in found.not_read:
                self._say_no_office(value[words.start : words.stop])
            for words in found.outside:
                self._say_outside(value[words.start : words.stop])
        return tuple(divisions), and_others

    def _parts(self, value: Line) -> list[Line]:
        cuts = [m.span() for m in self.separator.finditer(same_length_nfkc(value.text)) if m[0]]
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

    def _say_outside(self, item: Line) -> None:
        doubt(
            self.ledger,
            "division-not-read",
            Severity.WARNING,
            f"「{item.text}」は市の組織ではないため、部課として読んでいません。原文を確かめてください。",
            f'"{item.text}" is a body outside the city and was not taken as an office of it; check the document',
            item,
            printed=item.text,
        )

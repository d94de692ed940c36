"""Headings of the plan's tree between tables, lists and cards, and the lines that are no content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plangraph.model.texts import comparison_title
from plangraph.reading.entries import SectionLabel
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import say_read


class Headings:
    """Follows the headings of a document by the `[[level]]` rules that have one.

    `open` holds, level by level, the heading that the reader stands under.
    """

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.ledger = ledger
        levels = settings.get("level", [])
        self.rules = [re.compile(level["heading"]) if "heading" in level else None for level in levels]
        self.aspects = [level.get("text_aspect") for level in levels]
        self.pieces = [re.compile(text) for text in settings.get("file", {}).get("furniture", [])]
        self.open: dict[int, SectionLabel] = {}
        self._printed: list[tuple[SectionLabel, ...]] = []
        self._texts: list[tuple[tuple[SectionLabel, ...], str, Line]] = []

    def furniture(self, line: Line) -> bool:
        """Whether the layout knows a line as no content: a page number, a running title."""
        stripped = line.strip()
        return any(stripped.match(pattern) for pattern in self.pieces)

    def heading(self, line: Line) -> bool:
        """Take a line as a heading, if it is one; deeper headings end with it."""
        stripped = line.strip()
        for level, rule in enumerate(self.rules):
            if rule is None or (matched := stripped.match(rule)) is None:
                continue
            named = rule.groupindex
            code = comparison_title(stripped.group(matched, "code").text) if "code" in named else ""
            title = stripped.group(matched, "title").text.strip() if "title" in named else ""
            for deeper in [at for at in self.open if at >= level]:
                del self.open[deeper]
            self.open[level] = SectionLabel(level, code, title, (stripped,))
            self._printed.append(self.sections())
            say_read(self.ledger, line)
            return True
        return False

    def text(self, line: Line) -> bool:
        """Take a line as a paragraph of the heading above, where its level says what such text is."""
        if not self.open:
            return False
        level = max(self.open)
        aspect = self.aspects[level]
        if aspect is None:
            return False
        self._texts.append((self.sections(), aspect, line.strip()))
        say_read(self.ledger, line)
        return True

    def sections(self) -> tuple[SectionLabel, ...]:
        """The headings that the reader stands under, from the top down."""
        return tuple(self.open[level] for level in sorted(self.open))

    def printed(self) -> tuple[tuple[SectionLabel, ...], ...]:
        """Every heading so far, with those above it."""
        return tuple(self._printed)

    def texts(self) -> tuple[tuple[tuple[SectionLabel, ...], str, Line], ...]:
        """Every paragraph so far, with the headings it stands under and its aspect."""
        return tuple(self._texts)

"""Entries → listings: a project's row or card with its mark, its role, its offices and its money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from plangraph.model.findings import Severity
from plangraph.model.records import Content, GuidelineMention, Listing, ListingRole, Note, PrintedTotal
from plangraph.model.texts import comparison_title, same_length_nfkc, without_wraps
from plangraph.reading.entries import Entry, Filled
from plangraph.reading.entry_cells import EntryCells, running_text
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt
from plangraph.reading.titles import MarkedTitle, guidelines_in, settings_patterns

_TICK = re.compile(r"[○◯●◎☆★レ✓✔☑■1１*＊]|有|該当|あり")
_NO_TICK = re.compile(r"[-－―ー×✕✗0０]|無|なし|非該当|")


class EntryListings:
    """Makes a listing of each entry, by the layout's `[mark]`, `[remark]`, `[lists]` and `[guideline]`."""

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        mark = settings.get("mark", {})
        self.ledger = ledger
        self.cells = EntryCells(settings, ledger)
        self.mark = self.cells.mark
        self.relistings_only: bool = mark.get("who_marks", "both") == "relisting"
        self.designations: tuple[str, ...] = tuple(settings.get("remark", {}).get("designations", ()))
        self.in_title = settings_patterns(settings.get("guideline", {}), "in_title")

    def listing(self, entry: Entry, section: str | None) -> Listing:
        """One listing under the policy of key `section`; its key is that and the comparison title."""
        printed = [item.cell for item in entry.of("project") if item.cell.text]
        words = printed[0] if printed else Line("", ())
        marked = self._marked(entry, words)
        title = marked.title or "?"
        code = self._code(entry)
        role, carried_by, counted_in = self._role(entry, marked)
        divisions, and_others = self.cells.divisions(entry, "responsible", title)
        lead, more = self.cells.divisions(entry, "lead", title)
        related, yet_more = self.cells.divisions(entry, "related", title)
        money = self.cells.money
        total = money.printed_total(entry, title)
        return Listing(
            key=f"{section}/{comparison_title(title)}" if section else comparison_title(title),
            listed_under=section,
            title=title,
            printed_title=words.text,
            listing_role=role,
            has_mark=marked.has_mark,
            marked_code=marked.codes,
            content=self._content(entry),
            designation=self._designations(entry, title),
            responsible_division=tuple(dict.fromkeys((*divisions, *lead))),
            related_division=related,
            and_others=and_others or more or yet_more,
            cost=money.costs(entry, role, title),
            printed_total=total,
            carried_by_text=carried_by,
            counted_in_text=counted_in,
            guided_by=self._guidelines(entry, title, words),
            project_code=code,
            former_title=self._former(entry, marked),
            linked_code=self._linked(entry),
            indicator=self.cells.indicators(entry, title),
            assessment=self.cells.assessments(entry),
            note=self._notes(entry, total),
            evidence=(self.ledger.source.evidence(*entry.lines),),
        )

    # the title and its mark

    def _marked(self, entry: Entry, words: Line) -> MarkedTitle:
        """The title without its mark; a mark may have a column of its own."""
        marked = self.mark.split_relisting(running_text(words.text).replace("\n", " "))
        for item in entry.of("mark"):
            text = item.cell.text.strip()
            if not text or _NO_TICK.fullmatch(same_length_nfkc(text)):
                continue
            marked = self._with_mark_cell(marked, text, item)
        if marked.not_a_mark:
            self._say(
                "not-a-mark",
                f"「{marked.title}」の「{marked.not_a_mark}」は内書きなどを指す語とみて、再掲の記号として扱っていません。",
                f'"{marked.not_a_mark}" in "{marked.title}" says of which something is a part, and was not taken as a mark',
                words,
                marked.title,
                marked.not_a_mark,
                Severity.INFO,
            )
        if marked.unread_mark:
            self._say(
                "mark-not-read",
                f"「{marked.title}」にある「再掲」の書き方が分かりません。再掲として扱っていません。レイアウトを確かめてください。",
                f'"{marked.title}" speaks of 再掲 in an unknown form and was not taken as a mark; check the layout',
                words,
                marked.title,
                marked.unread_mark,
            )
        return marked

    def _with_mark_cell(self, marked: MarkedTitle, text: str, item: Filled) -> MarkedTitle:
        inner = self.mark.split_relisting(f"■({text})") if "再" in text else None
        if inner is not None and inner.has_mark:
            return MarkedTitle(marked.title, True, inner.codes, former_title=marked.former_title)
        plain = same_length_nfkc(text)
        if "再" in text or _TICK.fullmatch(plain):
            return MarkedTitle(marked.title, True, marked.codes, former_title=marked.former_title)
        codes = self.mark.codes_in(text)
        if codes:
            return MarkedTitle(marked.title, True, codes, former_title=marked.former_title)
        self._say(
            "mark-not-read",
            f"「{marked.title}」の「{item.column.label}」欄の「{text}」は再掲の記号として読めません。レイアウトを確かめてください。",
            f'"{text}" ({item.column.label} of "{marked.title}") cannot be read as a mark; check the layout',
            item.cell,
            marked.title,
            text,
        )
        return marked

    def _code(self, entry: Entry) -> str | None:
        """The project's printed number: one cell, or the parts of several columns joined by a hyphen."""
        whole = [comparison_title(item.cell.text) for item in entry.of("project-code") if item.cell.text]
        if whole:
            return whole[0]
        parts = [comparison_title(item.cell.text) for item in entry.of("code-part") if item.cell.text.strip()]
        return "-".join(parts) if parts else None

    def _former(self, entry: Entry, marked: MarkedTitle) -> str | None:
        named = [without_wraps(item.cell.text) for item in entry.of("former-title") if item.cell.text]
        return named[0] if named else marked.former_title

    def _linked(self, entry: Entry) -> str | None:
        """The number that a link leads to, by its column's pattern."""
        for item in entry.of("link"):
            if item.column.pattern is not None and (found := item.column.pattern.search(item.cell.text)):
                return comparison_title(found["code"])
        return None

    def _notes(self, entry: Entry, total: PrintedTotal | None) -> tuple[Note, ...]:
        """The cells kept as they are; among them totals that are not the listing's: of years unknown, or a second one."""
        others = [
            item for item in entry.of("total") if item.cell.text and not self.mark.is_role(item.cell.text)
        ]
        if total is not None:
            others.remove(next(item for item in others if item.cell.text == total.printed_amount))
        kept = replace(entry, filled=(*(i for i in entry.filled if i.column.role != "total"), *others))
        return self.cells.notes(kept, "total", "standing", "planned", "count")

    # what the row is

    def _role(self, entry: Entry, marked: MarkedTitle) -> tuple[ListingRole, str | None, str | None]:
        cells = [item.cell.text for item in entry.of("content") if item.cell.text]
        for cell in [item.cell.text for item in entry.of("content", "cost", "total") if item.cell.text]:
            said = self.mark.cell_role(running_text(cell).replace("\n", " "))
            if said is None:
                continue
            if said.kind == "relisting":
                return ListingRole.RELISTING, None, None
            carried = said.kind == "carried_by"
            return ListingRole.CARRIED, said.name if carried else None, None if carried else said.name
        if marked.has_mark and (self.relistings_only or not marked.codes):
            return ListingRole.RELISTING, None, None
        if not marked.has_mark or cells or self.cells.money.states_money(entry):
            return ListingRole.HOME, None, None
        return ListingRole.RELISTING, None, None

    def _content(self, entry: Entry) -> tuple[Content, ...]:
        return tuple(
            Content(
                fiscal_year=item.column.first_year,
                text=running_text(item.cell.text),
                evidence=(self.ledger.source.evidence(item.cell),),
            )
            for item in entry.of("content")
            if item.cell.text and not self.mark.is_role(item.cell.text)
        )

    def _designations(self, entry: Entry, title: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for part in self.cells.items(entry, "designation"):
            for word in part.text.split():
                if self.designations and word not in self.designations:
                    self._designation_unknown(word, part, title)
                found[word] = None
        for item in entry.of("flag"):
            plain = same_length_nfkc(item.cell.text.strip())
            if plain == item.column.word or (plain and _TICK.fullmatch(plain)):
                found[item.column.word] = None
            elif not _NO_TICK.fullmatch(plain):
                self._designation_unknown(item.cell.text, item.cell, title)
        return tuple(found)

    def _guidelines(self, entry: Entry, title: str, words: Line) -> tuple[GuidelineMention, ...]:
        in_title = tuple(
            GuidelineMention(name=name, evidence=(self.ledger.source.evidence(words),))
            for name in guidelines_in(title, self.in_title)
        )
        return (*self.cells.guidelines(entry), *in_title)

    def _designation_unknown(self, word: str, cell: Line, title: str) -> None:
        self._say(
            "designation-unknown",
            f"「{title}」の区分「{word}」はレイアウトにない語です。[remark] designations を確かめてください。",
            f'the designation "{word}" of "{title}" is not in the layout; check [remark] designations',
            cell,
            title,
            word,
            Severity.INFO,
        )

    def _say(
        self,
        rule: str,
        ja: str,
        en: str,
        cell: Line,
        title: str,
        printed: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        doubt(self.ledger, rule, severity, ja, en, cell, item=title, printed=printed)

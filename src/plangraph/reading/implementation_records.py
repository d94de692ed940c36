"""実施計画: tables → records. Policies from the headings, a listing from the two rows of each project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from plangraph.model.divisions import Division
from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import (
    Aspect,
    Assessment,
    Content,
    GuidelineMention,
    Listing,
    ListingRole,
    Policy,
)
from plangraph.model.texts import Bilingual, comparison_title, same_length_nfkc, without_wraps
from plangraph.reading.cost_rows import CostRow, MoneyColumns
from plangraph.reading.implementation_tables import Heading, PlanTables, ProjectRows, Row
from plangraph.reading.ledger import Ledger
from plangraph.reading.titles import Mark, MarkedTitle, guidelines_in, settings_patterns

UNKNOWN_SECTION = "?"


def tables_to_policies(tables: PlanTables, settings: Mapping[str, Any], ledger: Ledger) -> tuple[Policy, ...]:
    """Make one policy of each code, in the order of the print, however often its heading is printed."""
    levels = settings["level"]
    policies: dict[str, Policy] = {}
    open_codes: list[str | None] = [None] * len(levels)
    for heading in tables.headings:
        evidence = ledger.source.line_evidence(heading.number)
        known = policies.get(heading.code)
        if known is not None:
            _compare_titles(known, heading, ledger)
            policies[heading.code] = replace(known, evidence=(*known.evidence, evidence))
        else:
            parent = _parent(heading, open_codes, ledger)
            policies[heading.code] = Policy(
                key=heading.code,
                code=heading.code,
                title=heading.title,
                level=levels[heading.level]["name"],
                depth=levels[heading.level]["depth"],
                part_of=parent,
                assessment=_assessments(tables, heading.code, ledger),
                evidence=(evidence,),
            )
        open_codes[heading.level] = heading.code
        open_codes[heading.level + 1 :] = [None] * (len(levels) - heading.level - 1)
    _compare_outline(tables, list(policies.values()), levels, ledger)
    return tuple(policies.values())


def _parent(heading: Heading, open_codes: list[str | None], ledger: Ledger) -> str | None:
    parent = next((code for code in reversed(open_codes[: heading.level]) if code), None)
    if heading.level and parent is None:
        ledger.finding(
            "heading-missing",
            Severity.WARNING,
            Bilingual(
                f"「{heading.code} {heading.title}」の上位の見出しがありません。見出しの行が落ちていないか確かめてください。",
                f'no heading stands above "{heading.code} {heading.title}"; check that its line was not lost',
            ),
            heading.number,
            item=heading.title,
        )
    # 協1-1 is part of 協1; a section under a heading of another code has lost its own heading in between.
    prefix = re.match(r"(.+?)-\d+$", heading.code)
    if prefix and parent is not None and open_codes[heading.level - 1] != prefix[1]:
        ledger.finding(
            "parent-code-differs",
            Severity.WARNING,
            Bilingual(
                f"{heading.code} が {parent} の下に印刷されています。間の見出しが落ちていないか確かめてください。",
                f"{heading.code} is printed under {parent}; check that no heading between them was lost",
            ),
            heading.number,
            item=heading.title,
            printed=parent,
            expected=prefix[1],
        )
    return parent


def _compare_titles(known: Policy, heading: Heading, ledger: Ledger) -> None:
    if comparison_title(known.title) != comparison_title(heading.title):
        ledger.finding(
            "policy-title-differs",
            Severity.WARNING,
            Bilingual(
                f"{heading.code} の題名が「{known.title}」と「{heading.title}」の二通りです。どちらが正しいか確かめてください。",
                f'{heading.code} is titled both "{known.title}" and "{heading.title}"; check which is right',
            ),
            *(number for evidence in known.evidence for number, _ in evidence.place.lines),
            heading.number,
            item=known.title,
            printed=heading.title,
            expected=known.title,
        )


def _assessments(tables: PlanTables, code: str, ledger: Ledger) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(
            aspect=Aspect(text.aspect), text=text.text, evidence=(ledger.source.line_evidence(text.number),)
        )
        for text in tables.texts
        if text.code == code
    )


def _compare_outline(tables: PlanTables, policies: list[Policy], levels: list[Any], ledger: Ledger) -> None:
    """Hold the outline under a chapter's heading against the sections that follow."""
    titles = Counter(comparison_title(policy.title) for policy in policies)
    seen: Counter[str] = Counter()
    for number, text in tables.outline:
        title = comparison_title(text)
        seen[title] += 1
        if seen[title] > titles[title]:
            ledger.line_not_read(number)
        else:
            ledger.read(number)
    if not any(level.get("outlined") for level in levels) or not tables.outline:
        return
    for policy in policies:
        if not levels[policy.depth - 1].get("outlined") and not seen[comparison_title(policy.title)]:
            ledger.findings.append(
                Finding(
                    rule="section-not-in-outline",
                    severity=Severity.WARNING,
                    message=Bilingual(
                        f"「{policy.code} {policy.title}」が章の冒頭の一覧にありません。行が落ちていないか確かめてください。",
                        f'"{policy.code} {policy.title}" is not in the outline at the head of the chapter; check that no line was lost',
                    ),
                    evidence=policy.evidence[:1],
                    item=policy.title,
                    about=RecordKey("policy", policy.key),
                )
            )


@dataclass(frozen=True, slots=True)
class _Remark:
    """区分・所管: designations and divisions, which share the last columns of both rows in any order."""

    designations: tuple[str, ...]
    divisions: tuple[Division, ...]
    and_others: bool
    unread: tuple[str, ...]


def tables_to_listings(
    tables: PlanTables, settings: Mapping[str, Any], ledger: Ledger
) -> tuple[Listing, ...]:
    """Make one listing of each project's rows, in the order of the print."""
    return _Listings(settings, ledger).read(tables)


class _Listings:
    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.ledger = ledger
        self.mark = Mark.from_settings(settings["mark"])
        self.money = MoneyColumns(ledger, re.compile(settings["table"]["cost_label"]))
        self.spaced_words = [
            (re.compile(r"\s*".join(word)), word) for word in settings["table"].get("spaced_words", [])
        ]
        self.designations: list[str] = settings["remark"]["designations"]
        self.others: list[str] = settings["remark"]["others"]
        self.guidelines = settings_patterns(settings.get("guideline", {}), "in_title")

    def read(self, tables: PlanTables) -> tuple[Listing, ...]:
        made: list[Listing] = []
        uses: Counter[str] = Counter()
        for rows in tables.projects:
            listing = self._listing(rows)
            uses[listing.key] += 1
            if uses[listing.key] > 1:
                listing = replace(listing, key=f"{listing.key}~{uses[listing.key]}")
            made.append(listing)
        return tuple(made)

    def _listing(self, rows: ProjectRows) -> Listing:
        content_row, cost_row = rows.content, rows.cost
        assert content_row is not None
        printed = content_row.cells[0].text
        marked = self.mark.split_relisting(printed)
        numbers = [content_row.number] + ([cost_row.number] if cost_row else [])
        evidence = self.ledger.source.line_evidence(*numbers)
        section = rows.section or UNKNOWN_SECTION
        key = f"{section}/{comparison_title(marked.title)}"
        if marked.unread_mark:
            self._mark_not_read(marked, content_row.number)
        cells, remark_cells = self._part_content(content_row, rows.years)
        costs = self.money.read(cost_row, rows.years, self._is_remark) if cost_row else None
        remark = self._remark([*remark_cells, *(costs.remarks if costs else ())])
        for word in remark.unread:
            self._remark_not_read(word, numbers, marked.title)
        role, carried_by, counted_in = self._role(cells, costs, marked, numbers)
        content_evidence = self.ledger.source.line_evidence(content_row.number)
        return Listing(
            key=key,
            listed_under=rows.section,
            title=marked.title,
            printed_title=printed,
            listing_role=role,
            has_mark=marked.has_mark,
            marked_code=marked.codes,
            content=self._content(cells, rows.years, content_evidence),
            designation=remark.designations,
            responsible_division=remark.divisions,
            and_others=remark.and_others,
            cost=costs.costs(role, marked.title) if costs else (),
            printed_total=costs.printed_total() if costs else None,
            carried_by_text=carried_by,
            counted_in_text=counted_in,
            guided_by=tuple(
                GuidelineMention(name=name, evidence=(content_evidence,))
                for name in guidelines_in(marked.title, self.guidelines)
            ),
            evidence=(evidence,),
        )

    def _part_content(self, row: Row, years: tuple[int, ...]) -> tuple[list[str], list[str]]:
        """Part a content row into one cell a fiscal year and the remark cells behind them."""
        texts = [cell.text for cell in row.cells[1:]]
        cells = texts[: len(years)] + [""] * (len(years) - len(texts))
        if len(texts) < len(years):
            self.ledger.finding(
                "cells-missing",
                Severity.WARNING,
                Bilingual(
                    f"この行のセルは {len(texts) + 1} 個で、年度の列に足りません。原文の表を確かめてください。",
                    f"this row has {len(texts) + 1} cells, fewer than its years need; check the printed table",
                ),
                row.number,
            )
        return cells, texts[len(years) :]

    def _role(
        self, cells: list[str], costs: CostRow | None, marked: MarkedTitle, numbers: list[int]
    ) -> tuple[ListingRole, str | None, str | None]:
        plain = [same_length_nfkc(cell) for cell in cells]
        for index, cell in enumerate(plain):
            if self.mark.relisting_cell.fullmatch(cell):
                if any(other for at, other in enumerate(plain) if at != index):
                    self._relisting_with_content(marked.title, numbers)
                if not marked.has_mark:
                    self._relisting_without_mark(marked.title, numbers)
                return ListingRole.RELISTING, None, None
            if matched := self.mark.carried_by.fullmatch(cell):
                return ListingRole.CARRIED, without_wraps(cells[index][slice(*matched.span("name"))]), None
            if matched := self.mark.counted_in.fullmatch(cell):
                return ListingRole.CARRIED, None, without_wraps(cells[index][slice(*matched.span("name"))])
        if any(plain) or (costs is not None and costs.states_money):
            return ListingRole.HOME, None, None
        if marked.has_mark:
            self._role_unclear(marked.title, numbers)
            return ListingRole.RELISTING, None, None
        return ListingRole.HOME, None, None

    def _content(self, cells: list[str], years: tuple[int, ...], evidence: Evidence) -> tuple[Content, ...]:
        """What is said of each year; a cell that only says 再掲, で実施 or にて計上 is no content but a role."""
        made = []
        for year, cell in zip(years, cells, strict=True):
            if cell and not self.mark.is_role(cell):
                for pattern, word in self.spaced_words:
                    cell = pattern.sub(word, cell)
                made.append(Content(fiscal_year=year, text=cell, evidence=(evidence,)))
        return tuple(made)

    def _is_remark(self, text: str) -> bool:
        """Whether every word of a cell is a designation, an office, or 他."""
        remark = self._remark([text])
        return bool(text) and not remark.unread

    def _remark(self, cells: list[str]) -> _Remark:
        designations: dict[str, None] = {}
        divisions: dict[Division, None] = {}
        and_others = False
        unread: list[str] = []
        for cell in cells:
            words = cell.split()
            while words:
                word = words.pop(0)
                division = Division.parse(word)
                if word in self.designations:
                    designations[word] = None
                elif word in self.others:
                    and_others = True
                elif division is None:
                    unread.append(word)
                elif division.section is None and words and (inner := _section_in(words[0])):
                    divisions[Division(division.department, inner)] = None
                    words.pop(0)
                else:
                    divisions[division] = None
        return _Remark(tuple(designations), tuple(divisions), and_others, tuple(unread))

    # doubts

    def _mark_not_read(self, marked: MarkedTitle, number: int) -> None:
        self.ledger.finding(
            "mark-not-read",
            Severity.WARNING,
            Bilingual(
                f"「{marked.title}」にある「再掲」の書き方が分かりません。再掲として扱っていません。レイアウトを確かめてください。",
                f'"{marked.title}" speaks of 再掲 in an unknown form and was not taken as a mark; check the layout',
            ),
            number,
            item=marked.title,
            printed=marked.unread_mark,
        )

    def _remark_not_read(self, word: str, numbers: list[int], title: str) -> None:
        self.ledger.finding(
            "remark-not-read",
            Severity.WARNING,
            Bilingual(
                f"「{title}」の備考欄の「{word}」は区分でも部課名でもありません。原文とレイアウトを確かめてください。",
                f'"{word}" in the remarks of "{title}" is neither a designation nor an office; check document and layout',
            ),
            *numbers,
            item=title,
            printed=word,
        )

    def _relisting_with_content(self, title: str, numbers: list[int]) -> None:
        self.ledger.finding(
            "relisting-states-content",
            Severity.WARNING,
            Bilingual(
                f"「{title}」は（再掲）としながら、ほかの年度に内容があります。本掲か再掲かを確かめてください。",
                f'"{title}" says 再掲 but states content in another year; check whether it is the home',
            ),
            *numbers,
            item=title,
        )

    def _relisting_without_mark(self, title: str, numbers: list[int]) -> None:
        self.ledger.finding(
            "relisting-without-mark",
            Severity.WARNING,
            Bilingual(
                f"「{title}」は（再掲）としながら、題名に再掲先の記号がありません。どの施策の事業の再掲かを記してください。",
                f'"{title}" says 再掲 in its cells but its title has no mark; name the section where it is stated',
            ),
            *numbers,
            item=title,
        )

    def _role_unclear(self, title: str, numbers: list[int]) -> None:
        self.ledger.finding(
            "role-unclear",
            Severity.WARNING,
            Bilingual(
                f"「{title}」には再掲の記号があり、内容も事業費も「（再掲）」の記載もありません。再掲として扱いました。原文を確かめてください。",
                f'"{title}" has a mark but neither content, money nor 再掲 in its cells; taken as a relisting, check the print',
            ),
            *numbers,
            item=title,
        )


def _section_in(word: str) -> str | None:
    """The 課 that a word names, where it names one without a 部 of its own."""
    division = Division.parse(word)
    return division.section if division is not None and division.department is None else None

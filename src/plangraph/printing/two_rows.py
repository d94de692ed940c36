"""実施計画: records → rows of two a project, with headings, rules, running heads and an outline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from plangraph.model.amounts import UNIT_YEN, AmountStatus
from plangraph.model.divisions import Division
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.records import CostKind, DocumentRecords, Listing, ListingRole, Policy
from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.printing.cells import NO_HOME, NOT_THE_SAME, WITHOUT_PLACE, Cells, is_one_line
from plangraph.printing.expressions import Fill, expression_to_texts
from plangraph.printing.printed import Sheet

_HOME_ONLY = (AmountStatus.DERIVED, AmountStatus.LOST)
_NO_PLACE = (
    "project_code",
    "linked_code",
    "former_title",
    "related_division",
    "indicator",
    "assessment",
    "note",
)


def print_two_rows(records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
    """Print an implementation plan into a sheet."""
    _Plan(records, settings, sheet).print()


class _Plan:
    def __init__(self, records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
        self.records = records
        self.levels: Sequence[Mapping[str, Any]] = settings["level"]
        self.settings = settings
        # A row of dashes is structure in Markdown, and would be no line.
        self.rules = sheet.format != "md"
        self.sheet = sheet
        self.cells = Cells(settings, self.sheet)
        self.years = _years(records)
        self.others: str = settings["remark"]["others"][0]
        self.designations: list[str] = settings["remark"]["designations"]
        self.cost_label = re.compile(settings["table"]["cost_label"])
        self.spaced = [
            (re.compile(r"\s*".join(word)), word) for word in settings["table"].get("spaced_words", [])
        ]

    def print(self) -> None:
        """Headings and tables in the order of the policies."""
        under: dict[str | None, list[Listing]] = defaultdict(list)
        for listing in self.records.listings:
            under[listing.listed_under].append(listing)
        printed: set[str | None] = set()
        for policy in self.records.policies:
            if self._heading(policy):
                printed.add(policy.key)
                self._policy_body(policy, under[policy.key])
        for key in [key for key in under if key not in printed]:
            for listing in under[key]:
                self.sheet.refuse(listing.key, "listed_under", key, "施策の見出しを印刷できません")
        self._order(under)
        for basic in self.records.basic_projects:
            self.sheet.refuse(basic.code, "basic_project", basic.title, WITHOUT_PLACE)
        for event in self.records.guideline_events:
            self.sheet.refuse(event.guideline, "guideline_event", event.fiscal_year, WITHOUT_PLACE)

    def _order(self, under: Mapping[str | None, list[Listing]]) -> None:
        order = [listing.key for policy in self.records.policies for listing in under[policy.key]]
        if order != [listing.key for listing in self.records.listings]:
            self.sheet.refuse("document", "listings", "", "掲載の順が施策の順と違い、施策ごとにまとめました")

    # headings

    def _heading(self, policy: Policy) -> bool:
        index = next((i for i, level in enumerate(self.levels) if level["name"] == policy.level), None)
        level = self.levels[index] if index is not None else None
        fill = Fill({"code": policy.code, "title": policy.title})
        texts = expression_to_texts(level["heading"], fill) if level else iter(())
        pattern = re.compile(level["heading"]) if level else None
        text = next((t for t in texts if pattern and _says(pattern, t, policy)), None)
        if text is None or level is None or policy.key != policy.code or not is_one_line(policy.title):
            self.sheet.refuse(policy.key, "policy", f"{policy.code} {policy.title}", NOT_THE_SAME)
            return False
        self._own_fields(policy)
        cells = text.split("\t")
        self.sheet.cells(cells) if len(cells) > 1 else self.sheet.text(text)
        if level.get("underlined") and self.rules:
            self.sheet.cells(["----"] * max(len(cells), 2))
        return True

    def _own_fields(self, policy: Policy) -> None:
        for name in (
            "lead_division", "related_division", "guided_by", "planned_project", "standing", "project_count",
            "cost", "indicator", "note",
        ):  # fmt: skip
            if value := getattr(policy, name):
                self.sheet.refuse(policy.key, name, value, WITHOUT_PLACE)

    def _policy_body(self, policy: Policy, listings: Sequence[Listing]) -> None:
        level = next(level for level in self.levels if level["name"] == policy.level)
        for text in policy.assessment:
            said = text.text
            aspect = level.get("text_aspect")
            fits = aspect == text.aspect.value and text.fiscal_year is None
            if fits and is_one_line(said) and said.endswith("。") and not self._is_heading(said):
                self.sheet.text(said)
            else:
                self.sheet.refuse(policy.key, "assessment", said, WITHOUT_PLACE)
        if level.get("outlined"):
            self._outline(policy)
        if level is self.levels[-1] and listings:
            self._table(policy, listings)
        elif level is not self.levels[-1]:
            for listing in listings:
                self.sheet.refuse(listing.key, "listed_under", policy.key, "この階層の下には表がありません")

    def _outline(self, chapter: Policy) -> None:
        """The titles of the sections of one chapter, as they stand at its head."""
        inside = {chapter.key}
        for policy in self.records.policies:
            if policy.part_of in inside:
                inside.add(policy.key)
                if policy.title.endswith("。") or self._is_heading(policy.title):
                    self.sheet.refuse(policy.key, "title", policy.title, "章の冒頭の一覧に置けません")
                else:
                    self.sheet.text(policy.title)

    def _is_heading(self, text: str) -> bool:
        plain = same_length_nfkc(text)
        return any(re.fullmatch(level["heading"], plain) for level in self.levels)

    # tables

    def _table(self, policy: Policy, listings: Sequence[Listing]) -> None:
        self._running_heads(policy)
        first, *more = [self._word(word) for word in self.settings["table"]["header_words"]]
        width = len(self.years)
        self.sheet.header([first, more[0] if more else "", *[""] * (width - 1), *more[1:]])
        self.sheet.row(["", *(fiscal_year_label(year) for year in self.years), ""])
        for listing in listings:
            self._listing(listing)

    def _running_heads(self, policy: Policy) -> None:
        by_key = {one.key: one for one in self.records.policies}
        above = by_key.get(policy.part_of or "")
        level = next((one for one in self.levels if above and one["name"] == above.level), None)
        if above is None or level is None or "running_head" not in level:
            return
        fill = Fill({"code": above.code, "title": above.title})
        text = next(expression_to_texts(level["running_head"], fill), None)
        if text is None:
            self.sheet.refuse(above.key, "running_head", above.title, NOT_THE_SAME)
        else:
            self.sheet.text(text)

    def _word(self, expression: str) -> str:
        fill = Fill(digits=str(len(self.years)))
        return next(expression_to_texts(expression, fill), "")

    def _listing(self, listing: Listing) -> None:
        title = self.cells.title(listing)
        if title is None or not self._is_row_title(title):
            return
        if listing.key.removesuffix("~" + listing.key.rpartition("~")[2]) != (
            f"{listing.listed_under}/{comparison_title(listing.title)}"
        ):
            self.sheet.refuse(listing.key, "key", listing.key, "鍵は節と題名から作られます")
        for name in _NO_PLACE:
            if value := getattr(listing, name):
                self.sheet.refuse(listing.key, name, value, WITHOUT_PLACE)
        self.cells.guidelines(listing)
        if listing.has_mark and listing.listing_role is ListingRole.HOME and not _has_substance(listing):
            self.sheet.refuse(listing.key, "listing_role", "Home", NO_HOME)
        designations = self._designations(listing)
        divisions = self._divisions(listing)
        self.sheet.row([title, *self._contents(listing), designations], listing.key)
        costs = self._costs(listing)
        self.sheet.row([*costs, divisions], listing.key)

    def _is_row_title(self, title: str) -> bool:
        """Whether the first cell of a content row is none of a header or of a cost row."""
        plain = same_length_nfkc(title)
        taken = re.fullmatch(self.settings["table"]["header"], plain) or self.cost_label.fullmatch(plain)
        if taken or self._is_heading(title):
            self.sheet.refuse(title, "printed_title", title, "見出しや事業費の行と見分けられません")
            return False
        return True

    def _contents(self, listing: Listing) -> list[str]:
        cells = [""] * len(self.years)
        for content in listing.content:
            text = content.text
            for pattern, word in self.spaced:
                text = pattern.sub(word, text)
            if content.fiscal_year not in self.years or text != content.text or not is_one_line(text):
                self.sheet.refuse(listing.key, "content", content.text, NOT_THE_SAME)
                continue
            cells[self.years.index(content.fiscal_year)] = self.cells.content(listing.key, text)
        role = self.cells.role_words(listing)
        if role and cells[0]:
            free = next((i for i, cell in enumerate(cells) if not cell), None)
            if free is None:
                self.sheet.refuse(listing.key, "listing_role", role, "内容の欄に空きがありません")
            else:
                cells[free] = role
        elif role:
            cells[0] = role
        return cells

    def _designations(self, listing: Listing) -> str:
        for word in listing.designation:
            if word not in self.designations:
                self.sheet.refuse(listing.key, "designation", word, WITHOUT_PLACE)
        return " ".join(word for word in listing.designation if word in self.designations)

    def _divisions(self, listing: Listing) -> str:
        words: list[str] = []
        bare = False
        for division in listing.responsible_division:
            word = division.name.replace(" ", "")
            joined = bare and division.department is None
            if Division.parse(word) != division or joined:
                self.sheet.refuse(listing.key, "responsible_division", division.name, NOT_THE_SAME)
                continue
            bare = division.section is None
            words.append(word if division.above or not division.section else division.name)
        return " ".join([*words, *([self.others] if listing.and_others else [])])

    def _costs(self, listing: Listing) -> list[str]:
        """The label, the total and one figure a year; a row ends before what its extraction lost."""
        unit = self._unit(listing)
        label = next(expression_to_texts(self._labelled(unit), Fill()), "")
        by_year = {c.fiscal_year: c for c in listing.cost if c.cost_kind is CostKind.PROJECT_COST}
        for one in listing.cost:
            if by_year.get(one.fiscal_year) is not one or one.fiscal_year not in self.years:
                self.sheet.refuse(listing.key, f"cost.{one.fiscal_year}", one.printed_amount, WITHOUT_PLACE)
        figures = []
        total = listing.printed_total
        figures.append(self.cells.plain_figure(listing.key, total, unit, "printed_total") if total else "")
        for year in self.years:
            cost = by_year.get(year)
            if cost is None:
                self.sheet.refuse(listing.key, f"cost.{year}", "", "空欄は「記載なし」と読まれます")
                figures.append("")
            elif cost.amount_status in _HOME_ONLY and not cost.printed_amount and self.sheet.ragged:
                break
            else:
                figures.append(self.cells.plain_figure(listing.key, cost, unit, f"cost.{year}"))
        return [label, *figures]

    def _unit(self, listing: Listing) -> int:
        units = {c.unit_yen for c in (*listing.cost, listing.printed_total) if c and c.unit_yen}
        if len(units) > 1:
            self.sheet.refuse(listing.key, "unit_yen", units, "一行に二つの単位は印刷できません")
        return next(iter(units), 1_000_000)

    def _labelled(self, unit: int) -> str:
        """The label's expression with its unit said."""
        word = next(name for name, yen in UNIT_YEN.items() if yen == unit)
        return re.sub(r"\(\?P<unit>[^)]*\)", f"(?P<unit>{word})", self.settings["table"]["cost_label"])


def _has_substance(listing: Listing) -> bool:
    """Whether content or money says that a listing with a mark is the home."""
    money = [cost.amount_status for cost in (*listing.cost, listing.printed_total) if cost is not None]
    return bool(listing.content) or AmountStatus.STATED in money or AmountStatus.UNDETERMINED in money


def _says(pattern: re.Pattern[str], text: str, policy: Policy) -> bool:
    matched = pattern.fullmatch(same_length_nfkc(text))
    if matched is None:
        return False
    title = text[slice(*matched.span("title"))].strip()
    return comparison_title(matched["code"]) == policy.code and title == policy.title


def _years(records: DocumentRecords) -> list[int]:
    """The fiscal years of the table's columns: those of the costs and contents, else those of the document."""
    said = {c.fiscal_year for one in records.listings for c in one.cost}
    said |= {c.fiscal_year for one in records.listings for c in one.content if c.fiscal_year is not None}
    document = records.document
    return sorted(said) or list(range(document.first_year, document.last_year + 1))

"""Lists and cards: records → headings, first lines of items, and labels with their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.records import DocumentRecords, Listing, Policy
from plangraph.model.texts import same_length_nfkc
from plangraph.printing.cells import NOT_THE_SAME, WITHOUT_PLACE, Cells
from plangraph.printing.expressions import Fill, expression_to_texts
from plangraph.printing.fields import ListingFields, PolicyFields
from plangraph.printing.printed import Kind, PrintedRow, Sheet
from plangraph.printing.project_tables import years_of
from plangraph.printing.tree_headings import TreeHeadings, level_text
from plangraph.reading.columns import LEVEL_ROLES, YEARLY, Column, column_rules, header_path

_GROUPS = {"title": "project", "code": "project-code", "division": "division", "designation": "designation"}


def print_project_list(records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
    """Print a list of items or cards into a sheet."""
    _List(records, settings, sheet).print()


class _List:
    def __init__(self, records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
        self.records = records
        self.settings = settings
        self.item: Mapping[str, Any] = settings["item"]
        self.levels: Sequence[Mapping[str, Any]] = settings.get("level", [])
        self.sheet = sheet
        self.cells = Cells(settings, self.sheet)
        self.years = years_of(records)
        self.tree = TreeHeadings(records, self.levels, sheet)
        self.rules = column_rules(settings, "field")
        self.labels = [
            next(expression_to_texts(table["label"], Fill()), "") for table in settings.get("field", [])
        ]
        self.taken = [re.compile(level["heading"]) for level in self.levels if "heading" in level]
        if "start" in self.item:
            self.taken.append(re.compile(self.item["start"]))
        self.taken += [re.compile(text) for text in self.item.get("end", [])]

    def print(self) -> None:
        """Headings and items in the order of the listings."""
        printed: set[str] = set()
        for listing in self.records.listings:
            chain = self.tree.chain(listing.listed_under)
            if chain is None or self.tree.open_headings(chain):
                self.sheet.refuse(listing.key, "listed_under", listing.listed_under, NOT_THE_SAME)
                continue
            printed |= {policy.key for policy in chain}
            self._listing(listing, chain)
        for policy in self.records.policies:
            if policy.key not in printed:
                self.sheet.refuse(policy.key, "policy", policy.title, "掲載がなく、見出しがありません")
            fields = PolicyFields(self.sheet, policy)
            fields.under_heading(self.tree.level_of(policy))
            fields.refuse_rest(set())
        for basic in self.records.basic_projects:
            self.sheet.refuse(basic.code, "basic_project", basic.title, WITHOUT_PLACE)

    def _listing(self, listing: Listing, chain: Sequence[Policy]) -> None:
        title = self.cells.title(listing)
        if title is None:
            return
        fields = ListingFields(self.sheet, self.cells, listing, title)
        roles: set[str] = set()
        if "start" in self.item:
            first = self._start(listing, fields, roles)
            if first is None:
                self.sheet.refuse(listing.key, "printed_title", title, NOT_THE_SAME)
                return
            self.sheet.rows.append(_line((first,), listing.key))
        self._fields(listing, fields, chain, roles)
        if "start" in self.item:
            self._free_text(listing, fields, roles)
        fields.refuse_rest(roles)

    def _start(self, listing: Listing, fields: ListingFields, roles: set[str]) -> str | None:
        """The first line of an item, with all that its named groups say."""
        pattern = re.compile(self.item["start"])
        by_role = {rule.column.role: rule.column for rule in self.rules}
        values = {}
        for group in pattern.groupindex:
            role = _GROUPS.get(group)
            values[group] = fields.cell(by_role.get(role, Column(role, group))) if role else ""
            roles |= {role} if role else set()
        for text in expression_to_texts(self.item["start"], Fill(values)):
            matched = pattern.fullmatch(same_length_nfkc(text))
            if matched and all(
                (text[slice(*matched.span(g))].strip() if matched[g] is not None else "") == v
                for g, v in values.items()
            ):
                return text
        return None

    # labelled fields

    def _fields(
        self, listing: Listing, fields: ListingFields, chain: Sequence[Policy], roles: set[str]
    ) -> None:
        """One line for each label that has a value; the field that begins a card stands first."""
        order = sorted(
            zip(self.rules, self.labels, strict=True),
            key=lambda pair: pair[0].column.role != self.item.get("start_field"),
        )
        yearly = any(rule.column.role == "years" for rule in self.rules)
        lines: list[tuple[str, list[str]]] = []
        for rule, label in order:
            column = rule.met(header_path([label]))
            roles.add(column.role)
            if column.role == "years":
                lines.append((label, [fiscal_year_label(year) for year in self.years]))
            elif column.role in LEVEL_ROLES:
                lines.append((label, [self._level(column, chain)]))
            elif yearly and column.role in YEARLY - {"content"} and column.first_year is None:
                lines.append((label, self._by_year(listing, fields, column)))
            else:
                lines.append((label, [self._value(fields, column)]))
        for label, values in lines:
            self._print_field(listing, label, values)

    def _value(self, fields: ListingFields, column: Column) -> str:
        value = fields.cell(column)
        if column.role == "content":
            value = fields.with_role([value], [column])[0]
        return value

    def _level(self, column: Column, chain: Sequence[Policy]) -> str:
        policy = next((policy for policy in chain if policy.level == column.level), None)
        if policy is None:
            return ""
        if column.role != "level":
            return policy.code if column.role == "level-code" else policy.title
        text = level_text(column, policy)
        if text is None:
            self.sheet.refuse(policy.key, "policy", f"{policy.code} {policy.title}", NOT_THE_SAME)
        return text or ""

    def _by_year(self, listing: Listing, fields: ListingFields, column: Column) -> list[str]:
        """The values of the years that stand above; a blank among them would move those behind it."""
        known = {
            cost.fiscal_year
            for cost in listing.cost
            if column.role == "cost" and cost.cost_kind is column.kind
        }
        values = [
            fields.cell(_of_year(column, year)) if column.role != "cost" or year in known else ""
            for year in self.years
        ]
        while values and not values[-1]:
            values.pop()
        if "" in values or len(values) < len(known):
            self.sheet.refuse(listing.key, column.role, values, "空欄のある年度は、並びの中に印刷できません")
            return []
        return values

    def _print_field(self, listing: Listing, label: str, values: Sequence[str]) -> None:
        filled = [value for value in values if value]
        if not filled:
            return
        first, *more = filled[0].split("\n")
        if more and self.sheet.format == "pdf":
            self.sheet.refuse(listing.key, label, filled[0], "PDF では段落の行がつながります")
            more = []
        if any(self._is_taken(line) for line in more):
            self.sheet.refuse(listing.key, label, filled[0], "次の行が見出しやラベルと見分けられません")
            more = []
        style = self.item.get("values", "beside")
        if len(filled) > 1:
            self.sheet.rows.append(_line((label, *filled), listing.key, kind="row"))
        elif style == "below":
            self.sheet.rows.append(_line((f"{label}：",), listing.key))
            self.sheet.rows.append(_line((first,), listing.key))
        else:
            self.sheet.rows.append(_line((f"{label}：{first}",), listing.key))
        for line in more:
            self.sheet.rows.append(_line((line,), listing.key))

    def _free_text(self, listing: Listing, fields: ListingFields, roles: set[str]) -> None:
        """The lines under an item."""
        style = self.item.get("text")
        if style != "content":
            return
        roles.add("content")
        text = fields.with_role([fields.cell(Column("content", ""))], [Column("content", "")])[0]
        lines = text.split("\n") if text else []
        if len(lines) > 1 and self.sheet.format == "pdf":
            self.sheet.refuse(listing.key, "content", text, "PDF では段落の行がつながります")
            lines = lines[:1]
        for line in lines:
            if self._is_taken(line):
                self.sheet.refuse(listing.key, "content", line, "見出しやラベルと見分けられません")
            else:
                self.sheet.rows.append(_line((line,), listing.key))

    def _is_taken(self, line: str) -> bool:
        plain = same_length_nfkc(line.strip())
        words = "|".join(f"(?:{rule.header.pattern})" for rule in self.rules)
        label = re.match(rf"\W*(?:{words})(?:\W|\s|$)", plain) if words else None
        return bool(label) or any(pattern.fullmatch(plain) for pattern in self.taken)


def _of_year(column: Column, year: int) -> Column:
    return replace(column, first_year=year, last_year=year)


def _line(cells: tuple[str, ...], about: str, *, kind: Kind = "text") -> PrintedRow:
    return PrintedRow(cells, kind, about)

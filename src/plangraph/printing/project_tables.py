"""One-row tables: records → rows under the headers that the layout's `[[column]]` rules mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plangraph.model.records import DocumentRecords, Listing, Policy
from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.printing.cells import NOT_THE_SAME, WITHOUT_PLACE, Cells
from plangraph.printing.fields import ListingFields, PolicyFields
from plangraph.printing.headers import layout_to_columns, paths_to_rows
from plangraph.printing.printed import Sheet
from plangraph.printing.tree_headings import TreeHeadings, level_text
from plangraph.reading.columns import LEVEL_ROLES, Column


def print_project_table(records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
    """Print a table of projects, or of policies where the layout says so, into a sheet."""
    _Table(records, settings, sheet).print()


class _Table:
    def __init__(self, records: DocumentRecords, settings: Mapping[str, Any], sheet: Sheet) -> None:
        self.records = records
        self.settings = settings
        self.sheet = sheet
        self.cells = Cells(settings, self.sheet)
        self.levels: Sequence[Mapping[str, Any]] = settings.get("level", [])
        self.tree = TreeHeadings(records, self.levels, sheet)
        self.columns = layout_to_columns(settings, years_of(records))
        self.by_policy = settings.get("table", {}).get("rows", "project") == "policy"

    def print(self) -> None:
        """The header once, then headings and rows."""
        rows = paths_to_rows([path for path, _ in self.columns])
        for header in rows:
            self.sheet.header(header)
        if self.by_policy:
            self._policy_rows()
        else:
            self._listing_rows()
        for basic in self.records.basic_projects:
            self.sheet.refuse(basic.code, "basic_project", basic.title, WITHOUT_PLACE)

    def _listing_rows(self) -> None:
        printed: set[str] = set()
        for listing in self.records.listings:
            chain = self.tree.chain(listing.listed_under)
            if chain is None:
                self.sheet.refuse(listing.key, "listed_under", listing.listed_under, "施策がありません")
                continue
            if not self._headings(chain):
                continue
            printed |= {policy.key for policy in chain}
            self._listing(listing, chain)
        for policy in self.records.policies:
            fields = PolicyFields(self.sheet, policy)
            fields.under_heading(self.tree.level_of(policy))
            fields.refuse_rest(set())
            if policy.key not in printed:
                self.sheet.refuse(policy.key, "policy", policy.title, "掲載がなく、行がありません")

    def _listing(self, listing: Listing, chain: Sequence[Policy]) -> None:
        title = self.cells.title(listing)
        if title is None or not self._fits_table(title):
            return
        fields = ListingFields(self.sheet, self.cells, listing, title)
        row = [
            self._level(column, chain) if column.role in LEVEL_ROLES else fields.cell(column)
            for _, column in self.columns
        ]
        row = fields.with_role(row, [column for _, column in self.columns])
        fields.refuse_rest({column.role for _, column in self.columns})
        self.sheet.row(row, listing.key)

    def _policy_rows(self) -> None:
        lowest = self.levels[-1]["name"]
        inner = {policy.part_of for policy in self.records.policies}
        for policy in self.records.policies:
            if policy.level != lowest:
                fields = PolicyFields(self.sheet, policy)
                fields.under_heading(self.tree.level_of(policy))
                fields.refuse_rest(set())
                if policy.key not in inner:
                    self.sheet.refuse(policy.key, "policy", policy.title, "下に施策がなく、行がありません")
                continue
            chain = self.tree.chain(policy.key)
            if chain is None or not self._headings(chain):
                continue
            fields = PolicyFields(self.sheet, policy, self.cells)
            row = [
                self._level(column, chain) if column.role in LEVEL_ROLES else fields.cell(column)
                for _, column in self.columns
            ]
            fields.refuse_rest({column.role for _, column in self.columns})
            self.sheet.row(row, policy.key)
        for listing in self.records.listings:
            self.sheet.refuse(listing.key, "listing", listing.title, WITHOUT_PLACE)

    # levels

    def _headings(self, chain: Sequence[Policy]) -> bool:
        """Print the headings that the chain needs and that are not open yet; False where one cannot be printed."""
        unprintable = self.tree.open_headings(chain)
        for policy in unprintable:
            self.sheet.refuse(policy.key, "policy", policy.title, NOT_THE_SAME)
        return not unprintable

    def _level(self, column: Column, chain: Sequence[Policy]) -> str:
        policy = next((policy for policy in chain if policy.level == column.level), None)
        if policy is None:
            return ""
        if column.role == "level-code":
            return policy.code
        if column.role == "level-title":
            return policy.title
        return level_text(column, policy) or self._refused_level(policy)

    def _refused_level(self, policy: Policy) -> str:
        self.sheet.refuse(policy.key, "policy", f"{policy.code} {policy.title}", NOT_THE_SAME)
        return ""

    def _fits_table(self, title: str) -> bool:
        """Whether a title is none of what the layout takes for sums, furniture or the header."""
        table = self.settings.get("table", {})
        plain = same_length_nfkc(title)
        patterns = [*table.get("total_rows", []), *table.get("skip_rows", [])]
        headers = {comparison_title(path) for path, _ in self.columns}
        if any(re.fullmatch(p, plain) for p in patterns) or comparison_title(title) in headers:
            self.sheet.refuse(title, "printed_title", title, "合計の行や見出しと見分けられません")
            return False
        return True


def years_of(records: DocumentRecords) -> list[int]:
    """The fiscal years of which the records speak, else those of the document."""
    holders: tuple[Listing | Policy, ...] = (*records.listings, *records.policies)
    said = {cost.fiscal_year for one in holders for cost in one.cost}
    said |= {v.fiscal_year for one in holders for i in one.indicator for v in i.observation}
    said |= {count.fiscal_year for policy in records.policies for count in policy.project_count}
    said |= {c.fiscal_year for one in records.listings for c in one.content if c.fiscal_year is not None}
    document = records.document
    return sorted(said) or [year for year in range(document.first_year, document.last_year + 1) if year]

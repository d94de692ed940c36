"""Fields of listings and policies → cells by role, with what no column of the layout has a place for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from plangraph.model.amounts import parse_figure
from plangraph.model.records import Indicator, Listing, ListingRole, Policy
from plangraph.model.texts import without_wraps
from plangraph.printing.cells import NO_HOME, NOT_THE_SAME, WITHOUT_PLACE, Cells, is_one_line
from plangraph.printing.printed import Sheet
from plangraph.reading.columns import Column
from plangraph.reading.entry_cells import running_text
from plangraph.reading.extract import one_line

ONE_OFFICE = "部と課の欄が一つずつしかありません"


class _Fields:
    """Gives the cells of one record, and remembers which parts of it were printed."""

    def __init__(self, sheet: Sheet, about: str, record: Listing | Policy, cells: Cells | None) -> None:
        self.sheet = sheet
        self.about = about
        self.record = record
        self.cells = cells
        self.printed: set[int] = set()

    def own(self) -> Cells:
        """The writer of cells; a record that is only refused has none."""
        assert self.cells is not None, "cells are written where there are columns"
        return self.cells

    # what both have

    def cost(self, column: Column) -> str:
        at = (column.first_year, column.kind)
        found = next((c for c in self.record.cost if (c.fiscal_year, c.cost_kind) == at), None)
        if found is None:
            if column.first_year is not None:
                self.sheet.refuse(
                    self.about,
                    f"cost.{column.first_year}",
                    column.kind.value,
                    "空欄は「記載なし」と読まれます",
                )
            return ""
        self.printed.add(id(found))
        return self.own().money(self.about, found, column.unit, f"cost.{column.first_year}")

    def indicator(self, column: Column) -> str:
        number = column.number
        found = next((i for i in self.record.indicator if (i.number or i.title) == number), None)
        if found is None and not number and self.record.indicator:
            found = self.record.indicator[0]
        if found is None:
            return ""
        self.printed.add(id(found))
        if column.role == "indicator-title":
            return found.title
        if column.role == "indicator-unit":
            return found.unit_label or ""
        return self._observation(found, column)

    def _observation(self, indicator: Indicator, column: Column) -> str:
        value = next((v for v in indicator.observation if v.fiscal_year == column.first_year), None)
        if value is None:
            if column.first_year is not None:
                self.sheet.refuse(
                    self.about,
                    f"indicator.{column.first_year}",
                    indicator.title,
                    "空欄も値の無い年と読まれます",
                )
            return ""
        if parse_figure(value.printed_value).value != value.value:
            self.sheet.refuse(self.about, "indicator", value.printed_value, NOT_THE_SAME)
            return ""
        return value.printed_value

    def text(self, column: Column) -> str:
        for text in self.record.assessment:
            if text.aspect is column.aspect and text.fiscal_year == column.first_year:
                self.printed.add(id(text))
                return self.in_cell("assessment", text.text)
        return ""

    def note(self, column: Column) -> str:
        for note in self.record.note:
            if note.label == (column.label or column.header):
                self.printed.add(id(note))
                return self.in_cell("note", note.text)
        return ""

    def target(self, column: Column) -> str:
        """An indicator's target, which records keep as a note under the indicator's title and the printed label."""
        indicator = next((i for i in self.record.indicator if (i.number or i.title) == column.number), None)
        title = indicator.title if indicator is not None else ""
        label = column.label or column.header
        wanted = label if label.startswith(title) else f"{title} {label}"
        return self.note(replace(column, label=wanted))

    def in_cell(self, name: str, text: str) -> str:
        """A text of one or more lines in one cell."""
        if running_text(one_line(text)) != text or "\t" in text:
            self.sheet.refuse(self.about, name, text, NOT_THE_SAME)
            return ""
        return text

    def names(self, name: str, items: Sequence[str]) -> str:
        text = "、".join(items)
        if any("、" in item or without_wraps(item) != item or not is_one_line(item) for item in items):
            self.sheet.refuse(self.about, name, text, NOT_THE_SAME)
            return ""
        return text

    def refuse_left(self, fields: Mapping[str, Set[str]], roles: Set[str]) -> None:
        """Refuse whole fields for which there is no role, and the parts of others that no column took."""
        for name, needed in fields.items():
            value: Any = getattr(self.record, name)
            if not value:
                continue
            if name == "assessment" and not needed & roles:
                value = [text for text in value if id(text) not in self.printed]
                if not value:
                    continue
            if not needed & roles:
                self.sheet.refuse(self.about, name, value, WITHOUT_PLACE)
            elif name in ("cost", "indicator", "assessment", "note", "content", "project_count"):
                for item in value:
                    if id(item) not in self.printed:
                        self.sheet.refuse(self.about, name, item, WITHOUT_PLACE)


_LISTING_ROLES: dict[str, Set[str]] = {
    "content": {"content"},
    "designation": {"designation", "flag"},
    "responsible_division": {"division", "department", "section"},
    "related_division": {"division"},
    "cost": {"cost"},
    "printed_total": {"total"},
    "project_code": {"project-code", "code-part"},
    "indicator": {"indicator-title", "indicator-value"},
    "assessment": {"text"},
    "note": {"note", "standing", "indicator-target"},
    "linked_code": set(),
}


class ListingFields(_Fields):
    """The cells of one listing."""

    def __init__(self, sheet: Sheet, cells: Cells, listing: Listing, title: str) -> None:
        super().__init__(sheet, listing.key, listing, cells)
        self.listing = listing
        self.title = title
        self.guidelines: list[str] = []
        self.relistings_only = cells.relistings_only
        self.parts = (listing.project_code or "").split("-")
        self.parties: set[str] = set()
        self.offices = list(listing.responsible_division)
        self.others = listing.and_others
        self.words: set[str] = set()

    def cell(self, column: Column) -> str:
        """The text of one cell; empty where the listing says nothing there."""
        listing, role = self.listing, column.role
        if role == "project":
            return self.title
        if role == "project-code":
            return listing.project_code or ""
        if role == "code-part":
            return self.parts.pop(0) if self.parts else ""
        if role == "division":
            return self._division(column)
        if role in ("department", "section"):
            return self._step(column)
        if role == "designation":
            self.words |= set(listing.designation)
            return self.names("designation", listing.designation)
        if role == "flag":
            self.words.add(column.word)
            return "○" if column.word in listing.designation else ""
        if role == "content":
            return self._content(column)
        if role == "cost":
            return self.cost(column)
        if role == "total":
            total = listing.printed_total
            return self.own().money(self.about, total, column.unit, "printed_total") if total else ""
        if role == "guideline":
            self.guidelines = [mention.name for mention in listing.guided_by]
            return self.names("guided_by", self.guidelines)
        if role == "indicator-target":
            return self.target(column)
        if role.startswith("indicator-"):
            return self.indicator(column)
        kept = {"text": self.text, "note": self.note, "standing": self.note}
        return kept.get(role, lambda _: "")(column)

    def _division(self, column: Column) -> str:
        if column.party in self.parties:
            return ""
        self.parties.add(column.party)
        if column.party == "related":
            related = self.listing.related_division
            return self.own().divisions(self.about, related, others=False, name="related_division")
        each, others = tuple(self.offices), self.others
        self.offices, self.others = [], False
        return self.own().divisions(self.about, each, others=others, name="responsible_division")

    def _step(self, column: Column) -> str:
        """部 and 課 of the first office, in two columns; further ones are left to a column of offices."""
        first = self.offices[0] if self.offices else None
        if first is None or first.above or not (first.department and first.section):
            return ""
        if column.role == "department":
            return first.department
        del self.offices[0]
        return first.section

    def _content(self, column: Column) -> str:
        for content in self.listing.content:
            if content.fiscal_year == column.first_year and id(content) not in self.printed:
                self.printed.add(id(content))
                return self.own().content(self.about, self.in_cell("content", content.text))
        return ""

    def with_role(self, row: list[str], columns: Sequence[Column]) -> list[str]:
        """The row with the words that say that the project stands elsewhere, in the first free content cell."""
        words = self.own().role_words(self.listing)
        empty = not any(row[i] for i, c in enumerate(columns) if c.role in ("content", "cost", "total"))
        said = self.listing.has_mark and (self.relistings_only or not self.listing.marked_code or empty)
        if self.listing.listing_role is ListingRole.HOME and said:
            self.sheet.refuse(self.about, "listing_role", "Home", NO_HOME)
        if not words:
            return row
        at = next((i for i, c in enumerate(columns) if c.role == "content" and not row[i]), None)
        if at is not None:
            row[at] = words
        elif not said or self.listing.listing_role is not ListingRole.RELISTING:
            self.sheet.refuse(self.about, "listing_role", words, "内容の欄に空きがありません")
        return row

    def refuse_rest(self, roles: Set[str]) -> None:
        """Say what of the listing no column took."""
        self.refuse_left(_LISTING_ROLES, roles)
        self.own().guidelines(self.listing, in_cells=self.guidelines)
        listing = self.listing
        if self.offices and {"division", "department", "section"} & roles:
            self.sheet.refuse(self.about, "responsible_division", self.offices, ONE_OFFICE)
        if self.others:
            self.sheet.refuse(self.about, "and_others", "他", WITHOUT_PLACE)
        if listing.related_division and "division" in roles and "related" not in self.parties:
            self.sheet.refuse(self.about, "related_division", listing.related_division, WITHOUT_PLACE)
        for word in listing.designation:
            if {"designation", "flag"} & roles and word not in self.words:
                self.sheet.refuse(self.about, "designation", word, WITHOUT_PLACE)
        if listing.former_title and listing.former_title not in self.title:
            self.sheet.refuse(self.about, "former_title", listing.former_title, WITHOUT_PLACE)


_POLICY_ROLES: dict[str, Set[str]] = {
    "lead_division": {"division"},
    "related_division": {"division"},
    "guided_by": {"guideline"},
    "planned_project": {"planned"},
    "standing": {"standing"},
    "standing_year": set(),
    "project_count": {"count"},
    "cost": {"cost"},
    "indicator": {"indicator-title", "indicator-value"},
    "assessment": {"text"},
    "note": {"note", "indicator-target"},
}


class PolicyFields(_Fields):
    """The cells of a row that describes a policy."""

    def __init__(self, sheet: Sheet, policy: Policy, cells: Cells | None = None) -> None:
        super().__init__(sheet, policy.key, policy, cells)
        self.policy = policy
        self.parties: set[str] = set()

    def cell(self, column: Column) -> str:
        """The text of one cell; empty where the policy says nothing there."""
        policy, role = self.policy, column.role
        if role == "division":
            return self._division(column)
        if role == "cost":
            return self.cost(column)
        if role == "guideline":
            return self.names("guided_by", [mention.name for mention in policy.guided_by])
        if role == "planned":
            return self.names("planned_project", [project.title for project in policy.planned_project])
        if role == "standing":
            words = {"Priority": "重点施策", "NotPriority": "重点施策以外"}
            return words[policy.standing.value] if policy.standing else ""
        if role == "count":
            return self._count(column)
        if role == "indicator-target":
            return self.target(column)
        if role.startswith("indicator-"):
            return self.indicator(column)
        return {"text": self.text, "note": self.note}.get(role, lambda _: "")(column)

    def under_heading(self, level: Mapping[str, Any]) -> list[str]:
        """The paragraphs that stand under the policy's heading, where its level says what they are."""
        aspect = level.get("text_aspect") if "heading" in level else None
        texts = [t for t in self.policy.assessment if t.aspect.value == aspect and t.fiscal_year is None]
        fitting = [text for text in texts if is_one_line(text.text)]
        self.printed |= {id(text) for text in fitting}
        return [text.text for text in fitting]

    def _count(self, column: Column) -> str:
        found = next((c for c in self.policy.project_count if c.fiscal_year == column.first_year), None)
        if found is None:
            return ""
        self.printed.add(id(found))
        return str(found.count)

    def _division(self, column: Column) -> str:
        party = "related" if column.party == "related" else "lead"
        if party in self.parties:
            return ""
        self.parties.add(party)
        if party == "related":
            each = self.policy.related_division
            return self.own().divisions(
                self.about, each, others=self.policy.and_others, name="related_division"
            )
        return self.own().divisions(self.about, self.policy.lead_division, others=False, name="lead_division")

    def refuse_rest(self, roles: Set[str]) -> None:
        """Say what of the policy no column took."""
        self.refuse_left(_POLICY_ROLES, roles)
        for party, name in (("lead", "lead_division"), ("related", "related_division")):
            if "division" in roles and party not in self.parties and getattr(self.policy, name):
                self.sheet.refuse(self.about, name, getattr(self.policy, name), WITHOUT_PLACE)

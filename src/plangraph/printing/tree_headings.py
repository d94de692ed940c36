"""The plan's tree as headings between rows or items: each is printed where it begins, with the text that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plangraph.model.records import DocumentRecords, Policy
from plangraph.model.texts import comparison_title, same_length_nfkc
from plangraph.printing.cells import is_one_line
from plangraph.printing.expressions import Fill, expression_to_texts
from plangraph.printing.fields import PolicyFields
from plangraph.printing.printed import Sheet
from plangraph.reading.columns import Column


class TreeHeadings:
    """Prints the headings of a document's policies into a sheet, and keeps which of them are open."""

    def __init__(self, records: DocumentRecords, levels: Sequence[Mapping[str, Any]], sheet: Sheet) -> None:
        self.levels = levels
        self.sheet = sheet
        self.by_key = {policy.key: policy for policy in records.policies}
        self.open: list[str] = []
        self.told: set[str] = set()

    def chain(self, key: str | None) -> list[Policy] | None:
        """A policy and those above it, from the top down; empty for the plan itself, None where one is not there."""
        made: list[Policy] = []
        while key is not None:
            policy = self.by_key.get(key)
            if policy is None or policy in made:
                return None
            made.insert(0, policy)
            key = policy.part_of
        return made

    def level_of(self, policy: Policy) -> Mapping[str, Any]:
        """The layout's level of a policy; empty where the layout has none of that name."""
        return next((level for level in self.levels if level["name"] == policy.level), {})

    def open_headings(self, chain: Sequence[Policy]) -> list[Policy]:
        """Print the headings that a chain needs and that are not open yet.

        Gives the policies whose heading would not read back; where there is one, nothing is printed.
        """
        wanted = [policy for policy in chain if "heading" in self.level_of(policy)]
        keys = [policy.key for policy in wanted]
        same = 0
        while same < min(len(keys), len(self.open)) and keys[same] == self.open[same]:
            same += 1
        texts = [(policy, heading_text(self.level_of(policy), policy)) for policy in wanted[same:]]
        unprintable = [policy for policy, text in texts if text is None]
        if unprintable:
            return unprintable
        for policy, text in texts:
            self.sheet.text(text or "")
            if policy.key not in self.told:
                self.told.add(policy.key)
                for paragraph in PolicyFields(self.sheet, policy).under_heading(self.level_of(policy)):
                    self.sheet.text(paragraph)
        self.open = keys
        return []


def heading_text(level: Mapping[str, Any], policy: Policy) -> str | None:
    """A heading line that the reader takes for just this policy; None where there is none."""
    pattern = re.compile(level["heading"])
    for text in expression_to_texts(level["heading"], Fill({"code": policy.code, "title": policy.title})):
        matched = pattern.fullmatch(same_length_nfkc(text))
        if matched is None or not is_one_line(text):
            continue
        named = pattern.groupindex
        code = comparison_title(matched["code"]) if "code" in named else ""
        title = text[slice(*matched.span("title"))].strip() if "title" in named else ""
        if (code, title) == (policy.code, policy.title):
            return text
    return None


def level_text(column: Column, policy: Policy) -> str | None:
    """A cell that holds a level's code and title; None where it would not read back."""
    if column.pattern is None:
        return policy.title if not policy.code else None
    return heading_text({"heading": column.pattern.pattern}, policy)

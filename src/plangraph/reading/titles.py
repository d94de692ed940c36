"""Titles and their marks: what belongs to a project's name, and what says where else it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plangraph.model.texts import comparison_title, same_length_nfkc, without_wraps


@dataclass(frozen=True, slots=True)
class MarkedTitle:
    """A title parted from its 再掲 mark. `unread_mark` holds words that speak of 再掲 in a form nobody knows."""

    title: str
    has_mark: bool
    codes: tuple[str, ...]
    unread_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """How a layout writes 再掲 and 実施・計上, as compiled patterns over NFKC text."""

    targeted: re.Pattern[str]
    bare: re.Pattern[str]
    word: re.Pattern[str]
    code: re.Pattern[str]
    relisting_cell: re.Pattern[str]
    carried_by: re.Pattern[str]
    counted_in: re.Pattern[str]

    @classmethod
    def from_settings(cls, table: Mapping[str, str]) -> Mark:
        """Compile the `[mark]` table of a layout."""
        return cls(
            targeted=re.compile(r"\s*" + table["targeted"].replace("{code}", table["code"]) + r"\s*$"),
            bare=re.compile(rf"\s*(?:{table['bare']})\s*$"),
            word=re.compile(table["word"]),
            code=re.compile(table["code"]),
            relisting_cell=re.compile(table["relisting_cell"]),
            carried_by=re.compile(table["carried_by"]),
            counted_in=re.compile(table["counted_in"]),
        )

    def is_role(self, cell: str) -> bool:
        """Whether a content cell says nothing but where the project is stated, carried or counted."""
        plain = same_length_nfkc(cell)
        return any(p.fullmatch(plain) for p in (self.relisting_cell, self.carried_by, self.counted_in))

    def split_relisting(self, printed: str) -> MarkedTitle:
        """Part a project's title from its 再掲 mark.

        A plan prints a project again under each further policy it serves and marks both copies with the code of the
        other section. The mark is no part of the name and goes before titles are compared.
        """
        printed = printed.strip()
        plain = same_length_nfkc(printed)
        if matched := self.targeted.search(plain):
            codes = tuple(comparison_title(code) for code in self.code.findall(matched["codes"]))
            return MarkedTitle(without_wraps(printed[: matched.start()]), True, codes)
        if matched := self.bare.search(plain):
            return MarkedTitle(without_wraps(printed[: matched.start()]), True, ())
        unread = plain if self.word.search(plain) else None
        return MarkedTitle(without_wraps(printed), False, (), unread)


def guidelines_in(title: str, patterns: list[re.Pattern[str]]) -> list[str]:
    """The guidelines that a title names, by the layout's `[guideline] in_title` patterns.

    >>> guidelines_in("方針Aに基づく育成", [re.compile("(?P<name>方針.)に基づく")])
    ['方針A']
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        for matched in pattern.finditer(title):
            found.setdefault(matched["name"])
    return list(found)


def settings_patterns(table: Mapping[str, Any], key: str) -> list[re.Pattern[str]]:
    """Compile the list of expressions under a key."""
    return [re.compile(text) for text in table.get(key, [])]

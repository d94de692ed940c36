"""Headings and page numbers among the lines of a document that nobody has described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from plangraph.model.texts import same_length_nfkc
from plangraph.reading.header_words import LEVELS

SURE = frozenset(("章", "節", *LEVELS.split("|")))
"""Names of levels whose headings say so themselves."""
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("章", r"第(?P<code>[0-9一二三四五六七八九十]+)章[\s:：.、]*(?P<title>\S.*)"),
    ("節", r"第(?P<code>[0-9一二三四五六七八九十]+)節[\s:：.、]*(?P<title>\S.*)"),
    *(
        (
            word,
            rf"{word}\s*[(\[【]?(?P<code>(?:[一-龥](?=[0-9]+-))?[0-9Ⅰ-ⅫA-Z]+(?:-[0-9]+)*)[)\]】]?[\s:：.、]*(?P<title>\S.*)",
        )
        for word in LEVELS.split("|")
        if word not in ("章", "節")
    ),
    ("大項目", r"(?P<code>[IVXⅠ-Ⅻ]+)[\s:：.、]+(?P<title>\S.*)"),
    ("小項目", r"(?P<code>[0-9]+-[0-9]+-[0-9]+)[\s:：.、]+(?P<title>\S.*)"),
    ("中項目", r"(?P<code>[一-龥A-Z]?[0-9]+-[0-9]+)[\s:：.、]+(?P<title>\S.*)"),
    ("項目", r"(?P<code>[0-9]+)[\s:：.、]+(?P<title>\S.*)"),
)
"""What headings look like, over NFKC text, the surer forms first."""
_PAGE_NUMBER = r"[-‐―－]\s*[0-9]{1,4}\s*[-‐―－]|[PpＰ]\.?\s*[0-9]{1,4}"
_BARE_NUMBER = r"[0-9]{1,4}"


def page_numbers(lines: Sequence[str], *, bare: bool = False) -> list[str]:
    """The expressions of the page numbers that are seen among some lines; none where none are.

    `bare` allows figures alone, if they go up one by one: any other may be a value.

    >>> len(page_numbers(["- 1 -", "事業"])), page_numbers(["12", "事業", "13"], bare=True), page_numbers(["12", "40"], bare=True)
    (1, ['[0-9]{1,4}'], [])
    """
    plain = [same_length_nfkc(line).strip() for line in lines]
    made = [_PAGE_NUMBER] if any(re.fullmatch(_PAGE_NUMBER, text) for text in plain) else []
    numbers = [int(text) for text in plain if re.fullmatch(_BARE_NUMBER, text)]
    steps = {b - a for a, b in pairwise(numbers)}
    return [*made, _BARE_NUMBER] if bare and steps == {1} else made


def heading_levels(lines: Sequence[str], item: str | None = None) -> list[dict[str, Any]]:
    """The levels whose headings are seen among some lines (NFKC), the one that comes first on top.

    `item` is what a line of another kind looks like, which is no heading.
    """
    found: list[tuple[int, dict[str, Any]]] = []
    for name, pattern in _HEADINGS:
        first = next((at for at, text in enumerate(lines) if is_heading(pattern, text, item)), None)
        if first is not None and not any(_covers(level["heading"], pattern, lines) for _, level in found):
            printed = re.match(name, lines[first])
            name = printed[0] if printed else name
            found.append((first, {"name": name, "heading": pattern, "text_aspect": "BasicIdea"}))
    return [level for _, level in sorted(found, key=lambda pair: pair[0])]


def is_heading(pattern: str, text: str, item: str | None) -> bool:
    """Whether a line (NFKC) has a form of heading, and not that of an item."""
    return bool(re.fullmatch(pattern, text)) and not (item and re.fullmatch(item, text))


def _covers(one: str, other: str, lines: Sequence[str]) -> bool:
    """Whether every line that fits one form of heading fits the other, which is looser, as well."""
    fitting = [text for text in lines if re.fullmatch(other, text)]
    return bool(fitting) and all(re.fullmatch(one, text) for text in fitting)

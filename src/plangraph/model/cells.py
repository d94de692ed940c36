"""Cells of a table that goes to a spreadsheet."""

from __future__ import annotations

import re

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that would be gets an apostrophe before it.

    >>> plain_cell("-1500000"), plain_cell("@市民"), plain_cell("協1-1")
    ('-1500000', "'@市民", '協1-1')
    """
    return f"'{text}" if text.startswith(_FORMULA_START) and not _NUMBER.fullmatch(text) else text

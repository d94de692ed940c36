"""What cells show of a layout: codes that stand before titles, and what a document's 再掲 marks refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from plangraph.model.texts import code_key, same_length_nfkc
from plangraph.reading.proposals import Reason
from plangraph.reading.titles import Mark

CODE_AND_TITLE = re.compile(
    r"(?P<code>[(\[]?(?:第?[一-龥A-Za-zⅠ-Ⅹ]{0,3}[0-9]+(?:[-.‐－][0-9]+)*[章節]?|[①-⑳]|[IVX]{1,4}|[Ⅰ-Ⅻ][①-⑳]?|[A-Z])[)\]]?)[\s:.、・]+(?P<title>[^\s0-9].*)"
)
"""A cell that holds a code and a title, over NFKC text."""


def hold_code_and_title(cells: Iterable[str]) -> bool:
    """Whether most of some cells are a code and a title.

    >>> hold_code_and_title(["1-1 防災の推進", "1-2 防犯の推進"]), hold_code_and_title(["防災の推進"])
    (True, False)
    """
    every = {same_length_nfkc(cell).strip() for cell in cells} - {""}
    return sum(bool(CODE_AND_TITLE.fullmatch(cell)) for cell in every) * 2 > len(every)


def mark_settings(
    titles: Iterable[str],
    numbers: Iterable[str],
    marked_cells: Iterable[str] = (),
    sections: Iterable[str] = (),
) -> tuple[dict[str, Any], tuple[Reason, ...]]:
    """The `[mark]` table that a document's titles call for, given the numbers of its projects and the codes
    of its sections, and why.

    Marks that name projects' numbers, or nothing, stand on relistings alone; marks that name sections are taken to
    stand on both sides, so that a missing one is found.
    """
    mark = Mark.from_settings({})
    marked = [one for title in titles if (one := mark.split_relisting(title)).has_mark]
    codes = {code for one in marked for code in one.codes}
    known = {code_key(number) for number in numbers}
    above = {code_key(section) for section in sections}
    projects = sum(code_key(code) in known for code in codes)
    if projects * 2 >= len(codes) > 0 and projects >= sum(code_key(code) in above for code in codes):
        reason = Reason(
            "mark",
            f"再掲の記号 {len(codes)} 種が事業番号を指している",
            f"{len(codes)} marks name project numbers",
        )
        return {"refers_to": "project", "who_marks": "relisting"}, (reason,)
    if codes or not (marked or any("再" in cell for cell in marked_cells)):
        return {}, ()
    reason = Reason("mark", "再掲の記号に掲載先がない", "the marks name no section")
    return {"who_marks": "relisting"}, (reason,)

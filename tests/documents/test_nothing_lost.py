"""Nothing is lost without a word: any line of both documents doubled, cut, emptied, or a stranger before it.

A full run reads some 4,600 copies. By default every k-th line of the longer document is damaged, from an
offset that changes with the random seed of the run; PLANGRAPH_FULL=1 (`make soak`) takes every line.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from plangraph.model.records import DocumentRecords
from plangraph.reading.document import read_document

from .copies import copy_with_text, damaged, text_of
from .expected import numbers_of, squeezed

NISHITOKYO = "13229-nishitokyo-h24-chapter6"
HIGASHIKURUME = "13222-higashikurume-h31-policy01"
STRANGER = "§§ 見知らぬ行 §§"
OTHER_STRANGERS = ["12", "第", "\tA\tB\t", "a\tb\tc\td\te\tf\tg", "協9-9:謎の施策", "事業費(百万円)\t7\t7"]
FULL = os.environ.get("PLANGRAPH_FULL") == "1"
EVERY = {NISHITOKYO: 1, HIGASHIKURUME: 1 if FULL else 12}

# The chapter's one line of running text: nothing else speaks of it, so no reader can miss it once it is gone.
FREE_TEXT = {NISHITOKYO: {5}}

# What says something of the document's content, as against where it stands.
_SAID = [f.name for f in fields(DocumentRecords) if f.name not in ("document", "findings", "account", "text")]


def said(records: DocumentRecords) -> list[Any]:
    """Every record, evidence out of the comparison."""
    return [getattr(records, name) for name in _SAID]


def doubts(records: DocumentRecords) -> Counter[tuple[str, str | None, str | None]]:
    """The findings without their places, which shift when a line comes or goes."""
    return Counter((f.rule, f.item, f.printed) for f in records.findings)


def account_holds(records: DocumentRecords, text: str) -> bool:
    """Each line and each character is in exactly one column of the account."""
    account = records.account
    filled = sum(1 for line in text.split("\n") if line.strip())
    return (
        account.lines == filled == account.lines_read + account.lines_repaired + account.lines_not_read
        and account.characters == account.characters_out == len(squeezed(records.text))
    )


def complaint(
    original: DocumentRecords, copy: DocumentRecords, kind: str, number: int, line: str
) -> str | None:
    """Say what went by in silence; None where all was said."""
    if kind == "strange":
        named = points_at(copy, number) or any(STRANGER in (f.item or "") for f in copy.findings)
        return None if named else "no finding points at the strange line or is about it"
    if not line.strip():
        return None
    document = original.document.id
    told = doubts(copy) - doubts(original)
    if not told and said(copy) == said(original):
        return "no record and no finding is other than before"
    if not told and number not in FREE_TEXT.get(document, {number}):
        return "a record is other than before, and no finding says why"
    if kind == "doubled" and money(copy) != money(original):
        return f"money was {money(original)} and is {money(copy)}"
    return None


def points_at(copy: DocumentRecords, number: int) -> bool:
    """Whether a finding has this line among its evidence."""
    return any(number in numbers_of(f.evidence) for f in copy.findings)


def money(records: DocumentRecords) -> tuple[int, int]:
    """How many listings there are, and what their printed totals add to: a line printed twice adds nothing."""
    totals = [x.printed_total.amount_yen or 0 for x in records.listings if x.printed_total is not None]
    return len(records.listings), sum(totals)


@pytest.mark.parametrize("kind", ["doubled", "cut", "emptied", "strange"])
@pytest.mark.parametrize("document", [NISHITOKYO, HIGASHIKURUME])
def test_a_damaged_line_is_heard_of(document: str, kind: str, tmp_path: Path) -> None:
    """Each damaged copy is read without an error, is accounted for, and differs in a record or a finding."""
    text = text_of(document)
    lines = text.split("\n")
    original = read_document(copy_with_text(document, tmp_path, text))
    assert account_holds(original, text)
    offset, failures = random.randrange(EVERY[document]), []  # pytest-randomly sets the seed and prints it
    for number, copied in list(damaged(text, kind, STRANGER))[offset :: EVERY[document]]:
        line = lines[number - 1]
        try:
            copy = read_document(copy_with_text(document, tmp_path, copied))
        except Exception as error:  # noqa: BLE001 (whatever is raised is the failure that is looked for)
            failures.append(f"line {number} {line!r}: {error!r}")
            continue
        if not account_holds(copy, copied):
            failures.append(f"line {number} {line!r}: the account does not add up: {copy.account}")
        if (silence := complaint(original, copy, kind, number, line)) is not None:
            failures.append(f"line {number} {line!r}: {silence}")
    assert not failures, f"{kind}: {len(failures)} copies\n" + "\n".join(failures)


@pytest.mark.parametrize("stranger", OTHER_STRANGERS)
def test_strangers_of_any_form_are_named(stranger: str, tmp_path: Path) -> None:
    """A bare number, one character, too many cells, an unknown section, a cost row of nothing: each is reported."""
    text = text_of(NISHITOKYO)
    copies = [
        (number, copied, read_document(copy_with_text(NISHITOKYO, tmp_path, copied)))
        for number, copied in list(damaged(text, "strange", stranger))[
            random.randrange(5) :: 1 if FULL else 5
        ]
    ]
    assert [number for number, _, copy in copies if not points_at(copy, number)] == []
    assert [number for number, copied, copy in copies if not account_holds(copy, copied)] == []

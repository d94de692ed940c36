"""The hand-written `expected.json` of an implementation plan, and how records are held against it.

An expected listing is a flat mapping in the words of the CSV export, amounts in the printed unit.
`listing_as_printed` brings a record to the same form, so that a difference reads as one field of one listing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from plangraph.model.amounts import AmountStatus
from plangraph.model.places import Evidence, Place
from plangraph.model.records import Amount, Listing, Policy
from plangraph.reading.listings import ResolvedListing

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"

_OPTIONAL: dict[str, Any] = {"carried_by_text": None, "counted_in_text": None, "guided_by": []}


def load_expected(document: str) -> dict[str, Any]:
    """Load the expectation of one document; figures come as Decimal, fields left out get their defaults."""
    text = (HERE / document / "expected.json").read_text(encoding="utf-8")
    expected: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    expected["years"] = [int(year) for year in expected["years"]]
    expected["listings"] = [_OPTIONAL | listing for listing in expected["listings"]]
    return expected


def listing_as_printed(
    listing: Listing, resolved: ResolvedListing, years: Sequence[int], unit_yen: Decimal
) -> dict[str, Any]:
    """Bring one listing and its state to the form of `expected.json`."""
    contents = {content.fiscal_year: content.text for content in listing.content}
    costs = {cost.fiscal_year: cost for cost in listing.cost}
    assert set(contents) <= set(years), f"{listing.key}: content outside the plan's years"
    assert sorted(cost.fiscal_year for cost in listing.cost) == sorted(years), (
        f"{listing.key}: one cost a year"
    )
    total = listing.printed_total
    return {
        "section": listing.listed_under,
        "lines": lines_of(listing.evidence[:1]),
        "role": listing.listing_role.word,
        "title": listing.title,
        "printed_title": listing.printed_title,
        "marked_code": list(listing.marked_code),
        "state": resolved.state.word if resolved.state else None,
        "designations": list(listing.designation),
        "divisions": [[d.department, d.section] for d in listing.responsible_division],
        "and_others": listing.and_others,
        "content": [contents.get(year) for year in years],
        "total": None if total is None or total.amount_yen is None else total.amount_yen / unit_yen,
        "costs": [amount_as_printed(costs[year], unit_yen) for year in years],
        "carried_by_text": listing.carried_by_text,
        "counted_in_text": listing.counted_in_text,
        "guided_by": [mention.name for mention in listing.guided_by],
    }


def amount_as_printed(amount: Amount, unit_yen: Decimal) -> str | dict[str, Decimal]:
    """One amount in the printed unit: a figure under its status, or the bare status where there is none."""
    status = amount.amount_status.word
    if amount.amount_yen is None:
        assert (amount.amount_low, amount.amount_high) == (None, None), f"bounds without an amount: {amount}"
        return status
    shown = {status: amount.amount_yen / unit_yen}
    if amount.amount_status is AmountStatus.DERIVED:
        assert amount.amount_low is not None
        assert amount.amount_high is not None
        shown |= {"low": amount.amount_low / unit_yen, "high": amount.amount_high / unit_yen}
    return shown


def policy_as_printed(policy: Policy) -> dict[str, Any]:
    """Bring one policy to the form of `expected.json`, its lines left out."""
    return {name: getattr(policy, name) for name in ("code", "title", "level", "depth", "part_of")}


def lines_of(evidence: Iterable[Evidence]) -> str:
    """The lines behind some evidence, as `53-54`."""
    return str(Place.of_lines(numbers_of(evidence))).removeprefix("line=")


def numbers_of(evidence: Iterable[Evidence]) -> list[int]:
    """Every line number behind some evidence."""
    return [n for e in evidence for first, last in e.place.lines for n in range(first, last + 1)]


def differences(
    expected: Sequence[Mapping[str, Any]], met: Sequence[Mapping[str, Any]], name: Sequence[str]
) -> list[str]:
    """Say, one sentence a field, where what was met differs; items are paired by the values of `name`."""

    def key(item: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(item[field] for field in name)

    wanted, found = {key(item): item for item in expected}, {key(item): item for item in met}
    said = [f"{k}: printed, and not read" for k in wanted if k not in found]
    said += [f"{k}: read, and not printed" for k in found if k not in wanted]
    said += [
        f"{k}.{field}: print {wanted[k][field]!r}, read {found[k][field]!r}"
        for k in wanted
        if k in found
        for field in wanted[k]
        if field in found[k] and wanted[k][field] != found[k][field]
    ]
    return said


def squeezed(text: str) -> str:
    """A text without white space, to look for a printed figure or title in a quote."""
    return re.sub(r"\s+", "", text)

"""Faults of evaluation tables: in indicators, costs by kind and offices of a row, and in the labels that rows repeat."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plangraph.model.records import CostKind, DocumentRecords, Indicator, Listing
from plangraph.model.texts import comparison_title
from plangraph.printing.city_tables import observation_of
from plangraph.printing.faults import Fault, FaultKind, Planter
from plangraph.printing.headers import layout_to_columns
from plangraph.printing.made_plans import MadePlan, cost_of
from plangraph.printing.printed import Sheet
from plangraph.reading.columns import Column

LABEL_KINDS = ("label-variant", "label-typo", "label-space", "label-width", "parent-differs")
"""Kinds of dirty labels. Those of spaces and widths are one label to the reader: they have no rule and owe no finding."""
SPELLINGS = (
    ("生かした", "活かした"), ("活かした", "生かした"), ("子ども", "こども"), ("まちづくり", "街づくり"), ("すべて", "全て"),
    ("暮らし", "くらし"), ("取組", "取り組み"), ("一人ひとり", "ひとりひとり"), ("みどり", "緑"), ("高齢者", "高令者"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


# ---- in a row


def _total_cost(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    costs = list(listing.cost)
    at = next((i for i, c in enumerate(costs) if c.cost_kind is CostKind.TOTAL_COST and c.amount_yen), None)
    if at is None:
        return None
    right = costs[at]
    wrong = f"{(right.amount_yen or 0) // plan.shape.unit + rng.randint(100, 900):,}"
    costs[at] = cost_of(right.fiscal_year, wrong, plan.shape.unit, CostKind.TOTAL_COST)
    made = replace(listing, cost=tuple(costs))
    plan.put(listing, made)
    return _planted(
        "total-cost-differs", made, f"cost.{right.fiscal_year}", wrong, right.printed_amount or ""
    )


def _also_related(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    first = next(iter(listing.responsible_division), None)
    if first is None:
        return None
    made = replace(listing, related_division=(*listing.related_division, first))
    plan.put(listing, made)
    return _planted("responsible-also-related", made, "related_division", first.name, "")


def _changed(kind: str, change: Callable[[Indicator], tuple[Indicator, str, str]]) -> Planter:
    """A planter that changes the first indicator of a row; the fault's item is the indicator."""

    def plant(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
        if not listing.indicator:
            return None
        first, *rest = listing.indicator
        changed, printed, expected = change(first)
        made = replace(listing, indicator=(changed, *rest))
        plan.put(listing, made)
        return replace(_planted(kind, made, "indicator", printed, expected), item=first.title)

    return plant


def _without_unit(one: Indicator) -> tuple[Indicator, str, str]:
    return replace(one, unit_label=None), "", one.unit_label or ""


def _with_values(one: Indicator, at: int, *texts: str) -> tuple[Indicator, str, str]:
    """The indicator with other texts from a position on."""
    values = list(one.observation)
    before = [values[at + i].printed_value for i in range(len(texts))]
    for i, text in enumerate(texts):
        values[at + i] = observation_of(values[at + i].fiscal_year, text)
    return replace(one, observation=tuple(values)), "、".join(texts), "、".join(before)


def _without_point(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    """Take the decimal point out of the last value of a share."""
    if not listing.indicator or listing.indicator[0].unit_label != "％":
        return None
    first = listing.indicator[0]
    last = len(first.observation) - 1
    printed = first.observation[last].printed_value.replace(".", "")
    if float(printed) <= 100:
        return None
    return _changed("percent-without-point", lambda one: _with_values(one, last, printed))(plan, listing, rng)


TABLE_KINDS: tuple[FaultKind, ...] = (
    FaultKind("total-cost-differs", ("total-cost-not-sum",), _total_cost),
    FaultKind("responsible-also-related", ("responsible-division-also-related",), _also_related),
    FaultKind(
        "indicator-without-unit",
        ("indicator-without-unit",),
        _changed("indicator-without-unit", _without_unit),
    ),
    FaultKind(
        "indicator-without-value",
        ("indicator-value-missing",),
        _changed("indicator-without-value", lambda one: _with_values(one, 2, "")),
    ),
    FaultKind(
        "indicator-without-any-value",
        ("indicator-without-values",),
        _changed(
            "indicator-without-any-value", lambda one: _with_values(one, 0, *[""] * len(one.observation))
        ),
    ),
    FaultKind("percent-without-point", ("indicator-percent-out-of-range",), _without_point),
    FaultKind(
        "indicator-falls",
        ("indicator-falling",),
        _changed("indicator-falls", lambda one: _with_values(one, 0, "95.0", "84.0", "73.0", "62.0", "51.0")),
    ),
    FaultKind(
        "indicator-unreadable",
        ("unreadable-figure",),
        _changed("indicator-unreadable", lambda one: _with_values(one, 1, "約半数")),
    ),
)
"""Faults of the rows of an evaluation table, beside those of any plan."""
_BY_NAME = {kind.name: kind for kind in TABLE_KINDS}


def _planted(name: str, listing: Listing, field: str, printed: str, expected: str) -> Fault:
    kind = _BY_NAME[name]
    return Fault(name, kind.rules, listing.title, (listing.key,), field, printed, expected, kind.missing)


# ---- in the labels of levels


@dataclass(frozen=True, slots=True)
class _Label:
    """One policy's label in the rows of a sheet: its cells' positions, and the rows (not the first) that may be changed."""

    code_at: int
    title_at: int
    title: str
    code: str
    rows: tuple[int, ...]


def add_dirty_labels(
    sheet: Sheet,
    records: DocumentRecords,
    settings: Mapping[str, Any],
    years: Sequence[int],
    rng: random.Random,
    shares: Mapping[str, float],
    untouched: frozenset[str],
) -> list[Fault]:
    """Spell labels of policies in other ways, in one or two rows behind the first; a row takes one such fault.

    A label takes each kind with the kind's share. `untouched` are the keys of listings that have a fault already.
    """
    columns = [column for _, column in layout_to_columns(settings, years)]
    faults: list[Fault] = []
    used: set[int] = set()
    for kind in LABEL_KINDS:
        share = shares.get(kind, 0.0)
        for label in _labels(sheet, records, columns):
            free = [at for at in label.rows if at not in used and sheet.rows[at].about not in untouched]
            if not free or rng.random() >= share:
                continue
            chosen = rng.sample(free, min(len(free), rng.randint(1, 2)))
            fault = (
                _other_parent(sheet, records, columns, label, chosen[:1])
                if kind == "parent-differs"
                else _other_spelling(sheet, kind, label, chosen, rng)
            )
            if fault is not None:
                faults.append(fault)
                used.update(chosen)
    return faults


def _labels(sheet: Sheet, records: DocumentRecords, columns: Sequence[Column]) -> Iterator[_Label]:
    places = {(column.role, column.level): at for at, column in enumerate(columns)}
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    levels = dict.fromkeys(policy.level for policy in records.policies)
    for at, row in enumerate(sheet.rows):
        if row.kind == "row" and row.about is not None:
            for level in levels:
                rows[level, row.cells[places["level-code", level]]].append(at)
    for policy in records.policies:
        spots = places["level-code", policy.level], places["level-title", policy.level]
        yield _Label(*spots, policy.title, policy.code, tuple(rows[policy.level, policy.code][1:]))


def _other_spelling(
    sheet: Sheet, kind: str, label: _Label, chosen: Sequence[int], rng: random.Random
) -> Fault | None:
    other = _spelt(kind, label.title, rng)
    if other is None:
        return None
    same = comparison_title(other) == comparison_title(label.title)
    if same is not (kind in ("label-space", "label-width")):
        return None
    for at in chosen:
        _put(sheet, at, {label.title_at: other})
    rules = () if same else ("policy-title-differs",)
    about = tuple(sheet.rows[at].about or "" for at in sorted(chosen))
    return Fault(kind, rules, label.title, about, "policy.title", other, label.title)


def _spelt(kind: str, title: str, rng: random.Random) -> str | None:
    if kind == "label-variant":
        known = [(word, other) for word, other in SPELLINGS if word in title]
        return title.replace(*known[0], 1) if known else None
    if kind == "label-typo":
        at = rng.randrange(1, len(title) - 1)
        return title[:at] + title[at + 1 :]
    if kind == "label-space":
        at = rng.randrange(1, len(title) - 1)
        return f"{title[:at]}{rng.choice(' 　')}{title[at:]}"
    wide = title.translate(_FULL_WIDTH)
    return wide if wide != title else None


def _other_parent(
    sheet: Sheet, records: DocumentRecords, columns: Sequence[Column], label: _Label, chosen: Sequence[int]
) -> Fault | None:
    """Print the 施策 before a 基本事業's own above it: code and title agree, and both are others'."""
    by_key = {policy.key: policy for policy in records.policies}
    own = by_key[label.code]
    above = by_key.get(own.part_of or "")
    if above is None or above.part_of is None:
        return None
    sisters = [p for p in records.policies if p.part_of == above.part_of and p.level == above.level]
    at = sisters.index(above)
    if not at:
        return None
    wrong = sisters[at - 1]
    places = {(column.role, column.level): i for i, column in enumerate(columns)}
    cells = {
        places["level-code", above.level]: wrong.code,
        places["level-title", above.level]: wrong.title,
    }
    for row in chosen:
        _put(sheet, row, cells)
    about = tuple(sheet.rows[row].about or "" for row in chosen)
    return Fault(
        "parent-differs", ("parent-code-differs",), own.title, about, "policy.part_of", wrong.code, above.code
    )


def _put(sheet: Sheet, at: int, changed: Mapping[int, str]) -> None:
    row = sheet.rows[at]
    sheet.rows[at] = replace(
        row, cells=tuple(changed.get(column, cell) for column, cell in enumerate(row.cells))
    )

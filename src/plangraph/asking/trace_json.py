"""A trace as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plangraph.asking.traced import (
    Carrier,
    Sides,
    Trace,
    TracedCost,
    TracedDivision,
    TracedListing,
    TracedMark,
    TracedPart,
    TracedPlan,
)


def trace_to_json(trace: Trace) -> dict[str, Any]:
    """The trace as `plangraph trace --format json` and `/trace` give it.

    `listings` are those of all plans; what else stands at the top is of the latest plan, which `plan` names, and
    `plans` has the same for each plan by itself. What no document prints is null: the place of a listing known by a mark
    alone, the address of a project not found. `state` is "" without a mark.
    """
    of_latest = _of_plan(trace.latest)
    return {
        "project": trace.project,
        "iri": trace.iri,
        "plan": _plan_name(trace.latest) if trace.plans else None,
        "listings": [_listing(item) for item in trace.listings],
        **{key: of_latest[key] for key in ("home", "home_code", "other_homes", "relistings")},
        "carried_by": [_carrier(item) for item in trace.carried_by],
        "counted_in": [_carrier(item) for item in trace.counted_in],
        **{key: of_latest[key] for key in _AGREEMENT},
        "guidelines": [{"name": name, "iri": iri} for name, iri in trace.guidelines],
        **{key: of_latest[key] for key in ("costs", "total_yen", "total_printed")},
        "plans": [{**_plan_name(plan), **_of_plan(plan)} for plan in trace.plans],
    }


_AGREEMENT = (
    "divisions",
    "divisions_agree",
    "divisions_by_side",
    "related_divisions",
    "designations_agree",
    "designations_by_side",
)


def _plan_name(plan: TracedPlan) -> dict[str, Any]:
    return {
        "iri": plan.iri or None,
        "title": plan.title,
        "first_year": plan.first_year or None,
        "last_year": plan.last_year or None,
    }


def _of_plan(plan: TracedPlan) -> dict[str, Any]:
    return {
        "listings": [item.iri for item in plan.listings],
        "home": _listing(plan.home) if plan.home else None,
        "home_code": plan.home_code,
        "other_homes": [_listing(item) for item in plan.other_homes],
        "relistings": [_listing(item) for item in plan.relistings],
        "divisions": _divisions(plan.divisions),
        "divisions_agree": plan.offices.agree,
        "divisions_by_side": _sides(plan.offices),
        "related_divisions": _divisions(plan.related),
        "designations_agree": plan.designations.agree,
        "designations_by_side": _sides(plan.designations),
        "costs": [_cost(cost) for cost in plan.costs],
        "total_yen": plan.total_yen,
        "total_printed": plan.total_printed,
    }


def _divisions(divisions: Iterable[TracedDivision]) -> list[dict[str, Any]]:
    return [
        {"name": d.name, "iri": d.iri, "and_others": d.and_others, "policy_code": d.policy_code}
        for d in divisions
    ]


def _sides(sides: Sides) -> list[dict[str, Any]]:
    """Every side with what it prints; an empty list where it prints nothing."""
    said = [{"policy_code": code, "names": list(names)} for code, names in sides.by_code]
    return [*said, *({"policy_code": code, "names": []} for code in sides.silent)]


def _cost(cost: TracedCost) -> dict[str, Any]:
    return {
        "fiscal_year": cost.fiscal_year,
        "amount_yen": cost.amount_yen,
        "amount_status": cost.amount_status,
        "low_yen": cost.low_yen,
        "high_yen": cost.high_yen,
        "derivation": cost.derivation or None,
    }


def _listing(item: TracedListing) -> dict[str, Any]:
    return {
        "iri": item.iri or None,
        "plan": item.plan or None,
        "policy_code": item.policy_code,
        "policy_title": item.policy_title,
        "policy_iri": item.policy_iri or None,
        "role": item.role,
        "marked_code": item.marked_code,
        "marks": [_mark(mark) for mark in item.marks],
        "state": item.state,
        "note": {"ja": item.note.ja, "en": item.note.en},
        "divisions": _divisions(item.divisions),
        "related_divisions": _divisions(item.related),
        "designations": list(item.designations),
        "contents": [
            {"fiscal_year": part.first_year or None, "text": part.text, **_where(part)}
            for part in item.contents
        ],
        "costs": [_amount(part) for part in item.money],
        "document": item.document or None,
        "place": item.place or None,
        "quote": item.quote or None,
    }


def _mark(mark: TracedMark) -> dict[str, Any]:
    return {
        "code": mark.code,
        "policy_iri": mark.policy_iri or None,
        "title": mark.title or None,
        "read": mark.read,
        "joined": [{"iri": iri, "policy_code": code} for iri, code in mark.joined],
    }


def _amount(part: TracedPart) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "cost_kind": part.cost_kind,
        "first_year": part.first_year or None,
        "last_year": part.last_year or None,
        "amount_yen": part.amount_yen,
        "amount_status": part.amount_status,
        "low_yen": part.low_yen,
        "high_yen": part.high_yen,
        "derivation": part.derivation or None,
        "printed": part.printed or None,
        **_where(part),
    }


def _where(part: TracedPart) -> dict[str, Any]:
    return {"document": part.document or None, "place": part.place or None, "quote": part.quote or None}


def _carrier(item: Carrier) -> dict[str, Any]:
    return {
        "project": item.project,
        "iri": item.iri,
        "step": item.step,
        "home_read": item.home_read,
        "home_code": item.home_code or None,
        "closes_cycle": item.closes_cycle,
    }

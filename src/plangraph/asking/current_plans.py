"""Which plans are asked about: the newest of each series, unless one is named."""

from __future__ import annotations

from collections.abc import Sequence

from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.names import search_key
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.model.texts import Bilingual

_SHOWN = 5


def current_plans(facts: Facts) -> tuple[PlanFacts, ...]:
    """The newest plan of each series, and every plan without one, by body; two editions are never counted together."""
    newest: dict[tuple[str, str], PlanFacts] = {}
    for plan in sorted(facts.plans.values(), key=lambda one: (one.first_year, one.last_year, one.iri)):
        newest[plan.body, plan.series or plan.iri] = plan
    return tuple(sorted(newest.values(), key=lambda one: (one.body, one.iri)))


def chosen_plans(facts: Facts, wanted: str) -> tuple[PlanFacts, ...]:
    """The plans that a text means: one by its address or title, or the current ones of a body by its name.

    "" means every current plan. Raises NotFoundError, and SeveralFoundError where a title is that of several plans.
    """
    wanted = wanted.strip()
    if not wanted:
        return current_plans(facts)
    if wanted in facts.plans:
        return (facts.plans[wanted],)
    key = search_key(wanted)
    of_body = [
        plan for plan in current_plans(facts) if wanted == plan.body or key == search_key(plan.body_name)
    ]
    if of_body:
        return tuple(of_body)
    plans = sorted(facts.plans.values(), key=lambda one: (one.body, one.first_year, one.iri))
    whole = [plan for plan in plans if key and key == search_key(plan.title)]
    found = whole or [plan for plan in plans if key and key in search_key(f"{plan.body_name}{plan.title}")]
    if len(found) == 1:
        return (found[0],)
    if found:
        raise _several(wanted, found)
    raise NotFoundError(
        "",
        Bilingual(
            f"「{wanted}」に当たる計画がありません。計画の題名、団体の名、または IRI を指定してください。",
            f"no plan answers to \"{wanted}\"; give a plan's title, a body's name, or an IRI",
        ),
        [f"{plan.body_name} {plan.title}" for plan in plans[:_SHOWN]],
    )


def _several(wanted: str, found: Sequence[PlanFacts]) -> SeveralFoundError:
    shown = [f"{plan.body_name} {plan.title}" for plan in found[:_SHOWN]]
    return SeveralFoundError(
        "",
        Bilingual(
            f"「{wanted}」に当たる計画が{len(found)}件あります。IRI で指定してください: {'、'.join(shown)}",
            f'{len(found)} plans answer to "{wanted}"; give the IRI of one: {", ".join(shown)}',
        ),
        [{"project": f"{plan.body_name} {plan.title}", "iri": plan.iri, "policy_code": ""} for plan in found],
    )

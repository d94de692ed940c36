"""Which plans are meant: one by its title or address, or the pairs of two sets of plans that belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.names import near_texts, search_key
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.model.texts import Bilingual

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PlanPairs:
    """Plans to compare, and those of either side that have no counterpart."""

    pairs: tuple[tuple[PlanFacts, PlanFacts], ...]
    only_old: tuple[PlanFacts, ...] = ()
    only_new: tuple[PlanFacts, ...] = ()


def choose_plan(facts: Facts, text: str) -> PlanFacts:
    """The plan that an address, a title or part of a title means.

    Raises NotFoundError, which says so where the address is of something else, and SeveralFoundError with the candidates.
    """
    text = text.strip()
    plans = in_order(facts.plans.values())
    if text in facts.plans:
        return facts.plans[text]
    other = _kind_of(facts, text)
    if other is not None:
        raise NotFoundError(
            "",
            Bilingual(
                f"「{text}」は計画ではなく{other.ja}の IRI です。計画の題名か IRI を指定してください: {_shown(plans)}",
                f'"{text}" is the IRI of {other.en}, not of a plan; give the title or IRI of a plan: {_shown(plans)}',
            ),
            tuple(plan.title for plan in plans[:_SHOWN]),
        )
    key = search_key(text)
    whole = [plan for plan in plans if search_key(plan.title) == key] if key else []
    part = [plan for plan in plans if key in search_key(plan.title)] if key else []
    found = whole or part or [plan for plan in plans if plan.iri.rpartition("/")[2] == text]
    if len(found) == 1:
        return found[0]
    if found:
        raise several_plans(text, found)
    near = near_texts(text, [plan.title for plan in plans])
    offered = near or tuple(plan.title for plan in plans[:_SHOWN])
    raise NotFoundError(
        "",
        Bilingual(
            f"「{text}」に当たる計画がありません。"
            + (f"あるもの: {'、'.join(offered)}" if offered else "計画が一つもありません。"),
            f'no plan answers to "{text}"; '
            + (f"there are: {', '.join(offered)}" if offered else "there is no plan at all"),
        ),
        near,
    )


def pair_plans(old: Iterable[PlanFacts], new: Iterable[PlanFacts], places: tuple[str, str]) -> PlanPairs:
    """The plans of two sides that belong together: the one of each; else those of one address; else those of one series.

    Raises NotFoundError where a side has no plan, SeveralFoundError where a series has several editions on one side, or
    plans have no series to go by.
    """
    ours, theirs = in_order(old), in_order(new)
    for plans, place in zip((ours, theirs), places, strict=True):
        if not plans:
            raise NotFoundError(place, Bilingual("計画がありません。", "there is no plan here"))
    if len(ours) == len(theirs) == 1:
        return PlanPairs(((ours[0], theirs[0]),))
    if [plan.iri for plan in ours] == [plan.iri for plan in theirs]:
        return PlanPairs(tuple(zip(ours, theirs, strict=True)))
    before, after = _by_series(ours), _by_series(theirs)
    common = [series for series in before if series and series in after]
    for series in common:
        for side, place in ((before, places[0]), (after, places[1])):
            if len(side[series]) > 1:
                raise several_plans(place, side[series])
    if not common:
        raise several_plans(places[0] if len(ours) > 1 else places[1], ours if len(ours) > 1 else theirs)
    return PlanPairs(
        tuple((before[series][0], after[series][0]) for series in common),
        tuple(plan for plan in ours if plan.series not in common),
        tuple(plan for plan in theirs if plan.series not in common),
    )


def offered_pairs(plans: Iterable[PlanFacts]) -> list[tuple[PlanFacts, PlanFacts]]:
    """Pairs of plans worth comparing: editions of one series that follow each other, then the first with the last."""
    pairs: list[tuple[PlanFacts, PlanFacts]] = []
    for series, editions in _by_series(in_order(plans)).items():
        if series:
            pairs += pairwise(editions)
            if len(editions) > 2:
                pairs.append((editions[0], editions[-1]))
    return pairs


def in_order(plans: Iterable[PlanFacts]) -> list[PlanFacts]:
    """Plans by body, years and title."""
    return sorted(plans, key=lambda one: (one.body_name, one.first_year, one.last_year, one.title, one.iri))


def several_plans(text: str, plans: Sequence[PlanFacts]) -> SeveralFoundError:
    """The error that lists plans to choose from."""
    return SeveralFoundError(
        "",
        Bilingual(
            f"「{text}」に当たる計画が{len(plans)}件あります。どれか一つの題名か IRI を指定してください: {_shown(plans)}",
            f'{len(plans)} plans answer to "{text}"; give the title or IRI of one: {_shown(plans)}',
        ),
        [{"project": plan.title, "iri": plan.iri, "policy_code": ""} for plan in plans],
    )


def _shown(plans: Sequence[PlanFacts]) -> str:
    shown = "、".join(plan.title for plan in plans[:_SHOWN])
    return shown + ("…" if len(plans) > _SHOWN else "")


def _by_series(plans: Iterable[PlanFacts]) -> Mapping[str, list[PlanFacts]]:
    found: defaultdict[str, list[PlanFacts]] = defaultdict(list)
    for plan in plans:
        found[plan.series].append(plan)
    return found


def _kind_of(facts: Facts, iri: str) -> Bilingual | None:
    """What else an address is of."""
    kinds = (
        (facts.projects, Bilingual("事業", "a project")),
        (facts.policies, Bilingual("施策", "a policy")),
        (facts.divisions, Bilingual("部課", "a division")),
        (facts.guidelines, Bilingual("指針・計画", "a guideline")),
        (facts.by_iri, Bilingual("掲載", "a listing")),
        (facts.documents, Bilingual("文書", "a document")),
        (
            {plan.series: "" for plan in facts.plans.values() if plan.series},
            Bilingual("計画の系列", "a series"),
        ),
        ({plan.body: "" for plan in facts.plans.values()}, Bilingual("団体", "a body")),
    )
    return next((words for things, words in kinds if iri in things), None)

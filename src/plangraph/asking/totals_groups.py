"""Which rows of a table of totals a listing falls into: by policy, level, division, designation, year or plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from plangraph.asking.facts import Facts, ListingFacts
from plangraph.asking.trees import Forest, forest_of
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual

By = Literal["policy", "level", "division", "designation", "year", "plan"]
BY: tuple[By, ...] = ("policy", "level", "division", "designation", "year", "plan")
"""What rows may be made by, the first by default."""

NONE = "none"
"""The key of the row for listings that have no policy, division or the like."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a row stands for. `key` is a code where it names one row only, else an address or a word."""

    key: str
    label: Bilingual
    iri: str = ""
    depth: int = 0
    parent: str = ""
    code: str = ""
    plan: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What a reader may call it by."""
        title = self.label.ja.removeprefix(self.code).strip()
        return tuple(name for name in (self.label.ja, self.label.en, self.code, title) if name)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows in their order by an inner name, and the inner names of the rows that a listing falls into.

    `of_policy` gives those of a policy, where rows are made of policies, so that money can be spread over them; `by_year`
    that a listing falls into the row of each of its cells. `cut` are things whose ring was cut.
    """

    headings: dict[str, Heading]
    of: Callable[[ListingFacts], Iterable[str]]
    of_policy: Callable[[str], Iterable[str]] | None = None
    by_year: bool = False
    cut: tuple[str, ...] = ()


def grouping_of(
    facts: Facts, by: By, listings: Sequence[ListingFacts], plan: str = "", level: str = ""
) -> Grouping:
    """How the listings of a question fall into rows; `plan` and `level` leave out the policies of others."""
    match by:
        case "policy":
            return _by_policy(facts, listings, plan, level)
        case "level":
            return _by_level(facts)
        case "division":
            return _by_division(facts, listings)
        case "designation":
            return _by_designation(listings)
        case "year":
            return _by_year(facts)
        case "plan":
            return _by_plan(facts, plan)


def policy_forest(facts: Facts) -> Forest:
    """The policies and basic projects of all plans; those of one plan stand together, each level by its codes."""
    plans = {iri: place for place, iri in enumerate(plan_order(facts))}
    ordered = sorted(
        facts.policies.values(),
        key=lambda one: (plans.get(one.parent, len(plans)), one.code, one.title, one.iri),
    )
    return forest_of((one.iri, one.parent) for one in ordered)


def plan_order(facts: Facts) -> list[str]:
    """Plans by who publishes them, then by their years."""
    ordered = sorted(
        facts.plans.values(), key=lambda one: (one.body_name, one.body, one.first_year, one.title, one.iri)
    )
    return [one.iri for one in ordered]


def plans_of_policies(facts: Facts, forest: Forest) -> dict[str, str]:
    """The plan that each policy belongs to, by what its root is part of; "" where that is no plan."""
    found: dict[str, str] = {}
    for node in forest.order:
        above = forest.parents[node]
        parent = facts.policies[node].parent
        found[node] = found[above] if above else (parent if parent in facts.plans else "")
    return found


def _by_policy(facts: Facts, listings: Sequence[ListingFacts], plan: str, level: str) -> Grouping:
    forest = policy_forest(facts)
    plans = plans_of_policies(facts, forest)
    used = {node for listing in listings for node in forest.above(listing.policy)}
    shown = [
        node
        for node in forest.order
        if node in used
        or (
            (not plan or plans[node] == plan)
            and (facts.policies[node].kind == "policy" or facts.policies[node].costs)
        )
    ]
    if level:
        shown = [node for node in shown if facts.policies[node].level == level]
    codes = _once(facts.policies[node].code for node in shown)
    headings = {}
    for node in shown:
        policy = facts.policies[node]
        headings[node] = Heading(
            key=policy.code if policy.code in codes else node,
            label=_same(policy.name or node),
            iri=node,
            depth=forest.depths[node],
            parent=forest.parents[node],
            code=policy.code,
            plan=plans[node],
        )
    if not level and any(listing.policy not in forest.parents for listing in listings):
        headings[NONE] = Heading(NONE, Bilingual("施策のない掲載", "listings under no policy"))
    return Grouping(
        headings,
        of=lambda listing: forest.above(listing.policy) or (NONE,),
        of_policy=lambda policy: forest.above(policy) or (NONE,),
        cut=forest.cut,
    )


def _by_level(facts: Facts) -> Grouping:
    forest = policy_forest(facts)
    depths: dict[str, tuple[int, str]] = {}
    levels: dict[str, tuple[str, ...]] = {}
    for node in forest.order:
        policy = facts.policies[node]
        own = {policy.level} if policy.level else set()
        levels[node] = tuple(sorted({*levels.get(forest.parents[node], ()), *own}))
        if policy.level:
            place = policy.depth or forest.depths[node] + 1, policy.level
            depths[policy.level] = min(place, depths.get(policy.level, place))
    headings = {f"={level}": Heading(level, _same(level)) for level in sorted(depths, key=depths.__getitem__)}
    headings[NONE] = Heading(
        NONE, Bilingual("段の名が印字されていない掲載", "listings under no printed level")
    )

    def of_policy(policy: str) -> tuple[str, ...]:
        return tuple(f"={level}" for level in levels.get(policy, ())) or (NONE,)

    return Grouping(
        headings, of=lambda listing: of_policy(listing.policy), of_policy=of_policy, cut=forest.cut
    )


def _by_division(facts: Facts, listings: Sequence[ListingFacts]) -> Grouping:
    ordered = sorted(facts.divisions.values(), key=lambda one: (one.name, one.iri))
    forest = forest_of((one.iri, one.parent) for one in ordered)
    used = {node for listing in listings for division in listing.divisions for node in forest.above(division)}
    headings = {
        node: Heading(
            key=node,
            label=_same(facts.divisions[node].name),
            iri=node,
            depth=forest.depths[node],
            parent=forest.parents[node],
        )
        for node in forest.order
        if node in used
    }
    headings[NONE] = Heading(NONE, Bilingual("所管のない掲載", "listings without a division"))

    def of(listing: ListingFacts) -> set[str]:
        return {node for division in listing.divisions for node in forest.above(division)} or {NONE}

    return Grouping(headings, of=of, cut=forest.cut)


def _by_designation(listings: Sequence[ListingFacts]) -> Grouping:
    names = sorted({name for listing in listings for name in listing.designations})
    headings = {f"={name}": Heading(name, _same(name)) for name in names}
    headings[NONE] = Heading(NONE, Bilingual("区分のない掲載", "listings without a designation"))
    return Grouping(headings, of=lambda listing: [f"={name}" for name in listing.designations] or [NONE])


def _by_year(facts: Facts) -> Grouping:
    years = sorted({cost.first_year for listing in facts.listings for cost in listing.costs})
    headings = {
        str(year): Heading(str(year), Bilingual(fiscal_year_label(year), fiscal_year_label(year, "en")))
        for year in years
    }
    return Grouping(headings, of=lambda _: (), by_year=True)


def _by_plan(facts: Facts, plan: str) -> Grouping:
    headings = {
        iri: Heading(iri, _same(f"{facts.plans[iri].body_name} {facts.plans[iri].title}"), iri, plan=iri)
        for iri in plan_order(facts)
        if not plan or iri == plan
    }
    headings[NONE] = Heading(NONE, Bilingual("計画の分からない掲載", "listings of no known plan"))
    return Grouping(headings, of=lambda listing: (listing.plan if listing.plan in facts.plans else NONE,))


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _once(codes: Iterable[str]) -> set[str]:
    """The codes that one policy has and no other."""
    seen: set[str] = set()
    again: set[str] = set()
    for code in codes:
        (again if code in seen else seen).add(code)
    return seen - again - {""}

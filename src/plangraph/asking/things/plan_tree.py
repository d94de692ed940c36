"""The tree of one plan with what stands under each of its policies: listings, projects, money counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from plangraph.asking.facts import Facts, ListingFacts, PlanFacts, PolicyFacts
from plangraph.asking.money import NOTHING, PROJECT_COST, Sum, cell_sum
from plangraph.asking.trees import Forest, forest_of


@dataclass(slots=True)
class Standing:
    """What stands under a policy or one below it. `years` has the money of homes, each project once.

    `as_printed` sums the stated cells of every listing, so that a project listed twice may be in it twice.
    """

    listings: int = 0
    projects: int = 0
    as_printed: int = 0
    years: dict[int, Sum] = field(default_factory=dict)

    @property
    def total(self) -> Sum:
        """All years together."""
        found = NOTHING
        for given in self.years.values():
            found = found + given
        return found


@dataclass(frozen=True)
class PlanTree:
    """A plan: `standing` by policy, in the order of the trees; `whole` has every listing of the plan, each once."""

    plan: PlanFacts
    forest: Forest
    standing: Mapping[str, Standing]
    whole: Standing


def plan_tree(facts: Facts, plan: PlanFacts) -> PlanTree:
    """The tree of a plan, in one pass over its listings. A ring of policies is cut where it closes."""
    listings = [one for one in facts.listings if one.plan == plan.iri]
    own = _own_policies(facts, plan, listings)
    forest = forest_of((one.iri, one.parent) for one in own)
    found: dict[str, Standing] = {iri: Standing() for iri in forest.order}
    projects: defaultdict[str, set[str]] = defaultdict(set)
    whole = Standing()
    for item in listings:
        stated, years = _money_of(item, counts=facts.counts(item))
        for policy in ("", *forest.above(item.policy)):
            here = found[policy] if policy else whole
            here.listings += 1
            here.as_printed += stated
            projects[policy].add(item.project)
            for year, given in years.items():
                here.years[year] = here.years.get(year, NOTHING) + given
    for policy, named in projects.items():
        (found[policy] if policy else whole).projects = len(named)
    for here in (whole, *found.values()):
        here.years = dict(sorted(here.years.items()))
    return PlanTree(plan, forest, found, whole)


def _money_of(item: ListingFacts, *, counts: bool) -> tuple[int, dict[int, Sum]]:
    """What a listing states, and its money by year where that counts."""
    stated, years = 0, dict[int, Sum]()
    for cost in item.costs:
        if cost.kind == PROJECT_COST:
            stated += cost.yen or 0 if cost.status == "stated" else 0
            if counts:
                years[cost.first_year] = years.get(cost.first_year, NOTHING) + cell_sum(cost)
    return stated, years


def _own_policies(facts: Facts, plan: PlanFacts, listings: list[ListingFacts]) -> list[PolicyFacts]:
    """The policies of a plan that were read: those below it, and those that its listings name, by code."""
    wanted: dict[str, None] = {}
    waiting = [plan.iri, *dict.fromkeys(one.policy for one in listings)]
    while waiting:
        iri = waiting.pop()
        if iri in wanted:
            continue
        wanted[iri] = None
        waiting += facts.children.get(iri, ())
        waiting += [one.iri for one in facts.above(iri)]
    own = (facts.policies[iri] for iri in wanted if iri in facts.policies)
    return sorted(
        (one for one in own if one.kind != "unread-policy"), key=lambda one: (one.code, one.title, one.iri)
    )

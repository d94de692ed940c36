"""Small plans as facts, for tests whose graphs have a known form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plangraph.asking.facts import DivisionFacts, Facts, ListingFacts, PlanFacts, PolicyFacts, ProjectFacts

PLAN = PlanFacts("plan", "架空計画", 2024, 2026, "city", "架空市")


def facts_with(
    standing: Mapping[str, Sequence[str]],
    *,
    parents: Mapping[str, str] | None = None,
    offices: Mapping[str, Sequence[str]] | None = None,
    plan: PlanFacts = PLAN,
) -> Facts:
    """Projects with the policies they are listed under. A policy's parent is the plan, and its offices are those given."""
    parents, offices = parents or {}, offices or {}
    policies = {policy for places in standing.values() for policy in places if policy} | set(parents)
    listings = [
        ListingFacts(
            iri=f"listing {project} {place}",
            title=project,
            order=order,
            document="doc",
            plan=plan.iri,
            policy=place,
            project=project,
            role="relisting" if order else "home",
            divisions=tuple(offices.get(place, ())),
        )
        for project, places in standing.items()
        for order, place in enumerate(places)
    ]
    return Facts(
        listings=tuple(listings),
        projects={project: ProjectFacts(project, project) for project in standing},
        policies={
            one: PolicyFacts(one, "policy", one, one, "施策", 1, parents.get(one, plan.iri))
            for one in sorted(policies)
        },
        divisions={one: DivisionFacts(one, one) for named in offices.values() for one in named},
        guidelines={},
        plans={plan.iri: plan},
    )

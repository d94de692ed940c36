"""Facts of plans that nobody printed, for laws that must hold of every graph: rings, shared projects, second homes, any cell."""

from __future__ import annotations

from hypothesis import strategies as st

from plangraph.asking.facts import (
    Amount,
    DivisionFacts,
    Facts,
    ListingFacts,
    PlanFacts,
    PolicyFacts,
    ProjectFacts,
)

STATUSES = (*["stated"] * 5, *["derived"] * 4, "blank", "lost", "undetermined", "relisted", "carried")
KINDS = (*["ProjectCost"] * 6, "PersonnelCost", "TotalCost")
PLANS, POLICIES, DIVISIONS, PROJECTS = 2, 5, 4, 2
YEARS = st.integers(2012, 2014)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    """A cell of any status and kind; a figure has bounds around it, now and then a stated one has no yen."""
    year, status, kind = draw(YEARS), draw(st.sampled_from(STATUSES)), draw(st.sampled_from(KINDS))
    if status not in ("stated", "derived") or draw(st.integers(0, 9)) == 9:
        return Amount(year, year, status, kind=kind)
    yen = draw(st.integers(-20, 10**9))
    below, above = (0, 0) if status == "stated" else (draw(st.integers(0, 50)), draw(st.integers(0, 50)))
    return Amount(year, year, status, yen, yen - below, yen + above, kind, draw(st.sampled_from([1, 1000])))


@st.composite
def printed(draw: st.DrawFn) -> Amount:
    """A printed sum of several years."""
    first = draw(YEARS)
    yen = draw(st.none() | st.integers(0, 10**9))
    return Amount(first, draw(st.integers(first, 2014)), "lost" if yen is None else "stated", yen, yen, yen)


@st.composite
def listings(draw: st.DrawFn, order: int) -> ListingFacts:
    """A listing of any project under any policy of any plan, or under none."""
    plan = draw(st.sampled_from([0, 0, 0, 1]))
    policy = draw(st.none() | st.integers(0, POLICIES - 1))
    divisions = draw(st.sets(st.integers(0, DIVISIONS - 1), max_size=3))
    return ListingFacts(
        iri=f"listing/{order}",
        title=f"掲載{order}",
        order=order,
        document=f"document/{plan}",
        plan=f"plan/{plan}",
        policy="" if policy is None else f"policy/{policy}",
        project=f"project/{draw(st.integers(0, PROJECTS - 1))}",
        role=draw(st.sampled_from(["home", "home", "relisting", "carried"])),
        divisions=tuple(f"division/{one}" for one in sorted(divisions)),
        designations=tuple(sorted(draw(st.sets(st.sampled_from(["重点", "新規"]))))),
        costs=tuple(
            sorted(draw(st.lists(amounts(), min_size=1, max_size=3)), key=lambda one: one.first_year)
        ),
        totals=tuple(draw(st.lists(printed(), max_size=1))),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Facts:
    """Facts of two plans whose policies and divisions may name any of their kind as what they are part of, also in a ring."""
    parents = [f"policy/{one}" for one in range(POLICIES)] + ["plan/0", "plan/1", "", "policy/none"]
    above = [f"division/{one}" for one in range(DIVISIONS)] + ["", ""]
    projects = [f"project/{one}" for one in range(PROJECTS)]
    made = [draw(listings(order)) for order in range(draw(st.integers(4, 7)))]
    return Facts(
        listings=tuple(sorted(made, key=lambda one: (one.plan, one.document, one.order, one.iri))),
        projects={
            iri: ProjectFacts(
                iri,
                iri,
                carried_by=tuple(draw(st.lists(st.sampled_from(projects), max_size=2))),
                counted_in=tuple(draw(st.lists(st.sampled_from(projects), max_size=1))),
            )
            for iri in projects
        },
        policies={
            f"policy/{one}": PolicyFacts(
                f"policy/{one}",
                "policy",
                draw(st.sampled_from(["1", "2", f"3-{one}", ""])),
                f"施策{one}",
                level=draw(st.sampled_from(["章", "施策", ""])),
                parent=draw(st.sampled_from(parents)),
                costs=tuple(draw(st.lists(amounts(), max_size=2))) if one < 2 else (),
            )
            for one in range(POLICIES)
        },
        divisions={
            f"division/{one}": DivisionFacts(f"division/{one}", f"部課{one}", draw(st.sampled_from(above)))
            for one in range(DIVISIONS)
        },
        guidelines={},
        plans={
            f"plan/{one}": PlanFacts(f"plan/{one}", f"計画{one}", 2012, 2014, "body", "架空市", "series")
            for one in range(PLANS)
        },
    )

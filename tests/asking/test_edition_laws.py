"""Laws of comparing that hold for any two editions: the account, the equal, the mirror."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from plangraph.asking.compared import Comparison
from plangraph.asking.edition import Details, Edition, OfficeChange
from plangraph.asking.editions import compare
from plangraph.asking.facts import (
    Amount,
    DivisionFacts,
    Facts,
    ListingFacts,
    PlanFacts,
    PolicyFacts,
    ProjectFacts,
)

TITLES = ["窓口改善", "窓口改善事業", "窓口の改善", "公園整備", "公園整備計画", "防災訓練"]
OFFICES = ["総務部 防災課", "総務部 情報課", "企画部 情報課", "市民課"]
SECTIONS = ["防災の推進", "防災の促進", "公園の整備", "住宅"]
CODES = ["1", "1-1", "1-2", "2"]
CONTENTS = ["調査", "整備", "継続"]
SWAPPED = {
    "added": "dropped",
    "dropped": "added",
    "policy-added": "policy-dropped",
    "policy-dropped": "policy-added",
}


@st.composite
def amounts(draw: st.DrawFn, year: int) -> Amount:
    """An amount of some status; a derived one has bounds around it."""
    status = draw(
        st.sampled_from(["stated", "stated", "derived", "blank", "lost", "undetermined", "carried"])
    )
    if status not in ("stated", "derived"):
        return Amount(year, year, status)
    yen = draw(st.integers(0, 4)) * 10
    slack = 10 if status == "derived" else 0
    return Amount(year, year, status, yen, yen - slack, yen + slack)


@st.composite
def plans(draw: st.DrawFn, name: str, first: int) -> tuple[Facts, Details]:
    """One plan of up to six projects in up to four sections."""
    plan = f"urn:plan/{name}"
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(SECTIONS)), max_size=4, unique=True)
    )
    policies: dict[str, PolicyFacts] = {}
    for number, (code, title) in enumerate(chosen):
        parents = [plan, *(iri for iri, one in policies.items() if one.depth == 1)]
        parent = draw(st.sampled_from(parents))
        iri = f"urn:policy/{name}/{number}"
        policies[iri] = PolicyFacts(
            iri, "policy", code, title, depth=1 if parent == plan else 2, parent=parent
        )
    listings: list[ListingFacts] = []
    contents: dict[str, tuple[tuple[int | None, str], ...]] = {}
    codes: dict[str, str] = {}
    former: dict[str, str] = {}
    titles = draw(st.lists(st.sampled_from(TITLES), max_size=6, unique=True))
    for title in titles:
        sections = draw(st.lists(st.sampled_from(["", *policies]), min_size=1, max_size=2, unique=True))
        roles = draw(
            st.sampled_from([("home", "relisting"), ("carried", "relisting"), ("relisting", "relisting")])
        )
        for section, role in zip(sections, roles, strict=False):
            iri = f"urn:listing/{name}/{len(listings)}"
            years = range(first, first + 3)
            costs = (
                tuple(draw(amounts(year)) for year in years) if role == "home" and draw(st.booleans()) else ()
            )
            listings.append(
                ListingFacts(
                    iri=iri,
                    title=title,
                    order=len(listings),
                    document=f"urn:document/{name}",
                    plan=plan,
                    policy=section,
                    project=f"urn:project/{title}",
                    role=role,
                    state=draw(st.sampled_from(["", "mutual"])),
                    and_others=draw(st.booleans()),
                    marks=tuple(draw(st.lists(st.sampled_from([*CODES, "笑1"]), max_size=2, unique=True))),
                    targets=("urn:x",),
                    divisions=tuple(draw(st.lists(st.sampled_from(OFFICES), max_size=2, unique=True))),
                    designations=tuple(
                        draw(st.lists(st.sampled_from(["重点", "新規"]), max_size=2, unique=True))
                    ),
                    costs=costs,
                )
            )
            if role == "home":
                contents[iri] = tuple(
                    (year, draw(st.sampled_from(CONTENTS))) for year in years if draw(st.booleans())
                )
            if draw(st.booleans()):
                codes[iri] = draw(st.sampled_from(["01", "02", "03"]))
            if draw(st.integers(0, 4)) == 0:
                former[iri] = draw(st.sampled_from(TITLES))
    projects = {
        f"urn:project/{title}": ProjectFacts(
            f"urn:project/{title}",
            title,
            carried_by_text=tuple(draw(st.lists(st.sampled_from(["本体事業", "別の事業"]), max_size=1))),
        )
        for title in titles
    }
    facts = Facts(
        tuple(listings),
        projects,
        policies,
        {name: DivisionFacts(name, name) for name in OFFICES},
        {},
        {plan: PlanFacts(plan, name, first, first + 2, "urn:body/1", "架空市", "urn:series")},
    )
    events = (OfficeChange("renamed", 2025, ("総務部 防災課",), ("市民課",)),)
    return facts, Details(contents=contents, codes=codes, former=former, office_changes=events)


@st.composite
def editions(draw: st.DrawFn) -> tuple[Edition, Edition]:
    """Two editions: of one graph, or each of its own."""
    one, ours = draw(plans("a", 2024))
    other, theirs = draw(plans("b", draw(st.integers(2024, 2028))))
    if draw(st.booleans()):
        both = Facts(
            (*one.listings, *other.listings),
            {**one.projects, **other.projects},
            {**one.policies, **other.policies},
            one.divisions,
            {},
            {**one.plans, **other.plans},
        )
        one = other = both
    return Edition(one, _plan(one, "a"), ours), Edition(other, _plan(other, "b"), theirs)


def _plan(facts: Facts, name: str) -> PlanFacts:
    return facts.plans[f"urn:plan/{name}"]


def mirrored(found: Comparison) -> Counter[tuple[object, ...]]:
    """What the other direction has to tell."""
    return Counter(
        (
            SWAPPED.get(c.kind, c.kind),
            c.how,
            c.year,
            c.after,
            c.before,
            c.after_yen,
            c.before_yen,
            c.new,
            c.old,
        )
        for c in found.changes
    )


def told(found: Comparison) -> Counter[tuple[object, ...]]:
    """The changes with both sides, without what is called by the newer title."""
    return Counter(
        (c.kind, c.how, c.year, c.before, c.after, c.before_yen, c.after_yen, c.old, c.new)
        for c in found.changes
    )


@given(editions())
@settings(max_examples=80)
def test_every_project_is_accounted_for(pair: tuple[Edition, Edition]) -> None:
    """Old = kept + dropped, new = kept + added, of projects and of policies; each dropped and added one is told once."""
    found = compare(*pair)
    for tally, things in (
        (found.projects, ("dropped", "added")),
        (found.policies, ("policy-dropped", "policy-added")),
    ):
        assert tally.old == tally.kept + tally.dropped
        assert tally.new == tally.kept + tally.added
        assert tally.unchanged <= tally.kept
        assert (tally.dropped, tally.added) == tuple(found.counts[kind] for kind in things)
    assert found.projects.old == len(pair[0].standings)
    assert found.projects.new == len(pair[1].standings)
    touched = {c.project for c in found.changes if c.project and c.kind not in SWAPPED}
    assert found.projects.unchanged == found.projects.kept - len(touched)


@given(editions())
@settings(max_examples=40)
def test_an_edition_equals_itself(pair: tuple[Edition, Edition]) -> None:
    """Against itself, and against a copy that another graph holds, nothing differs."""
    for edition in pair:
        assert not compare(edition, edition).differs
        copy = replace(edition, facts=replace(edition.facts))
        assert not compare(edition, copy).differs


@given(editions())
@settings(max_examples=80)
def test_either_direction_tells_the_same(pair: tuple[Edition, Edition]) -> None:
    """What one direction tells, the other tells with both sides changed; so it is with likely renames."""
    old, new = pair
    there, back = compare(old, new), compare(new, old)
    assert told(back) == mirrored(there)
    assert {(one.old_project, one.new_project, one.score) for one in there.likely_renames} == {
        (one.new_project, one.old_project, one.score) for one in back.likely_renames
    }

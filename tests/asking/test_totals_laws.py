"""Laws of totals that hold of every graph, whatever it prints: Hypothesis looks for one that breaks them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plangraph.asking.facts import Facts
from plangraph.asking.money import NOTHING, PROJECT_COST, Sum
from plangraph.asking.totals import BY, SPREADS, By, Question, Spread, TotalsRow, totals
from plangraph.asking.totals_text import render_totals, totals_table, totals_to_json
from plangraph.asking.trees import forest_of

from .made_facts import graphs

EXAMPLES = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
QUESTIONS = st.builds(
    Question, by=st.sampled_from(BY), plan=st.sampled_from(["", "plan/0"]), spread=st.sampled_from(SPREADS)
)


def added(rows: Iterable[TotalsRow]) -> tuple[int, Sum, int, int]:
    """As printed, counted once, left out and moved, over some rows."""
    rows = list(rows)
    return (
        sum(row.as_printed for row in rows),
        sum((row.counted for row in rows), NOTHING),
        sum(row.left_out_yen for row in rows),
        sum(row.spread for row in rows),
    )


@EXAMPLES
@given(graphs(), QUESTIONS)
def test_from_printed_to_counted(facts: Facts, question: Question) -> None:
    """as printed - left out + spread + derived = counted once, within low and high, in every row of every table."""
    found = totals(facts, question)
    for row in (*found.rows, found.all):
        assert row.as_printed - row.left_out_yen + row.spread + row.counted.derived == row.counted.yen
        assert row.counted.low <= row.counted.yen <= row.counted.high
        assert question.spread == "equal" or row.spread == 0


@EXAMPLES
@given(graphs(), st.sampled_from(SPREADS))
def test_a_policy_is_the_sum_of_what_is_below(facts: Facts, spread: Spread) -> None:
    """A row is its own listings and the rows right below it; the top rows together are the row for all."""
    found = totals(facts, Question("policy", spread=spread))
    rows = {row.heading.iri or row.heading.key: row for row in found.rows}
    assert added(row for row in rows.values() if not row.heading.parent) == added([found.all])
    for iri, row in rows.items():
        own = facts.by_policy.get(iri, ()) if iri in facts.policies else ()
        below = [one for one in rows.values() if one.heading.parent == iri]
        if iri in facts.policies and spread == "home":
            stated = [c for one in own for c in one.costs if c.kind == PROJECT_COST and c.status == "stated"]
            assert row.as_printed == sum(c.yen or 0 for c in stated) + sum(one.as_printed for one in below)
            homes = [one for one in own if facts.counts(one)]
            figures = [c for one in homes for c in one.costs if c.kind == PROJECT_COST]
            known = sum(c.yen or 0 for c in figures if c.status in ("stated", "derived"))
            assert row.counted.yen == known + sum(one.counted.yen for one in below)


@EXAMPLES
@given(graphs(), st.sampled_from(["year", "plan"]))
def test_years_and_plans_part_the_whole(facts: Facts, by: By) -> None:
    """Every cell is of one year and of one plan, so their rows add up to the row for all."""
    found = totals(facts, Question(by))
    assert added(found.rows) == added([found.all])
    assert found.overlap == 0


@EXAMPLES
@given(graphs())
def test_a_year_asked_for_is_its_row(facts: Facts) -> None:
    """`year` as a filter and as a row give the same sums."""
    for row in totals(facts, Question("year")).rows:
        alone = totals(facts, Question("plan", year=int(row.heading.key))).all
        assert added([alone]) == added([row])


@EXAMPLES
@given(graphs())
def test_equal_shares_move_money_and_make_none(facts: Facts) -> None:
    """Spread over its policies a project's money is what it was; rows and all, every figure of the sums."""
    home, equal = (totals(facts, Question("policy", spread=spread)) for spread in SPREADS)
    assert home.all.counted == equal.all.counted
    tops = [sum((r.counted for r in one.rows if not r.heading.parent), NOTHING) for one in (home, equal)]
    assert tops[0] == tops[1]


@EXAMPLES
@given(graphs())
def test_a_department_counts_a_project_once(facts: Facts) -> None:
    """A 部 holds each listing of its 課 once: at least the greatest, at most the sum, by listings and cells."""
    found = totals(facts, Question("division"))
    rows = {row.heading.iri: row for row in found.rows if row.heading.iri}
    for iri, row in rows.items():
        below = [one for one in rows.values() if one.heading.parent == iri]
        own = sum(iri in one.divisions for one in facts.listings)
        assert max([own, *(one.listings for one in below)]) <= row.listings
        assert row.listings <= own + sum(one.listings for one in below)
    tops = sum(row.counted.yen for row in found.rows if not row.heading.parent)
    assert tops - found.overlap == found.all.counted.yen


@EXAMPLES
@given(graphs(), QUESTIONS)
def test_every_listing_counts_or_is_left_out(facts: Facts, question: Question) -> None:
    """In the row for all: no listing is dropped, none is in both; and every form of output can say it."""
    found = totals(facts, question)
    asked = [one for one in facts.listings if question.plan in ("", one.plan)]
    left = {item.listing for item in found.all.left_out}
    assert left == {one.iri for one in asked if not facts.counts(one)}
    assert found.all.listings == len(asked)
    assert len(totals_to_json(found)) == len(found.rows) + 1
    assert len(totals_table(found, "en").rows) == len(found.rows) + 1
    assert found.all.heading.label.ja in render_totals(found, "ja")


@given(st.dictionaries(st.integers(0, 7), st.integers(0, 9), max_size=8))
def test_a_forest_holds_everything_once(parents: dict[int, int]) -> None:
    """Whatever is said to be part of what: each thing stands once, after its parent, below one root."""
    forest = forest_of((str(node), str(parent)) for node, parent in parents.items())
    assert sorted(forest.order) == sorted(map(str, parents))
    for node in forest.order:
        above = forest.above(node)
        assert len(above) == forest.depths[node] + 1
        assert all(forest.order.index(one) <= forest.order.index(node) for one in above)
        assert forest.parents[node] in ("", str(parents[int(node)]))


@pytest.mark.parametrize("by", BY)
def test_a_graph_of_nothing(by: By) -> None:
    """No plan, no listing: one row of zeros, and it says so."""
    found = totals(Facts((), {}, {}, {}, {}, {}), Question(by))
    assert (found.rows, found.all.counted, found.all.printed_total_yen) == ((), NOTHING, None)
    assert any("掲載がない" in note.ja for note in found.notes)
    assert "掲載がない" in render_totals(found, "ja")

"""Sums of money keep printed, derived and unknown figures apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.asking.facts import Amount, facts_of
from plangraph.asking.money import NOTHING, Sum, counted, counted_by_year, equal_shares, sum_of
from plangraph.graph.endpoint import Endpoint

PLAN = "https://w3id.org/plangraph/id/plan/13229-jisshi-2012"
PROJECT = "https://w3id.org/plangraph/id/project/13229/"


def test_a_project_counted_once(endpoint: Endpoint) -> None:
    """地域活動情報ステーション: 1 | 1 stated, 2 derived from 4, so 4 million between 2.5 and 5.5."""
    facts = facts_of(endpoint)
    found = counted(facts, PLAN, PROJECT + "地域活動情報ステーションの活用")
    assert (found.yen, found.low, found.high, found.derived) == (4_000_000, 2_500_000, 5_500_000, 2_000_000)
    assert (found.stated, found.derived_cells, found.unknown) == (2, 1, 0)
    by_year = counted_by_year(facts, PLAN, PROJECT + "地域活動情報ステーションの活用")
    assert {year: one.yen for year, one in by_year.items()} == {
        2012: 1_000_000,
        2013: 1_000_000,
        2014: 2_000_000,
    }


def test_what_is_not_known_is_no_zero(endpoint: Endpoint) -> None:
    """庁舎機能: 5 | *** | lost. 大学との連携 prints no figure. 福祉情報 has no home that was read."""
    facts = facts_of(endpoint)
    partly = counted(facts, PLAN, PROJECT + "庁舎機能の整理統合についての検討")
    assert (partly.yen, partly.undetermined, partly.lost, partly.unknown) == (5_000_000, 1, 1, 2)
    bare = counted(facts, PLAN, PROJECT + "大学との連携")
    assert (bare.yen, bare.known, bare.blank, bare.lost) == (0, False, 2, 1)
    away = PROJECT + "福祉情報総合ネットワークの構築"
    assert counted(facts, PLAN, away) == NOTHING
    assert counted_by_year(facts, PLAN, away) == {}
    assert (PLAN, away) not in facts.counting


def test_of_two_homes_the_first_counts(made: Endpoint) -> None:
    """Ten yen in 甲1, seven in 甲2: ten; and five at home beside nine on a relisting: five."""
    facts = facts_of(made)
    base = "https://example.org/id/"
    assert counted(facts, base + "plan", base + "project/two").yen == 10
    assert counted(facts, base + "plan", base + "project/money").yen == 5


def test_personnel_cost_never_joins() -> None:
    """人件費 and トータルコスト are no 事業費."""
    kinds = ("ProjectCost", "PersonnelCost", "TotalCost")
    assert sum_of(Amount(2016, 2016, "stated", 5, 5, 5, kind) for kind in kinds) == Sum(5, 5, 5, stated=1)


@pytest.mark.parametrize("status", ["stated", "derived"])
def test_a_figure_without_yen_is_lost(status: str) -> None:
    """It is counted as a cell without a figure, never as zero yen."""
    assert sum_of([Amount(2012, 2012, status)]) == Sum(lost=1)


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 9))
def test_equal_shares_lose_no_yen(yen: int, below: int, above: int, parts: int) -> None:
    """They add up to the whole, differ by one yen at most, and lie within their bounds."""
    whole = Sum(yen, yen - below, yen + above, derived=yen, derived_cells=1, lost=2)
    shares = equal_shares(whole, parts)
    assert sum(shares, NOTHING) == whole
    assert max(one.yen for one in shares) - min(one.yen for one in shares) <= 1
    assert all(one.low <= one.yen <= one.high for one in shares)

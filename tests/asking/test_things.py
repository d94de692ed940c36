"""What pages of things show, by hand from the print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.money import NOTHING, counted
from plangraph.asking.things.charts import indicator_chart, time_line
from plangraph.asking.things.division_thing import division_thing
from plangraph.asking.things.guideline_thing import guideline_thing
from plangraph.asking.things.indicators import indicator, indicators_of
from plangraph.asking.things.neighbours import policy_neighbours, project_neighbours, way_to_policy
from plangraph.asking.things.plan_tree import plan_tree
from plangraph.asking.things.policy_thing import policy_thing
from plangraph.graph.endpoint import Endpoint

from .made_facts import graphs

BASE = "https://w3id.org/plangraph/id/"
PLAN = BASE + "plan/13229-jisshi-2012"
POLICY = BASE + "policy/13229-jisshi-2012/"
SHEET = BASE + "policy/13222-chouki4-kouki/01"
MILLION = 1_000_000


@pytest.fixture(scope="module")
def facts(endpoint: Endpoint) -> Facts:
    """The facts of the founding documents."""
    return facts_of(endpoint)


def test_the_tree_of_the_chapter(facts: Facts) -> None:
    """2,054 million once, 1,385 as printed, over 35 projects; 協1 has the 60 and 53 of its two sections."""
    tree = plan_tree(facts, facts.plans[PLAN])
    assert (tree.whole.listings, tree.whole.projects) == (39, 35)
    assert (tree.whole.total.yen, tree.whole.as_printed) == (2054 * MILLION, 1385 * MILLION)
    codes = [facts.policies[iri].code for iri in tree.forest.order]
    assert codes == ["6", "協1", "協1-1", "協1-2", "協2", "協2-1", "協2-2", "協2-3"]
    one = tree.standing[POLICY + "協1"]
    assert one.total.yen == (60 + 53) * MILLION
    assert one.projects == 12


def test_a_policy_with_its_listings(endpoint: Endpoint, facts: Facts) -> None:
    """協1-1 lists six projects, three at home; 小地域… stands in 笑1-1 too, which was not read; 協1-2 comes behind it."""
    policy = facts.policies[POLICY + "協1-1"]
    found = policy_thing(endpoint, facts, plan_tree(facts, facts.plans[PLAN]), policy)
    assert (found.listing_count, found.homes) == (6, 3)
    first = found.listings[0]
    assert first.title == "小地域での総合的地域ケアシステムの整備"
    assert [(one.code, one.kind) for one in first.elsewhere] == [("笑1-1", "unread-policy")]
    assert first.money is None
    assert [one.money.yen // MILLION for one in found.listings if one.money] == [6, 27, 27]
    beside = policy_neighbours(facts, policy)
    assert beside.before is None
    assert beside.behind is not None
    assert beside.behind.name.startswith("協1-2")
    plan, way = way_to_policy(facts, policy.iri)
    assert plan is not None
    assert plan.iri == PLAN
    assert [one.code for one in way] == ["6", "協1", "協1-1"]


def test_an_unread_policy_has_the_listings_that_name_it(endpoint: Endpoint, facts: Facts) -> None:
    """笑1-1 is named by 小地域… of 協1-1 and by 福祉情報… of 協2-2."""
    found = policy_thing(endpoint, facts, None, facts.policies[POLICY + "笑1-1"])
    assert [one.title for one in found.naming] == [
        "小地域での総合的地域ケアシステムの整備",
        "福祉情報総合ネットワークの構築",
    ]
    assert found.listings == ()


def test_what_the_sheet_says_of_its_policy(endpoint: Endpoint, facts: Facts) -> None:
    """14, 12, 13 事務事業; three planned projects; the basic idea and next year's line, with places."""
    found = policy_thing(
        endpoint,
        facts,
        plan_tree(facts, facts.plans[BASE + "plan/13222-chouki4-kouki"]),
        facts.policies[SHEET],
    )
    assert [(one.year, one.count) for one in found.of_kind("projectCount")] == [
        (2016, 14),
        (2017, 12),
        (2018, 13),
    ]
    assert len(found.of_kind("plannedProject")) == 3
    assert {one.aspect.rpartition("#")[2] for one in found.of_kind("assessment")} == {
        "BasicIdea",
        "NextPolicyLine",
    }
    assert all(one.sources for one in found.of_kind("assessment"))
    assert [child.code for child, _ in found.children] == ["01-01", "01-02"]


def test_indicators_and_what_falls(endpoint: Endpoint) -> None:
    """愛着 72.7, 66.2, 70.0: only 平成29年度 is below the year before; 住み続けたい falls twice."""
    love, stay = indicators_of(endpoint, SHEET)
    assert [value.number for value in love.values] == [Decimal("72.7"), Decimal("66.2"), Decimal("70.0")]
    assert [love.shown(value) for value in love.values] == ["72.7", "66.2", "70.0"]
    assert [value.year for value in love.values if value.falling] == [2017]
    assert [value.year for value in stay.values if value.falling] == [2017, 2018]
    assert love.unit == "％"
    assert love.values[0].printed == "72. 7"
    assert love.values[0].sources[0].quote
    assert indicator(endpoint, love.iri) == love
    assert indicator(endpoint, SHEET) is None
    svg = indicator_chart("x", love, "ja")
    assert ">▼ 66.2<" in svg
    assert ">70.0<" in svg


def test_a_division(facts: Facts) -> None:
    """協働コミュニティ課: 22, 20 and 17 million; five projects alone, one with others (他), two without a home of their own."""
    found = division_thing(
        facts, facts.divisions[BASE + "division/13229/生活文化スポーツ部/協働コミュニティ課"]
    )
    (money,) = found.money
    assert [year.in_charge.yen // MILLION for year in money.years] == [22, 20, 17]
    assert found.counts == {"solely": 5, "shared": 1, "related": 0}
    (shared,) = found.projects["shared"]
    assert (shared.title, shared.and_others, shared.carried) == ("市民のまちづくり参加への支援", True, True)
    assert money.homes_unread == 2
    assert [one.name for one in found.above] == ["生活文化スポーツ部"]
    assert found.beside.behind is not None
    assert found.beside.behind.name.endswith("文化振興課")


def test_a_department_has_what_its_divisions_have(facts: Facts) -> None:
    """生活文化スポーツ部 has three 課, and the 59 and 27 million of two of them."""
    found = division_thing(facts, facts.divisions[BASE + "division/13229/生活文化スポーツ部"])
    assert len(found.below) == 3
    assert found.money[0].total.in_charge.yen == (59 + 27) * MILLION


def test_a_division_that_leads(facts: Facts) -> None:
    """生活文化課 leads 施策01, and is among its related divisions too."""
    found = division_thing(facts, facts.divisions[BASE + "division/13222/生活文化課"])
    assert [one.iri for one in found.led] == [SHEET]
    assert [one.iri for one in found.related] == [SHEET]
    assert found.money == ()


def test_a_guideline(endpoint: Endpoint, facts: Facts) -> None:
    """協働の指針 was revised in 平成29年度, one event of two sources; it guides 施策01 and 基本事業 01-01."""
    found = guideline_thing(endpoint, facts, BASE + "guideline/13222/協働の指針")
    assert {one.code for one in found.policies} == {"01", "01-01"}
    (event,) = found.events
    assert event.kind.endswith("#Revised")
    assert event.year == 2017
    assert len(event.sources) == 2
    assert any("を平成29年度に改訂" in line.quote for line in found.lines)
    assert ">平成29年度<" in time_line("x", found.name, found.events, {event.kind: "改訂"}, "ja")


def test_neighbours_of_a_project(facts: Facts) -> None:
    """The station stands between 市民のまちづくり参加への支援 and 市民活動団体の活性化…, where it is at home."""
    beside = project_neighbours(facts, BASE + "project/13229/地域活動情報ステーションの活用", PLAN)
    assert beside.before is not None
    assert beside.before.name == "市民のまちづくり参加への支援"
    assert beside.behind is not None
    assert beside.behind.name.startswith("市民活動団体の活性化")


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_a_tree_loses_no_money(facts: Facts) -> None:
    """Whatever the policies are part of: the whole is what the plan's homes hold, and every policy stands in it once."""
    for plan in facts.plans.values():
        tree = plan_tree(facts, plan)
        total = NOTHING
        for of, project in facts.counting:
            if of == plan.iri:
                total = total + counted(facts, of, project)
        assert tree.whole.total == total
        assert len(set(tree.forest.order)) == len(tree.forest.order)
        assert tree.standing.keys() == set(tree.forest.order)
        for division in facts.divisions.values():
            division_thing(facts, division)

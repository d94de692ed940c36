"""What stands around a thing."""

from __future__ import annotations

import pytest

from plangraph.asking.neighbourhood import COLUMN_OF, neighbourhood
from plangraph.errors import NotFoundError, QueryError
from plangraph.graph.endpoint import Endpoint

BASE = "https://w3id.org/plangraph/id/"
STATION = f"{BASE}project/13229/地域活動情報ステーションの活用"
INFORMATION = f"{BASE}policy/13229-jisshi-2012/協2-2"


def test_around_a_cross_listed_project(endpoint: Endpoint) -> None:
    """Both policies with role and state, its division, and the project that it carries."""
    graph = neighbourhood(endpoint, STATION)
    edges = {
        (a.removeprefix(BASE), b.removeprefix(BASE), data["label_ja"], data["relisting"], data.get("state"))
        for a, b, data in graph.edges(data=True)
    }
    me = "project/13229/地域活動情報ステーションの活用"
    assert edges == {
        (me, "policy/13229-jisshi-2012/協1-2", "本掲", False, "mutual"),
        (me, "policy/13229-jisshi-2012/協2-2", "再掲", True, "mutual"),
        (me, "division/13229/生活文化スポーツ部/協働コミュニティ課", "所管部課", False, None),
        ("project/13229/市民活動団体の活性化に向けた支援", me, "実施事業", False, None),
    }
    columns = {(data["kind"], data["column"]) for _, data in graph.nodes(data=True)}
    assert columns == {
        ("project", "projects"),
        ("policy", "policies"),
        ("division", "divisions-and-guidelines"),
    }
    assert graph.nodes[INFORMATION]["code"] == "協2-2"


def test_sections_that_were_not_read_are_there(endpoint: Endpoint) -> None:
    """災害情報 is relisted at 安2-3; the home of 小中学校コンピュータ is in 創2-3."""
    disaster = neighbourhood(endpoint, f"{BASE}project/13229/災害情報提供システムの構築について検討")
    unread = f"{BASE}policy/13229-jisshi-2012/安2-3"
    assert disaster.nodes[unread]["kind"] == "unread-policy"
    (edge,) = [data for _, end, data in disaster.edges(data=True) if end == unread]
    assert (edge["role"], edge["relisting"], edge["state"]) == ("relisting", True, "targetNotLoaded")
    computers = neighbourhood(endpoint, f"{BASE}project/13229/小中学校コンピュータ環境整備の推進")
    roles = {end.rpartition("/")[2]: data.get("role") for _, end, data in computers.edges(data=True)}
    assert (roles["創2-3"], roles["協2-2"]) == ("home", "relisting")


@pytest.mark.parametrize("most", [1, 5, 15, 16, 20])
def test_many_links_fold(endpoint: Endpoint, most: int) -> None:
    """協2-2 lists sixteen projects: no more than `most` are shown, and one node says how many are left."""
    graph = neighbourhood(endpoint, INFORMATION, most=most)
    listed = [data for _, _, data in graph.edges(data=True) if "role" in data]
    folded = [data for _, data in graph.nodes(data=True) if data["kind"] == "folded"]
    assert len(listed) == min(most, 16)
    assert [data["count"] for data in folded] == ([16 - most] if most < 16 else [])
    assert all(data["label"] == f"ほか {data['count']} 件" for data in folded)


def test_the_tree_of_plans(endpoint: Endpoint) -> None:
    """Two plans, ten policies, every policy under another or under its plan."""
    graph = neighbourhood(endpoint, None)
    assert {data["kind"] for _, data in graph.nodes(data=True)} == {"plan", "policy"}
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (12, 10)
    assert {data["property"].rpartition("#")[2] for _, _, data in graph.edges(data=True)} == {"partOf"}


def test_further_steps_reach_further(endpoint: Endpoint) -> None:
    """Two steps from a project: the projects beside it, and the 部 above its division."""
    graph = neighbourhood(endpoint, STATION, steps=2)
    assert f"{BASE}project/13229/ホームページの充実" in graph
    assert f"{BASE}division/13229/生活文化スポーツ部" in graph
    assert f"{BASE}policy/13229-jisshi-2012/6" not in graph


def test_a_listing_stands_for_its_project(endpoint: Endpoint) -> None:
    """The address of a printed row leads to the same picture."""
    listing = f"{BASE}listing/13229-nishitokyo-h24-chapter6/協1-2/地域活動情報ステーションの活用"
    assert set(neighbourhood(endpoint, listing)) == set(neighbourhood(endpoint, STATION))


def test_the_evaluation_sheet(endpoint: Endpoint) -> None:
    """A 施策 with its 政策, basic and planned projects, divisions, guidelines and indicators."""
    graph = neighbourhood(endpoint, f"{BASE}policy/13222-chouki4-kouki/01")
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "policy": 2, "basic-project": 2, "planned-project": 3, "division": 4, "guideline": 2, "indicator": 2,
    }  # fmt: skip
    assert set(kinds) <= set(COLUMN_OF)
    lead = f"{BASE}division/13222/生活文化課"
    assert {data["label_ja"] for _, end, data in graph.edges(data=True) if end == lead} == {
        "統括課",
        "関連課",
    }


def test_an_address_that_nobody_knows(endpoint: Endpoint) -> None:
    """Not in the graph is one thing, no address at all another."""
    with pytest.raises(NotFoundError):
        neighbourhood(endpoint, f"{BASE}project/13229/そんな事業はない")
    with pytest.raises(QueryError):
        neighbourhood(endpoint, "no address")


def test_a_cycle_ends(made: Endpoint) -> None:
    """Three projects that carry each other are three nodes, however many steps."""
    graph = neighbourhood(made, "https://example.org/id/project/a", steps=9)
    carried = [data for _, _, data in graph.edges(data=True) if data["property"].endswith("carriedBy")]
    assert len(carried) == 3

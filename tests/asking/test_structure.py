"""What ties policies and divisions, on the founding documents and on graphs whose form is known."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.louvain import louvain
from plangraph.asking.placements import Place
from plangraph.asking.structure import Structure, structures
from plangraph.asking.structure_answers import Answer, StructureAnswers, answers_of
from plangraph.asking.structure_text import render_structures, structures_to_json, structures_to_table
from plangraph.asking.ties import MOST_NAMED, Ties, ties_between
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint

from .known_plans import PLAN, facts_with


def structure_of(facts: Facts, wanted: str = "") -> Structure:
    """The structure of the one plan that is meant."""
    (found,) = structures(facts, wanted)
    return found


@pytest.fixture(scope="module")
def chapter(endpoint: Endpoint) -> Structure:
    """The implementation plan's chapter."""
    return structure_of(facts_of(endpoint), "西東京市")


def answer(found: StructureAnswers, key: str) -> Answer:
    """One answer by its key."""
    return next(one for one in found.answers if one.key == key)


def test_chapters_are_tied_by_ten_projects(chapter: Structure) -> None:
    """By the print: five marks lead to 創造性, two to 笑顔で, one each to 安心で, 環境に and 活力と."""
    pairs = {tie.one.name: len(tie.projects) for tie in chapter.chapters.ties}
    assert pairs == {
        "創造性の育つまちづくり": 5,
        "笑顔で暮らすまちづくり": 2,
        "安心で快適に暮らすまちづくり": 1,
        "環境にやさしいまちづくり": 1,
        "活力と魅力あるまちづくり": 1,
    }
    assert {tie.other.name for tie in chapter.chapters.ties} == {"6 協働で拓くまちづくり"}
    assert {chapter.title(bridge.project) for bridge in chapter.chapters.bridges} == {
        "災害情報提供システムの構築について検討",
        "環境情報の提供及び環境学習の推進",
        "ハローワークと連携した就労情報の提供",
    }


def test_bridges_between_the_policies_of_the_chapter(chapter: Structure) -> None:
    """14 projects tie 11 pairs into one tree of 12 sections. Three share 協2-1 and 協2-2, two 協2-2 and 創2-3; each of the
    other nine alone holds its pair, and the way from 協1-1 leads by 笑1-1 alone."""
    ties = chapter.policies
    assert len(ties.crossing) == 14
    assert len(ties.ties) == 11
    assert [len(tie.projects) for tie in ties.ties] == [3, 2, *[1] * 9]
    assert ties.groups == (12,)
    parted = {chapter.title(one.project): [side.size for side in one.sides] for one in ties.bridges}
    assert parted == {
        "福祉情報総合ネットワークの構築": [9, 3],
        "小地域での総合的地域ケアシステムの整備": [10, 2],
        "西東京市民会館のあり方について検討": [11, 1],
        "地域活動情報ステーションの活用": [11, 1],
        "災害情報提供システムの構築について検討": [11, 1],
        "環境情報の提供及び環境学習の推進": [11, 1],
        "生涯学習情報提供システムの整備、活用": [11, 1],
        "図書館管理システムの拡充と情報サービスの充実": [11, 1],
        "ハローワークと連携した就労情報の提供": [11, 1],
    }
    first = ties.bridges[0]
    assert {place.name.split()[0] for place in first.sides[1].places} == {"創3-4", "協1-1", "笑1-1"}


def test_a_policy_of_the_chapter_that_shares_nothing(chapter: Structure) -> None:
    """協2-3 shares none of its seven projects; of its three divisions 企画政策課 has work elsewhere."""
    (lone,) = chapter.lone_policies
    assert lone.place.name == "協2-3 健全な自治体経営の推進"
    assert (lone.projects, lone.shared_divisions) == (7, 1)
    assert not chapter.placed.empty_policies
    assert not chapter.placed.without_policy
    assert not chapter.placed.unconfirmed


def test_divisions_of_the_chapter(chapter: Structure) -> None:
    """Worked out by hand over the five sections, in shares of the 136 pairs of the 17 other divisions.

    管財課 and 職員課 reach the other 15 by 企画政策課 alone: 30 pairs. Between 企画政策課 (with these two) and the eleven of
    協2-2 that it meets nowhere stand 協働コミュニティ課, 秘書広報課 and 総務法規課, a third each: 11. 文化振興課 reaches eleven
    of 協2-2 by any of three (11/3 each), and 企画政策課 with the two by 協働コミュニティ課 alone (3 more).
    """
    found = {one.name: one for one in chapter.divisions.divisions}
    assert len(found) == 18
    shares = {name: one.betweenness * 136 for name, one in found.items() if one.betweenness}
    assert shares == pytest.approx(
        {
            "企画部 企画政策課": 30,
            "生活文化スポーツ部 協働コミュニティ課": 11 + 11 / 3 + 3,
            "企画部 秘書広報課": 11,
            "総務部 総務法規課": 11,
            "教育部 教育指導課": 11 / 3,
            "福祉部 生活福祉課": 11 / 3,
        }
    )
    assert found["企画部 企画政策課"].degree == 5
    assert found["生活文化スポーツ部 協働コミュニティ課"].degree == 15
    assert not chapter.divisions.alone
    assert chapter.divisions.sources == 0


def test_every_policy_is_in_one_cluster(chapter: Structure) -> None:
    """Five sections that were read and eight that were not; the same clusters each time."""
    names = [place.name for one in chapter.clusters.clusters for place in one.policies]
    assert len(names) == len(set(names)) == 13
    assert structure_of(chapter.placed.facts, chapter.plan.iri).clusters == chapter.clusters


def test_a_document_without_projects(endpoint: Endpoint) -> None:
    """The evaluation sheet lists none: it is said, and its two 基本事業 and four divisions are there all the same."""
    found = answers_of(structure_of(facts_of(endpoint), "東久留米市"))
    assert "掲載がありません" in found.said.ja
    assert [row.things[0].name for row in answer(found, "empty-policies").rows] == [
        "01-01 市民協働の推進",
        "01-02 市民と行政の情報共有",
    ]
    assert answer(found, "divisions").figures["divisions"] == 4
    assert not [one for one in found.answers if one.key.endswith("ties")]


TWO_CLUSTERS = {
    **{f"左{a}{b}": [f"L{a}", f"L{b}"] for a in range(4) for b in range(a)},
    **{f"右{a}{b}": [f"R{a}", f"R{b}"] for a in range(4) for b in range(a)},
    "かけ橋": ["L0", "R0"],
}
"""Four policies that share a project each two of them, four more, and one project between the two fours."""


def test_two_clusters_joined_by_one_project() -> None:
    """The one project is the only bridge, and Louvain finds the two fours.

    13 links; each side has 6 within and one project that leads out: modularity 2 × (6/13 − (13/26)²) = 11/26.
    """
    found = structure_of(facts_with(TWO_CLUSTERS))
    (bridge,) = found.policies.bridges
    assert bridge.project == "かけ橋"
    assert [side.size for side in bridge.sides] == [4, 4]
    assert {frozenset(p.name[0] for p in side.places) for side in bridge.sides} == {
        frozenset("L"),
        frozenset("R"),
    }
    assert [[place.key for place in one.policies] for one in found.clusters.clusters] == [
        ["L0", "L1", "L2", "L3"],
        ["R0", "R1", "R2", "R3"],
    ]
    assert found.clusters.modularity == pytest.approx(11 / 26)
    assert found.clusters.clear
    assert [(one.shared_within, one.shared_without) for one in found.clusters.clusters] == [(6, 1), (6, 1)]


def test_chapters_are_the_nodes_below_the_plan() -> None:
    """Two chapters of four sections each: one project ties them, twelve stay within."""
    parents = {f"{side}{n}": f"章{side}" for side in "LR" for n in range(4)} | {"章L": "plan", "章R": "plan"}
    found = structure_of(facts_with(TWO_CLUSTERS, parents=parents))
    (tie,) = found.chapters.ties
    assert (tie.one.key, tie.other.key, tie.projects) == ("章L", "章R", ("かけ橋",))
    assert found.chapters.bridges[0].project == "かけ橋"


@given(
    st.dictionaries(st.sampled_from("pqrstuvw"), st.sets(st.sampled_from("ABCDEF"), min_size=1, max_size=4))
)
def test_bridges_are_what_networkx_calls_articulation_points(standing: dict[str, set[str]]) -> None:
    """On any graph: taking a project out parts what it tied exactly into the sides that are named."""
    ties = _tied({project: sorted(places) for project, places in standing.items()})
    for bridge in ties.bridges:
        graph = _graph(standing)
        before = nx.node_connected_component(graph, f"project {bridge.project}")
        graph.remove_node(f"project {bridge.project}")
        sides = [
            {n for n in part if not n.startswith("project")}
            for part in nx.connected_components(graph.subgraph(before))
        ]
        assert sorted(map(sorted, sides)) == sorted(
            sorted(p.key for p in side.places) for side in bridge.sides
        )
    cuts = set(nx.articulation_points(_graph(standing)))
    assert {one.project for one in ties.bridges} == {
        name.removeprefix("project ") for name in cuts if name.startswith("project")
    }


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
        st.integers(1, 1000),
    )
)
def test_clusters_of_any_graph(links: dict[tuple[int, int], int]) -> None:
    """On any graph every node is in one cluster, and they are better than each node alone and than all as one."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in links.items())
    parts = louvain([{o: data["weight"] for o, data in graph[n].items()} for n in graph], 1)
    assert sorted(node for part in parts for node in part) == list(range(12))
    if links:
        reached = nx.community.modularity(graph, map(set, parts))
        alone = nx.community.modularity(graph, [{node} for node in graph])
        whole = nx.community.modularity(graph, [set(graph)])
        assert reached >= max(alone, whole) - 1e-9


def test_clusters_of_a_known_graph() -> None:
    """Zachary's karate club: at least 0.41 of modularity, where the best partition known has 0.4198 (unweighted)."""
    graph = nx.karate_club_graph()
    parts = louvain([dict.fromkeys(graph[node], 1) for node in graph], 1)
    assert nx.community.modularity(graph, map(set, parts), weight=None) >= 0.41


def _tied(standing: dict[str, list[str]]) -> Ties:
    places = {key: Place(key, key, key) for keys in standing.values() for key in keys}
    return ties_between(standing, places)


def _graph(standing: dict[str, set[str]]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for project, places in standing.items():
        graph.add_edges_from((f"project {project}", place) for place in places)
    return graph


def test_a_side_is_counted_whole_and_named_in_part() -> None:
    """A hundred policies on either side of a bridge are counted; only some of them are named."""
    chain = {f"{side}p{n}": [f"{side}{n:03}", f"{side}{n + 1:03}"] for side in "ab" for n in range(99)}
    ties = _tied({**chain, "mid": ["a000", "b000"]})
    assert len(ties.bridges) == 199
    assert [side.size for side in ties.bridges[0].sides] == [100, 100]
    assert all(len(side.places) == MOST_NAMED for side in ties.bridges[0].sides)


def test_without_cross_listings_nothing_is_tied() -> None:
    """And it is said that there are no ties, no bridges, and that every policy stands alone."""
    found = answers_of(
        structure_of(facts_with({"p": ["A"], "q": ["B"]}, offices={"A": ["課一"], "B": ["課二"]}))
    )
    assert "事業でつながる施策はありません" in answer(found, "policy-ties").said.ja
    assert answer(found, "lone-policies").figures == {"policies": 2, "islands": 2}
    assert answer(found, "lone-divisions").figures == {"divisions": 2}
    assert "意味がありません" in answer(found, "clusters").said.ja


def test_one_project() -> None:
    """A single project: the words say so."""
    assert "事業が一つだけ" in answers_of(structure_of(facts_with({"p": ["A"]}))).said.ja


def test_policies_in_a_ring_have_no_chapter() -> None:
    """Two policies that are each other's parent end no walk, and are named."""
    found = structure_of(facts_with({"p": ["A", "C"]}, parents={"A": "B", "B": "A"}))
    assert [one.key for one in found.chapters.places] == ["C"]
    assert [row.things[0].name for row in answer(answers_of(found), "rings").rows] == ["A", "B"]
    assert [(tie.one.key, tie.other.key) for tie in found.policies.ties] == [("A", "C")]


def test_a_mark_that_no_listing_confirms_is_no_tie(made: Endpoint) -> None:
    """「=片側のみ」 names 甲2, which was read and lacks it; two marks of another project name sections that were not read."""
    found = structure_of(facts_of(made))
    assert [(found.title(p), found.placed.place(policy).name) for p, policy in found.placed.unconfirmed] == [
        ("=片側のみ", "甲2 二の施策")
    ]
    pairs = {(tie.one.name, tie.other.name): len(tie.projects) for tie in found.policies.ties}
    assert pairs == {
        ("甲1 一の施策", "甲2 二の施策"): 2,  # 二か所の本掲, 再掲に金額
        ("甲1 一の施策", "乙1"): 1,
        ("甲1 一の施策", "乙2"): 1,
        ("乙1", "乙2"): 1,
    }


def test_projects_without_a_policy() -> None:
    """They are listed and tie nothing."""
    found = answers_of(structure_of(facts_with({"p": [""], "q": ["A"]})))
    assert [row.things[0].name for row in answer(found, "projects-without-policy").rows] == ["p"]


def test_editions_are_not_mixed() -> None:
    """The newest plan of a series is asked about; the older one where it is named, and each by itself."""
    old = replace(PLAN, series="s")
    new = replace(PLAN, iri="plan2", title="新しい計画", first_year=2025, series="s")
    one, two = (
        facts_with({"p": ["A", "B"]}, plan=old),
        facts_with({"p": ["A2", "B2"], "q": ["A2", "C2"]}, plan=new),
    )
    facts = replace(
        two,
        listings=one.listings + two.listings,
        policies={**one.policies, **two.policies},
        plans={**one.plans, **two.plans},
    )
    assert [len(found.policies.ties) for found in structures(facts)] == [2]
    assert [len(found.policies.ties) for found in structures(facts, "plan")] == [1]
    with pytest.raises(SeveralFoundError):
        list(structures(facts, "計画"))
    with pytest.raises(NotFoundError):
        list(structures(facts, "ない計画"))


def test_an_empty_store() -> None:
    """No plan: right words, no rows."""
    nothing = Facts((), {}, {}, {}, {}, {})
    found = [answers_of(one) for one in structures(nothing)]
    assert "計画が一つも読み込まれていません" in render_structures(found, "ja")
    assert structures_to_json(found) == {"plans": []}
    assert structures_to_table(found).rows == ()

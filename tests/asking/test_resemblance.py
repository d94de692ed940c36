"""What is offered as alike, on pairs of titles that were judged by hand."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from plangraph.asking.facts import Facts, PlanFacts, facts_of
from plangraph.asking.names import resolve_one
from plangraph.asking.resemblance import KINDS, THRESHOLD, Resemblance
from plangraph.asking.resemblance_text import render_resemblances, resemblances_to_json, said_of
from plangraph.asking.title_index import TitleIndex
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint

from .known_plans import PLAN, facts_with

PAIRS = tomllib.loads(Path(__file__).with_name("resemblance-pairs.toml").read_text(encoding="utf-8"))["pairs"]


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str], float]:
    """The score of each pair, weighed by all titles of the pairs."""
    index = TitleIndex(sorted({title for a, b, _ in PAIRS for title in (a, b)}))
    number = {title: at for at, title in enumerate(index.titles)}
    return {(a, b): index.scores(a).get(number[b], 0.0) for a, b, _ in PAIRS}


def test_the_same_work_comes_first(scores: dict[tuple[str, str], float]) -> None:
    """Ranked by score, pairs of the same work come before others: average precision above 0.8, by chance 0.54."""
    ranked = sorted(PAIRS, key=lambda pair: -scores[pair[0], pair[1]])
    hits, total = 0, 0.0
    for rank, (_, _, judged) in enumerate(ranked, 1):
        if judged == "same":
            hits += 1
            total += hits / rank
    assert hits == 51
    assert total / hits > 0.8


def test_the_threshold_keeps_nine_of_ten_of_the_same(scores: dict[tuple[str, str], float]) -> None:
    """And lets nearly half of what is only related go."""
    kept = [judged for a, b, judged in PAIRS if scores[a, b] >= THRESHOLD]
    assert kept.count("same") >= 0.9 * 51
    assert kept.count("related") < 0.7 * 28


def test_a_title_is_like_itself_most() -> None:
    """Whatever its width, spaces and marks; nothing else reaches 1."""
    index = TitleIndex(["ＩＣＴを活用した市民参加 手法の充実", "ICTの活用"])
    assert index.scores("ICTを活用した市民参加手法の充実（協2-2で再掲）")[0] == pytest.approx(1.0)
    assert index.scores("ICTを活用した市民参加手法の充実")[1] < 0.9
    assert index.scores("のを") == {}


def two_cities(mine: str, *theirs: str) -> Facts:
    """A project of one city and some of another."""
    one = facts_with({mine: ["A"]})
    plan = PlanFacts("plan2", "隣の計画", 2024, 2026, "other", "隣市")
    two = facts_with({title: ["B"] for title in theirs}, plan=plan)
    return replace(
        one,
        listings=one.listings + two.listings,
        projects={**one.projects, **two.projects},
        policies={**one.policies, **two.policies},
        plans={**one.plans, **two.plans},
    )


def test_only_other_bodies_are_offered() -> None:
    """The likest first, with what is shared; what is below the threshold is not there."""
    facts = two_cities("自主防災組織の育成", "自主防災組織育成支援事業", "防災訓練の実施", "図書館の運営")
    found = Resemblance.of_facts(facts).like("自主防災組織の育成")
    assert found.bodies == 1
    first = found.found[0]
    assert (first.thing.title, first.thing.body_name) == ("自主防災組織育成支援事業", "隣市")
    assert first.shared == ("自主防災組織", "育成")
    assert 0.5 < first.score < 1
    assert "図書館の運営" not in [one.thing.title for one in found.found]
    assert len(Resemblance.of_facts(facts).like("自主防災組織の育成", 1).found) == 1


def test_one_body_only() -> None:
    """It is said that there is nothing to compare with."""
    facts = facts_with({"自主防災組織の育成": ["A"], "自主防災組織の支援": ["A"]})
    found = Resemblance.of_facts(facts).like("自主防災組織の育成")
    assert found.found == ()
    assert "ほかの団体の計画が読み込まれていない" in said_of(found).ja
    assert resemblances_to_json(found)["similar"] == []


def test_nothing_like_it() -> None:
    """It is said from which score on something would have been offered."""
    found = Resemblance.of_facts(two_cities("庁舎の建替え", "図書館の運営")).like("庁舎の建替え")
    assert f"度合い {THRESHOLD} 以上" in render_resemblances(found, "ja")


def test_an_address_of_the_wrong_kind() -> None:
    """A plan cannot be compared."""
    with pytest.raises(NotFoundError):
        Resemblance.of_facts(facts_with({"p": ["A"]})).like(PLAN.iri)


def test_the_founding_documents_resemble_each_other(endpoint: Endpoint) -> None:
    """協働のまちづくりの推進 of one city is likest to 市民と行政の協働によるまちづくり of the other."""
    iri = resolve_one(endpoint, "協1-2", KINDS).iri
    found = Resemblance.of_facts(facts_of(endpoint)).like(iri)
    assert found.found[0].thing.title == "市民と行政の協働によるまちづくり"
    assert found.found[0].shared == ("協働", "まちづくり")

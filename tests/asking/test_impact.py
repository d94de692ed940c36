"""Impact: values by hand from the print of the founding documents, and a made city with two editions, 部 and 課."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from plangraph.asking.facts import facts_of
from plangraph.asking.impact import impact, impact_to_json, impact_to_table, render_impact
from plangraph.asking.impacted import Impact
from plangraph.asking.names import Names
from plangraph.asking.reaching import Network
from plangraph.asking.table import to_csv
from plangraph.errors import NotFoundError, QueryError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint


def asked(endpoint: Endpoint, *texts: str, steps: int = 2, scenario: str = "") -> Impact:
    """The impact of some texts."""
    return impact(endpoint, facts_of(endpoint), Names.fetch(endpoint), texts, steps=steps, scenario=scenario)


def as_json(endpoint: Endpoint, *texts: str, steps: int = 2) -> dict[str, Any]:
    """Its JSON, printed and read again."""
    found: dict[str, Any] = json.loads(json.dumps(impact_to_json(asked(endpoint, *texts, steps=steps))))
    return found


def years(plan: dict[str, Any], share: str) -> list[tuple[int, int | None, int | None, int | None]]:
    """Fiscal year, yen and bounds of one share."""
    return [
        (year["fiscal_year"], year[share]["yen"], year[share]["low_yen"], year[share]["high_yen"])
        for year in plan["years"]
    ]


def test_a_division_of_the_founding_chapter(endpoint: Endpoint) -> None:
    """協働コミュニティ課: six projects, one of them 「他」; 22, 20 and 17 million, of which the last is derived.

    平成24年度: 4 + 1 + 2 + 15; 平成25年度: 2 + 1 + 2 + 15; 平成26年度: 0, 2 (4-1-1), 1 (5-2-2) and 14 (44-15-15).
    """
    found = as_json(endpoint, "協働コミュニティ課")
    assert {one["project"]: one["share"] for one in found["projects"]} == {
        "地域コミュニティ検討事業": "solely",
        "地域活動情報ステーションの活用": "solely",
        "市民のまちづくり参加への支援": "shared",
        "市民協働推進センターの運営": "solely",
        "市民活動団体の活性化に向けた支援": "solely",
        "NPOの育成・支援": "solely",
    }
    (plan,) = found["money"]
    assert [figures[:2] for figures in years(plan, "solely")] == [
        (2012, 22_000_000),
        (2013, 20_000_000),
        (2014, 17_000_000),
    ]
    assert plan["years"][2]["solely"]["derived_yen"] == 17_000_000
    assert plan["projects"] == {"solely": 4, "shared": 0, "related": 0}
    assert plan["homes_unread"] == 2, "two are carried by others"


def test_policies_are_reached_through_projects(endpoint: Endpoint) -> None:
    """At step 2 the sections that list them; 協2-2 only by the relisting of ステーション."""
    found = as_json(endpoint, "協働コミュニティ課")
    policies = {one["code"]: one for one in found["reached"] if one["kind"] == "policy"}
    assert policies.keys() == {"協1-1", "協1-2", "協2-2"}
    path = policies["協2-2"]["path"]
    assert [(step["relation"], step["label"]) for step in path] == [
        ("responsible", "地域活動情報ステーションの活用"),
        ("listed", "協2-2 地域情報化の推進"),
    ]
    assert policies["協2-2"]["step"] == 2
    assert policies["協2-2"]["from"] == "生活文化スポーツ部 協働コミュニティ課"


def test_sides_in_other_sections_are_told(endpoint: Endpoint) -> None:
    """The relisting at 協2-2 sits away from its home at 協1-2, and prints the division too."""
    ((project, side),) = asked(endpoint, "協働コミュニティ課").elsewhere()
    assert project.title == "地域活動情報ステーションの活用"
    assert (side.policy_code, side.role, side.names_it) == ("協2-2", "relisting", True)


def test_every_line_that_prints_the_name(endpoint: Endpoint) -> None:
    """協働コミュニティ課 stands on seven rows of two lines each."""
    found = as_json(endpoint, "協働コミュニティ課")
    assert [one["place"] for one in found["printed"] if one["stated"]] == [
        "line=34-35", "line=51-52", "line=53-54", "line=55-56", "line=57-58", "line=59-60", "line=122-123",
    ]  # fmt: skip
    assert found["documents"] == ["002_5e10e91ed6475fb9.txt"]
    assert all("協働コミュニティ課" in one["quote"].replace(" ", "") for one in found["printed"])


def test_a_lead_division_without_projects(endpoint: Endpoint) -> None:
    """生活文化課 leads 施策01, whose own 61,077 thousand yen are shown and are in no sum."""
    found = as_json(endpoint, "生活文化課", steps=1)
    assert (found["projects"], found["money"]) == ([], [])
    assert [(one["kind"], one["code"], one["relation"]) for one in found["reached"]] == [
        ("policy", "01", "lead")
    ]
    total = [one for one in found["policy_costs"] if one["cost_kind"] == "TotalCost"]
    assert [(one["fiscal_year"], one["amount_yen"]) for one in total] == [
        (2016, 61_077_000),
        (2017, 66_519_000),
        (2018, 64_969_000),
    ]


def test_a_guideline(endpoint: Endpoint) -> None:
    """協働の指針: 施策01 and 基本事業01-01 at once, the four divisions of 施策01 at step 2."""
    found = as_json(endpoint, "協働の指針")
    assert [(one["step"], one["kind"], one["label"]) for one in found["reached"]] == [
        (1, "policy", "市民と行政の協働によるまちづくり"),
        (1, "basic-project", "市民協働の推進"),
        (2, "division", "生活文化課"),
        (2, "division", "秘書広報課"),
        (2, "division", "総務課"),
        (2, "division", "財政課"),
        (2, "guideline", "市民参加・情報提供の指針"),
    ]
    assert found["printed"]
    text = render_impact(asked(endpoint, "協働の指針", scenario="revise"), "ja")
    assert "見直す施策・基本事業は2件、事業は0件です。" in text


def test_money_is_solely_theirs_or_shared(rolling: Endpoint) -> None:
    """企画課, 平成25年度版: 5 alone; 20 with 情報課 and 7 with 他; amounts of the older edition stand apart."""
    found = as_json(rolling, "企画部 企画課")
    latest, older = found["money"]
    assert (latest["title"], older["title"]) == ("平成25年度版", "平成24年度版")
    assert years(latest, "solely") == [(2013, 5, 5, 5), (2014, None, None, None), (2015, None, None, None)]
    assert years(latest, "shared") == [(2013, 27, 27, 27), (2014, 30, 25, 35), (2015, None, None, None)]
    assert latest["years"][2]["shared"]["undetermined"] == 1
    assert (latest["total"]["in_charge"]["yen"], latest["total"]["in_charge"]["low_yen"]) == (62, 57)
    assert years(older, "solely") == [(2012, 100, 100, 100), (2013, 200, 200, 200), (2014, 300, 300, 300)]
    others = {one["project"]: (one["share"], one["others"], one["and_others"]) for one in found["projects"]}
    assert others == {
        "企画課だけの事業": ("solely", [], False),
        "企画課ほかの事業": ("shared", [], True),
        "二つの版の事業": ("shared", ["企画部 情報課"], False),
    }


def test_a_bu_takes_its_ka_along(rolling: Endpoint) -> None:
    """企画部 is in charge of nothing by its own name; what 企画課 and 情報課 share is theirs alone."""
    found = as_json(rolling, "企画部")
    assert [one["label"] for one in found["of"][0]["along"]] == ["企画部 企画課", "企画部 情報課"]
    assert years(found["money"][0], "solely")[0] == (2013, 25, 25, 25)
    assert years(found["money"][0], "shared")[0] == (2013, 7, 7, 7)
    assert "企画部 企画課、企画部 情報課" in render_impact(asked(rolling, "企画部"), "ja")


def test_a_set_counts_what_its_members_share_once(rolling: Endpoint) -> None:
    """企画課 and 情報課 named together: 20 once, and no longer shared."""
    found = as_json(rolling, "企画部 企画課", "企画部 情報課", "企画部 企画課")
    assert len(found["of"]) == 2
    assert years(found["money"][0], "solely")[0] == (2013, 25, 25, 25)


def test_related_is_told_apart(rolling: Endpoint) -> None:
    """総務課 is related to 二つの版の事業 (20), leads 甲2, and is in charge of a project that another carries."""
    found = as_json(rolling, "総務課", steps=1)
    assert {one["project"]: one["share"] for one in found["projects"]} == {
        "総務課の事業": "solely",
        "二つの版の事業": "related",
    }
    latest = found["money"][0]
    assert years(latest, "related")[0] == (2013, 20, 20, 20)
    assert latest["total"]["in_charge"]["yen"] is None
    assert latest["homes_unread"] == 1
    assert [(one["label"], one["relation"]) for one in found["reached"] if one["kind"] == "policy"] == [
        ("二の施策", "lead")
    ]


def test_each_step_adds_to_the_one_before(rolling: Endpoint) -> None:
    """Step 1 projects; step 2 sections, other divisions, the guideline, the carried project; nothing after that."""
    network = Network(facts_of(rolling))
    start = ["https://example.org/id/kikaku"]
    walks = [network.reached_from(start, steps) for steps in (1, 2, 3)]
    assert walks[1][: len(walks[0])] == walks[0]
    assert walks[2][: len(walks[1])] == walks[1]
    assert {one.kind for one in walks[0]} == {"project"}
    at_two = [(one.kind, one.name, one.plan) for one in walks[1] if one.step == 2]
    assert at_two == [
        ("project", "総務課の事業", ""),
        ("policy", "甲1 一の施策", "平成24年度版"),
        ("policy", "甲1 一の施策", "平成25年度版"),
        ("policy", "甲2 二の施策", "平成25年度版"),
        ("division", "企画部 情報課", ""),
        ("division", "総務課", ""),
        ("guideline", "協働の指針", ""),
    ]
    assert len({one.iri for one in walks[2]}) == len(walks[2])


def test_a_name_in_the_text_is_offered_as_such(rolling: Endpoint) -> None:
    """企画課: three rows are statements, 「企画課が進める」 on line 7 is found in the text."""
    found = asked(rolling, "企画部 企画課", scenario="rename")
    assert [(one.place, one.stated) for one in found.printed] == [
        ("line=2", True),
        ("line=3", True),
        ("line=6", True),
        ("line=7", False),
    ]
    assert "1文書の4か所（うち記載として読み取ったもの3か所）" in render_impact(found, "ja")


def test_closing_tells_what_is_left_without_anybody(rolling: Endpoint) -> None:
    """企画課 closed: one project has nobody, two keep others."""
    text = render_impact(asked(rolling, "企画部 企画課", scenario="close"), "ja")
    assert "廃止すると、1件の事業に所管がなくなります。共管の2件には他の部課が残ります。" in text
    english = render_impact(asked(rolling, "企画部 企画課", scenario="close"), "en")
    assert "Closed, 1 projects have nobody in charge; 2 shared ones keep others." in english


def test_a_ring_of_carriers_ends(made: Endpoint) -> None:
    """From one of three projects that carry each other, six steps reach the two others, each once."""
    network = Network(facts_of(made))
    found = network.reached_from(["https://example.org/id/project/a"], 6)
    assert sorted(one.label for one in found if "輪" in one.label) == ["輪の事業その三", "輪の事業その二"]


def test_a_division_that_nothing_names(made: Endpoint) -> None:
    """何でも課: said so, with every table empty."""
    found = asked(made, "何でも課")
    assert "かかわる事業も施策もありません。" in render_impact(found, "ja")
    for table in ("reached", "money", "printed"):
        assert impact_to_table(found, table).rows == ()


@pytest.mark.parametrize(
    ("text", "kind", "command"),
    [
        ("地域活動情報ステーションの活用", "事業", "plangraph trace"),
        (
            "https://w3id.org/plangraph/id/project/13229/地域活動情報ステーションの活用",
            "事業",
            "plangraph trace",
        ),
        ("協2-2", "施策", "plangraph view"),
        ("https://w3id.org/plangraph/id/plan/13229-jisshi-2012", "計画", "plangraph view"),
    ],
)
def test_another_kind_of_thing_is_named_with_its_command(
    endpoint: Endpoint, text: str, kind: str, command: str
) -> None:
    """A project, a policy or a plan has no impact: the message says what it is and what to use."""
    with pytest.raises(NotFoundError) as caught:
        asked(endpoint, text)
    assert f"は{kind}です" in caught.value.message.ja
    assert command in caught.value.message.ja


def test_an_unknown_division_names_what_is_near(endpoint: Endpoint) -> None:
    """One character off."""
    with pytest.raises(NotFoundError) as caught:
        asked(endpoint, "協働コミュニテー課")
    assert any("協働コミュニティ課" in name for name in caught.value.near)


def test_several_divisions_are_offered(endpoint: Endpoint) -> None:
    """秘書広報課 is an office of both cities."""
    with pytest.raises(SeveralFoundError) as caught:
        asked(endpoint, "広報")
    assert {one["project"] for one in caught.value.candidates} == {"秘書広報課", "企画部 秘書広報課"}


@pytest.mark.parametrize(
    ("texts", "steps", "scenario"),
    [
        (["協働コミュニティ課"], 0, ""),
        (["協働コミュニティ課"], 99, ""),
        (["協働コミュニティ課"], 2, "revise"),
        (["協働の指針"], 2, "merge"),
        (["協働の指針"], 2, "evaporate"),
    ],
)
def test_what_makes_no_sense_is_refused(
    endpoint: Endpoint, texts: list[str], steps: int, scenario: str
) -> None:
    """Steps out of bounds, a scenario for another kind of thing, or none that is known."""
    with pytest.raises(QueryError):
        asked(endpoint, *texts, steps=steps, scenario=scenario)


def test_the_tables_as_csv(rolling: Endpoint) -> None:
    """One row for each thing that is reached, with its path; money by plan, year and share."""
    found = asked(rolling, "企画部 企画課")
    reached = list(csv.DictReader(io.StringIO(to_csv(impact_to_table(found)).decode("utf-8-sig"))))
    assert len(reached) == len(found.reached)
    row = next(one for one in reached if one["label"] == "総務課の事業")
    assert row["path"] == "企画部 企画課 →（所管）企画課だけの事業 →（実施・計上元）総務課の事業"
    money = impact_to_table(found, "money").records()
    assert {(one["plan"], one["fiscal_year"], one["share"], one["amount_yen"]) for one in money} >= {
        ("平成25年度版", "2013", "solely", "5"),
        ("平成25年度版", "2015", "shared", ""),
        ("平成24年度版", "2012", "solely", "100"),
    }

"""Trace: golden values by hand from the print of the founding documents, and a made city for what they lack."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plangraph.asking.trace import render_trace, trace, trace_to_json
from plangraph.asking.trace_picture import trace_svg
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint

BASE = "https://w3id.org/plangraph/id/"
STATION = "地域活動情報ステーションの活用"
KEYS = [
    "project", "iri", "listings", "home", "home_code", "relistings", "carried_by", "counted_in", "divisions",
    "guidelines", "costs", "total_yen",
]  # fmt: skip


def traced(endpoint: Endpoint, text: str) -> dict[str, Any]:
    """The JSON of a trace, printed and read again."""
    found: dict[str, Any] = json.loads(json.dumps(trace_to_json(trace(endpoint, text)), ensure_ascii=False))
    return found


def picked(records: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    """Some columns of a list of records."""
    return [tuple(record[key] for key in keys) for record in records]


def test_a_mutual_pair(endpoint: Endpoint) -> None:
    """地域活動情報ステーションの活用: home 協1-2, relisting 協2-2, four million, the third year derived."""
    found = traced(endpoint, STATION)
    assert [key for key in KEYS if key in found] == KEYS
    assert found["project"] == STATION
    assert found["iri"] == f"{BASE}project/13229/{STATION}"
    columns = ("policy_code", "policy_title", "role", "marked_code", "state", "place")
    home = ("協1-2", "協働のまちづくりの推進", "home", "協2-2", "mutual", "line=53-54")
    relisting = ("協2-2", "地域情報化の推進", "relisting", "協1-2", "mutual", "line=122-123")
    assert picked(found["listings"], *columns) == [home, relisting]
    assert picked([found["home"]], *columns) == [home]
    assert picked(found["relistings"], *columns) == [relisting]
    assert found["home_code"] is None
    assert found["home"]["quote"].startswith(f"{STATION}(協2-2で再掲)\t地域活動情報ステーションの運用\t継 続")
    assert found["home"]["document"] == "002_5e10e91ed6475fb9.txt"
    assert picked(found["divisions"], "name", "and_others", "policy_code") == [
        ("生活文化スポーツ部 協働コミュニティ課", False, "協1-2"),
        ("生活文化スポーツ部 協働コミュニティ課", False, "協2-2"),
    ]
    assert picked(found["costs"], "fiscal_year", "amount_yen", "amount_status", "low_yen", "high_yen") == [
        (2012, 1_000_000, "stated", 1_000_000, 1_000_000),
        (2013, 1_000_000, "stated", 1_000_000, 1_000_000),
        (2014, 2_000_000, "derived", 500_000, 3_500_000),
    ]
    assert found["total_yen"] == 4_000_000
    assert (found["carried_by"], found["counted_in"], found["guidelines"]) == ([], [], [])


def test_a_home_whose_relisting_is_known_by_its_mark_alone(endpoint: Endpoint) -> None:
    """災害情報: 協2-2 is the home although it says 安2-3で再掲, which is in no chapter that was read."""
    found = traced(endpoint, "災害情報")
    assert (found["home"]["policy_code"], found["home"]["place"]) == ("協2-2", "line=90-91")
    columns = ("policy_code", "role", "state", "place", "quote", "iri")
    assert picked(found["relistings"], *columns) == [
        ("安2-3", "relisting", "targetNotLoaded", None, None, None)
    ]
    assert found["relistings"][0]["policy_title"] == "安心で快適に暮らすまちづくり"
    assert len(found["listings"]) == 1
    assert found["total_yen"] == 1_000_000
    assert picked(found["costs"], "amount_yen", "amount_status", "low_yen", "high_yen")[2] == (
        1_000_000,
        "derived",
        0,
        1_500_000,
    )


def test_a_relisting_whose_home_was_not_read(endpoint: Endpoint) -> None:
    """福祉情報総合ネットワーク: its home is in 笑1-1, and the graph holds none of its money."""
    found = traced(endpoint, "福祉情報総合ネットワーク")
    assert (found["home"], found["home_code"], found["total_yen"]) == (None, "笑1-1", None)
    assert picked(found["relistings"], "policy_code", "state") == [("協2-2", "targetNotLoaded")]
    assert picked(found["costs"], "amount_status", "amount_yen") == [("relisted", None)] * 3


def test_money_counted_in_a_project_whose_home_was_not_read(endpoint: Endpoint) -> None:
    """不登校…: counted in 小中学校コンピュータ…, which is there as a relisting of 創2-3 only."""
    found = traced(endpoint, "不登校")
    assert picked(found["counted_in"], "project", "iri", "home_read", "home_code") == [
        (
            "小中学校コンピュータ環境整備の推進",
            f"{BASE}project/13229/小中学校コンピュータ環境整備の推進",
            False,
            "創2-3",
        )
    ]
    assert (found["carried_by"], found["home"], found["home_code"]) == ([], None, None)
    assert picked(found["listings"], "role", "state", "marked_code") == [("carried", "", "")]
    assert picked(found["costs"], "fiscal_year", "amount_status") == [
        (year, "carried") for year in (2012, 2013, 2014)
    ]


def test_a_project_carried_by_one_that_nobody_finds(endpoint: Endpoint) -> None:
    """世代間交流: carried by 地域教育協力者活用事業等, which no document lists; 教育指導課 他 is an open list."""
    found = traced(endpoint, "世代間交流事業の実施")
    assert picked(found["carried_by"], "project", "iri") == [("地域教育協力者活用事業等", None)]
    assert picked(found["divisions"], "name", "and_others") == [("教育部 教育指導課", True)]
    assert found["total_yen"] is None


def test_a_carrier_in_the_same_section(endpoint: Endpoint) -> None:
    """市民活動団体…: carried by 地域活動情報ステーションの活用, whose home was read."""
    found = traced(endpoint, "市民活動団体の活性化に向けた支援")
    assert picked(found["carried_by"], "project", "home_read", "closes_cycle") == [(STATION, True, False)]


def test_a_printed_total_stands_although_years_are_missing(endpoint: Endpoint) -> None:
    """庁舎機能: 5 | 5 | *** and a lost third year; the total is the printed one."""
    found = traced(endpoint, "庁舎機能の整理統合についての検討")
    assert picked(found["costs"], "amount_yen", "amount_status") == [
        (5_000_000, "stated"),
        (None, "undetermined"),
        (None, "lost"),
    ]
    assert (found["total_yen"], found["total_printed"]) == (5_000_000, True)


def test_a_guideline_named_in_the_title(endpoint: Endpoint) -> None:
    """人材育成基本方針に基づく…: the guideline, and no total where no year is known."""
    found = traced(endpoint, "人材育成基本方針に基づく人材育成の推進")
    assert found["guidelines"] == [
        {"name": "人材育成基本方針", "iri": f"{BASE}guideline/13229/人材育成基本方針"}
    ]
    assert found["total_yen"] is None


def test_two_divisions_in_the_order_of_the_print(endpoint: Endpoint) -> None:
    """行政関連情報の運営管理: 企画部情報推進課 before 市民部市民課."""
    found = traced(endpoint, "行政関連情報の運営管理")
    assert [division["name"] for division in found["divisions"]] == ["企画部 情報推進課", "市民部 市民課"]


@pytest.mark.parametrize(
    "name",
    [
        f"{BASE}project/13229/{STATION}",
        f"{BASE}listing/13229-nishitokyo-h24-chapter6/協2-2/{STATION}",
        "地域活動情報ステーショ ンの活用(協1-2で再掲)",
    ],
)
def test_a_project_is_found_by_its_address_a_listing_or_the_printed_cell(
    endpoint: Endpoint, name: str
) -> None:
    """All of these mean the same project."""
    assert trace(endpoint, name).project == STATION


def test_several_projects_are_offered(endpoint: Endpoint) -> None:
    """情報 stands in the titles of eleven projects."""
    with pytest.raises(SeveralFoundError) as caught:
        trace(endpoint, "情報")
    assert len(caught.value.candidates) == 11
    station = {"project": STATION, "iri": f"{BASE}project/13229/{STATION}", "policy_code": "協1-2"}
    assert station in caught.value.candidates


def test_an_unknown_project_names_what_is_near(endpoint: Endpoint) -> None:
    """One character off: the right title is offered."""
    with pytest.raises(NotFoundError) as caught:
        trace(endpoint, "地域活動情報ステイションの活用")
    assert caught.value.near[0] == STATION


def test_an_address_of_something_else_is_no_project(endpoint: Endpoint) -> None:
    """A policy has no trace."""
    with pytest.raises(NotFoundError, match="nothing answers"):
        trace(endpoint, f"{BASE}policy/13229-jisshi-2012/協2-2")


def test_text_that_would_break_out_of_an_iri_is_refused(endpoint: Endpoint) -> None:
    """No text reaches a query unchecked."""
    with pytest.raises(NotFoundError):
        trace(endpoint, "http://x/> ?p ?o } #")


def test_a_cycle_is_followed_once_and_named(made: Endpoint) -> None:
    """その一 → その二 → その三 → その一, where it stops."""
    found = traced(made, "輪の事業その一")
    assert picked(found["carried_by"], "project", "step", "closes_cycle") == [
        ("輪の事業その二", 1, False),
        ("輪の事業その三", 2, False),
        ("輪の事業その一", 3, True),
    ]
    assert "循環" in render_trace(trace(made, "輪の事業その一"), "ja")


def test_of_two_homes_the_first_one_counts(made: Endpoint) -> None:
    """Ten yen in 甲1 and seven in 甲2: ten are counted, and the other home is shown."""
    found = traced(made, "二か所の本掲")
    assert (found["home"]["policy_code"], found["total_yen"]) == ("甲1", 10)
    assert picked(found["other_homes"], "policy_code", "state") == [("甲2", "twoHomes")]
    assert found["relistings"] == []
    assert "甲1、甲2" in render_trace(trace(made, "二か所の本掲"), "ja")


def test_money_on_a_relisting_is_not_counted(made: Endpoint) -> None:
    """Five yen at home; the nine of the relisting stay out."""
    assert traced(made, "再掲に金額")["total_yen"] == 5


def test_a_mark_on_a_section_that_lacks_the_project(made: Endpoint) -> None:
    """OneWay: 甲2 was read, and the relisting is known by the mark alone."""
    found = traced(made, "=片側のみ")
    assert picked(found["relistings"], "policy_code", "state", "place") == [("甲2", "oneWay", None)]


def test_a_home_that_may_be_in_two_sections_is_not_guessed(made: Endpoint) -> None:
    """Two unread sections are marked: no home code; the codes stand in the order of the print."""
    found = traced(made, "行方の知れない再掲")
    assert (found["home"], found["home_code"]) == (None, None)
    assert found["listings"][0]["marked_code"] == "乙2; 乙1"
    assert {item["policy_code"] for item in found["relistings"]} == {"甲1", "乙1", "乙2"}


def test_one_title_of_two_projects_is_not_chosen(made: Endpoint) -> None:
    """Both are offered with their policies, and an address means one of them."""
    with pytest.raises(SeveralFoundError) as caught:
        trace(made, "同名の事業")
    assert [item["policy_code"] for item in caught.value.candidates] == ["甲1", "甲2"]
    assert trace(made, "https://example.org/id/project/same~甲2").home is not None


def test_the_text_speaks_the_words_of_the_ontology(endpoint: Endpoint) -> None:
    """Roles, states and statuses are named by the labels in the graph, in both languages."""
    found = trace(endpoint, STATION)
    japanese, english = render_trace(found, "ja"), render_trace(found, "en")
    for words in ("本掲", "再掲", "相互に確認", "推計", "500,000円～3,500,000円", "line=122-123"):
        assert words in japanese
    for words in ("home", "relisting", "mutual", "derived", "500,000 yen to 3,500,000 yen", "FY2014"):
        assert words in english


def test_the_text_says_that_the_money_is_not_in_the_graph(endpoint: Endpoint) -> None:
    """A planner must not take an unread home for a project without cost."""
    assert "本掲 創2-3 は未読のため、金額はこのグラフにありません" in render_trace(
        trace(endpoint, "不登校"), "ja"
    )


def test_every_statement_has_its_place(endpoint: Endpoint) -> None:
    """The work of 平成24年度 stands on line 53, its million and the printed total on line 54, each with its words."""
    home = traced(endpoint, STATION)["home"]
    assert picked(home["contents"], "fiscal_year", "text", "place") == [
        (2012, "地域活動情報ステーションの運用", "line=53"),
        (2013, "継続", "line=53"),
        (2014, "継続", "line=53"),
    ]
    assert picked(home["costs"], "kind", "first_year", "last_year", "amount_yen", "place") == [
        ("cost", 2012, 2012, 1_000_000, "line=54"),
        ("cost", 2013, 2013, 1_000_000, "line=54"),
        ("cost", 2014, 2014, 2_000_000, "line=54"),
        ("total", 2012, 2014, 4_000_000, "line=54"),
    ]
    for said in (*home["contents"], *home["costs"]):
        assert said["document"] == "002_5e10e91ed6475fb9.txt"
    assert home["costs"][0]["quote"].startswith("事業費(百万円)\t4\t1\t1")


def test_a_mark_says_what_it_led_to(endpoint: Endpoint) -> None:
    """協2-2 was read and has the listing; 安2-3 was not, and only its chapter's name is known."""
    found = traced(endpoint, STATION)
    (mark,) = found["home"]["marks"]
    assert (mark["code"], mark["title"], mark["read"]) == ("協2-2", "地域情報化の推進", True)
    assert mark["joined"] == [{"iri": found["relistings"][0]["iri"], "policy_code": "協2-2"}]
    (away,) = traced(endpoint, "災害情報")["home"]["marks"]
    assert (away["code"], away["title"], away["read"], away["joined"]) == (
        "安2-3",
        "安心で快適に暮らすまちづくり",
        False,
        [],
    )


def test_sides_that_agree(endpoint: Endpoint) -> None:
    """地域活動情報ステーション: both sides print 協働コミュニティ課 and 重点 新規."""
    found = traced(endpoint, STATION)
    assert (found["divisions_agree"], found["designations_agree"]) == (True, True)
    assert found["designations_by_side"] == [
        {"policy_code": "協1-2", "names": ["重点", "新規"]},
        {"policy_code": "協2-2", "names": ["重点", "新規"]},
    ]


def test_one_side_has_nothing_to_agree_with(endpoint: Endpoint) -> None:
    """A project listed once is not said to agree."""
    found = traced(endpoint, "庁舎機能の整理統合についての検討")
    assert found["divisions_agree"] is None
    assert "一致" not in render_trace(trace(endpoint, "庁舎機能の整理統合についての検討"), "ja")


def test_sides_that_differ(rolling: Endpoint) -> None:
    """甲1 says 企画課 and 重点 新規, 甲2 says 情報課 and 重点; 総務課 is related at 甲1."""
    found = traced(rolling, "二つの版の事業")
    assert (found["divisions_agree"], found["designations_agree"]) == (False, False)
    assert found["divisions_by_side"] == [
        {"policy_code": "甲1", "names": ["企画部 企画課"]},
        {"policy_code": "甲2", "names": ["企画部 情報課"]},
    ]
    assert picked(found["related_divisions"], "name", "policy_code") == [("総務課", "甲1")]
    text = render_trace(trace(rolling, "二つの版の事業"), "ja")
    assert "所管が掲載によって違います: 甲1 は 企画部 企画課、甲2 は 企画部 情報課。" in text


def test_amounts_of_two_editions_are_kept_apart(rolling: Endpoint) -> None:
    """平成25年度版 says 20, 30 (25 to 35), 未定; 平成24年度版 said 100, 200, 300. The top is the latest's."""
    found = traced(rolling, "二つの版の事業")
    assert found["plan"]["title"] == "平成25年度版"
    assert picked(found["costs"], "fiscal_year", "amount_yen", "low_yen", "high_yen") == [
        (2013, 20, 20, 20),
        (2014, 30, 25, 35),
        (2015, None, None, None),
    ]
    assert found["total_yen"] is None
    assert found["home"]["policy_code"] == "甲1"
    assert found["other_homes"] == []
    assert picked(found["plans"], "title", "first_year", "total_yen") == [
        ("平成25年度版", 2013, None),
        ("平成24年度版", 2012, 600),
    ]
    assert picked(found["plans"][1]["costs"], "fiscal_year", "amount_yen") == [
        (2012, 100),
        (2013, 200),
        (2014, 300),
    ]
    assert len(found["listings"]) == 3
    text = render_trace(trace(rolling, "二つの版の事業"), "ja")
    assert (
        text.index("■ 平成25年度版") < text.index("20円") < text.index("■ 平成24年度版") < text.index("100円")
    )


def test_a_project_that_no_plan_lists(made: Endpoint) -> None:
    """その三 is known as a carrier alone: said so, without an error, in every form."""
    found = trace(made, "輪の事業その三")
    assert (found.plans, found.home, found.total_yen) == ((), None, None)
    assert "どの計画にも掲載がありません" in render_trace(found, "ja")
    assert trace_to_json(found)["plan"] is None
    assert "輪の事業その三" in trace_svg(found, "ja")


@pytest.mark.parametrize(
    "text",
    [
        "ＩＣＴを活用した 市民参加手法の充実",
        "ict・を活用した市民参加",
        "ICTを活用した市民参加手法の充実（協2-2で再掲）",
    ],
)
def test_width_spaces_and_marks_do_not_matter(endpoint: Endpoint, text: str) -> None:
    """All of these find the one project."""
    assert trace(endpoint, text).project == "ICTを活用した市民参加手法の充実"

"""Totals of the founding documents, by hand from the print, and of a made city for what they lack."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from plangraph.asking.facts import Amount, Facts, ListingFacts, PlanFacts, PolicyFacts, ProjectFacts, facts_of
from plangraph.asking.table import to_csv
from plangraph.asking.totals import Question, totals
from plangraph.asking.totals_text import render_totals, totals_table, totals_to_json, totals_to_xlsx
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint

BASE = "https://w3id.org/plangraph/id/"
MILLION = 1_000_000
FIGURES = ("as_printed_yen", "counted_once_yen", "low_yen", "high_yen")


def answered(endpoint: Endpoint, **asked: Any) -> list[dict[str, Any]]:
    """The JSON of totals, printed and read again."""
    found = totals(facts_of(endpoint), Question(**asked))
    rows: list[dict[str, Any]] = json.loads(json.dumps(totals_to_json(found), ensure_ascii=False))
    return rows


def millions(rows: list[dict[str, Any]], *names: str) -> dict[str, tuple[float, ...]]:
    """Some figures of rows in million yen, by key."""
    return {row["key"]: tuple(row[name] / MILLION for name in names or FIGURES) for row in rows}


def test_by_policy(endpoint: Endpoint) -> None:
    """協1-1 adds 6, 27 and 27; 協1-2 prints 36 of its 53 million, the rest is derived, each year give or take the rounding."""
    rows = millions(answered(endpoint))
    assert rows["協1-1"] == (60, 60, 60, 60)
    assert rows["協1-2"] == (36, 53, 49, 57.5)  # 4, 5, 44 less the printed years; 2 and 1 ± 1.5, 14 ± 1.5
    assert rows["協2-1"] == (20, 29, 27.5, 30.5)
    assert rows["協1"] == (96, 113, 109, 117.5)
    assert rows["協2"][:2] == (1_289, 1_941)
    assert rows["6"][:2] == rows["all"][:2] == (1_385, 2_054)
    assert list(rows)[-1] == "all"


def test_printed_totals_make_2054_million(endpoint: Endpoint) -> None:
    """Three homes print all their years, which agree; ten lost a year that was derived; three lack a figure or two."""
    last = answered(endpoint)[-1]
    assert last["printed_total_yen"] == 2_054 * MILLION
    outcomes = [one["outcome"] for one in last["printed_totals"]]
    assert {word: outcomes.count(word) for word in set(outcomes)} == {
        "agrees": 3,
        "derived": 10,
        "incomparable": 3,
    }
    missing = {one["project"]: one["missing"] for one in last["printed_totals"]}
    assert missing["庁舎機能の整理統合についての検討"] == ["lost", "undetermined"]
    assert missing["田無庁舎整備事業"] == ["blank", "derived"]


def test_the_proof_names_every_listing(endpoint: Endpoint) -> None:
    """39 listings less 22 homes: 13 relistings and 4 carried ones; none states money, and it is said where the home is."""
    last = answered(endpoint)[-1]
    assert len(last["left_out"]) == 17
    reasons = [one["reason"] for one in last["left_out"]]
    assert (reasons.count("relisted"), reasons.count("carried"), reasons.count("countedIn")) == (13, 3, 1)
    assert {one["amount_yen"] for one in last["left_out"]} == {None}
    by_title = {one["project"]: one for one in last["left_out"]}
    assert by_title["ホームページの充実"]["counted_at"] == "協2-1"
    away = by_title["不登校児童・生徒サポート情報ネットワークシステムの構築"]
    assert (away["reason"], away["carriers"], away["counted_at"], away["policy_code"]) == (
        "countedIn",
        ["小中学校コンピュータ環境整備の推進"],
        None,
        "協2-2",
    )


def test_what_is_not_known_is_listed(endpoint: Endpoint) -> None:
    """庁舎機能: *** in 2013, the third year lost. Seven cells are lost, one undetermined, fourteen blank."""
    last = answered(endpoint)[-1]
    office = [one for one in last["undetermined"] if one["project"].startswith("庁舎機能")]
    assert [(one["policy_code"], one["fiscal_year"], one["status"]) for one in office] == [
        ("協2-3", 2013, "undetermined"),
        ("協2-3", 2014, "lost"),
    ]
    assert last["cells"] == {"stated": 32, "derived": 12, "undetermined": 1, "lost": 7, "blank": 14}
    assert len(last["undetermined"]) == last["undetermined_count"] == 22


def test_by_year(endpoint: Endpoint) -> None:
    """680 and 687 million are printed; of the third year 18 million, and 669 are derived."""
    rows = answered(endpoint, by="year")
    assert millions(rows, "as_printed_yen", "derived_yen", "counted_once_yen") == {
        "2012": (680, 0, 680),
        "2013": (687, 0, 687),
        "2014": (18, 669, 687),
        "all": (1_385, 669, 2_054),
    }


def test_by_division(endpoint: Endpoint) -> None:
    """行政関連情報 has two divisions and its 1,750 million count under each: the row for all says so."""
    rows = answered(endpoint, by="division")
    by_label = {row["label"]: row for row in rows}
    assert by_label["企画部"]["counted_once_yen"] == (20 + 1_750 + 29) * MILLION
    assert by_label["企画部 情報推進課"]["counted_once_yen"] == 1_750 * MILLION
    assert by_label["市民部"]["counted_once_yen"] == (6 + 1_782) * MILLION
    assert by_label["企画部 情報推進課"]["parent"] == by_label["企画部"]["iri"]
    assert rows[-1]["overlap_yen"] == 1_750 * MILLION
    assert any("1,750,000,000 円多い" in note["ja"] for note in rows[-1]["notes"])


def test_by_designation_level_and_plan(endpoint: Endpoint) -> None:
    """重点 is 27 + 4 + 44; each level of the tree holds the whole chapter; one of the two plans prints no listing."""
    assert millions(answered(endpoint, by="designation"), "counted_once_yen")["重点"] == (75,)
    levels = millions(answered(endpoint, by="level"), "counted_once_yen")
    assert levels == {
        "政策": (0,), "章": (2_054,), "基本施策": (2_054,), "施策": (2_054,), "all": (2_054,),
    }  # fmt: skip
    plans = millions(answered(endpoint, by="plan"), "counted_once_yen")
    assert plans[f"{BASE}plan/13229-jisshi-2012"] == (2_054,)
    assert plans[f"{BASE}plan/13222-chouki4-kouki"] == (0,)


def test_filters(endpoint: Endpoint) -> None:
    """A plan by part of its title, a year, a level."""
    assert millions(answered(endpoint, plan="実施計画", year=2013), "counted_once_yen")["協1-2"] == (18,)
    assert [row["key"] for row in answered(endpoint, level="基本施策")] == ["協1", "協2", "all"]
    assert answered(endpoint, year=2013)[-1]["printed_totals"] == []


def test_costs_printed_for_a_policy(endpoint: Endpoint) -> None:
    """平成28年度: 25,540 + 35,537 = 61,077 千円, and no listing beside it; personnel cost is in no sum."""
    rows = answered(endpoint, plan="長期総合計画")
    assert rows[-1]["counted_once_yen"] == 0
    costs = rows[-1]["policy_costs"]
    assert [
        (c["fiscal_year"], c["project_cost_yen"], c["personnel_cost_yen"], c["total_cost_yen"]) for c in costs
    ] == [
        (2016, 25_540_000, 35_537_000, 61_077_000),
        (2017, 29_426_000, 37_093_000, 66_519_000),
        (2018, 26_100_000, 38_869_000, 64_969_000),
    ]
    assert {(c["outcome"], c["difference_yen"], c["counted_once_yen"]) for c in costs} == {
        ("agrees", 0, None)
    }
    assert any("掲載がない" in note["ja"] for note in rows[-1]["notes"])


def test_equal_shares(endpoint: Endpoint) -> None:
    """ホームページ (29) is in 協2-1 and 協2-2, 地域活動情報ステーション (4) in 協1-2 and 協2-2: half of each moves."""
    rows = answered(endpoint, spread="equal")
    assert millions(rows, "counted_once_yen", "spread_yen", "derived_yen") == {
        **millions(rows, "counted_once_yen", "spread_yen", "derived_yen"),
        "協2-1": (14.5, -10, 4.5),
        "協1-2": (51, -1, 16),
        "協2-2": (1_805.5, 11, 593.5),
        "all": (2_054, 0, 669),
    }
    assert {row["spread"] for row in rows} == {"equal"}
    notes = " ".join(note["ja"] for note in rows[-1]["notes"])
    assert "按分: 均等" in notes
    assert "1事業は、記号からのみ分かる施策にも" in notes  # 災害情報, whose 安2-3 was not read


def test_money_that_is_printed_twice(made: Endpoint) -> None:
    """10 and 7 on two homes, 5 at home and 9 on a relisting, 3 in a later year: 34 are printed, 18 count."""
    rows = answered(made)
    last = rows[-1]
    assert (last["as_printed_yen"], last["left_out_yen"], last["counted_once_yen"]) == (34, 16, 18)
    stated = [one for one in last["left_out"] if one["amount_yen"] is not None]
    assert [
        (o["project"], o["policy_code"], o["reason"], o["amount_yen"], o["counted_at"]) for o in stated
    ] == [
        ("二か所の本掲", "甲2", "secondHome", 7, "甲1"),
        ("再掲に金額", "甲2", "relisted", 9, "甲1"),
    ]
    assert {row["key"]: (row["as_printed_yen"], row["counted_once_yen"]) for row in rows} == {
        "甲1": (15, 15),
        "甲2": (19, 3),
        "all": (34, 18),
    }


def test_work_that_is_handed_round_in_a_ring(made: Endpoint) -> None:
    """その一 → その二 → その三 → その一: no home at the end, and it ends."""
    ring = next(one for one in answered(made)[-1]["left_out"] if one["project"] == "輪の事業その一")
    assert (ring["reason"], ring["carriers"], ring["counted_at"]) == ("carried", ["輪の事業その二"], None)


def cell(year: int, yen: int | None, status: str = "stated", unit: int = 1) -> Amount:
    """An amount of one year."""
    return Amount(year, year, status, yen, yen, yen, unit=unit)


def plan_of(*listings: ListingFacts, **more: Any) -> Facts:
    """A plan of one policy with these listings."""
    plans = {"plan": PlanFacts("plan", "計画", 2012, 2014, "city", "架空市")}
    policies = {"p": PolicyFacts("p", "policy", "1", "施策", parent="plan")}
    projects = {one.project: ProjectFacts(one.project, one.project) for one in listings}
    facts = Facts(listings, projects, policies, {}, {}, plans)
    return replace(facts, **more)


def home(project: str, *costs: Amount, **more: Any) -> ListingFacts:
    """A home under the one policy."""
    return ListingFacts(f"l-{project}", project, 1, "doc", "plan", "p", project, "home", costs=costs, **more)


@pytest.mark.parametrize(
    ("total", "outcome", "difference"),
    [(9, "agrees", 0), (10, "agrees", 1), (11, "agrees", 2), (12, "differs", 3), (6, "differs", -3)],
)
def test_a_printed_total_and_its_rounding(total: int, outcome: str, difference: int) -> None:
    """Three years of 3 and a total, each rounded: two units apart can be rounding, three cannot."""
    listing = home(
        "x", *(cell(year, 3) for year in (2012, 2013, 2014)), totals=(Amount(2012, 2014, "stated", total),)
    )
    (found,) = totals(plan_of(listing), Question()).all.printed_totals
    assert (found.outcome, found.difference) == (outcome, difference)


def test_a_plan_without_costs_and_of_one_project() -> None:
    """One project without a figure: a dash in the place of its sum, and the note says that no cell has an amount."""
    found = totals(plan_of(home("x", cell(2012, None, "blank"))), Question())
    assert (found.all.counted.known, found.all.counted.blank) == (False, 1)
    assert "金額のある欄がない" in render_totals(found, "ja")
    one = totals(plan_of(home("x", cell(2012, 7))), Question())
    assert [row.counted.yen for row in (*one.rows, one.all)] == [7, 7]


def test_a_ring_of_policies_is_cut_and_said() -> None:
    """1 is part of 2, and 2 of 1: the sum stands once, and a note names the place."""
    policies = {
        "p": PolicyFacts("p", "policy", "1", "一", parent="q"),
        "q": PolicyFacts("q", "policy", "2", "二", parent="p"),
    }
    found = totals(plan_of(home("x", cell(2012, 7)), policies=policies), Question())
    assert [(row.heading.key, row.counted.yen) for row in found.rows] == [("1", 7), ("2", 0)]
    assert any("輪になっている" in note.ja for note in found.notes)


def test_editions_that_share_years_are_said() -> None:
    """The same year in two editions of a series is counted in each: a note tells the reader to choose one."""
    plans = {
        "plan": PlanFacts("plan", "一版", 2012, 2014, "city", "架空市", "series"),
        "next": PlanFacts("next", "二版", 2013, 2015, "city", "架空市", "series"),
    }
    both = home("x", cell(2013, 7)), replace(home("x", cell(2013, 7)), iri="l-2", plan="next")
    found = totals(plan_of(*both, plans=plans), Question())
    assert found.all.counted.yen == 14
    assert any("同じ系列の版" in note.ja for note in found.notes)
    alone = totals(plan_of(*both, plans=plans), Question(plan="二版"))
    assert alone.all.counted.yen == 7
    assert not any("同じ系列の版" in note.ja for note in alone.notes)


def test_unknown_names_say_what_there_is(endpoint: Endpoint) -> None:
    """Plan, level, year and row."""
    facts = facts_of(endpoint)
    with pytest.raises(NotFoundError, match="実施計画"):
        totals(facts, Question(plan="なにか"))
    with pytest.raises(NotFoundError, match="基本施策"):
        totals(facts, Question(level="課"))
    with pytest.raises(NotFoundError, match="FY2012 to FY2018"):
        totals(facts, Question(year=1999))
    with pytest.raises(SeveralFoundError) as caught:
        totals(facts, Question(plan="計画"))
    assert len(caught.value.candidates) == 2
    found = totals(facts, Question())
    with pytest.raises(NotFoundError, match="協1-1"):
        found.row("協9-9")
    with pytest.raises(SeveralFoundError):
        found.row("01")
    assert found.row("開かれた市政の推進").heading.key == "協2-1"


def test_the_text_shows_the_sum_and_its_proof(endpoint: Endpoint) -> None:
    """The identity with its numbers, in both languages, and one row with all of its proof."""
    found = totals(facts_of(endpoint), Question())
    assert (
        "印字額 1,385,000,000 - 除いた額 0 + 推計 669,000,000 = 一度だけ数えた額 2,054,000,000"
        in render_totals(found, "ja")
    )
    one = render_totals(found, "en", found.row("協1-2"))
    assert "as printed 36,000,000 - left out 0 + derived 17,000,000 = counted once 53,000,000" in one
    assert "carried by another project" in one
    assert "協2-1" not in one


def test_tables(endpoint: Endpoint) -> None:
    """CSV has a line for each row; the workbook a sheet for each part of the proof, figures as numbers."""
    found = totals(facts_of(endpoint), Question())
    rows = list(csv.DictReader(io.StringIO(to_csv(totals_table(found, "ja")).decode("utf-8-sig"))))
    assert rows[-1]["counted_once_yen"] == "2054000000"
    assert {row["spread"] for row in rows} == {"home"}
    book = load_workbook(io.BytesIO(totals_to_xlsx(found, "ja")))
    assert book.sheetnames == ["集計", "除いた掲載", "分からない欄", "印字された計", "施策の費用", "数え方"]
    sheet = book["集計"]
    column = [one.value for one in sheet[1]].index("counted_once_yen") + 1
    last = sheet.cell(sheet.max_row, column)
    assert (last.value, last.number_format, sheet.freeze_panes) == (2_054_000_000, "#,##0", "A2")
    assert book["除いた掲載"].max_row == 18
    assert "按分" in str(book["数え方"]["B2"].value)

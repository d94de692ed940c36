"""The example queries: each is run, and its rows are those of the print."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangraph.asking.queries import get_query, load_queries
from plangraph.bundled import bundled
from plangraph.errors import DescriptionError, NotFoundError
from plangraph.graph.endpoint import Endpoint

STATION = "地域活動情報ステーションの活用"
EXPECTED_COUNTS = {
    "costs-by-year-and-department": 18,
    "cross-listed-projects": 18,
    "derived-share": 3,
    "divisions-by-cross-listings": 11,
    "double-counting": 4,
    "falling-indicators": 1,
    "guidelines": 8,
    "one-way-marks": 10,
    "policy-costs": 3,
    "priority-without-money": 4,
    "statements-with-sources": 12,
    "totals-by-policy": 5,
}


def ask(endpoint: Endpoint, name: str) -> list[dict[str, str]]:
    """The rows of an example as plain text."""
    query = get_query(bundled("queries"), name)
    return [{key: str(term.value) for key, term in row.items()} for row in endpoint.select(query.text)]


def test_every_example_has_its_expectation() -> None:
    """A new query file without a test fails here."""
    queries = load_queries(bundled("queries"))
    assert {query.name for query in queries} == set(EXPECTED_COUNTS)
    assert {query.kind for query in queries} == {"select"}
    assert all(query.question.ja != query.question.en for query in queries)


@pytest.mark.parametrize(("name", "count"), EXPECTED_COUNTS.items())
def test_an_example_gives_its_rows(endpoint: Endpoint, name: str, count: int) -> None:
    """So many rows for the founding documents."""
    assert len(ask(endpoint, name)) == count


def test_nothing_is_counted_twice_in_the_founding_documents(endpoint: Endpoint) -> None:
    """Four projects stand under two policies, and their relistings state no money."""
    rows = ask(endpoint, "double-counting")
    assert {row["excess_yen"] for row in rows} == {"0"}
    assert {(row["title"], row["counted_once_yen"]) for row in rows} == {
        ("ホームページの充実", "29000000"),
        (STATION, "4000000"),
        ("ICTを活用した市民参加手法の充実", "0"),
        ("情報公開の推進", "0"),
    }


def test_double_counting_shows_where_it_is(made: Endpoint) -> None:
    """A second home of seven yen beside one of ten; nine yen on a relisting beside five at home."""
    found = {
        row["title"]: (row["counted_once_yen"], row["excess_yen"]) for row in ask(made, "double-counting")
    }
    assert found == {"再掲に金額": ("5", "9"), "二か所の本掲": ("10", "7")}


def test_marks_that_are_not_confirmed(endpoint: Endpoint) -> None:
    """Ten, all because the section was not read, in the order of the print."""
    rows = ask(endpoint, "one-way-marks")
    assert {row["state"] for row in rows} == {"再掲先が未読"}
    assert [row["marked_code"] for row in rows] == [
        "笑1-1", "創3-4", "笑1-1", "安2-3", "環2-1", "創2-3", "創2-3", "創3-1", "創3-2", "活1-1",
    ]  # fmt: skip
    assert (rows[3]["title"], rows[3]["place"]) == ("災害情報提供システムの構築について検討", "line=90-91")


def test_cross_listed_projects_with_their_states(endpoint: Endpoint) -> None:
    """Eight mutual listings of four projects, ten whose target was not read."""
    rows = ask(endpoint, "cross-listed-projects")
    mutual = {(row["title"], row["policy_code"], row["role"]) for row in rows if row["state"] == "相互に確認"}
    assert len(mutual) == 8
    assert {(STATION, "協1-2", "本掲"), (STATION, "協2-2", "再掲")} <= mutual


def test_priority_projects_without_money(endpoint: Endpoint) -> None:
    """Four, and why: carried by another project, or printed as a relisting."""
    assert {(row["title"], row["statuses"]) for row in ask(endpoint, "priority-without-money")} == {
        ("世代間交流事業の実施", "他事業に計上"),
        ("小地域での総合的地域ケアシステムの整備", "再掲のため記載なし"),
        ("環境情報の提供及び環境学習の推進", "再掲のため記載なし"),
        ("生涯学習情報提供システムの整備、活用", "再掲のため記載なし"),
    }


def test_divisions_by_cross_listings(endpoint: Endpoint) -> None:
    """Three divisions have two projects across policies, eight have one."""
    rows = ask(endpoint, "divisions-by-cross-listings")
    assert [row["division"] for row in rows[:3]] == [
        "企画部 秘書広報課",
        "教育部 教育指導課",
        "福祉部 生活福祉課",
    ]
    assert [int(row["cross_listed_projects"]) for row in rows] == [2] * 3 + [1] * 8


def test_the_falling_indicator(endpoint: Endpoint) -> None:
    """住み続けたい falls from 83.6 to 81.8 %; 愛着 rises again in its last year."""
    (row,) = ask(endpoint, "falling-indicators")
    assert row["indicator"] == "住み続けたいと思っている市民の割合"
    assert (row["first_year"], row["first_value"], row["last_year"], row["last_value"]) == (
        ("2016", "83.6", "2018", "81.8")
    )


def test_the_share_of_derived_figures(endpoint: Endpoint) -> None:
    """Of the third year the extraction left 18 million printed; 669 million are derived."""
    rows = [(row["year"], row["stated_yen"], row["derived_yen"]) for row in ask(endpoint, "derived-share")]
    assert rows == [
        ("2012", "680000000", "0"),
        ("2013", "687000000", "0"),
        ("2014", "18000000", "669000000"),
    ]


def test_printed_totals_per_policy(endpoint: Endpoint) -> None:
    """60 + 53 + 29 + 1,789 + 123 = 2,054 million."""
    rows = ask(endpoint, "totals-by-policy")
    assert [(row["code"], row["listings"], int(row["printed_total_yen"]) // 1_000_000) for row in rows] == [
        ("協1-1", "6", 60), ("協1-2", "6", 53), ("協2-1", "4", 29), ("協2-2", "16", 1_789), ("協2-3", "7", 123),
    ]  # fmt: skip


def test_costs_by_year_and_department(endpoint: Endpoint) -> None:
    """危機管理室 has no 部 above it; 行政関連情報 counts under 企画部 and 市民部 alike."""
    rows = {
        (row["year"], row["department"]): int(row["counted_once_yen"])
        for row in ask(endpoint, "costs-by-year-and-department")
    }
    assert rows["2014", "危機管理室"] == 1_000_000
    assert rows["2012", "福祉部"] == 9_000_000
    # 607 行政関連情報 + 10 ホームページ + 1 行財政改革 + 5 行政評価 + 5 庁舎機能; 607 + 7 自動交付機 + 2 電子申告
    assert (rows["2012", "企画部"], rows["2012", "市民部"]) == (628_000_000, 616_000_000)


def test_total_cost_is_the_sum_of_its_parts(endpoint: Endpoint) -> None:
    """The evaluation sheet's total cost is 事業費 + 人件費 in all three years."""
    rows = ask(endpoint, "policy-costs")
    assert [(row["year"], row["total_yen"], row["difference_yen"]) for row in rows] == [
        ("2016", "61077000", "0"),
        ("2017", "66519000", "0"),
        ("2018", "64969000", "0"),
    ]


def test_every_statement_has_its_place_and_quote(endpoint: Endpoint) -> None:
    """Two listings, three contents, six yearly amounts (three relisted) and a total, each with its line."""
    rows = ask(endpoint, "statements-with-sources")
    assert all(row["quote"] for row in rows)
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "掲載": 2, "事業内容": 3, "単年度の費用": 6, "複数年度の合計額": 1,
    }  # fmt: skip
    assert {row["place"] for row in rows if row["kind"] == "掲載"} == {"line=53-54", "line=122-123"}
    assert {row["place"] for row in rows if row.get("amount_yen")} == {"line=54"}


def test_guidelines_and_what_hangs_on_them(endpoint: Endpoint) -> None:
    """Each guideline's events and those it guides."""
    rows = ask(endpoint, "guidelines")
    assert {(row["guideline"], row["event"], row["year"]) for row in rows if "event" in row} == {
        ("協働の指針", "改訂", "平成29年度"),
        ("市民参加・情報提供の指針", "策定", "平成29年度"),
    }


def test_a_name_that_is_no_example_is_refused() -> None:
    """The near name is offered."""
    with pytest.raises(NotFoundError) as caught:
        get_query(bundled("queries"), "double-countings")
    assert caught.value.near == ("double-counting",)


@pytest.mark.parametrize(
    "text", ["SELECT * {}", "# ja: 質問\nASK {}", "# ja: 質問\n# en: question\n# kind: update\nASK {}"]
)
def test_a_file_without_its_questions_is_refused(tmp_path: Path, text: str) -> None:
    """The file and the line to mend are named."""
    (tmp_path / "x.rq").write_text(text, encoding="utf-8")
    with pytest.raises(DescriptionError, match=r"x\.rq"):
        load_queries(tmp_path)

"""The example queries: each is run, and its rows are those of the print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from plangraph.asking.queries import ExampleQuery, get_query, load_queries
from plangraph.bundled import bundled
from plangraph.errors import DescriptionError, NotFoundError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import TERMS

from ..graph.oxigraph_server import endpoint_at, served  # noqa: TID252 (tests are no installed package)

STATION = "地域活動情報ステーションの活用"
EXPECTED_COUNTS = {
    "amounts-by-status": 7,
    "carried-and-counted-elsewhere": 4,
    "costs-by-year-and-department": 18,
    "cross-listed-projects": 18,
    "cross-listings-between-chapters": 6,
    "derived-share": 3,
    "designations": 3,
    "divisions-by-cross-listings": 11,
    "divisions-in-two-roles": 1,
    "documents-and-unread-lines": 2,
    "double-counting": 4,
    "editions-side-by-side": 0,
    "everything-on-a-line": 5,
    "falling-indicators": 1,
    "find-by-word": 3,
    "findings-by-rule": 6,
    "guidelines": 8,
    "indicators-by-year": 6,
    "largest-projects": 16,
    "links-as-edges": 78,
    "listings-as-one-table": 117,
    "one-way-marks": 10,
    "personnel-cost-share": 3,
    "planned-projects": 3,
    "policy-costs": 3,
    "policy-tree": 10,
    "priority-without-money": 4,
    "projects-of-several-divisions": 3,
    "projects-that-move": 0,
    "relistings-with-money": 0,
    "same-title-twice": 0,
    "sections-by-listings": 5,
    "state-and-direction": 10,
    "statements-with-sources": 12,
    "totals-against-years": 16,
    "totals-by-policy": 5,
    "unread-sections": 8,
    "work-of-a-division": 6,
}
"""SELECT queries. Those without a row here have theirs in a made city."""
OTHERS = {"anything-counted-twice": "ask"}
"""Those of another form; none is a CONSTRUCT, so that each example can be had as CSV."""


def ask(endpoint: Endpoint, name: str) -> list[dict[str, str]]:
    """The rows of an example as plain text."""
    query = get_query(bundled("queries"), name)
    return [{key: str(term.value) for key, term in row.items()} for row in endpoint.select(query.text)]


def test_every_example_has_its_expectation() -> None:
    """A new query file without a test fails here."""
    queries = load_queries(bundled("queries"))
    kinds = {query.name: query.kind for query in queries}
    assert kinds == {**dict.fromkeys(EXPECTED_COUNTS, "select"), **OTHERS}
    assert all(query.keywords for query in queries)
    assert all(query.question.ja != query.question.en for query in queries)


@pytest.mark.parametrize(("name", "count"), EXPECTED_COUNTS.items())
def test_an_example_gives_its_rows(endpoint: Endpoint, name: str, count: int) -> None:
    """So many rows for the founding documents."""
    assert len(ask(endpoint, name)) == count


def test_every_example_is_of_the_form_that_it_says() -> None:
    """An editor chooses the way to show the answer by it."""
    for query in load_queries(bundled("queries")):
        assert re.search(rf"^{query.kind.upper()}\b", query.text, re.MULTILINE), query.name


@pytest.mark.parametrize("query", load_queries(bundled("queries")), ids=lambda query: query.name)
def test_every_term_of_an_example_is_in_the_ontology(query: ExampleQuery) -> None:
    """A misspelt name finds nothing, and looks like an answer."""
    assert set(re.findall(r"\bplg:(\w+)", query.text)) <= TERMS


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


# ---- what the founding documents do not have


@pytest.fixture(scope="module", params=["embedded", "oxigraph"])
def editions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Three editions of a made city's plan, over each kind of endpoint."""
    quads = list(parse(path=Path(__file__).with_name("two-editions.trig"), format=RdfFormat.TRIG))
    if request.param == "embedded":
        embedded = EmbeddedEndpoint(Store())
        embedded.load(quads)
        yield embedded
        return
    with served(tmp_path_factory.mktemp("editions")) as address:
        remote = endpoint_at(address)
        with remote.client:
            remote.load(quads)
            yield remote


def test_projects_that_move_between_editions(editions: Endpoint) -> None:
    """From 甲1 to 甲2 and back; a relisting elsewhere is no move, and no edition is left out between."""
    rows = ask(editions, "projects-that-move")
    assert [(row["title"], row["from_code"], row["to_code"], row["earlier"]) for row in rows] == [
        ("移る事業", "甲1", "甲2", "平成24年度版"),
        ("移る事業", "甲2", "甲1", "平成25年度版"),
    ]


def test_two_editions_beside_each_other(editions: Endpoint) -> None:
    """10 + 20 yen in the years of both editions became 11 + 22; the years of one alone do not count."""
    rows = [row for row in ask(editions, "editions-side-by-side") if row["earlier"] == "平成24年度版"]
    assert {(row["title"], row["change"], row["earlier_yen"], row["later_yen"]) for row in rows} == {
        ("移る事業", "継続", "30", "33"),
        ("とどまる事業", "継続", "0", "0"),
        ("消える事業", "掲載なし", "5", "0"),
        ("加わる事業", "追加", "0", "7"),
    }
    assert {row["difference_yen"] for row in rows if row["title"] == "移る事業"} == {"3"}


def test_a_relisting_with_money(made: Endpoint) -> None:
    """Nine yen on the relisting, five at home."""
    (row,) = ask(made, "relistings-with-money")
    assert (row["title"], row["policy_code"], row["relisting_yen"], row["home_code"], row["home_yen"]) == (
        ("再掲に金額", "甲2", "9", "甲1", "5")
    )


def test_a_title_that_stands_twice(made: Endpoint) -> None:
    """Two projects of one name in 甲1 and 甲2, without a mark."""
    (row,) = ask(made, "same-title-twice")
    assert (row["title"], {row["one_code"], row["other_code"]}) == ("同名の事業", {"甲1", "甲2"})


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

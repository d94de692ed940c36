"""The example queries: each is run, and its rows are those of the print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from plangraph.asking.queries import ExampleQuery, get_query, load_queries
from plangraph.bundled import bundled
from plangraph.errors import DescriptionError, NotFoundError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import TERMS, plg, term

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
OTHERS = {"anything-counted-twice": "ask", "around-a-project": "construct"}


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


# ---- what 西東京市 prints


def test_yearly_amounts_by_status(endpoint: Endpoint) -> None:
    """39 listings of three years: 13 relistings, 4 carried, 22 homes.

    The three homes of the first table print nine figures. Of the 19 others six print nothing (12 blank, 6 lost); twelve
    have a derived third year, and 田無 and 保谷 a blank beside it (22 stated, 2 blank); 庁舎機能 prints 5 and ***.
    """
    rows = ask(endpoint, "amounts-by-status")
    assert {row["status"]: int(row["cells"]) for row in rows} == {
        "再掲のため記載なし": 39, "他事業に計上": 12, "印字": 9 + 22 + 1, "推計": 12, "空欄": 12 + 2, "欠落": 6 + 1, "未定": 1,
    }  # fmt: skip
    sums = {row["status"]: int(row["sum_yen"]) for row in rows}
    assert (sums["印字"], sums["推計"]) == (1_385_000_000, 669_000_000)


def test_projects_carried_elsewhere(endpoint: Endpoint) -> None:
    """Two with the money of their carrier, one counted in a relisting, one whose carrier nobody names."""
    rows = ask(endpoint, "carried-and-counted-elsewhere")
    assert {(r["title"], r["relation"], r["other"], r["found"], r.get("other_total_yen")) for r in rows} == {
        ("世代間交流事業の実施", "実施", "地域教育協力者活用事業等", "この名の事業は見つからない", None),
        ("市民のまちづくり参加への支援", "実施", "市民協働推進センターの運営", "本掲あり", "44000000"),
        ("市民活動団体の活性化に向けた支援", "実施", STATION, "本掲あり", "4000000"),
        (
            "不登校児童・生徒サポート情報ネットワークシステムの構築",
            "計上",
            "小中学校コンピュータ環境整備の推進",
            "本掲は未読",
            None,
        ),
    }


def test_marks_between_chapters(endpoint: Endpoint) -> None:
    """Eight within 協; 創 2-3 twice, 3-1, 3-2, 3-4; 笑1-1 twice; 安, 環 and 活 once."""
    rows = ask(endpoint, "cross-listings-between-chapters")
    assert {row["from_chapter"] for row in rows} == {"協働で拓くまちづくり"}
    assert {row["to_chapter"]: (int(row["marks"]), int(row["projects"])) for row in rows} == {
        "協働で拓くまちづくり": (8, 4),
        "創造性の育つまちづくり": (5, 5),
        "笑顔で暮らすまちづくり": (2, 2),
        "安心で快適に暮らすまちづくり": (1, 1),
        "環境にやさしいまちづくり": (1, 1),
        "活力と魅力あるまちづくり": (1, 1),
    }


def test_projects_and_money_by_designation(endpoint: Endpoint) -> None:
    """重点 27 + 4 + 44; 新規 4 + 44; 合併 5 + 29 + 32 + 6 + 100 + 3, in millions. A project listed twice counts once."""
    rows = ask(endpoint, "designations")
    assert [(r["designation"], r["projects"], int(r["printed_total_yen"]) // 1_000_000) for r in rows] == [
        ("合併", "8", 175),
        ("重点", "7", 75),
        ("新規", "5", 48),
    ]


def test_what_stands_on_line_54(endpoint: Endpoint) -> None:
    """Total 4, then 1 and 1; the third year is derived from these; the listing itself is on lines 53 and 54."""
    rows = ask(endpoint, "everything-on-a-line")
    assert {(r["kind"], r.get("year"), r.get("amount_yen"), r.get("status"), r["place"]) for r in rows} == {
        ("掲載", None, None, None, "line=53-54"),
        ("複数年度の合計額", None, "4000000", "印字", "line=54"),
        ("単年度の費用", "2012", "1000000", "印字", "line=54"),
        ("単年度の費用", "2013", "1000000", "印字", "line=54"),
        ("単年度の費用", "2014", "2000000", "推計", "line=54"),
    }


def test_a_word_is_found_in_titles_and_contents(endpoint: Endpoint) -> None:
    """Twice in a title, once in 住民基本台帳ネットワークの運用等."""
    assert [(row["title"], row["found_in"]) for row in ask(endpoint, "find-by-word")] == [
        ("不登校児童・生徒サポート情報ネットワークシステムの構築", "題名"),
        ("福祉情報総合ネットワークの構築", "題名"),
        ("行政関連情報の運営管理", "内容"),
    ]


def test_the_largest_projects(endpoint: Endpoint) -> None:
    """行政関連情報 is 1,750 of 2,054 million, 85.2 %; then 田無庁舎 and 市民協働推進センター."""
    rows = ask(endpoint, "largest-projects")
    assert [(row["title"], row["total_yen"], Decimal(row["percent"])) for row in rows[:3]] == [
        ("行政関連情報の運営管理", "1750000000", Decimal("85.2")),
        ("田無庁舎整備事業", "100000000", Decimal("4.9")),
        ("市民協働推進センターの運営", "44000000", Decimal("2.1")),
    ]
    assert sum(int(row["total_yen"]) for row in rows) == 2_054_000_000


def test_every_listing_and_year_in_one_table(endpoint: Endpoint) -> None:
    """39 listings of three years each, 117 rows; line 131 in full."""
    rows = ask(endpoint, "listings-as-one-table")
    assert len({(row["policy_code"], row["title"], row["year"]) for row in rows}) == 117
    own = [row for row in rows if row["title"] == "行政関連情報の運営管理"]
    assert [(r["year"], r["amount_yen"], r["status"], r["role"]) for r in own] == [
        ("2012", "607000000", "印字", "本掲"),
        ("2013", "569000000", "印字", "本掲"),
        ("2014", "574000000", "推計", "本掲"),  # 1,750 - 607 - 569
    ]
    assert {frozenset(row["divisions"].split("; ")) for row in own} == {
        frozenset({"企画部 情報推進課", "市民部 市民課"})
    }
    zero = [r for r in rows if r["title"] == "地域コミュニティ検討事業" and r["year"] == "2014"]
    assert [(row["amount_yen"], row["status"]) for row in zero] == [("0", "印字")], "a printed 0 is a figure"


def test_the_trees_of_both_plans(endpoint: Endpoint) -> None:
    """The chapter, 協1, 協2 and five sections; 01 under its 政策."""
    found = {
        (row["plan"][:4], row["depth"], row["code"], row.get("above_code"))
        for row in ask(endpoint, "policy-tree")
    }
    assert found == {
        ("実施計画", "1", "6", None),
        ("実施計画", "2", "協1", "6"),
        ("実施計画", "2", "協2", "6"),
        *(("実施計画", "3", f"協1-{n}", "協1") for n in (1, 2)),
        *(("実施計画", "3", f"協2-{n}", "協2") for n in (1, 2, 3)),
        ("第4次長", "1", "01", None),
        ("第4次長", "2", "01", "01"),
    }


def test_projects_of_several_divisions(endpoint: Endpoint) -> None:
    """Line 130 names two; lines 39 and 52 say 他."""
    rows = ask(endpoint, "projects-of-several-divisions")
    assert [(row["title"], row["divisions_named"], row["and_others"]) for row in rows] == [
        ("世代間交流事業の実施", "1", "他"),
        ("市民のまちづくり参加への支援", "1", "他"),
        ("行政関連情報の運営管理", "2", ""),
    ]


def test_sections_by_what_they_list(endpoint: Endpoint) -> None:
    """22 homes, 13 relistings, four carried."""
    rows = ask(endpoint, "sections-by-listings")
    assert [(r["code"], r["homes"], r["relistings"], r["carried"]) for r in rows] == [
        ("協1-1", "3", "2", "1"),
        ("協1-2", "4", "0", "2"),
        ("協2-1", "4", "0", "0"),
        ("協2-2", "4", "11", "1"),
        ("協2-3", "7", "0", "0"),
    ]


def test_totals_hold_against_their_years(endpoint: Endpoint) -> None:
    """All sixteen agree, but only where no year is derived does that prove anything: three of the first table."""
    rows = ask(endpoint, "totals-against-years")
    assert {row["difference_yen"] for row in rows} == {"0"}
    proved = {row["title"] for row in rows if row["derived_years"] == "0" and row["unknown_years"] == "0"}
    assert proved == {
        "地域コミュニティ検討事業",
        "市民まつり実行委員会への支援",
        "西東京ボランティア・市民活動センター事業への支援",
    }
    unknown = {row["title"]: row["unknown_years"] for row in rows if row["unknown_years"] != "0"}
    assert unknown == {
        "田無庁舎整備事業": "1",
        "保谷庁舎・敷地整備事業": "1",
        "庁舎機能の整理統合についての検討": "2",
    }


def test_sections_that_were_not_read(endpoint: Endpoint) -> None:
    """Eight, with ten marks that lead there."""
    rows = ask(endpoint, "unread-sections")
    assert {row["code"]: int(row["marks"]) for row in rows} == {
        "創2-3": 2, "笑1-1": 2, "創3-1": 1, "創3-2": 1, "創3-4": 1, "安2-3": 1, "活1-1": 1, "環2-1": 1,
    }  # fmt: skip
    assert {row["projects"] for row in rows if row["code"] == "活1-1"} == {
        "ハローワークと連携した就労情報の提供"
    }


def test_the_work_of_one_division(endpoint: Endpoint) -> None:
    """企画政策課 in the order of the print; three state no money."""
    assert [(r["title"], r.get("printed_total_yen")) for r in ask(endpoint, "work-of-a-division")] == [
        ("大学との連携", None),
        ("出前講座の実施", None),
        ("新たな行財政改革大綱の策定及び推進", "2000000"),
        ("行政評価制度の実施", "13000000"),
        ("総合窓口・ワンストップサービスの検討", None),
        ("庁舎機能の整理統合についての検討", "5000000"),
    ]


# ---- what 東久留米市 prints


def test_indicators_by_year(endpoint: Endpoint) -> None:
    """愛着 and 住み続けたい, in percent."""
    rows = ask(endpoint, "indicators-by-year")
    assert [(row["year"], Decimal(row["value"]), row["unit"]) for row in rows] == [
        (year, Decimal(value), "％")
        for values in (("72.7", "66.2", "70.0"), ("83.6", "82.6", "81.8"))
        for year, value in zip(("2016", "2017", "2018"), values, strict=True)
    ]


def test_the_share_of_personnel_cost(endpoint: Endpoint) -> None:
    """35,537 of 61,077, 37,093 of 66,519 and 38,869 of 64,969."""
    rows = ask(endpoint, "personnel-cost-share")
    assert [(row["year"], Decimal(row["personnel_percent"])) for row in rows] == [
        ("2016", Decimal("58.2")),
        ("2017", Decimal("55.8")),
        ("2018", Decimal("59.8")),
    ]


def test_planned_projects_and_the_division_in_two_roles(endpoint: Endpoint) -> None:
    """予定計画事業 has three names; 生活文化課 leads and is among the related."""
    assert {row["project"] for row in ask(endpoint, "planned-projects")} == {
        "地域のつながりづくり",
        "市民との対話",
        "市民と行政によるまちづくり",
    }
    (row,) = ask(endpoint, "divisions-in-two-roles")
    assert (row["policy_code"], row["division"]) == ("01", "生活文化課")


def test_state_and_direction_of_each_part(endpoint: Endpoint) -> None:
    """Each 基本事業 has its plan's direction, its state and its next direction."""
    rows = ask(endpoint, "state-and-direction")
    for code in ("01-01", "01-02"):
        assert {"計画上の方向性", "現状と課題", "今後の方向性"} <= {
            r["aspect"] for r in rows if r["code"] == code
        }
    assert all(row["text"] for row in rows)


# ---- both documents


def test_documents_and_their_lines(endpoint: Endpoint) -> None:
    """Every line that is not empty is counted, and none was left unread."""
    rows = {row["file"]: row for row in ask(endpoint, "documents-and-unread-lines")}
    for path in bundled("data").glob("*/*.txt"):
        row = rows.pop(path.name)
        printed = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        assert int(row["lines"]) == len(printed)
        assert int(row["read"]) + int(row["repaired"]) == len(printed)
        assert row["not_read"] == "0"
    assert not rows


def test_findings_by_rule_and_division(endpoint: Endpoint) -> None:
    """What is said of a 基本事業 goes to the division that leads its policy."""
    rows = ask(endpoint, "findings-by-rule")
    assert [row["rule"] for row in rows if row["severity"] == "Warning"] == ["column-undetermined"]
    by_rule = {row["rule"]: (row["division"], row["findings"]) for row in rows}
    assert by_rule["basic-project-linked-by-position"] == ("生活文化課", "2"), "rows 1 and 2 print no code"
    assert by_rule["title-joined"] == ("生活文化課", "1"), "市民と / 行政の情報 / 共有"
    assert by_rule["heading-number-moved"] == ("", "1"), "it is about the document"


def test_no_money_is_stated_twice(endpoint: Endpoint, made: Endpoint) -> None:
    """Not in the founding documents; in the made city it is."""
    query = get_query(bundled("queries"), "anything-counted-twice").text
    assert not endpoint.ask(query)
    assert made.ask(query)


def test_a_project_as_a_graph(endpoint: Endpoint) -> None:
    """Both listings, the total of line 54 and the division, and nothing of another project."""
    triples = set(endpoint.construct(get_query(bundled("queries"), "around-a-project").text))
    totals = {triple.object for triple in triples if triple.predicate == plg("printedTotal")}
    yen = {t.object for t in triples if t.subject in totals and t.predicate == plg("amountYen")}
    assert yen == {Literal("4000000", datatype=term("xsd:integer"))}
    listed = {
        (triple.subject, triple.object) for triple in triples if triple.predicate == plg("listsProject")
    }
    assert len({listing for listing, _ in listed}) == 2
    assert {
        str(project.value).rpartition("/")[2] for _, project in listed if isinstance(project, NamedNode)
    } == {STATION}


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

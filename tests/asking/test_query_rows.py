"""The rows of the example queries, as counted in the two founding documents."""

from __future__ import annotations

from decimal import Decimal

from plangraph.asking.queries import get_query
from plangraph.bundled import bundled
from plangraph.graph.endpoint import Endpoint

from .test_queries import STATION, ask

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


def test_links_as_a_table_of_edges(endpoint: Endpoint) -> None:
    """39 listings; 35 projects with one division each, and one with a second; three that are carried by one that was read."""
    relations = [row["relation"] for row in ask(endpoint, "links-as-edges")]
    assert {name: relations.count(name) for name in relations} == {
        "掲載": 39,
        "所管": 36,
        "実施": 2,
        "計上": 1,
    }

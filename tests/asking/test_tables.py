"""The export tables: header, number and order of rows, and rows held against the print."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from plangraph.asking.tables import TABLES, findings_table, table_of, to_csv
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint

LISTINGS_HEADER = (
    "municipality,plan,policy_code,policy_title,project,role,cross_listed_at,state,carried_by,counted_in,designations,"
    "divisions,and_others,fiscal_year,amount_yen,amount_status,content,document,place"
)
CITY, PLAN, FILE = "西東京市", "実施計画（平成24～26年度）", "002_5e10e91ed6475fb9.txt"
DIVISION = "生活文化スポーツ部 協働コミュニティ課"
STATION = "地域活動情報ステーションの活用"


def rows_of(endpoint: Endpoint, table: str, **wanted: str) -> list[dict[str, str]]:
    """The rows of a table in which some columns have some values."""
    records = table_of(endpoint, table).records()
    return [row for row in records if all(row[key] == value for key, value in wanted.items())]


def test_listings_have_a_row_per_listing_and_year(endpoint: Endpoint) -> None:
    """39 listings and three years: 117 rows, in the columns of the contract, in the order of the print."""
    table = table_of(endpoint, "listings")
    assert ",".join(table.header) == LISTINGS_HEADER
    assert len(table.rows) == 117
    assert Counter(row["role"] for row in table.records()) == {"home": 66, "relisting": 39, "carried": 12}
    assert Counter(row["fiscal_year"] for row in table.records()) == {"2012": 39, "2013": 39, "2014": 39}
    lines = [int(row["place"].removeprefix("line=").split("-")[0]) for row in table.records()]
    assert lines == sorted(lines)
    assert (lines[0], lines[-1]) == (32, 153)


def test_a_home_with_a_derived_year(endpoint: Endpoint) -> None:
    """Each cell of 地域活動情報ステーションの活用 in 協1-2."""
    start = f"{CITY},{PLAN},協1-2,協働のまちづくりの推進,{STATION},home,協2-2,mutual,,,重点; 新規,{DIVISION},false"
    end = f"{FILE},line=53-54"
    found = [",".join(row) for row in table_of(endpoint, "listings").rows if ",".join(row).startswith(start)]
    assert [line.removeprefix(start + ",").removesuffix("," + end) for line in found] == [
        "2012,1000000,stated,地域活動情報ステーションの運用",
        "2013,1000000,stated,継続",
        "2014,2000000,derived,継続",
    ]


def test_carried_relisted_and_undetermined_rows(endpoint: Endpoint) -> None:
    """Who carries, where the other side is, and an amount that is none."""
    columns = ("role", "cross_listed_at", "state", "carried_by", "counted_in", "and_others", "amount_status")

    def first(project: str, year: str = "2012") -> tuple[str, ...]:
        row = rows_of(endpoint, "listings", project=project, fiscal_year=year)[0]
        return tuple(row[column] for column in columns)

    assert first("世代間交流事業の実施") == (
        "carried",
        "",
        "",
        "地域教育協力者活用事業等",
        "",
        "true",
        "carried",
    )
    assert first("不登校児童・生徒サポート情報ネットワークシステムの構築") == (
        ("carried", "", "", "", "小中学校コンピュータ環境整備の推進", "false", "carried")
    )
    assert first("図書館管理システムの拡充と情報サービスの充実") == (
        ("relisting", "創3-2", "targetNotLoaded", "", "", "false", "relisted")
    )
    assert first("庁舎機能の整理統合についての検討", "2013") == (
        "home",
        "",
        "",
        "",
        "",
        "false",
        "undetermined",
    )
    assert first("庁舎機能の整理統合についての検討", "2014")[-1] == "lost"
    assert first("田無庁舎整備事業", "2012")[-1] == "blank"


def test_several_divisions_and_designations_in_the_order_of_the_print(endpoint: Endpoint) -> None:
    """企画部情報推進課 市民部市民課; a designation and a division from both rows of the table."""
    assert rows_of(endpoint, "listings", project="行政関連情報の運営管理")[0]["divisions"] == (
        "企画部 情報推進課; 市民部 市民課"
    )
    climate = rows_of(endpoint, "listings", project="環境情報の提供及び環境学習の推進")[0]
    assert (climate["designations"], climate["divisions"]) == ("重点; 合併", "みどり環境部 環境保全課")


def test_amounts_of_listings_by_status(endpoint: Endpoint) -> None:
    """12 third years are derived, 7 lost; stated and derived years together come to the 2,054 million of the totals."""
    rows = table_of(endpoint, "listings").records()
    assert Counter(row["amount_status"] for row in rows) == {
        "stated": 32, "derived": 12, "blank": 14, "lost": 7, "undetermined": 1, "relisted": 39, "carried": 12,
    }  # fmt: skip
    assert sum(int(row["amount_yen"]) for row in rows if row["amount_yen"]) == 2_054_000_000


def test_printed_totals(endpoint: Endpoint) -> None:
    """Sixteen printed totals, all at homes, 2,054 million together."""
    rows = table_of(endpoint, "totals").records()
    assert len(rows) == 16
    assert {(row["role"], row["first_year"], row["last_year"]) for row in rows} == {("home", "2012", "2014")}
    assert sum(int(row["total_yen"]) for row in rows) == 2_054_000_000
    assert rows_of(endpoint, "totals", project="行政関連情報の運営管理")[0]["printed_amount"] == "1,750"


def test_policies(endpoint: Endpoint) -> None:
    """Eight policies of the chapter, a 政策 and a 施策 of the sheet; none that is known by a mark alone."""
    chapter = rows_of(endpoint, "policies", municipality=CITY)
    assert [(row["policy_code"], row["level"], row["part_of"]) for row in chapter] == [
        ("6", "章", ""), ("協1", "基本施策", "6"), ("協1-1", "施策", "協1"), ("協1-2", "施策", "協1"),
        ("協2", "基本施策", "6"), ("協2-1", "施策", "協2"), ("協2-2", "施策", "協2"), ("協2-3", "施策", "協2"),
    ]  # fmt: skip
    assert chapter[6]["place"] == "line=82,93,114"
    sheet = rows_of(endpoint, "policies", municipality="東久留米市", level="施策")[0]
    assert sheet["lead_divisions"] == "生活文化課"
    assert set(sheet["related_divisions"].split("; ")) == {"生活文化課", "秘書広報課", "総務課", "財政課"}
    assert (sheet["standing"], sheet["policy_title"]) == ("notPriority", "市民と行政の協働によるまちづくり")


def test_indicators(endpoint: Endpoint) -> None:
    """Two indicators, three years each, as printed and as numbers."""
    rows = table_of(endpoint, "indicators").records()
    assert [(row["number"], row["fiscal_year"], float(row["value"])) for row in rows] == [
        ("1", "2016", 72.7), ("1", "2017", 66.2), ("1", "2018", 70.0),
        ("2", "2016", 83.6), ("2", "2017", 82.6), ("2", "2018", 81.8),
    ]  # fmt: skip
    assert {row["unit"] for row in rows} == {"％"}


def test_costs(endpoint: Endpoint) -> None:
    """Every yearly amount: 117 of listings and nine of the evaluated policy."""
    assert len(rows_of(endpoint, "costs", municipality=CITY)) == 117
    sheet = rows_of(endpoint, "costs", municipality="東久留米市")
    by_kind = {(row["cost_kind"], row["fiscal_year"]): int(row["amount_yen"]) // 1000 for row in sheet}
    assert by_kind == {
        ("totalCost", "2016"): 61_077, ("totalCost", "2017"): 66_519, ("totalCost", "2018"): 64_969,
        ("projectCost", "2016"): 25_540, ("projectCost", "2017"): 29_426, ("projectCost", "2018"): 26_100,
        ("personnelCost", "2016"): 35_537, ("personnelCost", "2017"): 37_093, ("personnelCost", "2018"): 38_869,
    }  # fmt: skip
    derived = rows_of(endpoint, "costs", project=STATION, amount_status="derived")[0]
    assert (derived["amount_low"], derived["amount_high"], derived["derivation"]) == (
        "500000",
        "3500000",
        "4 - 1 - 1",
    )


def test_guidelines(endpoint: Endpoint) -> None:
    """Who is guided by what, and 策定 and 改訂 in 平成29年度."""
    rows = table_of(endpoint, "guidelines").records()
    events = [(row["guideline"], row["relation"], row["fiscal_year"]) for row in rows if row["fiscal_year"]]
    assert sorted(events) == [
        ("協働の指針", "revised", "2017"),
        ("市民参加・情報提供の指針", "established", "2017"),
    ]
    guided = {
        (row["guideline"], row["policy_code"], row["item"]) for row in rows if row["relation"] == "guides"
    }
    assert ("協働の指針", "01", "市民と行政の協働によるまちづくり") in guided
    assert ("人材育成基本方針", "協2-3", "人材育成基本方針に基づく人材育成の推進") in guided


def test_divisions(endpoint: Endpoint) -> None:
    """A row for each division of each listing and policy: 40 in charge (one listing has two), one lead, four related."""
    rows = table_of(endpoint, "divisions").records()
    assert Counter(row["relation"] for row in rows) == {"responsible": 40, "lead": 1, "related": 4}
    station = rows_of(endpoint, "divisions", project=STATION)
    assert [(row["department"], row["division"], row["policy_code"]) for row in station] == [
        ("生活文化スポーツ部", DIVISION, "協1-2"),
        ("生活文化スポーツ部", DIVISION, "協2-2"),
    ]


def test_findings_speak_the_language_that_is_asked_for(endpoint: Endpoint) -> None:
    """The same findings of reading in both languages, each with its document and place."""
    japanese, english = findings_table(endpoint).records(), findings_table(endpoint, "en").records()
    assert [row["rule"] for row in japanese] == [row["rule"] for row in english]
    assert len(japanese) > 0
    assert all(row["document"] and row["place"] and row["message"] for row in japanese)
    assert {row["severity"] for row in japanese} <= {"violation", "warning", "info"}
    assert all(a["message"] != b["message"] for a, b in zip(japanese, english, strict=True))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_out_the_same_each_time(endpoint: Endpoint, name: str) -> None:
    """Rows are as long as the header, none stands twice, and the order repeats."""
    table = table_of(endpoint, name)
    assert table == table_of(endpoint, name)
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert len(set(table.rows)) == len(table.rows)


def test_csv_is_what_a_spreadsheet_reads(endpoint: Endpoint) -> None:
    """UTF-8 with a byte order mark, CRLF, and the same rows when it is read again."""
    table = table_of(endpoint, "listings")
    body = to_csv(table)
    assert body.startswith(b"\xef\xbb\xbfmunicipality,plan,")
    assert body.count(b"\r\n") == 118
    again = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [tuple(row) for row in again] == [table.header, *table.rows]


def test_a_title_that_looks_like_a_formula_stays_text(made: Endpoint) -> None:
    """=片側のみ gets an apostrophe; an amount does not."""
    body = to_csv(table_of(made, "listings")).decode("utf-8-sig")
    assert ",'=片側のみ," in body
    assert ",=片側のみ," not in body


def test_money_outside_the_plan_has_its_row(made: Endpoint) -> None:
    """A plan of 2012 whose listing states 2020: both years are there, the plan's without an amount."""
    found = rows_of(made, "listings", project="計画の外の年度")
    assert [(row["fiscal_year"], row["amount_yen"]) for row in found] == [("2012", ""), ("2020", "3")]


def test_an_unknown_table_is_refused(endpoint: Endpoint) -> None:
    """The tables that there are stand in the message."""
    with pytest.raises(NotFoundError, match="listings"):
        table_of(endpoint, "nothing")

"""One-row tables: headers anywhere, rows that go on, what is below a row, and what does not fit."""

from __future__ import annotations

from tests.reading.entry_layouts import column, read, rules

from plangraph.model.amounts import AmountStatus

PLAIN = [
    column("project", "事業名"),
    column("division", "担当課"),
    column("cost", "平成.*年度", unit="千円"),
    column("total", "計", unit="千円"),
]


def test_a_header_stands_anywhere_and_comes_again_on_each_page() -> None:
    text = "表紙\n\n事業名\t担当課\t平成30年度\t計\n甲\t総務課\t1\t1\n\n事業名\t担当課\t平成30年度\t計\n乙\t総務課\t2\t2\n"
    records = read(text, "project-table", column=PLAIN)
    assert [one.title for one in records.listings] == ["甲", "乙"]
    assert rules(records) == ["line-not-read"]
    assert records.findings[0].printed == "表紙"


def test_a_header_of_two_lines_gives_years_under_their_group() -> None:
    text = "事業名\t事業費(千円)\t\t人件費(千円)\n\t平成30年度\t平成31年度\t平成30年度\n甲\t1\t2\t3\n"
    columns = [
        column("project", "事業名"),
        column("cost", "事業費.*"),
        column("cost", "人件費.*", kind="PersonnelCost"),
    ]
    cost = read(text, "project-table", column=columns).listings[0].cost
    assert [(c.fiscal_year, c.cost_kind.value, c.amount_yen) for c in cost] == [
        (2018, "ProjectCost", 1000),
        (2019, "ProjectCost", 2000),
        (2018, "PersonnelCost", 3000),
    ]


def test_an_unknown_column_is_kept_as_a_note_and_reported_once() -> None:
    text = "事業名\t謎\n甲\tあ\n乙\tい\n"
    records = read(text, "project-table", column=[column("project", "事業名")])
    assert [[(n.label, n.text) for n in one.note] for one in records.listings] == [
        [("謎", "あ")],
        [("謎", "い")],
    ]
    assert rules(records) == ["header-cell-unknown"]


def test_a_cost_column_without_a_year_is_a_note_and_a_finding() -> None:
    records = read(
        "事業名\t予算\n甲\t10\n",
        "project-table",
        column=[column("project", "事業名"), column("cost", "予算")],
    )
    assert records.listings[0].cost == ()
    assert [(n.label, n.text) for n in records.listings[0].note] == [("予算", "10")]
    assert rules(records) == ["column-without-year"]


def test_a_bare_year_needs_an_era_and_what_it_was_is_said() -> None:
    text = "事業名\t24年度\n甲\t10\n"
    columns = [column("project", "事業名"), column("cost", "24年度", unit="円")]
    assert "column-without-year" in rules(read(text, "project-table", column=columns))
    records = read(text, "project-table", column=columns, years={"era": "平成"})
    assert [(c.fiscal_year, c.amount_yen) for c in records.listings[0].cost] == [(2012, 10)]
    assert rules(records) == ["year-era-assumed"]


def test_without_a_unit_a_figure_is_no_amount_and_the_column_is_reported_once() -> None:
    text = "事業名\t平成30年度\n甲\t10\n乙\t20\n"
    records = read(text, "project-table", column=[column("project", "事業名"), column("cost", "平成.*")])
    assert [c.amount_status for one in records.listings for c in one.cost] == [AmountStatus.UNDETERMINED] * 2
    assert [c.printed_amount for one in records.listings for c in one.cost] == ["10", "20"]
    assert rules(records) == ["unit-unknown"]


def test_the_unit_above_the_table_counts() -> None:
    text = "（単位：百万円）\n事業名\t平成30年度\n甲\t10\n"
    records = read(text, "project-table", column=[column("project", "事業名"), column("cost", "平成.*")])
    assert records.listings[0].cost[0].amount_yen == 10_000_000
    assert rules(records) == []


def test_a_row_without_title_goes_on_where_the_layout_says_so() -> None:
    text = "事業名\t担当課\n甲\t総務課\n\t市民課\n乙\t福祉課\n"
    columns = [column("project", "事業名"), column("division", "担当課")]
    records = read(text, "project-table", column=columns, table={"continued": True})
    assert [[d.name for d in one.responsible_division] for one in records.listings] == [
        ["総務課", "市民課"],
        ["福祉課"],
    ]
    assert str(records.listings[0].evidence[0].place) == "line=2-3"
    assert "line-not-read" in rules(read(text, "project-table", column=columns))


def test_a_merged_title_holds_several_rows_together() -> None:
    html = "<table><tr><th>事業名<th>担当課<tr><td rowspan=2>甲<td>総務課<tr><td>市民課<tr><td>乙<td>福祉課</table>"
    columns = [column("project", "事業名"), column("division", "担当課")]
    records = read(html, "project-table", file_name="list.html", column=columns)
    assert [(one.title, [d.name for d in one.responsible_division]) for one in records.listings] == [
        ("甲", ["総務課", "市民課"]),
        ("乙", ["福祉課"]),
    ]


def test_rows_below_a_project_are_its_money() -> None:
    text = "事業名\t平成30年度\t平成31年度\t担当課\n甲\t調査\t工事\t\n事業費(千円)\t10\t20\t土木課\n"
    columns = [column("project", "事業名"), column("content", "平成.*"), column("division", "担当課")]
    records = read(text, "project-table", column=columns, below=[{"label": r"事業費\(千円\)"}])
    one = records.listings[0]
    assert [(c.fiscal_year, c.text) for c in one.content] == [(2018, "調査"), (2019, "工事")]
    assert [(c.fiscal_year, c.amount_yen) for c in one.cost] == [(2018, 10_000), (2019, 20_000)]
    assert [d.name for d in one.responsible_division] == ["土木課"]
    assert rules(records) == []


def test_a_blank_level_cell_repeats_the_one_above_until_the_level_over_it_changes() -> None:
    text = "政策\t施策\t事業名\nA\tあ\t甲\n\t\t乙\nB\t\t丙\n\tい\t丁\n"
    columns = [
        column("level-title", "政策", level="政策"),
        column("level-title", "施策", level="施策"),
        column("project", "事業名"),
    ]
    records = read(text, "project-table", column=columns, level=[{"name": "政策"}, {"name": "施策"}])
    assert [(one.title, one.listed_under) for one in records.listings] == [
        ("甲", "A/あ"),
        ("乙", "A/あ"),
        ("丙", "B"),
        ("丁", "B/い"),
    ]


def test_one_code_with_two_titles_is_one_policy_and_a_finding() -> None:
    text = (
        "コード\t施策\t事業名\n01\t市民の力を活かす\t甲\n01\t市民の力を生かす\t乙\n01\t市民の力を活かす\t丙\n"
    )
    columns = [
        column("level-code", "コード", level="施策"),
        column("level-title", "施策", level="施策"),
        column("project", "事業名"),
    ]
    records = read(text, "project-table", column=columns, level=[{"name": "施策"}])
    assert [(p.key, p.title) for p in records.policies] == [("01", "市民の力を活かす")]
    found = [f for f in records.findings if f.rule == "policy-title-differs"]
    assert [(f.printed, f.expected) for f in found] == [("市民の力を生かす", "市民の力を活かす")]
    assert "line=3" in str(found[0].evidence[0].place)


def test_a_sum_that_is_not_the_rows_sum_is_reported() -> None:
    text = "事業名\t平成30年度\n甲\t10\n乙\t20\n合計\t31\n"
    columns = [column("project", "事業名"), column("cost", "平成.*", unit="千円")]
    records = read(text, "project-table", column=columns, table={"total_rows": ["合計"]})
    assert rules(records) == ["printed-sum-differs"]
    assert (records.findings[0].printed, records.findings[0].expected) == ("31", "30")
    assert len(records.listings) == 2


def test_小計_and_合計_are_held_against_their_own_rows() -> None:
    text = "事業名\t平成30年度\n甲\t10\n小計\t10\n乙\t20\n小計\t20\n合計\t30\n"
    columns = [column("project", "事業名"), column("cost", "平成.*", unit="千円")]
    records = read(text, "project-table", column=columns, table={"total_rows": ["小計", "合計"]})
    assert [check.agrees for check in records.account.checks] == [True, True, True]


def test_cells_behind_the_table_are_reported() -> None:
    records = read("事業名\n甲\tはみ出し\n", "project-table", column=[column("project", "事業名")])
    assert rules(records) == ["cell-behind-table"]


def test_a_table_whose_header_is_not_there_says_so() -> None:
    records = read("これは\t表\nではない\tもの\n", "project-table", column=PLAIN)
    assert "table-header-missing" in rules(records)
    assert records.account.lines_not_read == 2


def test_a_lost_last_year_is_derived_from_the_total_as_an_interval() -> None:
    """The row ends before its last cell, which the extraction lost."""
    text = "事業名\t計\t平成30年度\t平成31年度\n甲\t30\t10\n"
    records = read(text, "project-table", column=PLAIN)
    cost = records.listings[0].cost[1]
    assert (cost.amount_status, cost.amount_yen) == (AmountStatus.DERIVED, 20_000)
    assert (cost.amount_low, cost.amount_high) == (19_000, 21_000)
    assert cost.derivation == "30 - 10"


def test_a_mark_column_speaks_for_the_title() -> None:
    text = "事業名\t再掲\n甲\t\n乙\t○\n丙\t1-2\n丁\t（3-1再掲）\n戊\t-\n"
    records = read(text, "project-table", column=[column("project", "事業名"), column("mark", "再掲")])
    assert [(one.title, one.has_mark, one.marked_code) for one in records.listings] == [
        ("甲", False, ()),
        ("乙", True, ()),
        ("丙", True, ("1-2",)),
        ("丁", True, ("3-1",)),
        ("戊", False, ()),
    ]


def test_a_number_in_parts_and_a_link_beside_it() -> None:
    text = "番号1\t番号2\t事業名\tURL\n新31\t0051\t甲\thttps://example.jp/51.xlsx\n\t0497\t乙\thttps://example.jp/497.xlsx\n"
    columns = [
        column("code-part", "番号1"),
        column("code-part", "番号2"),
        column("project", "事業名"),
        column("link", "URL", pattern=r"/(?P<code>\d+)\.xlsx"),
    ]
    records = read(text, "project-table", column=columns)
    assert [(one.project_code, one.linked_code) for one in records.listings] == [
        ("新31-0051", "51"),
        ("0497", "497"),
    ]


def test_flags_and_designations() -> None:
    text = "事業名\t新規\t区分\n甲\t○\t重点\n乙\t-\t\n丙\t?\t謎\n"
    columns = [
        column("project", "事業名"),
        column("flag", "新規", word="新規"),
        column("designation", "区分"),
    ]
    records = read(text, "project-table", column=columns, remark={"designations": ["重点"]})
    assert [one.designation for one in records.listings] == [("重点", "新規"), (), ("謎",)]
    assert rules(records) == ["designation-unknown", "designation-unknown"]

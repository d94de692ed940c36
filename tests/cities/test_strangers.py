"""Documents as other bodies print them, of cities that do not exist, read by a proposal alone: nobody has described them.

What is asserted is what a planner who knows the document would say. Where the print leaves something open, the test
says that it stays open.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from plangraph.model.records import DocumentRecords, Listing, Policy
from plangraph.reading.document import bytes_to_stages, describe_file, read_document
from plangraph.reading.proposals import proposal_to_toml
from plangraph.reading.propose import propose_layout

HERE = Path(__file__).parent / "strangers"
FILES = sorted(path.name for path in HERE.iterdir())


def read_file(path: Path) -> DocumentRecords:
    """Read a file without a plan.toml, as `plangraph read` does."""
    data, description, layout = describe_file(path)
    return bytes_to_stages(data, description, layout, place=path.name).records


def read(name: str) -> DocumentRecords:
    return read_file(HERE / name)


def written(data: bytes, name: str) -> str:
    """The plan.toml that is proposed for a document."""
    proposal = propose_layout(data, name, place=name)
    assert proposal is not None
    return proposal_to_toml(proposal, name, data)


def rows(records: DocumentRecords) -> list[tuple[str | None, str, str, tuple[str, ...]]]:
    return [(one.listed_under, one.title, one.listing_role.word, one.marked_code) for one in records.listings]


def money(one: Listing | Policy) -> list[tuple[int, str, int | str | None]]:
    return [
        (
            cost.fiscal_year,
            cost.cost_kind.value,
            cost.amount_yen if cost.amount_yen is not None else cost.amount_status.word,
        )
        for cost in one.cost
    ]


def project_money(one: Listing) -> list[int | str | None]:
    return [amount for _, _, amount in money(one)]


def offices(one: Listing) -> list[str]:
    return [division.name for division in one.responsible_division]


def notes(one: Listing | Policy) -> list[tuple[str, str]]:
    return [(note.label, note.text) for note in one.note]


def rules(records: DocumentRecords) -> set[str]:
    return {finding.rule for finding in records.findings} - {"layout-proposed"}


def test_there_are_eighteen_documents() -> None:
    assert len(FILES) == 18


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_read_and_the_written_proposal_reads_the_same(name: str, tmp_path: Path) -> None:
    """What `layout propose` writes is a description that loads, and gives what reading without one gave."""
    data = (HERE / name).read_bytes()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "plan.toml").write_text(written(data, name), encoding="utf-8")
    by_file, alone = read_document(tmp_path), read(name)
    assert alone.account.lines_not_read == by_file.account.lines_not_read == 0
    assert by_file.listings == alone.listings
    assert by_file.policies == alone.policies


class TestOpenDataOfOneYear:
    """CP932; the year in a column of its own; budget and settlement of the same year; 再掲区分."""

    records = read("jimujigyo.csv")

    def test_rows(self) -> None:
        assert rows(self.records) == [
            ("101", "防災訓練事業", "home", ()),
            ("101", "自主防災組織支援事業", "home", ()),
            ("201", "自主防災組織支援事業", "relisting", ()),
            ("201", "町会・自治会活動支援事業", "home", ()),
        ]
        assert offices(self.records.listings[3]) == ["市民部 協働推進課"]

    def test_one_amount_a_year_is_the_cost_and_the_other_is_kept(self) -> None:
        """The settlement and the budget are two statements of one year; as two costs they would count twice."""
        first = self.records.listings[0]
        assert money(first) == [(2018, "ProjectCost", 1_103_450)]
        assert ("当初予算額(円)", "1,200,000") in notes(first)
        assert "同じ年度の金額の列が複数ある" in written(
            (HERE / "jimujigyo.csv").read_bytes(), "jimujigyo.csv"
        )


class TestMinistryList:
    """Numbers in three columns; a mark by number behind a parenthesis that belongs to the name; a former name."""

    records = read("review.csv")

    def test_rows(self) -> None:
        assert rows(self.records) == [
            (None, "洪水対策調査費", "home", ()),
            (None, "河川維持費", "home", ()),
            (None, "女性就業支援全国展開事業（土地建物借料等）", "relisting", ("新30-024",)),
            (None, "河川維持費", "relisting", ("025",)),
            (None, "港湾整備", "home", ()),
        ]
        assert [one.project_code for one in self.records.listings] == ["新30-024", "025", "442", "443", "444"]
        assert self.records.listings[4].former_title == "港の整備"

    def test_bureau_and_division_stand_in_two_columns(self) -> None:
        assert offices(self.records.listings[0]) == ["水管理局 河川計画課"]

    def test_a_negative_budget_is_kept_as_printed(self) -> None:
        assert ("平成30年度当初予算額(百万円)", "△86") in notes(self.records.listings[4])
        assert project_money(self.records.listings[4]) == [0]


class TestActionPlan:
    """Markdown: a table under each heading, contents by year."""

    records = read("action.md")

    def test_headings_between_the_tables_are_sections(self) -> None:
        assert [(p.code, p.level, p.title) for p in self.records.policies] == [
            ("1", "柱", "行政手続のオンライン化"),
            ("2", "柱", "庁内業務の効率化"),
        ]
        assert rows(self.records)[3] == ("2", "電子申請の拡大", "relisting", ())

    def test_contents_by_year_are_no_money(self) -> None:
        third = self.records.listings[2]
        assert [(c.fiscal_year, c.text) for c in third.content] == [
            (None, "定型業務の自動化"),
            (2022, "10業務"),
            (2023, "20業務"),
            (2024, "30業務"),
        ]
        assert third.cost == ()
        assert third.and_others


def test_labels_first_and_values_after() -> None:
    """A year that is printed nowhere beside the money is not made up: the figure is kept, and said to be open."""
    records = read("labels-first.txt")
    assert rows(records) == [
        ("3-2", "道路維持管理事業", "home", ()),
        ("3-3", "公園管理事業", "home", ()),
    ]
    assert offices(records.listings[1]) == ["都市部 公園緑地課"]
    assert [notes(one) for one in records.listings] == [
        [("事業費(千円)", "45,600")],
        [("事業費(千円)", "１２，３００")],
    ]
    assert rules(records) == {"column-without-year"}


class TestIndicatorTable:
    """One row an indicator, several rows a policy; codes Ⅰ and Ⅰ①; a base value, results, a target."""

    records = read("shihyo.csv")

    def test_codes_stand_before_the_titles(self) -> None:
        assert [(p.title, p.part_of) for p in self.records.policies] == [
            ("安心のまち", None),
            ("防災", self.records.policies[0].key),
            ("防犯", self.records.policies[0].key),
        ]
        assert all(p.code for p in self.records.policies)

    def test_a_second_row_of_a_policy_adds_its_indicator(self) -> None:
        policy = self.records.policies[1]
        assert [(i.title, i.unit_label) for i in policy.indicator] == [
            ("自主防災組織率", "％"),
            ("備蓄食数", "食"),
        ]
        values = [[(v.fiscal_year, str(v.value)) for v in i.observation] for i in policy.indicator]
        assert values[0] == [(2015, "62.1"), (2016, "63.0"), (2017, "65.2"), (2018, "66.8")]
        assert values[1] == [(2015, "12000"), (2016, "12500"), (2017, "None"), (2018, "13000")]
        assert policy.cost == ()
        assert "policy-row-repeated" not in rules(self.records)

    def test_a_target_is_no_measured_value_and_is_kept(self) -> None:
        assert notes(self.records.policies[1]) == [
            ("自主防災組織率 目標値(令和2年度)", "75"),
            ("備蓄食数 目標値(令和2年度)", "15,000"),
        ]


def test_cards_of_one_project_under_two_policies_without_a_mark() -> None:
    """Both cards are homes; the years stand with their values on a line below the label."""
    records = read("zushi.txt")
    assert rows(records) == [
        ("1", "海岸清掃事業", "home", ()),
        ("1", "景観形成推進事業", "home", ()),
        ("2", "海岸清掃事業", "home", ()),
    ]
    assert money(records.listings[2]) == [
        (2015, "ProjectCost", 1_000_000),
        (2016, "ProjectCost", 1_100_000),
        (2017, "ProjectCost", 1_200_000),
    ]


class TestColumnsOfSpaces:
    """Full-width blanks between columns, the header on each page, years without their era, marks that name sections."""

    records = read("spaces.txt")

    def test_rows(self) -> None:
        assert rows(self.records) == [
            ("A1-1", "市道１号線整備事業", "home", ()),
            ("A1-1", "橋りょう長寿命化事業", "home", ()),
            ("A1-2", "コミュニティバス運行事業", "home", ()),
            ("A1-2", "市道１号線整備事業", "relisting", ("A1-1",)),
            ("A2-1", "配水管更新事業", "home", ()),
        ]
        assert self.records.listings[0].project_code == "A1-1-01"

    def test_a_year_without_era_is_not_known(self) -> None:
        assert all(one.cost == () for one in self.records.listings)
        assert ("30年度", "100") in notes(self.records.listings[0])
        assert ("全体事業費", "300") in notes(self.records.listings[0])
        assert "年度が分からない" in written((HERE / "spaces.txt").read_bytes(), "spaces.txt")

    def test_page_numbers_are_no_text_of_a_policy(self) -> None:
        assert [p.assessment for p in self.records.policies] == [(), (), ()]


def test_rows_of_money_under_the_rows_of_projects() -> None:
    """Another city's words for the two-row table, with sections such as (07-01)."""
    records = read("two-row.txt")
    assert [(p.code, p.title) for p in records.policies] == [("07-01", "農業の振興"), ("07-02", "林業の振興")]
    assert rows(records) == [
        ("07-01", "担い手育成事業", "home", ()),
        ("07-01", "農道整備事業", "home", ("07-02",)),
        ("07-02", "農道整備事業", "relisting", ("07-01",)),
        ("07-02", "間伐推進事業", "home", ()),
    ]
    assert [project_money(one) for one in records.listings] == [
        [500_000, 600_000, 600_000],
        [1_000_000, 20_000_000, 20_000_000],
        ["relisted"] * 3,
        [-86_000, -50_000, "blank"],
    ]


class TestThreeLevelsAndNumbers:
    """章, 節, 施策 by columns; 112 above 11201; a unit in one header alone; a figure of two."""

    records = read("four-levels.csv")

    def test_the_tree(self) -> None:
        tree = [(p.key, p.level, p.part_of) for p in self.records.policies][:3]
        assert tree == [("1", "章", None), ("11", "節", "1"), ("112", "施策", "11")]

    def test_a_unit_printed_for_the_total_is_not_taken_for_the_years(self) -> None:
        first = self.records.listings[0]
        assert first.printed_total is not None
        assert first.printed_total.amount_yen == 300_000
        assert project_money(first) == ["undetermined"] * 3
        assert "総事業費(千円)」にしか印刷されていない" in written(
            (HERE / "four-levels.csv").read_bytes(), "four-levels.csv"
        )

    def test_a_mark_names_a_number_and_a_glued_figure_is_left(self) -> None:
        assert rows(self.records)[3] == ("211", "通学路安全対策事業", "relisting", ("11202",))
        assert "figure-glued" in rules(self.records)
        assert [one.designation for one in self.records.listings[:3]] == [("重点",), ("新規",), ("重点",)]


def test_a_list_under_roman_and_circled_numbers() -> None:
    """Items are numbered anew in each section, so their numbers name no project; a mark stands behind the office."""
    records = read("list.txt")
    assert [(p.title, p.part_of is None) for p in records.policies] == [
        ("効率的な行政運営", True),
        ("財源の確保", False),
        ("組織の見直し", False),
        ("協働のまちづくり", True),
        ("情報の共有", False),
    ]
    again = records.listings[2]
    assert (again.title, again.listing_role.word, offices(again)) == (
        "使用料の見直し",
        "relisting",
        ["財政課"],
    )
    assert {one.project_code for one in records.listings} == {None}


def test_the_era_of_bare_years_is_that_of_the_head() -> None:
    """平成26年度 above 24年度決算: the document says which; where no unit is printed there is no amount."""
    records = read("shisaku.csv")
    first = next(p for p in records.policies if p.code == "経2-1")
    assert money(first) == [
        (2012, "ProjectCost", "undetermined"),
        (2013, "ProjectCost", "undetermined"),
        (2014, "ProjectCost", "undetermined"),
    ]
    assert {"year-era-assumed", "unit-unknown"} <= rules(records)
    assert ("うち人件費", "3,000") in notes(first)


def test_numbered_titles_with_labelled_lines_below() -> None:
    records = read("cards.md")
    assert [(one.project_code, one.title) for one in records.listings] == [
        ("1", "新庁舎建設事業"),
        ("2", "認知症施策推進事業"),
    ]
    assert ("事業費", "12億3,456万円") in notes(records.listings[0])
    assert ("事業期間", "永年") in notes(records.listings[1])


def test_a_total_first_and_a_project_counted_in_another() -> None:
    records = read("tab.txt")
    assert rows(records) == [
        ("6-1-2", "電子申請システム運用", "home", ()),
        ("6-1-2", "住基システム更新", "relisting", ("6-1-1",)),
        ("6-1-2", "小学校コンピュータ整備", "carried", ()),
        ("6-1-1", "住基システム更新", "home", ("6-1-2",)),
        ("6-1-1", "教育用ＰＣ整備事業", "home", ()),
    ]
    assert project_money(records.listings[3]) == [50_000_000, 50_000_000, "undetermined"]
    assert records.listings[2].counted_in_text == "教育用ＰＣ整備事業"
    assert records.listings[0].designation == ("重点",)


def test_definition_lists_of_a_web_page() -> None:
    """A card begins with its first label, which is not the title; 重点施策 is a value here, though a label elsewhere."""
    records = read("dl.html")
    assert rows(records) == [
        ("1", "防犯灯LED化事業", "home", ()),
        ("2", "こども医療費助成事業", "home", ()),
        ("2", "防犯灯LED化事業", "relisting", ("01-02",)),
    ]
    assert [one.project_code for one in records.listings] == ["01-02", "02-01", "02-02"]
    assert money(records.listings[0]) == [(2023, "ProjectCost", 12_340_000)]
    assert records.listings[1].designation == ("重点施策",)


def test_cards_whose_values_stand_in_columns_of_spaces() -> None:
    records = read("chosho.txt")
    assert offices(records.listings[0]) == ["企画部 情報推進課", "市民部 市民課"]
    assert [project_money(one) for one in records.listings] == [
        [9_000_000, 9_500_000, 10_000_000],
        ["blank", "undetermined", 0],
    ]


def test_a_sheet_in_a_web_page() -> None:
    """区分 over 単位 and years heads columns there, and is no designation; a blank cell is blank in its own year."""
    records = read("sheet.html")
    assert [(one.listed_under, one.project_code, one.title) for one in records.listings] == [
        ("3-5", "030501", "図書館管理運営事業"),
        ("3-5", "030502", "公民館運営事業"),
    ]
    first = records.listings[0]
    assert money(first)[3:6] == [
        (2020, "PersonnelCost", 50_000_000),
        (2021, "PersonnelCost", "blank"),
        (2022, "PersonnelCost", 52_000_000),
    ]
    assert first.designation == ()
    assert notes(first) == [("会計", "一般")]
    assert "佐藤次郎" not in records.text


def test_a_row_without_a_policy_belongs_to_the_one_above() -> None:
    first = read("further-rows.csv").policies[0]
    assert [(i.title, str(i.observation[2].value)) for i in first.indicator] == [
        ("まちに愛着", "70.0"),
        ("住み続けたい", "81.8"),
    ]


def test_what_was_done_is_no_plan() -> None:
    """計画 and 実績 of one year: the plan is the content, what was done is kept under its own label."""
    first = read("progress.csv").listings[0]
    assert [(c.fiscal_year, c.text) for c in first.content] == [
        (None, "相談窓口の設置"),
        (2016, "検討"),
        (2017, "実施"),
    ]
    assert ("平成28年度実績", "検討した") in notes(first)
    assert offices(first) == ["市民協働課"]


# workbooks


def plan_book() -> bytes:
    """A 実施計画 in Excel: two header rows, merged 基本目標 and 施策, an undetermined year, a row of sums."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["桜浜市総合計画　第3期実施計画（令和元年度～令和3年度）"],
        ["（単位：千円）"],
        ["基本目標", "施策", "No.", "事業名", "担当課", "計画額", "", "", "", "備考"],
        ["", "", "", "", "", "R1", "R2", "R3", "計", ""],
        ["１ 健やかに", "1-1 健康づくり", 1, "健診事業", "福祉部 健康課", 1200, 1300, 1300, 3800, ""],
        ["", "", 2, "食育事業（再掲 2-1）", "福祉部 健康課", "", "", "", "", ""],
        ["", "1-2 高齢者福祉", 3, "地域包括支援事業", "福祉部 支援課", 500, 510, "未定", "", "R3は調整中"],
        ["２ 学び", "2-1 学校教育", 4, "食育事業", "教育部 指導課", 300, 300, 300, 900, "1-1で再掲"],
        ["合計", "", "", "", "", 2000, 2110, 1600, 4700, ""],
    ):
        sheet.append(row)
    for cells in ("A5:A7", "B5:B6", "F3:I3", "A9:E9", *(f"{c}3:{c}4" for c in "ABCDEJ")):
        sheet.merge_cells(cells)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_book() -> bytes:
    """施策評価シート as a form, a sheet for each 施策: labels in one column, tables of indicators and costs within."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for code, title, related, values, standing in (
        ("01", "健康づくりの推進", "支援課、年金課", (45.2, 46.0, 48.1), "重点施策"),
        ("02", "防災の推進", "なし", (30, None, 35), "－"),
    ):
        sheet = book.create_sheet(f"施策{code}")
        for row in (
            ["令和2年度　施策評価シート（令和元年度実績）"],
            ["施策番号", code, "施策名", title],
            ["上位政策", "1 安心して暮らせるまち"],
            ["主担当課", "健康課", "課長名", "鈴木一郎"],
            ["関係課", related],
            ["成果指標", "単位", "H29実績", "H30実績", "R1実績", "R1目標"],
            ["参加率", "％", *values, 50],
            ["コスト", "単位", "H29", "H30", "R1"],
            ["事業費", "千円", 9000, None, 9200],
            ["人件費", "千円", 3000, 3000, 3000],
            ["現状と課題", "高齢化が進んでいる。"],
            ["施策の位置づけ", standing],
        ):
            sheet.append(row)
        for cells in ("A1:F1", "B11:F11", "D2:F2"):
            sheet.merge_cells(cells)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_with_merged_cells_and_two_header_rows(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_book())
    records = read_file(path)
    assert rows(records) == [
        ("1-1", "健診事業", "home", ()),
        ("1-1", "食育事業", "relisting", ("2-1",)),
        ("1-2", "地域包括支援事業", "home", ()),
        ("2-1", "食育事業", "home", ()),
    ]
    assert project_money(records.listings[2]) == [500_000, 510_000, "undetermined"]
    assert ("備考", "1-1で再掲") in notes(records.listings[3])
    assert all(check.agrees for check in records.account.checks)
    assert len(records.account.checks) == 4
    assert 'header = "計画額/R1"' in written(path.read_bytes(), path.name)


def test_a_form_with_a_sheet_for_each_policy(tmp_path: Path) -> None:
    """A blank cell leaves no later year's value to an earlier one; the head's name is masked; － is no standing."""
    path = tmp_path / "sheets.xlsx"
    path.write_bytes(sheet_book())
    records = read_file(path)
    assert [(p.key, p.title, p.level, p.part_of) for p in records.policies] == [
        ("1", "安心して暮らせるまち", "政策", None),
        ("01", "健康づくりの推進", "施策", "1"),
        ("02", "防災の推進", "施策", "1"),
    ]
    first, second = records.policies[1:]
    assert [d.name for d in first.related_division] == ["支援課", "年金課"]
    assert second.related_division == ()
    values = [(v.fiscal_year, str(v.value)) for v in second.indicator[0].observation]
    assert values == [(2017, "30"), (2018, "None"), (2019, "35")]
    assert second.indicator[0].unit_label == "％"
    assert notes(second) == [("参加率 R1目標", "50")]
    assert money(second) == [
        (2017, "ProjectCost", 9_000_000),
        (2018, "ProjectCost", "blank"),
        (2019, "ProjectCost", 9_200_000),
        (2017, "PersonnelCost", 3_000_000),
        (2018, "PersonnelCost", 3_000_000),
        (2019, "PersonnelCost", 3_000_000),
    ]
    assert (first.standing and first.standing.value, second.standing) == ("Priority", None)
    assert records.account.lines_not_read == 0

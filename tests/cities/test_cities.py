"""Documents of a city that does not exist, each in a layout that is data alone: nothing under `src/` knows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangraph.model.amounts import AmountStatus
from plangraph.model.records import CostKind, DocumentRecords, Listing
from plangraph.reading.document import read_document
from plangraph.reading.listings import resolve_listings

HERE = Path(__file__).parent
NAMES = sorted(path.parent.name for path in HERE.glob("*/plan.toml"))


def read(name: str) -> DocumentRecords:
    return read_document(HERE / name)


def listing(records: DocumentRecords, title: str, section: str) -> Listing:
    return next(one for one in records.listings if one.title == title and one.listed_under == section)


def yen(one: Listing) -> list[tuple[int, str, int | None]]:
    return [(cost.fiscal_year, cost.amount_status.word, cost.amount_yen) for cost in one.cost]


def test_there_are_three_further_layouts() -> None:
    """A fourth is welcome; fewer would leave a family untried."""
    assert NAMES == ["heading-list", "label-cards", "one-row-table"]


@pytest.mark.parametrize("name", NAMES)
def test_every_character_reaches_the_tables_and_every_line_is_read(name: str) -> None:
    account = read(name).account
    assert account.characters_out == account.characters > 0
    assert account.lines_not_read == 0


class TestOneRowTable:
    """所管 first, 計 last, 千円, the mark before the title."""

    records = read("one-row-table")

    def test_headings_make_the_tree(self) -> None:
        tree = [(p.key, p.title, p.level, p.part_of) for p in self.records.policies]
        assert tree == [
            ("1", "安全で安心なまち", "政策", None),
            ("1-1", "防災の推進", "施策", "1"),
            ("1-2", "防犯の推進", "施策", "1"),
            ("2", "支えあうまち", "政策", None),
            ("2-1", "福祉の充実", "施策", "2"),
        ]

    def test_rows_become_listings_in_order(self) -> None:
        assert [(one.listed_under, one.title) for one in self.records.listings] == [
            ("1-1", "総合防災訓練事業"),
            ("1-1", "自主防災組織育成事業"),
            ("1-1", "避難所運営事業"),
            ("1-2", "防犯灯整備事業"),
            ("1-2", "相談窓口事業"),
            ("2-1", "避難所運営事業"),
        ]

    def test_the_year_that_never_came_is_read_as_printed_and_reported(self) -> None:
        one = listing(self.records, "総合防災訓練事業", "1-1")
        assert yen(one) == [
            (2018, "stated", 1_200_000),
            (2019, "stated", 1_250_000),
            (2020, "stated", 1_300_000),
        ]
        assert "impossible-year" in {finding.rule for finding in self.records.findings}

    def test_the_total_stands_last(self) -> None:
        total = listing(self.records, "総合防災訓練事業", "1-1").printed_total
        assert total is not None
        assert (total.first_year, total.last_year, total.amount_yen) == (2018, 2020, 3_750_000)

    def test_a_dash_stars_nothing_and_zero_are_kept_apart(self) -> None:
        one = listing(self.records, "自主防災組織育成事業", "1-1")
        assert [(c.amount_status, c.printed_amount) for c in one.cost] == [
            (AmountStatus.STATED, "800"),
            (AmountStatus.BLANK, "-"),
            (AmountStatus.UNDETERMINED, "***"),
        ]
        other = listing(self.records, "防犯灯整備事業", "1-2")
        assert [(c.amount_yen, c.printed_amount) for c in other.cost] == [
            (-50_000, "△50"),
            (0, "0"),
            (None, "なし"),
        ]

    def test_offices_in_every_form(self) -> None:
        names = {one.title: [d.name for d in one.responsible_division] for one in self.records.listings}
        assert names["総合防災訓練事業"] == ["市民部 危機管理課"]
        assert names["防犯灯整備事業"] == ["市民部 人権・市民協働課"]
        assert names["相談窓口事業"] == ["市民部 市民課", "市民部 国保年金課"]
        assert listing(self.records, "避難所運営事業", "2-1").and_others
        assert "division-department-completed" in {finding.rule for finding in self.records.findings}

    def test_marks_stand_before_and_after_the_title(self) -> None:
        one = listing(self.records, "避難所運営事業", "1-1")
        assert (one.has_mark, one.marked_code, one.listing_role.word) == (True, ("2-1",), "relisting")
        home = listing(self.records, "避難所運営事業", "2-1")
        assert (home.has_mark, home.marked_code, home.listing_role.word) == (True, ("1-1",), "home")
        bare = listing(self.records, "相談窓口事業", "1-2")
        assert (bare.has_mark, bare.marked_code, bare.listing_role.word) == (True, (), "relisting")

    def test_the_pair_is_mutual_and_the_bare_mark_names_nothing(self) -> None:
        states = {
            item.key: item.state.word for item in resolve_listings([self.records]).listings if item.state
        }
        assert states == {
            "1-1/避難所運営事業": "mutual",
            "2-1/避難所運営事業": "mutual",
            "1-2/相談窓口事業": "targetNotNamed",
        }

    def test_printed_sums_are_held_against_the_rows(self) -> None:
        checks = [(c.label.split()[0], c.printed, c.counted, c.agrees) for c in self.records.account.checks]
        assert len(checks) == 4
        assert all(agrees for *_, agrees in checks)

    def test_a_column_that_is_no_record_is_kept_under_its_label(self) -> None:
        notes = listing(self.records, "自主防災組織育成事業", "1-1").note
        assert [(note.label, note.text) for note in notes] == [("備考", "要綱改正")]


class TestHeadingList:
    """章 and 節, then items behind ○ with the office in brackets."""

    records = read("heading-list")

    def test_sections_are_numbered_anew_in_each_chapter(self) -> None:
        assert [(p.key, p.code, p.title, p.part_of) for p in self.records.policies] == [
            ("1", "1", "まちの安全", None),
            ("1-1", "1", "防災", "1"),
            ("1-2", "2", "防犯", "1"),
            ("2", "2", "支えあい", None),
            ("2-1", "1", "福祉", "2"),
        ]

    def test_items_have_their_text_and_offices(self) -> None:
        one = listing(self.records, "総合防災訓練の実施", "1-1")
        assert [content.text for content in one.content] == [
            "地区ごとに年１回の訓練を行います。\n備蓄品を更新します。"
        ]
        assert one.content[0].fiscal_year is None
        assert [d.name for d in one.responsible_division] == ["危機管理課"]
        assert str(one.evidence[0].place) == "line=6-8"

    def test_a_chapters_paragraph_is_its_basic_idea(self) -> None:
        assert [a.text for a in self.records.policies[0].assessment] == ["まちの安全を守ります。"]

    def test_a_bare_mark_makes_a_relisting(self) -> None:
        assert listing(self.records, "避難所の運営", "1-1").listing_role.word == "relisting"
        assert listing(self.records, "避難所の運営", "2-1").listing_role.word == "home"


class TestLabelCards:
    """Labels in 【】 with their values beside them."""

    records = read("label-cards")

    def test_each_card_is_a_listing_with_its_number(self) -> None:
        assert [(one.project_code, one.title, one.listed_under) for one in self.records.listings] == [
            ("101", "総合防災訓練事業", "1-1"),
            ("102", "防犯灯整備事業", "1-2"),
        ]

    def test_values_in_a_row_belong_to_the_years_above(self) -> None:
        cost = self.records.listings[0].cost
        assert [(c.fiscal_year, c.cost_kind, c.amount_yen) for c in cost] == [
            (2017, CostKind.PROJECT_COST, 1_200_000),
            (2018, CostKind.PROJECT_COST, 1_250_000),
            (2019, CostKind.PROJECT_COST, 1_300_000),
            (2017, CostKind.PERSONNEL_COST, 500_000),
            (2018, CostKind.PERSONNEL_COST, 500_000),
            (2019, CostKind.PERSONNEL_COST, 500_000),
        ]

    def test_glued_figures_are_flagged_and_never_split(self) -> None:
        cost = self.records.listings[1].cost
        assert [(c.amount_status, c.amount_yen) for c in cost] == [
            (AmountStatus.STATED, 80_000),
            (AmountStatus.UNDETERMINED, None),
            (AmountStatus.UNDETERMINED, None),
        ]
        assert "figure-glued" in {finding.rule for finding in self.records.findings}

    def test_a_value_goes_on_over_the_next_line(self) -> None:
        assert self.records.listings[0].content[0].text == "地区ごとに訓練を行う。\n市民の参加を求める。"

    def test_the_name_behind_an_offices_head_is_covered_everywhere(self) -> None:
        assert "山田太郎" not in self.records.text
        assert "山田太郎" not in repr(self.records)
        assert [d.name for d in self.records.listings[0].responsible_division] == ["危機管理課"]

    def test_designations_are_words_and_none_is_none(self) -> None:
        assert [one.designation for one in self.records.listings] == [("重点", "新規"), ()]

    def test_a_mark_by_number_names_a_project(self) -> None:
        assert self.records.listings[1].marked_code == ("101",)

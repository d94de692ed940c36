"""What stands on printed pages: tables with and without rules, columns, vertical and turned text, edges of pages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from plangraph.reading.extract import Extract
from plangraph.reading.spots import BoxSpot

from .conftest import Read
from .printed_cases import CASES, LONG, PROSE


@pytest.fixture(scope="module")
def extracts(printed: Mapping[str, bytes], read: Read) -> Mapping[str, Extract]:
    return {name: read(printed[name]) for name in CASES}


def lines(extract: Extract) -> list[str]:
    """The lines, a wrap in a cell shown as /."""
    return [line.text.replace("\u2028", "/") for line in extract.lines]


def test_merged_cells_stand_once_and_are_known_everywhere(extracts: Mapping[str, Extract]) -> None:
    """A cell over three columns and cells over two rows keep their words in the first slot."""
    extract = extracts["merged"]
    assert lines(extract) == [
        "施策\t事業費（千円）\t\t\t所管",
        "\t平成28年度\t平成29年度\t平成30年度\t",
        "01 市民協働\t1\t2\t3\t生活文化課",
        "\t4\t5\t\t",
    ]
    assert [cell.text for cell in extract.cells(1)] == [
        "施策",
        "平成28年度",
        "平成29年度",
        "平成30年度",
        "所管",
    ]
    assert [cell.text for cell in extract.cells(3)] == ["01 市民協働", "4", "5", "5", "生活文化課"]


@pytest.mark.parametrize("name", ["long-ruled", "long-plain"])
def test_a_table_over_a_page_break_is_one_stretch(name: str, extracts: Mapping[str, Extract]) -> None:
    """Eighty rows on several pages: every row once, the head again on each page, page numbers behind the table."""
    extract = extracts[name]
    ((title, first, behind),) = extract.tables
    assert title == "page 1 table 1"
    rows = lines(extract)[first:behind]
    head = "番号\t事業名\t事業費（千円）\t所管"
    pages = {spotted.spot.page for spotted in extract.source.spots if isinstance(spotted.spot, BoxSpot)}
    assert [row for row in rows if row != head] == [row.replace("|", "\t") for row in LONG]
    assert rows.count(head) == len(pages) > 1
    rest = lines(extract)[:first] + lines(extract)[behind:]
    assert sorted(rest) == sorted(["以上。"] + [w for n in pages for w in ("第6章 協働", f"- {n} -")])


def test_two_columns_of_prose_are_read_one_after_the_other(extracts: Mapping[str, Extract]) -> None:
    """The left column, then the right one; the page number between them comes last."""
    extract = extracts["columns"]
    assert not extract.tables
    assert lines(extract)[0] == "第1章 協働の推進"
    assert lines(extract)[-1] == "12"
    text = "".join(lines(extract)[1:-1])
    assert text == f"ア{PROSE * 3}1 現状と課題イ{PROSE * 3}2 方向性ウ{PROSE * 2}エ{PROSE}"


def test_tables_side_by_side_are_read_by_column(extracts: Mapping[str, Extract]) -> None:
    """A table and its text at the left, then those at the right."""
    assert lines(extracts["two-tables"]) == ["A1\tA2", "A3\tA4", "左の文", "B1\tB2", "B3\tB4", "右の文"]
    assert extracts["two-tables"].tables == (("page 1 table 1", 0, 2), ("page 1 table 2", 3, 5))


@pytest.mark.parametrize("name", ["open", "shaded"])
def test_tables_without_outer_or_dark_rules_are_ruled(name: str, extracts: Mapping[str, Extract]) -> None:
    """Open at the sides; or white rules between coloured cells, white words on a dark head."""
    last = "相談\t△86\t" + ("市民課" if name == "open" else "")
    assert lines(extracts[name]) == ["事業名\t平成28年度\t所管", "講座の開催\t72\t生涯学習課", last]
    assert not extracts[name].findings


def test_level_rules_alone_part_rows(extracts: Mapping[str, Extract]) -> None:
    """Columns by their gaps, rows by the rules; the title above is no row."""
    assert lines(extracts["level"]) == [
        "表1 事業の一覧",
        "事業名\t平成28年度\t所管",
        "地域における/講座の開催\t72\t生涯学習課",
        "相談\t△86\t市民課",
        "訓練\t12\t防災課",
    ]
    assert extracts["level"].tables == (("page 1 table 1", 1, 5),)


def test_figures_piled_in_one_ruled_row_are_rows(extracts: Mapping[str, Extract]) -> None:
    """A table that rules its columns and not its rows."""
    assert lines(extracts["piled"]) == [
        "事業名\t28年度\t29年度",
        "講座の開催\t72\t1",
        "相談の実施\t1,234\t-",
        "防災訓練\t5\t3",
    ]


def test_rows_set_tight_are_rows(extracts: Mapping[str, Extract]) -> None:
    """Without rules and with no more room between rows than between lines, figures at the right, a blank cell."""
    assert lines(extracts["dense"]) == [
        "講座の開催\t72\t生涯学習課",
        "相談\t1,234\t市民課",
        "防災訓練の実施\t5\t防災安全課",
        "情報の提供\t\t秘書広報課",
    ]


def test_a_numbered_list_is_no_table(extracts: Mapping[str, Extract]) -> None:
    """Its numbers stand in a column all the same."""
    assert lines(extracts["list"]) == [
        "(1) 一つ目の項目",
        "(2) 二つ目の項目",
        "(3) 三つ目の項目",
        "・ 点の項目",
    ]
    assert not extracts["list"].tables


def test_labels_beside_values_are_cells(extracts: Mapping[str, Extract]) -> None:
    """Three labels with an em between them and their values."""
    assert lines(extracts["labels"])[0] == "施策名\t市民と行政の協働"
    assert lines(extracts["labels"])[2] == "関連課\t企画調整課、市民課"


def test_vertical_cells_are_read_downward(extracts: Mapping[str, Extract]) -> None:
    """Vertical lines with turned letters, upright letters, two characters one below the other; figures stay two lines."""
    assert lines(extracts["upright-cells"]) == [
        "協働推進ー（案）\tコミュニティ検討(笑1-1で再掲)\t1",
        "\tNPOの育成\t2",
        "\t訓練\t3/4",
    ]


def test_a_vertical_page_is_read_from_the_right(extracts: Mapping[str, Extract]) -> None:
    """The heading first, then the lines from right to left."""
    met = lines(extracts["vertical-page"])
    assert met[0] == "第一章 協働の推進（総論）"
    assert "".join(met[1:]) == PROSE + "平成28年度、ABC講座を「開催」した。"


def test_a_table_on_its_side_is_read_with_the_head_turned(extracts: Mapping[str, Extract]) -> None:
    """Its boxes are those of the page as it lies."""
    extract = extracts["sideways"]
    assert lines(extract) == [
        "事業名\t平成28年度\t所管",
        "講座の開催\t72\t生涯学習課",
        "備考の文がここにある。",
    ]
    first, second = (extract.source.spots[i].spot for i in (0, 1))
    assert isinstance(first, BoxSpot)
    assert isinstance(second, BoxSpot)
    assert second.top > first.bottom
    assert abs(second.left - first.left) < 1


def test_letters_ligatures_and_blanks(extracts: Mapping[str, Extract]) -> None:
    """A blank that the file draws stays one; a ligature is its letters; letters spread evenly are one word."""
    extract = extracts["letters"]
    assert lines(extract) == [
        "市民部 市民課",
        "6 協働で拓くまちづくり",
        "office file ㈱ Ⅳ ④ 髙 﨑",
        "見出し語だ",
    ]
    (finding,) = extract.findings
    assert finding.rule == "text-not-visible"
    assert finding.evidence[0].quote == "白い文字"

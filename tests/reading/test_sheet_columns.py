"""Two columns that wrap by themselves, and labels in a narrow column, on made lines."""

from __future__ import annotations

import pytest

from plangraph.reading.lines import Line, SourceText
from plangraph.reading.sheet_columns import Columns, is_dense
from plangraph.reading.sheet_text import Manner, Passage, cut_label, is_full

MANNER = Manner(bullets=("・",), closers=("。",))
COLUMNS = Columns(6, 9, MANNER)


def seamed(text: str) -> Line:
    """A line whose seams are written ‖."""
    pieces = text.split("‖")
    offset, line = 0, Line("", ())
    for piece in pieces:
        line = line + Line(piece, tuple(range(offset, offset + len(piece))))
        offset += len(piece) + 1
    return line


def placed(*texts: str, closed: bool = True) -> list[tuple[str, str] | None]:
    """What each line gives to the left and to the right column; None for a line of unknown column."""
    return [
        None
        if found.placing is None
        else (
            "|".join(piece.text for piece in found.placing.left),
            "|".join(piece.text for piece in found.placing.right),
        )
        for found in COLUMNS.place([seamed(text) for text in texts], closed=closed)
    ]


def test_a_space_parts_the_columns() -> None:
    """Both columns run on, each at its own width."""
    assert placed("・左左左左左 ・右右右右右右右右", "左左。 右右。") == [
        ("・左左左左左", "・右右右右右右右右"),
        ("左左。", "右右。"),
    ]


def test_a_line_without_a_space_goes_to_the_column_whose_sentence_is_open() -> None:
    """The right column's paragraph is closed, the left one's is not."""
    assert placed("・左左左左左 ・右右。", "左左左左左左", "左。") == [
        ("・左左左左左", "・右右。"),
        ("左左左左左左", ""),
        ("左。", ""),
    ]


def test_a_line_of_the_right_column_alone_stays_there() -> None:
    """The left column's paragraph is closed; a full line is as wide as the right column."""
    assert placed("・左左。 ・右右右右右右右右", "右右右右右右右右右", "右。")[1:] == [
        ("", "右右右右右右右右右"),
        ("", "右。"),
    ]


def test_a_line_that_could_go_on_in_either_column_is_undetermined() -> None:
    """Both sentences are open, and a short end fits both."""
    assert placed("・左左左左左 ・右右右右右右右右", "終わる。")[1] is None


def test_a_later_line_can_tell_the_column_of_an_earlier_one() -> None:
    """Had the first end closed the left column, the second could not begin the next paragraph on the right."""
    assert placed("・左左左左左 ・右右右右右右右右", "終わる。", "左左。 ・右。")[1:] == [
        ("", "終わる。"),
        ("左左。", "・右。"),
    ]


def test_a_lost_gap_is_found_where_the_left_column_is_full() -> None:
    """The seam is the one place at which the left column is full and the right sentence goes on."""
    lines = ["・左左左左左 ・右右右右右右右右", "左左‖左左左左‖右右右。", "左。 ・右。"]
    assert placed(*lines)[1] == ("左左左左左左", "右右右。")


def test_a_lost_newline_within_one_column_is_found() -> None:
    """Only the left sentence is open, so the text behind the full line is the left column's next line."""
    assert placed("・左左左左左 ・右右。", "左左左左左左‖左左。")[1] == ("左左左左左左|左左。", "")


@pytest.mark.parametrize("strange", ["§ 見知らぬ行 §", "短い", "左左 左左 左左"])
def test_a_line_that_fits_no_column_is_undetermined(strange: str) -> None:
    """It is neither full nor the end of a paragraph; its neighbours keep their columns."""
    lines = ["・左左左左左 ・右右右右右右右右", "左左。 右右。", strange, "・左左左。 ・右右。"]
    assert placed(*lines) == [
        ("・左左左左左", "・右右右右右右右右"),
        ("左左。", "右右。"),
        None,
        ("・左左左。", "・右右。"),
    ]


def test_a_run_of_single_characters_is_undetermined() -> None:
    """Each character is from a place of its own: a space may be lost anywhere."""
    run = "‖".join("・左左左左左・右右右右右右右右")
    assert is_dense(seamed(run))
    assert placed(run) == [None]
    assert placed(run, "左左 右右。", closed=True) == [None, ("左左", "右右。")]


def test_rows_begin_where_both_columns_begin() -> None:
    """A row number may stand behind its row's text or in the midst of it."""
    texts = ["・左左。 ・右右。", "1‖・次次次次次 ・右右右。", "2 次次。", "3"]
    rows = COLUMNS.rows([seamed(text) for text in texts], 1, 3)
    assert [(row.number, [line.line.text for line in row.lines]) for row in rows] == [
        (1, ["・左左。 ・右右。"]),
        (2, ["・次次次次次 ・右右右。", "次次。"]),
        (3, []),
    ]
    assert all(row.label for row in rows)


def test_a_row_whose_first_line_is_unclear_is_not_asserted() -> None:
    """Between a row number and the next sure beginning of a row nothing tells which row a line belongs to."""
    texts = ["・左左。 ・右右。", "1", "次次 右", "・次次。 ・右右。", "2"]
    first, second = COLUMNS.rows([seamed(text) for text in texts], 1, 2)
    assert [line.line.text for line in first.stray] == ["次次 右"]
    assert [line.line.text for line in second.lines] == ["・次次。 ・右右。"]


def test_a_missing_row_number_is_no_row() -> None:
    """A row without its number is given without a label, so that it can be reported."""
    rows = COLUMNS.rows([seamed("・左左。 ・右右。"), seamed("2")], 1, 2)
    assert [row.label is None for row in rows] == [True, False]
    assert sum(len(row.lines) + len(row.stray) for row in rows) == 1


def test_a_label_is_cut_where_it_stands_alone_only() -> None:
    """方 inside a word is text; 方 between a seam and the line's end is the label's last piece."""
    lines = [seamed("考え‖多方面の"), seamed("方‖方針を立てる。")]
    cut = cut_label(lines, "考え方")
    assert [line.text for line in cut.lines] == ["多方面の", "方針を立てる。"]
    assert [line.text for line in cut.label] == ["考え", "方"]
    assert cut.missing == ""


def test_paragraphs_begin_at_bullets_behind_a_full_stop() -> None:
    """A ・ that opens a line in the midst of a sentence belongs to its word."""
    parts = SourceText("d", "・市民\n・職員の声を聞く。\n・次に進む。").lines()
    assert Passage(tuple(parts)).paragraphs(MANNER) == "・市民・職員の声を聞く。\n・次に進む。"


def test_a_half_width_letter_takes_half_a_place() -> None:
    """A line of a cell 26 wide may end half a place early or late."""
    assert is_full("ム" * 25 + "C", 26)
    assert not is_full("ム" * 27, 26)

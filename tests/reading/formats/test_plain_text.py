"""A text's lines stand as they are; where a layout says what parts the cells, a tab stands in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.errors import DescriptionError, SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats import MAX_LINE, open_bytes


def opened(text: str, cells: str | list[int] = "tab") -> Extract:
    """A text file as it is opened."""
    return open_bytes(text.encode(), "a.txt", "d", place="a.txt", cells=cells)


def rows(text: str, cells: str | list[int]) -> list[list[str]]:
    """The cells of each line of a text."""
    extract = opened(text, cells)
    return [[cell.text for cell in extract.cells(index)] for index in range(len(extract.lines))]


def test_lines_stand_as_they_are() -> None:
    """Tabs, blanks and empty lines are untouched, and each character knows its place."""
    extract = opened("施策\t事業\n\n  市民　部 \n")
    assert [line.text for line in extract.lines] == ["施策\t事業", "", "  市民　部 ", ""]
    assert (extract.format, extract.charset, extract.tables) == ("text", "UTF-8", ())
    assert str(extract.source.place(extract.lines[2].offsets)) == "line=3"


def test_pipes() -> None:
    """The frame goes, empty cells stay, lines of rules and lines without a pipe are untouched."""
    text = "| 施策 | 事業費 |\n+------+------+\n|協1||\n協2│10\n本文"
    assert rows(text, "pipe") == [
        ["施策", "事業費"],
        ["+------+------+"],
        ["協1", ""],
        ["協2", "10"],
        ["本文"],
    ]


def test_runs_of_spaces() -> None:
    """Two blanks or one U+3000 part cells; one blank, an indent and blanks at the end do not."""
    text = "　施策  事 業　　所管  \n市民 参加"
    assert rows(text, "spaces") == [["施策", "事 業", "所管"], ["市民 参加"]]
    assert opened(text, "spaces").lines[1].text == "市民 参加"


def test_commas() -> None:
    """Quotes hold a comma; a quote that is not closed on its line is a character."""
    assert rows('a,"b,c"\n"x,y\n', "comma") == [["a", "b,c"], ['"x', "y"], [""]]


def test_fixed_columns_count_full_width_as_two() -> None:
    """A row is cut at the columns, half-width katakana count one, and a heading that runs over them all is left whole."""
    text = (
        "施策名    事業費  所管\n協働        1,000 市民課\nｱｲｳｴｵ          20 部\n協働で拓くまちづくりの推進\n"
    )
    assert rows(text, [0, 10, 18]) == [
        ["施策名", "事業費", "所管"],
        ["協働", "1,000", "市民課"],
        ["ｱｲｳｴｵ", "20", "部"],
        ["協働で拓くまちづくりの推進"],
        [""],
    ]


def test_a_word_over_a_column_is_reported() -> None:
    """A cell that runs into the next is cut where the layout says, with a finding that names the line."""
    extract = opened("施策名称の長い  20\n協働      10    課\n", [0, 10, 16])
    (finding,) = extract.findings
    assert finding.rule == "cell-crosses-column"
    assert [str(e.place) for e in finding.evidence] == ["line=1"]


def test_a_tab_points_at_its_separator() -> None:
    """The tab that stands for a pipe has the place of the pipe."""
    extract = opened("|a|b|", "pipe")
    assert extract.lines[0].text == "a\tb"
    assert [extract.source.text[at] for at in extract.lines[0].offsets] == ["a", "|", "b"]


@pytest.mark.parametrize("cells", ["pipes", [], [5, 2], [0, "a"], ["x"], [-1, 4]])
def test_an_unknown_way_to_part_cells_is_refused(cells: str | list[int]) -> None:
    """The value is named."""
    with pytest.raises(DescriptionError, match="cells = "):
        opened("a", cells)


def test_lost_and_control_characters_are_found() -> None:
    """U+FFFD and what nobody sees are read as they stand, each with a finding that names the lines."""
    found = {
        f.rule: [str(e.place) for e in f.evidence] for f in opened("a\ufffd\nb\x07\nc\ufffd\x1b").findings
    }
    assert found == {"character-lost": ["line=1", "line=3"], "control-character": ["line=2", "line=3"]}


def test_a_line_without_end_is_refused_at_once() -> None:
    """A line that would keep every expression busy is named with its number."""
    data = b"a\n" + b"x" * (MAX_LINE + 1)
    with pytest.raises(SourceError, match=r"a\.txt:2: a line of more than 1,000,000 characters"):
        open_bytes(data, "a.txt", "d", place="a.txt")
    assert len(open_bytes(data[:-1], "a.txt", "d", place="a.txt").lines[1]) == MAX_LINE


def test_too_many_lines_are_refused_before_any_is_made() -> None:
    """Two million and one newlines."""
    with pytest.raises(SourceError, match="more than 2,000,000 lines"):
        open_bytes(b"a" + b"\n" * 2_000_001, "a.txt", "d", place="a.txt")


CELL = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters='|｜│┃￨"'), min_size=1, max_size=6
)


@given(st.lists(CELL, min_size=2, max_size=5), st.sampled_from(["pipe", "spaces", "comma"]))
def test_what_is_parted_comes_apart(cells: list[str], kind: str) -> None:
    """Cells joined by a separator are the same cells again, and every character points at itself."""
    sign = {"pipe": "|", "spaces": "   ", "comma": ","}[kind]
    cells = [cell.replace(",", "，") for cell in cells]
    text = sign.join(cells)
    if set(text) <= set("|+-=:─━┼╋├┤┬┴┌┐└┘┠┨┯┷┏┓┗┛＋"):
        return
    extract = open_bytes(text.encode(), "a.txt", "d", place="a.txt", charset="UTF-8", cells=kind)
    assert [cell.text for cell in extract.cells(0)] == cells
    line = extract.lines[0]
    assert all(
        extract.source.text[at] == c for c, at in zip(line.text, line.offsets, strict=True) if c != "\t"
    )

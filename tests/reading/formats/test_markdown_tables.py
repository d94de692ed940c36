"""Markdown gives its tables, headings and paragraphs in order, without their signs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangraph.reading.extract import Extract
from plangraph.reading.formats import open_bytes


def opened(text: str) -> Extract:
    """A Markdown file as it is opened."""
    return open_bytes(text.encode(), "a.md", "d", place="a.md")


def test_a_page() -> None:
    """Signs of headings and the row of dashes are structure; an escaped pipe is a character; a break stays in the cell."""
    extract = opened(
        "# 第1章 計画 #\n\n**本文** は続く\n\n| 施策 | 費\\|用 |\n|:---|---:|\n| 協1<br>協2 | 1,000 |\n| | *** |\n\n結び\n---\n"
    )
    assert [line.text for line in extract.lines] == [
        "第1章 計画", "", "本文 は続く", "", "施策\t費|用", "協1\u2028協2\t1,000", "\t***", "", "結び", "",
    ]  # fmt: skip
    assert extract.tables == (("table 1", 4, 7),)
    assert [str(extract.source.place(line.offsets)) for line in extract.lines[4:7]] == [
        "line=5",
        "line=7",
        "line=8",
    ]


def test_tables_without_outer_pipes() -> None:
    """A row of dashes with as many cells is what makes a table."""
    extract = opened("a | b\n--|--\n1 | 2\n\nc | d\n---\n")
    assert [line.text for line in extract.lines] == ["a\tb", "1\t2", "", "c | d", ""]
    assert extract.tables == (("table 1", 0, 2),)


def test_rows_of_other_lengths_keep_their_cells() -> None:
    """A short row is short; what a long row has too much is not dropped."""
    extract = opened("|a|b|\n|-|-|\n|1|\n|1|2|3|\n")
    assert [line.text for line in extract.lines[1:3]] == ["1", "1\t2\t3"]


def test_words_of_links_and_code() -> None:
    """A link is its words, code and emphasis what they hold; 「***」 and a single star print as they stand."""
    assert (
        opened("[計画](http://x/y) `code` *重点* ** 2_3_4 3 * 4 \\*").lines[0].text
        == "計画 code 重点 ** 2_3_4 3 * 4 *"
    )


def test_fenced_code_is_read_as_it_stands() -> None:
    """The fence goes, its lines do not become a table."""
    assert [line.text for line in opened("```\n|a|\n|-|\n```\nb").lines] == ["|a|", "|-|", "b"]


CELL = st.text(st.sampled_from("協働12参加（）：、ab"), max_size=5)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_tables_come_back(records: list[list[str]]) -> None:
    """What is written as a table is read as the same cells."""
    text = "\n".join(["|甲|乙|", "|---|---|", *("|" + "|".join(cells) + "|" for cells in records)])
    extract = opened(text)
    assert [[c.text for c in extract.cells(index)] for index in range(1, len(extract.lines))] == records

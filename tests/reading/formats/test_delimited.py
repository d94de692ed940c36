"""CSV and TSV become one line a record, made of the file's own characters."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.errors import SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats import open_bytes


def opened(text: str, name: str = "a.csv") -> Extract:
    """A delimited file as it is opened."""
    return open_bytes(text.encode(), name, "d", place=name)


def texts(text: str, name: str = "a.csv") -> list[str]:
    """The lines of a delimited file."""
    return [line.text for line in opened(text, name).lines]


def test_records_are_lines() -> None:
    """Quotes go, a doubled one is one, a newline inside a field is U+2028; the places are the file's lines."""
    extract = opened('事業,"内容\n続き","1,200"\n"「""協働""」",,3\n')
    assert [line.text for line in extract.lines] == ["事業\t内容\u2028続き\t1,200", '「"協働"」\t\t3']
    assert [str(extract.source.place(line.offsets)) for line in extract.lines] == ["line=1-2", "line=3"]
    assert (extract.format, extract.tables) == ("csv", (("table 1", 0, 2),))
    assert extract.findings == ()


def test_characters_point_into_the_file() -> None:
    """A cell's characters are where the file has them, a tab at its separator."""
    extract = opened('a,"b""c",d\n')
    source, line = extract.source.text, extract.lines[0]
    assert [source[at] for at in line.offsets] == ["a", ",", "b", '"', "c", ",", "d"]
    assert line.text == 'a\tb"c\td'


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("施策;事業費\n協1;1,5\n協2;2,5\n", 2),
        ("施策\t事業費\n協1\t1,000\n協2\t2\n", 2),
        ("施策,内容\n協1,甲;乙\n協2,丙\n", 2),
        ("sep=;\n協1;2,3\n", 2),
        ("one\ntwo\n", 1),
        ('"a;b","c"\n"d;e","f"\n', 2),
    ],
)
def test_the_separator_is_found(text: str, cells: int) -> None:
    """By how evenly it cuts the records; a spreadsheet's own word for it is believed and is no record."""
    extract = opened(text)
    assert {len(extract.cells(index)) for index in range(len(extract.lines))} == {cells}


def test_tsv() -> None:
    """A .tsv file is cut at tabs alone; a quoted tab is a space, since a tab parts cells."""
    assert texts('a,b\t"c\td"\n', "a.tsv") == ["a,b\tc d"]
    assert opened("a\tb", "a.tsv").format == "tsv"


def test_a_tab_in_a_csv_field_parts_no_cells() -> None:
    """It is a space."""
    assert texts("a\tb,c\nd,e\n") == ["a b\tc", "d\te"]


def test_a_quote_that_is_never_closed_is_refused() -> None:
    """With the line on which it opened."""
    with pytest.raises(SourceError, match=r"a\.csv:2: the quote .* opened on this line is never closed"):
        opened('a,b\nc,"d\ne,f\n')


def test_a_quote_that_swallows_records_is_reported() -> None:
    """A quote closed by the next field's opening one leaves text behind it, or a record of an unusual length."""
    rules = {f.rule: [str(e.place) for e in f.evidence] for f in opened('a,b\n1,"2\n3,"4"\n5,6\n').findings}
    assert rules["text-behind-quote"] == ["line=3"]
    rules = {
        f.rule: [str(e.place) for e in f.evidence]
        for f in opened('a,b\n"1\n2,3\n4",5,6\n7,8\n9,1\n').findings
    }
    assert rules == {"record-over-lines-unusual": ["line=2"]}


def test_a_quote_inside_a_field_is_a_character() -> None:
    """As spreadsheets have it."""
    assert texts('5" disc,b\n') == ['5" disc\tb']


FIELD = st.text(st.sampled_from('ab市,;"\n　 1'), max_size=6)


@given(st.lists(st.lists(FIELD, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_python_writes_is_read(records: list[list[str]]) -> None:
    """Python's own writer and this reader agree on every record."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(records)
    data = written.getvalue().encode()
    if not any(cell.strip() for record in records for cell in record):
        return
    extract = open_bytes(b"sep=,\n" + data, "a.csv", "d", place="a.csv")
    expected = ["\t".join(cell.replace("\n", "\u2028") for cell in record) for record in records]
    assert [line.text for line in extract.lines] == expected


@given(st.text(st.sampled_from('ab,"\n;\t'), max_size=40))
def test_no_character_is_lost(text: str) -> None:
    """Whatever the quotes, every other character comes out once, in order, or the file is refused."""
    try:
        extract = opened("x" + text)
    except SourceError:
        return
    out = "".join(line.text for line in extract.lines)
    assert [c for c in out if c in "ab"] == [c for c in text if c in "ab"]

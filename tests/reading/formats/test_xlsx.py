"""A workbook gives a line a row, its cells as a person sees them, and a finding for what she does not see."""

from __future__ import annotations

import datetime
import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from plangraph.errors import SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats import open_bytes, xlsx, xlsx_parts, zip_limits


def _made() -> ModuleType:
    """The module beside this one, which the runner's way of importing does not put on the path."""
    spec = importlib.util.spec_from_file_location(
        "made_workbooks", Path(__file__).with_name("made_workbooks.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["made_workbooks"] = module
    spec.loader.exec_module(module)
    return module


made = _made()
MANY_MERGED = "<mergeCells>" + '<mergeCell ref="A1:XFD1"/>' * 20_001 + "</mergeCells>"


def opened(data: bytes) -> Extract:
    """A workbook as it is opened."""
    return open_bytes(data, "a.xlsx", "d", place="a.xlsx")


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as openpyxl saves it."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    """The lines of a workbook."""
    return [line.text for line in opened(data).lines]


def rules(data: bytes) -> dict[str, list[str]]:
    """The findings of a workbook by rule, with their places."""
    return {f.rule: [str(e.place) for e in f.evidence] for f in opened(data).findings}


def test_a_table_of_a_real_kind() -> None:
    """A title over merged cells, a blank row, two rows of heads, figures, a break in a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "施策 1"
    for row in [
        ["平成24年度 実施計画"],
        [],
        ["事業", "事業費(千円)", None, "所管"],
        [None, "H24", "H25", None],
        ["防災\nラジオ", 1200.0, -34567, "市民部 市民課"],
    ]:
        sheet.append(row)
    for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    sheet["C5"].number_format = '#,##0;"△ "#,##0'
    extract = opened(saved(book))
    assert [[cell.text for cell in extract.cells(n)] for n in range(len(extract.lines))] == [
        ["平成24年度 実施計画"] * 4,
        [""],
        ["事業", "事業費(千円)", "事業費(千円)", "所管"],
        ["事業", "H24", "H25", "所管"],
        ["防災\u2028ラジオ", "1200", "△ 34,567", "市民部 市民課"],
    ]
    assert extract.tables == (("施策 1", 0, 5),)
    assert (extract.format, extract.findings) == ("xlsx", ())
    assert str(extract.source.place(extract.cells(4)[2].offsets)) == "sheet=施策 1!C5"
    assert str(extract.source.place(extract.lines[4].offsets)) == "sheet=施策 1!A5:D5"


def test_a_cells_index_is_its_column() -> None:
    """Columns before and between the filled ones are empty cells; many empty rows are one empty line."""
    book = openpyxl.Workbook()
    book.active["C2"], book.active["B500000"] = "x", "y"
    assert texts(saved(book)) == ["\t\tx", "", "\ty\t"]


def test_sheets_in_order() -> None:
    """Each is a table of its name; one without cells is none; odd names are names."""
    book = openpyxl.Workbook()
    for name in ("協1 '・ (2)", "空", "二"):
        book.create_sheet(name)
    book["協1 '・ (2)"]["A1"], book["二"]["A1"] = 1, 2
    assert opened(saved(book)).tables == (("協1 '・ (2)", 0, 1), ("二", 1, 2))


def test_dates_and_truth() -> None:
    """A date is what its format prints; true and false are words."""
    book = openpyxl.Workbook()
    book.active.append([datetime.date(2024, 3, 31), datetime.date(2019, 5, 1), True, False])
    book.active["B1"].number_format = '[$-411]ggge"年"m"月"d"日"'
    assert texts(saved(book)) == ["2024-03-31\t令和1年5月1日\tTRUE\tFALSE"]


def test_what_is_hidden_is_read_and_reported() -> None:
    """Sheets, rows and columns that hold anything, one finding each; an empty hidden column is none."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    for row in ("abc", "def", "ghi", "jkl"):
        sheet.append(list(row))
    for row in (2, 3):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = sheet.column_dimensions["Z"].hidden = True
    other = book.create_sheet("隠")
    other.sheet_state, other["A1"] = "veryHidden", "x"
    data = saved(book)
    assert texts(data) == ["a\tb\tc", "d\te\tf", "g\th\ti", "j\tk\tl", "x"]
    assert rules(data) == {
        "hidden-row": ["sheet=表!A2", "sheet=表!A3"],
        "hidden-column": ["sheet=表!B1"],
        "hidden-sheet": [],
    }
    assert any("(2-3)" in f.message.en for f in opened(data).findings)


def test_a_formula_without_its_value_is_named() -> None:
    """openpyxl saves formulas without results: the cell is empty and the finding names it; a saved result is read."""
    book = openpyxl.Workbook()
    book.active.append([1, 2, "=A1+B1"])
    data = saved(book)
    assert texts(data) == ["1\t2"]
    assert rules(data) == {"formula-without-value": ["sheet=Sheet!C1"]}
    kept = made.workbook(
        '<row r="1"><c r="A1"><f>1+2</f><v>3</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    )
    assert (texts(kept), rules(kept)) == (["3"], {})


def test_errors_and_unreadable_cells() -> None:
    """#REF! stands as it is printed; a number that is none, and a string that is not there, are named."""
    data = made.workbook(
        '<row><c t="e"><v>#REF!</v></c><c><v>12x</v></c><c t="s"><v>7</v></c><c t="s"><v>9999999999999</v></c></row>'
    )
    assert texts(data) == ["#REF!\t12x"]
    assert rules(data) == {
        "cell-error": ["sheet=表!A1"],
        "cell-not-readable": ["sheet=表!B1", "sheet=表!C1", "sheet=表!D1"],
    }


def test_comments_and_text_boxes_are_reported() -> None:
    """They are no cells and are not read; the finding says where and what."""
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["A1"].comment = Comment("note", "who")
    assert rules(saved(book)) == {"comment-not-read": []}
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    data = made.workbook(
        "<row><c><v>1</v></c></row>",
        **{
            "xl__worksheets___rels__s.xml.rels": made.relations(("drawing", "../drawings/d.xml")),
            "xl__drawings__d.xml": f'<d xmlns:x="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main">'
            "<x:txBody><a:p><a:r><a:t>単位：</a:t></a:r><a:r><a:t>千円</a:t></a:r></a:p></x:txBody></d>",
        },
    )
    (finding,) = opened(data).findings
    assert (finding.rule, finding.printed) == ("text-box-not-read", "単位：千円")


def test_furigana_is_not_glued_to_its_word() -> None:
    """Runs of rich text are one text, phonetic runs none of it, in shared and in inline strings."""
    item = "<r><t>西</t></r><r><t>東京</t></r><rPh sb='0' eb='1'><t>ニシ</t></rPh><phoneticPr fontId='1'/>"
    data = made.workbook(
        f'<row><c t="s"><v>0</v></c><c t="inlineStr"><is>{item}</is></c></row>', strings=f"<si>{item}</si>"
    )
    assert texts(data) == ["西東京\t西東京"]


def test_strict_workbooks() -> None:
    """The strict namespaces of ISO/IEC 29500 are read like the usual ones."""
    assert texts(made.workbook("<row><c><v>1</v></c></row>", space=made.STRICT)) == ["1"]


def test_escaped_characters() -> None:
    """_x000D_ is the character that it names; half a character and NUL are U+FFFD, with a finding."""
    cells = "".join(
        f'<c t="inlineStr"><is><t>{t}</t></is></c>'
        for t in ("a_x000D_\nb", "_xD83D__xDE00_", "_xD800_", "_x0000_")
    )
    data = made.workbook(f"<row>{cells}</row>")
    assert texts(data) == ["a\u2028b\t\U0001f600\t\ufffd\t\ufffd"]
    assert list(rules(data)) == ["character-lost"]


def test_a_value_below_a_merged_cell_is_reported() -> None:
    """Excel shows the first cell only: the other is not read, and said so."""
    data = made.workbook(
        "<row><c><v>1</v></c><c><v>2</v></c></row>", tail='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert texts(data) == ["1"]
    assert rules(data) == {"merged-cell-holds-value": ["sheet=表!B1"]}


def test_a_number_that_its_format_hides_is_read_and_reported() -> None:
    """;;; prints nothing."""
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'
    )
    data = made.workbook('<row><c s="0"><v>12</v></c></row>', styles=styles)
    assert (texts(data), list(rules(data))) == (["12"], ["cell-value-not-shown"])


def test_a_range_that_a_sheet_states_is_not_believed() -> None:
    """A sheet that says it has 17 billion cells, merges them all and holds a hundred thousand empty rows is one cell."""
    data = made.workbook(
        '<row r="1"><c r="A1"><v>1</v></c></row>' + "<row/>" * 100_000,
        head='<dimension ref="A1:XFD1048576"/>',
        tail='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    extract = opened(data)
    assert (texts(data), extract.merged) == (["1"], {})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: made.workbook("<row><c r='A0'><v>1</v></c></row>"), "cell A0"),
        (lambda: made.workbook("<row><c r='ZZZ1'><v>1</v></c></row>"), "cell ZZZ1"),
        (lambda: made.workbook("<row r='9999999'/>"), "row 9999999"),
        (lambda: made.workbook("<row>"), "mismatched tag"),
        (lambda: made.workbook(""), "holds no text"),
        (lambda: made.zipped({"xl/x": "y"}), "xl/workbook.xml in the workbook is damaged .missing"),
        (lambda: made.workbook("")[:-30], "damaged as a ZIP"),
        (lambda: made.workbook("<c/>" * 20_001), "too many cells"),
        (lambda: made.workbook("<row>" + "<c><v>1</v></c>" * 10_001 + "</row>"), "too many cells"),
        (lambda: made.workbook("<row><c r='XFD1'><v>1</v></c></row>", tail=MANY_MERGED), "too many cells"),
        (lambda: made.workbook("<x/>" * 700_000), "larger than 2 MiB once unpacked"),
    ],
)
def test_what_cannot_be_read_is_refused(data: object, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged, endless and empty workbooks, each in clear words; the bounds are lowered to keep the test short."""
    monkeypatch.setattr(xlsx_parts, "MAX_CELLS", 10_000)
    monkeypatch.setattr(xlsx, "MAX_CELLS", 10_000)
    monkeypatch.setattr(xlsx_parts, "_MAX_ELEMENTS", 20_000)
    monkeypatch.setattr(zip_limits, "MAX_UNPACKED", 2 * 1024 * 1024)
    assert callable(data)
    with pytest.raises(SourceError, match=words):
        opened(data())


def test_a_zip_bomb_and_an_entity_bomb() -> None:
    """A part packed a thousand times is refused before it is unpacked; a document type declaration is never followed."""
    bomb = made.zipped({"xl/workbook.xml": b"\0" * (32 * 2**20)})
    with pytest.raises(SourceError, match="packed beyond reason"):
        opened(bomb)
    entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
    with pytest.raises(SourceError, match="document type declaration"):
        opened(made.workbook("", **{"xl__workbook.xml": entities}))


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=5).map(
        lambda t: "'" + t
    ),
    st.integers(-(10**9), 10**9),
    st.booleans(),
)


@settings(max_examples=30)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_openpyxl_agrees(rows: list[list[object]]) -> None:
    """What another library wrote is read, cell by cell."""
    book = openpyxl.Workbook()
    for number, row in enumerate([["head"], *rows], 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                book.active.cell(number, column, value)
    extract = opened(saved(book))
    found = {
        (int(str(place)[len("sheet=Sheet!") + 1 :]), index): cell.text
        for line in range(len(extract.lines))
        for index, cell in enumerate(extract.cells(line))
        if cell.text and (place := extract.source.place(cell.offsets[:1]))
    }
    expected = {
        (number, index): (str(value).upper() if isinstance(value, bool) else str(value)).strip()
        for number, row in enumerate([["head"], *rows], 1)
        for index, value in enumerate(row)
        if value is not None
    }
    assert found == expected

"""A web page gives its headings, paragraphs and tables in the order in which they are seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraph.errors import SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats import html_tables, html_tree, open_bytes


def opened(page: str) -> Extract:
    """A page as it is opened."""
    return open_bytes(page.encode(), "a.html", "d", place="a.html")


def texts(page: str) -> list[str]:
    """The lines of a page."""
    return [line.text for line in opened(page).lines]


def cells(page: str) -> list[list[str]]:
    """The cells of each line, merged ones repeated."""
    extract = opened(page)
    return [[cell.text for cell in extract.cells(index)] for index in range(len(extract.lines))]


def rules(page: str) -> dict[str, list[str]]:
    """The findings of a page by rule, with their places."""
    return {f.rule: [str(e.place) for e in f.evidence] for f in opened(page).findings}


def test_a_page_in_order() -> None:
    """Headings, paragraphs, list items and tables follow each other; white space is one blank; entities are characters."""
    page = "<h1>第1章\n  計画</h1><p>A&amp;B &lt;1&#12443;</p><ul><li>一<li>二</ul><table><caption>表<tr><td>x</table>結び"
    assert texts(page) == ["第1章 計画", "A&B <1゛", "一", "二", "表", "x", "結び"]
    assert opened(page).tables == (("table 1", 5, 6),)


def test_places_are_lines_of_the_file() -> None:
    """Each character points at where it stands, an entity's at its &."""
    extract = opened("<p>甲\n</p>\n<table><tr><td>乙&amp;丙</table>")
    assert [str(extract.source.place(line.offsets)) for line in extract.lines] == ["line=1", "line=3"]
    assert [extract.source.text[at] for at in extract.lines[1].offsets] == ["乙", "&", "丙"]


def test_what_is_never_read() -> None:
    """Scripts, styles, templates, comments, the title, and ふりがな."""
    page = (
        "<title>t</title><script>if (a<b) '</p>'; '<table>'</script><style>p{}</style><template>x</template><!-- c -->"
        "<p><ruby>協働<rp>(</rp><rt>きょうどう</rt><rp>)</rp></ruby>の<noscript>まち</noscript>"
    )
    assert texts(page) == ["協働のまち"]


def test_spans_are_merged_cells() -> None:
    """A cell stands in every place that it covers, in the line it is empty there."""
    page = (
        "<table><thead><tr><th rowspan=2>事業<th colspan=2>事業費<tr><th>H24<th>H25</thead>"
        "<tr><td>甲<td>1<td>2</table>"
    )
    assert texts(page) == ["事業\t事業費\t", "\tH24\tH25", "甲\t1\t2"]
    assert cells(page) == [["事業", "事業費", "事業費"], ["事業", "H24", "H25"], ["甲", "1", "2"]]


def test_spans_end_with_their_section() -> None:
    """A rowspan that says more rows than its tbody has, or 0, ends there."""
    for span in ("9", "0"):
        page = f"<table><tbody><tr><td rowspan={span}>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>"
        assert cells(page) == [["a", "b"], ["a", "c"], ["d", "e"]]


def test_a_span_behind_a_short_row() -> None:
    """A cell from above that stands to the right of a gap keeps its column."""
    assert cells("<table><tr><td>a<td>b<td rowspan=2>c<tr><td>d</table>") == [["a", "b", "c"], ["d", "", "c"]]


def test_feet_come_last() -> None:
    """As a browser shows them, wherever they are written."""
    assert texts(
        "<table><tfoot><tr><td>計</tfoot><tbody><tr><td>1</tbody><thead><tr><td>頭</thead></table>"
    ) == ["頭", "1", "計"]


def test_missing_end_tags() -> None:
    """Cells, rows and the table itself may be left open; a table that begins between rows ends the one before."""
    assert texts("<table><tr><td>a<td>b<tr><td>c<td>d") == ["a\tb", "c\td"]
    assert texts("<table><tr><td>a</td><table><tr><td>d</table>") == ["a", "d"]
    assert texts("<table><td>a<td>b<tr><td>c</table>x") == ["a\tb", "c", "x"]


def test_text_between_rows_stands_before_the_table() -> None:
    """As in browsers; nothing is lost."""
    assert texts("<p>p<table>甲<tr>乙<td>1</table>") == ["p", "甲", "乙", "1"]


def test_breaks_and_blocks_in_a_cell() -> None:
    """They are U+2028 there, and line ends elsewhere; a picture is its words."""
    assert texts('<p>a<br>b<table><tr><td>市民部<br>市民課<td><p>x</p><div>y</div><td><img alt="○" src="a"></table>') == [
        "a", "b", "市民部\u2028市民課\tx\u2028y\t○",
    ]  # fmt: skip


def test_hidden_rows_are_read_and_reported() -> None:
    """By attribute or by style; other hidden parts too."""
    page = (
        "<table>\n<tr hidden><td>a<tr>\n<td>b<tr\nstyle='color:red; DISPLAY : none'><td>c</table>\n"
        "<div style='display:none'>d</div><input type=hidden value=x>"
    )
    assert texts(page) == ["a", "b", "c", "d"]
    assert rules(page) == {"hidden-row": ["line=2", "line=3"], "hidden-text": ["line=5"]}


def test_a_table_in_a_cell_of_a_data_table_is_text_of_the_cell() -> None:
    """Its rows are parted by U+2028; the outer columns stay; no text comes twice."""
    page = "<table><tr><th>事業<th>内訳<tr><td>甲<td>計<table><tr><td>1<td>2<tr><td>3</table>後<tr><td>乙<td>4</table>"
    assert texts(page) == ["事業\t内訳", "甲\t計\u20281 2\u20283\u2028後", "乙\t4"]
    assert rules(page) == {"nested-table": ["line=1"]}


def test_a_table_that_lays_out_the_page_is_taken_apart() -> None:
    """Its cells are read one after the other and the tables inside are tables."""
    page = "<table><tr><td>案内<td><h2>施策</h2><table><tr><td>甲<td>1</table><h2>次</h2><table><tr><td>乙<td>2</table></table>"
    extract = opened(page)
    assert [line.text for line in extract.lines] == ["案内", "施策", "甲\t1", "次", "乙\t2"]
    assert extract.tables == (("table 1", 2, 3), ("table 2", 4, 5))
    assert rules(page) == {"layout-table": ["line=1"]}


def test_the_set_that_a_page_names() -> None:
    """Decides where the bytes do not, and is a finding where it is false."""
    page = '<html><meta charset="{}"><p>{}'
    sjis = open_bytes(page.format("Shift_JIS", "ｱｲ").encode("cp932"), "a", "d", place="a")
    assert (sjis.charset, sjis.lines[0].text) == ("CP932", "ｱｲ")
    assert rules(page.format("euc-jp", "市民参加")) == {"charset-declared-wrongly": []}
    xml = '<?xml version="1.0" encoding="EUC-JP"?>\n<html><p>市民'.encode("euc_jp")
    assert open_bytes(xml, "a.txt", "d", place="a").charset == "EUC-JP"


def test_what_is_never_closed_is_reported() -> None:
    """A comment or script without end takes the rest of the page, and a finding says where it began."""
    assert rules("<p>a\n<!-- b\n<p>c") == {"element-never-closed": ["line=2"]}
    assert rules("<p>a\n<script>b\n<p>c") == {"element-never-closed": ["line=2"]}
    assert rules("<p>a\n<td b\n<p c") == {"element-never-closed": ["line=2"]}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<table><tr><td>" * 40 + "x", "nested more than 30 deep"),
        ("<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 11, "more than 10,000 cells"),
        ("<table><tr>" + "<td rowspan=65534>x" * 200 + "<tr>" * 200, "more than 10,000 cells"),
        ("<table>" + "<tr><td>x<td>y" * 5001, "more than 10,000 cells"),
        ("<table><tr><td>x" + "<b></b>" * 50001, "more than 100,000 tags"),
        ("<html>" + "<p>" * 10, "holds no text"),
    ],
)
def test_bounds(page: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that would grow without end are refused in clear words; the bounds are lowered to keep the test short."""
    monkeypatch.setattr(html_tree, "MAX_CELLS", 10_000)
    monkeypatch.setattr(html_tables, "MAX_CELLS", 10_000)
    monkeypatch.setattr(html_tree, "MAX_TOKENS", 100_000)
    with pytest.raises(SourceError, match=words):
        opened(page)


TAGS = st.sampled_from(
    "<table> </table> <tr> </tr> <td> </td> <th> <thead> </thead> <tbody> <tfoot> <p> </p> <br> <div> <ruby> <rt> </ruby> "
    "<td_colspan=2> <td_rowspan=3> <td_rowspan=0> <pre> </pre> <b> </b> <caption> <script> </script> <!-- --> <".split()
)


@given(st.lists(TAGS | st.sampled_from(list("甲乙丙丁戊己庚辛"))))
def test_any_page_is_read_once_and_in_its_place(parts: list[str]) -> None:
    """However the tags lie, a character comes out at most once and points at itself; cells that repeat lead to a value."""
    page = "x" + " ".join(parts).replace("_", " ")
    extract = opened(page)
    seen = [
        at
        for line in extract.lines
        for c, at in zip(line.text, line.offsets, strict=True)
        if c not in "\t \u2028" and extract.source.text[at] == c
    ]
    assert len(seen) == len(set(seen))
    if not {"<script>", "<rt>", "<!--", "<"} & set(parts):
        assert {page[at] for at in seen} >= set("甲乙丙丁戊己庚辛") & set(page)
    for (line, cell), origin in extract.merged.items():
        assert extract.lines[line].text.split("\t")[cell] == ""
        assert origin not in extract.merged

"""Files to begin from, one of each kind and trap, and what holds of any file that is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from plangraph.errors import SourceError
from plangraph.reading.extract import Extract
from plangraph.reading.formats import open_bytes

_TABLE = '施策,事業,事業費(千円),所管\n協1-1,市民参加の推進（協2-2で再掲）,"1,200",市民部市民課\n,"防災\nラジオ",△86,"他""部"""\n'
_PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>t</title><script>var a="<td>"</script></head><body>
<h1>第1章 &amp; 計画</h1><table border=1><thead><tr><th rowspan=2>事業<th colspan="2">事業費<tr hidden><th>H24<th>H25</thead>
<tr><td>甲<br>乙<td style="display:none">1<td>2<table><tr><td>内</table></tr></table><p>&#x5E02;<ruby>民<rt>みん</rt></ruby><pre>
 a  b
</pre><img alt="○"></body></html>"""
_MARKDOWN = (
    "# 第1章\n\n| 施策 | 費\\|用 |\n|:---|---:|\n| **協1**<br>x | *** |\n\n```\n|a|\n```\n[計画](http://x)\n"
)
_FIXED = "施策名    事業費  所管\n協働        1,000 市民課\nｱｲｳｴｵ          20 部\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="0"/><sheets><sheet name="表" r:id="r1"/><sheet name="隠" state="hidden" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="strings.xml"/><Relationship Id="r3" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/worksheets/_rels/s.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/comments" Target="../c.xml"/></Relationships>',
    "xl/c.xml": f'<comments xmlns="{_MAIN}"><commentList><comment ref="A1"/></commentList></comments>',
    "xl/worksheets/s.xml": f'<worksheet xmlns="{_MAIN}"><cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>41000</v></c></row><row r="3"><c r="A3"><f>1</f></c><c r="C3" t="inlineStr"><is><t>x</t></is></c><c r="D3" t="e"><v>#REF!</v></c><c r="E3" t="b"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells></worksheet>',
    "xl/strings.xml": f'<sst xmlns="{_MAIN}"><si><r><t>西</t></r><rPh><t>ニシ</t></rPh></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[$-411]ggge&quot;年&quot;;;;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
}
"""The parts of a workbook that has something of everything."""


def packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of these parts, not compressed, so that what changes in it changes in its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


SEEDS: dict[str, bytes] = {
    "a.csv": _TABLE.encode(),
    "cp932.csv": _TABLE.encode("cp932"),
    "euc.tsv": _TABLE.replace(",", "\t").encode("euc_jp"),
    "jis.txt": _FIXED.encode("iso2022_jp_ext"),
    "utf16.txt": _FIXED.encode("utf-16"),
    "fixed.txt": _FIXED.encode(),
    "a.html": _PAGE.encode(),
    "a.md": _MARKDOWN.encode(),
    "a.xlsx": packed({name: text.encode() for name, text in PARTS.items()}),
}
WORDS: tuple[bytes, ...] = tuple(
    word.encode()
    for word in [
        *'" "" , ; | |- ``` ** \\| <table> </table> <tr> <td> <!-- --> <script> </script> &#0; &amp; <br> < > ='.split(),
        *"A1:XFD1048576 1e999 _xD800_ -1 #REF! [ ] ﾊﾞ \ufeff".split(),
        *["<td rowspan=9>", "<td colspan=999>", "PK\x01\x02", "\0", "\u2028", "\r", "\r\n", "\t", "  ", "　"],
    ]
)
"""Pieces that mean something to one of the readers."""
CELLS: tuple[str | list[int], ...] = ("tab", "pipe", "spaces", "comma", [0, 6, 12])


def check(
    data: bytes, name: str, cells: str | list[int] = "tab", opening: Callable[..., Extract] = open_bytes
) -> None:
    """Open a file: it is refused with a SourceError of one line, or what comes out is sound. Raises AssertionError."""
    try:
        extract = opening(data, name, "d", place=name, cells=cells)
    except SourceError as refused:
        sound = refused.line("ja").strip() and refused.line("en").isprintable()
        if not sound:
            raise AssertionError(f"not one clear line: {refused.line('en')!r}") from refused
        return
    text = extract.source.text
    text.encode()
    for line in extract.lines:
        assert "\n" not in line.text
        assert len(line.offsets) == len(line.text)
        line.text.encode()
        assert all(0 <= at < len(text) for at in line.offsets)
    for _, first, behind in extract.tables:
        assert 0 <= first <= behind <= len(extract.lines)
    for (line_at, cell), origin in extract.merged.items():
        assert not extract.lines[line_at].text.split("\t")[cell]
        assert extract.lines[origin[0]].text.count("\t") >= origin[1]
    for finding in extract.findings:
        assert finding.message.ja != finding.message.en
        assert all(evidence.place.first_line > 0 for evidence in finding.evidence)

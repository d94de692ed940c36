"""A document line by line: its margin, its pages, its sheets' cells, its PDF's pictures."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plangraph.asking.cells import PageBox
from plangraph.graph.originals import keep_originals, original_of
from plangraph.reading.formats.pdf_picture import page_to_png
from plangraph.serving.page_pictures import PagePictures
from plangraph.serving.problems import RequestError
from plangraph.serving.source_view import pager

from ..reading.pdf.made import Page, inflating, pdf, words  # noqa: TID252 (tests are no installed package)
from .running import PAGE, served, write_turtle

BASE = "https://w3id.org/plangraph/id/"
CHAPTER = "13229-nishitokyo-h24-chapter6"
LONG = 2500
HEAD = f"""
@prefix plg: <https://w3id.org/plangraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
<{BASE}graph/document/d> {{
  <{BASE}body/1> rdfs:label "市" .
  <{BASE}plan/1> rdfs:label "計画" ; plg:firstYear 2024 ; plg:lastYear 2026 ; plg:publishedBy <{BASE}body/1> .
"""


def rows(text: str) -> dict[int, str]:
    """What stands beside and in each line of a page."""
    return {int(n): body for n, body in re.findall(r'<li id="L(\d+)"(.*?)</div></li>', text, re.S)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over a long text, a PDF without names and one with."""
    store = tmp_path_factory.mktemp("made") / "store"
    long = "\\n".join(f"{n} <script>" for n in range(1, LONG + 1))
    file = store.parent / "plan.pdf"
    file.write_bytes(pdf([Page(words("施策", 20, 250))]))
    digest = "a" * 64
    graphs = HEAD
    for name in ("long", "open", "masked"):
        graphs += f'<{BASE}document/{name}> a plg:SourceDocument ; plg:fileName "{name}.pdf" ; rdfs:label "{name}" ; '
        graphs += f'plg:sha256 "{digest}" ; plg:fileFormat "pdf" ; dcterms:isPartOf <{BASE}plan/1> .\n'
    graphs += f'<{BASE}document/long> plg:repairedAt "line=7-8 補った" ; plg:notReadAt "line=3,2400" .\n'
    graphs += f'<{BASE}listing/1> a plg:Listing ; rdfs:label "施策" .\n}}\n<{BASE}graph/provenance/d> {{\n'
    graphs += f'<{BASE}document/long> plg:sourceText "{long}" .\n'
    for name, text in (("open", "施策"), ("masked", "［氏名］")):
        line = f"<{BASE}source/{name}>"
        graphs += f'<{BASE}document/{name}> plg:sourceText "{text}" .\n<{BASE}listing/1> prov:hadPrimarySource {line} .\n'
        graphs += (
            f'{line} oa:hasSource <{BASE}document/{name}> ; plg:place "page=1;bbox=20.0,40.0,40.0,50.0" ; '
        )
        graphs += 'plg:textLines "line=1" ; plg:quote "施策" .\n'
    write_turtle(store, graphs + "}\n", BASE)
    assert keep_originals(store, {digest: file}) == (digest,)
    with served(store) as client:
        yield client


def test_the_margin_says_what_became_of_a_line(client: httpx.Client) -> None:
    """Line 53 is the listing of the station; 54 has the year that was worked out, with the repair's words."""
    lines = rows(client.get(f"/source/{CHAPTER}", headers=PAGE).text)
    assert "掲載：地域活動情報ステーションの活用" in lines[53]
    assert "repaired" in lines[54]
    assert "欠けた年度の事業費を、計から他の年度を引いて求めた" in lines[54]


def test_a_finding_stands_at_its_line(client: httpx.Client) -> None:
    """With its severity, its rule and itself; lines of note alone are shown on request."""
    address = "/source/13222-higashikurume-h31-policy01"
    notable = rows(client.get(address, params={"show": "notable"}, headers=PAGE).text)
    assert 0 < len(notable) < 30
    assert all("remark" in body or "not-read" in body for body in notable.values())
    assert any('class="tag warning"' in body and "/id/finding/" in body for body in notable.values())


def test_a_long_document_comes_in_pages(made: httpx.Client) -> None:
    """A thousand lines each; `line` leads to its page and is lit; what is written in them is escaped."""
    first = made.get("/source/long", headers=PAGE).text
    assert sorted(rows(first)) == list(range(1, 1001))
    assert "<script>" not in first.split('<ol class="source"')[1]
    third = made.get("/source/long", params={"line": "2400"}, headers=PAGE).text
    lines = rows(third)
    assert (min(lines), max(lines)) == (2001, LONG)
    assert "lit not-read" in lines[2400]
    assert "補った" in rows(first)[7]
    assert "補った" not in rows(first)[8]
    assert sorted(rows(made.get("/source/long?show=notable", headers=PAGE).text)) == [3, 2400]
    assert made.get("/source/long?line=2501", headers=PAGE).status_code == 404
    assert made.get("/source/long?line=x", headers=PAGE).status_code == 200
    assert [one["line"] for one in pager(LONG, 0)] == [1, 1001, 2001]


def test_a_page_of_a_pdf_is_shown_with_its_box(made: httpx.Client) -> None:
    """As a PNG in which the box is tinted; the second request is answered from memory."""
    place = "page=1;bbox=20.0,40.0,40.0,50.0"
    text = made.get("/source/open", params={"place": place}, headers=PAGE).text
    (source,) = re.findall(r'src="(/source/open/page/1.png[^"]*)"', text)
    for _ in range(2):
        answer = made.get(source.replace("&amp;", "&"))
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
    assert made.get("/source/open/page/2.png").status_code == 404
    assert made.get("/source/open/page/x.png").status_code == 404
    assert made.get("/source/open", params={"place": "page=9;bbox=1,1,2,2"}, headers=PAGE).status_code == 404


def test_a_pdf_with_masked_names_has_no_picture(made: httpx.Client) -> None:
    """The page says why, and the address of the picture gives none."""
    text = made.get("/source/masked", params={"place": "page=1"}, headers=PAGE).text
    assert "<figure" not in text
    assert "氏名が写るため" in text
    assert made.get("/source/masked/page/1.png").status_code == 404


def test_the_box_is_where_it_is_said() -> None:
    """Three pixels for a point here: white outside, yellow inside, red on the edge."""
    data = page_to_png(pdf([Page("", (100, 80))]), 1, [(20, 30, 40, 50)], "x")
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (300, 240)
    start = data.index(b"IDAT") + 4
    pixels = zlib.decompressobj().decompress(data[start:])

    def at(x: float, y: float) -> tuple[int, ...]:
        begin = int(y * 3) * (width * 3 + 1) + 1 + int(x * 3) * 3
        return tuple(pixels[begin : begin + 3])

    assert at(10, 10) == (255, 255, 255)
    assert at(30, 40) == (255, 255, 153)
    assert at(19, 40) == (0xD0, 0x20, 0x20)


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """504; a broken file is 404 in words."""
    slow, broken = tmp_path / "slow", tmp_path / "broken"
    slow.write_bytes(inflating(1 << 20))
    broken.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(RequestError) as late:
        PagePictures(seconds=0.01).draw(slow, 1, [])
    assert late.value.problem.status == 504
    with pytest.raises(RequestError) as wrong:
        PagePictures().draw(broken, 1, [PageBox(1, (0, 0, 1, 1))])
    assert "PDF として開けません" in wrong.value.problem.detail.ja


def test_originals_are_kept_while_they_are_needed(tmp_path: Path) -> None:
    """The next build's take the place of those before; a digest that is none is no path."""
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF")
    keep_originals(tmp_path, {"a" * 64: file})
    assert original_of(tmp_path, "a" * 64) is not None
    keep_originals(tmp_path, {"b" * 64: file})
    assert original_of(tmp_path, "a" * 64) is None
    assert original_of(tmp_path, "../plan.pdf") is None

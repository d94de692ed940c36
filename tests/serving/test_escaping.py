"""A graph that means harm is shown as text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import networkx as nx
import pytest

from plangraph.serving.viewer import standalone_html

from .running import PAGE, served, write_turtle

BASE = "https://example.org/id/"
EVIL = """</script><script>alert(1)</script><img src=x onerror=alert(2)>"'`{{7*7}}${7*7}"""
PROJECT = BASE + "project/1/evil"
DIVISION = BASE + "division/1/evil"
BIDI = "請求\u202e0001\u202c\u200b円"
TRIG = f"""
PREFIX plg: <https://w3id.org/plangraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
GRAPH <{BASE}graph/document/d> {{
  <{BASE}body/1> a plg:Municipality ; rdfs:label '''{EVIL}''' .
  <{BASE}plan/1> a plg:Plan ; rdfs:label '''{EVIL}''' ; plg:firstYear 2012 ; plg:lastYear 2014 ; plg:publishedBy <{BASE}body/1> .
  <{BASE}document/d> a plg:SourceDocument ; rdfs:label '''{EVIL}''' ; plg:fileName '''{EVIL}''' ; dcterms:isPartOf <{BASE}plan/1> .
  <{BASE}policy/1/1> a plg:Policy ; rdfs:label '''{EVIL}''' ; plg:code '''{EVIL}''' ; plg:partOf <{BASE}plan/1> .
  <{PROJECT}> a plg:MainProject ; rdfs:label '''{EVIL}''' ; rdfs:seeAlso <javascript:alert(3)>, <data:text/html,x> ;
    rdfs:comment "{BIDI}" ; plg:carriedByText '''{EVIL}''' .
  <{BASE}listing/1> a plg:Listing ; plg:order 1 ; plg:listsProject <{PROJECT}> ; plg:listedUnder <{BASE}policy/1/1> ;
    plg:listingRole plg:Home ; rdfs:label '''{EVIL}''' ; plg:fromDocument <{BASE}document/d> ; plg:responsibleDivision <{DIVISION}> .
  <{DIVISION}> a plg:Division ; rdfs:label '''{EVIL}''' .
}}
GRAPH <{BASE}graph/provenance/d> {{
  <{BASE}document/d> plg:sourceText '''{EVIL}\nline 2''' .
  <{BASE}listing/1> prov:hadPrimarySource <{BASE}source/1> .
  <{BASE}source/1> a plg:SourceLine ; oa:hasSource <{BASE}document/d> ; plg:place "line=1" ; plg:quote '''{EVIL}''' .
}}
"""
THING = "/id/project/1/evil"
PAGES = [
    "/", "/trace", f"/trace?project={quote(PROJECT, safe='')}", f"/trace.svg?project={quote(PROJECT, safe='')}", "/graph", f"/graph?focus={quote(PROJECT, safe='')}",
    "/impact", f"/impact?of={quote(DIVISION, safe='')}&scenario=close", f"/impact?of={quote(EVIL)}", THING, "/id/policy/1/1", "/id/source/1", "/source/d", f"/search?q={quote(EVIL)}", f"/trace?project={quote(EVIL)}",
    "/pictures", f"/pictures?plan={quote(BASE + 'plan/1', safe='')}", f"/pictures?plan={quote(EVIL)}", "/id/plan/1", "/id/document/d", "/id/division/1/evil", "/id/listing/1",
    f"/graph?focus={quote(EVIL)}", f"/sparql?query={quote(EVIL)}", "/validation", f"/id/{quote(EVIL)}", f"/source/{quote(EVIL)}",
    f"/{quote(EVIL)}", f"/?lang={quote(EVIL)}", f"/search?q=x&{quote(EVIL)}={quote(EVIL)}",
]  # fmt: skip


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over the graph that means harm."""
    store = tmp_path_factory.mktemp("evil")
    write_turtle(store, TRIG, BASE)
    with served(store) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_no_page_lets_markup_through(evil: httpx.Client, path: str) -> None:
    """From titles, codes, quotes, file names, texts, and from the address itself."""
    response = evil.get(path, headers=PAGE)
    assert response.status_code < 500, response.text[:500]
    text = response.text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "7*7" not in text or "{{7*7}}" in text, "no template is filled twice"
    assert 'href="javascript' not in text.lower()
    assert 'href="data:' not in text.lower()
    assert 'onerror=alert(2)>"' not in text


def test_the_harm_is_there_to_be_shown(evil: httpx.Client) -> None:
    """Escaped, on the page of the thing: else the cases above test nothing."""
    text = evil.get(THING, headers=PAGE).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "javascript:alert(3)" in text


def test_marks_of_direction_stay_inside_their_text(evil: httpx.Client) -> None:
    """Each value stands in a bdi element, which keeps an unfinished override to itself."""
    text = evil.get(THING, headers=PAGE).text
    before, _, _ = text.partition("\u202e")
    assert before.rindex("<bdi") > before.rindex("</bdi>")


@pytest.mark.parametrize("path", ["/", "/sparql", THING, "/nothing", "/static/house.css", "/healthz"])
def test_every_answer_keeps_to_itself(evil: httpx.Client, path: str) -> None:
    """No inline script, nothing from elsewhere, no guess at types, no referrer."""
    headers = evil.get(path, headers=PAGE).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_page_asks_for_anything_inline(evil: httpx.Client) -> None:
    """No script, style or handler in a page that the policy would stop; data blocks are no scripts."""
    for path in PAGES:
        text = evil.get(path, headers=PAGE).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count("<script type=") + text.count("<script defer src=")


def test_an_address_with_two_slashes_leads_to_no_other_host(evil: httpx.Client) -> None:
    """The link to the other language stays here."""
    assert 'href="//' not in evil.get("//example.org/x", headers=PAGE).text


def test_a_picture_that_stands_alone_is_as_careful() -> None:
    """Its scripts are its own alone, and the data cannot end their element."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, column in ((EVIL, "projects"), ("https://example.org/b", "policies")):
        graph.add_node(name, kind="project", label=EVIL, code=EVIL, column=column, count=1)
    words = {"property": EVIL, "label_ja": EVIL, "label_en": EVIL, "relisting": False}
    graph.add_edge(EVIL, "https://example.org/b", **words)
    text = standalone_html(graph)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "http-equiv" in text
    assert "default-src 'none'" in text
    assert 'src="' not in text
    assert 'href="http' not in text

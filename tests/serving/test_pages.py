"""The pages and their other formats over real HTTP, on the founding documents."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from plangraph.serving.texts import Texts

from .running import JSON, PAGE
from .test_protocol import problem_of

BASE = "https://w3id.org/plangraph/id/"
TITLE = "地域活動情報ステーションの活用"
PROJECT = f"{BASE}project/13229/{TITLE}"
PATH = f"/id/project/13229/{quote(TITLE)}"
DOCUMENT = "13229-nishitokyo-h24-chapter6"


def page_of(client: httpx.Client, path: str, **params: str) -> str:
    """A page that is there."""
    response = client.get(path, params=params or None, headers=PAGE)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def test_the_front_page_says_what_is_here(client: httpx.Client) -> None:
    """Cities, plans, documents, counts, and the money both ways."""
    text = page_of(client, "/")
    for said in (
        "西東京市",
        "東久留米市",
        "平成24年度～平成26年度",
        "2,054,000,000円",
        "1,385,000,000円",
        'lang="ja"',
    ):
        assert said in text
    assert re.search(r"<dt>主要事業</dt><dd>35</dd>", text)
    assert re.search(r"<dt>掲載</dt><dd>39</dd>", text)


def test_every_link_of_the_front_page_leads_somewhere(client: httpx.Client) -> None:
    """Each address on it answers with a page or a file."""
    links = set(re.findall(r'href="(/[^"#]*)', page_of(client, "/").replace("&amp;", "&")))
    assert len(links) > 20
    for link in links:
        assert client.get(link, headers=PAGE).status_code == 200, link


@pytest.mark.parametrize(
    ("params", "accept", "lang"),
    [({}, "en", "en"), ({"lang": "en"}, "ja", "en"), ({"lang": "ja"}, "en", "ja"), ({}, None, "ja")],
)
def test_language_by_parameter_then_by_browser(
    client: httpx.Client, params: dict[str, str], accept: str | None, lang: str
) -> None:
    """And a chosen language stays in the links."""
    headers = {**PAGE, **({"Accept-Language": accept} if accept else {})}
    response = client.get("/", params=params, headers=headers)
    assert f'<html lang="{lang}">' in response.text
    assert response.headers["content-language"] == lang
    assert (f'href="/validation?lang={lang}"' in response.text) is bool(params)


def test_a_thing_has_a_page(client: httpx.Client) -> None:
    """With labels of the ontology, what points to it, and where to go on."""
    text = page_of(client, PATH)
    for said in (
        TITLE,
        "主要事業",
        "所管部課",
        "生活文化スポーツ部 協働コミュニティ課",
        "これを指すもの",
        "実施事業",
    ):
        assert said in text
    assert f"/trace?project={quote(PROJECT, safe='')}" in text


def test_a_listing_leads_to_its_lines(client: httpx.Client) -> None:
    """The exact words, and the link that lights them."""
    text = page_of(client, f"/id/listing/{DOCUMENT}/{quote('協1-2')}/{quote(TITLE)}")
    assert f'href="/source/{DOCUMENT}#line=53-54"' in text
    assert "重点 新規" in text


@pytest.mark.parametrize(
    ("accept", "suffix", "format"),
    [
        ("text/turtle", "ttl", RdfFormat.TURTLE),
        ("application/n-triples", "nt", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "rdf", RdfFormat.RDF_XML),
        ("application/ld+json", "jsonld", RdfFormat.JSON_LD),
    ],
)
def test_a_thing_comes_as_rdf(client: httpx.Client, accept: str, suffix: str, format: RdfFormat) -> None:
    """By Accept and by suffix alike, and it is about the thing."""
    by_accept = client.get(PATH, headers={"Accept": accept})
    by_suffix = client.get(f"{PATH}.{suffix}", headers=PAGE)
    assert by_accept.headers["content-type"].partition(";")[0] == accept
    assert by_accept.headers["access-control-allow-origin"] == "*"
    triples = {quad.triple for quad in parse(by_accept.content, format=format)}
    assert triples == {quad.triple for quad in parse(by_suffix.content, format=format)}
    assert NamedNode(PROJECT) in {triple.subject for triple in triples}


def test_every_address_of_the_graph_answers(client: httpx.Client) -> None:
    """Every subject and object under the base, Japanese, marks and all, and every named graph: none is lost on the way."""
    query = f"""SELECT DISTINCT ?x WHERE {{
      {{ ?x ?p ?o }} UNION {{ ?s ?p ?x }} UNION {{ GRAPH ?x {{ ?s ?p ?o }} }} UNION {{ GRAPH ?g {{ ?x ?p ?o }} }}
      FILTER (ISIRI(?x) && STRSTARTS(STR(?x), "{BASE}")) }}"""
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert len(rows) > 500
    for row in rows:
        iri = row["x"]["value"]
        response = client.get(
            "/id/" + quote(iri.removeprefix(BASE), safe="/%"), headers={"Accept": "application/n-triples"}
        )
        assert response.status_code == 200, iri
        assert response.content, iri


def test_a_thing_that_is_not_there_is_told_with_near_names(client: httpx.Client) -> None:
    """404, as a page and as a problem."""
    path = f"/id/project/13229/{quote('地域活動情報ステイションの活用')}"
    problem = problem_of(client.get(path, headers={"Accept": "text/turtle"}), 404)
    assert {"label": TITLE, "iri": PROJECT} in problem["near"]
    response = client.get(path, headers=PAGE)
    assert response.status_code == 404
    assert PATH in response.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/id/", "/source/nothing", "/id/%FF%FE", "/trace?project=zzzzzz", "/ontology.xyz"]
)
def test_what_is_not_there_is_404_for_both(client: httpx.Client, path: str) -> None:
    """A problem for programs, a page for people."""
    problem_of(client.get(path), 404)
    response = client.get(path, headers=PAGE)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_a_trace_is_a_page(client: httpx.Client) -> None:
    """Home, relisting, state, lines, money once."""
    text = page_of(client, "/trace", project=PROJECT)
    for said in ("協1-2", "協2-2", "相互に確認", "4,000,000円", "53–54 行目", "推計"):
        assert said in text


def test_a_trace_is_json(client: httpx.Client) -> None:
    """The keys of the command line, by Accept and at /trace.json; a part of the title is enough."""
    trace: dict[str, Any] = client.get("/trace", params={"project": "地域活動情報"}, headers=JSON).json()
    assert trace["home"]["policy_code"] == "協1-2"
    assert [listing["policy_code"] for listing in trace["relistings"]] == ["協2-2"]
    assert trace["total_yen"] == 4_000_000
    assert client.get("/trace.json", params={"project": PROJECT}, headers=PAGE).json() == trace


def test_a_trace_is_a_picture(client: httpx.Client) -> None:
    """In the page, and at /trace.svg by itself, in both languages."""
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page_of(client, "/trace", project=PROJECT)
    alone = client.get("/trace.svg", params={"project": "地域活動情報", "lang": "en"})
    assert alone.headers["content-type"].startswith("image/svg+xml")
    assert "Divisions, guidelines" in alone.text
    assert client.get("/trace.svg", params={"project": "存在しない事業"}).status_code == 404


def test_a_trace_of_several_names_them(client: httpx.Client) -> None:
    """300, and the candidates for both kinds of reader."""
    several = client.get("/trace", params={"project": "情報"}, headers=JSON)
    assert several.status_code == 300
    assert len(several.json()["candidates"]) > 3
    page = client.get("/trace", params={"project": "情報"}, headers=PAGE)
    assert page.status_code == 300
    assert TITLE in page.text


def test_an_impact_is_a_page(client: httpx.Client) -> None:
    """Projects with links to their traces, money counted once, the lines to print anew, and the way by which it came."""
    text = page_of(client, "/impact", of="協働コミュニティ課")
    for said in (
        "単独",
        "22,000,000円",
        "13,000,000～21,500,000円",
        "122–123 行目",
        "他事業で実施・計上",
        "2 段目",
    ):
        assert said in text
    assert f"/trace?project={quote(PROJECT, safe='')}" in text


def test_an_impact_is_data(client: httpx.Client) -> None:
    """JSON by Accept and at /impact.json, several subjects, each table as CSV."""
    params = [("of", "協働コミュニティ課"), ("of", "文化振興課"), ("steps", "1")]
    found = client.get("/impact", params=params, headers=JSON).json()
    assert [one["label"] for one in found["of"]] == [
        "生活文化スポーツ部 協働コミュニティ課",
        "生活文化スポーツ部 文化振興課",
    ]
    assert {one["step"] for one in found["reached"]} == {1}
    assert client.get("/impact.json", params=params, headers=PAGE).json() == found
    table = client.get("/impact.csv", params=[*params, ("table", "money")])
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "2012,solely," in table.text
    assert client.get("/impact.csv", params=[*params, ("table", "x")]).status_code == 404


def test_an_impact_of_nothing_offers_what_there_is(client: httpx.Client) -> None:
    """The index has each 部 with its 課 and counts; several hits are offered; wrong kinds and words are told."""
    index = page_of(client, "/impact")
    assert "生活文化スポーツ部" in index
    assert "人材育成基本方針" in index
    several = client.get("/impact", params={"of": "広報"}, headers=PAGE)
    assert several.status_code == 300
    assert "企画部 秘書広報課" in several.text
    assert len(client.get("/impact", params={"of": "広報"}, headers=JSON).json()["candidates"]) == 2
    wrong = client.get("/impact", params={"of": TITLE}, headers=JSON)
    assert wrong.status_code == 404
    assert "plangraph trace" in wrong.json()["detail"]
    assert client.get("/impact", headers=JSON).status_code == 404
    assert client.get("/impact", params={"of": "文化振興課", "steps": "99"}, headers=JSON).status_code == 400


def test_search_finds_by_part_code_and_width(client: httpx.Client) -> None:
    """As the command line does; nothing gives near names."""
    hits = client.get("/search", params={"q": "ＩＣＴ"}, headers=JSON).json()["hits"]
    assert [hit["label"] for hit in hits] == ["ICTを活用した市民参加手法の充実"]
    assert "協働のまちづくりの推進" in page_of(client, "/search", q="協1-2")
    assert client.get("/search", params={"q": "地域活動情報ステイションの活用"}, headers=JSON).json()[
        "near"
    ] == [TITLE]


def test_the_report_cites_lines(client: httpx.Client) -> None:
    """生活文化課 as lead and related, and the falling indicator, with links to the lines."""
    text = page_of(client, "/validation")
    assert "生活文化課" in text
    assert "住み続けたい" in text
    assert re.search(r'href="/source/13222-higashikurume-h31-policy01#line=\d+', text)


def test_the_report_comes_as_data(client: httpx.Client) -> None:
    """JSON, CSV and Turtle, by Accept and by suffix, all with the same findings."""
    report = client.get("/validation", headers=JSON).json()
    assert {"conforms", "counts", "findings"} <= report.keys()
    count = len(report["findings"])
    assert count > 5
    assert client.get("/validation.json", headers=PAGE).json() == report
    rows = list(csv.DictReader(io.StringIO(client.get("/validation.csv").text.removeprefix("\ufeff"))))
    assert len(rows) == count
    turtle = client.get("/validation", headers={"Accept": "text/turtle"})
    severity = NamedNode("http://www.w3.org/ns/shacl#resultSeverity")
    triples = list(parse(turtle.content, format=RdfFormat.TURTLE))
    assert sum(quad.predicate == severity for quad in triples) == count
    problem_of(client.get("/validation", headers={"Accept": "image/png"}), 406)


def test_a_document_is_shown_line_by_line(client: httpx.Client) -> None:
    """As many lines as the text has, each with its number; a file name leads to it; the text comes plain."""
    plain = client.get(f"/source/{DOCUMENT}.txt").text
    text = page_of(client, f"/source/{DOCUMENT}")
    assert text.count('<span class="line">') == len(plain.split("\n"))
    assert re.search(r'id="L53".*?地域活動情報ステーションの活用\(協2-2で再掲\)', text)
    redirect = client.get("/source/002_5e10e91ed6475fb9.txt", headers=PAGE)
    assert redirect.status_code == 302
    assert redirect.headers["location"] == f"/source/{DOCUMENT}"


def test_no_page_shows_a_personal_name(client: httpx.Client) -> None:
    """The head of the lead division is ［氏名］ wherever the document is shown."""
    assert "［氏名］" in page_of(client, "/source/13222-higashikurume-h31-policy01")


def test_the_viewer_has_the_same_content_as_a_table(client: httpx.Client) -> None:
    """Nodes with given places, relisting edges told apart, and every edge as a row."""
    picture = client.get("/graph", params={"focus": PROJECT}, headers=JSON).json()
    styles = {(edge["style"], edge["to"].rpartition("/")[2]) for edge in picture["edges"]}
    assert ("home", "協1-2") in styles
    assert ("relisting", "協2-2") in styles
    assert all(isinstance(node["x"], int) and isinstance(node["y"], int) for node in picture["nodes"])
    text = page_of(client, "/graph", focus=PROJECT)
    table = text[text.index("<tbody>") :]
    assert table.count("<tr>") == len(picture["edges"])


def test_the_viewer_takes_a_name_and_refuses_nonsense(client: httpx.Client) -> None:
    """A title instead of an address; steps within reason; 404 for what is not there."""
    assert client.get("/graph", params={"focus": TITLE}, headers=JSON).json()["focus"] == PROJECT
    problem_of(client.get("/graph", params={"focus": TITLE, "steps": "9"}), 400)
    problem_of(client.get("/graph", params={"focus": "http://example.org/none"}), 404)
    problem_of(client.get("/graph", params={"focus": "http://no iri"}), 400)


def test_the_tree_shows_every_policy_that_was_read(client: httpx.Client) -> None:
    """Without a focus."""
    picture = client.get("/graph", headers=JSON).json()
    assert len([node for node in picture["nodes"] if node["group"] == "policy"]) == 10
    places = {(node["x"], node["y"]) for node in picture["nodes"]}
    assert len(places) == len(picture["nodes"]), "no two in one place"


@pytest.mark.parametrize("path", ["/ontology", "/shapes"])
def test_ontology_and_shapes_come_as_rdf(client: httpx.Client, path: str) -> None:
    """Turtle by default, other formats by Accept and suffix."""
    assert len(list(parse(client.get(path).content, format=RdfFormat.TURTLE))) > 100
    assert len(list(parse(client.get(f"{path}.nt").content, format=RdfFormat.N_TRIPLES))) > 100


def test_the_ontology_is_a_page_with_an_entry_for_each_term(client: httpx.Client) -> None:
    """Which the pages of things link to."""
    text = page_of(client, "/ontology")
    for term in ("MainProject", "crossListedWith", "amountYen", "Mutual"):
        assert f'id="{term}"' in text


def test_the_context_makes_json_ld_of_names(client: httpx.Client) -> None:
    """As application/ld+json."""
    response = client.get("/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert response.json()["@context"]["amountYen"] == {"@id": "plg:amountYen", "@type": "xsd:integer"}


def test_docs_lists_every_route(client: httpx.Client) -> None:
    """From the OpenAPI description, without anything from outside."""
    text = page_of(client, "/docs")
    paths = client.get("/api/openapi.json").json()["paths"]
    assert len(paths) > 15
    for path in paths:
        assert path in text
    named = {key.removeprefix("route.") for key in Texts.load().by_key if key.startswith("route.")}
    assert named == paths.keys()


def test_no_page_names_another_host_to_load_from(client: httpx.Client) -> None:
    """Scripts, styles and images are this server's."""
    for path in ("/", PATH, "/graph", "/sparql", "/validation", "/docs", f"/source/{DOCUMENT}"):
        text = page_of(client, path)
        assert not re.search(r'(?:src|<link[^>]*href)="(?!/)', text), path


def test_what_is_served_is_told(client: httpx.Client) -> None:
    """/api/version and /healthz."""
    facts = client.get("/api/version").json()
    assert facts["counts"]["MainProject"] == 35
    assert facts["base"] == BASE
    assert client.get("/healthz").json() == {"status": "ok", "version": facts["version"]}


def test_head_answers_wherever_get_does(client: httpx.Client) -> None:
    """Without a body."""
    for path in ("/", PATH, "/healthz", "/static/house.css"):
        response = client.head(path)
        assert (response.status_code, response.content) == (200, b"")


def test_a_fault_inside_is_told_without_its_trace(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 with a problem that says nothing of the inside."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("plangraph.serving.search_pages.index_of", fail)
    response = client.get("/search", params={"q": "x"})
    problem_of(response, 500)
    assert "secret" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/", "/trace", "/graph", "/search?q=a", "/validation", "/source/13229-nishitokyo-h24-chapter6"]
)
def test_a_page_is_what_its_address_gives(client: httpx.Client, path: str) -> None:
    """Who names no format (curl, a link in a mail program) gets the page."""
    response = client.get(path, headers={"Accept": "*/*"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")


def test_parts_and_years_are_shown_as_people_say_them(client: httpx.Client) -> None:
    """An amount goes by the end of its address, a year has no thousands, money has."""
    policy = client.get("/id/policy/13222-chouki4-kouki/01", headers=PAGE).text
    assert "<bdi>cost/2016-TotalCost</bdi>" in policy
    assert "2,020" not in policy
    cost = "/id/statement/13222-higashikurume-h31-policy01/policy/01/cost/2016-TotalCost"
    assert "61,077,000" in client.get(cost, headers=PAGE).text


def test_the_front_page_counts_every_line(client: httpx.Client) -> None:
    """Lines read, repaired and not read add up to all lines of the document."""
    said = client.get("/", headers=PAGE).text.replace("<wbr>", "")
    assert "513行（そのまま283、補って230、未読0）" in said

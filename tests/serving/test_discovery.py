"""What the server tells of itself: VoID, DCAT, example queries, ontology, shapes, and the headers of things."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from plangraph.asking.queries import load_queries
from plangraph.bundled import bundled
from plangraph.graph.vocabulary import TERMS, plg, term
from plangraph.graph.void import VOID_IRI

from .running import PAGE
from .test_pages import BASE, DOCUMENT, PATH, PROJECT, page_of
from .test_protocol import problem_of

WELL_KNOWN = "/.well-known/void"
EXAMPLES = "/.well-known/sparql-examples"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


def triples_of(client: httpx.Client, path: str, accept: str = "text/turtle") -> set[Triple]:
    """A description in a format."""
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"].partition(";")[0] == accept
    return {quad.triple for quad in parse(response.content, format=FORMATS[accept])}


def objects(triples: set[Triple], predicate: NamedNode, subject: str | None = None) -> set[str]:
    """The values of a property, as text."""
    return {
        str(t.object.value)  # type: ignore[union-attr]
        for t in triples
        if t.predicate == predicate and (subject is None or t.subject == NamedNode(subject))
    }


@pytest.mark.parametrize("path", [WELL_KNOWN, "/catalogue", EXAMPLES, "/ontology", "/shapes"])
def test_a_description_is_the_same_in_every_format(client: httpx.Client, path: str) -> None:
    """Four formats by Accept; 406 for any other; a page for a browser; 304 for who has it."""
    first = triples_of(client, path)
    assert first
    for accept in FORMATS:
        found = triples_of(client, path, accept)
        assert len(found) == len(first), accept
    problem_of(client.get(path, headers={"Accept": "image/png"}), 406)
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert "accept" in response.headers["vary"].lower()
    again = client.get(path, headers={"Accept": "text/turtle", "If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "accept" in client.get(path, headers=PAGE).headers["vary"].lower()
    page_of(client, path)


def test_void_counts_what_the_endpoint_counts(client: httpx.Client) -> None:
    """35 main projects and 39 listings, each of which lists one; the endpoint is named as it was reached."""
    triples = triples_of(client, WELL_KNOWN)
    part = f"{BASE}dataset/class/plg-MainProject"
    assert objects(triples, NamedNode(VOID_IRI + "entities"), part) == {"35"}
    inner = f"{BASE}dataset/class/plg-Listing/plg-listsProject"
    assert objects(triples, NamedNode(VOID_IRI + "triples"), inner) == {"39"}
    assert objects(triples, NamedNode(VOID_IRI + "sparqlEndpoint")) == {
        f"{client.base_url}/sparql".replace("//sparql", "/sparql")
    }
    asked = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    (row,) = asked["results"]["bindings"]
    assert objects(triples, NamedNode(VOID_IRI + "triples"), f"{BASE}dataset") == {row["n"]["value"]}


def test_void_stands_in_the_store_too(client: httpx.Client) -> None:
    """The same partitions, one query away."""
    query = f"SELECT ?n {{ GRAPH <{BASE}graph/void> {{ ?part <{VOID_IRI}class> <{plg('Listing').value}> ; <{VOID_IRI}entities> ?n }} }}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["39"]


def test_every_download_of_the_catalogue_is_there(client: httpx.Client) -> None:
    """Each address answers in the media type that stands beside it."""
    triples = triples_of(client, "/catalogue")
    addresses = {t.subject: str(t.object.value) for t in triples if t.predicate == term("dcat:downloadURL")}  # type: ignore[union-attr]
    assert len(addresses) == 2 * 5 + 4, "two documents in four formats and as text, and the whole"
    for node, address in addresses.items():
        (said,) = (
            str(t.object.value)
            for t in triples
            if t.subject == node and t.predicate == term("dcat:mediaType")
        )  # type: ignore[union-attr]
        response = client.get(address)
        assert response.status_code == 200, address
        assert said.endswith(response.headers["content-type"].partition(";")[0]), address


def test_the_catalogue_s_page_names_plans_and_documents(client: httpx.Client) -> None:
    """And leads only to what is there."""
    text = page_of(client, "/catalogue")
    for said in ("西東京市", "実施計画（平成24～26年度）", "平成31年度施策評価表", "39", "plg:Listing"):
        assert said in text
    for link in set(re.findall(r'href="(/[^"#]*)', text.replace("&amp;", "&"))):
        assert client.get(link, headers=PAGE).status_code == 200, link


def test_examples_are_for_this_endpoint(client: httpx.Client) -> None:
    """Each file is one executable, and each runs as it stands."""
    triples = triples_of(client, EXAMPLES)
    queries = load_queries(bundled("queries"))
    executables = {t.subject for t in triples if t.object == term("sh:SPARQLExecutable")}
    assert len(executables) == len(queries) >= 25
    (target,) = objects(triples, term("schema:target"))
    for query in queries:
        (text,) = objects(triples, term(f"sh:{query.kind}"), f"{BASE}examples/{query.name}")
        assert client.post(target, data={"query": text}).status_code == 200, query.name
    page = page_of(client, EXAMPLES)
    assert all(f'id="{query.name}"' in page for query in queries)


def test_the_editor_offers_every_example(client: httpx.Client) -> None:
    """The same files."""
    text = page_of(client, "/sparql")
    assert all(query.question.ja in text for query in load_queries(bundled("queries")))


def test_the_ontology_s_page_says_all_of_each_term(client: httpx.Client) -> None:
    """Both languages, domain and range, and how often the term is used."""
    text = page_of(client, "/ontology")
    assert all(f'id="{name}"' in text for name in TERMS)
    (row,) = re.findall(r'<tr id="listsProject">.*?</tr>', text, re.DOTALL)
    assert "plg:Listing" in row
    assert "plg:MainProject" in row
    assert ">39<" in row
    assert 'lang="en"' in row
    (individual,) = re.findall(r'<tr id="Relisting">.*?</tr>', text, re.DOTALL)
    assert ">13<" in individual, "thirteen listings are relistings"


def test_the_shapes_page_has_every_rule(client: httpx.Client) -> None:
    """With severity, message in both languages and what it looks at."""
    rules = objects(triples_of(client, "/shapes"), plg("rule"))
    text = page_of(client, "/shapes")
    assert len(rules) > 20
    assert all(f'<span class="code">{rule}</span>' in text for rule in rules)
    (row,) = re.findall(r'<tr id="listing-without-role">.*?</tr>', text, re.DOTALL)
    for said in (
        "plg:Listing",
        "plg:listingRole",
        "本掲・再掲・他事業で実施の別",
        "exactly one role",
        "tag violation",
    ):
        assert said in row, said


@pytest.mark.parametrize("accept", [*FORMATS, PAGE["Accept"]])
def test_a_thing_names_its_other_formats(client: httpx.Client, accept: str) -> None:
    """Vary, Link and Content-Location; the addresses there are ASCII, and lead to the same thing."""
    response = client.get(PATH, headers={"Accept": accept})
    assert response.status_code == 200
    assert "accept" in response.headers["vary"].lower()
    links = re.findall(r'<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?', response.headers["link"])
    assert {kind for _, rel, kind in links if rel == "alternate"} == {*FORMATS, "text/html"}
    for address, rel, kind in links:
        assert address.isascii()
        if rel == "alternate":
            other = client.get(address)
            assert other.headers["content-type"].partition(";")[0] == kind
    (canonical,) = [address for address, rel, _ in links if rel == "canonical"]
    assert canonical == quote(PROJECT, safe="/:")
    located = client.get(response.headers["content-location"])
    assert located.headers["content-type"] == response.headers["content-type"]


@pytest.mark.parametrize(
    "path", [f"graph/document/{DOCUMENT}", "graph/examples", "examples/double-counting", "dataset"]
)
def test_a_graph_and_what_stands_in_it_have_pages(client: httpx.Client, path: str) -> None:
    """Named graphs, an example, the dataset: a page and Turtle by suffix."""
    page_of(client, f"/id/{path}")
    assert triples_of(client, f"/id/{path}.ttl")
    assert client.get(f"/id/{path}.html").headers["content-type"].startswith("text/html")


def test_a_suffix_does_not_make_a_thing(client: httpx.Client) -> None:
    """404 as a problem and as a page, with and without a suffix."""
    for path in ("/id/nothing", "/id/nothing.ttl", "/id/nothing.html"):
        problem_of(client.get(path, headers={"Accept": "text/turtle"}), 404)
        response = client.get(path, headers=PAGE)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")


def test_who_has_a_thing_is_not_sent_it_again(client: httpx.Client) -> None:
    """ETag by version, address and format."""
    first = client.get(PATH, headers={"Accept": "text/turtle"})
    again = client.get(PATH, headers={"Accept": "text/turtle", "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    other = client.get(
        PATH, headers={"Accept": "application/n-triples", "If-None-Match": first.headers["etag"]}
    )
    assert other.status_code == 200


def test_the_number_of_listings_is_typed(client: httpx.Client) -> None:
    """Counts are xsd:integer, the one type of whole numbers that every store keeps."""
    counts = {
        t.object for t in triples_of(client, WELL_KNOWN) if t.predicate == NamedNode(VOID_IRI + "entities")
    }
    assert Literal("39", datatype=term("xsd:integer")) in counts

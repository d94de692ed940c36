"""SPARQL 1.1 Graph Store HTTP Protocol over real HTTP. The clauses are those of the W3C Recommendation of 21 March 2013."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import Quad, parse

from plangraph.graph.formats import GRAPHS

from .test_protocol import BASE, problem_of
from .writing import BEARER, G, count_of, update

TURTLE = {**BEARER, "Content-Type": "text/turtle"}
ONE = '<http://example.org/s> <http://example.org/p> "施策" .'
TWO = '<http://example.org/t> <http://example.org/p> "基本事業" .'
NAMED = f"/graphs?graph={quote(G, safe='')}"


def triples_at(client: httpx.Client, path: str, media_type: str = "application/n-triples") -> set[Quad]:
    """The triples of a graph in a format."""
    response = client.get(path, headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    return set(parse(response.content, format=GRAPHS[media_type]))


def test_a_graph_of_the_build_is_read(client: httpx.Client) -> None:
    """Clause 5.2: by its name or as the unnamed one, in every format, without a token."""
    links = f"/graphs?graph={quote(BASE + 'graph/links', safe='')}"
    found = [triples_at(client, links, media_type) for media_type in GRAPHS]
    assert found[0]
    assert all({q.triple for q in one} == {q.triple for q in found[0]} for one in found)
    assert {q.triple for q in found[0]} < {q.triple for q in triples_at(client, "/graphs?default")}
    assert client.get(links + "&format=jsonld").headers["content-type"] == "application/ld+json"
    problem_of(client.get(links, headers={"Accept": "text/csv"}), 406)


def test_the_graphs_are_named_by_the_store(client: httpx.Client) -> None:
    """Where no graph is named; so that a program finds them."""
    assert f"<{BASE}graph/links>" in client.get("/graphs", headers={"Accept": "application/n-triples"}).text


def test_a_graph_is_known_again_by_its_tag(client: httpx.Client) -> None:
    """304 while the version stands; HEAD has it too."""
    tag = client.head("/graphs?default").headers["etag"]
    again = client.get("/graphs?default", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/graphs?default&format=nt").headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/graphs?graph=a&default",
        f"{NAMED}&graph=http://example.org/h",
        "/graphs?graph=relative",
        "/graphs?graph=",
        "/graphs/x?default",
    ],
)
def test_one_graph_must_be_named(client: httpx.Client, path: str) -> None:
    """Clause 4: by an absolute IRI, or as the unnamed one; not both, not two."""
    problem_of(client.get(path), 400)


def test_a_graph_that_is_not_there(writable: httpx.Client) -> None:
    """404 for GET, HEAD and DELETE (clauses 5.2 and 5.4)."""
    problem_of(writable.get(NAMED), 404)
    assert writable.head(NAMED).status_code == 404
    problem_of(writable.delete(NAMED, headers=BEARER), 404)
    problem_of(writable.get("/graphs/none.ttl"), 404)


def test_put_makes_and_then_replaces(writable: httpx.Client) -> None:
    """Clause 5.3: 201 with the address, then 204."""
    made = writable.put(NAMED, content=ONE.encode(), headers=TURTLE)
    assert made.status_code == 201
    assert str(made.headers["location"]).endswith(NAMED)
    assert triples_at(writable, made.headers["location"]) == triples_at(writable, NAMED)
    assert writable.put(NAMED, content=TWO.encode(), headers=TURTLE).status_code == 204
    assert [q.object.value for q in triples_at(writable, NAMED)] == ["基本事業"]  # type: ignore[union-attr]


def test_post_adds_and_keeps_blank_nodes_apart(writable: httpx.Client) -> None:
    """Clause 5.5: the RDF merge; a blank node of the second body is another than that of the first."""
    body = '_:a <http://example.org/p> "x" .'
    assert writable.post(NAMED, content=body, headers=TURTLE).status_code == 201
    assert writable.post(NAMED, content=body, headers=TURTLE).status_code == 204
    assert count_of(writable) == 2


def test_post_without_a_name_makes_one(writable: httpx.Client) -> None:
    """201 with an address of this server at which the graph is."""
    made = writable.post("/graphs", content=ONE.encode(), headers=TURTLE)
    assert made.status_code == 201
    place = made.headers["location"]
    assert place.startswith(f"{str(writable.base_url).rstrip('/')}/graphs/")
    assert len(triples_at(writable, place)) == 1
    assert len(triples_at(writable, f"/graphs?graph={quote(place, safe='')}")) == 1


def test_the_unnamed_graph_is_always_there(writable: httpx.Client) -> None:
    """PUT, POST and DELETE leave it, and are 204."""
    assert writable.put("/graphs?default", content=ONE.encode(), headers=TURTLE).status_code == 204
    assert writable.post("/graphs?default", content=TWO.encode(), headers=TURTLE).status_code == 204
    assert len(triples_at(writable, "/graphs?default")) == 2
    assert writable.delete("/graphs?default", headers=BEARER).status_code == 204
    assert triples_at(writable, "/graphs?default") == set()


def test_an_empty_graph_is_there_until_it_is_taken_out(writable: httpx.Client) -> None:
    """It may hold nothing and exist all the same; another version does not lose it."""
    assert writable.put(NAMED, content="", headers=TURTLE).status_code == 201
    assert update(writable, "INSERT DATA { <urn:a> <urn:b> 1 }").status_code == 204
    assert triples_at(writable, NAMED) == set()
    assert writable.delete(NAMED, headers=BEARER).status_code == 204
    problem_of(writable.get(NAMED), 404)


def test_an_address_under_graphs_is_the_name_as_it_was_sent(writable: httpx.Client) -> None:
    """Clause 4.1: decoded not even once, so that a slash in a name and one between names stay two; Location is ASCII."""
    paths = ["/graphs/a%2Fb", "/graphs/a/b", "/graphs/" + quote("施策.ttl")]
    for path in paths:
        made = writable.put(path, content=ONE.encode(), headers=TURTLE)
        assert made.status_code == 201
        assert made.headers["location"] == f"{str(writable.base_url).rstrip('/')}{path}"
    assert writable.delete(paths[0], headers=BEARER).status_code == 204
    assert len(triples_at(writable, paths[1])) == len(triples_at(writable, paths[2])) == 1


def test_a_name_in_the_query_is_decoded_once(writable: httpx.Client) -> None:
    """%2531 is %31 and not 1; a Japanese name comes back in Location as ASCII."""
    for name, value in (("http://example.org/%2531", ONE), ("http://example.org/%31", TWO)):
        assert (
            writable.put(f"/graphs?graph={name}", content=value.encode(), headers=TURTLE).status_code == 201
        )
    assert count_of(writable, "SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/%31> { ?s ?p ?o } }") == 1
    assert count_of(writable, "SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/1> { ?s ?p ?o } }") == 1
    name = quote("http://example.org/施策", safe="")
    made = writable.put(f"/graphs?graph={name}", content=ONE.encode(), headers=TURTLE)
    assert made.headers["location"].isascii()
    assert made.headers["location"].endswith(name)
    assert len(triples_at(writable, made.headers["location"])) == 1


def test_relative_iris_are_relative_to_the_graph(writable: httpx.Client) -> None:
    """The name of the graph, or the address of the request for the unnamed one."""
    writable.put(NAMED, content="<x> <y> <> .", headers=TURTLE)
    (quad,) = triples_at(writable, NAMED)
    assert str(quad.triple) == "<http://example.org/x> <http://example.org/y> <http://example.org/g>"
    writable.put("/graphs?default", content="<x> <y> <z> .", headers=TURTLE)
    (quad,) = triples_at(writable, "/graphs?default")
    assert str(quad.subject) == f"<{str(writable.base_url).rstrip('/')}/x>"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/turtle;version=1.2", ONE),
        ("application/n-triples", ONE),
        ("application/ld+json", '{"@id": "http://example.org/s", "http://example.org/p": "施策"}'),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
            '<rdf:Description rdf:about="http://example.org/s"><e:p>施策</e:p></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_a_graph_comes_in_any_format(writable: httpx.Client, kind: str, body: str) -> None:
    """Each body says the same triple."""
    headers = {**BEARER, "Content-Type": kind}
    assert writable.put(NAMED, content=body.encode(), headers=headers).status_code == 201
    (quad,) = triples_at(writable, NAMED)
    assert str(quad.triple) == ONE.removesuffix(" .")


@pytest.mark.parametrize(
    "kind", ["", "text/csv", "application/trig", "application/n-quads", "multipart/form-data; boundary=x"]
)
def test_what_is_no_graph_is_refused(writable: httpx.Client, kind: str) -> None:
    """415 with what is taken: other formats, those of several graphs, and a form where one graph is put."""
    headers = {**BEARER, **({"Content-Type": kind} if kind else {})}
    refused = writable.put(NAMED, content=ONE.encode(), headers=headers)
    problem_of(refused, 415)
    assert "text/turtle" in refused.headers["accept-post"]


def test_a_broken_graph_leaves_what_was_there(writable: httpx.Client) -> None:
    """400 with line and column; no remote context of JSON-LD is fetched."""
    writable.put(NAMED, content=ONE.encode(), headers=TURTLE)
    problem = problem_of(writable.put(NAMED, content=f"{TWO}\n<x> oops".encode(), headers=TURTLE), 400)
    assert problem["type"].endswith("/graph-syntax")
    assert problem["line"] == 2
    remote = {**BEARER, "Content-Type": "application/ld+json"}
    problem_of(
        writable.put(NAMED, content='{"@context": "http://127.0.0.1:1/", "a": "b"}', headers=remote), 400
    )
    assert [q.object.value for q in triples_at(writable, NAMED)] == ["施策"]  # type: ignore[union-attr]


def test_a_form_of_files_adds_them_all(writable: httpx.Client) -> None:
    """Clause 5.5: multipart/form-data; a part without a type of its own is known by its file's name, else refused."""
    files = {
        "a": ("a.ttl", ONE.encode(), "text/turtle; charset=utf-8"),
        "b": ("b.nt", TWO.encode(), "application/octet-stream"),
    }
    assert writable.post(NAMED, files=files, headers=BEARER).status_code == 201
    assert len(triples_at(writable, NAMED)) == 2
    unknown = {"a": ("a.bin", ONE.encode(), "application/octet-stream")}
    problem_of(writable.post(NAMED, files=unknown, headers=BEARER), 415)
    broken = {**BEARER, "Content-Type": "multipart/form-data; boundary=x"}
    problem_of(writable.post(NAMED, content=b"nothing", headers=broken), 400)


def test_conditions_of_writing_hold(writable: httpx.Client) -> None:
    """RFC 9110, clause 13.1: If-None-Match: * makes only, If-Match: * replaces only; a weak tag never matches. 412."""
    new, there = {**TURTLE, "If-None-Match": "*"}, {**TURTLE, "If-Match": "*"}
    problem_of(writable.put(NAMED, content=ONE.encode(), headers=there), 412)
    assert writable.put(NAMED, content=ONE.encode(), headers=new).status_code == 201
    problem_of(writable.put(NAMED, content=TWO.encode(), headers=new), 412)
    tagged = {**TURTLE, "If-Match": writable.get(NAMED).headers["etag"]}
    problem_of(writable.put(NAMED, content=TWO.encode(), headers=tagged), 412)
    problem_of(writable.delete(NAMED, headers=new), 412)
    assert [q.object.value for q in triples_at(writable, NAMED)] == ["施策"]  # type: ignore[union-attr]
    assert writable.put(NAMED, content=TWO.encode(), headers=there).status_code == 204


def test_methods_are_told(client: httpx.Client) -> None:
    """405 with Allow; the preflight of CORS lets another origin send the token."""
    refused = client.patch("/graphs")
    problem_of(refused, 405)
    assert refused.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, POST, PUT"
    preflight = client.options(NAMED)
    assert preflight.headers["access-control-allow-methods"] == refused.headers["allow"]
    assert "Authorization" in preflight.headers["access-control-allow-headers"]


def test_a_body_too_long_is_refused(writable: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """413, and the limit."""
    monkeypatch.setattr("plangraph.serving.graph_store.MOST_WRITTEN", 10)
    with httpx.Client(base_url=writable.base_url, trust_env=False) as own:  # whose connection ends here
        assert "10" in problem_of(own.put(NAMED, content=ONE.encode(), headers=TURTLE), 413)["detail"]


def test_many_writes_leave_few_files(writable: httpx.Client, tmp_path: Path) -> None:
    """Each adds a few to those of the version before; they are made one before they are many."""
    for number in range(30):
        assert update(writable, f"INSERT DATA {{ <urn:a> <urn:b> {number} }}").status_code == 204
    versions = list((tmp_path / "store" / "versions").iterdir())
    assert len(versions) == 3
    assert max(len(list(version.iterdir())) for version in versions) < 120
    assert count_of(writable, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 30

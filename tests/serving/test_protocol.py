"""SPARQL 1.1 Protocol over real HTTP. The clauses are those of the W3C Recommendation of 21 March 2013."""

from __future__ import annotations

import csv
import io
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from plangraph.graph.formats import GRAPHS

from .running import PAGE, served

PROJECTS = (
    "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a <https://w3id.org/plangraph/ontology#MainProject> }"
)
SHIFT = 'SELECT ("a+b 100%25 施策" AS ?x) WHERE {}'
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
BASE = "https://w3id.org/plangraph/id/"


def value_of(response: httpx.Response, name: str = "n") -> str:
    """The one value of a JSON result."""
    assert response.status_code == 200, response.text
    binding: dict[str, Any] = response.json()["results"]["bindings"][0]
    return str(binding[name]["value"])


def problem_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem of an answer, with the members that all have."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "instance"} <= problem.keys()
    assert "Traceback" not in response.text
    return problem


def test_query_by_get(client: httpx.Client) -> None:
    """Clause 2.1.1."""
    assert value_of(client.get("/sparql", params={"query": PROJECTS})) == "35"


def test_query_by_post_of_a_form(client: httpx.Client) -> None:
    """Clause 2.1.2."""
    assert value_of(client.post("/sparql", data={"query": PROJECTS})) == "35"


def test_query_by_post_directly(client: httpx.Client) -> None:
    """Clause 2.1.3, with a parameter to the content type too."""
    headers = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert value_of(client.post("/sparql", content=PROJECTS.encode(), headers=headers)) == "35"


def test_percent_encoding_is_undone_once(client: httpx.Client) -> None:
    """A plus is a space and %25 a per cent in a form; in a body of its own they stand for themselves."""
    encoded = quote(SHIFT, safe="")
    assert value_of(client.get(f"/sparql?query={encoded}"), "x") == "a+b 100%25 施策"
    assert (
        value_of(client.post("/sparql", content=f"query={encoded}", headers=FORM), "x") == "a+b 100%25 施策"
    )
    assert value_of(client.post("/sparql", content=SHIFT.encode(), headers=QUERY), "x") == "a+b 100%25 施策"
    assert (
        value_of(client.get(f"/sparql?query={quote(SHIFT, safe='').replace('%20', '+')}"), "x")
        == "a+b 100%25 施策"
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_results_come_in_the_accepted_format(client: httpx.Client, accept: str, kind: str) -> None:
    """The four formats of SPARQL 1.1, each of which parses and holds the count."""
    response = client.get("/sparql", params={"query": PROJECTS}, headers={"Accept": accept})
    assert response.headers["content-type"] == kind
    assert "Accept" in response.headers["vary"].split(", ")
    if "json" in kind:
        assert value_of(response) == "35"
    elif "xml" in kind:
        assert "35" in ElementTree.fromstring(response.content).itertext()
    else:
        assert [row[0].partition("^")[0].strip('"') for row in csv.reader(io.StringIO(response.text))][
            -1
        ] == "35"


@pytest.mark.parametrize(
    ("accept", "kind", "format"),
    [
        ("*/*", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/trig", "application/trig", RdfFormat.TRIG),
        ("application/n-quads", "application/n-quads", RdfFormat.N_QUADS),
        ("text/plain", "text/plain; charset=utf-8", RdfFormat.N_TRIPLES),
        ('text/turtle; version="1.2"', "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        (
            "application/trig;q=0.2, application/n-quads;version=1.2;q=0.9",
            "application/n-quads",
            RdfFormat.N_QUADS,
        ),
    ],
)
def test_graphs_come_in_the_accepted_format(
    client: httpx.Client, accept: str, kind: str, format: RdfFormat
) -> None:
    """Each parses to the three triples asked for."""
    response = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": accept})
    assert response.headers["content-type"] == kind
    assert len(list(parse(response.content, format=format))) == 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_format_goes_before_accept(client: httpx.Client, name: str, kind: str) -> None:
    """A link can name its format, even for a browser."""
    response = client.get("/sparql", params={"query": PROJECTS, "format": name}, headers=PAGE)
    assert response.headers["content-type"] == kind


def test_ask_is_answered(client: httpx.Client) -> None:
    """With a boolean."""
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_named_datasets_are_honoured(client: httpx.Client) -> None:
    """Clause 2.1.4: the graphs of the request are the dataset, whatever FROM says; a triple of the rest is not seen."""
    graph = BASE + "graph/links"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    every = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    alone = int(value_of(client.get("/sparql", params={"query": count, "default-graph-uri": graph})))
    assert 0 < alone < int(value_of(client.get("/sparql", params={"query": count})))
    again = {"query": count.replace("WHERE", "FROM <urn:none> WHERE"), "default-graph-uri": graph}
    assert int(value_of(client.post("/sparql", data=again))) == alone
    both = {"query": every, "named-graph-uri": [graph, BASE + "graph/ontology"]}
    assert value_of(client.get("/sparql", params=both)) == "2"
    assert value_of(client.get("/sparql", params={"query": count, "named-graph-uri": graph})) == "0"


def test_graphs_that_share_triples_count_them_once(client: httpx.Client) -> None:
    """SPARQL 1.1 Query, clause 13.1: several default graphs are merged to a set, named by the request or by FROM."""
    links, ontology = BASE + "graph/links", BASE + "graph/ontology"
    every = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}
    names = [row["g"]["value"] for row in client.get("/sparql", params=every).json()["results"]["bindings"]]
    graphs = [*(name for name in names if "/graph/document/" in name), links, ontology]
    count = "SELECT (COUNT(*) AS ?n) %s WHERE { ?s ?p ?o }"
    merged = value_of(client.get("/sparql", params={"query": count % ""}))
    for asked in (graphs, graphs + graphs):
        named = client.get("/sparql", params={"query": count % "", "default-graph-uri": asked})
        assert value_of(named) == merged
    clauses = " ".join(f"FROM <{graph}>" for graph in graphs)
    assert value_of(client.get("/sparql", params={"query": count % clauses})) == merged
    short = f"PREFIX g: <{BASE}graph/> " + count % "FROM g:links FROM g:ontology"
    both = value_of(client.get("/sparql", params={"query": short}))
    one = value_of(client.get("/sparql", params={"query": count % f"FROM <{links}>"}))
    assert int(one) < int(both) < int(merged)


def test_from_named_stays_beside_several_from(client: httpx.Client) -> None:
    """The named graphs of the query are those that GRAPH reaches, and no others."""
    query = (
        f"SELECT (COUNT(DISTINCT ?g) AS ?n) FROM <{BASE}graph/links> FROM <{BASE}graph/ontology> "
        f"FROM NAMED <{BASE}graph/shapes> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    )
    assert value_of(client.get("/sparql", params={"query": query})) == "1"


def test_a_relative_iri_is_relative_to_the_endpoint(client: httpx.Client) -> None:
    """Clause 2.1.5; a BASE of the query goes before, and a syntax error keeps its column."""
    here = str(client.base_url).rstrip("/")
    assert value_of(client.get("/sparql", params={"query": "SELECT (<x> AS ?n) {}"})) == f"{here}/x"
    own = "BASE <http://example.org/a/> SELECT (<x> AS ?n) {}"
    assert value_of(client.get("/sparql", params={"query": own})) == "http://example.org/a/x"
    problem = problem_of(client.get("/sparql", params={"query": "SELECT * { <x> ?p }"}), 400)
    assert (problem["line"], problem["column"]) == (1, 20)


def test_an_answer_is_known_again_by_its_tag(client: httpx.Client) -> None:
    """If-None-Match with the tag gives 304 without a body; another format or query has another tag."""
    params = {"query": PROJECTS}
    first = client.get("/sparql", params=params)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/sparql", params=params, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert "Accept" in again.headers["vary"]
    other = client.get("/sparql", params=params, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    assert client.get("/sparql", params=params, headers={"Accept": "text/csv"}).headers["etag"] != tag
    assert client.get("/sparql", params={"query": PROJECTS + " "}).headers["etag"] != tag


@pytest.mark.parametrize("changing", ["NOW()", "rand( )", "UUID()", "STRUUID()"])
def test_an_answer_that_changes_has_no_tag(client: httpx.Client, changing: str) -> None:
    """The clock and chance give another answer each time."""
    response = client.get("/sparql", params={"query": f"SELECT ({changing} AS ?n) {{}}"})
    assert response.status_code == 200
    assert "etag" not in response.headers


def test_an_unknown_function_is_the_querys_fault(client: httpx.Client) -> None:
    """400 with its name; the engine meets it when it runs the query."""
    query = "SELECT (<http://example.org/f>(1) AS ?x) {}"
    assert "http://example.org/f" in problem_of(client.get("/sparql", params={"query": query}), 400)["detail"]


def test_a_broken_query_is_told_before_its_format(client: httpx.Client) -> None:
    """What has no form is a syntax error, whatever is accepted."""
    broken = client.get("/sparql", params={"query": "SELEC"}, headers={"Accept": "text/turtle"})
    assert problem_of(broken, 400)["type"].endswith("/query-syntax")


def test_a_silent_service_gives_nothing_and_fails_nothing(client: httpx.Client) -> None:
    """SPARQL 1.1 Federated Query, clause 2.3: as if the server did not answer. Nobody is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        query = f"SELECT ?n {{ VALUES ?n {{ 7 }} SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"
        assert value_of(client.get("/sparql", params={"query": query})) == "7"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_graph_name_that_is_no_iri_is_refused(client: httpx.Client) -> None:
    """400 with the name."""
    response = client.get("/sparql", params={"query": PROJECTS, "default-graph-uri": "no iri"})
    assert "no iri" in problem_of(response, 400)["detail"]


def test_a_syntax_error_has_line_and_column(client: httpx.Client) -> None:
    """400, and where the query could not be read any more."""
    problem = problem_of(client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"}), 400)
    assert (problem["line"], problem["column"]) == (2, 16)
    assert problem["type"].endswith("/query-syntax")


def test_problems_speak_the_readers_language(client: httpx.Client) -> None:
    """Japanese, or English where it is asked for."""
    ask = {"params": {"query": "SELEC"}}
    assert "構文" in problem_of(client.get("/sparql", **ask), 400)["detail"]
    english = client.get("/sparql", **ask, headers={"Accept-Language": "en"})
    assert "syntax" in problem_of(english, 400)["detail"]


def test_two_queries_are_refused(client: httpx.Client) -> None:
    """Clause 2.1: exactly one."""
    problem_of(client.get(f"/sparql?query={quote(PROJECTS)}&query={quote(PROJECTS)}"), 400)
    problem_of(client.post("/sparql", content=f"query={quote(PROJECTS)}&query=x", headers=FORM), 400)


def test_a_post_without_a_query_is_refused(client: httpx.Client) -> None:
    """An empty form asks nothing, and one that updates is in the wrong place."""
    problem_of(client.post("/sparql", content="", headers=FORM), 400)
    problem_of(client.post("/sparql", data={"update": "DELETE WHERE { ?s ?p ?o }"}), 400)


def test_an_update_is_no_query(client: httpx.Client) -> None:
    """Whichever way it comes; and the graph is as it was."""
    problem_of(client.post("/sparql", content="DELETE WHERE { ?s ?p ?o }", headers=QUERY), 400)
    problem_of(
        client.post("/sparql", content="x", headers={"Content-Type": "application/sparql-update"}), 415
    )
    assert value_of(client.get("/sparql", params={"query": PROJECTS})) == "35"


def test_an_unknown_content_type_is_refused(client: httpx.Client) -> None:
    """415, with those that are taken."""
    response = client.post("/sparql", content="{}", headers={"Content-Type": "application/json"})
    problem_of(response, 415)
    assert "application/sparql-query" in response.headers["accept-post"]
    problem_of(client.post("/sparql", content=b"x"), 415)


def test_what_is_accepted_but_not_made_is_refused(client: httpx.Client) -> None:
    """406 with what there is: for a form of query that has no such format too."""
    assert (
        "text/csv"
        in problem_of(
            client.get("/sparql", params={"query": PROJECTS}, headers={"Accept": "image/png"}), 406
        )["offers"]
    )
    problem_of(client.get("/sparql", params={"query": GRAPH}, headers={"Accept": "text/csv"}), 406)
    problem_of(client.get("/sparql", params={"query": PROJECTS, "format": "xlsx"}), 406)


def test_other_methods_are_refused_with_those_that_there_are(client: httpx.Client) -> None:
    """405 and Allow."""
    for method in ("PUT", "DELETE", "PATCH"):
        response = client.request(method, "/sparql")
        problem_of(response, 405)
        assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_body_that_is_not_utf_8_is_refused(client: httpx.Client) -> None:
    """With the place of the first octet that is not."""
    problem_of(client.post("/sparql", content="SELECT '施'".encode("shift_jis"), headers=QUERY), 400)


def test_a_body_that_is_too_long_is_refused(client: httpx.Client) -> None:
    """413, before it is read whole."""
    with httpx.Client(base_url=client.base_url, trust_env=False) as own:  # whose connection ends here
        response = own.post("/sparql", content=b"#" * (2 << 20), headers=QUERY)
    problem_of(response, 413)
    assert response.headers["connection"] == "close"


def test_other_origins_may_ask(client: httpx.Client) -> None:
    """CORS on answers, problems and the preflight."""
    assert client.get("/sparql", params={"query": "ASK {}"}).headers["access-control-allow-origin"] == "*"
    assert client.get("/sparql", params={"query": "ASK"}).headers["access-control-allow-origin"] == "*"
    preflight = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    allowed = preflight.headers["access-control-allow-headers"].split(", ")
    assert {"Content-Type", "Authorization"} <= set(allowed)
    exposed = client.get("/sparql", params={"query": "ASK {}"}).headers["access-control-expose-headers"]
    assert {"ETag", "X-Plangraph-Cut"} <= set(exposed.split(", "))


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    """With the same headers."""
    response = client.head("/sparql", params={"query": PROJECTS}, headers={"Accept": "text/csv"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content == b""


def test_without_a_query_the_service_describes_itself(client: httpx.Client) -> None:
    """SPARQL 1.1 Service Description: address, language, formats, the graphs by name."""
    response = client.get("/sparql")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    store = Store()
    store.load(response.content, format=RdfFormat.TURTLE)
    prefix = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    found = list(
        store.query(
            prefix + "SELECT ?e { ?s a sd:Service ; sd:endpoint ?e ; sd:supportedLanguage sd:SPARQL11Query }"
        )
    )  # type: ignore[arg-type]
    assert [row["e"].value for row in found] == [f"{client.base_url}/sparql".replace("//sparql", "/sparql")]
    named = {row["n"].value for row in store.query(prefix + "SELECT ?n { ?d sd:namedGraph/sd:name ?n }")}  # type: ignore[union-attr]
    assert BASE + "graph/links" in named
    assert len(named) >= 8
    assert "sparql/update" not in response.text


def test_the_description_comes_in_every_graph_format(client: httpx.Client) -> None:
    """By Accept and by format=; 406 for what is no graph; a tag."""
    for media_type, format in GRAPHS.items():
        response = client.get("/sparql", headers={"Accept": media_type})
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert any(
            quad.predicate.value.endswith("#endpoint") for quad in parse(response.content, format=format)
        )
    assert client.get("/sparql", params={"format": "nt"}).headers["content-type"] == "application/n-triples"
    problem_of(client.get("/sparql", headers={"Accept": "text/csv"}), 406)
    tag = {"If-None-Match": client.get("/sparql").headers["etag"]}
    assert client.get("/sparql", headers=tag).status_code == 304


def test_a_browser_gets_the_editor(client: httpx.Client) -> None:
    """With the query of the address in it."""
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p </x> }"}, headers=PAGE)
    assert response.headers["content-type"].startswith("text/html")
    assert "SELECT * { ?s ?p &lt;/x&gt; }</textarea>" in response.text


def test_service_reaches_nothing(client: httpx.Client) -> None:
    """It is refused before the engine sees it."""
    problem = problem_of(
        client.get("/sparql", params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
        400,
    )
    assert problem["type"].endswith("/service-refused")


def test_from_reaches_nothing(client: httpx.Client) -> None:
    """A FROM names a graph of the store; one that is not there is empty."""
    query = "SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:1/x.ttl> { ?s ?p ?o }"
    assert value_of(client.get("/sparql", params={"query": query})) == "0"


def test_a_query_beyond_the_limit_is_ended_and_the_server_goes_on(founding_store: Path) -> None:
    """504 with the limit; meanwhile pages and the next query are answered."""
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
    with served(founding_store, timeout=1.0) as client:
        problem = problem_of(
            client.get("/sparql", params={"query": endless}, headers={"Accept-Language": "en"}), 504
        )
        assert "1 seconds" in problem["detail"]
        assert value_of(client.get("/sparql", params={"query": PROJECTS})) == "35"
        assert json.loads(client.get("/healthz").text)["status"] == "ok"

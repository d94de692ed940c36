"""The tools that analysts bring: each asks the server in its own way and has the same rows."""

from __future__ import annotations

import subprocess
from io import StringIO
from urllib.parse import urlencode

import httpx
import pandas
import pytest
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, TURTLE, XML, SPARQLWrapper

PREFIX = (
    "PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
POLICIES = (
    PREFIX
    + "SELECT ?policy ?code ?title WHERE { ?policy a plg:Policy ; plg:code ?code ; rdfs:label ?title } ORDER BY ?policy"
)


@pytest.fixture(scope="module")
def endpoint(client: httpx.Client) -> str:
    """The address of the SPARQL endpoint."""
    return str(client.base_url).rstrip("/") + "/sparql"


@pytest.fixture(scope="module")
def titles(client: httpx.Client) -> list[str]:
    """What every client should find."""
    rows = client.post("/sparql", data={"query": POLICIES}).json()["results"]["bindings"]
    found = [row["title"]["value"] for row in rows]
    assert "地域情報化の推進" in found
    return found


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_reads_rows(endpoint: str, titles: list[str], method: str, form: str) -> None:
    """By GET and POST, in each format that it asks for."""
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(POLICIES)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(form)
    found = wrapper.queryAndConvert()
    if form == JSON:
        got = [row["title"]["value"] for row in found["results"]["bindings"]]
    elif form == CSV:
        got = list(pandas.read_csv(StringIO(found.decode()))["title"])
    else:
        literals = found.getElementsByTagName("literal")
        got = [one.firstChild.data for one in literals][1::2]
    assert got == titles


def test_sparqlwrapper_reads_a_graph(endpoint: str) -> None:
    """CONSTRUCT as Turtle."""
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(PREFIX + "CONSTRUCT { ?p rdfs:label ?t } WHERE { ?p a plg:Policy ; rdfs:label ?t }")
    wrapper.setReturnFormat(TURTLE)
    assert "地域情報化の推進" in wrapper.queryAndConvert().decode()


def test_rdflib_reads_the_server_as_a_store(endpoint: str, titles: list[str]) -> None:
    """Its SPARQLStore answers queries, and triples by pattern with Japanese addresses in them."""
    store = SPARQLStore(endpoint, method="POST")
    rows = list(store.query(POLICIES))
    assert [str(row[2]) for row in rows] == titles
    row = next(row for row in rows if not str(row[0]).isascii())
    policy, label = row[0], URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    assert [str(triple[2]) for triple, _ in store.triples((policy, label, None))] == [str(row[2])]


def test_pandas_reads_a_link(endpoint: str, titles: list[str]) -> None:
    """A query is a link that gives CSV."""
    table = pandas.read_csv(f"{endpoint}?{urlencode({'query': POLICIES, 'format': 'csv'})}")
    assert list(table["title"]) == titles


@pytest.mark.parametrize(
    "words",
    [
        ["--data-urlencode", f"query={POLICIES}"],
        ["-G", "--data-urlencode", f"query={POLICIES}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", POLICIES],
        ["--compressed", "--data-urlencode", f"query={POLICIES}"],
    ],
    ids=["form, as R asks", "link", "body", "compressed"],
)
def test_curl_reads_csv(endpoint: str, titles: list[str], words: list[str]) -> None:
    """A form POST, which is R's way too, a link, the query as the body, a compressed answer."""
    done = subprocess.run(
        ["curl", "-sS", "--fail", "--noproxy", "*", "-H", "Accept: text/csv", *words, endpoint],
        capture_output=True,
        check=True,
    )
    assert list(pandas.read_csv(StringIO(done.stdout.decode()))["title"]) == titles

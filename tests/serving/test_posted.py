"""POST /validation: a graph that is sent is checked, bounded, and nothing is fetched for it."""

from __future__ import annotations

import csv
import io
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from plangraph.bundled import bundled
from plangraph.serving.posted_process import Bounds, Posted, check_posted
from plangraph.serving.problems import RequestError

from .running import JSON, PAGE, served

PREFIXES = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix plg: <https://w3id.org/plangraph/ontology#> ."
LISTING = f"{PREFIXES} ex:row a plg:Listing ; plg:listingRole plg:Home, plg:Relisting ."
PERSON = f'{PREFIXES} ex:p a ex:Person ; ex:age "old" .'
PERSONS = f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ."
TURTLE = {"Content-Type": "text/turtle"}
SHAPES = bundled("shapes")


@pytest.fixture(scope="module")
def client(founding_store: Path) -> Iterator[httpx.Client]:
    with served(founding_store) as client:
        yield client


def _form(
    data: str = PERSON, shapes: str | None = PERSONS, name: str = "data.ttl"
) -> dict[str, tuple[str, str]]:
    files = {"data": (name, data)}
    return files if shapes is None else {**files, "shapes": ("shapes.ttl", shapes)}


def test_a_body_is_checked_against_the_rules_of_the_house(client: httpx.Client) -> None:
    """A listing with two roles and no title; what the store holds is not in the report."""
    answer = client.post("/validation?lang=ja", content=LISTING, headers={**TURTLE, **JSON})
    assert answer.status_code == 200
    findings = answer.json()["findings"]
    assert {f["iri"] for f in findings} == {"https://example.org/row"}
    assert {"listing-without-role", "listing-without-label"} <= {f["rule"] for f in findings}
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_brings_shapes_of_its_own_and_gets_a_page(client: httpx.Client) -> None:
    answer = client.post("/validation?lang=ja", files=_form(), headers=PAGE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "S-name" in answer.text
    assert "値が足りません" in answer.text
    assert 'name="shapes"' in answer.text, "the next one can be sent from here"


def test_every_form_of_the_report_by_accept(client: httpx.Client) -> None:
    table = client.post("/validation", files=_form(), headers={"Accept": "text/csv"})
    assert [row["rule"] for row in csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))] == [
        "S-name"
    ]
    turtle = client.post("/validation", files=_form(), headers={"Accept": "text/turtle"})
    assert "sh:ValidationReport" in turtle.text
    assert client.post("/validation", files=_form(), headers={"Accept": "image/png"}).status_code == 406


def test_the_page_of_the_report_has_the_form(client: httpx.Client) -> None:
    page = client.get("/validation?lang=ja", headers=PAGE).text
    assert 'enctype="multipart/form-data"' in page
    assert "手元のグラフを検証する" in page


@pytest.mark.parametrize(
    ("files", "status", "kind"),
    [
        (_form("ex:a ex:b"), 400, "graph-syntax"),
        (_form(PERSON, "ex:a ex:b"), 400, "graph-syntax"),
        (_form(LISTING), 422, "not-checkable"),
        (_form(PERSON, None), 422, "not-checkable"),
        (_form(PERSON, f"{PREFIXES} ex:S sh:targetClass ex:Person ; sh:not ex:S ."), 422, "not-checkable"),
        (_form(PERSON, f"{PREFIXES} ex:S a sh:NodeShape ."), 422, "not-checkable"),
        ({"shapes": ("shapes.ttl", PERSONS)}, 400, "bad-request"),
        ({"date": ("data.ttl", PERSON)}, 400, "bad-request"),
        (_form(name="data.docx"), 415, "unsupported-media-type"),
    ],
)
def test_what_cannot_be_checked_is_told(
    client: httpx.Client, files: dict[str, tuple[str, str]], status: int, kind: str
) -> None:
    """Not RDF, no focus node, recursion, no target, no data, an unknown field, a form of file that is none."""
    answer = client.post("/validation", files=files, headers=JSON)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_an_unknown_kind_or_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/validation", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    large = client.post("/validation", content=b"#" * ((32 << 20) + 1), headers=TURTLE)
    assert large.status_code == 413


def test_nothing_is_fetched() -> None:
    """owl:imports, a JSON-LD context, FROM and SERVICE of another server: none reaches it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        imports = f"{PERSONS} <{there}> <http://www.w3.org/2002/07/owl#imports> <{there}> ."
        select = f'{PREFIXES} ex:S sh:targetClass ex:Person ; sh:sparql [ sh:select "SELECT $this %s" ] .'
        shapes = [
            imports,
            select % f"FROM <{there}> {{ $this ?p ?o }}",
            select % f"{{ SERVICE <{there}> {{ $this ?p ?o }} }}",
        ]
        for text in shapes:
            parts = [
                Posted("data", "text/turtle", PERSON.encode()),
                Posted("shapes", "text/turtle", text.encode()),
            ]
            with suppress(
                RequestError
            ):  # the first is checked, the second is left to pyshacl, the third is refused
                check_posted(parts, SHAPES, Bounds())
        context = f'{{"@context": "{there}", "@id": "https://example.org/p"}}'
        with pytest.raises(RequestError):
            check_posted([Posted("data", "application/ld+json", context.encode())], SHAPES, Bounds())
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_check_ends_at_its_time_and_at_its_memory() -> None:
    """A cross product of a thousand nodes three times over would go on for hours; a second is enough to see it ended."""
    rows = " ".join(f"ex:n{n} ex:p {n} ; a ex:Person ." for n in range(1000))
    select = (
        "SELECT $this { ?a ex:p ?x . ?b ex:p ?y . ?c ex:p ?z . $this ex:p ?w FILTER (?x + ?y + ?z + ?w < 0) }"
    )
    declared = 'ex:S sh:targetClass ex:Person ; sh:sparql [ sh:prefixes ex:P ; sh:select """%s""" ] . ex:P sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] .'
    parts = [
        Posted("data", "text/turtle", f"{PREFIXES} {rows}".encode()),
        Posted("shapes", "text/turtle", f"{PREFIXES} {declared % select}".encode()),
    ]
    with pytest.raises(RequestError) as slow:
        check_posted(parts, SHAPES, Bounds(seconds=3))
    assert (slow.value.problem.status, slow.value.problem.name) == (504, "check-stopped")
    many = "".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> .\n" for n in range(400_000))
    with pytest.raises(RequestError) as large:
        check_posted(
            [Posted("data", "application/n-triples", many.encode())], SHAPES, Bounds(memory=150 << 20)
        )
    assert large.value.problem.status == 413

"""SERVICE reaches whom the allow-list names, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plangraph.graph.query_words import ALLOWED_VARIABLE, calls_service, cut_off

from ..graph.oxigraph_server import served as oxigraph  # noqa: TID252 (tests are no installed package)
from .running import served, write_turtle

FAR = "<urn:x> <urn:p> 'far' ."


@pytest.fixture
def far(tmp_path: Path) -> Iterator[str]:
    """The address of another endpoint with one triple."""
    with oxigraph(tmp_path / "far") as server:
        httpx.post(
            f"{server}/store?default", content=FAR, headers={"Content-Type": "text/turtle"}
        ).raise_for_status()
        yield f"{server}/query"


def ask(store: Path, query: str) -> tuple[int, str]:
    with served(store) as client:
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        return answer.status_code, answer.text


def test_an_endpoint_that_is_named_is_asked(
    far: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    write_turtle(store, "<urn:g> { <urn:a> <urn:p> 'near' }", "https://example.org/id/")
    query = f"SELECT ?v {{ SERVICE <{far}> {{ <urn:x> <urn:p> ?v }} }}"
    assert ask(store, query)[0] == 400
    monkeypatch.setenv(ALLOWED_VARIABLE, far)
    assert ask(store, query) == (200, "v\r\nfar\r\n")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/other> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "PREFIX a: <http://allowed.example/> SELECT * { SERVICE a:sparql { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://allowed.example/sparql?x=1> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_any_other_way_to_call_is_refused_still(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOWED_VARIABLE, "http://allowed.example/sparql")
    cut = cut_off(query, "SERVICE")
    assert "urn:plangraph:refused" in cut or calls_service(cut)


def test_an_allowed_call_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOWED_VARIABLE, "http://allowed.example/sparql http://b.example/")
    query = "SELECT * { SERVICE SILENT <http://b.example/> { ?s ?p ?o } }"
    assert cut_off(query, "SERVICE") == query
    assert not calls_service(query)

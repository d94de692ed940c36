"""What a query may take, seen over HTTP: time, rows, bytes, memory, places; and what is left when the server is killed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from .process import Server, server_process, wait_until_ended

JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
ROWS = 200
SIZE = 1 << 20
LONG = f'SELECT (REPLACE("{"x" * 2000}", "x", "{"y" * 2000}") AS ?long) {{}}'
"""One value of 4 MB."""


@pytest.fixture(scope="module")
def server(founding_store: Path) -> Iterator[Server]:
    """A server with narrow limits."""
    with server_process(founding_store, timeout=2, rows=ROWS, size=SIZE, memory=150 << 20) as server:
        yield server


@pytest.fixture(scope="module")
def asking(server: Server) -> Iterator[httpx.Client]:
    """Its client."""
    with server.client() as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = JSON) -> httpx.Response:
    """Put a query."""
    return client.post("/sparql", data={"query": query}, headers={"Accept": accept})


def test_rows_are_cut_and_the_header_says_so(asking: httpx.Client) -> None:
    """The body is whole JSON of the first rows."""
    answer = ask(asking, "SELECT ?s ?p ?o { ?s ?p ?o }")
    assert answer.status_code == 200
    assert len(answer.json()["results"]["bindings"]) == ROWS
    assert answer.headers["X-Plangraph-Cut"] == f"rows={ROWS}"


def test_bytes_are_cut_and_the_header_says_so(asking: httpx.Client) -> None:
    """Rows of 50 kB each: fewer than the limit of rows fit."""
    long = f'SELECT ?s (REPLACE("{"x" * 1000}", "x", "{"y" * 50}") AS ?long) {{ ?s ?p ?o }}'
    answer = ask(asking, long)
    assert answer.status_code == 200
    assert 1 <= len(answer.json()["results"]["bindings"]) < ROWS
    assert len(answer.content) <= SIZE
    assert answer.headers["X-Plangraph-Cut"] == f"bytes={SIZE}"


def test_a_whole_answer_has_no_such_header(asking: httpx.Client) -> None:
    """As many rows as the limit are the whole of it."""
    answer = ask(asking, f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {ROWS}")
    assert len(answer.json()["results"]["bindings"]) == ROWS
    assert "X-Plangraph-Cut" not in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        LONG,
        ENDLESS,
        "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f",
        "SELECT * {" + "{" * 30_000 + "}" * 30_000 + "}",
    ],
    ids=["a value over the limit of bytes", "time", "memory", "stack"],
)
def test_what_cannot_be_answered_is_a_problem(asking: httpx.Client, query: str) -> None:
    """Never 200 with a broken body; and the next query is answered."""
    answer = ask(asking, query)
    assert answer.status_code in (413, 504, 507)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert ask(asking, "ASK {}").json()["boolean"] is True


def test_who_finds_no_place_is_told_when_to_come_back(server: Server) -> None:
    """Two run and sixteen wait; of thirty some are turned away at once, with 503 and Retry-After."""
    answers: list[httpx.Response] = []

    def go() -> None:
        with server.client() as client:
            answers.append(ask(client, ENDLESS))

    threads = [threading.Thread(target=go) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {503, 504}
    assert statuses.count(503) >= 30 - 18
    assert all(answer.headers["Retry-After"] for answer in answers if answer.status_code == 503)


def test_the_server_answers_others_meanwhile(server: Server) -> None:
    """While every place is taken by endless queries, a page comes at once."""

    def go() -> None:
        with server.client() as client:
            ask(client, ENDLESS)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    with server.client() as client:
        assert client.get("/healthz").status_code == 200
    assert time.monotonic() - started < 1
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_an_ended_server_leaves_no_process(founding_store: Path, way: str) -> None:
    """Neither a worker at work, nor a nursery, nor the report that is being made."""
    with server_process(founding_store, timeout=60) as server:
        with server.client() as client:
            assert ask(client, "ASK {}").json() == {"head": {}, "boolean": True}
        busy = threading.Thread(target=_ask_and_lose, args=(server,))
        busy.start()
        time.sleep(1)
        children = server.children()
        assert len(children) >= 2
        if way == "kill":
            server.process.kill()
        else:
            server.process.terminate()
        wait_until_ended(children)
        busy.join()


def _ask_and_lose(server: Server) -> None:
    try:
        with server.client() as client:
            ask(client, ENDLESS)
    except httpx.TransportError:
        return


def test_the_report_ends_with_a_killed_server(founding_store: Path) -> None:
    """Even while it is in the middle of pyshacl."""
    with server_process(founding_store) as server:
        until = time.monotonic() + 10
        while not (made := [one for one in server.children() if _is_report(one)]):
            assert time.monotonic() < until, "no report is being made"
            time.sleep(0.005)
        server.process.kill()
        wait_until_ended(made, 5)


def _is_report(process: psutil.Process) -> bool:
    try:
        return "plangraph.serving.report_process" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def test_every_format_is_cut_well(asking: httpx.Client) -> None:
    """A reader of each finds as many rows as the limit."""
    for accept in (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"):
        body = ask(asking, "SELECT ?s { ?s ?p ?o }", accept)
        count = {
            JSON: lambda text: len(json.loads(text)["results"]["bindings"]),
            "application/sparql-results+xml": lambda text: text.count("<result>"),
        }.get(accept, lambda text: len(text.splitlines()) - 1)
        assert count(body.text) == ROWS

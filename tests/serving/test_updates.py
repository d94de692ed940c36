"""SPARQL 1.1 Update over HTTP: who may, what becomes of the store, what stays as it was."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.errors import StoreError
from plangraph.graph.store import current_version
from plangraph.serving.app import create_app

from .running import served
from .test_protocol import PROJECTS, problem_of
from .writing import BEARER, COUNT, TOKEN, UPDATE, G, count_of, update

INSERT = f'INSERT DATA {{ GRAPH <{G}> {{ <http://example.org/s> <http://example.org/p> "施策" }} }}'


def test_without_a_token_on_the_server_nothing_is_written(client: httpx.Client) -> None:
    """403, with a token in the request or without; queries go on."""
    assert "PLANGRAPH_TOKEN" in problem_of(update(client, INSERT), 403)["detail"]
    problem_of(client.post("/sparql/update", content=INSERT.encode(), headers=UPDATE), 403)
    problem_of(client.put("/graphs?default", content="", headers={"Content-Type": "text/turtle"}), 403)
    problem_of(client.delete("/graphs?default"), 403)
    assert count_of(client, PROJECTS) == 35


def test_the_token_must_be_sent_and_right(writable: httpx.Client) -> None:
    """401 and a challenge; a wrong token is told apart from none (RFC 6750, clause 3)."""
    none = writable.post("/sparql/update", content=INSERT.encode(), headers=UPDATE)
    problem_of(none, 401)
    assert none.headers["www-authenticate"] == 'Bearer realm="plangraph"'
    for wrong in ("Bearer wrong", "Bearer", f"Basic {TOKEN}"):
        headers = {"Content-Type": UPDATE["Content-Type"].encode(), "Authorization": wrong.encode()}
        refused = writable.post("/sparql/update", content=INSERT.encode(), headers=headers)
        problem_of(refused, 401)
        assert ("invalid_token" in refused.headers["www-authenticate"]) is wrong.startswith("Bearer")
    assert count_of(writable) == 0
    assert update(writable, INSERT).status_code == 204
    assert count_of(writable) == 1


def test_an_update_by_a_form(writable: httpx.Client) -> None:
    """Clause 2.2.1: what is in the form decides, not what is in the address."""
    response = writable.post("/sparql/update?update=DROP+ALL", data={"update": INSERT}, headers=BEARER)
    assert response.status_code == 204
    assert count_of(writable) == 1


def test_an_update_makes_the_next_version(writable: httpx.Client, tmp_path: Path) -> None:
    """The one before is not touched; the answer and /healthz name the new one, and tags of answers change with it."""
    store = tmp_path / "store"
    before = current_version(store)
    files = {path.name: path.read_bytes() for path in (store / "versions" / before).iterdir()}
    tag = writable.get("/sparql", params={"query": COUNT}).headers["etag"]
    name = update(writable, INSERT).headers["x-plangraph-version"]
    assert name == current_version(store) == writable.get("/healthz").json()["version"] != before
    assert {path.name: path.read_bytes() for path in (store / "versions" / before).iterdir()} == files
    known = writable.get("/sparql", params={"query": COUNT}, headers={"If-None-Match": tag})
    assert known.status_code == 200


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INSERT + " ; INSERT DATA { oops }", "query-syntax"),
        (INSERT + " ; DROP GRAPH <http://example.org/none>", "update-failed"),
        (INSERT + f" ; CREATE GRAPH <{G}>", "update-failed"),
    ],
)
def test_an_update_is_made_whole_or_not_at_all(writable: httpx.Client, text: str, kind: str) -> None:
    """400; what came before the fault is not there, nor is a new version."""
    before = writable.get("/healthz").json()["version"]
    assert problem_of(update(writable, text), 400)["type"].endswith(f"/{kind}")
    assert count_of(writable) == 0
    assert writable.get("/healthz").json()["version"] == before


def test_a_syntax_error_has_its_place(writable: httpx.Client) -> None:
    """Line and column as in a query."""
    problem = problem_of(update(writable, "INSERT DATA {\n  <http://example.org/s> }"), 400)
    assert problem["line"] == 2


def test_what_is_no_update_is_refused(writable: httpx.Client) -> None:
    """400 for none, two or a query; 405 for GET; 415 for another type; 400 for what is not UTF-8."""
    form = {**BEARER, "Content-Type": "application/x-www-form-urlencoded"}
    for body in ("", "update=a&update=b", "query=ASK+%7B%7D"):
        problem_of(writable.post("/sparql/update", content=body, headers=form), 400)
    gotten = writable.get("/sparql/update", params={"update": INSERT}, headers=BEARER)
    problem_of(gotten, 405)
    assert gotten.headers["allow"] == "OPTIONS, POST"
    assert writable.options("/sparql/update").headers["access-control-allow-methods"] == "OPTIONS, POST"
    problem_of(writable.post("/sparql/update", content=INSERT.encode(), headers=BEARER), 415)
    utf_16 = {**BEARER, "Content-Type": "application/sparql-update; charset=utf-16"}
    problem_of(writable.post("/sparql/update", content=INSERT.encode("utf-16"), headers=utf_16), 400)
    problem_of(writable.get("/sparql", params={"update": INSERT}), 400)
    versioned = {**BEARER, "Content-Type": "application/sparql-update; version=1.2"}
    assert writable.post("/sparql/update", content=INSERT.encode(), headers=versioned).status_code == 204


def test_the_request_may_name_the_graphs_that_are_read(writable: httpx.Client) -> None:
    """Clause 2.2.3: for every WHERE, that of DELETE WHERE too; not beside a USING or WITH of the update."""
    graphs = " ".join(f"GRAPH <urn:g:{name}> {{ <urn:{name}> a <urn:t> }}" for name in "abc")
    assert update(writable, f"INSERT DATA {{ {graphs} }}").status_code == 204
    copy = f"INSERT {{ GRAPH <{G}> {{ ?s a <urn:u> }} }} WHERE {{ ?s a <urn:t> }}"
    using = {"using-graph-uri": ["urn:g:a", "urn:g:b"]}
    assert update(writable, copy, using).status_code == 204
    assert count_of(writable) == 2
    delete = f"DELETE WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}"
    assert update(writable, delete, {"using-named-graph-uri": "urn:g:a"}).status_code == 204
    assert count_of(writable) == 2  # the graph is not among those that are read
    assert update(writable, delete, {"using-named-graph-uri": G}).status_code == 204
    assert count_of(writable) == 0
    for own in (
        "WITH <urn:g:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } USING <urn:g:a> WHERE { ?s ?p ?o }",
    ):
        problem_of(update(writable, own, using), 400)
    problem_of(update(writable, copy, {"using-graph-uri": "no iri"}), 400)


def test_load_and_service_reach_nobody(writable: httpx.Client) -> None:
    """403; with SILENT nothing happens, as if the other did not answer. However the word is written, nobody is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.ttl"
        for text in (
            f"LOAD <{address}>",
            f"load <{address}> INTO GRAPH <urn:g>",
            f"PREFIX x: <{address}> LOAD x:",
            f"CREATE SILENT GRAPH <urn:g>;LOAD#<urn:x>\n<{address}>",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"INSERT DATA {{ <urn:a> <urn:b> '''LOAD''' }} ; LOAD <{address}>",
        ):
            problem = problem_of(update(writable, text), 403)
            assert problem["type"].endswith("/load-refused")
        # The engine takes no escape in a keyword; should it come to, the keyword is seen all the same.
        problem_of(update(writable, f"\\u004cOAD <{address}>"), 400)
        assert update(writable, f"LOAD SILENT <{address}> INTO GRAPH <urn:g>").status_code == 204
        triple = "<urn:a> <urn:b> 1"
        silent = f"INSERT {{ GRAPH <{G}> {{ {triple} }} }} WHERE {{ SERVICE SILENT <{address}> {{}} }}"
        assert update(writable, silent).status_code == 204
        with pytest.raises(TimeoutError):
            listener.accept()
    assert count_of(writable) == 1
    assert problem_of(update(writable, "LOAD ;"), 400)["type"].endswith("/query-syntax")


def test_an_update_beyond_the_limit_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """504; nothing has changed, and the next update is made."""
    monkeypatch.setenv("PLANGRAPH_TOKEN", TOKEN)
    with served(tmp_path / "store", timeout=4.0) as client:
        rows = " ".join(f"<urn:s{n}> <urn:p> {n} ." for n in range(300))
        assert update(client, f"INSERT DATA {{ {rows} }}").status_code == 204
        endless = "DELETE { ?a ?p ?b } WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER (?b + ?d + ?f < 0) }"
        started = time.monotonic()
        problem_of(update(client, endless), 504)
        assert time.monotonic() - started < 20
        assert count_of(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 300
        assert update(client, INSERT).status_code == 204
        assert count_of(client) == 1


def test_an_update_waits_for_a_build_and_then_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with Retry-After, and the reason; when the build is done updates are made again."""
    monkeypatch.setenv("PLANGRAPH_TOKEN", TOKEN)
    with served(tmp_path / "store", timeout=6.0) as client:
        assert update(client, INSERT).status_code == 204
        with (tmp_path / "store" / "build.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            refused = update(client, f"CLEAR GRAPH <{G}>")
        assert "build" in problem_of(refused, 503)["detail"]
        assert int(refused.headers["retry-after"]) > 0
        assert count_of(client) == 1
        assert update(client, f"CLEAR GRAPH <{G}>").status_code == 204


def test_a_build_keeps_what_was_written_and_restores_what_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graph of the user's survives a build; one that the build makes, and the unnamed one, are as the build makes them."""
    monkeypatch.setenv("PLANGRAPH_TOKEN", TOKEN)
    store = tmp_path / "store"
    build([bundled("data")], store)
    links = "https://w3id.org/plangraph/id/graph/links"
    with served(store) as client:
        assert count_of(client, PROJECTS) == 35
        assert update(client, f"{INSERT} ; DROP GRAPH <{links}> ; CLEAR DEFAULT").status_code == 204
        assert (count_of(client), count_of(client, PROJECTS)) == (1, 0)
        build([bundled("data")], store)
        assert (count_of(client), count_of(client, PROJECTS)) == (1, 35)
        assert count_of(client, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{links}> {{ ?s ?p ?o }} }}") > 0
        assert update(client, f"DROP GRAPH <{G}>").status_code == 204
        build([bundled("data")], store)
        assert count_of(client) == 0


def test_an_empty_store_needs_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one there would never be anything in it; an empty variable is no token."""
    monkeypatch.setenv("PLANGRAPH_TOKEN", " ")
    with pytest.raises(StoreError):
        create_app(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_empty_store_is_served_whole(writable: httpx.Client) -> None:
    """Its pages have nothing to show and say so; none fails."""
    for path in ("/", "/graph", "/trace", "/search?q=x", "/sparql", "/docs"):
        response = writable.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200, f"{path} {response.status_code}"


def test_the_description_names_the_address_of_updates(writable: httpx.Client) -> None:
    """A second service, for as long as there is a token."""
    assert "sparql/update>" in writable.get("/sparql").text


def test_a_killed_server_leaves_a_whole_store(tmp_path: Path) -> None:
    """SIGKILL in a row of updates: the store holds the first ones, as many as were answered or one more."""
    store = tmp_path / "store"
    command = [
        sys.executable,
        "-m",
        "plangraph",
        "serve",
        "--store",
        str(store),
        "--port",
        "0",
        "--lang",
        "en",
    ]
    environment = {**os.environ, "PLANGRAPH_TOKEN": "t"}
    headers = {**UPDATE, "Authorization": "Bearer t"}
    answered = 0
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://[^/\s]+", process.stderr.readline())
        assert found
        with httpx.Client(base_url=found[0], trust_env=False, timeout=30) as client:
            until = time.monotonic() + 60
            while answered < 5 and time.monotonic() < until:
                text = f"INSERT DATA {{ GRAPH <{G}> {{ <urn:s> <urn:p> {answered} }} }}"
                try:
                    response = client.post("/sparql/update", content=text, headers=headers)
                except httpx.ConnectError:
                    time.sleep(0.05)
                    continue
                assert response.status_code == 204
                answered += 1
        process.send_signal(signal.SIGKILL)
    assert answered == 5
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANGRAPH_TOKEN", TOKEN)
        with served(store) as client:
            assert count_of(client) == answered
            assert update(client, INSERT).status_code == 204
            assert count_of(client) == answered + 1

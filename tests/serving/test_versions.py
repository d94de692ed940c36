"""The served version follows the store, and no request fails for it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx
import pytest

from plangraph.bundled import bundled
from plangraph.errors import EndpointError, StoreError
from plangraph.graph.store import current_version
from plangraph.model.findings import Severity
from plangraph.serving.app import create_app
from plangraph.serving.report_process import ReportMaker

from .running import PAGE, served, write_turtle

BASE = "https://example.org/id/"
COUNT = "PREFIX plg: <https://w3id.org/plangraph/ontology#> SELECT (COUNT(*) AS ?n) { ?s a plg:MainProject }"


def write_projects(store: Path, count: int) -> str:
    """A version with so many projects."""
    lines = "".join(
        f'<{BASE}project/p{n}> a plg:MainProject ; rdfs:label "事業{n}" .\n' for n in range(count)
    )
    prefixes = (
        "PREFIX plg: <https://w3id.org/plangraph/ontology#> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    )
    return write_turtle(store, f"{prefixes} GRAPH <{BASE}graph/document/d> {{ {lines} }}", BASE)


def count_of(client: httpx.Client) -> int:
    """How many projects are served."""
    response = client.get("/sparql", params={"query": COUNT})
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def test_a_new_version_is_taken_up(tmp_path: Path) -> None:
    """At the next request, by queries and pages alike."""
    write_projects(tmp_path, 1)
    with served(tmp_path) as client:
        assert count_of(client) == 1
        name = write_projects(tmp_path, 2)
        assert count_of(client) == 2
        assert client.get("/healthz").json()["version"] == name
        assert client.get("/id/project/p1", headers=PAGE).status_code == 200


def test_builds_under_load_fail_no_request(tmp_path: Path) -> None:
    """Many versions come and the oldest go while queries and pages are asked without pause."""
    write_projects(tmp_path, 1)
    failures: list[str] = []
    answered = 0
    stop = threading.Event()

    def ask(base_url: httpx.URL, path: str, params: dict[str, str]) -> None:
        nonlocal answered
        with httpx.Client(base_url=base_url, timeout=60, trust_env=False) as client:
            while not stop.is_set():
                response = client.get(path, params=params, headers=PAGE if path != "/sparql" else {})
                answered += 1
                if response.status_code != 200:
                    failures.append(f"{path} {response.status_code} {response.text[:300]}")

    asked = [
        ("/sparql", {"query": COUNT}),
        ("/", {}),
        ("/search", {"q": "事業"}),
        ("/graph", {}),
        ("/id/project/p0", {}),
    ]
    with served(tmp_path) as client:
        threads = [threading.Thread(target=ask, args=(client.base_url, *one)) for one in asked]
        for thread in threads:
            thread.start()
        for count in range(2, 10):
            write_projects(tmp_path, count)
            time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        assert count_of(client) == 9
    assert not failures
    assert answered > 50


def test_a_version_that_cannot_be_opened_leaves_the_old_one(tmp_path: Path) -> None:
    """CURRENT names nothing that is there: what is open stays, and what comes later is taken up."""
    write_projects(tmp_path, 3)
    with served(tmp_path) as client:
        (tmp_path / "CURRENT").write_text("nonsense\n")
        assert count_of(client) == 3
        (tmp_path / "CURRENT").unlink()
        assert count_of(client) == 3
        assert client.get("/", headers=PAGE).status_code == 200
        write_projects(tmp_path, 4)
        assert count_of(client) == 4


def test_no_store_is_told_when_the_server_is_made(tmp_path: Path) -> None:
    """Before anything listens."""
    with pytest.raises(StoreError):
        create_app(tmp_path)


def test_the_report_is_made_beside_the_server(founding_store: Path) -> None:
    """A report comes from a process of its own; closing ends one that is under way, and none is begun afterwards."""
    maker = ReportMaker(founding_store, bundled("shapes"))
    name = current_version(founding_store)
    first, second = maker.start(name), maker.start(name)
    assert second.cancel()
    assert first.result(timeout=120).count(Severity.WARNING) == 5
    broken = maker.start("no-such-version")
    with pytest.raises(EndpointError, match="could not be made"):
        broken.result(timeout=120)
    third = maker.start(name)
    maker.close()
    assert third.cancelled() or isinstance(third.exception(timeout=5), EndpointError)

"""Virtuoso behind it: loaded by its Graph Store Protocol, asked the example queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from plangraph.asking.queries import ExampleQuery, load_queries
from plangraph.asking.trace import trace, trace_to_json
from plangraph.bundled import bundled
from plangraph.errors import EndpointError
from plangraph.graph.backend import Backend
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.iris import Iris
from plangraph.graph.loading import load_store, loaded_endpoint
from plangraph.graph.remote import RemoteEndpoint
from plangraph.graph.store import open_current

from .virtuoso_server import virtuoso

EXAMPLES = load_queries(bundled("queries"))
_DECIMALS = "a quotient of integers is cut to an integer where SPARQL 1.1 has a decimal (17.4)"
_JOINED = "GROUP_CONCAT takes its own order, and ? for a separator beyond ASCII"
DIFFERS = {
    "derived-share": _DECIMALS,
    "largest-projects": _DECIMALS,
    "personnel-cost-share": _DECIMALS,
    "listings-as-one-table": _JOINED,
    "projects-of-several-divisions": _JOINED,
    "unread-sections": _JOINED,
}
"""Examples whose answer is another, and why; docs/how-to/bigger-engine.md says so too."""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, founding_store: Path) -> Iterator[Backend]:
    """A Virtuoso with the founding documents, in chunks."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as backend:
        load_store(open_current(founding_store), RemoteEndpoint.at(backend), Iris(), chunk=2_000)
        yield backend


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_examples_have_the_same_answer(behind: Backend, founding_store: Path, example: ExampleQuery) -> None:
    """The rows are those of the embedded store, but for the known differences, each of which is still there."""
    there = loaded_endpoint(behind, {}).answer(example.text, "text/csv")
    here = EmbeddedEndpoint(open_current(founding_store)).answer(example.text, "text/csv")
    same = sorted(there.splitlines()) == sorted(here.splitlines())
    assert same == (example.name not in DIFFERS), DIFFERS.get(example.name)


def test_known_differences_are_of_examples() -> None:
    """No name in the list is stale."""
    assert set(DIFFERS) <= {example.name for example in EXAMPLES}


def test_a_trace_is_the_same(behind: Backend, founding_store: Path) -> None:
    """The program's own queries, Japanese addresses in them."""
    title = "地域活動情報ステーションの活用"
    here = trace_to_json(trace(EmbeddedEndpoint(open_current(founding_store)), title))
    assert trace_to_json(trace(loaded_endpoint(behind, {}), title)) == here


def test_a_second_load_sends_what_differs(behind: Backend, founding_store: Path) -> None:
    """Nothing differs."""
    assert load_store(open_current(founding_store), RemoteEndpoint.at(behind), Iris()).triples == 0


def test_without_a_password_nothing_is_written(behind: Backend, founding_store: Path) -> None:
    """The message names what to set."""
    stranger = RemoteEndpoint(behind.query_url, behind.graph_url)
    with pytest.raises(EndpointError, match="PLANGRAPH_BACKEND_USER"):
        stranger.replace_graph("http://example.org/g", [])


def test_an_answer_that_the_engine_cut_is_an_error(tmp_path: Path) -> None:
    """ResultSetMaxRows cuts in silence, with a header at most; half an answer is none."""
    store = Store()
    for number in range(50):
        node = NamedNode(f"http://example.org/{number}")
        store.add(Quad(node, node, node))
    with virtuoso(tmp_path, rows=10) as backend:
        load_store(store, RemoteEndpoint.at(backend), Iris())
        with pytest.raises(EndpointError, match="10 rows"):
            loaded_endpoint(backend, {}).select("SELECT ?s WHERE { ?s ?p ?o }")

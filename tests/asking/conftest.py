"""What asks is asked twice: over a store in this process, and over a real `oxigraph serve`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from plangraph.build import read_all, records_to_quads, source_folders
from plangraph.bundled import bundled
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.files import folder_to_quads
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.reading.listings import resolve_listings

from ..graph.oxigraph_server import endpoint_at, served  # noqa: TID252 (tests are no installed package)

HERE = Path(__file__).parent
BOTH = ["embedded", "oxigraph"]


@pytest.fixture(scope="session")
def founding_quads() -> list[Quad]:
    """The graph of the two founding documents."""
    documents = read_all(source_folders([bundled("data")]), keep_names=False, progress=lambda *_: None)
    quads = records_to_quads(documents, resolve_listings(documents), Iris())
    return list(with_unnamed_graph(quads, Iris()))


@pytest.fixture(scope="session")
def made_quads() -> list[Quad]:
    """A made city whose listings go wrong in every way that the founding documents do not, and the ontology."""
    made = list(parse(path=HERE / "made-city.trig", format=RdfFormat.TRIG))
    ontology = folder_to_quads(bundled("ontology"), Iris().graph("ontology"))
    return made + [Quad(q.subject, q.predicate, q.object) for q in ontology]


@pytest.fixture(scope="session")
def rolling_quads() -> list[Quad]:
    """Two editions of a made city's rolling plan, with 部 and 課, related divisions and a guideline."""
    return [
        *parse(path=HERE / "rolling-city.trig", format=RdfFormat.TRIG),
        *(
            Quad(q.subject, q.predicate, q.object)
            for q in folder_to_quads(bundled("ontology"), Iris().graph("ontology"))
        ),
    ]


@contextmanager
def _over(kind: str, quads: list[Quad], folder: Path) -> Iterator[Endpoint]:
    if kind == "embedded":
        endpoint = EmbeddedEndpoint(Store())
        endpoint.load(quads)
        yield endpoint
        return
    with served(folder) as address:
        remote = endpoint_at(address)
        with remote.client:
            remote.load(quads)
            yield remote


@pytest.fixture(scope="session", params=BOTH)
def endpoint(
    request: pytest.FixtureRequest, founding_quads: list[Quad], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """The founding documents, over each kind of endpoint."""
    with _over(request.param, founding_quads, tmp_path_factory.mktemp("founding")) as found:
        yield found


@pytest.fixture(scope="session", params=BOTH)
def made(
    request: pytest.FixtureRequest, made_quads: list[Quad], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """The made city, over each kind of endpoint."""
    with _over(request.param, made_quads, tmp_path_factory.mktemp("made")) as found:
        yield found


@pytest.fixture(scope="session", params=BOTH)
def rolling(
    request: pytest.FixtureRequest, rolling_quads: list[Quad], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """The made city with two editions, over each kind of endpoint."""
    with _over(request.param, rolling_quads, tmp_path_factory.mktemp("rolling")) as found:
        yield found

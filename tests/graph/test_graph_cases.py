"""The graph of the founding documents, compared by isomorphism with graphs that were written by hand from the print.

A case names some things; it holds everything that the unnamed graph says with one of them as subject.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, serialize
from rdflib.compare import graph_diff, to_isomorphic

from plangraph.build import read_all, records_to_quads, source_folders
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.reading.listings import resolve_listings

CASES = sorted((Path(__file__).parent / "cases").glob("*.ttl"))
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    """The unnamed graph of both documents, as rdflib reads it."""
    documents = read_all(source_folders([DATA]), keep_names=False, progress=lambda *_: None)
    quads = with_unnamed_graph(records_to_quads(documents, resolve_listings(documents), Iris()), Iris())
    triples = [quad.triple for quad in quads if str(quad.graph_name) == "DEFAULT"]
    body = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert body is not None
    return rdflib.Graph().parse(data=body, format="nt")


def test_the_cases_are_there() -> None:
    """The comparison below would be empty without them."""
    assert len(CASES) == 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_graph_says_what_the_print_says(graph: rdflib.Graph, case: Path) -> None:
    """Neither more nor less than the hand-written graph, for the things that it speaks of."""
    expected = rdflib.Graph().parse(case, format="turtle")
    met = rdflib.Graph()
    for subject in set(expected.subjects()):
        for triple in graph.triples((subject, None, None)):
            met.add(triple)
    _, missing, further = graph_diff(expected, met)
    assert to_isomorphic(expected) == to_isomorphic(met), (
        f"missing:\n{missing.serialize(format='nt')}\nfurther:\n{further.serialize(format='nt')}"
    )

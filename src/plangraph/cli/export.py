"""plangraph export."""

from __future__ import annotations

import argparse

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, serialize

from plangraph.asking.tables import table_of, to_csv
from plangraph.cli.endpoints import store_of
from plangraph.cli.output import write_result
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import sorted_nquads
from plangraph.graph.vocabulary import PREFIXES


def export_command(options: argparse.Namespace) -> int:
    """The unnamed graph, all graphs, or a table."""
    store = store_of(options)
    if options.format == "csv":
        body = to_csv(table_of(EmbeddedEndpoint(store), options.table, options.lang))
    elif options.format == "nquads":
        body = sorted_nquads(store)
    elif options.format == "trig":
        body = _serialize(list(store), RdfFormat.TRIG)
    else:
        formats = {
            "turtle": RdfFormat.TURTLE,
            "ntriples": RdfFormat.N_TRIPLES,
            "jsonld": RdfFormat.JSON_LD,
            "rdfxml": RdfFormat.RDF_XML,
        }
        body = _serialize(_unnamed(store), formats[options.format])
        if options.format == "ntriples":
            body = b"".join(sorted(body.splitlines(keepends=True)))
    write_result(body, options.output)
    return 0


def _unnamed(store: Store) -> list[Quad]:
    return sorted(store.quads_for_pattern(None, None, None, DefaultGraph()), key=str)


def _serialize(quads: list[Quad], form: RdfFormat) -> bytes:
    body = serialize(sorted(quads, key=str), format=form, prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body

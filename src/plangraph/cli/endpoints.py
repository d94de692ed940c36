"""What a command asks: the store in its folder, or the one that `--backend` names."""

from __future__ import annotations

import argparse
import os

from pyoxigraph import Quad, Store

from plangraph.graph.backend import Backend
from plangraph.graph.embedded import version_endpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.loading import loaded_endpoint
from plangraph.graph.store import open_current


def endpoint_of(options: argparse.Namespace) -> Endpoint:
    """The endpoint of a command with `--store` and `--backend`; raises StoreError or EndpointError where there is none."""
    if options.backend:
        return loaded_endpoint(Backend.of(options.backend, os.environ), os.environ)
    return version_endpoint(options.store)


def store_of(options: argparse.Namespace) -> Store:
    """The store of a command; of a backend, a copy in memory of all that it serves."""
    if not options.backend:
        return open_current(options.store)
    endpoint = endpoint_of(options)
    store = Store()
    store.bulk_extend(
        Quad(triple.subject, triple.predicate, triple.object) for triple in endpoint.construct(_UNNAMED)
    )
    store.bulk_extend(
        Quad(row["s"], row["p"], row["o"], row["g"])  # type: ignore[arg-type]
        for row in endpoint.select(_NAMED)
    )
    return store


_UNNAMED = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMED = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"

"""plangraph: municipal plans as a checked knowledge graph.

The way of the data is the way of the folders: `reading` (documents → records), `graph` (records → RDF → store),
`checking`, `asking`, `serving`. `plangraph.build.build` is the whole flow; `plangraph.open_graph` asks a store from Python.

The names below are loaded when they are first used, so that a command does not wait for what it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plangraph.build import Built, build
    from plangraph.opened import OpenGraph, Records, open_graph
    from plangraph.reading.document import read_document
    from plangraph.reading.listings import resolve_listings

__all__ = ["Built", "OpenGraph", "Records", "build", "open_graph", "read_document", "resolve_listings"]

_HOME = {
    "Built": "plangraph.build",
    "OpenGraph": "plangraph.opened",
    "Records": "plangraph.opened",
    "open_graph": "plangraph.opened",
    "build": "plangraph.build",
    "read_document": "plangraph.reading.document",
    "resolve_listings": "plangraph.reading.listings",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'plangraph' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)

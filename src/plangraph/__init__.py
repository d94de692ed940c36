"""plangraph: municipal plans as a checked knowledge graph.

The way of the data is the way of the folders: `reading` (documents → records), `graph` (records → RDF → store),
`checking`, `asking`, `serving`. `plangraph.build.build` is the whole flow.
"""

from plangraph.build import Built, build
from plangraph.reading.document import read_document
from plangraph.reading.listings import resolve_listings

__all__ = ["Built", "build", "read_document", "resolve_listings"]

"""What tests of writing share: the token, and how it is sent."""

from __future__ import annotations

from typing import Any

import httpx

from .test_protocol import value_of

TOKEN = "秘密-secret"
BEARER: dict[str, Any] = {"Authorization": f"Bearer {TOKEN}".encode()}
UPDATE = {"Content-Type": "application/sparql-update"}
G = "http://example.org/g"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{G}> {{ ?s ?p ?o }} }}"


def update(client: httpx.Client, text: str, params: Any = None) -> httpx.Response:
    """Send an update with the token."""
    return client.post("/sparql/update", content=text.encode(), headers={**BEARER, **UPDATE}, params=params)


def count_of(client: httpx.Client, query: str = COUNT) -> int:
    """The one number of a query; that of the triples in G where none is given."""
    return int(value_of(client.get("/sparql", params={"query": query})))

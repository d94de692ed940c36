"""Answers as responses: cut ones, long ones, packed ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import brotli
import httpx
import pytest

from plangraph.graph.cutting import Cut
from plangraph.serving.answers import Format, answer_to_response, choose_format
from plangraph.serving.compression import Compressed
from plangraph.serving.negotiation import preferred_coding
from plangraph.serving.workers import Answer

from .running import run_apart

ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
PACKED = {"Accept-Encoding": "br", "Accept": "text/csv"}
JSON = "application/sparql-results+json"


def test_a_cut_answer_says_so_in_its_head() -> None:
    """The limit that it met, and the address of the kind of problem."""
    response = answer_to_response(Answer(3, Cut("rows", 1, 1), b"n\r\n"), "text/csv", {})
    assert response.headers["x-plangraph-cut"] == "rows=1"
    assert response.headers["link"].startswith("<https://w3id.org/plangraph/problem/answer-cut>")
    assert "X-Plangraph-Cut" in response.headers["access-control-expose-headers"]
    assert "x-plangraph-cut" not in answer_to_response(Answer(3, None, b"n\r\n"), "text/csv", {}).headers


@pytest.mark.parametrize(
    ("graph", "named", "accept", "chosen"),
    [
        (False, "json", "text/csv", Format(JSON, JSON)),
        (True, "json", None, Format("application/ld+json", "application/ld+json")),
        (True, "xml", None, Format("application/rdf+xml", "application/rdf+xml")),
        (True, "application/ld json", None, Format("application/ld+json", "application/ld+json")),
        (False, None, "application/json", Format("application/json", JSON)),
        (True, " TTL ", None, Format("text/turtle", "text/turtle")),
    ],
)
def test_one_name_means_what_fits_the_form(
    graph: bool, named: str | None, accept: str | None, chosen: Format
) -> None:
    """`json` is SPARQL's for rows and JSON-LD for graphs; a plus that became a space is a plus."""
    assert choose_format(graph=graph, named=named, accept=accept) == chosen


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("deflate", "identity"),
        ("br;q=nonsense", "identity"),
    ],
)
def test_the_best_liked_coding_is_chosen(header: str | None, coding: str) -> None:
    """Quality decides, br before gzip; what is refused or unreadable is not taken."""
    assert preferred_coding(header) == coding


def test_a_long_body_is_packed_as_it_is_accepted(client: httpx.Client) -> None:
    """Three ways to the same bytes, and Vary says that there are."""
    unpacks: dict[str, Callable[[bytes], bytes]] = {
        "br": brotli.decompress,
        "gzip": gzip.decompress,
        "identity": bytes,
    }
    bodies = set()
    for coding, unpack in unpacks.items():
        headers = {"Accept": "text/csv", "Accept-Encoding": coding}
        with client.stream("GET", "/sparql", params={"query": ROWS}, headers=headers) as response:
            raw = b"".join(response.iter_raw())
        assert response.headers.get("content-encoding", "identity") == coding
        assert int(response.headers["content-length"]) == len(raw)
        assert "Accept-Encoding" in response.headers["vary"]
        bodies.add(unpack(raw))
    assert len(bodies) == 1
    assert len(bodies.pop()) > 10_000


def test_a_short_body_goes_as_it_is(client: httpx.Client) -> None:
    """Packing would make it longer."""
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "br"})
    assert "content-encoding" not in response.headers
    assert response.json()["boolean"] is True


def test_head_says_what_get_would_send(client: httpx.Client) -> None:
    """The same length and coding, and no body."""
    got = client.get("/sparql", params={"query": ROWS}, headers=PACKED)
    head = client.head("/sparql", params={"query": ROWS}, headers=PACKED)
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["content-encoding"] == "br"
    assert head.content == b""


def test_pages_are_packed_too(client: httpx.Client) -> None:
    """Whatever is text."""
    page = client.get("/", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert "<html" in page.text


@pytest.mark.parametrize(("accepted", "unpack"), [(b"gzip", gzip.decompress), (b"br", brotli.decompress)])
def test_a_body_in_pieces_is_packed_piece_by_piece(accepted: bytes, unpack: Callable[[bytes], bytes]) -> None:
    """Each piece leaves when it comes, large ones by way of a thread; together they are the whole. A strong tag turns weak."""
    pieces = [json.dumps(list(range(n, n + 40_000))).encode() for n in (0, 7)]
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"etag", b'"x"'), (b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {"type": "http", "headers": [(b"accept-encoding", accepted)]}
    run_apart(Compressed(app)(scope, receive, send))
    head, *bodies = sent
    headers = dict(head["headers"])
    assert headers[b"etag"] == b'W/"x"'
    assert b"content-length" not in headers
    assert all(body["body"] for body in bodies)
    assert unpack(b"".join(body["body"] for body in bodies)) == b"".join(pieces)

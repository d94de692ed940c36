"""A real server for tests: uvicorn in a thread, on a free port."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
from pyoxigraph import Quad, RdfFormat, parse

from plangraph.bundled import bundled
from plangraph.graph.files import folder_to_quads
from plangraph.graph.from_records import with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.graph.store import write_version
from plangraph.serving.app import create_app
from plangraph.serving.run import listen

T = TypeVar("T")
PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
"""What a browser sends."""
JSON = {"Accept": "application/json"}
"""What a program sends that wants the data of a page."""


@contextmanager
def served(store: Path, *, timeout: float = 30.0, data: Path | None = None) -> Iterator[httpx.Client]:
    """Serve a store; the client asks it by paths alone."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(store, timeout=timeout, data=data),
        log_level="critical",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=300,  # a connection closed just as the client takes it up again fails that request
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        yield client
    server.should_exit = True
    thread.join(20)
    listener.close()


def write_turtle(store: Path, turtle: str, base: str) -> str:
    """Make a version of the ontology, and of a document graph and its provenance given in TriG."""
    quads: set[Quad] = set(parse(turtle.encode(), format=RdfFormat.TRIG))
    quads |= folder_to_quads(bundled("ontology"), Iris(base).graph("ontology"))
    return write_version(store, _all(quads, base))


def _all(quads: Iterable[Quad], base: str) -> Iterable[Quad]:
    return with_unnamed_graph(quads, Iris(base))


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a loop of its own in a thread: a browser that another test holds has one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()

"""Listening: the socket first, so that a taken port is one clear line, then the server."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from plangraph.errors import ServerError
from plangraph.graph.backend import Backend
from plangraph.graph.cutting import Limits
from plangraph.model.texts import Bilingual
from plangraph.serving.app import create_app
from plangraph.serving.workers import MEMORY

_UNREAD = 120_000
"""Milliseconds after which a client that takes nothing of its answer is let go."""

_PATIENCE = 3
"""Seconds that requests under way have when the server is told to end."""


def listen(host: str, port: int) -> socket.socket:
    """Take an address to listen on; port 0 takes any free one. Raises ServerError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named; without it every answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":  # every connection inherits it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as error:
        listener.close()
        raise ServerError(
            f"{host}:{port}",
            Bilingual(
                f"待ち受けられません（{error}）。--host と --port を変えてください。",
                f"cannot listen there ({error}); choose another --host or --port",
            ),
        ) from None
    return listener


def run_server(
    listener: socket.socket,
    store: Path,
    *,
    timeout: float = 30.0,
    workers: int = 2,
    limits: Limits | None = None,
    memory: int = MEMORY,
    backend: Backend | None = None,
    data: Path | None = None,
) -> None:
    """Serve a store on a listening socket until interrupted; for the limits see `plangraph.serving.app.create_app`."""
    app = create_app(
        store, timeout=timeout, workers=workers, limits=limits, memory=memory, backend=backend, data=data
    )
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        # Longer than what clients and proxies keep a connection for, lest one is closed just as it is taken up again.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_PATIENCE,
    )
    uvicorn.Server(config).run(sockets=[listener])

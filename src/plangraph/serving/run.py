"""Listening: the socket first, so that a taken port is one clear line, then the server."""

from __future__ import annotations

import socket
from pathlib import Path

import uvicorn

from plangraph.errors import ServerError
from plangraph.model.texts import Bilingual
from plangraph.serving.app import create_app


def listen(host: str, port: int) -> socket.socket:
    """Take an address to listen on; port 0 takes any free one. Raises ServerError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named; without it every answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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


def run_server(listener: socket.socket, store: Path, *, timeout: float = 30.0) -> None:
    """Serve a store on a listening socket until interrupted; a query may run `timeout` seconds."""
    # Longer than what clients and proxies keep a connection for, lest one is closed just as it is taken up again.
    config = uvicorn.Config(
        create_app(store, timeout=timeout), log_level="warning", access_log=False, timeout_keep_alive=75
    )
    uvicorn.Server(config).run(sockets=[listener])

"""plangraph serve."""

from __future__ import annotations

import argparse
import os

from plangraph.cli.output import say
from plangraph.graph.backend import Backend
from plangraph.graph.cutting import Limits
from plangraph.graph.query_words import ALLOWED_VARIABLE
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.run import listen, run_server
from plangraph.serving.tokens import VARIABLE, Token, store_to_serve


def serve_command(options: argparse.Namespace) -> int:
    """The server, until it is interrupted."""
    backend = Backend.of(options.backend, os.environ) if options.backend else None
    if backend is None:
        store_to_serve(options.store, Token.of_environment())
    elif Token.of_environment().secret:
        say(_NO_WRITES[options.lang])
    if options.allow_service:  # the processes that run queries take it up with the environment
        os.environ[ALLOWED_VARIABLE] = " ".join(
            (os.environ.get(ALLOWED_VARIABLE, ""), *options.allow_service)
        )
    lang: Lang = options.lang
    listener = listen(options.host, options.port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    port = listener.getsockname()[1]
    say(
        Bilingual(
            f"http://{host}:{port}/ で開いています（終えるには Ctrl+C）。\n"
            "  /graph 図  /sparql SPARQL  /validation 検証報告",
            f"Open at http://{host}:{port}/ (Ctrl+C ends).\n  /graph  /sparql  /validation",
        )[lang]
    )
    run_server(
        listener,
        options.store,
        timeout=options.timeout,
        workers=options.workers,
        limits=Limits(options.max_rows, options.max_bytes),
        memory=options.max_memory,
        backend=backend,
        data=options.data,
    )
    return 0


_NO_WRITES = Bilingual(
    f"--backend のときは更新を受け付けません（{VARIABLE} は使いません）。後ろのストアは plangraph build --backend で更新してください。",
    f"with --backend nothing can be written here ({VARIABLE} is not used); bring the store behind up to date by plangraph build --backend",
)

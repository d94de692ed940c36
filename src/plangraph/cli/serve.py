"""plangraph serve."""

from __future__ import annotations

import argparse

from plangraph.cli.output import say
from plangraph.model.texts import Bilingual, Lang
from plangraph.serving.run import listen, run_server
from plangraph.serving.tokens import Token, store_to_serve


def serve_command(options: argparse.Namespace) -> int:
    """The server, until it is interrupted."""
    store_to_serve(options.store, Token.of_environment())
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
    run_server(listener, options.store, timeout=options.timeout)
    return 0

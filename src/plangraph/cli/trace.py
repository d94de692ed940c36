"""plangraph trace and plangraph view."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from plangraph.asking.names import resolve_one
from plangraph.asking.neighbourhood import neighbourhood
from plangraph.asking.trace import render_trace, trace, trace_to_json
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import say, write_result
from plangraph.model.texts import Bilingual


def trace_command(options: argparse.Namespace) -> int:
    """Where a project is printed, who is in charge, what it costs."""
    found = trace(endpoint_of(options), options.thing)
    if options.format == "json":
        body = json.dumps(trace_to_json(found), ensure_ascii=False, indent=2) + "\n"
    elif options.format == "html":
        from plangraph.serving.viewer import standalone_trace_html

        body = standalone_trace_html(found, options.lang)
    else:
        body = render_trace(found, options.lang)
    write_result(body, options.output)
    return 0


def view_command(options: argparse.Namespace) -> int:
    """A stand-alone picture."""
    from plangraph.serving.viewer import standalone_html  # pyvis takes a second to load

    endpoint = endpoint_of(options)
    focus = resolve_one(endpoint, options.thing).iri if options.thing else None
    output = options.output or Path("plangraph-view.html")
    write_result(standalone_html(neighbourhood(endpoint, focus), options.lang, focus), output)
    say(Bilingual(f"{output} に書き出しました。", f"written to {output}")[options.lang])
    return 0

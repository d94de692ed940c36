"""plangraph query."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from plangraph.asking.queries import get_query, load_queries
from plangraph.bundled import bundled
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import text_table, write_result
from plangraph.errors import QueryError, SourceError
from plangraph.graph.formats import SHORT_NAMES
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual


def query_command(options: argparse.Namespace) -> int:
    """A SPARQL query from a file, standard input or the examples."""
    if options.example == "list":
        rows = [(item.name, item.question[options.lang]) for item in load_queries(bundled("queries"))]
        write_result(text_table(["NAME", "?"], rows, widest=90), options.output)
        return 0
    query = (
        get_query(bundled("queries"), options.example).text if options.example else _query_text(options.file)
    )
    endpoint = endpoint_of(options)
    media_type = SHORT_NAMES["json" if options.format == "table" else options.format]
    try:
        body = endpoint.answer(query, media_type)
    except QueryError:
        # A CONSTRUCT has no table; its triples are what the reader wants to see.
        if options.format != "table":
            raise
        body = endpoint.answer(query, SHORT_NAMES["turtle"])
    else:
        if options.format == "table":
            body = _results_table(json.loads(body)).encode()
    write_result(body, options.output)
    return 0


def _query_text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            name, Bilingual(f"問い合わせを読めません（{error}）。", f"the query cannot be read ({error})")
        ) from None


def _results_table(results: dict[str, object]) -> str:
    if "boolean" in results:
        return f"{str(results['boolean']).lower()}\n"
    names: list[str] = results["head"]["vars"]  # type: ignore[index]
    rows = [
        [_short(binding[name]["value"]) if name in binding else "" for name in names]
        for binding in results["results"]["bindings"]  # type: ignore[index]
    ]
    return text_table(names, rows)


def _short(value: str) -> str:
    for prefix, iri in PREFIXES.items():
        if value.startswith(iri):
            return f"{prefix}:{value[len(iri) :]}"
    return value

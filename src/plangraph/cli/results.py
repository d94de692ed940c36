"""read, query, trace, view, export: commands that give a result."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, serialize

from plangraph.asking.names import resolve_one
from plangraph.asking.neighbourhood import neighbourhood
from plangraph.asking.queries import get_query, load_queries
from plangraph.asking.tables import table_of, to_csv
from plangraph.asking.trace import render_trace, trace, trace_to_json
from plangraph.bundled import bundled
from plangraph.cli.output import say, text_table, write_result
from plangraph.cli.read_output import lines_output, records_csv, records_table, tables_output
from plangraph.errors import QueryError, SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.formats import SHORT_NAMES
from plangraph.graph.store import open_current, sorted_nquads
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.as_json import records_to_json
from plangraph.model.texts import Bilingual
from plangraph.reading.document import bytes_to_stages, describe_file
from plangraph.serving.viewer import standalone_html, standalone_trace_html


def read_command(options: argparse.Namespace) -> int:
    """One document, stage by stage."""
    data, description, layout = describe_file(options.file, options.layout)
    stages = bytes_to_stages(data, description, layout, place=str(options.file))
    if options.stage == "lines":
        body = lines_output(stages, options.format)
    elif options.stage == "tables":
        body = tables_output(stages)
    elif options.format == "json":
        body = records_to_json(stages.records)
    elif options.format == "csv":
        body = records_csv(stages.records)
    else:
        body = records_table(stages.records, options.lang)
    write_result(body, options.output)
    return 0


def query_command(options: argparse.Namespace) -> int:
    """A SPARQL query from a file, standard input or the examples."""
    if options.example == "list":
        rows = [(item.name, item.question[options.lang]) for item in load_queries(bundled("queries"))]
        write_result(text_table(["NAME", "?"], rows, widest=90), options.output)
        return 0
    query = (
        get_query(bundled("queries"), options.example).text if options.example else _query_text(options.file)
    )
    endpoint = EmbeddedEndpoint(open_current(options.store))
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


def trace_command(options: argparse.Namespace) -> int:
    """Where a project is printed, who is in charge, what it costs."""
    found = trace(EmbeddedEndpoint(open_current(options.store)), options.thing)
    if options.format == "json":
        body = json.dumps(trace_to_json(found), ensure_ascii=False, indent=2) + "\n"
    elif options.format == "html":
        body = standalone_trace_html(found, options.lang)
    else:
        body = render_trace(found, options.lang)
    write_result(body, options.output)
    return 0


def view_command(options: argparse.Namespace) -> int:
    """A stand-alone picture."""
    endpoint = EmbeddedEndpoint(open_current(options.store))
    focus = resolve_one(endpoint, options.thing).iri if options.thing else None
    output = options.output or Path("plangraph-view.html")
    write_result(standalone_html(neighbourhood(endpoint, focus), options.lang), output)
    say(Bilingual(f"{output} に書き出しました。", f"written to {output}")[options.lang])
    return 0


def export_command(options: argparse.Namespace) -> int:
    """The unnamed graph, all graphs, or a table."""
    store = open_current(options.store)
    if options.format == "csv":
        body = to_csv(table_of(EmbeddedEndpoint(store), options.table, options.lang))
    elif options.format == "nquads":
        body = sorted_nquads(store)
    elif options.format == "trig":
        body = _serialize(list(store), RdfFormat.TRIG)
    else:
        formats = {
            "turtle": RdfFormat.TURTLE,
            "ntriples": RdfFormat.N_TRIPLES,
            "jsonld": RdfFormat.JSON_LD,
            "rdfxml": RdfFormat.RDF_XML,
        }
        body = _serialize(_unnamed(store), formats[options.format])
        if options.format == "ntriples":
            body = b"".join(sorted(body.splitlines(keepends=True)))
    write_result(body, options.output)
    return 0


def _unnamed(store: Store) -> list[Quad]:
    return sorted(store.quads_for_pattern(None, None, None, DefaultGraph()), key=str)


def _serialize(quads: list[Quad], form: RdfFormat) -> bytes:
    body = serialize(sorted(quads, key=str), format=form, prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body

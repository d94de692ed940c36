"""`make bench`: reading, building and asking, side by side with peers in one run.

Made data: copies of the founding implementation plan, each published by a city of its own. Prints tables and writes them
to build/bench/. Times are medians; the ratio is to the first column, so it holds on another machine where seconds do not.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.report import check
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.reading.document import read_document

CHAPTER = "13229-nishitokyo-h24-chapter6"
QUERIES = {
    "one resource": "SELECT ?p ?o WHERE { <https://w3id.org/plangraph/id/project/10000/ホームページの充実> ?p ?o }",
    "costs by division and year": """SELECT ?division ?year (SUM(?yen) AS ?all) WHERE {
        ?l plg:listingRole plg:Home ; plg:responsibleDivision ?division ; plg:cost ?c .
        ?c plg:fiscalYear/plg:year ?year ; plg:amountYen ?yen } GROUP BY ?division ?year""",
    "every listing with policy": """SELECT ?l ?title ?code ?policy WHERE {
        ?l a plg:Listing ; rdfs:label ?title ; plg:listedUnder ?p . ?p plg:code ?code ; rdfs:label ?policy }""",
    "marks without an answer": """SELECT ?l WHERE { ?l plg:crossListedAt ?there
        FILTER NOT EXISTS { ?other plg:listedUnder ?there ; plg:crossListedWith ?l } }""",
}


def made_documents(folder: Path, count: int) -> None:
    """Write `count` copies of the chapter, each with a city, plan and document of its own."""
    source = bundled("data") / CHAPTER
    description = (source / "plan.toml").read_text(encoding="utf-8")
    for number in range(count):
        code = str(10000 + number)
        into = folder / code
        into.mkdir(parents=True)
        for path in source.glob("*.txt"):
            (into / path.name).write_bytes(path.read_bytes())
        text = description.replace("13229", code).replace('value = "西東京市"', f'value = "第{code}市"')
        (into / "plan.toml").write_text(text, encoding="utf-8")


def median_ms(run: Callable[[], object], times: int) -> float:
    """The median of several runs, in milliseconds, after one that is not counted."""
    run()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


@contextmanager
def serving(words: list[str], ready: str, port: int) -> Iterator[None]:
    """Run a server until the block ends."""
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{port}{ready}", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask_over_http(client: httpx.Client, url: str, query: str) -> bytes:
    """One query, its whole answer as JSON."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    return client.post(url, content=query.encode(), headers=headers).raise_for_status().content


def bench_queries(store: Path, work: Path, times: int) -> dict[str, dict[str, float]]:
    """The same queries on the same unnamed graph: here over HTTP, embedded, `oxigraph serve`, rdflib in memory."""
    quads = [quad.triple for quad in open_current(store).quads_for_pattern(None, None, None, DefaultGraph())]
    body = serialize(quads, format=RdfFormat.N_TRIPLES)
    assert body is not None
    peer = Store(str(work / "peer"))
    peer.bulk_load(body, format=RdfFormat.N_TRIPLES)
    peer.flush()
    del peer
    memory = rdflib.Graph().parse(data=body, format="nt")
    embedded = EmbeddedEndpoint(open_current(store))
    ours, theirs = free_port(), free_port()
    oxigraph = str(Path(sys.executable).with_name("oxigraph"))
    rows: dict[str, dict[str, float]] = {}
    with (
        serving(
            [sys.executable, "-m", "plangraph", "serve", "--store", str(store), "--port", str(ours)],
            "/healthz",
            ours,
        ),
        serving(
            [oxigraph, "serve", "--location", str(work / "peer"), "--bind", f"127.0.0.1:{theirs}"],
            "/",
            theirs,
        ),
        httpx.Client(timeout=300, trust_env=False) as client,
    ):
        for name, words in QUERIES.items():
            query = sparql_prefixes() + words
            rows[name] = {
                "plangraph, HTTP": median_ms(
                    lambda q=query: ask_over_http(client, f"http://127.0.0.1:{ours}/sparql", q), times
                ),
                "plangraph, embedded": median_ms(
                    lambda q=query: embedded.answer(q, "application/sparql-results+json"), times
                ),
                "oxigraph serve, HTTP": median_ms(
                    lambda q=query: ask_over_http(client, f"http://127.0.0.1:{theirs}/query", q), times
                ),
                "rdflib, in memory": median_ms(lambda q=query: memory.query(q).serialize(format="json"), 1),
            }
    return rows


def table(title: str, rows: dict[str, dict[str, float]], unit: str) -> str:
    """A Markdown table; ratios to the first column stand in brackets."""
    columns = list(next(iter(rows.values())))
    lines = [
        f"## {title} ({unit})",
        "",
        "| | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for name, values in rows.items():
        first = values[columns[0]]
        cells = [f"{values[column]:,.1f} ({values[column] / first:.1f}×)" for column in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run everything; gives the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--documents", type=int, default=64, help="made documents of 39 listings each")
    words.add_argument("--times", type=int, default=5, help="runs of which the median is taken")
    words.add_argument("--output", type=Path, default=Path("build/bench"))
    options = words.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        print(f"{options.documents} documents, {options.documents * 39} listings", file=sys.stderr)
        made_documents(work / "data", options.documents)
        sheet = bundled("data") / "13222-higashikurume-h31-policy01"
        steps = {
            "read an implementation plan": {
                "ms": median_ms(lambda: read_document(work / "data" / "10000"), options.times)
            },
            "read a woven evaluation sheet": {"ms": median_ms(lambda: read_document(sheet), options.times)},
            "build all documents": {"ms": median_ms(lambda: build([work / "data"], work / "store"), 1)},
            "validate the founding documents": {"ms": median_ms(lambda: _validate(work), 1)},
        }
        queries = bench_queries(work / "store", work, options.times)
        triples = sum(
            1 for _ in open_current(work / "store").quads_for_pattern(None, None, None, DefaultGraph())
        )
    head = f"# Benchmarks\n\n{options.documents} documents, {options.documents * 39} listings, {triples:,} triples in the unnamed graph.\n"
    report = "\n".join(
        [head, table("Steps", steps, "ms"), table("Queries", queries, "ms, ratio to the first column")]
    )
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "results.md").write_text(report, encoding="utf-8")
    (options.output / "results.json").write_text(
        json.dumps({"steps": steps, "queries": queries}, indent=2), encoding="utf-8"
    )
    print(report)
    return 0


def _validate(work: Path) -> None:
    build([bundled("data")], work / "founding")
    check(EmbeddedEndpoint(open_current(work / "founding")), bundled("shapes"))


if __name__ == "__main__":
    sys.exit(main())

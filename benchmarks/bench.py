"""`make bench`: reading, building and asking, side by side with peers in one run; and what the rules find of planted faults.

Prints tables and writes them to build/bench/. Times are medians; the ratio is to the first column.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from completeness import completeness, page
from facts import bench_facts
from first_paint import bench_first_paint
from made_data import LISTINGS, made_documents
from over_http import bench_queries
from pyoxigraph import DefaultGraph
from structure import structure_tables
from timing import Rows, median_ms, table
from validating import validating_tables
from viewer import bench_viewer

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.report import check
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.reading.document import read_document
from reading import reading_tables


def bench_steps(work: Path, times: int) -> Rows:
    """Reading, building and validating; the build leaves the store that is asked."""
    sheet = bundled("data") / "13222-higashikurume-h31-policy01"
    return {
        "read an implementation plan": {
            "plangraph": median_ms(lambda: read_document(work / "data" / "10000"), times)
        },
        "read a woven evaluation sheet": {"plangraph": median_ms(lambda: read_document(sheet), times)},
        "build all documents": {"plangraph": median_ms(lambda: build([work / "data"], work / "store"), 1)},
        "validate the founding documents": {"plangraph": median_ms(lambda: _validate(work), 1)},
    }


def _validate(work: Path) -> None:
    build([bundled("data")], work / "founding")
    check(EmbeddedEndpoint(open_current(work / "founding")), bundled("shapes"))


def main() -> int:
    """Run everything; gives the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument(
        "--documents", type=int, default=256, help=f"made documents of {LISTINGS} listings each"
    )
    words.add_argument("--times", type=int, default=5, help="runs of which the median is taken")
    words.add_argument(
        "--projects", type=int, default=100, help="projects of each document with planted faults"
    )
    words.add_argument("--output", type=Path, default=Path("build/bench"))
    options = words.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        print(f"{options.documents} documents, {options.documents * LISTINGS} listings", file=sys.stderr)
        made_documents(work / "data", options.documents)
        results: dict[str, Rows] = {"Steps": bench_steps(work, options.times)}
        results |= bench_queries(work / "store", work, options.times)
        results |= bench_facts(work / "store", options.times)
        results |= reading_tables()
        results |= structure_tables()
        results |= bench_viewer(work)
        results |= bench_first_paint(work / "store", options.times)
        results |= validating_tables(work)
        triples = sum(
            1 for _ in open_current(work / "store").quads_for_pattern(None, None, None, DefaultGraph())
        )
    head = f"# Benchmarks\n\n{options.documents} documents, {options.documents * LISTINGS} listings, {triples:,} triples in the unnamed graph.\n"
    rules = page(completeness(options.projects), options.projects)
    report = "\n".join([head, *(table(title, rows) for title, rows in results.items()), rules])
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "results.md").write_text(report, encoding="utf-8")
    (options.output / "results.json").write_text(json.dumps(results, indent=2), encoding="utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())

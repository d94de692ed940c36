"""The facts of a store: asked of the graph, and read from the file that a build left beside the version."""

from __future__ import annotations

import sys
from pathlib import Path

from timing import Rows, median_ms, table

from plangraph.asking.facts import facts_of
from plangraph.graph.embedded import EmbeddedEndpoint, version_endpoint


def bench_facts(store: Path, times: int) -> dict[str, Rows]:
    """Both ways side by side; they must give the same."""
    endpoint = version_endpoint(store)
    alone = EmbeddedEndpoint(endpoint.store)
    assert facts_of(endpoint) == facts_of(alone), "the file holds what the graph says"
    return {
        "Facts": {
            "all listings with their money": {
                "asked of the graph": median_ms(lambda: facts_of(alone), times),
                "from the file": median_ms(lambda: facts_of(endpoint), times),
            }
        }
    }


if __name__ == "__main__":
    for title, rows in bench_facts(Path(sys.argv[1]), 3).items():
        print(table(title, rows))

"""Validation: shapes compiled to SPARQL beside pyshacl and, where it is installed, pyshacl-turbo; and a check after a change.

Each runs in a process of its own, which tells its time and its greatest memory. `python benchmarks/validating.py STORE…`
measures stores that are there; `--peers` sets up to how many listings the peers are asked.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from made_data import LISTINGS, made_documents
from pyoxigraph import DefaultGraph, RdfFormat
from timing import Rows, table

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.engines.data import Data
from plangraph.checking.kept_checks import FOLDER, check_kept
from plangraph.checking.shapes import load_shapes
from plangraph.graph.store import current_version, open_current

PEERS = ("pyshacl", "pyshacl-turbo")
_LONGEST = 900.0


def _compiled(store: Path) -> None:
    load_shapes(bundled("shapes")).outcome(Data(open_current(store)))


def _pyshacl(store: Path) -> None:
    load_shapes(bundled("shapes")).outcome(Data(open_current(store)), engine="pyshacl")


def _turbo(store: Path) -> None:
    import pyshacl_turbo

    with tempfile.TemporaryDirectory() as name:
        data, shapes = Path(name) / "data.nt", Path(name) / "shapes.ttl"
        open_current(store).dump(str(data), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        shapes.write_bytes(b"\n".join(file.read_bytes() for file in sorted(bundled("shapes").glob("*.ttl"))))
        begin = time.perf_counter()
        pyshacl_turbo.validate(
            str(data), shacl_graph=str(shapes), data_graph_format="nt", shacl_graph_format="turtle"
        )
        print(json.dumps({"alone": time.perf_counter() - begin}), file=sys.stderr)


def _unchanged(store: Path) -> None:
    check_kept(load_shapes(bundled("shapes")), open_current(store), store, current_version(store))


ENGINES: dict[str, Callable[[Path], None]] = {
    "plangraph": _compiled,
    "pyshacl": _pyshacl,
    "pyshacl-turbo": _turbo,
    "kept": _unchanged,
}


def measured(engine: str, store: Path) -> tuple[float, float] | None:
    """Milliseconds and greatest memory in MB; None where it is not installed, fails or takes a quarter of an hour."""
    if engine == "pyshacl-turbo" and find_spec("pyshacl_turbo") is None:
        return None
    words = [sys.executable, __file__, "--run", engine, str(store)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_LONGEST, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return told["ms"], told["mb"]


def _run(engine: str, store: Path) -> None:
    begin = time.perf_counter()
    ENGINES[engine](store)
    taken = (time.perf_counter() - begin) * 1000
    print(json.dumps({"ms": taken, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def validating_tables(work: Path) -> dict[str, Rows]:
    """A thousand listings with the peers, and the store that `make bench` built."""
    few = work / "few"
    made_documents(few, 1000 // LISTINGS)
    build([few], work / "few-store")
    return _tables([work / "few-store", work / "store"], 2000)


def _tables(stores: list[Path], peers: int) -> dict[str, Rows]:
    times: dict[str, dict[str, float]] = {}
    memory: dict[str, dict[str, float]] = {}
    for store in stores:
        count = _listings(store)
        name = f"all shapes, {count:,} listings"
        for engine in ("plangraph", *PEERS):
            if engine in PEERS and count > peers * (1 if engine == "pyshacl" else 10):
                continue
            found = measured(engine, store)
            if found is not None:
                times.setdefault(name, {})[engine], memory.setdefault(name, {})[engine] = found
        changed = _after_a_change(store)
        if changed is not None:
            times[f"the same after one body changed, {count:,} listings"] = {"plangraph": changed[0]}
    return {"Validation, time": times, "Validation, greatest memory (MB, not ms)": memory}


def _listings(store: Path) -> int:
    from plangraph.graph.embedded import EmbeddedEndpoint

    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/plangraph/ontology#Listing> }"
    return int(EmbeddedEndpoint(open_current(store)).select(query)[0]["n"].value)


def _after_a_change(store: Path) -> tuple[float, float] | None:
    """The time of a check when what is kept of one body is gone, as it is when its plans changed."""
    if measured("kept", store) is None or not (kept := sorted((store / FOLDER).glob("*.json"))):
        return None
    kept[0].unlink()
    return measured("kept", store)


def main() -> int:
    """Measure stores that are there; gives the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("stores", nargs="*", type=Path)
    words.add_argument("--peers", type=int, default=2000)
    words.add_argument("--run", choices=list(ENGINES))
    options = words.parse_args()
    if options.run:
        _run(options.run, options.stores[0])
        return 0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    for title, rows in _tables(options.stores, options.peers).items():
        print(table(title, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())

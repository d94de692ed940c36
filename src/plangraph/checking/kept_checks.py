"""What SHACL found in each body's plans, kept beside the store, so that a change costs as much as what changed.

    STORE/checks/0123456789abcdef.json    the results on the things of one body, and the digest of all they depend on

No shape of the house looks from the plans of one body into those of another: a body's documents, what `graph/links` says of
their things, and the ontology are all that its results depend on. The build leaves a digest of each of these. A body whose
digest is the kept one is not looked at; one that changed is checked by itself in memory. Where more than a few changed,
all are checked at once. A file is written beside its place and renamed; a folder that is gone is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from plangraph.checking.engines.data import Data
from plangraph.checking.engines.results import Node, Outcome, Result
from plangraph.checking.shapes import Shapes
from plangraph.graph.digests import LINKS
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import version_digests
from plangraph.graph.vocabulary import sparql_prefixes

FOLDER = "checks"
_ONTOLOGY = "graph/ontology"
_FORM = "plangraph-checks-1"
_MOST_CHANGED = 0.2
"""The share of bodies up to which each is checked by itself."""
_BODIES = "SELECT DISTINCT ?graph ?plan ?body WHERE { GRAPH ?graph { ?plan plg:publishedBy ?body } }"


@dataclass(frozen=True, slots=True)
class Checks:
    """How a graph was checked: what was found, and how many bodies of how many were looked at."""

    outcome: Outcome
    looked_at: int
    bodies: int


@dataclass(frozen=True, slots=True)
class _Body:
    """A body, the graphs of its documents, and the keys that its things have in their addresses."""

    iri: str
    graphs: tuple[str, ...]
    keys: frozenset[str]
    digest: str


def check_kept(shapes: Shapes, store: Store, folder: Path, name: str) -> Checks:
    """Check a version of a store, as far as what is kept does not say the same already."""
    digests = version_digests(folder, name)
    bodies = _bodies(store, digests, shapes) if digests else []
    kept = folder / FOLDER
    known = {body.iri: found for body in bodies if (found := _load(kept, body)) is not None}
    changed = [body for body in bodies if body.iri not in known]
    if not bodies or len(changed) > max(1, len(bodies) * _MOST_CHANGED):
        return _check_all(shapes, store, kept, bodies)
    base = _base_of(digests)
    for body in changed:
        outcome = shapes.outcome(Data(_store_of(store, body, base)))
        shared = _by_body(outcome.results, [body], base) is None
        if shared or outcome.fallbacks or not _save(kept, body, outcome.results):
            return _check_all(shapes, store, kept, bodies)
        known[body.iri] = list(outcome.results)
    results = dict.fromkeys(result for body in bodies for result in known[body.iri])
    return Checks(Outcome(tuple(results)), len(changed), len(bodies))


def _check_all(shapes: Shapes, store: Store, kept: Path, bodies: list[_Body]) -> Checks:
    outcome = shapes.outcome(Data(store))
    base = bodies[0].iri.rpartition("body/")[0] if bodies else ""
    parts = None if outcome.fallbacks else _by_body(outcome.results, bodies, base)
    if parts is not None:
        for body in bodies:
            if not _save(kept, body, parts[body.iri]):
                break
        _remove_others(kept, bodies)
    return Checks(outcome, len(bodies), len(bodies))


# ---- bodies


def _base_of(digests: Mapping[str, str]) -> str:
    ends = (name.removesuffix(_ONTOLOGY) for name in digests if name.endswith(f"/{_ONTOLOGY}"))
    return next(ends, "")


def _bodies(store: Store, digests: Mapping[str, str], shapes: Shapes) -> list[_Body]:
    """Every body with what its results depend on; nothing where the graph is of another kind."""
    base = _base_of(digests)
    graphs: defaultdict[str, set[str]] = defaultdict(set)
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for row in EmbeddedEndpoint(store).select(sparql_prefixes() + _BODIES):
        graph, plan, body = (getattr(row[name], "value", "") for name in ("graph", "plan", "body"))
        graphs[body].add(graph)
        keys[body] |= {graph.rpartition("/")[2], _key(plan, base), _key(body, base)}
    documents = {name for name in digests if name.startswith(f"{base}graph/document/")}
    said = [name.removeprefix(f"{base}{LINKS} ") for name in digests if name.startswith(f"{base}{LINKS} ")]
    every = [key for owned in keys.values() for key in owned]
    if documents != {g for owned in graphs.values() for g in owned} or not set(said) <= set(every):
        return []  # a document without a body, or links that no body owns
    if len(every) != len(set(every)):
        return []  # two bodies share a document or a plan
    common = [
        _FORM,
        version("plangraph"),
        version("pyoxigraph"),
        _digest_of(shapes),
        digests.get(base + _ONTOLOGY, ""),
    ]
    made = []
    for iri in sorted(graphs):
        own = [digests[graph] for graph in sorted(graphs[iri])]
        links = [digests.get(f"{base}{LINKS} {key}", "") for key in sorted(keys[iri])]
        digest = hashlib.sha256("\n".join([*common, *own, *links]).encode()).hexdigest()
        made.append(_Body(iri, tuple(sorted(graphs[iri])), frozenset(keys[iri]), digest))
    return made


def _digest_of(shapes: Shapes) -> str:
    lines = "\n".join(sorted(str(triple) for triple in shapes.shapes_graph.triples))
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def _key(iri: str, base: str) -> str:
    parts = iri.removeprefix(base).split("/")
    return parts[1] if iri.startswith(base) and len(parts) > 1 else ""


def _by_body(results: Iterable[Result], bodies: list[_Body], base: str) -> dict[str, list[Result]] | None:
    """The results under the body whose thing they are about; None where one is about no body's thing."""
    owner = {key: body.iri for body in bodies for key in body.keys}
    parts: dict[str, list[Result]] = {body.iri: [] for body in bodies}
    for result in results:
        iri = owner.get(_key(result.focus.value, base)) if isinstance(result.focus, NamedNode) else None
        if iri is None or isinstance(result.shape, BlankNode) or isinstance(result.constraint, BlankNode):
            return None
        parts[iri].append(result)
    return parts


def _store_of(store: Store, body: _Body, base: str) -> Store:
    """What a body's results depend on, in memory."""
    part = Store()
    for graph in (*body.graphs, base + _ONTOLOGY):
        part.bulk_extend(_unnamed(store.quads_for_pattern(None, None, None, NamedNode(graph))))
    links = NamedNode(base + LINKS)
    waiting = {node for quad in part for node in (quad.subject, quad.object)}
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        seen.add(node)
        if not isinstance(node, NamedNode) or _key(node.value, base) not in body.keys:
            continue
        said = [quad.triple for quad in store.quads_for_pattern(node, None, None, links)]
        said += [quad.triple for quad in store.quads_for_pattern(None, None, node, links)]
        part.extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in said)
        waiting |= {end for t in said for end in (t.subject, t.object)} - seen
    return part


def _unnamed(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)


# ---- files


def _path(kept: Path, body: _Body) -> Path:
    return kept / f"{hashlib.sha256(body.iri.encode()).hexdigest()[:16]}.json"


def _load(kept: Path, body: _Body) -> list[Result] | None:
    """The results that are kept for a body as it is now; None where there are none, or the file is broken."""
    try:
        data = json.loads(_path(kept, body).read_bytes())
        if data["form"] != _FORM or data["digest"] != body.digest:
            return None
        return [_json_to_result(one) for one in data["results"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _save(kept: Path, body: _Body, results: Iterable[Result]) -> bool:
    """Keep results; False where the folder cannot be written."""
    data = {"form": _FORM, "digest": body.digest, "results": [_result_to_json(result) for result in results]}
    try:
        kept.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="new-", dir=kept)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
        Path(name).replace(_path(kept, body))
    except OSError:
        return False
    return True


def _remove_others(kept: Path, bodies: list[_Body]) -> None:
    """Files of bodies that are gone, and what a killed run left."""
    ours = {_path(kept, body).name for body in bodies}
    with suppress(OSError):
        for path in kept.iterdir():
            if path.name not in ours:
                path.unlink(missing_ok=True)


def _result_to_json(result: Result) -> list[Any]:
    return [
        *(_node_to_json(node) for node in (result.focus, result.shape, result.component, result.severity)),
        result.path,
        _node_to_json(result.value),
        _node_to_json(result.constraint),
        [_node_to_json(message) for message in result.messages],
        {name: _node_to_json(node) for name, node in result.variables.items()},
    ]


def _json_to_result(data: list[Any]) -> Result:
    focus, shape, component, severity, path, value, constraint, messages, variables = data
    return Result(
        focus=_json_to_node(focus),
        shape=_json_to_node(shape),
        component=_json_to_node(component),
        severity=_json_to_node(severity),
        path=path,
        value=None if value is None else _json_to_node(value),
        constraint=None if constraint is None else _json_to_node(constraint),
        messages=tuple(_json_to_node(message) for message in messages),
        variables={name: _json_to_node(node) for name, node in variables.items()},
    )


def _node_to_json(node: Node | None) -> Any:
    if isinstance(node, Literal):
        return [node.value, node.language] if node.language else [node.value, None, node.datatype.value]
    return None if node is None else str(node)


def _json_to_node(data: Any) -> Any:
    if isinstance(data, str):
        return BlankNode(data[2:]) if data.startswith("_:") else NamedNode(data[1:-1])
    value, language, *datatype = data
    return Literal(value, language=language) if language else Literal(value, datatype=NamedNode(datatype[0]))

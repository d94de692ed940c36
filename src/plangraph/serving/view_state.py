"""What a picture shows, as the address of its page says it: every view is a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plangraph.asking.neighbourhood import FOLDED, Network
from plangraph.asking.paths import Path
from plangraph.asking.terms import local_name
from plangraph.errors import NotFoundError, QueryError
from plangraph.serving.fragments import Fragments

Layout = Literal["columns", "radial"]
MOST_STEPS = 3
MOST_OPEN = 200
"""How many things may be unfolded in one picture."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """One view: where it begins, what was unfolded and folded, what is sifted out, how it is laid out.

    `focus` is an address, "" for the tree of plans. `opened` names what was unfolded, a folded node once for each time.
    `no_kinds` and `no_relations` are left out. `year` 0 and `designation` "" are any. `start` and `end` are the ends of a
    path, "" for none.
    """

    focus: str = ""
    steps: int = 1
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    no_kinds: frozenset[str] = frozenset()
    no_relations: frozenset[str] = frozenset()
    year: int = 0
    designation: str = ""
    layout: Layout = "columns"
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Shown:
    """A network as a state shows it, the whole that it was sifted from, and the path in it, if one was asked for."""

    network: Network
    whole: Network
    focus: str | None
    path: Path | None = None


def shown(state: ViewState, fragments: Fragments) -> Shown:
    """Put the network of a state together: what was unfolded is there, what hangs on folded things alone is not.

    Raises NotFoundError for a focus or an end of a path that the graph does not know. What was unfolded and is not there
    any more is passed over, so that a link to a view of last year still opens.
    """
    base = fragments.around(state.focus, state.steps)
    parts = [base]
    times = Counter(state.opened)
    for iri in dict.fromkeys(state.opened):
        if iri not in state.closed:
            parts += _if_there(fragments, iri, times[iri])
    path = fragments.path(state.start, state.end) if state.start and state.end else None
    if path is not None and path.nodes:
        parts.insert(1, fragments.chain(path))
    whole = fragments.merged(parts)
    focus = None
    if state.focus:
        focus = state.focus if state.focus in whole else next(iter(base))
    roots = [focus] if focus else [node for node in base if not _hangs(base, node)]
    _drop_unreached(whole, [*roots, *(path.nodes if path else ())], frozenset(state.closed))
    network = whole.copy()
    _sift(network, state, {*roots, *(path.nodes if path else ())} if focus else set())
    network.graph.update(whole.graph)
    return Shown(network, whole, focus, path)


def _if_there(fragments: Fragments, iri: str, times: int) -> Iterator[Network]:
    try:
        yield fragments.opened(iri, times)
    except (NotFoundError, QueryError):
        return


def _hangs(base: Network, node: str) -> bool:
    return bool(base.out_degree(node)) or base.nodes[node]["kind"] not in ("plan", "body", FOLDED)


def _drop_unreached(network: Network, roots: Iterable[str], closed: frozenset[str]) -> None:
    """Leave what can be reached from the roots without going through a folded thing."""
    waiting = [root for root in roots if root in network]
    reached = set(waiting)
    while waiting:
        here = waiting.pop()
        if here in closed:
            continue
        for there in (*network.successors(here), *network.predecessors(here)):
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    network.remove_nodes_from([node for node in network if node not in reached])


def _sift(network: Network, state: ViewState, kept: set[str]) -> None:
    """Take out what the filters leave out, then what nothing shown leads to any more."""
    if not (state.no_kinds or state.no_relations or state.year or state.designation):
        return
    alone = {node for node in network if not network.degree(node)}
    network.remove_edges_from(
        [
            (start, end, key)
            for start, end, key, data in network.edges(keys=True, data=True)
            if relation_of(data) in state.no_relations
        ]
    )
    network.remove_nodes_from(
        [node for node, data in network.nodes(data=True) if node not in kept and _left_out(data, state)]
    )
    network.remove_nodes_from(
        [node for node in network if not network.degree(node) and node not in kept | alone]
    )


def _left_out(data: Mapping[str, Any], state: ViewState) -> bool:
    if data["kind"] in state.no_kinds:
        return True
    if data["kind"] != "project":
        return False
    if state.year and state.year not in data.get("years", ()):
        return True
    return bool(state.designation) and state.designation not in data.get("designations", ())


def relation_of(data: Mapping[str, Any]) -> str:
    """What an edge is sifted by: the part that its listing plays, else the local name of its property."""
    return data.get("role") or local_name(data["property"])

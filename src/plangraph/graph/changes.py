"""What a request may change in a store: an update, a graph that is put or added to, a graph that goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import DefaultGraph, NamedNode, Store

from plangraph.errors import PlangraphError, QueryError
from plangraph.graph.embedded import query_error
from plangraph.graph.formats import GRAPHS
from plangraph.graph.query_words import REFUSED, calls_load, calls_service, cut_off, is_cut_off
from plangraph.graph.update_words import graph_name, stretches
from plangraph.model.texts import Bilingual

Fault = Literal["not-found", "precondition-failed", "graph-syntax", "load-refused", "update-failed"]


class ChangeError(PlangraphError):
    """A change that was not made; `fault` says of which kind it is, the place where the text of a graph broke off."""

    def __init__(
        self, fault: Fault, message: Bilingual, at_line: int | None = None, at_column: int | None = None
    ) -> None:
        super().__init__("" if at_line is None else f"line {at_line}, column {at_column}", message)
        self.fault = fault
        self.at_line = at_line
        self.at_column = at_column


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL 1.1 Update; relative IRIs in it are relative to `base`."""

    text: str
    base: str


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a graph in one of the GRAPHS formats. Its blank nodes are its own."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class PutGraph:
    """Put parts into a named graph, or the unnamed one where `graph` is None; in its place unless they are added.

    `condition` is "new" or "there" where the graph must not, or must, be there already.
    """

    graph: str | None
    parts: Sequence[Part]
    base: str
    add: bool = False
    condition: str = ""


@dataclass(frozen=True, slots=True)
class DropGraph:
    """Take a named graph out, or clear the unnamed one where `graph` is None."""

    graph: str | None


Change = Update | PutGraph | DropGraph


def apply_change(store: Store, change: Change) -> bool:
    """Make a change; gives whether a graph came to be that was not there. Raises QueryError or ChangeError.

    Nothing is fetched for it: LOAD and SERVICE are cut off, and no format reads a second address. After an error the
    store may hold half of the change.
    """
    match change:
        case Update():
            _update(store, change)
            return False
        case PutGraph():
            return _put(store, change)
        case DropGraph():
            _drop(store, change)
            return False


def _update(store: Store, change: Update) -> None:
    text = cut_off(cut_off(change.text, "LOAD"), "SERVICE")
    if calls_load(text) or calls_service(text):
        raise update_fault(change.text, change.base) or ChangeError("load-refused", _REFUSED)
    for stretch in stretches(text):
        try:
            store.update(stretch.text(), base_iri=change.base)
        except SyntaxError as error:
            raise stretch.placed(query_error(str(error))) from None
        except (OSError, RuntimeError, ValueError) as error:
            if is_cut_off(text) and isinstance(error, OSError):
                raise ChangeError("load-refused", _REFUSED) from None
            words = " ".join(str(error).split())
            raise ChangeError(
                "update-failed",
                Bilingual(f"更新できませんでした（{words}）。", f"the update was not made ({words})"),
            ) from None


def _put(store: Store, change: PutGraph) -> bool:
    node = DefaultGraph() if change.graph is None else graph_name(change.graph)
    there = change.graph is None or store.contains_named_graph(node)
    if change.condition and there != (change.condition == "there"):
        raise ChangeError("precondition-failed", _PRECONDITION)
    if not change.add:
        store.clear_graph(node) if there else None
    if isinstance(node, NamedNode):
        store.add_graph(node)
    for part in change.parts:
        try:
            store.load(part.body, format=GRAPHS[part.media_type], base_iri=change.base, to_graph=node)
        except (SyntaxError, ValueError) as error:
            raise _broken_graph(error, part.media_type) from None
    return not there


def _drop(store: Store, change: DropGraph) -> None:
    if change.graph is None:
        store.clear_graph(DefaultGraph())
        return
    node = graph_name(change.graph)
    if not store.contains_named_graph(node):
        raise ChangeError("not-found", missing_graph(change.graph))
    store.remove_graph(node)


def update_fault(update: str, base: str) -> QueryError | None:
    """What is wrong with the syntax of an update, or None; nothing of it is run.

    >>> update_fault("LOAD ;", "http://example.org/").at_line
    1
    """
    for stretch in stretches(update, always=True):
        try:
            # The whole is parsed before the first operation is run, and the first one always fails.
            Store().update(stretch.text(_FAILS), base_iri=base)
        except SyntaxError as error:
            return stretch.placed(query_error(str(error)), _FAILS)
        except RuntimeError:
            continue
        raise AssertionError("there is no such graph in an empty store")
    return None


_FAILS = f"CLEAR GRAPH <{REFUSED}> ;"


def missing_graph(iri: str) -> Bilingual:
    """That there is no graph of a name."""
    return Bilingual(f"グラフ {iri} はありません。", f"there is no graph {iri}")


def _broken_graph(error: Exception, media_type: str) -> ChangeError:
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    words = " ".join(str(error).split())
    message = Bilingual(f"本文を {media_type} として読めません: {words}", f"no {media_type}: {words}")
    return ChangeError("graph-syntax", message, line, column)


_PRECONDITION = Bilingual(
    "If-Match または If-None-Match の条件に合わないため、何も変えていません。",
    "the condition of If-Match or If-None-Match does not hold; nothing was changed",
)
_REFUSED = Bilingual(
    "このサーバーは外のアドレスを読まないので、LOAD と SERVICE は使えません。グラフは /graphs に送ってください。",
    "this server reads no other address, so LOAD and SERVICE are not available; send graphs to /graphs",
)

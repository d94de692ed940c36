"""What `plangraph diff` compares: source folders read on the fly, stores, plans of the store that the command asks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad, Store

from plangraph.asking.edition_details import edition_of
from plangraph.asking.editions import Comparison, compare
from plangraph.asking.facts import Facts, PlanFacts, facts_of
from plangraph.asking.plan_choice import PlanPairs, choose_plan, pair_plans
from plangraph.build import read_all, source_folders
from plangraph.bundled import bundled
from plangraph.cli.endpoints import endpoint_of
from plangraph.errors import SourceError
from plangraph.graph.embedded import EmbeddedEndpoint, version_endpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.files import folder_to_quads
from plangraph.graph.from_records import document_to_quads, links_to_quads, with_unnamed_graph
from plangraph.graph.iris import Iris
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual
from plangraph.reading.listings import resolve_listings

_POINTER = "CURRENT"
"""The file that a store has and a source folder has not."""


@dataclass(frozen=True)
class _Side:
    """A graph, and those of its plans that one word of the command means."""

    endpoint: Endpoint
    facts: Facts
    plans: tuple[PlanFacts, ...]

    @classmethod
    def of(cls, endpoint: Endpoint) -> _Side:
        facts = facts_of(endpoint)
        return cls(endpoint, facts, tuple(facts.plans.values()))

    def chosen(self, text: str | None) -> _Side:
        """The side with the one plan that a title or address means."""
        if not text:
            return self
        own = replace(self.facts, plans={plan.iri: plan for plan in self.plans})
        return replace(self, plans=(choose_plan(own, text),))


def comparisons_of(options: argparse.Namespace) -> tuple[list[Comparison], PlanPairs]:
    """Compare what the two words of a command name, plan by plan.

    Two source folders are read into one graph, so that aliases and sections hold over both, as in a build of both; where
    they are copies of one document, each is read by itself. Nothing is written.
    """
    words = (str(options.old), str(options.new))
    old, new = _sides(options, words)
    old, new = old.chosen(options.old_plan), new.chosen(options.new_plan)
    pairs = pair_plans(old.plans, new.plans, words)
    found = [
        compare(
            edition_of(old.endpoint, old.facts, before),
            edition_of(new.endpoint, new.facts, after),
        )
        for before, after in pairs.pairs
    ]
    return found, pairs


def _sides(options: argparse.Namespace, words: tuple[str, str]) -> tuple[_Side, _Side]:
    kinds = [_kind_of(word) for word in words]
    if kinds == ["source", "source"]:
        return _of_sources([_read(word) for word in words])
    asked: _Side | None = None
    sides = []
    for word, kind in zip(words, kinds, strict=True):
        if kind == "source":
            sides.append(_Side.of(_graph_of(_read(word))))
        elif kind == "store":
            sides.append(_Side.of(version_endpoint(Path(word))))
        else:
            asked = asked or _Side.of(endpoint_of(options))
            sides.append(asked.chosen(word))
    return sides[0], sides[1]


def _kind_of(word: str) -> str:
    """What a word names: a "source" folder, a "store", else a "plan"; raises SourceError for a file."""
    path = Path(word)
    if path.is_dir():
        return "store" if (path / _POINTER).is_file() else "source"
    if path.is_file():
        raise SourceError(
            word,
            Bilingual(
                "フォルダーではありません。文書のフォルダー、ストア、計画の題名か IRI を指定してください。",
                "is no folder; name a document's folder, a store, or the title or IRI of a plan",
            ),
        )
    return "plan"


def _read(word: str) -> list[DocumentRecords]:
    return read_all(source_folders([Path(word)]), keep_names=False, progress=lambda *_: None)


def _of_sources(documents: Sequence[list[DocumentRecords]]) -> tuple[_Side, _Side]:
    ids = [{records.document.id for records in side} for side in documents]
    plans = [{records.document.plan.id for records in side} for side in documents]
    if ids[0] & ids[1] or plans[0] & plans[1]:
        return _Side.of(_graph_of(documents[0])), _Side.of(_graph_of(documents[1]))
    both = _Side.of(_graph_of([*documents[0], *documents[1]]))
    old, new = (
        replace(both, plans=tuple(both.facts.plans[Iris().plan(plan)] for plan in sorted(side)))
        for side in plans
    )
    return old, new


def _graph_of(documents: Sequence[DocumentRecords]) -> Endpoint:
    """The graph of some documents in memory, without what is said about graphs."""
    iris = Iris()
    quads: set[Quad] = links_to_quads(resolve_listings(documents), documents, iris)
    for records in documents:
        quads |= document_to_quads(records, iris)
    quads |= folder_to_quads(bundled("ontology"), iris.graph("ontology"))
    store = Store()
    store.bulk_extend(with_unnamed_graph(quads, iris))
    return EmbeddedEndpoint(store)

"""Names of things, in both languages, as the graph gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal

from plangraph.asking.terms import local_name, values_of
from plangraph.graph.endpoint import Endpoint, Row
from plangraph.graph.vocabulary import PLG_IRI, sparql_prefixes
from plangraph.model.texts import Bilingual

_OF_TERMS = """
SELECT ?node ?label WHERE { ?node rdfs:isDefinedBy <https://w3id.org/plangraph/ontology> ; rdfs:label ?label }"""
_OF_NODES = """
SELECT ?node ?label WHERE { %s ?node rdfs:label ?label }"""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by address. What has none goes by the last part of its address."""

    by_iri: Mapping[str, Bilingual]

    def __getitem__(self, iri: str) -> Bilingual:
        name = local_name(iri)
        return self.by_iri.get(iri) or Bilingual(name, name)

    def term(self, name: str) -> Bilingual:
        """The label of an own term by its local name ("Home", "carriedBy")."""
        return self[PLG_IRI + name]


def term_labels(endpoint: Endpoint) -> Labels:
    """The labels of every term of the ontology, in one query."""
    return Labels(_gathered(endpoint.select(sparql_prefixes() + _OF_TERMS)))


def labels_of(endpoint: Endpoint, iris: Iterable[str]) -> Labels:
    """The labels of some things, in one query; none for no things."""
    wanted = set(iris)
    if not wanted:
        return Labels({})
    return Labels(_gathered(endpoint.select(sparql_prefixes() + _OF_NODES % values_of("node", wanted))))


def _gathered(rows: Iterable[Row]) -> dict[str, Bilingual]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        label = row["label"]
        if isinstance(label, Literal):
            texts = found.setdefault(str(row["node"].value), {})
            language = "en" if label.language == "en" else "ja"
            texts[language] = min(label.value, texts.get(language, label.value))
    return {
        iri: Bilingual(texts.get("ja") or texts["en"], texts.get("en") or texts["ja"])
        for iri, texts in found.items()
    }

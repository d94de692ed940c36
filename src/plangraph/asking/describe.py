"""One thing as a page shows it: what it says, what points to it, and where that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.asking.labels import Labels, labels_of
from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import iri_term, local_name, select
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint, Row, Term
from plangraph.graph.vocabulary import PREFIXES, sparql_prefixes
from plangraph.model.texts import Bilingual

MOST_INCOMING = 20
"""How many subjects are shown for each kind of thing by each incoming property; the count says how many there are."""

_MOST_SORTED = 2000
"""Subjects of one kind that are put in the order of their addresses before the first are taken; an engine sorts no more in
the time that a page may take, and of more than that any may come first."""
_NO_KIND = Bilingual("", "")
_PARTS = "plg:cost|plg:printedTotal|plg:content|plg:projectCount|plg:indicator|plg:observation|plg:assessment|plg:event"

_OUTGOING = """
SELECT DISTINCT ?property ?value WHERE {
  { %(node)s ?property ?value } UNION
  { GRAPH ?g { %(node)s ?property ?value } FILTER NOT EXISTS { %(node)s ?any ?thing } FILTER (%(shown)s) }
}"""
_OWN_KIND = "?subject a ?kind FILTER (STRSTARTS(STR(?kind), STR(plg:)) && ?kind != plg:Body)"
_INCOMING = f"""
SELECT ?property ?kind (COUNT(?subject) AS ?count) WHERE {{ ?subject ?property %s OPTIONAL {{ {_OWN_KIND} }} }} GROUP BY ?property ?kind"""
_SUBJECTS = """
{ SELECT (%s AS ?property) %s ?subject WHERE { ?subject %s %s FILTER %s } %s LIMIT %d }"""
_GRAPHS = """
SELECT DISTINCT ?g WHERE { GRAPH ?g { %s ?property ?value } }"""
_CONSTRUCT = f"""
CONSTRUCT {{ ?thing ?property ?value . ?value rdfs:label ?label }} WHERE {{
  {{ BIND (%(node)s AS ?thing) ?thing ?property ?value }} UNION
  {{ %(node)s ({_PARTS})+ ?thing . ?thing ?property ?value }} UNION
  {{ GRAPH ?g {{ %(node)s ?property ?value }} FILTER NOT EXISTS {{ %(node)s ?any ?other }} BIND (%(node)s AS ?thing) }}
  OPTIONAL {{ ?value rdfs:label ?label FILTER (!isBlank(?value)) }}
}}"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One property of the thing with one value. `value_label` is there where the value is a thing with a label."""

    property: str
    property_label: Bilingual
    value: Term
    value_label: Bilingual | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What things of one kind point to the thing by one property: how many, and the first by address, with their labels.

    `kind` is a class of the house, "" for things that have none.
    """

    property: str
    property_label: Bilingual
    count: int
    subjects: tuple[tuple[str, Bilingual], ...]
    kind: str = ""
    kind_label: Bilingual = _NO_KIND


@dataclass(frozen=True, slots=True)
class Description:
    """Everything that is said of one thing, what points to it, its sources, and the named graphs it stands in.

    `label` is the last part of the address where the graph gives none.
    """

    iri: str
    label: Bilingual
    types: tuple[tuple[str, Bilingual], ...]
    statements: tuple[Statement, ...]
    incoming: tuple[Incoming, ...]
    sources: tuple[Source, ...]
    graphs: tuple[str, ...]


def describe(endpoint: Endpoint, iri: str) -> Description:
    """Describe one thing, in six queries. Raises NotFoundError where nothing is said of it and nothing points to it.

    What stands in named graphs only (a finding, a line of a source) is described from there.
    """
    node = iri_term(iri)
    outgoing = [(str(row["property"].value), row["value"]) for row in _outgoing(endpoint, node)]
    counts = {
        (row["property"], row.get("kind", "")): int(row["count"])
        for row in select(endpoint, _INCOMING % node)
    }
    if not outgoing and not counts:
        raise NotFoundError(
            iri,
            Bilingual("このグラフにありません。IRI を確かめてください。", "not in this graph; check the IRI"),
        )
    subjects = _subjects(endpoint, node, counts)
    labels = labels_of(endpoint, _mentioned(iri, outgoing, subjects))
    type_iri = PREFIXES["rdf"] + "type"
    types = sorted(str(value.value) for name, value in outgoing if name == type_iri)
    return Description(
        iri=iri,
        label=_own_label(iri, outgoing, labels),
        types=tuple((kind, labels[kind]) for kind in types),
        statements=tuple(
            Statement(name, labels[name], value, _value_label(value, labels))
            for name, value in sorted(outgoing, key=lambda pair: (pair[0], str(pair[1])))
            if name != type_iri
        ),
        incoming=tuple(
            Incoming(
                name,
                labels[name],
                count,
                tuple((subject, labels[subject]) for subject in subjects[name, kind]),
                kind,
                labels[kind] if kind else _NO_KIND,
            )
            for (name, kind), count in sorted(counts.items())
        ),
        sources=sources_where(endpoint, f"VALUES ?node {{ {node} }}").get(iri, ()),
        graphs=tuple(sorted(row["g"] for row in select(endpoint, _GRAPHS % node))),
    )


def describe_graph(endpoint: Endpoint, iri: str) -> Sequence[Triple]:
    """What is said of one thing and of its parts (amounts, texts, values), with the labels of what it names.

    In a fixed order, for Turtle and the like; empty for an unknown address.
    """
    triples = endpoint.construct(sparql_prefixes() + _CONSTRUCT % {"node": iri_term(iri)})
    return sorted(set(triples), key=str)


def _outgoing(endpoint: Endpoint, node: str) -> Sequence[Row]:
    # The whole text of a document stands in its provenance graph and is no statement for a page.
    shown = "?property != plg:sourceText && ?property != prov:hadPrimarySource"
    return endpoint.select(sparql_prefixes() + _OUTGOING % {"node": node, "shown": shown})


_Link = tuple[str, str]


def _subjects(endpoint: Endpoint, node: str, counts: dict[_Link, int]) -> dict[_Link, list[str]]:
    """The first subjects of each incoming property and kind, all in one query."""
    found: defaultdict[_Link, list[str]] = defaultdict(list)
    if counts:
        parts = (_first_subjects(node, name, kind, counts[name, kind]) for name, kind in sorted(counts))
        for row in select(endpoint, f"SELECT ?property ?kind ?subject WHERE {{ {' UNION '.join(parts)} }}"):
            found[row["property"], row.get("kind", "")].append(row["subject"])
    for subjects in found.values():
        subjects.sort()
    return found


def _first_subjects(node: str, name: str, kind: str, count: int) -> str:
    # A class is asked of each subject: as a pattern beside the first one, its whole extent would be read.
    shown = f"({iri_term(kind)} AS ?kind)" if kind else ""
    held = f"EXISTS {{ ?subject a {iri_term(kind)} }}" if kind else f"NOT EXISTS {{ {_OWN_KIND} }}"
    order = "ORDER BY ?subject" if count <= _MOST_SORTED else ""
    return _SUBJECTS % (iri_term(name), shown, iri_term(name), node, held, order, MOST_INCOMING)


def _mentioned(iri: str, outgoing: Sequence[tuple[str, Term]], subjects: dict[_Link, list[str]]) -> set[str]:
    values = {value.value for _, value in outgoing if isinstance(value, NamedNode)}
    pointing = {subject for found in subjects.values() for subject in found if not subject.startswith("_:")}
    names = {one for link in subjects for one in link if one}
    return {iri, *(name for name, _ in outgoing), *values, *names, *filter(_is_address, pointing)}


def _is_address(text: str) -> bool:
    """Blank nodes of shapes point to things too, and come as bare names."""
    return ":" in text


def _own_label(iri: str, outgoing: Sequence[tuple[str, Term]], labels: Labels) -> Bilingual:
    if iri in labels.by_iri:
        return labels[iri]
    named = PREFIXES["plg"] + "item", PREFIXES["plg"] + "place"
    texts = sorted(v.value for name, v in outgoing if name in named and isinstance(v, Literal))
    text = texts[0] if texts else local_name(iri)
    return Bilingual(text, text)


def _value_label(value: Term, labels: Labels) -> Bilingual | None:
    return labels.by_iri.get(value.value) if isinstance(value, NamedNode) else None

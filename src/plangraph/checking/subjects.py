"""What a report says of the things its findings are about: title, policy, division, and where they stand.

Everything is looked up through the endpoint in a fixed number of queries for each batch of addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from plangraph.graph.endpoint import Endpoint, Row
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.places import first_line, joined_places

_BATCH = 500
_T = TypeVar("_T", str, tuple[str, str, str])

_HOLDERS = """
SELECT DISTINCT ?node ?holder ?role WHERE {
  {
    VALUES ?node { %s }
    ?holder plg:cost|plg:printedTotal|plg:content|plg:projectCount|plg:assessment ?node
  } UNION {
    VALUES ?node { %s }
    ?holder plg:indicator|plg:plannedProject ?node
  } UNION {
    VALUES ?node { %s }
    ?holder plg:indicator/plg:observation ?node
  } UNION {
    VALUES ?node { %s }
    ?holder plg:listsProject ?node ; plg:listingRole ?role
  } UNION {
    VALUES ?node { %s }
    ?node a plg:BasicProject ; plg:partOf ?holder
  }
}"""
_LABELS = """
SELECT ?node ?label WHERE {
  VALUES ?node { %s }
  ?node rdfs:label ?label FILTER (LANG(?label) != "en")
}"""
_POLICIES = """
SELECT ?node ?code ?title WHERE {
  {
    VALUES ?node { %s }
    ?node plg:listedUnder ?policy
  } UNION {
    VALUES ?node { %s }
    VALUES ?class { plg:Policy plg:BasicProject }
    ?node a ?class BIND (?node AS ?policy)
  }
  OPTIONAL { ?policy plg:code ?code }
  OPTIONAL { ?policy rdfs:label ?title FILTER (LANG(?title) != "en") }
}"""
_DIVISIONS = """
SELECT DISTINCT ?node ?division ?parent WHERE {
  VALUES ?node { %s }
  ?node plg:responsibleDivision|plg:leadDivision ?office .
  ?office rdfs:label ?division FILTER (LANG(?division) != "en")
  OPTIONAL {
    ?office org:subOrganizationOf ?above .
    ?above a plg:Division ; rdfs:label ?parent FILTER (LANG(?parent) != "en")
  }
}"""
_DOCUMENTS = """
SELECT DISTINCT ?node ?document ?name WHERE {
  VALUES ?node { %s }
  ?node plg:fromDocument ?document .
  OPTIONAL { ?document plg:fileName ?name }
}"""
_SOURCES = """
SELECT DISTINCT ?node ?document ?name ?place ?quote WHERE {
  {
    VALUES ?node { %s }
    GRAPH ?g {
      ?node prov:hadPrimarySource ?line .
      ?line oa:hasSource ?document ; plg:place ?place ; plg:quote ?quote .
    }
  } UNION {
    VALUES ?node { %s }
    ?node prov:hadPrimarySource ?line .
    ?line oa:hasSource ?document ; plg:place ?place ; plg:quote ?quote .
  }
  OPTIONAL { ?document plg:fileName ?name }
}"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands: file, place ("line=53-54") and exact words; `line` is the first line or 0."""

    document: str = ""
    place: str = ""
    quote: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about, in words. Each field is "" where the graph does not say."""

    item: str = ""
    policy: str = ""
    division: str = ""
    source: Source = Source()


def subjects_of(endpoint: Endpoint, iris: Iterable[str]) -> dict[str, Subject]:
    """Describe things by their address.

    What has no title, policy, division or source of its own (a cost, a value of an indicator, a project)
    takes those of the listing or policy that holds it; a project those of its home. A basic project is mended by the
    division in charge of its policy, unless it has one of its own.
    """
    wanted = sorted(set(filter(_is_address, iris)))
    holders = _holders(endpoint, wanted)
    both = sorted({*wanted, *holders.values()})
    labels = _first(endpoint, _LABELS, both, lambda row: _text(row, "label"))
    policies = _first(
        endpoint, _POLICIES, both, lambda row: f"{_text(row, 'code')} {_text(row, 'title')}".strip()
    )
    divisions = {
        node: "; ".join(names) for node, names in _all(endpoint, _DIVISIONS, both, _division_name).items()
    }
    sources = sources_of(endpoint, both)
    documents = _first(endpoint, _DOCUMENTS, both, _document_name)

    def describe(iri: str) -> Subject:
        held = (iri, holders.get(iri, iri))
        return Subject(
            item=_known(labels, held) or iri,
            policy=_known(policies, held),
            division=_known(divisions, held),
            source=next((sources[n] for n in held if n in sources), Source(document=_known(documents, held))),
        )

    return {iri: describe(iri) for iri in wanted}


def sources_of(endpoint: Endpoint, iris: Iterable[str]) -> dict[str, Source]:
    """Where each thing stands; one that stands in several places of a document has them joined.

    Of several documents the first by file name is given.
    """
    found = _all(
        endpoint,
        _SOURCES,
        sorted(set(filter(_is_address, iris))),
        lambda row: (_document_name(row), _text(row, "place"), _text(row, "quote")),
    )
    return {node: _joined(rows) for node, rows in found.items()}


def _joined(rows: Iterable[tuple[str, str, str]]) -> Source:
    document = min(name for name, _, _ in rows)
    here = sorted({(first_line(place), place, quote) for name, place, quote in rows if name == document})
    quote = "\n".join(dict.fromkeys(quote for _, _, quote in here))
    return Source(document, joined_places(place for _, place, _ in here), quote, here[0][0])


def _holders(endpoint: Endpoint, nodes: list[str]) -> dict[str, str]:
    """The listing or policy that each node hangs on: the home of a project before its relistings."""
    candidates: defaultdict[str, list[tuple[bool, str]]] = defaultdict(list)
    for row in _rows(endpoint, _HOLDERS, nodes):
        away = "role" in row and not _text(row, "role").endswith("#Home")
        candidates[_text(row, "node")].append((away, _text(row, "holder")))
    return {node: min(found)[1] for node, found in candidates.items()}


def _division_name(row: Row) -> str:
    name, parent = _text(row, "division"), _text(row, "parent")
    return name if name.startswith(parent) else f"{parent} {name}"


def _document_name(row: Row) -> str:
    return _text(row, "name") or _text(row, "document").rstrip("/").rpartition("/")[2]


def _known(texts: dict[str, str], nodes: Iterable[str]) -> str:
    return next((texts[node] for node in nodes if texts.get(node)), "")


def _first(endpoint: Endpoint, query: str, nodes: list[str], value: Callable[[Row], str]) -> dict[str, str]:
    return {node: values[0] for node, values in _all(endpoint, query, nodes, value).items()}


def _all(endpoint: Endpoint, query: str, nodes: list[str], value: Callable[[Row], _T]) -> dict[str, list[_T]]:
    """What a query says of each node, sorted, each once."""
    found: defaultdict[str, set[_T]] = defaultdict(set)
    for row in _rows(endpoint, query, nodes):
        found[_text(row, "node")].add(value(row))
    return {node: sorted(values) for node, values in found.items()}


def _rows(endpoint: Endpoint, query: str, nodes: list[str]) -> Iterator[Row]:
    for start in range(0, len(nodes), _BATCH):
        values = " ".join(str(NamedNode(node)) for node in nodes[start : start + _BATCH])
        yield from endpoint.select(sparql_prefixes() + query.replace("%s", values))


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _is_address(iri: str) -> bool:
    return bool(iri) and not iri.startswith("_:")

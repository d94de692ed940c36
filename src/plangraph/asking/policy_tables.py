"""Export tables about policies and what belongs to them: policies, indicators, costs, guidelines, divisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from plangraph.asking.documents import Document, documents_of
from plangraph.asking.sources import (
    Source,
    in_print_order,
    merged_place,
    merged_quote,
    sources_where,
)
from plangraph.asking.table import Table
from plangraph.asking.terms import select, word
from plangraph.graph.endpoint import Endpoint
from plangraph.model.places import first_line

POLICIES_HEADER = (
    "municipality", "plan", "policy_code", "policy_title", "level", "depth", "part_of", "lead_divisions",
    "related_divisions", "and_others", "guidelines", "standing", "standing_year", "document", "place",
)  # fmt: skip
INDICATORS_HEADER = (
    "municipality", "plan", "policy_code", "policy_title", "number", "indicator", "unit", "fiscal_year", "value",
    "printed_value", "document", "place",
)  # fmt: skip
COSTS_HEADER = (
    "municipality", "plan", "policy_code", "policy_title", "project", "role", "cost_kind", "fiscal_year", "amount_yen",
    "amount_low", "amount_high", "amount_status", "printed_amount", "unit_yen", "derivation", "document", "place",
)  # fmt: skip
GUIDELINES_HEADER = (
    "municipality", "plan", "guideline", "relation", "policy_code", "item", "fiscal_year", "document", "place",
)  # fmt: skip
DIVISIONS_HEADER = (
    "municipality", "plan", "department", "division", "relation", "policy_code", "policy_title", "project",
    "and_others", "document", "place",
)  # fmt: skip

_POLICIES = """
SELECT ?node ?code ?title ?level ?depth ?above ?others ?standing ?standingYear WHERE {
  ?node a plg:Policy ; plg:code ?code ; rdfs:label ?title .
  OPTIONAL { ?node plg:level ?level }
  OPTIONAL { ?node plg:depth ?depth }
  OPTIONAL { ?node plg:partOf/plg:code ?above }
  OPTIONAL { ?node plg:andOthers ?others }
  OPTIONAL { ?node plg:standing ?standing }
  OPTIONAL { ?node plg:standingYear ?standingYear }
}"""
_POLICY_NAMES = """
SELECT DISTINCT ?node ?kind ?name WHERE {
  ?node a plg:Policy .
  VALUES ?kind { plg:leadDivision plg:relatedDivision plg:guidedBy }
  ?node ?kind ?named . ?named rdfs:label ?name
}"""
_INDICATORS = """
SELECT ?node ?code ?title ?number ?name ?unit ?year ?value ?printed WHERE {
  ?policy plg:indicator ?indicator ; plg:code ?code ; rdfs:label ?title .
  ?indicator rdfs:label ?name ; plg:observation ?node .
  ?node plg:fiscalYear/plg:year ?year .
  OPTIONAL { ?indicator plg:rowNumber ?number }
  OPTIONAL { ?indicator plg:unitLabel ?unit }
  OPTIONAL { ?node plg:value ?value }
  OPTIONAL { ?node plg:printedValue ?printed }
}"""
_COSTS = """
SELECT ?node ?order ?code ?title ?project ?role ?kind ?year ?yen ?low ?high ?status ?printed ?unit ?derivation WHERE {
  ?holder plg:cost ?node .
  ?node plg:fiscalYear/plg:year ?year ; plg:amountStatus ?status .
  OPTIONAL { ?holder plg:order ?order ; plg:listingRole ?role ; plg:listsProject/rdfs:label ?project }
  OPTIONAL { ?holder plg:listedUnder ?under . ?under plg:code ?underCode ; rdfs:label ?underTitle }
  OPTIONAL { ?holder plg:code ?ownCode ; rdfs:label ?ownTitle }
  BIND (COALESCE(?underCode, ?ownCode, "") AS ?code)
  BIND (COALESCE(?underTitle, ?ownTitle, "") AS ?title)
  OPTIONAL { ?node plg:costKind ?kind }
  OPTIONAL { ?node plg:amountYen ?yen }
  OPTIONAL { ?node plg:amountLow ?low }
  OPTIONAL { ?node plg:amountHigh ?high }
  OPTIONAL { ?node plg:printedAmount ?printed }
  OPTIONAL { ?node plg:unitYen ?unit }
  OPTIONAL { ?node plg:derivation ?derivation }
}"""
_GUIDED = """
SELECT DISTINCT ?node ?name ?item ?code WHERE {
  ?guided plg:guidedBy ?node . ?node rdfs:label ?name . ?guided rdfs:label ?item .
  OPTIONAL { ?guided plg:code ?ownCode }
  OPTIONAL { ?listing plg:listsProject ?guided ; plg:listedUnder/plg:code ?listedCode }
  BIND (COALESCE(?ownCode, ?listedCode, "") AS ?code)
}"""
_EVENTS = """
SELECT DISTINCT ?node ?name ?kind ?year WHERE {
  ?guideline plg:event ?node ; rdfs:label ?name . ?node plg:eventKind ?kind ; plg:fiscalYear/plg:year ?year
}"""
_DIVISIONS = """
SELECT DISTINCT ?node ?name ?department ?relation ?code ?title ?project ?others WHERE {
  VALUES ?relation { plg:responsibleDivision plg:leadDivision plg:relatedDivision }
  ?node ?relation ?division . ?division rdfs:label ?name .
  { ?node plg:listsProject/rdfs:label ?project
    OPTIONAL { ?node plg:listedUnder ?policy . ?policy plg:code ?code ; rdfs:label ?title } }
  UNION { ?node a plg:Policy ; plg:code ?code ; rdfs:label ?title }
  OPTIONAL { ?division org:subOrganizationOf/rdfs:label ?above }
  OPTIONAL { ?node plg:andOthers ?others }
  BIND (COALESCE(?above, "") AS ?department)
}"""

_Sources = Mapping[str, tuple[Source, ...]]
_Keyed = tuple[tuple[str, int, str], tuple[str, ...]]


class _Places:
    """Municipality and plan before a row, document and place behind it; a row for each document a thing stands in."""

    def __init__(self, documents: Mapping[str, Document], sources: _Sources) -> None:
        self.documents = documents
        self.sources = sources

    def rows(self, node: str, *cells: str) -> Iterable[_Keyed]:
        """The row of a thing, once per document, each with what it is sorted by: document, first line, address."""
        by_document: defaultdict[str, list[Source]] = defaultdict(list)
        for source in self.sources.get(node, ()):
            by_document[source.document].append(source)
        for iri, sources in by_document.items():
            document = self.documents.get(iri)
            head = document.head if document else ("", "")
            key = iri, first_line(sources[0].place), node
            yield key, (*head, *cells, sources[0].file, merged_place(sources))
        if not by_document:
            yield ("", 0, node), ("", "", *cells, "", "")

    def quote(self, node: str) -> str:
        """All the words a thing rests on."""
        return merged_quote(self.sources.get(node, ()))


def _table(name: str, header: tuple[str, ...], rows: Iterable[_Keyed]) -> Table:
    return Table(name, header, tuple(row for _, row in sorted(set(rows))))


def policies_table(endpoint: Endpoint) -> Table:
    """One row per policy that was read (and per document it is read in), in the order of the print."""
    places = _Places(documents_of(endpoint), sources_where(endpoint, "?node a plg:Policy"))
    names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in select(endpoint, _POLICY_NAMES):
        names[row["node"], word(row["kind"])].add(row["name"])
    rows: list[_Keyed] = []
    for row in select(endpoint, _POLICIES):
        node = row["node"]
        joined = {
            kind: "; ".join(in_print_order(names[node, kind], places.quote(node)))
            for kind in ("leadDivision", "relatedDivision", "guidedBy")
        }
        rows += places.rows(
            node,
            row["code"],
            row["title"],
            row.get("level", ""),
            row.get("depth", ""),
            row.get("above", ""),
            joined["leadDivision"],
            joined["relatedDivision"],
            "true" if row.get("others") == "true" else "false",
            joined["guidedBy"],
            word(row.get("standing")),
            row.get("standingYear", ""),
        )
    return _table("policies", POLICIES_HEADER, rows)


def indicators_table(endpoint: Endpoint) -> Table:
    """One row per indicator and fiscal year; `value` is empty where none is printed."""
    places = _Places(documents_of(endpoint), sources_where(endpoint, "?node a plg:IndicatorObservation"))
    rows: list[_Keyed] = []
    for row in select(endpoint, _INDICATORS):
        names = (row["code"], row["title"], row.get("number", ""), row["name"], row.get("unit", ""))
        rows += places.rows(row["node"], *names, row["year"], row.get("value", ""), row.get("printed", ""))
    return _table("indicators", INDICATORS_HEADER, rows)


def costs_table(endpoint: Endpoint) -> Table:
    """One row per amount of one fiscal year, of listings, policies and basic projects; amounts in yen."""
    places = _Places(documents_of(endpoint), sources_where(endpoint, "?node a plg:CostObservation"))
    rows: list[_Keyed] = []
    for row in _least(select(endpoint, _COSTS), "project"):
        cells = (
            *(row.get(name, "") for name in ("code", "title", "project")),
            word(row.get("role")),
            word(row.get("kind")),
            *(row.get(name, "") for name in ("year", "yen", "low", "high")),
            word(row["status"]),
            *(row.get(name, "") for name in ("printed", "unit", "derivation")),
        )
        rows += places.rows(row["node"], *cells)
    return _table("costs", COSTS_HEADER, rows)


def guidelines_table(endpoint: Endpoint) -> Table:
    """One row per thing that a guideline guides, and per event of a guideline.

    `relation` is `guides`, `established` or `revised`; `item` is the policy or project that is guided.
    """
    pattern = "{ ?node a plg:Guideline } UNION { ?node a plg:GuidelineEvent }"
    places = _Places(documents_of(endpoint), sources_where(endpoint, pattern))
    rows: list[_Keyed] = []
    for row in select(endpoint, _GUIDED):
        rows += places.rows(row["node"], row["name"], "guides", row["code"], row["item"], "")
    for row in select(endpoint, _EVENTS):
        rows += places.rows(row["node"], row["name"], word(row["kind"]), "", "", row["year"])
    return _table("guidelines", GUIDELINES_HEADER, rows)


def divisions_table(endpoint: Endpoint) -> Table:
    """One row per division of each listing and policy; `relation` is `responsible`, `lead` or `related`."""
    pattern = "{ ?node a plg:Listing } UNION { ?node a plg:Policy }"
    places = _Places(documents_of(endpoint), sources_where(endpoint, pattern))
    rows: list[_Keyed] = []
    for row in _least(select(endpoint, _DIVISIONS), "project"):
        name = row["name"]
        department = row["department"] or (name if name.endswith("部") else "")
        cells = (
            department,
            name,
            word(row["relation"]).removesuffix("Division"),
            *(row.get(key, "") for key in ("code", "title", "project")),
            "true" if row.get("others") == "true" else "false",
        )
        rows += places.rows(row["node"], *cells)
    return _table("divisions", DIVISIONS_HEADER, rows)


def _least(rows: Iterable[dict[str, str]], column: str) -> list[dict[str, str]]:
    """Rows that differ in one column alone become one, with the least value: a project with two prints of its title."""
    found: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: row.get(column, "")):
        found.setdefault(tuple(sorted((k, v) for k, v in row.items() if k != column)), row)
    return list(found.values())

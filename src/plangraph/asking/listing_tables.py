"""Export tables with a row per listing: `listings` and `totals`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from plangraph.asking.documents import Document, documents_of
from plangraph.asking.sources import Source, in_print_order, merged_place, merged_quote, sources_where
from plangraph.asking.table import Table
from plangraph.asking.terms import select, word
from plangraph.graph.endpoint import Endpoint

LISTINGS_HEADER = (
    "municipality", "plan", "policy_code", "policy_title", "project", "role", "cross_listed_at", "state", "carried_by",
    "counted_in", "designations", "divisions", "and_others", "fiscal_year", "amount_yen", "amount_status", "content",
    "document", "place",
)  # fmt: skip
TOTALS_HEADER = (
    "municipality", "plan", "policy_code", "policy_title", "project", "role", "first_year", "last_year", "total_yen",
    "amount_status", "printed_amount", "unit_yen", "document", "place",
)  # fmt: skip

_LISTINGS = """
SELECT ?listing ?order ?document ?role ?code ?title ?project ?name ?state ?others WHERE {
  ?listing plg:order ?order ; plg:fromDocument ?document ; plg:listingRole ?role ; plg:listsProject ?project .
  ?project rdfs:label ?name .
  OPTIONAL { ?listing plg:listedUnder ?policy . ?policy plg:code ?code ; rdfs:label ?title }
  OPTIONAL { ?listing plg:crossListingState ?state }
  OPTIONAL { ?listing plg:andOthers ?others }
}"""
_NAMES = """
SELECT DISTINCT ?listing ?kind ?name WHERE {
  ?listing a plg:Listing .
  { ?listing plg:markedCode ?name BIND ("mark" AS ?kind) }
  UNION { ?listing plg:designation/rdfs:label ?name BIND ("designation" AS ?kind) }
  UNION { ?listing plg:responsibleDivision/rdfs:label ?name BIND ("division" AS ?kind) }
  UNION { ?listing plg:listsProject/plg:carriedBy/rdfs:label ?name BIND ("carriedBy" AS ?kind) }
  UNION { ?listing plg:listsProject/plg:carriedByText ?name BIND ("carriedBy" AS ?kind) }
  UNION { ?listing plg:listsProject/plg:countedIn/rdfs:label ?name BIND ("countedIn" AS ?kind) }
  UNION { ?listing plg:listsProject/plg:countedInText ?name BIND ("countedIn" AS ?kind) }
}"""
_COSTS = """
SELECT ?listing ?year ?status ?yen WHERE {
  ?listing a plg:Listing ; plg:cost ?cost .
  ?cost plg:fiscalYear/plg:year ?year ; plg:amountStatus ?status .
  OPTIONAL { ?cost plg:amountYen ?yen }
}"""
_CONTENTS = """
SELECT ?listing ?year ?text WHERE { ?listing plg:content ?c . ?c plg:fiscalYear/plg:year ?year ; plg:text ?text }"""
_TOTALS = """
SELECT ?listing ?first ?last ?status ?yen ?printed ?unit WHERE {
  ?listing a plg:Listing ; plg:printedTotal ?total .
  ?total plg:firstYear ?first ; plg:lastYear ?last ; plg:amountStatus ?status .
  OPTIONAL { ?total plg:amountYen ?yen }
  OPTIONAL { ?total plg:printedAmount ?printed }
  OPTIONAL { ?total plg:unitYen ?unit }
}"""


@dataclass
class _Listing:
    """One listing as its rows are gathered."""

    iri: str
    order: int
    document: Document
    role: str
    policy: tuple[str, str]
    state: str
    and_others: bool
    projects: set[str] = field(default_factory=set)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: tuple[Source, ...] = ()

    def joined(self, kind: str) -> str:
        """Names of one kind in the order of the print."""
        return "; ".join(in_print_order(self.names[kind], merged_quote(self.sources)))

    @property
    def head(self) -> tuple[str, ...]:
        return *self.document.head, *self.policy, min(self.projects), self.role

    @property
    def end(self) -> tuple[str, str]:
        return self.document.file, merged_place(self.sources)


def listings_table(endpoint: Endpoint) -> Table:
    """One row per listing and fiscal year of its plan, in the order of the print, then of the years.

    A year outside the plan for which a listing states money or content has its row too. Amounts are in yen, and empty
    where there is none. A project goes by one title in all its rows.
    """
    cells: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for row in sorted(select(endpoint, _COSTS), key=lambda row: (row["status"], row.get("yen", ""))):
        cells[row["listing"]].setdefault(int(row["year"]), (row.get("yen", ""), word(row["status"])))
    contents: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in select(endpoint, _CONTENTS):
        contents[row["listing"]][int(row["year"])] = row["text"]
    rows = []
    for item in _listings(endpoint):
        common = (
            *item.head,
            item.joined("mark"),
            item.state,
            item.joined("carriedBy"),
            item.joined("countedIn"),
            item.joined("designation"),
            item.joined("division"),
            "true" if item.and_others else "false",
        )
        here, texts = cells[item.iri], contents[item.iri]
        span = range(item.document.first_year, item.document.last_year + 1)
        rows += [
            (*common, str(year), *here.get(year, ("", "")), texts.get(year, ""), *item.end)
            for year in sorted({*span, *here, *texts})
        ]
    return Table("listings", LISTINGS_HEADER, tuple(rows))


def totals_table(endpoint: Endpoint) -> Table:
    """One row per printed total of several years, in the order of the print; a listing without one has no row."""
    totals: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in select(endpoint, _TOTALS):
        amount = (row.get("yen", ""), word(row["status"]), row.get("printed", ""), row.get("unit", ""))
        totals[row["listing"]].append((row["first"], row["last"], *amount))
    rows = tuple(
        (*item.head, *total, *item.end) for item in _listings(endpoint) for total in sorted(totals[item.iri])
    )
    return Table("totals", TOTALS_HEADER, rows)


def _listings(endpoint: Endpoint) -> Iterator[_Listing]:
    documents = documents_of(endpoint)
    found: dict[str, _Listing] = {}
    for row in select(endpoint, _LISTINGS):
        item = found.setdefault(
            row["listing"],
            _Listing(
                iri=row["listing"],
                order=int(row["order"]),
                document=documents[row["document"]],
                role=word(row["role"]),
                policy=(row.get("code", ""), row.get("title", "")),
                state=word(row.get("state")),
                and_others=row.get("others") == "true",
            ),
        )
        item.projects.add(row["name"])
    for row in select(endpoint, _NAMES):
        if row["listing"] in found:
            found[row["listing"]].names[row["kind"]].add(row["name"])
    for iri, sources in sources_where(endpoint, "?node a plg:Listing").items():
        if iri in found:
            found[iri].sources = sources
    yield from sorted(found.values(), key=lambda item: (item.document.iri, item.order, item.iri))

"""What is loaded, for the front page: bodies, plans, documents, counts, and the money as printed and counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from plangraph.asking.documents import Document, documents_of
from plangraph.asking.terms import local_name, select, whole, word
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI

_COUNTED = ("Policy", "UnreadPolicy", "BasicProject", "MainProject", "PlannedProject", "Listing", "Division",
            "Guideline", "Indicator", "CostObservation")  # fmt: skip

_CLASSES = f"""
SELECT ?class (COUNT(?thing) AS ?count) WHERE {{
  VALUES ?class {{ {" ".join(f"plg:{name}" for name in _COUNTED)} }}
  ?thing a ?class
}} GROUP BY ?class"""
_LISTINGS = """
SELECT ?role ?state (COUNT(?listing) AS ?count) WHERE {
  ?listing plg:listingRole ?role .
  OPTIONAL { ?listing plg:crossListingState ?state }
} GROUP BY ?role ?state"""
_FINDINGS = """
SELECT ?severity (COUNT(DISTINCT ?finding) AS ?count) WHERE {
  GRAPH ?g { ?finding a plg:Finding ; sh:resultSeverity ?severity }
} GROUP BY ?severity"""
_DOCUMENTS = """
SELECT ?document ?read ?repaired ?not WHERE {
  ?document plg:linesRead ?read ; plg:linesRepaired ?repaired ; plg:linesNotRead ?not
}"""
_YEARLY = """
SELECT ?plan ?role ?status (COUNT(?cost) AS ?count) (SUM(COALESCE(?yen, 0)) AS ?sum)
       (SUM(COALESCE(?low, 0)) AS ?lowSum) (SUM(COALESCE(?high, 0)) AS ?highSum)
WHERE {
  ?listing plg:cost ?cost ; plg:listingRole ?role ; plg:fromDocument/dcterms:isPartOf ?plan .
  ?cost plg:amountStatus ?status .
  OPTIONAL { ?cost plg:amountYen ?yen }
  OPTIONAL { ?cost plg:amountLow ?lowest }
  OPTIONAL { ?cost plg:amountHigh ?highest }
  BIND (COALESCE(?lowest, ?yen) AS ?low)
  BIND (COALESCE(?highest, ?yen) AS ?high)
} GROUP BY ?plan ?role ?status"""
_TOTALS = """
SELECT ?plan ?role (SUM(COALESCE(?yen, 0)) AS ?sum) WHERE {
  ?listing plg:printedTotal ?total ; plg:listingRole ?role ; plg:fromDocument/dcterms:isPartOf ?plan .
  ?total plg:amountYen ?yen
} GROUP BY ?plan ?role"""
_TWO_HOMES = """
SELECT ?plan ?document ?project ?listing ?order (SUM(?yen) AS ?sum) (SUM(?low) AS ?lowSum) (SUM(?high) AS ?highSum)
WHERE {
  { SELECT DISTINCT ?project WHERE {
      ?a plg:listsProject ?project ; plg:listingRole plg:Home .
      ?b plg:listsProject ?project ; plg:listingRole plg:Home FILTER (?a != ?b) } }
  ?listing plg:listsProject ?project ; plg:listingRole plg:Home ; plg:order ?order ;
    plg:fromDocument ?document ; plg:cost ?cost .
  ?document dcterms:isPartOf ?plan .
  ?cost plg:amountYen ?yen .
  OPTIONAL { ?cost plg:amountLow ?lowest }
  OPTIONAL { ?cost plg:amountHigh ?highest }
  BIND (COALESCE(?lowest, ?yen) AS ?low)
  BIND (COALESCE(?highest, ?yen) AS ?high)
} GROUP BY ?plan ?document ?project ?listing ?order"""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document and how many of its lines were read as they stand, read after a repair, and not read."""

    document: Document
    lines_read: int
    lines_repaired: int
    lines_not_read: int


@dataclass(frozen=True, slots=True)
class Money:
    """事業費 of the listings of one plan, in yen.

    `printed_totals` sums the printed totals of several years over every listing; `as_printed` every stated cell of a
    single year over every listing. `counted_once` sums stated and derived years of homes, one home a project, within
    `low` and `high`. `derived` is the part of it that no document prints.
    """

    printed_totals: int
    as_printed: int
    counted_once: int
    low: int
    high: int
    derived: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a graph holds. `counts` is by the local name of a class, `cells` by the word of an amount's status."""

    documents: tuple[LoadedDocument, ...]
    counts: Mapping[str, int]
    roles: Mapping[str, int]
    states: Mapping[str, int]
    findings: Mapping[str, int]
    money: Mapping[str, Money]
    cells: Mapping[str, int]

    @property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """Address and name of each body, by address."""
        return tuple(sorted({(d.document.body, d.document.body_name) for d in self.documents}))

    @property
    def plans(self) -> tuple[tuple[str, str], ...]:
        """Address and title of each plan, by address."""
        return tuple(sorted({(d.document.plan, d.document.plan_title) for d in self.documents}))


def overview(endpoint: Endpoint) -> Overview:
    """Look over the whole graph, in eight queries. Money is by the address of its plan."""
    roles: defaultdict[str, int] = defaultdict(int)
    states: defaultdict[str, int] = defaultdict(int)
    for row in select(endpoint, _LISTINGS):
        roles[word(row["role"])] += int(row["count"])
        states[word(row.get("state"))] += int(row["count"])
    money, cells = _money(endpoint)
    return Overview(
        documents=loaded_documents(endpoint),
        counts=class_counts(endpoint),
        roles=dict(sorted(roles.items())),
        states=dict(sorted(states.items())),
        findings={
            local_name(row["severity"]).lower(): int(row["count"])
            for row in sorted(select(endpoint, _FINDINGS), key=lambda row: row["severity"])
        },
        money=money,
        cells=cells,
    )


def class_counts(endpoint: Endpoint) -> dict[str, int]:
    """How many things there are of each class that the front page counts; quick at any size."""
    found = {row["class"].removeprefix(PLG_IRI): int(row["count"]) for row in select(endpoint, _CLASSES)}
    return {name: found.get(name, 0) for name in _COUNTED}


def loaded_documents(endpoint: Endpoint) -> tuple[LoadedDocument, ...]:
    """Every document with its account of lines; quick at any size."""
    lines = {row["document"]: row for row in select(endpoint, _DOCUMENTS)}
    found = []
    for iri, document in documents_of(endpoint).items():
        row = lines.get(iri, {})
        found.append(
            LoadedDocument(document, *(whole(row.get(name)) or 0 for name in ("read", "repaired", "not")))
        )
    return tuple(found)


@dataclass
class _Sums:
    printed_totals: int = 0
    as_printed: int = 0
    counted_once: int = 0
    low: int = 0
    high: int = 0
    derived: int = 0

    def add_homes(self, row: Mapping[str, str], sign: int = 1) -> None:
        self.counted_once += sign * (whole(row.get("sum")) or 0)
        self.low += sign * (whole(row.get("lowSum")) or 0)
        self.high += sign * (whole(row.get("highSum")) or 0)


def _money(endpoint: Endpoint) -> tuple[dict[str, Money], dict[str, int]]:
    sums: defaultdict[str, _Sums] = defaultdict(_Sums)
    cells: defaultdict[str, int] = defaultdict(int)
    for row in select(endpoint, _YEARLY):
        here, amount = sums[row["plan"]], whole(row.get("sum")) or 0
        cells[word(row["status"])] += int(row["count"])
        if word(row["status"]) == "stated":
            here.as_printed += amount
        if word(row["role"]) == "home":
            here.add_homes(row)
            here.derived += amount if word(row["status"]) == "derived" else 0
    for row in select(endpoint, _TOTALS):
        sums[row["plan"]].printed_totals += whole(row.get("sum")) or 0
    for row in _further_homes(select(endpoint, _TWO_HOMES)):
        sums[row["plan"]].add_homes(row, -1)
    money = {plan: _frozen(sums[plan]) for plan in sorted(sums)}
    return money, dict(sorted(cells.items()))


def _further_homes(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The homes of a project beside the first in the order of the print: their money is counted already."""
    homes: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["document"], int(row["order"]))):
        homes[row["plan"], row["project"]].append(row)
    return [row for found in homes.values() for row in found[1:]]


def _frozen(sums: _Sums) -> Money:
    return Money(sums.printed_totals, sums.as_printed, sums.counted_once, sums.low, sums.high, sums.derived)

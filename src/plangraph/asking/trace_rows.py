"""What a graph says of the listings of one project, as rows by listing: six queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from plangraph.asking.sources import (
    Source,
    in_print_order,
    merged_place,
    merged_quote,
    sources_where,
)
from plangraph.asking.terms import local_name, select, whole, word
from plangraph.asking.traced import TracedDivision, TracedListing, TracedMark, TracedPart
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import Bilingual

_LISTINGS = """
SELECT DISTINCT ?listing ?order ?role ?policy ?code ?title ?state ?ja ?en ?others ?plan ?planTitle ?first ?last WHERE {
  ?listing plg:listsProject %s ; plg:listingRole ?role ; plg:order ?order .
  OPTIONAL { ?listing plg:listedUnder ?policy . ?policy plg:code ?code ; rdfs:label ?title }
  OPTIONAL { ?listing plg:crossListingState ?state }
  OPTIONAL { ?listing plg:stateNote ?ja FILTER (LANG(?ja) = "ja") }
  OPTIONAL { ?listing plg:stateNote ?en FILTER (LANG(?en) = "en") }
  OPTIONAL { ?listing plg:andOthers ?others }
  OPTIONAL {
    ?listing plg:fromDocument/dcterms:isPartOf ?plan . ?plan rdfs:label ?planTitle
    OPTIONAL { ?plan plg:firstYear ?first }
    OPTIONAL { ?plan plg:lastYear ?last }
  }
}"""
_MARKS = """
SELECT DISTINCT ?listing ?code ?target ?chapter ?title ?unread ?beside WHERE {
  ?listing plg:listsProject %(project)s ; plg:markedCode ?code .
  OPTIONAL {
    ?listing plg:crossListedAt ?target . ?target plg:code ?code .
    OPTIONAL { ?target plg:chapterTitle ?chapter }
    OPTIONAL { ?target a plg:Policy ; rdfs:label ?title }
    BIND (EXISTS { ?target a plg:UnreadPolicy } AS ?unread)
    BIND (EXISTS { %(project)s plg:crossListedIn ?target } AS ?beside)
  }
}"""
_SAID = """
SELECT DISTINCT ?listing ?how ?thing ?name WHERE {
  ?listing plg:listsProject %s .
  { ?listing plg:responsibleDivision ?thing BIND ("responsible" AS ?how) }
  UNION { ?listing plg:relatedDivision ?thing BIND ("related" AS ?how) }
  UNION { ?listing plg:designation ?thing BIND ("designation" AS ?how) }
  UNION { ?listing plg:crossListedWith ?thing BIND ("joined" AS ?how) }
  ?thing rdfs:label ?name .
}"""
_PARTS = """
SELECT DISTINCT ?listing ?how ?part ?property ?value ?year WHERE {
  ?listing plg:listsProject %s .
  { ?listing plg:content ?part BIND ("content" AS ?how) }
  UNION { ?listing plg:cost ?part BIND ("cost" AS ?how) }
  UNION { ?listing plg:printedTotal ?part BIND ("total" AS ?how) }
  ?part ?property ?value .
  OPTIONAL { ?value plg:year ?year }
}"""
_OF_PARTS = "?listing plg:listsProject %s ; plg:content|plg:cost|plg:printedTotal ?node"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its fiscal years; 0 where they are not known."""

    iri: str
    title: str
    first_year: int
    last_year: int


def listings_of(endpoint: Endpoint, node: str) -> tuple[tuple[TracedListing, ...], dict[str, PlanRow]]:
    """The printed listings of a project (as a SPARQL term) in the order of the print, and the plans they stand in."""
    sources = sources_where(endpoint, f"?node plg:listsProject {node}")
    part_sources = sources_where(endpoint, _OF_PARTS % node)
    rows: dict[str, dict[str, str]] = {}
    for row in sorted(select(endpoint, _LISTINGS % node), key=lambda row: sorted(row.items())):
        rows.setdefault(row["listing"], row)
    ordered = sorted(rows.values(), key=lambda row: _print_order(row, sources.get(row["listing"], ())))
    codes = {iri: row.get("code", "") for iri, row in rows.items()}
    targets = {iri: row.get("policy", "") for iri, row in rows.items()}
    said = _said(endpoint, node)
    marks = _marks(endpoint, node)
    parts = _parts(endpoint, node, part_sources)
    listings = []
    for row in ordered:
        iri = row["listing"]
        joined = sorted(
            (other, codes.get(other, ""), targets.get(other, "")) for other in said[iri, "joined"]
        )
        given = tuple(_joined(mark, joined, len(marks[iri]) == 1) for mark in marks[iri])
        listings.append(_listing(row, sources.get(iri, ()), given, parts[iri], said))
    return tuple(listings), {
        row["plan"]: PlanRow(
            row["plan"], row["planTitle"], whole(row.get("first")) or 0, whole(row.get("last")) or 0
        )
        for row in ordered
        if "plan" in row
    }


def _print_order(row: dict[str, str], sources: tuple[Source, ...]) -> tuple[str, int, str]:
    return sources[0].document if sources else "", int(row["order"]), row["listing"]


_Said = defaultdict[tuple[str, str], dict[str, str]]


def _said(endpoint: Endpoint, node: str) -> _Said:
    """By listing and matter, the things named: address → label."""
    found: _Said = defaultdict(dict)
    for row in select(endpoint, _SAID % node):
        found[row["listing"], row["how"]][row["thing"]] = row["name"]
    return found


def _listing(
    row: dict[str, str],
    sources: tuple[Source, ...],
    marks: tuple[TracedMark, ...],
    parts: tuple[TracedPart, ...],
    said: _Said,
) -> TracedListing:
    quote, iri, code = merged_quote(sources), row["listing"], row.get("code", "")
    designations = said[iri, "designation"].values()
    return TracedListing(
        iri=iri,
        policy_iri=row.get("policy", ""),
        policy_code=code,
        policy_title=row.get("title", ""),
        role=word(row["role"]),
        marked_code="; ".join(in_print_order((mark.code for mark in marks), quote)),
        state=word(row.get("state")),
        note=Bilingual(row.get("ja", ""), row.get("en", "")),
        document=sources[0].file if sources else "",
        place=merged_place(sources),
        quote=quote,
        plan=row.get("plan", ""),
        marks=marks,
        parts=parts,
        divisions=_offices(said[iri, "responsible"], quote, row.get("others") == "true", code),
        related=_offices(said[iri, "related"], quote, False, code),
        designations=in_print_order(designations, quote),
    )


def _offices(offices: dict[str, str], quote: str, and_others: bool, code: str) -> tuple[TracedDivision, ...]:
    by_name = {name: iri for iri, name in sorted(offices.items(), reverse=True)}
    return tuple(
        TracedDivision(name, by_name[name], and_others, code) for name in in_print_order(by_name, quote)
    )


def _marks(endpoint: Endpoint, node: str) -> defaultdict[str, tuple[TracedMark, ...]]:
    found: defaultdict[str, dict[tuple[str, str], TracedMark]] = defaultdict(dict)
    for row in sorted(select(endpoint, _MARKS % {"project": node}), key=lambda row: sorted(row.items())):
        target = row.get("target", "")
        mark = TracedMark(
            row["code"],
            target,
            row.get("title") or row.get("chapter", ""),
            row.get("unread") != "true" if target else None,
            beside=row.get("beside") == "true",
        )
        found[row["listing"]].setdefault((mark.code, target), mark)
    marks: defaultdict[str, tuple[TracedMark, ...]] = defaultdict(tuple)
    marks.update((listing, tuple(by_code.values())) for listing, by_code in found.items())
    return marks


def _joined(mark: TracedMark, joined: list[tuple[str, str, str]], alone: bool) -> TracedMark:
    """A mark with the listings it led to: those in the section it names; of a number, all, where no other mark is there."""
    led = tuple(
        (iri, code)
        for iri, code, policy in joined
        if (policy == mark.policy_iri if mark.policy_iri else alone)
    )
    return TracedMark(mark.code, mark.policy_iri, mark.title, mark.read, led, mark.beside)


def _parts(
    endpoint: Endpoint, node: str, sources: dict[str, tuple[Source, ...]]
) -> defaultdict[str, tuple[TracedPart, ...]]:
    given: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for row in sorted(select(endpoint, _PARTS % node), key=lambda row: sorted(row.items())):
        key = row["listing"], row["part"], row["how"]
        name = local_name(row["property"])
        given[key].setdefault(name, row.get("year", "0") if name == "fiscalYear" else row["value"])
    found: defaultdict[str, dict[str, TracedPart]] = defaultdict(dict)
    for (listing, part, how), said in given.items():
        found[listing].setdefault(part, _part(how, said, sources.get(part, ())))
    parts: defaultdict[str, tuple[TracedPart, ...]] = defaultdict(tuple)
    parts.update(
        (listing, tuple(sorted(by_iri.values(), key=lambda one: (one.kind, one.first_year, one.cost_kind))))
        for listing, by_iri in found.items()
    )
    return parts


def _part(how: str, said: dict[str, str], sources: tuple[Source, ...]) -> TracedPart:
    year = whole(said.get("fiscalYear")) or 0
    return TracedPart(
        kind=how,
        first_year=whole(said.get("firstYear")) or year,
        last_year=whole(said.get("lastYear")) or year,
        text=said.get("text", ""),
        amount_yen=whole(said.get("amountYen")),
        amount_status=word(said.get("amountStatus")),
        low_yen=whole(said.get("amountLow")),
        high_yen=whole(said.get("amountHigh")),
        derivation=said.get("derivation", ""),
        printed=said.get("printedAmount", ""),
        cost_kind=local_name(said["costKind"]) if "costKind" in said else "ProjectCost",
        document=sources[0].file if sources else "",
        place=merged_place(sources),
        quote=merged_quote(sources),
    )

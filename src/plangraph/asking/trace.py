"""Trace of one project: where it is printed, which print is its home, what became of each mark, its money once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from plangraph.asking.labels import term_labels
from plangraph.asking.names import Names
from plangraph.asking.sources import Source, in_print_order, merged_place, merged_quote, sources_where
from plangraph.asking.terms import iri_term, select, whole, word
from plangraph.asking.trace_text import render_trace, trace_to_json
from plangraph.asking.traced import Carrier, Trace, TracedCost, TracedDivision, TracedListing
from plangraph.errors import QueryError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI
from plangraph.model.texts import Bilingual

__all__ = [
    "Carrier",
    "Trace",
    "TracedCost",
    "TracedDivision",
    "TracedListing",
    "render_trace",
    "trace",
    "trace_to_json",
]

_LISTINGS = """
SELECT DISTINCT ?listing ?order ?role ?policy ?code ?title ?state ?ja ?en ?others WHERE {
  ?listing plg:listsProject %s ; plg:listingRole ?role ; plg:order ?order .
  OPTIONAL { ?listing plg:listedUnder ?policy . ?policy plg:code ?code ; rdfs:label ?title }
  OPTIONAL { ?listing plg:crossListingState ?state }
  OPTIONAL { ?listing plg:stateNote ?ja FILTER (LANG(?ja) = "ja") }
  OPTIONAL { ?listing plg:stateNote ?en FILTER (LANG(?en) = "en") }
  OPTIONAL { ?listing plg:andOthers ?others }
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
_DIVISIONS = """
SELECT DISTINCT ?listing ?division ?name WHERE {
  ?listing plg:listsProject %s ; plg:responsibleDivision ?division . ?division rdfs:label ?name .
}"""
_COSTS = """
SELECT DISTINCT ?listing ?year ?status ?yen ?low ?high ?derivation WHERE {
  ?listing plg:listsProject %s .
  { ?listing plg:cost ?cost . ?cost plg:fiscalYear/plg:year ?year } UNION { ?listing plg:printedTotal ?cost }
  ?cost plg:amountStatus ?status .
  OPTIONAL { ?cost plg:amountYen ?yen }
  OPTIONAL { ?cost plg:amountLow ?low }
  OPTIONAL { ?cost plg:amountHigh ?high }
  OPTIONAL { ?cost plg:derivation ?derivation }
}"""
_CARRIERS = """
SELECT DISTINCT ?from ?how ?to ?name ?text ?read ?away WHERE {
  {
    %(project)s (plg:carriedBy|plg:countedIn)* ?from .
    VALUES ?how { plg:carriedBy plg:countedIn }
    ?from ?how ?to . ?to rdfs:label ?name .
    BIND (EXISTS { ?l plg:listsProject ?to ; plg:listingRole ?r FILTER (?r != plg:Relisting) } AS ?read)
    OPTIONAL {
      ?m plg:listsProject ?to ; plg:crossListedAt ?unread . ?unread a plg:UnreadPolicy ; plg:code ?away
      FILTER NOT EXISTS { ?to plg:crossListedIn ?unread }
    }
  } UNION {
    %(project)s (plg:carriedBy|plg:countedIn)* ?from .
    VALUES ?how { plg:carriedByText plg:countedInText }
    ?from ?how ?text
  }
}"""
_GUIDELINES = """
SELECT DISTINCT ?guideline ?name WHERE { %s plg:guidedBy ?guideline . ?guideline rdfs:label ?name }"""
_PROJECT_OF = """
SELECT ?project ?name WHERE {
  { %(node)s plg:listsProject ?project } UNION { BIND (%(node)s AS ?project) ?project a plg:MainProject }
  ?project rdfs:label ?name .
}"""


@dataclass(frozen=True, slots=True)
class _Mark:
    code: str
    target: str
    title: str
    unread: bool
    beside: bool


def trace(endpoint: Endpoint, text_or_iri: str, names: Callable[[], Names] | None = None) -> Trace:
    """Trace the project that a title, part of one, or an address of it or of one of its listings means.

    `names` gives the names of the graph where they are kept; without it they are fetched, if they are needed. Raises
    NotFoundError with near titles, SeveralFoundError with the candidates. The number of queries is fixed.
    """
    iri, name = _project(endpoint, text_or_iri, names or (lambda: Names.fetch(endpoint)))
    node = iri_term(iri)
    sources = sources_where(endpoint, f"?node plg:listsProject {node}")
    marks = _marks(endpoint, node)
    rows = sorted(
        select(endpoint, _LISTINGS % node), key=lambda row: _print_order(row, sources.get(row["listing"], ()))
    )
    listings = tuple(_listing(row, sources.get(row["listing"], ()), marks[row["listing"]]) for row in rows)
    homes = tuple(item for item in listings if item.role == "home")
    purse = next(iter(homes), next((i for i in listings if i.role == "carried"), next(iter(listings), None)))
    costs, total = _costs(endpoint, node, purse.iri if purse else "")
    read = any(item.role != "relisting" for item in listings)
    home_code = None if read else _unread_home(marks)
    carried_by, counted_in = _carriers(endpoint, node, iri)
    counts = purse is not None and purse.role != "relisting"
    known = [cost.amount_yen for cost in costs if cost.amount_yen is not None]
    summed = sum(known) if counts and costs and len(known) == len(costs) else None
    return Trace(
        project=name,
        iri=iri,
        listings=listings,
        home=homes[0] if homes else None,
        home_code=home_code,
        relistings=(
            *(item for item in listings if item.role == "relisting"),
            *_known_by_mark(listings, marks, home_code),
        ),
        carried_by=carried_by,
        counted_in=counted_in,
        divisions=_divisions(endpoint, node, rows, listings),
        guidelines=tuple(sorted((r["name"], r["guideline"]) for r in select(endpoint, _GUIDELINES % node))),
        costs=costs,
        total_yen=total if counts and total is not None else summed,
        total_printed=counts and total is not None,
        other_homes=homes[1:],
        terms=term_labels(endpoint),
    )


def _project(endpoint: Endpoint, text: str, names: Callable[[], Names]) -> tuple[str, str]:
    """Address and title of the project. An address is looked up as such, without any other name."""
    try:
        rows = select(endpoint, _PROJECT_OF % {"node": iri_term(text.strip())})
    except QueryError:
        rows = []
    if rows:
        return min((row["project"], row["name"]) for row in rows)
    hit = names().resolve_one(text, ("project",))
    return hit.iri, hit.label


def _print_order(row: dict[str, str], sources: tuple[Source, ...]) -> tuple[str, int, str]:
    return sources[0].document if sources else "", int(row["order"]), row["listing"]


def _listing(row: dict[str, str], sources: tuple[Source, ...], marks: list[_Mark]) -> TracedListing:
    quote = merged_quote(sources)
    return TracedListing(
        iri=row["listing"],
        policy_iri=row.get("policy", ""),
        policy_code=row.get("code", ""),
        policy_title=row.get("title", ""),
        role=word(row["role"]),
        marked_code="; ".join(in_print_order((mark.code for mark in marks), quote)),
        state=word(row.get("state")),
        note=Bilingual(row.get("ja", ""), row.get("en", "")),
        document=sources[0].file if sources else "",
        place=merged_place(sources),
        quote=quote,
    )


def _marks(endpoint: Endpoint, node: str) -> defaultdict[str, list[_Mark]]:
    found: defaultdict[str, list[_Mark]] = defaultdict(list)
    for row in select(endpoint, _MARKS % {"project": node}):
        mark = _Mark(
            row["code"],
            row.get("target", ""),
            row.get("title") or row.get("chapter", ""),
            row.get("unread") == "true",
            row.get("beside") == "true",
        )
        found[row["listing"]].append(mark)
    return found


def _unread_home(marks: defaultdict[str, list[_Mark]]) -> str | None:
    """The section of a home that was not read: the one that marks name and that is not beside the home."""
    codes = {mark.code for found in marks.values() for mark in found if mark.unread and not mark.beside}
    return codes.pop() if len(codes) == 1 else None


def _known_by_mark(
    listings: tuple[TracedListing, ...], marks: defaultdict[str, list[_Mark]], home_code: str | None
) -> list[TracedListing]:
    """Relistings that a mark speaks of and no read section has: their section was not read, or lacks the project.

    A mark that names a project's number speaks of no section.
    """
    printed = {item.policy_code for item in listings} | {home_code}
    found: dict[str, TracedListing] = {}
    for item in listings:
        for mark in marks[item.iri]:
            if mark.target and mark.code not in printed:
                found.setdefault(
                    mark.code,
                    TracedListing(
                        "", mark.target, mark.code, mark.title, "relisting", state=item.state, note=item.note
                    ),
                )
    return list(found.values())


def _divisions(
    endpoint: Endpoint, node: str, rows: list[dict[str, str]], listings: tuple[TracedListing, ...]
) -> tuple[TracedDivision, ...]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in select(endpoint, _DIVISIONS % node):
        found[row["listing"]][row["name"]] = row["division"]
    open_lists = {row["listing"] for row in rows if row.get("others") == "true"}
    return tuple(
        TracedDivision(name, found[item.iri][name], item.iri in open_lists, item.policy_code)
        for item in listings
        for name in in_print_order(found[item.iri], item.quote)
    )


def _costs(endpoint: Endpoint, node: str, listing: str) -> tuple[tuple[TracedCost, ...], int | None]:
    """The yearly costs of one listing and its printed total."""
    costs, total = [], None
    for row in select(endpoint, _COSTS % node):
        if row["listing"] != listing:
            continue
        if "year" not in row:
            total = whole(row.get("yen"))
            continue
        bounds = whole(row.get("low")), whole(row.get("high"))
        costs.append(
            TracedCost(
                int(row["year"]),
                whole(row.get("yen")),
                word(row["status"]),
                *bounds,
                row.get("derivation", ""),
            )
        )
    return tuple(sorted(costs, key=lambda cost: cost.fiscal_year)), total


def _carriers(endpoint: Endpoint, node: str, iri: str) -> tuple[tuple[Carrier, ...], tuple[Carrier, ...]]:
    """What carries the project, and what carries that, to the end; each way of carrying by itself."""
    links: defaultdict[tuple[str, str], dict[tuple[str | None, str], dict[str, str]]] = defaultdict(dict)
    for row in sorted(select(endpoint, _CARRIERS % {"project": node}), key=lambda row: row.get("away", "")):
        how = row["how"].removeprefix(PLG_IRI).removesuffix("Text")
        name = row.get("name") or row["text"]
        links[row["from"], how][row.get("to"), name] = row
    return _follow(links, iri, "carriedBy"), _follow(links, iri, "countedIn")


def _follow(
    links: defaultdict[tuple[str, str], dict[tuple[str | None, str], dict[str, str]]], start: str, how: str
) -> tuple[Carrier, ...]:
    found: list[Carrier] = []
    passed, front, step = {start}, [start], 1
    while front:
        reached = []
        for here in front:
            for (to, name), row in sorted(links[here, how].items(), key=lambda pair: pair[0][1]):
                closes = to in passed
                found.append(
                    Carrier(
                        name, to, step, row.get("read") == "true", row.get("away", ""), closes_cycle=closes
                    )
                )
                if to is not None and not closes:
                    passed.add(to)
                    reached.append(to)
        front, step = reached, step + 1
    return tuple(found)

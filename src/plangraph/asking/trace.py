"""Trace of one project: where it is printed, which print is its home, what became of each mark, its money once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from plangraph.asking.labels import term_labels
from plangraph.asking.names import Names
from plangraph.asking.terms import iri_term, local_name, select, values_of, word
from plangraph.asking.trace_json import trace_to_json
from plangraph.asking.trace_rows import PlanRow, listings_of
from plangraph.asking.trace_text import render_trace
from plangraph.asking.traced import Carrier, Trace, TracedCost, TracedDivision, TracedListing, TracedPlan
from plangraph.errors import QueryError
from plangraph.graph.endpoint import Endpoint

__all__ = [
    "Carrier",
    "Trace",
    "TracedCost",
    "TracedDivision",
    "TracedListing",
    "TracedPlan",
    "project_meant",
    "render_trace",
    "trace",
    "trace_to_json",
]

_CARRIERS = """
SELECT DISTINCT ?from ?how ?to ?name ?text WHERE {
  %(project)s (plg:carriedBy|plg:countedIn)* ?from .
  {
    VALUES ?how { plg:carriedBy plg:countedIn }
    ?from ?how ?to . ?to rdfs:label ?name .
  } UNION {
    VALUES ?how { plg:carriedByText plg:countedInText }
    ?from ?how ?text
  }
}"""
_HOMES = """
SELECT DISTINCT ?to ?role ?away ?beside WHERE {
  %s ?listing plg:listsProject ?to ; plg:listingRole ?role .
  OPTIONAL {
    ?listing plg:crossListedAt ?unread . ?unread a plg:UnreadPolicy ; plg:code ?away
    OPTIONAL { ?to plg:crossListedIn ?unread BIND (true AS ?beside) }
  }
}"""
_GUIDELINES = """
SELECT DISTINCT ?guideline ?name WHERE { %s plg:guidedBy ?guideline . ?guideline rdfs:label ?name }"""
_PROJECT_OF = """
SELECT ?project ?name WHERE {
  { %(node)s plg:listsProject ?project } UNION { BIND (%(node)s AS ?project) ?project a plg:MainProject }
  ?project rdfs:label ?name .
}"""


def trace(endpoint: Endpoint, text_or_iri: str, names: Callable[[], Names] | None = None) -> Trace:
    """Trace the project that a title, part of one, or an address of it or of one of its listings means.

    `names` gives the names of the graph where they are kept; without it they are fetched, if they are needed. Raises
    NotFoundError with near titles, SeveralFoundError with the candidates. The number of queries is fixed.
    """
    iri, name = project_meant(endpoint, text_or_iri, names or (lambda: Names.fetch(endpoint)))
    node = iri_term(iri)
    listings, plans = listings_of(endpoint, node)
    carried_by, counted_in = _carriers(endpoint, node, iri)
    return Trace(
        project=name,
        iri=iri,
        listings=listings,
        plans=_in_plans(listings, plans),
        carried_by=carried_by,
        counted_in=counted_in,
        guidelines=tuple(sorted((r["name"], r["guideline"]) for r in select(endpoint, _GUIDELINES % node))),
        terms=term_labels(endpoint),
    )


def _in_plans(listings: Iterable[TracedListing], plans: dict[str, PlanRow]) -> tuple[TracedPlan, ...]:
    """The listings plan by plan, the one that ends last first."""
    sorted_out: defaultdict[str, list[TracedListing]] = defaultdict(list)
    for item in listings:
        sorted_out[item.plan].append(item)
    found = [
        _in_plan(plans.get(iri, PlanRow(iri, "", 0, 0)), tuple(given)) for iri, given in sorted_out.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.last_year, -one.first_year, one.title, one.iri)))


def _in_plan(plan: PlanRow, listings: tuple[TracedListing, ...]) -> TracedPlan:
    homes = tuple(item for item in listings if item.role == "home")
    carried = next((item for item in listings if item.role == "carried"), None)
    purse = homes[0] if homes else carried or listings[0]
    costs = _costs(purse)
    read = any(item.role != "relisting" for item in listings)
    home_code = None if read else _unread_home(listings)
    counts = purse.role != "relisting"
    widest = max(
        (part for part in purse.parts if part.kind == "total"),
        key=lambda part: part.last_year - part.first_year,
        default=None,
    )
    printed = widest.amount_yen if widest else None
    known = [cost.amount_yen for cost in costs if cost.amount_yen is not None]
    summed = sum(known) if counts and costs and len(known) == len(costs) else None
    return TracedPlan(
        iri=plan.iri,
        title=plan.title,
        first_year=plan.first_year,
        last_year=plan.last_year,
        listings=listings,
        home=homes[0] if homes else None,
        home_code=home_code,
        other_homes=homes[1:],
        relistings=(
            *(item for item in listings if item.role == "relisting"),
            *_known_by_mark(listings, home_code),
        ),
        costs=costs,
        total_yen=printed if counts and printed is not None else summed,
        total_printed=counts and printed is not None,
    )


def project_meant(endpoint: Endpoint, text: str, names: Callable[[], Names]) -> tuple[str, str]:
    """Address and title of the project that a text means. An address is looked up as such, without any other name."""
    try:
        rows = select(endpoint, _PROJECT_OF % {"node": iri_term(text.strip())})
    except QueryError:
        rows = []
    if rows:
        return min((row["project"], row["name"]) for row in rows)
    hit = names().resolve_one(text, ("project",))
    return hit.iri, hit.label


def _unread_home(listings: tuple[TracedListing, ...]) -> str | None:
    """The section of a home that was not read: the one that marks name and that is not beside the home."""
    codes = {mark.code for item in listings for mark in item.marks if mark.read is False and not mark.beside}
    return codes.pop() if len(codes) == 1 else None


def _known_by_mark(listings: tuple[TracedListing, ...], home_code: str | None) -> list[TracedListing]:
    """Relistings that a mark speaks of and no read section has: their section was not read, or lacks the project.

    A mark that names a project's number speaks of no section.
    """
    printed = {item.policy_code for item in listings} | {home_code}
    found: dict[str, TracedListing] = {}
    for item in listings:
        for mark in item.marks:
            if mark.policy_iri and mark.code not in printed:
                known = TracedListing(
                    "",
                    mark.policy_iri,
                    mark.code,
                    mark.title,
                    "relisting",
                    state=item.state,
                    note=item.note,
                    plan=item.plan,
                )
                found.setdefault(mark.code, known)
    return list(found.values())


def _costs(purse: TracedListing) -> tuple[TracedCost, ...]:
    """The yearly costs of the one listing whose money counts."""
    return tuple(
        TracedCost(
            part.first_year,
            part.amount_yen,
            part.amount_status,
            part.low_yen,
            part.high_yen,
            part.derivation,
        )
        for part in purse.parts
        if part.kind == "cost" and part.cost_kind == "ProjectCost"
    )


def _carriers(endpoint: Endpoint, node: str, iri: str) -> tuple[tuple[Carrier, ...], tuple[Carrier, ...]]:
    """What carries the project, and what carries that, to the end; each way of carrying by itself."""
    rows = select(endpoint, _CARRIERS % {"project": node})
    homes = _homes(endpoint, {row["to"] for row in rows if "to" in row})
    links: _CarrierLinks = defaultdict(dict)
    for row in sorted(rows, key=lambda row: sorted(row.items())):
        how = local_name(row["how"]).removesuffix("Text")
        to = row.get("to")
        links[row["from"], how][to, row.get("name") or row["text"]] = homes.get(to or "", (False, ""))
    return _follow(links, iri, "carriedBy"), _follow(links, iri, "countedIn")


_CarrierLinks = defaultdict[tuple[str, str], dict[tuple[str | None, str], tuple[bool, str]]]


def _homes(endpoint: Endpoint, carriers: set[str]) -> dict[str, tuple[bool, str]]:
    """Whether the home of each carrier was read, and the code of the unread section that its relistings name."""
    if not carriers:
        return {}
    read: dict[str, bool] = {}
    away: dict[str, str] = {}
    for row in select(endpoint, _HOMES % values_of("to", carriers)):
        to = row["to"]
        read[to] = read.get(to, False) or word(row["role"]) != "relisting"
        if "away" in row and "beside" not in row:
            away[to] = max(row["away"], away.get(to, ""))
    return {to: (is_read, away.get(to, "")) for to, is_read in read.items()}


def _follow(links: _CarrierLinks, start: str, how: str) -> tuple[Carrier, ...]:
    found: list[Carrier] = []
    passed, front, step = {start}, [start], 1
    while front:
        reached = []
        for here in front:
            for (to, name), (read, away) in sorted(links[here, how].items(), key=lambda pair: pair[0][1]):
                closes = to in passed
                found.append(
                    Carrier(
                        name,
                        to,
                        step,
                        read,
                        away,
                        closes_cycle=closes,
                        carries=here,
                    )
                )
                if to is not None and not closes:
                    passed.add(to)
                    reached.append(to)
        front, step = reached, step + 1
    return tuple(found)

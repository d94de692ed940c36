"""The plans of a graph as plain data: what totals, impact, structure and comparisons are counted from.

A question over all listings is asked once, in a fixed number of queries, and everything else is arithmetic over the
result, so that every answer rests on the same rows. At a hundred thousand listings the whole is some hundred megabytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plangraph.asking.documents import Document, documents_of
from plangraph.asking.plan_facts import (
    Amount,
    DivisionFacts,
    Facts,
    ListingFacts,
    PlanFacts,
    PolicyFacts,
    ProjectFacts,
)
from plangraph.asking.records_file import read_records, write_records
from plangraph.asking.terms import bulk_records, bulk_select, local_name, values_of, whole, word
from plangraph.graph.endpoint import Endpoint

__all__ = [
    "Amount",
    "DivisionFacts",
    "Facts",
    "ListingFacts",
    "PlanFacts",
    "PolicyFacts",
    "ProjectFacts",
    "facts_about",
    "facts_of",
    "keep_facts",
]

# A pattern in a SELECT of its own is read once over the whole graph and joined by hash. Asked of each listing in turn, as
# the engine would otherwise do, it takes three times as long.
_LISTINGS = """
SELECT ?listing ?order ?document ?role ?policy ?project ?title ?state ?others WHERE {
  ?listing plg:listsProject ?project .
  { SELECT ?listing ?order { ?listing plg:order ?order } }
  { SELECT ?listing ?document { ?listing plg:fromDocument ?document } }
  { SELECT ?listing ?role { ?listing plg:listingRole ?role } }
  OPTIONAL { ?listing rdfs:label ?title }
  OPTIONAL { SELECT ?listing ?policy { ?listing plg:listedUnder ?policy } }
  OPTIONAL { SELECT ?listing ?state { ?listing plg:crossListingState ?state } }
  OPTIONAL { SELECT ?listing ?others { ?listing plg:andOthers ?others } }
}"""
_FIGURES = """
  OPTIONAL { SELECT ?cost ?yen { ?cost plg:amountYen ?yen } }
  OPTIONAL { SELECT ?cost ?low { ?cost plg:amountLow ?low } }
  OPTIONAL { SELECT ?cost ?high { ?cost plg:amountHigh ?high } }
  OPTIONAL { SELECT ?cost ?unit { ?cost plg:unitYen ?unit } }
}"""
_COSTS = (
    """
SELECT ?holder ?kind ?year ?status ?yen ?low ?high ?unit WHERE {
  ?holder plg:cost ?cost .
  { SELECT ?cost ?year { ?cost plg:fiscalYear ?fiscalYear . ?fiscalYear plg:year ?year } }
  { SELECT ?cost ?status { ?cost plg:amountStatus ?status } }
  OPTIONAL { SELECT ?cost ?kind { ?cost plg:costKind ?kind } }"""
    + _FIGURES
)
_TOTALS = (
    """
SELECT ?holder ?first ?last ?status ?yen ?low ?high ?unit WHERE {
  ?holder plg:printedTotal ?cost .
  ?cost plg:firstYear ?first ; plg:lastYear ?last ; plg:amountStatus ?status ."""
    + _FIGURES
)
_LINKS = """
SELECT ?from ?name ?to WHERE {
  VALUES (?property ?name) { %s }
  ?from ?property ?to
}"""
_OF_LISTINGS = ("markedCode", "crossListedAt", "crossListedWith", "responsibleDivision", "relatedDivision")
_OF_OTHERS = (
    "leadDivision",
    "guidedBy",
    "carriedBy",
    "countedIn",
    "carriedByText",
    "countedInText",
    "crossListedIn",
)
_DESIGNATIONS = """
SELECT ?from ?to WHERE { ?from plg:designation/rdfs:label ?to }"""
_PROJECTS = """
SELECT ?project ?title WHERE { ?project a plg:MainProject ; rdfs:label ?title }"""
_POLICIES = """
SELECT ?policy ?class ?code ?title ?level ?depth ?parent ?chapter WHERE {
  VALUES ?class { plg:Policy plg:UnreadPolicy plg:BasicProject }
  ?policy a ?class ; rdfs:label ?title .
  OPTIONAL { ?policy plg:code ?code }
  OPTIONAL { ?policy plg:level ?level }
  OPTIONAL { ?policy plg:depth ?depth }
  OPTIONAL { ?policy plg:partOf ?parent }
  OPTIONAL { ?policy plg:chapterTitle ?chapter }
}"""
_DIVISIONS = """
SELECT ?division ?name ?parent ?body WHERE {
  ?division a plg:Division ; rdfs:label ?name .
  OPTIONAL { ?division org:subOrganizationOf ?parent . ?parent a plg:Division }
  OPTIONAL { ?division org:unitOf ?body }
}"""
_GUIDELINES = """
SELECT ?guideline ?name WHERE { ?guideline a plg:Guideline ; rdfs:label ?name }"""
_PLANS = """
SELECT ?plan ?title ?first ?last ?body ?bodyName ?series WHERE {
  ?plan a plg:Plan ; rdfs:label ?title ; plg:publishedBy ?body . ?body rdfs:label ?bodyName .
  FILTER (LANG(?bodyName) != "en")
  OPTIONAL { ?plan plg:firstYear ?first }
  OPTIONAL { ?plan plg:lastYear ?last }
  OPTIONAL { ?plan plg:inSeries ?series }
}"""


def facts_of(endpoint: Endpoint) -> Facts:
    """Take the plans out of a graph: from the file that a build left beside its version, else in twelve queries."""
    version = getattr(endpoint, "version", None)
    kept = _read(_facts_path(version)) if isinstance(version, Path) else None
    return _facts(endpoint, None) if kept is None else kept


def keep_facts(version: Path, facts: Facts) -> None:
    """Leave the facts of a version beside it, so that `facts_of` reads them, and take away those of versions gone.

    `version` is the folder of the version, which itself is not written.
    """
    path = _facts_path(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = {
        "listings": facts.listings,
        "projects": facts.projects.values(),
        "policies": facts.policies.values(),
        "divisions": facts.divisions.values(),
        "guidelines": [_Guideline(iri, name) for iri, name in facts.guidelines.items()],
        "plans": facts.plans.values(),
        "documents": facts.documents.values(),
    }
    write_records(path, _HEAD, tables)
    kept = {folder.name for folder in version.parent.iterdir()}
    for old in path.parent.iterdir():
        if old.name.removesuffix(".new").removesuffix(".json") not in kept:
            old.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Guideline:
    iri: str
    name: str


_HEAD: Mapping[str, str | int] = {"kind": "plangraph facts", "format": 1}
_CLASSES = {
    "listings": ListingFacts,
    "projects": ProjectFacts,
    "policies": PolicyFacts,
    "divisions": DivisionFacts,
    "guidelines": _Guideline,
    "plans": PlanFacts,
    "documents": Document,
}


def _facts_path(version: Path) -> Path:
    return version.parent.parent / "facts" / f"{version.name}.json"


def _read(path: Path) -> Facts | None:
    found = read_records(path, _HEAD, _CLASSES)
    if found is None:
        return None
    return Facts(
        listings=tuple(found["listings"]),
        projects={one.iri: one for one in found["projects"]},
        policies={one.iri: one for one in found["policies"]},
        divisions={one.iri: one for one in found["divisions"]},
        guidelines={one.iri: one.name for one in found["guidelines"]},
        plans={one.iri: one for one in found["plans"]},
        documents={one.iri: one for one in found["documents"]},
    )


def facts_about(endpoint: Endpoint, projects: Iterable[str]) -> Facts:
    """The facts of a few projects over all plans, with whatever they stand under; of other projects no listing is there."""
    return _facts(endpoint, sorted(set(projects)))


def _facts(endpoint: Endpoint, projects: Sequence[str] | None) -> Facts:
    documents = documents_of(endpoint)
    rows = list(bulk_records(endpoint, _only(_LISTINGS, "project", projects)))
    holders = None if projects is None else [*projects, *{row["listing"] for row in rows}]
    links = _linked(endpoint, _OF_LISTINGS + _OF_OTHERS, holders)
    designations = _pairs(endpoint, _DESIGNATIONS, holders)
    costs, totals = _amounts(endpoint, holders)
    listings: dict[str, ListingFacts] = {}
    for row in rows:
        iri, document = row["listing"], row["document"]
        if iri in listings:
            continue
        listings[iri] = ListingFacts(
            iri=iri,
            title=row.get("title", ""),
            order=int(row["order"]),
            document=document,
            plan=documents[document].plan if document in documents else "",
            policy=row.get("policy", ""),
            project=row["project"],
            role=word(row["role"]),
            state=word(row.get("state")),
            and_others=row.get("others") == "true",
            marks=links["markedCode", iri],
            targets=links["crossListedAt", iri],
            partners=links["crossListedWith", iri],
            divisions=links["responsibleDivision", iri],
            related=links["relatedDivision", iri],
            designations=designations[iri],
            costs=costs[iri],
            totals=totals[iri],
        )
    ordered = sorted(listings.values(), key=lambda one: (one.plan, one.document, one.order, one.iri))
    return Facts(
        listings=tuple(ordered),
        projects=_projects(endpoint, links, projects),
        policies=_policies(endpoint, links, costs),
        divisions=_divisions(endpoint),
        guidelines={row["guideline"]: row["name"] for row in _rising(endpoint, _GUIDELINES)},
        plans=_plans(endpoint),
        documents=documents,
    )


_SELECTED = re.compile(r"\{ SELECT [^{}]*\{([^{}]*)\} \}")


def _only(query: str, variable: str, iris: Sequence[str] | None) -> str:
    """A query about some things alone, each pattern then asked of them; about all for None."""
    if iris is None:
        return query
    return _SELECTED.sub(r"{\1}", query).replace("WHERE {", f"WHERE {{ {values_of(variable, iris)}", 1)


_Links = defaultdict[tuple[str, str], tuple[str, ...]]


def _linked(endpoint: Endpoint, properties: Iterable[str], holders: Sequence[str] | None) -> _Links:
    """What each property of each thing leads to, in rising order."""
    named = " ".join(f'(plg:{name} "{name}")' for name in properties)
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for thing, name, to in bulk_select(endpoint, _only(_LINKS % named, "from", holders)):
        found[name, thing].add(to)
    links: _Links = defaultdict(tuple)
    links.update((key, tuple(sorted(values))) for key, values in found.items())
    return links


def _pairs(
    endpoint: Endpoint, query: str, holders: Sequence[str] | None
) -> defaultdict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for thing, to in bulk_select(endpoint, _only(query, "from", holders)):
        found[thing].add(to)
    pairs: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    pairs.update((key, tuple(sorted(values))) for key, values in found.items())
    return pairs


def _amounts(
    endpoint: Endpoint, holders: Sequence[str] | None
) -> tuple[defaultdict[str, tuple[Amount, ...]], defaultdict[str, tuple[Amount, ...]]]:
    costs: defaultdict[str, list[Amount]] = defaultdict(list)
    for holder, kind, year, status, *figures in bulk_select(endpoint, _only(_COSTS, "holder", holders)):
        costs[holder].append(_amount(year, year, status, figures, kind))
    totals: defaultdict[str, list[Amount]] = defaultdict(list)
    for holder, first, last, status, *figures in bulk_select(endpoint, _only(_TOTALS, "holder", holders)):
        totals[holder].append(_amount(first, last, status, figures))
    return _ordered(costs), _ordered(totals)


def _amount(first: str, last: str, status: str, figures: list[str], kind: str = "") -> Amount:
    """An amount out of the cells of a row; `figures` are yen, low, high and unit, "" for what is not there."""
    yen, low, high, unit = (whole(figure) if figure else None for figure in figures)
    return Amount(
        int(first),
        int(last),
        word(status),
        yen,
        yen if low is None else low,
        yen if high is None else high,
        local_name(kind) or "ProjectCost",
        unit or 1,
    )


def _ordered(amounts: Mapping[str, list[Amount]]) -> defaultdict[str, tuple[Amount, ...]]:
    found: defaultdict[str, tuple[Amount, ...]] = defaultdict(tuple)
    found.update(
        (holder, tuple(sorted(given, key=_in_order) if len(given) > 1 else given))
        for holder, given in amounts.items()
    )
    return found


def _in_order(amount: Amount) -> tuple[int, str, str, int]:
    return amount.first_year, amount.kind, amount.status, amount.yen or 0


def _projects(endpoint: Endpoint, links: _Links, projects: Sequence[str] | None) -> dict[str, ProjectFacts]:
    """Every project; of some, these and what carries them or counts their money."""
    named = projects
    if projects is not None:
        carriers = (links[how, one] for one in projects for how in ("carriedBy", "countedIn"))
        named = [*projects, *(iri for found in carriers for iri in found)]
    found: dict[str, ProjectFacts] = {}
    for row in _rising(endpoint, _only(_PROJECTS, "project", named)):
        iri = row["project"]
        found.setdefault(
            iri,
            ProjectFacts(
                iri=iri,
                title=row["title"],
                carried_by=links["carriedBy", iri],
                counted_in=links["countedIn", iri],
                carried_by_text=links["carriedByText", iri],
                counted_in_text=links["countedInText", iri],
                cross_listed_in=links["crossListedIn", iri],
                divisions=links["responsibleDivision", iri],
                guidelines=links["guidedBy", iri],
            ),
        )
    return found


_KINDS = {"Policy": "policy", "UnreadPolicy": "unread-policy", "BasicProject": "basic-project"}


def _policies(
    endpoint: Endpoint, links: _Links, costs: Mapping[str, tuple[Amount, ...]]
) -> dict[str, PolicyFacts]:
    found: dict[str, PolicyFacts] = {}
    for row in _rising(endpoint, _POLICIES):
        iri = row["policy"]
        found.setdefault(
            iri,
            PolicyFacts(
                iri=iri,
                kind=_KINDS[local_name(row["class"])],
                code=row.get("code", ""),
                title=row["title"],
                level=row.get("level", ""),
                depth=whole(row.get("depth")) or 0,
                parent=row.get("parent", ""),
                chapter=row.get("chapter", ""),
                lead=links["leadDivision", iri],
                related=links["relatedDivision", iri],
                guidelines=links["guidedBy", iri],
                costs=costs.get(iri, ()),
            ),
        )
    return found


def _divisions(endpoint: Endpoint) -> dict[str, DivisionFacts]:
    found: dict[str, DivisionFacts] = {}
    for row in _rising(endpoint, _DIVISIONS):
        found.setdefault(row["division"], DivisionFacts(row["division"], row["name"], row.get("parent", "")))
    return found


def _plans(endpoint: Endpoint) -> dict[str, PlanFacts]:
    found: dict[str, PlanFacts] = {}
    for row in _rising(endpoint, _PLANS):
        found.setdefault(
            row["plan"],
            PlanFacts(
                iri=row["plan"],
                title=row["title"],
                first_year=whole(row.get("first")) or 0,
                last_year=whole(row.get("last")) or 0,
                body=row["body"],
                body_name=row["bodyName"],
                series=row.get("series", ""),
            ),
        )
    return found


def _rising(endpoint: Endpoint, query: str) -> list[dict[str, str]]:
    """Rows in a fixed order, so that of two labels the same one is taken each time."""
    return sorted(bulk_records(endpoint, query), key=lambda row: sorted(row.items()))

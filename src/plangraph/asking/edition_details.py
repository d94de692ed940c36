"""Details of an edition, fetched: contents, printed numbers, former titles, units, places, and what became of offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from plangraph.asking.edition import Details, Edition, OfficeChange
from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import local_name, select, values_of, whole, word
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import comparison_title

_OF_DOCUMENTS = "%s ?listing plg:fromDocument ?document . "
_CONTENTS = """
SELECT ?listing ?year ?text WHERE {
  %s ?listing plg:content ?content . ?content plg:text ?text .
  OPTIONAL { ?content plg:fiscalYear/plg:year ?year }
}"""
_NUMBERS = """
SELECT ?listing ?property ?value WHERE {
  %s VALUES ?property { plg:projectCode plg:formerTitle }
  ?listing ?property ?value .
}"""
_FORMER_TITLES = """
SELECT DISTINCT ?project ?former WHERE { ?listing plg:formerTitle ?former ; plg:listsProject ?project }"""
_UNITS = """
SELECT DISTINCT ?listing ?unit WHERE { %s ?listing plg:cost/plg:unitYen ?unit }"""
_TITLES = """
SELECT DISTINCT ?project ?title WHERE { ?project a plg:MainProject ; rdfs:label ?title }"""
_ALIASES = """
SELECT ?alias WHERE { %s ?document plg:alias ?alias }"""
_OFFICE_CHANGES = """
SELECT ?change ?kind ?year ?side ?office WHERE {
  VALUES ?side { org:originalOrganization org:resultingOrganization }
  ?change a org:ChangeEvent ; plg:changeKind ?kind ; plg:fiscalYear/plg:year ?year .
  OPTIONAL { ?change ?side ?division . ?division rdfs:label ?office }
}"""


def edition_of(endpoint: Endpoint, facts: Facts, plan: PlanFacts) -> Edition:
    """A plan of a graph with its details, in a fixed number of queries over the documents of the plan alone."""
    documents = [one.iri for one in facts.documents.values() if one.plan == plan.iri]
    if not documents:
        return Edition(facts, plan)
    values = values_of("document", documents)
    policies = Edition(facts, plan).policies
    patterns = [f"{values} ?node plg:fromDocument ?document ; a plg:Listing"]
    patterns += [values_of("node", policies)] if policies else []
    return Edition(
        facts,
        plan,
        replace(
            _of_listings(endpoint, _OF_DOCUMENTS % values, patterns),
            aliases=_aliases(endpoint, values),
            office_changes=_office_changes(endpoint),
        ),
    )


def details_of(endpoint: Endpoint, listings: Iterable[str]) -> Details:
    """The details of a few listings, by their addresses."""
    wanted = set(listings)
    if not wanted:
        return Details()
    return _of_listings(endpoint, values_of("listing", wanted), [values_of("node", wanted)])


def _of_listings(endpoint: Endpoint, listed: str, cited: Iterable[str]) -> Details:
    """What a pattern of `?listing` binds; `cited` are patterns of `?node`, for the sources."""
    contents: defaultdict[str, set[tuple[int | None, str]]] = defaultdict(set)
    for row in select(endpoint, _CONTENTS % listed):
        contents[row["listing"]].add((whole(row.get("year")), row["text"]))
    numbers: dict[str, dict[str, str]] = {"projectCode": {}, "formerTitle": {}}
    for row in sorted(select(endpoint, _NUMBERS % listed), key=lambda row: row["value"]):
        numbers[local_name(row["property"])].setdefault(row["listing"], row["value"])
    units: dict[str, int] = {}
    for row in select(endpoint, _UNITS % listed):
        units[row["listing"]] = max(units.get(row["listing"], 0), whole(row["unit"]) or 0)
    sources: dict[str, tuple[Source, ...]] = {}
    for pattern in cited:
        sources |= sources_where(endpoint, pattern)
    return Details(
        contents={
            listing: tuple(sorted(found, key=lambda one: (one[0] or 0, one[1])))
            for listing, found in contents.items()
        },
        codes=numbers["projectCode"],
        former=numbers["formerTitle"],
        units=units,
        sources=sources,
    )


def former_titles(endpoint: Endpoint) -> dict[str, set[str]]:
    """What every project of a graph says it was called before, as titles are compared; most plans say nothing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in select(endpoint, _FORMER_TITLES):
        found[row["project"]].add(comparison_title(row["former"]))
    return found


def projects_by_title(endpoint: Endpoint) -> dict[str, list[str]]:
    """The addresses of every project by title, as titles are compared."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in select(endpoint, _TITLES):
        found[comparison_title(row["title"])].append(row["project"])
    return found


def _aliases(endpoint: Endpoint, values: str) -> dict[str, str]:
    """What `plan.toml` says that projects are known as: the text `projects: LABEL = LABEL` of each document."""
    found: dict[str, str] = {}
    for row in select(endpoint, _ALIASES % values):
        kind, _, pair = row["alias"].partition(": ")
        left, equals, right = pair.partition(" = ")
        if kind == "projects" and equals:
            found[left] = right
    return found


def _office_changes(endpoint: Endpoint) -> tuple[OfficeChange, ...]:
    heads: dict[str, tuple[str, int]] = {}
    sides: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for row in select(endpoint, _OFFICE_CHANGES):
        heads[row["change"]] = word(row["kind"]), whole(row["year"]) or 0
        if "office" in row:
            sides[row["change"], row["side"].endswith("originalOrganization")].add(row["office"])
    return tuple(
        OfficeChange(kind, year, tuple(sorted(sides[iri, True])), tuple(sorted(sides[iri, False])))
        for iri, (kind, year) in sorted(heads.items(), key=lambda item: (item[1][1], item[0]))
    )

"""The links between things, as drawing and path finding follow them: what hangs together in a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from plangraph.asking.names import KINDS
from plangraph.asking.terms import select, values_of, whole, word
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.vocabulary import PLG_IRI

DRAWN = (
    "body", "plan", "policy", "unread-policy", "project", "basic-project", "planned-project", "division", "guideline",
    "indicator",
)  # fmt: skip
"""The kinds of things that links lead to."""
LISTED_UNDER = PLG_IRI + "listedUnder"

_CLASSES = {kind: KINDS[kind] for kind in DRAWN}

_LINKS = """
SELECT DISTINCT ?from ?property ?to ?role ?state ?listing WHERE {
  VALUES ?property {
    plg:partOf plg:responsibleDivision plg:leadDivision plg:relatedDivision plg:guidedBy plg:carriedBy plg:countedIn
    plg:indicator plg:plannedProject plg:publishedBy org:subOrganizationOf
  }
  { %(from)s ?from ?property ?to } UNION { %(to)s ?from ?property ?to }
  FILTER NOT EXISTS { ?from a plg:Listing }
}"""
_LISTINGS = """
SELECT DISTINCT ?from ?to ?role ?state ?listing WHERE {
  { %(from)s ?listing plg:listsProject ?from ; plg:listedUnder ?to } UNION
  { %(to)s ?listing plg:listedUnder ?to ; plg:listsProject ?from }
  ?listing plg:listingRole ?role .
  OPTIONAL { ?listing plg:crossListingState ?state }
}"""
_MARKS = """
SELECT DISTINCT ?from ?to ?role ?state ?listing WHERE {
  { %(from)s ?listing plg:listsProject ?from ; plg:crossListedAt ?to . ?to a plg:UnreadPolicy } UNION
  { %(to)s ?to a plg:UnreadPolicy . ?listing plg:crossListedAt ?to ; plg:listsProject ?from }
  OPTIONAL { ?listing plg:crossListingState ?state }
  BIND (IF (EXISTS { ?from plg:crossListedIn ?to }, plg:Relisting, plg:Home) AS ?role)
}"""
_NODES = f"""
SELECT DISTINCT ?node ?class ?label ?code WHERE {{
  %s
  VALUES ?class {{ {" ".join(f"plg:{name}" for name in _CLASSES.values())} }}
  ?node a ?class ; rdfs:label ?label FILTER (LANG(?label) != "en")
  OPTIONAL {{ ?node plg:code ?code }}
}}"""
_DESIGNATIONS = """
SELECT DISTINCT ?project ?designation WHERE {
  %s ?listing plg:listsProject ?project ; plg:designation/rdfs:label ?designation
}"""
_YEARS = """
SELECT DISTINCT ?project ?year WHERE {
  %s ?listing plg:listsProject ?project .
  { ?listing plg:content ?part } UNION
  { ?listing plg:cost ?part . ?part plg:amountStatus ?status
    FILTER (?status IN (plg:Stated, plg:Derived, plg:Undetermined)) }
  ?part plg:fiscalYear/plg:year ?year
}"""


@dataclass(frozen=True, slots=True)
class Link:
    """From subject to object. `role`, `state` and `listing` are "" where it is no listing."""

    start: str
    end: str
    property: str
    role: str = ""
    state: str = ""
    listing: str = ""

    def other(self, node: str) -> str:
        """The end that is not this one."""
        return self.end if self.start == node else self.start


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands at the end of a link."""

    kind: str
    label: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a project can be sifted by: its designations, and the years for which work or money is printed."""

    designations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


def links_of(endpoint: Endpoint, nodes: Iterable[str]) -> list[Link]:
    """Every link that begins or ends at one of the nodes, in three queries."""
    nodes = set(nodes)
    if not nodes:
        return []
    ends = {"from": values_of("from", nodes), "to": values_of("to", nodes)}
    links = {Link(row["from"], row["to"], row["property"]) for row in select(endpoint, _LINKS % ends)}
    for query in (_LISTINGS, _MARKS):
        links.update(
            Link(
                row["from"],
                row["to"],
                LISTED_UNDER,
                word(row["role"]),
                word(row.get("state")),
                row["listing"],
            )
            for row in select(endpoint, query % ends)
        )
    return sorted(links, key=lambda link: (link.start, link.property, link.end, link.listing))


def things_where(endpoint: Endpoint, pattern: str) -> dict[str, Thing]:
    """The things that a graph pattern binds to `?node`, in one query."""
    kinds = {name: kind for kind, name in _CLASSES.items()}
    found: dict[str, Thing] = {}
    for row in sorted(
        select(endpoint, _NODES % pattern), key=lambda row: (row["node"], row["class"], row["label"])
    ):
        kind = kinds[row["class"].removeprefix(PLG_IRI)]
        found.setdefault(row["node"], Thing(kind, row["label"], row.get("code", "")))
    return found


def marks_of(endpoint: Endpoint, projects: Iterable[str]) -> dict[str, Marks]:
    """The designations and years of some projects, in two queries; none for no projects."""
    wanted = sorted(set(projects))
    if not wanted:
        return {}
    values = values_of("project", wanted)
    designations: defaultdict[str, set[str]] = defaultdict(set)
    for row in select(endpoint, _DESIGNATIONS % values):
        designations[row["project"]].add(row["designation"])
    years: defaultdict[str, set[int]] = defaultdict(set)
    for row in select(endpoint, _YEARS % values):
        years[row["project"]].add(whole(row["year"]) or 0)
    return {
        project: Marks(tuple(sorted(designations[project])), tuple(sorted(years[project])))
        for project in wanted
    }

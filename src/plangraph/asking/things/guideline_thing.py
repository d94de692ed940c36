"""What the page of a guideline (指針, 個別計画) shows: what it directs, what was done to it and when, where it is named."""

from __future__ import annotations

from dataclasses import dataclass

from plangraph.asking.facts import Facts, PolicyFacts, ProjectFacts
from plangraph.asking.impacted import PrintedLine
from plangraph.asking.printed_names import printed_lines
from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import iri_term, select, whole
from plangraph.graph.endpoint import Endpoint

MOST = 100
"""Projects, policies and lines that a page shows; the counts say how many there are."""
_EVENTS = """
SELECT ?node ?kind ?year WHERE {
  %s plg:event ?node . ?node plg:eventKind ?kind . OPTIONAL { ?node plg:fiscalYear/plg:year ?year }
}"""


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to a guideline; `kind` is an address (策定, 改訂), `year` 0 where none is printed."""

    iri: str
    kind: str
    year: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class GuidelineThing:
    """A guideline; lists are cut at `MOST`."""

    iri: str
    name: str
    policies: tuple[PolicyFacts, ...]
    policy_count: int
    projects: tuple[ProjectFacts, ...]
    project_count: int
    events: tuple[Event, ...]
    lines: tuple[PrintedLine, ...]
    line_count: int


def guideline_thing(endpoint: Endpoint, facts: Facts, iri: str) -> GuidelineThing:
    """Gather it from the facts and the graph."""
    policies = [one for one in facts.policies.values() if iri in one.guidelines]
    projects = [one for one in facts.projects.values() if iri in one.guidelines]
    name = facts.guidelines[iri]
    lines = printed_lines(endpoint, facts, {iri: name})
    return GuidelineThing(
        iri=iri,
        name=name,
        policies=tuple(policies[:MOST]),
        policy_count=len(policies),
        projects=tuple(projects[:MOST]),
        project_count=len(projects),
        events=_events(endpoint, iri),
        lines=lines[:MOST],
        line_count=len(lines),
    )


def _events(endpoint: Endpoint, iri: str) -> tuple[Event, ...]:
    node = iri_term(iri)
    rows = select(endpoint, _EVENTS % node)
    sources = sources_where(endpoint, f"{node} plg:event ?node") if rows else {}
    found = {
        Event(row["node"], row["kind"], whole(row.get("year")) or 0, sources.get(row["node"], ()))
        for row in rows
    }
    return tuple(sorted(found, key=lambda one: (one.year or 9999, one.kind, one.iri)))

"""The index of a search page: everything with a title, found by part of it, counted by facets.

SQLite with its FTS5 trigram tokenizer holds it in one file that is made once for a version of the graph and only read
afterwards. A project is one row however often it is printed, and its facets have many values: under two policies it is
counted at each of them and once in the total.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from plangraph.asking.facts import Facts, ListingFacts
from plangraph.asking.names import KINDS, Names, search_key
from plangraph.asking.terms import select
from plangraph.graph.endpoint import Endpoint

FORMAT = 1
"""Raised when the tables change, so that an older file is made anew."""

_TABLES = """
PRAGMA page_size = 8192;
CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, rank INTEGER NOT NULL, label TEXT NOT NULL,
  code TEXT NOT NULL, policy_code TEXT NOT NULL, policies TEXT NOT NULL, divisions TEXT NOT NULL,
  designations TEXT NOT NULL, states TEXT NOT NULL, city TEXT NOT NULL, listings INTEGER NOT NULL,
  yen INTEGER, low INTEGER, high INTEGER, title_key TEXT NOT NULL, keys TEXT NOT NULL);
CREATE TABLE facet (
  facet TEXT NOT NULL, value TEXT NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (facet, value, thing)
) WITHOUT ROWID;
CREATE TABLE cell (
  thing INTEGER NOT NULL, year INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (thing, year, status)
) WITHOUT ROWID;
CREATE TABLE value_label (facet TEXT, value TEXT, label TEXT, sort TEXT, PRIMARY KEY (facet, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(keys, content='', tokenize='trigram');
"""
_AFTER = """
CREATE INDEX facet_of_thing ON facet (thing, facet);
CREATE INDEX cell_by_year ON cell (year, status, thing);
CREATE INDEX thing_title ON thing (title_key);
ANALYZE;
"""
_INDICATORS = """
SELECT DISTINCT ?policy ?indicator WHERE { ?policy plg:indicator ?indicator }"""


def write_index(path: Path, endpoint: Endpoint, facts: Facts, names: Names | None = None) -> None:
    """Make the index file of a graph; what stood at the path is replaced once the new file is whole."""
    making = path.with_name(path.name + ".new")
    making.unlink(missing_ok=True)
    with closing(sqlite3.connect(making)) as base:
        base.executescript(_TABLES)
        _Filling(base, facts).fill(names or Names.fetch(endpoint), _policies_of_indicators(endpoint))
        base.execute("INSERT INTO about VALUES ('format', ?)", (FORMAT,))
        base.executescript(_AFTER)
        base.execute("INSERT INTO words (words) VALUES ('optimize')")
        base.commit()
    making.replace(path)


def index_path(store: Path, version: str) -> Path:
    """Where the index of a version stands beside the versions of a store."""
    return store / "search" / f"{version}.sqlite"


def keep_index(store: Path, version: str, endpoint: Endpoint, facts: Facts) -> None:
    """Make the index of a version beside its store, and take away those of versions that are gone."""
    path = index_path(store, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_index(path, endpoint, facts)
    kept = {folder.name for folder in (store / "versions").iterdir()}
    for old in path.parent.iterdir():
        if old.name.partition(".")[0] not in kept:
            old.unlink(missing_ok=True)


def index_is_fit(path: Path) -> bool:
    """Whether a file is an index that this program can read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
            return bool(base.execute("SELECT value FROM about WHERE name = 'format'").fetchone() == (FORMAT,))
    except sqlite3.Error:
        return False


def _policies_of_indicators(endpoint: Endpoint) -> dict[str, str]:
    return {row["indicator"]: row["policy"] for row in select(endpoint, _INDICATORS)}


@dataclass
class _Row:
    """What is said of one thing beside its names."""

    policies: dict[str, None] = field(default_factory=dict)
    divisions: set[str] = field(default_factory=set)
    designations: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    plans: dict[str, None] = field(default_factory=dict)
    cells: set[tuple[int, str]] = field(default_factory=set)
    listings: int = 0
    yen: int | None = None
    low: int | None = None
    high: int | None = None

    def add_money(self, item: ListingFacts) -> None:
        for cost in item.costs:
            if cost.yen is not None:
                self.yen = (self.yen or 0) + cost.yen
                self.low = (self.low or 0) + (cost.low if cost.low is not None else cost.yen)
                self.high = (self.high or 0) + (cost.high if cost.high is not None else cost.yen)


class _Filling:
    """The rows of one index."""

    def __init__(self, base: sqlite3.Connection, facts: Facts) -> None:
        self.base = base
        self.facts = facts
        self.rows: defaultdict[str, _Row] = defaultdict(_Row)
        self.labels: dict[tuple[str, str], tuple[str, str]] = {}

    def fill(self, names: Names, indicators: dict[str, str]) -> None:
        self._gather(indicators)
        for number, thing in enumerate(sorted(names.things, key=lambda thing: thing.iri), 1):
            row = self.rows[thing.iri]
            label = min(thing.labels)
            keys = sorted({_key(text) for text in (*thing.labels, *thing.aliases, thing.code) if text})
            self.base.execute(
                "INSERT INTO thing VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    number,
                    thing.iri,
                    thing.kind,
                    _RANKS[thing.kind],
                    label,
                    thing.code,
                    thing.policy_code,
                    "; ".join(
                        self.facts.policies[iri].name for iri in row.policies if iri in self.facts.policies
                    ),
                    "; ".join(sorted(self._office(iri) for iri in row.divisions)),
                    "; ".join(sorted(row.designations)),
                    "; ".join(sorted(row.states)),
                    "; ".join(dict.fromkeys(self.facts.plans[iri].body_name for iri in row.plans)),
                    row.listings,
                    row.yen,
                    row.low,
                    row.high,
                    _key(label),
                    "\n".join(keys),
                ),
            )
            self.base.execute("INSERT INTO words (rowid, keys) VALUES (?, ?)", (number, "\n".join(keys)))
            self.base.executemany(
                "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
                ((name, value, number) for name, value in self._facets(thing.kind, row)),
            )
            self.base.executemany(
                "INSERT OR IGNORE INTO cell VALUES (?, ?, ?)",
                ((number, year, status) for year, status in row.cells),
            )
        self.base.executemany(
            "INSERT INTO value_label VALUES (?, ?, ?, ?)",
            ((facet, value, *label) for (facet, value), label in self.labels.items()),
        )

    def _gather(self, indicators: dict[str, str]) -> None:
        for item in self.facts.listings:
            row = self.rows[item.project]
            row.listings += 1
            if item.policy:
                row.policies[item.policy] = None
            row.divisions |= {*item.divisions}
            row.designations |= {*item.designations}
            row.states |= {item.state} if item.state else set()
            if item.plan in self.facts.plans:
                row.plans[item.plan] = None
            row.cells |= {(cost.first_year, cost.status) for cost in item.costs}
            if self.facts.counts(item) and item.plan == self._latest(item.project):
                row.add_money(item)
            for division in item.divisions:
                for office in self.facts.offices_above(division):
                    self.rows[office.iri].plans[item.plan] = None
        for policy in self.facts.policies.values():
            row = self.rows[policy.iri]
            row.divisions |= {*policy.lead}
            row.policies[policy.iri] = None
            row.cells |= {(cost.first_year, cost.status) for cost in policy.costs}
            for plan in self._plans_above(policy.iri):
                row.plans[plan] = None
                for division in (*policy.lead, *policy.related):
                    self.rows[division].plans[plan] = None
                for guideline in policy.guidelines:
                    self.rows[guideline].plans[plan] = None
        for project in self.facts.projects.values():
            for guideline in project.guidelines:
                self.rows[guideline].plans |= self.rows[project.iri].plans
        for indicator, holder in indicators.items():
            self.rows[indicator].policies[holder] = None
            self.rows[indicator].plans |= self.rows[holder].plans
        for plan in self.facts.plans:
            self.rows[plan].plans[plan] = None
            self.rows[self.facts.plans[plan].body].plans[plan] = None
        for document in self.facts.documents.values():
            self.rows[document.iri].plans[document.plan] = None
        for row in self.rows.values():
            row.plans = {plan: None for plan in row.plans if plan in self.facts.plans}

    def _plans_above(self, policy: str) -> Iterator[str]:
        above = list(self.facts.above(policy))
        if above and above[-1].parent in self.facts.plans:
            yield above[-1].parent

    def _latest(self, project: str) -> str:
        """The plan that a project's money is taken from: two editions tell of the same years."""
        plans = {item.plan for item in self.facts.by_project[project] if item.plan in self.facts.plans}
        return max(plans, key=lambda plan: (self.facts.plans[plan].first_year, plan), default="")

    def _office(self, iri: str) -> str:
        return self.facts.divisions[iri].name if iri in self.facts.divisions else iri

    def _facets(self, kind: str, row: _Row) -> Iterator[tuple[str, str]]:
        yield from self._named("kind", kind, kind, f"{_RANKS[kind]:02}")
        for plan in row.plans:
            facts = self.facts.plans[plan]
            yield from self._named("city", facts.body, facts.body_name, facts.body)
            yield from self._named(
                "plan", plan, f"{facts.body_name} {facts.title}", f"{facts.body} {facts.first_year}"
            )
        for policy in row.policies:
            for above in self.facts.above(policy):
                yield from self._named("policy", above.iri, above.name, above.iri)
        for division in row.divisions:
            for office in self.facts.offices_above(division):
                yield from self._named("division", office.iri, office.name, office.name)
        for designation in row.designations:
            yield from self._named("designation", designation, designation, designation)
        for state in row.states:
            yield from self._named("state", state, state, state)

    def _named(self, facet: str, value: str, label: str, sort: str) -> Iterator[tuple[str, str]]:
        self.labels.setdefault((facet, value), (label, sort))
        yield facet, value


_RANKS = {kind: number for number, kind in enumerate(KINDS)}
_HIRAGANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}


def _key(text: str) -> str:
    """A text as it is compared here: beside width, case and spaces, the kind of kana does not matter.

    >>> _key("まちづくり （推進）") == _key("マチヅクリ推進")
    True
    """
    return search_key(text).translate(_HIRAGANA)


def matching(text: str) -> tuple[str, list[str]]:
    """The condition on `thing` for every word of a text, and its values. Words stand apart by white space.

    A word of three characters and more is looked for by its trigrams, a shorter one in every title.
    """
    conditions, values = [], []
    for key in words_of(text):
        if len(key) >= 3:
            conditions.append("id IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append('"' + key.replace('"', '""') + '"')
        else:
            conditions.append("instr(keys, ?) > 0")
            values.append(key)
    return " AND ".join(conditions) or "1", values


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, each once."""
    return list(dict.fromkeys(filter(None, map(_key, text.split()))))

"""Search over the index: hits, facets with counts, suggestions as one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from plangraph.asking.search_index import matching, words_of
from plangraph.asking.table import Table

FACETS = ("kind", "city", "plan", "policy", "division", "designation", "state", "year", "status")
"""What hits can be narrowed by. `year` and `status` belong together: both hold for one and the same cell of money."""
SORTS = {
    "relevance": "",
    "code": "policy_code, code, title_key, id",
    "title": "title_key, policy_code, id",
    "amount": "yen IS NULL, yen DESC, title_key, id",
    "listings": "listings DESC, title_key, id",
}
_CELLS = ("year", "status")
_MOST_VALUES = 40
"""Values of a facet that are shown, those with most hits first."""
_KEPT = 64
"""Searches whose facets are kept: another page or order of the same hits counts nothing anew."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. Values of one facet widen a search, those of several narrow it."""

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class FoundThing:
    """One hit. `yen` is the money of its latest plan, counted once, within `low` and `high`; None if unknown.

    `policies`, `divisions`, `designations` and `states` are names joined by "; ".
    """

    iri: str
    kind: str
    label: str
    code: str
    policy_code: str
    policies: str
    divisions: str
    designations: str
    states: str
    city: str
    listings: int
    yen: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, how many hits have it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet. `more` says how many are not shown."""

    name: str
    values: tuple[FacetValue, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Some of the hits, with how many there are and the facets of all."""

    total: int
    hits: tuple[FoundThing, ...]
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title that begins with or holds what was typed."""

    iri: str
    label: str
    kind: str
    code: str
    city: str


_COLUMNS = "iri, kind, label, code, policy_code, policies, divisions, designations, states, city, listings, yen, low, high"
HITS_HEADER = tuple(_COLUMNS.split(", "))


class SearchIndex:
    """Reads an index file; may be used by several threads, each question opens the file for itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counted: dict[object, tuple[int, tuple[Facet, ...]]] = {}

    def search(self, wanted: Wanted, offset: int = 0, most: int = 50) -> FoundPage:
        """Some of the hits and every facet. A facet counts the hits that all *other* facets leave."""
        with closing(self._open()) as base:
            condition, values = _condition(wanted)
            known = self.counted.get(key := (wanted.text, tuple(sorted(wanted.facets.items()))))
            if known is None:
                known = self._counted(base, wanted, condition, values)
                while len(self.counted) >= _KEPT:
                    self.counted.pop(next(iter(self.counted), key), None)
                self.counted[key] = known
            total, facets = known
            return FoundPage(total, self._hits(base, wanted, condition, values, offset, most), facets)

    def _counted(
        self, base: sqlite3.Connection, wanted: Wanted, condition: str, values: Sequence[str | int]
    ) -> tuple[int, tuple[Facet, ...]]:
        """How many hits there are, and the facets: what is found is noted once and shared by all that are not chosen."""
        if condition != "1":
            base.execute("CREATE TEMP TABLE hits (id INTEGER PRIMARY KEY)")
            base.execute(f"INSERT INTO hits SELECT id FROM thing WHERE {condition}", values)
        total = base.execute(f"SELECT COUNT(*) FROM {'thing' if condition == '1' else 'hits'}").fetchone()[0]
        return total, tuple(_facet(base, wanted, name) for name in FACETS)

    def hits(self, wanted: Wanted, most: int) -> tuple[FoundThing, ...]:
        """The hits alone, for a table."""
        with closing(self._open()) as base:
            return self._hits(base, wanted, *_condition(wanted), 0, most)

    def suggest(self, text: str, most: int = 8) -> tuple[Suggestion, ...]:
        """Titles for what was typed so far: those that begin with it first, then by kind."""
        if not words_of(text):
            return ()
        wanted = Wanted(text)
        condition, values = _condition(wanted)
        order, more = _relevance(wanted)
        with closing(self._open()) as base:
            rows = base.execute(
                f"SELECT iri, label, kind, code, city FROM thing WHERE {condition} ORDER BY {order} LIMIT ?",
                [*values, *more, most],
            )
            return tuple(Suggestion(*row) for row in rows)

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        base.execute("PRAGMA temp_store = MEMORY")
        return base

    def _hits(
        self,
        base: sqlite3.Connection,
        wanted: Wanted,
        condition: str,
        values: Sequence[str | int],
        offset: int,
        most: int,
    ) -> tuple[FoundThing, ...]:
        order, more = SORTS.get(wanted.sort, ""), list[str]()
        if not order:
            order, more = _relevance(wanted)
        rows = base.execute(
            f"SELECT {_COLUMNS} FROM thing WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",
            [*values, *more, most, offset],
        )
        return tuple(FoundThing(*row) for row in rows)


def _relevance(wanted: Wanted) -> tuple[str, list[str]]:
    """The whole title first, then titles that begin with the words, then shorter ones before longer."""
    key = "".join(words_of(wanted.text))
    if not key:
        return "rank, policy_code, code, title_key, id", []
    return "title_key <> ?, instr(title_key, ?) <> 1, rank, length(title_key), policy_code, id", [key, key]


def _condition(wanted: Wanted, without: str = "") -> tuple[str, list[str | int]]:
    """What a hit must fulfil, leaving the chosen values of one facet out."""
    condition, words = matching(wanted.text)
    parts, values = [condition], list[str | int](words)
    for name, chosen in wanted.facets.items():
        if name in _CELLS or name == without or not chosen or name not in FACETS:
            continue
        parts.append(f"id IN (SELECT thing FROM facet WHERE facet = ? AND value IN ({_marks(chosen)}))")
        values += [name, *chosen]
    cells = [(name, wanted.facets[name]) for name in _CELLS if wanted.facets.get(name) and name != without]
    if cells:
        inner = " AND ".join(f"{name} IN ({_marks(chosen)})" for name, chosen in cells)
        parts.append(f"id IN (SELECT thing FROM cell WHERE {inner})")
        values += [
            value for name, chosen in cells for value in (map(_year, chosen) if name == "year" else chosen)
        ]
    return " AND ".join(parts), values


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _facet(base: sqlite3.Connection, wanted: Wanted, name: str) -> Facet:
    """The values of one facet, counted over the hits that the other facets leave."""
    chosen = wanted.facets.get(name, ())
    condition, values = _condition(wanted, without=name)
    if condition == "1" and not chosen:
        among, values = "", []
    elif chosen:
        among = f" AND thing IN (SELECT id FROM thing WHERE {condition})"
    else:
        among, values = " AND thing IN hits", []
    if name in _CELLS:
        return _shown(name, _cells(base, wanted, name, among, values), chosen)
    rows = base.execute(
        "SELECT counted.value, label, found FROM"
        f" (SELECT value, COUNT(*) AS found FROM facet WHERE facet = ?{among} GROUP BY value) AS counted"
        " JOIN value_label ON value_label.facet = ? AND value_label.value = counted.value ORDER BY sort, label",
        [name, *values, name],
    ).fetchall()
    return _shown(name, rows, chosen)


def _cells(
    base: sqlite3.Connection, wanted: Wanted, name: str, among: str, values: Sequence[str | int]
) -> list[tuple[str | int, str | int, int]]:
    """Years or statuses, each with how many things have such a cell; the other of the two holds for the same cell."""
    other = next(cell for cell in _CELLS if cell != name)
    chosen = wanted.facets.get(other, ())
    beside = f" AND {other} IN ({_marks(chosen)})" if chosen else ""
    given = list(map(_year, chosen)) if other == "year" else list[str | int](chosen)
    return base.execute(
        f"SELECT {name}, {name}, COUNT(*) FROM"
        f" (SELECT DISTINCT thing, {name} FROM cell WHERE 1{among}{beside}) GROUP BY {name} ORDER BY {name}",
        [*values, *given],
    ).fetchall()


def _shown(name: str, rows: Sequence[tuple[str | int, str | int, int]], chosen: Sequence[str]) -> Facet:
    """The values in their order; of many those that are chosen and those with most hits."""
    found = [FacetValue(str(value), str(label), count, str(value) in chosen) for value, label, count in rows]
    if len(found) <= _MOST_VALUES:
        return Facet(name, tuple(found))
    best = sorted(found, key=lambda one: (not one.chosen, -one.count))[:_MOST_VALUES]
    kept = {one.value for one in best}
    return Facet(name, tuple(one for one in found if one.value in kept), len(found) - len(best))


def hits_table(hits: Sequence[FoundThing]) -> Table:
    """The hits as a table of text; what is unknown is empty."""
    rows = (
        tuple("" if (value := getattr(hit, name)) is None else str(value) for name in HITS_HEADER)
        for hit in hits
    )
    return Table("search", HITS_HEADER, tuple(rows))

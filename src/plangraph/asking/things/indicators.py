"""Indicators (成果指標) with their values year by year, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from plangraph.asking.sources import Source, sources_where
from plangraph.asking.terms import iri_term, select, whole
from plangraph.graph.endpoint import Endpoint

_INDICATORS = """
SELECT ?indicator ?name ?unit ?row ?policy ?node ?year ?value ?printed WHERE {
  %s
  ?policy plg:indicator ?indicator . ?indicator rdfs:label ?name .
  OPTIONAL { ?indicator plg:unitLabel ?unit }
  OPTIONAL { ?indicator plg:rowNumber ?row }
  OPTIONAL {
    ?indicator plg:observation ?node . ?node plg:fiscalYear/plg:year ?year .
    OPTIONAL { ?node plg:value ?value }
    OPTIONAL { ?node plg:printedValue ?printed }
  }
}"""
_SOURCED = "%s ?policy plg:indicator ?indicator . ?indicator plg:observation ?node"


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one fiscal year. `number` is None where none could be read; `falling` tells that it is below the last."""

    iri: str
    year: int
    number: Decimal | None
    printed: str
    falling: bool
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a policy; `unit` is "" where none is printed."""

    iri: str
    name: str
    unit: str
    row: str
    policy: str
    values: tuple[Value, ...]

    def shown(self, value: Value) -> str:
        """A value with as many decimals as the finest of them has: a store drops the 0 of 70.0."""
        digits = [-exponent for one in self.values if isinstance(exponent := _exponent(one), int)]
        return f"{value.number:.{max([0, *digits])}f}" if value.number is not None else ""


def _exponent(value: Value) -> int | str | None:
    return None if value.number is None else value.number.as_tuple().exponent


def indicators_of(endpoint: Endpoint, policy: str) -> tuple[Indicator, ...]:
    """The indicators of a policy, in the order of their rows."""
    return _indicators(endpoint, f"VALUES ?policy {{ {iri_term(policy)} }}")


def indicator(endpoint: Endpoint, iri: str) -> Indicator | None:
    """One indicator, with the policy that it measures; None where no policy has it."""
    return next(iter(_indicators(endpoint, f"VALUES ?indicator {{ {iri_term(iri)} }}")), None)


def _indicators(endpoint: Endpoint, pattern: str) -> tuple[Indicator, ...]:
    rows = sorted(select(endpoint, _INDICATORS % pattern), key=lambda row: sorted(row.items()))
    sources = sources_where(endpoint, _SOURCED % pattern) if rows else {}
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["indicator"], []).append(row)
    made = [
        Indicator(
            iri,
            given[0]["name"],
            given[0].get("unit", ""),
            given[0].get("row", ""),
            given[0]["policy"],
            _values(given, sources),
        )
        for iri, given in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (len(one.row), one.row, one.iri)))


def _values(rows: Iterable[dict[str, str]], sources: dict[str, tuple[Source, ...]]) -> tuple[Value, ...]:
    nodes = {row["node"]: row for row in rows if "node" in row}
    found: list[Value] = []
    last: tuple[int, Decimal] | None = None
    for iri, row in sorted(nodes.items(), key=lambda pair: (whole(pair[1]["year"]) or 0, pair[0])):
        year = whole(row["year"]) or 0
        number = Decimal(row["value"]) if "value" in row else None
        falling = number is not None and last is not None and last[0] < year and number < last[1]
        found.append(Value(iri, year, number, row.get("printed", ""), falling, sources.get(iri, ())))
        if number is not None:
            last = (year, number)
    return tuple(found)

"""A graph opened from Python: `open_graph`, and answers that become data frames and tables in a notebook.

>>> from plangraph import open_graph
>>> plans = open_graph("build/store")  # doctest: +SKIP
>>> plans.trace("地域活動情報ステーション").listings  # doctest: +SKIP
"""

from __future__ import annotations

import dataclasses
import html
import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from plangraph.asking.compared import Comparison
from plangraph.asking.diff_text import comparisons_to_table
from plangraph.asking.edition_details import edition_of
from plangraph.asking.editions import compare
from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.impact import impact, impact_to_table
from plangraph.asking.impacted import Impact
from plangraph.asking.names import Hit, Names
from plangraph.asking.resemblance import KINDS as LIKENED
from plangraph.asking.resemblance import Resemblance
from plangraph.asking.resemblance_text import resemblances_to_table
from plangraph.asking.structure import structures
from plangraph.asking.structure_answers import answers_of
from plangraph.asking.structure_text import structures_to_table
from plangraph.asking.table import Table
from plangraph.asking.tables import table_of
from plangraph.asking.terms import row_text
from plangraph.asking.timeline import Timeline, timeline
from plangraph.asking.timeline_text import timeline_to_json
from plangraph.asking.totals import By, Question, Spread, totals
from plangraph.asking.totals_text import rule_of, totals_to_json
from plangraph.asking.trace import Trace, trace
from plangraph.bundled import bundled
from plangraph.checking.report import Report, check
from plangraph.errors import QueryError
from plangraph.graph.backend import Backend
from plangraph.graph.embedded import version_endpoint
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.loading import loaded_endpoint
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.texts import Bilingual, Lang

if TYPE_CHECKING:
    import pandas as pd

_T = TypeVar("_T")
_SHOWN = 60
"""Rows that a notebook shows; the rest are counted."""


def open_graph(store: Path | str | None = None, *, lang: Lang = "ja") -> OpenGraph:
    """Open a store folder (default: `PLANGRAPH_STORE`, else build/store), or the endpoint of an http(s) address.

    Nothing is written. `lang` is the language of messages in what is shown. Raises StoreError or EndpointError where
    there is no store.
    """
    where = store if store is not None else (os.environ.get("PLANGRAPH_STORE") or "build/store")
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        return OpenGraph(loaded_endpoint(Backend.of(where, os.environ), os.environ), lang)
    return OpenGraph(version_endpoint(Path(where)), lang)


class Records(Sequence[_T], Generic[_T]):
    """Small records in their order: a sequence, a data frame, a table in a notebook.

    `note` says how they were come by, where that matters to who reads the figures.
    """

    def __init__(self, items: Iterable[_T], *, lang: Lang = "ja", note: str = "") -> None:
        self.items = tuple(items)
        self.lang = lang
        self.note = note

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Records[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Records[_T]:
        if isinstance(index, slice):
            return Records(self.items[index], lang=self.lang, note=self.note)
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self.items == other.items

    def __hash__(self) -> int:
        return hash(self.items)

    def __repr__(self) -> str:
        return f"<Records: {len(self)}>"

    def rows(self) -> list[dict[str, Any]]:
        """Each record as a flat mapping: texts in one language, several values joined by "; ", None where unknown."""
        return [record_to_row(item, self.lang) for item in self.items]

    def to_pandas(self) -> pd.DataFrame:
        """The records as a pandas data frame; whole numbers that may be unknown are of type Int64.

        Raises ImportError where pandas is not installed (`pip install pandas`).
        """
        import pandas as pd

        rows = self.rows()
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = {name: [row.get(name) for row in rows] for name in names}
        return pd.DataFrame(
            {
                name: pd.array(values, dtype="Int64") if _whole_numbers(values) else values
                for name, values in columns.items()
            }
        )

    def _repr_html_(self) -> str:
        """The first rows as a table; everything is escaped."""
        return rows_to_html(self.rows(), self.lang, self.note)


def _whole_numbers(values: Iterable[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, int) and not isinstance(value, bool) for value in known)


def record_to_row(record: Any, lang: Lang) -> dict[str, Any]:
    """A record as one flat row.

    >>> record_to_row(Bilingual("施策", "policy"), "en")
    {'value': 'policy'}
    """
    if isinstance(record, Bilingual):
        return {"value": record[lang]}
    if isinstance(record, dict):
        return {str(name): _cell(value, lang) for name, value in record.items()}
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {
            one.name: _cell(getattr(record, one.name), lang)
            for one in dataclasses.fields(record)
            if not one.name.startswith("_")
        }
    return {"value": _cell(record, lang)}


def _cell(value: Any, lang: Lang) -> Any:
    if isinstance(value, Bilingual):
        return value[lang]
    if isinstance(value, tuple | list | frozenset | set):
        return "; ".join(str(_cell(one, lang)) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        row = record_to_row(value, lang)
        return next((row[name] for name in ("name", "title", "label", "project") if name in row), str(row))
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def rows_to_html(rows: Sequence[dict[str, Any]], lang: Lang, note: str = "") -> str:
    """Rows as an HTML table for a notebook; numbers stand to the right, what is unknown is a dash."""
    if not rows:
        return f"<p>{html.escape(Bilingual('該当するものはありません。', 'Nothing here.')[lang])}</p>"
    names = list(rows[0])
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(_html_cell(row.get(name)) for name in names) + "</tr>" for row in rows[:_SHOWN]
    )
    more = len(rows) - _SHOWN
    below = Bilingual(f"ほか {more:,} 行", f"{more:,} more rows")[lang] if more > 0 else ""
    foot = "".join(f"<p>{html.escape(text)}</p>" for text in (below, note) if text)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"


def _html_cell(value: Any) -> str:
    if value is None:
        return "<td>–</td>"
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td style="text-align:right">{value:,}</td>'
    return f"<td>{html.escape(str(value))}</td>"


class Shown(Generic[_T]):
    """One answer (a trace, an impact, a comparison, a timeline) with its rows: as a data frame, a table in a notebook.

    What the answer itself has is had here too (`shown.home`, `shown.listings`); a tuple comes as Records.
    """

    def __init__(self, record: _T, rows: Records[Any]) -> None:
        self.record = record
        self.rows = rows

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self.record, name)
        return Records(value, lang=self.rows.lang) if isinstance(value, tuple) else value

    def __repr__(self) -> str:
        return f"<{type(self.record).__name__}: {len(self.rows)}>"

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas data frame; see `Records.to_pandas`."""
        return self.rows.to_pandas()

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()


class OpenGraph:
    """A graph that is asked from Python. What is fetched once is kept; the graph itself does not change under it."""

    def __init__(self, endpoint: Endpoint, lang: Lang = "ja") -> None:
        self.endpoint = endpoint
        self.lang = lang

    @cached_property
    def facts(self) -> Facts:
        """The plans as plain data: everything that is counted."""
        return facts_of(self.endpoint)

    @cached_property
    def names(self) -> Names:
        """Every named thing."""
        return Names.fetch(self.endpoint)

    def find(self, text: str) -> Records[Hit]:
        """Everything that answers to part of a title, a code or an address, the best first."""
        return self._records(self.names.find(text))

    def trace(self, text_or_iri: str) -> Shown[Trace]:
        """Where a project is printed and what it costs, counted once; see `plangraph.asking.trace.trace`.

        Its rows are the listings. Raises NotFoundError, SeveralFoundError.
        """
        found = trace(self.endpoint, text_or_iri, lambda: self.names)
        return Shown(found, self._records(found.listings))

    def totals(
        self,
        by: By = "policy",
        *,
        plan: str = "",
        year: int | None = None,
        level: str = "",
        spread: Spread = "home",
    ) -> Records[dict[str, Any]]:
        """Money as printed and counted once, one row each; the note names the rule of spreading.

        Columns are those of the JSON of `plangraph totals`, without its lists of proof: for these ask
        `plangraph.asking.totals.totals(graph.facts, …)`. Raises NotFoundError for an unknown plan, year or level.
        """
        found = totals(self.facts, Question(by, plan, year, level, spread))
        return self._records(totals_to_json(found, proof=False), note=rule_of(found)[self.lang])

    def impact(self, *things: str, steps: int = 2, scenario: str = "") -> Shown[Impact]:
        """What hangs on divisions or guidelines; its rows are everything reached, with the way to it."""
        found = impact(self.endpoint, self.facts, self.names, things, steps=steps, scenario=scenario)
        return Shown(found, self._records(impact_to_table(found).records()))

    def structure(self, plan: str = "") -> Records[dict[str, Any]]:
        """Ties, bridges, clusters, divisions between others, what stands alone: a row for each thing named."""
        answers = [answers_of(one) for one in structures(self.facts, plan)]
        return self._records(structures_to_table(answers).records())

    def similar(self, text_or_iri: str, most: int = 10) -> Records[Any]:
        """Projects or policies of other bodies with titles like one, with a score; never a fact of the graph."""
        thing = self.names.resolve_one(text_or_iri, LIKENED)
        return self._records(resemblances_to_table(self._resemblance.like(thing.iri, most)).records())

    @cached_property
    def _resemblance(self) -> Resemblance:
        return Resemblance.of_facts(self.facts)

    def diff(self, old: str, new: str) -> Shown[Comparison]:
        """Two plans, each by part of its title or its IRI, compared; its rows are the changes, with both sides' places."""
        one, other = (self.facts.plans[self.names.resolve_one(text, ("plan",)).iri] for text in (old, new))
        found = compare(
            edition_of(self.endpoint, self.facts, one), edition_of(self.endpoint, self.facts, other)
        )
        return Shown(found, self._records(comparisons_to_table([found]).records()))

    def timeline(self, text_or_iri: str) -> Shown[Timeline]:
        """What each edition says of one project, a row each."""
        found = timeline(self.endpoint, text_or_iri, lambda: self.names)
        return Shown(found, self._records(timeline_to_json(found)["editions"]))

    def table(self, name: str = "listings") -> Records[dict[str, Any]]:
        """One of the export tables ("listings", "totals", "policies" …) as text, columns named as in the CSV."""
        return self._records(self._table(name).records())

    def _table(self, name: str) -> Table:
        return table_of(self.endpoint, name, self.lang)

    def query(self, sparql: str) -> Records[dict[str, Any]]:
        """Answer a SELECT query, with the house's prefixes before it where it declares none of its own.

        Values are plain text as SPARQL prints them. Raises QueryError where it does not parse.
        """
        try:
            rows = self.endpoint.select(sparql)
        except QueryError:
            rows = self.endpoint.select(sparql_prefixes() + sparql)
        names = list(dict.fromkeys(name for row in rows for name in row))
        return self._records({name: row_text(row).get(name) for name in names} for row in rows)

    def validate(self) -> Report:
        """The whole report; see `plangraph.checking.report.check`."""
        return check(self.endpoint, bundled("shapes"))

    def findings(self) -> Records[dict[str, Any]]:
        """The findings of the report as rows."""
        return self._records(finding.as_json(self.lang) for finding in self.validate().findings)

    def _records(self, items: Iterable[_T], note: str = "") -> Records[_T]:
        return Records(items, lang=self.lang, note=note)

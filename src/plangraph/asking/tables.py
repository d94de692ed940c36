"""The export tables by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from plangraph.asking.listing_tables import listings_table, totals_table
from plangraph.asking.policy_tables import (
    costs_table,
    divisions_table,
    guidelines_table,
    indicators_table,
    policies_table,
)
from plangraph.asking.table import Table, to_csv
from plangraph.checking.render import COLUMNS
from plangraph.checking.report import reading_findings
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import Bilingual, Lang

__all__ = ["TABLES", "Table", "findings_table", "table_of", "to_csv"]


def findings_table(endpoint: Endpoint, lang: Lang = "ja") -> Table:
    """The findings of reading, the gravest first, then by rule, document and line.

    What SHACL finds is not in the graph: it is in the report of `plangraph.checking.report`.
    """
    rows = (finding.as_json(lang) for finding in reading_findings(endpoint))
    return Table("findings", COLUMNS, tuple(tuple(row[name] for name in COLUMNS) for row in rows))


TABLES: Mapping[str, Callable[[Endpoint], Table]] = MappingProxyType(
    {
        "listings": listings_table,
        "totals": totals_table,
        "policies": policies_table,
        "indicators": indicators_table,
        "costs": costs_table,
        "guidelines": guidelines_table,
        "divisions": divisions_table,
        "findings": findings_table,
    }
)
"""Name → what makes the table; the first is the default of `plangraph export --format csv`."""


def table_of(endpoint: Endpoint, name: str, lang: Lang = "ja") -> Table:
    """One table by name; the language matters for findings only. Raises NotFoundError for an unknown name."""
    if name == "findings":
        return findings_table(endpoint, lang)
    if name not in TABLES:
        names = ", ".join(TABLES)
        raise NotFoundError(
            "",
            Bilingual(
                f"表「{name}」はありません。次から選んでください: {names}",
                f'there is no table "{name}"; choose from: {names}',
            ),
            tuple(TABLES),
        )
    return TABLES[name](endpoint)

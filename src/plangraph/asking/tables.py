"""The export tables by name."""

from __future__ import annotations

from collections import defaultdict
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
from plangraph.asking.terms import local_name, select
from plangraph.checking.subjects import Source, Subject, sources_of, subjects_of
from plangraph.errors import NotFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

__all__ = ["TABLES", "Table", "findings_table", "table_of", "to_csv"]

FINDINGS_HEADER = (
    "rule", "severity", "item", "iri", "policy", "division", "document", "place", "quote", "message", "printed",
    "expected",
)  # fmt: skip

_FINDINGS = """
SELECT DISTINCT ?node ?rule ?severity ?message ?focus ?item ?printed ?expected WHERE {
  GRAPH ?g {
    ?node a plg:Finding ; plg:rule ?rule ; sh:resultSeverity ?severity ; sh:resultMessage ?message .
    FILTER (LANG(?message) = "%s")
    OPTIONAL { ?node sh:focusNode ?focus }
    OPTIONAL { ?node plg:item ?item }
    OPTIONAL { ?node plg:printed ?printed }
    OPTIONAL { ?node plg:expected ?expected }
  }
}"""


def findings_table(endpoint: Endpoint, lang: Lang = "ja") -> Table:
    """The findings of reading, the gravest first, then by rule, document and line.

    What SHACL finds is not in the graph: it is in the report of `plangraph.checking.report`.
    """
    found = {row["node"]: row for row in select(endpoint, _FINDINGS % lang)}
    sources = sources_of(endpoint, found)
    subjects = subjects_of(endpoint, (row["focus"] for row in found.values() if "focus" in row))
    keyed: defaultdict[tuple[int, str, str, int, str], list[tuple[str, ...]]] = defaultdict(list)
    for node, row in found.items():
        subject = subjects.get(row.get("focus", ""), Subject())
        source = sources.get(node, subject.source)
        severity = Severity(local_name(row["severity"]))
        key = severity.rank, row["rule"], source.document, source.line, node
        keyed[key].append(_finding(row, severity, subject, source))
    return Table("findings", FINDINGS_HEADER, tuple(row for key in sorted(keyed) for row in keyed[key]))


def _finding(row: dict[str, str], severity: Severity, subject: Subject, source: Source) -> tuple[str, ...]:
    return (
        row["rule"],
        severity.value.lower(),
        row.get("item") or subject.item,
        row.get("focus", ""),
        subject.policy,
        subject.division,
        source.document,
        source.place,
        source.quote,
        row["message"],
        row.get("printed", ""),
        row.get("expected", ""),
    )


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

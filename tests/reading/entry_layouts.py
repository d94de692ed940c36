"""Small documents read by layouts that stand in the test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plangraph.model.records import Body, DocumentDescription, DocumentRecords, Plan
from plangraph.reading.document import bytes_to_stages
from plangraph.reading.layouts import Layout

DESCRIPTION = DocumentDescription(
    id="d",
    file="list.txt",
    sha256="0" * 64,
    family="project-table",
    layout="plan.toml",
    body=Body(name="水沢市", code="00001"),
    plan=Plan(id="p", title="計画", first_year=2018, last_year=2020),
    first_year=2018,
    last_year=2020,
    title="計画",
)


def column(role: str, header: str, **more: Any) -> dict[str, Any]:
    """One `[[column]]`."""
    return {"is": role, "header": header, **more}


def field(role: str, label: str, **more: Any) -> dict[str, Any]:
    """One `[[field]]`."""
    return {"is": role, "label": label, **more}


def read(text: str, family: str, file_name: str = "list.txt", **settings: Any) -> DocumentRecords:
    """Read a text by the tables of a layout."""
    layout = Layout("test", family, {"family": family, **settings})
    description = replace(DESCRIPTION, file=file_name, family=family)
    return bytes_to_stages(text.encode(), description, layout, place=file_name).records


def rules(records: DocumentRecords) -> list[str]:
    """The rules of the findings, in order."""
    return [finding.rule for finding in records.findings]

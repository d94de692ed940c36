"""The documents of a graph, each with its plan and who publishes it."""

from __future__ import annotations

from dataclasses import dataclass

from plangraph.asking.terms import select
from plangraph.graph.endpoint import Endpoint

_DOCUMENTS = """
SELECT ?document ?file ?title ?plan ?planTitle ?body ?bodyName ?first ?last WHERE {
  ?document a plg:SourceDocument ; plg:fileName ?file ; rdfs:label ?title ; dcterms:isPartOf ?plan .
  ?plan rdfs:label ?planTitle ; plg:firstYear ?first ; plg:lastYear ?last ; plg:publishedBy ?body .
  ?body rdfs:label ?bodyName .
}"""


@dataclass(frozen=True, slots=True)
class Document:
    """One source document: its file and title, the plan it belongs to (both years within), and the plan's body."""

    iri: str
    file: str
    title: str
    plan: str
    plan_title: str
    body: str
    body_name: str
    first_year: int
    last_year: int

    @property
    def head(self) -> tuple[str, str]:
        """What begins every row of the export tables: municipality and plan."""
        return self.body_name, self.plan_title


def documents_of(endpoint: Endpoint) -> dict[str, Document]:
    """Every document by its address, in the order of addresses, in one query."""
    rows = sorted(
        select(endpoint, _DOCUMENTS), key=lambda r: (r["document"], r["title"], r["planTitle"], r["bodyName"])
    )
    found: dict[str, Document] = {}
    for row in rows:
        document = Document(
            iri=row["document"],
            file=row["file"],
            title=row["title"],
            plan=row["plan"],
            plan_title=row["planTitle"],
            body=row["body"],
            body_name=row["bodyName"],
            first_year=int(row["first"]),
            last_year=int(row["last"]),
        )
        found.setdefault(document.iri, document)
    return found

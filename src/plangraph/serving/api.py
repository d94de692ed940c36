"""/docs: the routes, made from the OpenAPI description at /api/openapi.json without anything from outside."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from plangraph.asking.terms import select
from plangraph.serving.site import Site, json_answer
from plangraph.serving.versions import Version

router = APIRouter()

_CLASS_COUNTS = """
SELECT ?class (COUNT(?thing) AS ?count) WHERE {
  ?thing a ?class . ?class rdfs:isDefinedBy <https://w3id.org/plangraph/ontology>
} GROUP BY ?class ORDER BY ?class"""


@router.get("/api/version", summary="What is served")
def version_of(request: Request) -> Response:
    """The version, its named graphs, its documents, and how many things of each class it has."""
    return json_answer(_facts(Site.of(request).versions.current()))


def _facts(version: Version) -> dict[str, Any]:
    counts = version.once("class counts", lambda: select(version.endpoint, _CLASS_COUNTS))
    return {
        "version": version.name,
        "base": version.base,
        "graphs": list(version.graphs),
        "documents": [{"iri": d.iri, "title": d.title, "file": d.file} for d in version.documents.values()],
        "counts": {row["class"].rpartition("#")[2]: int(row["count"]) for row in counts},
    }


@router.get("/docs", summary="This list of routes")
def docs(request: Request) -> Response:
    """Every route with its methods and parameters."""
    routes = [
        {
            "path": path,
            "methods": sorted(methods),
            "parameters": _parameters(methods),
        }
        for path, methods in request.app.openapi()["paths"].items()
    ]
    return Site.of(request).page(request, "docs.html", routes=routes)


def _parameters(methods: dict[str, Any]) -> list[str]:
    names = [
        parameter["name"] for operation in methods.values() for parameter in operation.get("parameters", ())
    ]
    return list(dict.fromkeys(names))

"""The answer to a query as a response: which format it comes in, how it is known again, how its end is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import StreamingResponse

from plangraph.graph.formats import GRAPHS, RESULTS, SHORT_NAMES
from plangraph.serving.negotiation import content_type, preferred
from plangraph.serving.problems import not_acceptable, problem_type
from plangraph.serving.site import CORS
from plangraph.serving.workers import Answer

_RESULT_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPH_ALIASES = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
}
_PLAIN = {"json": "application/json", "xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class Format:
    """The media type to send, and that of the engine it stands for: `application/json` is one of two."""

    sent: str
    made: str


def choose_format(*, graph: bool, named: str | None, accept: str | None) -> Format:
    """What `format=` names, a short name or a media type, or else what Accept likes best; raises a 406 without any."""
    offers = {name: name for name in GRAPHS if graph} | {name: name for name in RESULTS if not graph}
    offers |= _GRAPH_ALIASES if graph else _RESULT_ALIASES
    if named is None:
        chosen = preferred(list(offers), accept)
    else:
        # A form turns the + of a media type into a space.
        wanted = named.strip().lower().replace(" ", "+")
        names = (SHORT_NAMES.get(wanted), _PLAIN.get(wanted), wanted)
        chosen = next((name for name in names if name in offers), None)
        chosen = None if chosen is None else offers[chosen]
    if chosen is None:
        raise not_acceptable(list(offers))
    return Format(chosen, offers[chosen])


def answer_to_response(answer: Answer | bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """An answer as a response that other origins may read too; one that was cut says at which limit (`X-Plangraph-Cut`)."""
    said = {**CORS, **_EXPOSED, "Vary": "Accept", **headers}
    if isinstance(answer, bytes):
        return Response(answer, media_type=content_type(media_type), headers=said)
    if answer.cut is not None:
        said["X-Plangraph-Cut"] = f"{answer.cut.reason}={answer.cut.limit}"
        said["Link"] = f'<{problem_type("answer-cut")}>; rel="help"'
    if answer.body is not None:
        return Response(answer.body, media_type=content_type(media_type), headers=said)
    said["Content-Length"] = str(answer.size)
    return StreamingResponse(answer.chunks(), media_type=content_type(media_type), headers=said)


_EXPOSED = {"Access-Control-Expose-Headers": "ETag, Link, X-Plangraph-Cut"}

"""Answers in RDF: which format, how they are known again, and the Link header that names the other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from fastapi import Request, Response
from pyoxigraph import Triple, serialize

from plangraph.asking.terms import iri_term
from plangraph.graph.catalogue import FORMATS
from plangraph.graph.formats import GRAPHS, SHORT_NAMES
from plangraph.graph.vocabulary import PREFIXES
from plangraph.graph.void import VOID_IRI
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import content_type, preferred
from plangraph.serving.problems import not_acceptable, not_found
from plangraph.serving.protocol import address_of
from plangraph.serving.site import CORS
from plangraph.serving.validators import caching, is_known, not_modified, tag_of
from plangraph.serving.versions import Version

_CONTENTS = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH %s { ?s ?p ?o } }"
_PREFIXES = {**PREFIXES, "void": VOID_IRI}
_EXPOSED = {"Access-Control-Expose-Headers": "ETag, Link, Content-Location"}


def format_of_accept(accept: str | None) -> str:
    """The graph format that Accept likes best, Turtle where it does not say; raises a 406 where it accepts none."""
    # Who wants plain JSON gets the RDF that is JSON.
    media_type = preferred([*GRAPHS, "application/json"], accept)
    if media_type is None:
        raise not_acceptable(list(GRAPHS))
    return "application/ld+json" if media_type == "application/json" else media_type


def format_of_suffix(suffix: str) -> str:
    """The graph format that a suffix names; raises a 404 for any other."""
    media_type = SHORT_NAMES.get(suffix.lower(), "")
    if media_type not in GRAPHS:
        raise not_found(Bilingual(f"形式「{suffix}」はありません。", f"there is no format {suffix!r}"))
    return media_type


def triples_answer(
    request: Request,
    version: Version,
    media_type: str,
    make: Callable[[], Iterable[Triple]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Triples as a body, with an ETag of the version and the address; they are made only where the tag is not known.

    A set is put in order first, so that what is said of one thing stands together.
    """
    tag = tag_of(version.name, address_of(request), media_type)
    said = {**CORS, **_EXPOSED, "Vary": "Accept", **(headers or {})}
    if is_known(request, tag):
        return not_modified(tag, said)
    made = make()
    triples = sorted(made, key=str) if isinstance(made, Set) else made
    body = serialize(triples, format=GRAPHS[media_type], prefixes=_PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return Response(body, media_type=content_type(media_type), headers={**said, **caching(tag)})


def named_graph_answer(
    request: Request, version: Version, iri: str, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Everything that stands in a named graph."""
    return triples_answer(
        request,
        version,
        media_type,
        lambda: version.endpoint.construct(_CONTENTS % iri_term(iri)),
        headers,
    )


def alternates(path: str) -> str:
    """The Link header of a thing whose formats have suffixes (RFC 8288; the relations are those of HTML).

    >>> alternates("/ontology").partition(", ")[0]
    '</ontology.ttl>; rel="alternate"; type="text/turtle"'
    """
    return ", ".join(
        f'<{path}.{suffix}>; rel="alternate"; type="{media_type}"' for suffix, media_type in FORMATS.items()
    )

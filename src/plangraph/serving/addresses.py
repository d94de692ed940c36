"""Addresses of things (IRIs) and of their pages on this server (URLs), both ways."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

from plangraph.graph.iris import iri_segment
from plangraph.graph.vocabulary import PLG_IRI

_KEPT = "/%:@!$&'()*+,;=-._~"


def iri_to_path(iri: str, base: str) -> str | None:
    """The page of a thing under the base; None for any other.

    What is percent-encoded in the IRI stays so, and what is not ASCII is encoded once (RFC 3987, clause 3.1).

    >>> iri_to_path("https://example.org/id/a%2F課", "https://example.org/id/")
    '/id/a%2F%E8%AA%B2'
    """
    if not iri.startswith(base) or iri == base:
        return None
    return "/id/" + quote(iri.removeprefix(base), safe=_KEPT)


def iri_to_uri(iri: str) -> str:
    """An IRI in ASCII, for a header (RFC 3987, clause 3.1): what is percent-encoded stays so.

    >>> iri_to_uri("https://example.org/id/a%2F課")
    'https://example.org/id/a%2F%E8%AA%B2'
    """
    return quote(iri, safe=_KEPT + "#?[]")


def path_to_iris(raw_path: str, base: str) -> tuple[str, ...]:
    """The IRIs that the path behind `/id/`, still percent-encoded, may stand for, the likeliest first.

    A browser encodes Japanese and may or may not encode ASCII marks, so the name is tried as the house writes names,
    and with only what is not ASCII decoded.

    >>> path_to_iris("a%2F%E8%AA%B2", "https://example.org/id/")
    ('https://example.org/id/a%2F課',)
    """
    house = base + "/".join(iri_segment(unquote(segment)) for segment in raw_path.split("/"))
    plain = base + "".join(_decoded(part) for part in _parts(raw_path))
    return tuple(dict.fromkeys((house, plain)))


def _parts(raw_path: str) -> list[str]:
    """Runs of percent-encoded octets above 7F, and what stands between them."""
    parts, run = [""], False
    position = 0
    while position < len(raw_path):
        high = raw_path[position] == "%" and raw_path[position + 1 : position + 2] in tuple("89abcdefABCDEF")
        size = 3 if raw_path[position] == "%" else 1
        if high != run:
            parts.append("")
            run = high
        parts[-1] += raw_path[position : position + size]
        position += size
    return parts


def _decoded(part: str) -> str:
    high = part[:1] == "%" and part[1:2] in tuple("89abcdefABCDEF")
    text = unquote(part, errors="replace") if high else part
    return part if "\ufffd" in text else text


def href(iri: str, base: str) -> str | None:
    """Where a link to an IRI leads: a page here, a term's entry, another site; None for what must be no link.

    >>> href("javascript:alert(1)", "https://example.org/id/")
    """
    path = iri_to_path(iri, base)
    if path is not None:
        return path
    if iri.startswith(PLG_IRI):
        return f"/ontology#{quote(iri.removeprefix(PLG_IRI))}"
    return iri if iri.startswith(("https://", "http://")) else None


def with_parameters(path: str, **parameters: str | None) -> str:
    """A path with a query string; parameters that are None are left out.

    >>> with_parameters("/search", q="再掲", lang=None)
    '/search?q=%E5%86%8D%E6%8E%B2'
    """
    said = urlencode({name: value for name, value in parameters.items() if value is not None})
    if not said:
        return path
    path, mark, fragment = path.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{said}{mark}{fragment}"

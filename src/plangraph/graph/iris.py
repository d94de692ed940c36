"""Addresses of things: readable, stable over rebuilds, with Japanese names in them (RFC 3987)."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from plangraph.model.places import Evidence

DEFAULT_BASE = "https://w3id.org/plangraph/id/"

# RFC 3987, clause 2.2: ucschar.
_UCSCHAR = (
    (0xA0, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFEF),
    *((plane * 0x10000, plane * 0x10000 + 0xFFFD) for plane in range(1, 14)),
    (0xE1000, 0xEFFFD),
)


@lru_cache(maxsize=1 << 16)  # a name stands in the address of everything that belongs to it
def iri_segment(text: str) -> str:
    """Bring a name to NFKC and to one IRI path segment; what is reserved or outside iunreserved is percent-encoded.

    >>> iri_segment("ＩＣＴを活用した/手法")
    'ICTを活用した%2F手法'
    """
    return "".join(_kept(c) for c in unicodedata.normalize("NFKC", text))


def _kept(c: str) -> str:
    if c.isascii():
        return c if c.isalnum() or c in "-._~" else quote(c, safe="")
    code = ord(c)
    # Format, control, private, surrogate and separator characters may not stand there or may not be seen.
    if unicodedata.category(c)[0] in "CZ" or not any(low <= code <= high for low, high in _UCSCHAR):
        return quote(c, safe="", errors="surrogatepass")
    return c


class Iris:
    """Makes every address under one base."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base if base.endswith(("/", "#")) else base + "/"

    def of(self, kind: str, *names: str) -> str:
        """A thing of a kind; each name becomes one or more segments, a slash in it parts segments.

        >>> Iris().of("policy", "p", "協1-1")
        'https://w3id.org/plangraph/id/policy/p/協1-1'
        """
        return self.base + "/".join([kind, *(iri_segment(name) for name in names)])

    def graph(self, *names: str) -> str:
        """A named graph: graph/document/ID, graph/links …"""
        return self.of("graph", *names)

    def body(self, code: str) -> str:
        """A municipality by its area code."""
        return self.of("body", code)

    def plan(self, plan: str) -> str:
        """A plan by its identifier."""
        return self.of("plan", plan)

    def policy(self, plan: str, key: str) -> str:
        """A policy of a plan, read or known from a mark alone: the address is the same."""
        return self.of("policy", plan, key)

    def basic_project(self, plan: str, code: str) -> str:
        """A 基本事業 of a plan."""
        return self.of("basic-project", plan, code)

    def project(self, body: str, key: str) -> str:
        """A project of a body, over all its plans."""
        return self.of("project", body, key)

    def listing(self, document: str, key: str) -> str:
        """A listing in a document; its key is the section's key, a slash, and the title."""
        section, _, title = key.partition("/")
        return self.of("listing", document, section, title)

    def division(self, body: str, key: str) -> str:
        """An office; its key holds 部 and 課 with a slash between."""
        return self.of("division", body, *key.split("/"))

    def guideline(self, body: str, name: str) -> str:
        """A guideline of a body by its name."""
        return self.of("guideline", body, name)

    def document(self, document: str) -> str:
        """A source document."""
        return self.of("document", document)

    def fiscal_year(self, year: int) -> str:
        """A fiscal year.

        >>> Iris().fiscal_year(2012)
        'https://w3id.org/plangraph/id/fy/2012'
        """
        return self.of("fy", str(year))

    def source_line(self, evidence: Evidence) -> str:
        """A place in a document with its quote; the same words at the same place are the same address."""
        digest = hashlib.sha256(evidence.quote.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        place = str(evidence.place).removeprefix("line=").replace(",", "_")
        name = f"L{place}" if len(place) <= 60 else f"L{place.split('_')[0]}_etc"
        return self.of("source", evidence.document, f"{name}.{digest}")

    def part(self, owner: str, *names: str) -> str:
        """A thing that belongs to another: an amount of a listing, a value of an indicator."""
        return "/".join([owner, *(iri_segment(name) for name in names)])

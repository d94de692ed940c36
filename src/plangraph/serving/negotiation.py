"""Which of several formats, or languages, a request prefers (RFC 9110, clause 12.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plangraph.model.texts import Lang

Coding = Literal["br", "gzip", "identity"]

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Range:
    """One member of an Accept header: `text/*;q=0.5`.

    Parameters other than q are not looked at: neither charset, since all is UTF-8, nor the `version` of SPARQL 1.2.
    """

    type: str
    subtype: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How exactly it names a media type: 0 not at all, 1 `*/*`, 2 `text/*`, 3 in full."""
        kind, _, name = media_type.partition("/")
        if self.type == "*":
            return 1
        if self.type != kind:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == name else 0


def accept_ranges(header: str | None) -> tuple[Range, ...]:
    """Read an Accept header; no header, or an empty one, accepts everything. What is no media range is passed over.

    >>> accept_ranges("text/html, */*;q=0.1")
    (Range(type='text', subtype='html', quality=1.0), Range(type='*', subtype='*', quality=0.1))
    """
    if header is None or not header.strip():
        return (Range("*", "*", 1.0),)
    ranges = []
    for member in _split(header, ","):
        name, *parameters = (part.strip().lower() for part in _split(member, ";"))
        kind, slash, subtype = name.partition("/")
        if slash and kind and subtype and (kind != "*" or subtype == "*"):
            ranges.append(Range(kind, subtype, _quality(parameters)))
    return tuple(ranges)


def _split(text: str, mark: str) -> list[str]:
    """The members between marks; a mark inside a quoted string parts nothing.

    >>> _split('text/csv;a="b,c", text/turtle', ",")
    ['text/csv;a="b,c"', ' text/turtle']
    """
    return re.findall(rf"((?:{_QUOTED}|[^{mark}])+)", text)


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return 1.0


def quality_of(media_type: str, ranges: Sequence[Range]) -> float:
    """The quality that the most exact range gives a media type; 0 where none fits.

    >>> quality_of("text/csv", accept_ranges("text/*;q=0.5, text/csv;q=0"))
    0.0
    """
    fitting = [(r.fits(media_type), r.quality) for r in ranges if r.fits(media_type)]
    return max(fitting)[1] if fitting else 0.0


def preferred(offers: Sequence[str], header: str | None) -> str | None:
    """The offer that a request likes best, the first of equals; None where it accepts none of them.

    >>> preferred(["application/json", "text/csv"], "text/csv, application/json;q=0.5")
    'text/csv'
    """
    ranges = accept_ranges(header)
    best = max(offers, key=lambda offer: quality_of(offer, ranges), default=None)
    return best if best is not None and quality_of(best, ranges) > 0 else None


def preferred_coding(header: str | None) -> Coding:
    """The coding of a body that Accept-Encoding likes best: br before gzip before none, where it likes them alike.

    >>> preferred_coding("gzip, deflate, br"), preferred_coding("gzip;q=1, br;q=0.5"), preferred_coding("*;q=0")
    ('br', 'gzip', 'identity')
    """
    qualities = {}
    for member in (header or "").split(","):
        name, *parameters = (part.strip().lower() for part in member.split(";"))
        if name:
            qualities["gzip" if name == "x-gzip" else name] = _quality(parameters)
    rest = qualities.get("*", 0.0)
    # No coding is always acceptable, unless it is refused; it wins only where it is named and liked better.
    codings: tuple[Coding, ...] = ("br", "gzip")
    best = max(codings, key=lambda coding: qualities.get(coding, rest))
    quality = qualities.get(best, rest)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else "identity"


def wants_page(header: str | None, others: Sequence[str] = ("application/json",)) -> bool:
    """Whether a request is a person's: it names HTML, and likes it at least as well as the other formats.

    >>> wants_page("text/html,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> wants_page("*/*")
    False
    """
    ranges = accept_ranges(header)
    named = any(r.fits("text/html") == 3 for r in ranges)
    page = quality_of("text/html", ranges)
    return named and page > 0 and all(quality_of(other, ranges) <= page for other in others)


def content_type(media_type: str) -> str:
    """The Content-Type of a body that is UTF-8: text says so, the other formats say it themselves.

    >>> content_type("text/csv"), content_type("application/ld+json")
    ('text/csv; charset=utf-8', 'application/ld+json')
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def page_first(header: str | None, other: str = "application/json") -> bool:
    """Whether a page's own address answers with the page: unless the other format is liked better.

    >>> page_first("*/*"), page_first(None), page_first("application/json")
    (True, True, False)
    """
    return preferred(["text/html", other], header) != other


def preferred_lang(header: str | None) -> Lang:
    """Japanese, unless Accept-Language likes English better.

    >>> preferred_lang("en-GB,en;q=0.9,ja;q=0.8")
    'en'
    >>> preferred_lang("fr")
    'ja'
    """
    qualities = {"ja": 0.0, "en": 0.0}
    for member in (header or "").split(","):
        name, *parameters = (part.strip().lower() for part in member.split(";"))
        main = name.partition("-")[0]
        if main in qualities:
            qualities[main] = max(qualities[main], _quality(parameters))
    return "en" if qualities["en"] > qualities["ja"] else "ja"

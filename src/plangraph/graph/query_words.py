"""What can be said of a SPARQL query before it is run: its form, and whether it calls another server.

The words of a query are looked at, never its grammar: the engine alone decides whether it parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Form = Literal["results", "graph"]

_TOKEN = re.compile(
    r"""
      (?P<gap>\s+|\#[^\n\r]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<local>:(?:[\w\-:.\u00b7]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<word>[\w\-]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def query_form(query: str) -> Form | None:
    """Whether a query is answered by results (SELECT, ASK) or a graph (CONSTRUCT, DESCRIBE); None where no form is seen.

    >>> query_form("PREFIX ask: <http://example.org/> # SELECT\\nCONSTRUCT WHERE { ?s ask:what ?o }")
    'graph'
    """
    position = 0
    while (matched := _TOKEN.match(query, position)) is not None:
        position = matched.end()
        word = matched.group().upper() if matched.lastgroup == "word" else ""
        if query[position : position + 1] == ":":
            continue
        if word in ("SELECT", "ASK"):
            return "results"
        if word in ("CONSTRUCT", "DESCRIBE"):
            return "graph"
    return None


def calls_service(query: str) -> bool:
    """Whether the keyword SERVICE may stand in a query.

    It is looked for outside strings, comments, IRIs, variables and local names. An engine takes the keyword where it is
    glued to others (`SERVICESILENT`, `1SERVICE`), so any other word that holds it counts, a prefix too. Where `<` may
    begin an IRI or be "less than", both are followed.

    >>> calls_service("SELECT ?service { ?service a <http://example.org/Service> } # SERVICE")
    False
    >>> calls_service("SELECT * { SERVICE<http://example.org/sparql> { ?s ?p ?o } }")
    True
    """
    unescaped = _ESCAPE.sub(_unescape, query)
    if "service" not in unescaped.lower():
        return False
    return any("service" in word for text in {query, unescaped} for word in _bare_words(text))


def _unescape(matched: re.Match[str]) -> str:
    code = int(matched[1] or matched[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _bare_words(query: str) -> Iterator[str]:
    """Every word outside the other tokens, in lower case, on any way to part the query into tokens."""
    seen: set[int] = set()
    waiting = [0]
    while waiting:
        position = waiting.pop()
        if position in seen:
            continue
        seen.add(position)
        matched = _TOKEN.match(query, position)
        if matched is None:
            continue
        if matched.lastgroup == "word":
            yield matched.group().lower()
        elif matched.lastgroup == "iri" and _ABSOLUTE.match(matched.group()) is None:
            waiting.append(
                position + 1
            )  # `?a<?b && …`: no expression holds "://", so an IRI with that is one
        waiting.append(matched.end())

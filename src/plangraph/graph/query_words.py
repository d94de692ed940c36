"""What can be said of a SPARQL query before it is run: its form, and whether it calls another server.

The words of a query are looked at, never its grammar: the engine alone decides whether it parses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["results", "graph"]
Caller = Literal["SERVICE", "LOAD"]

ALLOWED_VARIABLE = "PLANGRAPH_ALLOW_SERVICE"
"""Environment variable with the addresses, parted by white space, that SERVICE may reach; none by default."""
REFUSED = "urn:plangraph:refused"
"""What stands for the address of another server: nobody answers there, and the engine does not try."""

_TOKEN = re.compile(
    r"""
      (?P<gap>\s+|\#[^\n\r]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<local>:(?:[\w\-:.\u00b7]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<word>[\w\-]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_CUT_OFF = re.compile(rf"(?:SERVICE|LOAD) (?:SILENT )?<{REFUSED}>")
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(|\bSERVICE\b", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query on the likeliest way to part it: `kind` names the group of `_TOKEN`."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of some keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens_of(text: str) -> list[Token]:
    """Part a query or update; white space and comments are left out.

    >>> [token.text for token in tokens_of("ASK { ?s a plg:Listing } # all")]
    ['ASK', '{', '?s', 'a', 'plg', ':Listing', '}']
    """
    return [
        Token(matched.lastgroup or "", matched.group(), matched.start(), matched.end())
        for matched in _TOKEN.finditer(text)
        if matched.lastgroup != "gap"
    ]


def name_at(tokens: Sequence[Token], index: int) -> int:
    """How many tokens from this one on are one IRI or prefixed name: 1 or 2; 0 where there is none."""
    if index >= len(tokens):
        return 0
    if tokens[index].kind in ("iri", "local"):
        return 1
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    glued = after is not None and after.kind == "local" and after.start == tokens[index].end
    return 2 if tokens[index].kind == "word" and glued else 0


def cut_off(text: str, caller: Caller) -> str:
    """Put `REFUSED` in the place of every address that a SERVICE or LOAD names.

    A SERVICE whose IRI stands in the allow-list, letter by letter, is left. The text still parses, or fails to, as it did. When it is run the call fails as it would with a server that does
    not answer: with SILENT there is nothing, without it an error (SPARQL 1.1 Federated Query, clause 2.3; Update, 3.1.4).
    What is not plainly a call stays as it is: `calls_service` and `calls_load` find it afterwards.

    >>> cut_off("LOAD SILENT <http://example.org/a.ttl> INTO GRAPH <http://example.org/g>", "LOAD")
    'LOAD SILENT <urn:plangraph:refused> INTO GRAPH <http://example.org/g>'
    """
    if caller.lower() not in text.lower():
        return text
    tokens = tokens_of(text)
    allowed = allowed_services() if caller == "SERVICE" else frozenset[str]()
    pieces: list[str] = []
    done = 0
    for index, token in enumerate(tokens):
        if not token.is_word(caller) or name_at(tokens, index) or token.start < done:
            continue
        silent = index + 1 < len(tokens) and tokens[index + 1].is_word("SILENT")
        target = index + (2 if silent else 1)
        variable = target < len(tokens) and tokens[target].kind == "variable"
        length = 1 if variable else name_at(tokens, target)
        if length:
            named = tokens[target].text[1:-1] if tokens[target].kind == "iri" else ""
            address = named if named in allowed else REFUSED
            pieces += [text[done : token.start], f"{caller} {'SILENT ' if silent else ''}<{address}>"]
            done = tokens[target + length - 1].end
    return "".join([*pieces, text[done:]])


def allowed_services() -> frozenset[str]:
    """The addresses that SERVICE may reach, from the environment of this process."""
    return frozenset(os.environ.get(ALLOWED_VARIABLE, "").split())


def _settled_calls() -> re.Pattern[str]:
    """Calls that reach nobody, or whom they may: as `cut_off` writes them."""
    allowed = "|".join(re.escape(address) for address in sorted(allowed_services()))
    service = rf"|SERVICE (?:SILENT )?<(?:{allowed})>" if allowed else ""
    return re.compile(rf"(?:SERVICE|LOAD) (?:SILENT )?<{REFUSED}>{service}")


def is_cut_off(text: str) -> bool:
    """Whether a call in a text was cut off, so that an error of the engine may be its doing."""
    return _CUT_OFF.search(text) is not None


def answers_alike(query: str) -> bool:
    """Whether the same graph gives the same answer again: no clock, chance or new name is in the query.

    >>> answers_alike("SELECT (NOW() AS ?now) {}")
    False
    """
    return _CHANGING.search(query) is None


def calls_service(query: str) -> bool:
    """Whether the keyword SERVICE may stand in a query and reach a server.

    It is looked for outside strings, comments, IRIs, variables and local names. An engine takes the keyword where it is
    glued to others (`SERVICESILENT`, `1SERVICE`), so any other word that holds it counts, a prefix too. Where `<` may
    begin an IRI or be "less than", both are followed. A call that was cut off, or that the allow-list names, does not count.

    >>> calls_service("SELECT ?service { ?service a <http://example.org/Service> } # SERVICE")
    False
    >>> calls_service("SELECT * { SERVICE<http://example.org/sparql> { ?s ?p ?o } }")
    True
    """
    return _may_call(query, "service")


def calls_load(update: str) -> bool:
    """Whether the keyword LOAD may stand in an update and reach a server; looked for as `calls_service` looks.

    >>> calls_load("LOAD <http://example.org/a.ttl>"), calls_load(f"LOAD <{REFUSED}>")
    (True, False)
    """
    return _may_call(update, "load")


def _may_call(text: str, keyword: str) -> bool:
    unescaped = _ESCAPE.sub(_unescape, text)
    if keyword not in unescaped.lower():
        return False
    settled = _settled_calls()
    ways = {settled.sub(" ", way) for way in (text, unescaped)}
    return any(keyword in word for way in ways for word in _bare_words(way))


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

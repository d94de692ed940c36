"""Terms on their way into a query and out of its rows: the only place where text becomes SPARQL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from plangraph.errors import QueryError
from plangraph.graph.endpoint import Endpoint, Row
from plangraph.graph.vocabulary import sparql_prefixes
from plangraph.model.amounts import AmountStatus
from plangraph.model.texts import Bilingual

_LONGEST_CELL = 2**31 - 1
"""The csv module refuses texts of more than 131,072 characters unless it is told otherwise."""


def iri_term(iri: str) -> str:
    """Write an address as SPARQL; raises QueryError for text that is no absolute IRI (RFC 3987).

    >>> iri_term("https://example.org/施策")
    '<https://example.org/施策>'
    """
    try:
        return str(NamedNode(iri))
    except ValueError:
        shown = " ".join(iri.split())[:80]
        raise QueryError(
            Bilingual(
                f"「{shown}」は IRI ではありません。IRI を指定してください。",
                f'"{shown}" is not an IRI; give one',
            )
        ) from None


def string_term(text: str) -> str:
    """Write a plain string as SPARQL, quoted; a lone surrogate becomes a question mark.

    >>> print(string_term('say "再掲"'))
    "say \\"再掲\\""
    """
    return str(Literal(text.encode("utf-8", "replace").decode()))


def values_of(variable: str, iris: Iterable[str]) -> str:
    """A VALUES clause over addresses, each once, in rising order.

    >>> values_of("x", ["urn:b", "urn:a"])
    'VALUES ?x { <urn:a> <urn:b> }'
    """
    return f"VALUES ?{variable} {{ {' '.join(iri_term(iri) for iri in sorted(set(iris)))} }}"


def select(endpoint: Endpoint, query: str) -> list[dict[str, str]]:
    """Answer a SELECT query with every prefix of the house before it, as rows of plain text.

    An unbound variable has no key. Numbers come as they are written; `whole` reads them.
    """
    return [row_text(row) for row in endpoint.select(sparql_prefixes() + query)]


def bulk_select(endpoint: Endpoint, query: str) -> Iterator[list[str]]:
    """Answer a SELECT query of very many rows: the plain text of each variable in its order, "" where it is unbound.

    The engine prints the rows as CSV, and the csv module reads them; both are several times as fast as a term at a time.
    """
    body = endpoint.answer(sparql_prefixes() + query, "text/csv")
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline=""))
    next(rows)
    return rows


def bulk_records(endpoint: Endpoint, query: str) -> Iterator[dict[str, str]]:
    """The same by name, as `select` gives it, but that an empty text has no key either."""
    names = [name.removeprefix("?") for name in query.partition("WHERE")[0].split()[1:]]
    for cells in bulk_select(endpoint, query):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def row_text(row: Row) -> dict[str, str]:
    """The plain text of each term of a row."""
    return {name: str(term.value) for name, term in row.items()}


def whole(text: str | None) -> int | None:
    """Read an xsd:integer; None where there is none.

    >>> whole("4000000"), whole(None)
    (4000000, None)
    """
    if text is None:
        return None
    return int(text) if text.isdecimal() else int(Decimal(text))


@lru_cache(maxsize=4096)
def local_name(iri: str) -> str:
    """The last part of an address.

    >>> local_name("https://w3id.org/plangraph/ontology#TargetNotLoaded")
    'TargetNotLoaded'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


@lru_cache(maxsize=4096)
def word(iri: str | None) -> str:
    """The word that tables use for an individual of the ontology: its local name in lower camel case, "" for None.

    >>> word("urn:x#TargetNotLoaded"), word("urn:x#CarriedElsewhere"), word(None)
    ('targetNotLoaded', 'carried', '')
    """
    if iri is None:
        return ""
    name = local_name(iri)
    if name == AmountStatus.CARRIED_ELSEWHERE.value:
        return AmountStatus.CARRIED_ELSEWHERE.word
    return name[:1].lower() + name[1:]

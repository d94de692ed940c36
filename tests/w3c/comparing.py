"""Whether two answers are the same: blank nodes by isomorphism, rows as often as they come."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger",
          "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte")  # fmt: skip
_FLOATING = ("double", "float")


class DiffersError(Exception):
    """A test that did not get what it must; `lexical` where only the way numbers are written is other."""

    def __init__(self, words: str, *, lexical: bool = False) -> None:
        super().__init__(words)
        self.lexical = lexical


def same_graph(
    one: Iterable[Triple], other: Iterable[Triple], by: Callable[[Term], Term] = lambda t: t
) -> bool:
    """Whether two graphs are isomorphic."""
    return _canonical(one, by) == _canonical(other, by)


def same_rows(
    one: list[Row], other: list[Row], *, ordered: bool, by: Callable[[Term], Term] = lambda t: t
) -> bool:
    """Whether two tables have the same rows, as often as each comes, in the same order where `ordered`."""
    return _canonical(_rows_to_triples(one, ordered), by) == _canonical(_rows_to_triples(other, ordered), by)


def by_value(term: Term) -> Term:
    """A number without the way it is written: 1.0 and 1.00 are one decimal, and 1 and "1"^^xsd:int one integer."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(_XSD):
        return term
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind in _WHOLE:
            return Literal(str(int(term.value)), datatype=NamedNode(_XSD + "integer"))
        if kind == "decimal":
            return Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
        if kind == "boolean":
            return Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
        if kind in _FLOATING:
            return Literal(repr(float(term.value)), datatype=term.datatype)
    except (ArithmeticError, ValueError):
        return term
    return term


def read_table(body: bytes, suffix: str) -> list[Row] | bool:
    """The rows of a result file, or what it says to ASK; `suffix` is srx, srj, tsv or ttl."""
    if suffix == "ttl":
        return _read_result_graph(body)
    formats = {"srx": QueryResultsFormat.XML, "srj": QueryResultsFormat.JSON, "tsv": QueryResultsFormat.TSV}
    results = parse_query_results(body, format=formats[suffix])
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{n: v for n in names if (v := row[n]) is not None} for row in results]


def same_csv(one: bytes, other: bytes, by: Callable[[Term], Term] = lambda t: t) -> bool:
    """Whether two CSV answers have the same rows, in whatever order columns and rows come."""
    return _csv_rows(one, by) == _csv_rows(other, by)


def _csv_rows(body: bytes, by: Callable[[Term], Term]) -> Counter[frozenset[tuple[str, str]]]:
    """Rows by column; a blank node by its being one, a number as `by` has it."""
    rows = csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""))
    return Counter(
        frozenset(
            (name, "_:" if cell.startswith("_:") else _csv_cell(cell, by)) for name, cell in row.items()
        )
        for row in rows
    )


def _csv_cell(cell: str, by: Callable[[Term], Term]) -> str:
    number = by(Literal(cell, datatype=NamedNode(_XSD + "double")))
    return number.value if isinstance(number, Literal) else cell


def _read_result_graph(body: bytes) -> list[Row] | bool:
    values: dict[object, dict[str, list[Term]]] = {}
    for quad in parse(body, format=RdfFormat.TURTLE, base_iri="http://example.org/"):
        values.setdefault(quad.subject, {}).setdefault(quad.predicate.value.removeprefix(_RS), []).append(
            quad.object
        )
    for found in values.values():
        if "boolean" in found:
            said = found["boolean"][0]
            assert isinstance(said, Literal)
            return said.value == "true"
    rows = [found for found in values.values() if "binding" in found]
    assert rows, "a result set without solutions"
    return [
        {values[binding]["variable"][0].value: values[binding]["value"][0] for binding in row["binding"]}  # type: ignore[union-attr]
        for row in rows
    ]


def _rows_to_triples(rows: list[Row], ordered: bool) -> list[Triple]:
    triples = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        triples.append(Triple(node, NamedNode("urn:row"), Literal(str(number) if ordered else "")))
        triples += [Triple(node, NamedNode(f"urn:var:{name}"), value) for name, value in row.items()]
    return triples


def _canonical(triples: Iterable[Triple], by: Callable[[Term], Term]) -> set[Quad]:
    dataset = Dataset(Quad(t.subject, t.predicate, by(t.object), DefaultGraph()) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)

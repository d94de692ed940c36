"""What is done to the text of an update before the engine takes it: its dataset, and its parts.

As in `query_words`, the words are looked at and not the grammar: the engine alone decides whether it parses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from plangraph.errors import QueryError
from plangraph.graph.query_words import Token, name_at, tokens_of
from plangraph.model.texts import Bilingual


def with_dataset(update: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """Give every WHERE of an update the graphs that it reads (SPARQL 1.1 Protocol, clause 2.2.3).

    Raises QueryError where the update has a USING or WITH of its own, or a name is no IRI.

    >>> with_dataset("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ["http://example.org/g"], [])
    'DELETE { ?s ?p 1 } USING <http://example.org/g> WHERE { ?s ?p 1 }'
    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", [], ["http://example.org/g"])
    'DELETE { ?s ?p 1 } USING NAMED <http://example.org/g> WHERE { ?s ?p 1 }'
    """
    if not using and not using_named:
        return update
    clause = "".join(
        [f"USING {graph_name(iri)} " for iri in using]
        + [f"USING NAMED {graph_name(iri)} " for iri in using_named]
    )
    tokens = tokens_of(update)
    pieces: list[str] = []
    done = depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "other" else 0
        if depth or name_at(tokens, index):
            continue
        if token.is_word("USING", "WITH"):
            raise QueryError(_CONFLICT)
        if token.is_word("WHERE"):
            short = index > 0 and tokens[index - 1].is_word("DELETE")
            pattern = _braces(update, tokens, index + 1) + " " if short else ""
            pieces += [update[done : token.start], pattern, clause]
            done = token.start
    return "".join([*pieces, update[done:]])


_LATER_PROLOGUE = re.compile(r";\s*(?:#[^\n\r]*\s*)*(?:PREFIX|BASE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Operations that share one prologue, and where they begin in the update; line and column count from 1."""

    prologue: str
    operations: str
    line: int = 1
    column: int = 1

    def text(self, before: str = "") -> str:
        """The stretch as an update of its own, with an operation before it if need be. Lines keep their numbers."""
        head = f"{self.prologue} {before} "
        return head + "\n" * (self.line - 1) + " " * (self.column - 1) + self.operations

    def placed(self, error: QueryError, before: str = "") -> QueryError:
        """An error of the engine with the place that it has in the whole update."""
        head = len(f"{self.prologue} {before} ") if self.line == 1 and error.at_line == 1 else 0
        column = None if error.at_column is None else max(error.at_column - head, 1)
        return QueryError(error.message, error.at_line, column)


def stretches(update: str, *, always: bool = False) -> list[Stretch]:
    """Part an update where a new prologue begins: pyoxigraph 0.5.13 takes none behind the first operation.

    SPARQL 1.1 Query, clause 19.8, rule 29, allows it. What a prologue says holds for all that follows. Where nothing looks
    like one behind a semicolon the update is one stretch with the prologue left in it, unless `always`: a long one takes
    its time to part.

    >>> [(one.prologue, one.operations) for one in stretches("CLEAR ALL ; PREFIX e: <urn:> DROP GRAPH e:g")]
    [('', 'CLEAR ALL '), ('PREFIX e: <urn:>', ' DROP GRAPH e:g')]
    """
    if not always and not _LATER_PROLOGUE.search(update):
        return [Stretch("", update)]
    tokens = tokens_of(update)
    found: list[Stretch] = []
    prologue: list[str] = []
    index = _read_prologue(tokens, 0, prologue)
    begin = tokens[index - 1].end if index else 0
    depth = 0
    while index < len(tokens):
        token = tokens[index]
        depth += (token.text == "{") - (token.text == "}") if token.kind == "other" else 0
        index += 1
        more: list[str] = []
        if depth or token.text != ";" or not (read := _read_prologue(tokens, index, more)):
            continue
        found.append(_stretch(update, prologue, begin, token.start))
        prologue = [*prologue, *more]
        index += read
        begin = tokens[index - 1].end
    return [*found, _stretch(update, prologue, begin, len(update))]


def _stretch(update: str, prologue: Sequence[str], begin: int, end: int) -> Stretch:
    line = update.count("\n", 0, begin) + 1
    column = begin - (update.rfind("\n", 0, begin) + 1) + 1
    return Stretch(" ".join(prologue), update[begin:end], line, column)


def _read_prologue(tokens: Sequence[Token], index: int, declarations: list[str]) -> int:
    """Take in the BASE and PREFIX declarations from a token on; gives how many tokens they are."""
    first = index
    while index < len(tokens) and tokens[index].is_word("BASE", "PREFIX") and not name_at(tokens, index):
        length = 2 if tokens[index].is_word("BASE") else 2 + name_at(tokens, index + 1)
        words = [token.text for token in tokens[index : index + length]]
        if len(words) < length or tokens[index + length - 1].kind != "iri":
            break  # the engine says what is wrong with it
        declarations.append(f"{words[0]} {''.join(words[1:-1])} {words[-1]}")
        index += length
    return index - first


def graph_name(iri: str) -> NamedNode:
    """The name of a graph; raises QueryError where it is not an absolute IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        raise QueryError(
            Bilingual(f"グラフの名「{iri}」は IRI ではありません。", f"the graph name {iri!r} is not an IRI")
        ) from None


def _braces(text: str, tokens: Sequence[Token], index: int) -> str:
    """The text from one brace to the one that closes it; empty where none closes it, which the engine will tell."""
    depth = 0
    for token in tokens[index:]:
        depth += (token.text == "{") - (token.text == "}") if token.kind == "other" else 0
        if depth == 0:
            return text[tokens[index].start : token.end]
    return ""


_CONFLICT = Bilingual(
    "更新の文に USING や WITH があるときは、using-graph-uri と using-named-graph-uri は使えません。",
    "an update with USING or WITH takes no using-graph-uri or using-named-graph-uri",
)

"""The pieces of a group of a SPARQL query: runs of triple patterns and filters, and what stands between them.

The words are looked at as far as is needed to take patterns apart; what is not plainly a triple pattern or a filter is
told as such by an error and left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from plangraph.graph.query_words import Token, name_at, tokens_of

VARIABLE = re.compile(r"[?$](\w+)")
OTHERS = ("OPTIONAL", "BIND", "UNION", "MINUS", "GRAPH", "SERVICE", "VALUES", "LATERAL", "SELECT")
"""Words that begin what is no triple pattern."""


class OtherwiseError(Exception):
    """A group that holds more than triple patterns and filters."""


@dataclass(frozen=True, slots=True)
class Pattern:
    text: str

    @property
    def variables(self) -> set[str]:
        return set(VARIABLE.findall(self.text))


def run_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where triple patterns and filters end: before OPTIONAL, BIND, a group and the like."""
    while at < end:
        token = tokens[at]
        if token.is_word("FILTER") and not name_at(tokens, at):
            try:
                at = _filter_end(tokens, at + 1)
            except OtherwiseError:
                return at
        elif token.text == "{" or (token.is_word(*OTHERS) and not name_at(tokens, at)):
            return at
        at += 1
    return at


def other_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where what is no run ends: behind the braces or parentheses that it opens."""
    depth = 0
    for index in range(at, end):
        depth += (tokens[index].text in "{(") - (tokens[index].text in "})")
        if not depth and tokens[index].text in "})":
            return index + 1
    return end


def union_end(tokens: Sequence[Token], at: int, end: int) -> int:
    at = other_end(tokens, at, end)
    while at + 1 < end and tokens[at].is_word("UNION"):
        at = other_end(tokens, at + 1, end)
    return at


def closing(tokens: Sequence[Token], start: int) -> int | None:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].text == "{") - (tokens[index].text == "}")
        if not depth:
            return index
    return None


def _filter_end(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text not in ("(", "{"):
        at += 1
    opening = {"(": ")", "{": "}"}
    if at >= len(tokens):
        raise OtherwiseError
    left, right, depth = tokens[at].text, opening[tokens[at].text], 0
    for index in range(at, len(tokens)):
        depth += (tokens[index].text == left) - (tokens[index].text == right)
        if not depth:
            return index
    raise OtherwiseError


def parts_of(body: str, steps: count[int]) -> tuple[list[Pattern], list[str]]:
    """The triple patterns of a group, paths parted at each step, and its filters."""
    tokens = tokens_of(body)
    patterns: list[Pattern] = []
    filters: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at].is_word("FILTER") and not name_at(tokens, at):
            end = _filter_end(tokens, at + 1)
            filters.append(body[tokens[at].start : tokens[end].end])
            at = end + 1
        elif tokens[at].text == ".":
            at += 1
        else:
            at = _triples(body, tokens, at, patterns, steps)
    return patterns, filters


def _triples(body: str, tokens: Sequence[Token], at: int, patterns: list[Pattern], steps: count[int]) -> int:
    """Read one subject with all it says; gives where it ends."""
    after = _term_end(tokens, at)
    subject = _text(body, tokens, at, after)
    at = after
    while True:
        path, at = _path(body, tokens, at)
        while True:
            after = _term_end(tokens, at)
            _add(patterns, subject, path, _text(body, tokens, at, after), steps)
            at = after
            if at >= len(tokens) or tokens[at].text != ",":
                break
            at += 1
        while at < len(tokens) and tokens[at].text == ";":
            at += 1
            if at >= len(tokens) or tokens[at].text in (".",) or tokens[at].is_word("FILTER"):
                return at
        if at >= len(tokens) or tokens[at].text == "." or tokens[at].is_word("FILTER"):
            return at
        if tokens[at - 1].text != ";":
            raise OtherwiseError


def _add(patterns: list[Pattern], subject: str, path: list[str], value: str, steps: count[int]) -> None:
    for step in path[:-1]:
        between = f"?plgStep{next(steps)}"
        patterns.append(Pattern(f"{subject} {step} {between}"))
        subject = between
    patterns.append(Pattern(f"{subject} {path[-1]} {value}"))


def _term_end(tokens: Sequence[Token], at: int) -> int:
    """Where a variable, name or literal ends."""
    if at < len(tokens) and tokens[at].kind == "variable":
        return at + 1
    if at < len(tokens) and tokens[at].kind == "string":
        if at + 1 < len(tokens) and tokens[at + 1].kind == "tag":
            return at + 2
        if at + 2 < len(tokens) and tokens[at + 1].text == tokens[at + 2].text == "^":
            return at + 3 + name_at(tokens, at + 3)
        return at + 1
    if at < len(tokens) and tokens[at].kind == "word" and re.fullmatch(r"\d+|true|false", tokens[at].text):
        return at + 1
    length = name_at(tokens, at)
    if not length:
        raise OtherwiseError
    return at + length


def _path(body: str, tokens: Sequence[Token], at: int) -> tuple[list[str], int]:
    """The steps of a path, and where it ends. One with alternatives at its top is a single step."""
    if at < len(tokens) and tokens[at].kind == "variable":
        return [tokens[at].text], at + 1
    start, cuts, either = at, list[int](), False
    while True:
        at = _step_end(tokens, at)
        if at >= len(tokens) or tokens[at].text not in ("/", "|"):
            break
        either |= tokens[at].text == "|"
        cuts.append(at)
        at += 1
    if either:
        return [_text(body, tokens, start, at)], at
    edges = [start, *(cut + 1 for cut in cuts)], [*cuts, at]
    return [_text(body, tokens, first, last) for first, last in zip(*edges, strict=True)], at


def _step_end(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text in ("^", "!"):
        at += 1
    if at < len(tokens) and tokens[at].text == "(":
        at = _filter_end(tokens, at) + 1
    elif at < len(tokens) and tokens[at].is_word("A") and not name_at(tokens, at):
        at += 1
    else:
        length = name_at(tokens, at)
        if not length:
            raise OtherwiseError
        at += length
    return (
        at + 1
        if at < len(tokens) and tokens[at].text in ("*", "+", "?") and tokens[at].start == tokens[at - 1].end
        else at
    )


def _text(body: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return body[tokens[start].start : tokens[end - 1].end]

"""The patterns of a SPARQL constraint, put so that the engine walks them from the focus node.

Oxigraph plans the patterns inside EXISTS as if nothing were bound: `EXISTS { $this plg:cost ?c . ?c plg:amountYen ?y }` goes
through every amount of the graph for every `$this`, 200 times slower than needed at 10,000 listings. Outside of EXISTS its
order may begin anywhere, and another day elsewhere. A group of triple patterns and filters means the same with each pattern
in an EXISTS inside the one before it; patterns that are joined mean the same in any order, which LATERAL (SEP-0006) holds.

A step from a known node costs some 15 µs on disk, a triple of a scan 0.6 µs. Where there are many rows, a pattern whose
property has few triples for them is therefore read whole, as a subselect, which the engine joins by a hash table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from plangraph.checking.engines.query_parts import (
    OTHERS,
    VARIABLE,
    OtherwiseError,
    Pattern,
    closing,
    other_end,
    parts_of,
    run_end,
    union_end,
)
from plangraph.graph.query_words import tokens_of

_LIMIT = 12
"""Patterns of one group, at most; a group with more stays as it is."""


FOCUS = "\u2295"
"""Stands where the pattern of the focus nodes goes."""
Reads = Callable[[str], bool]
"""Whether the triples of a property, as the query writes it, are to be read whole."""
_STEPS_A_ROW = 8
_MANY_ROWS = 500
_WHOLE = re.compile(r"[?$](\w+) (\S+) [?$](\w+)")
_SIMPLE = re.compile(r"(?:<[^<>\s]*>|[\w-]*:[\w.-]+)[+]?")


def reads_whole(rows: int, size: Callable[[str], int]) -> Reads:
    """Tell whether to read a property whole for so many rows. `size` counts the triples of a property."""

    def whole(name: str) -> bool:
        if rows < _MANY_ROWS:
            return False
        # The pairs of a repeated property may be many more than its triples.
        return size(name.rstrip("+")) <= rows * (1 if name.endswith("+") else _STEPS_A_ROW)

    return whole


def _never(name: str) -> bool:
    return False


def walk_from_known(query: str, whole: Reads = _never) -> str:
    """Rewrite the EXISTS groups that can be; the others, and all else, stay as they are.

    >>> walk_from_known("SELECT $this { $this a e:A FILTER EXISTS { $this e:b/e:c ?y . FILTER (?y > 1) } }")
    'SELECT $this { ⊕ $this a e:A . FILTER EXISTS { $this e:b ?plgStep1 . FILTER EXISTS { ?plgStep1 e:c ?y . FILTER (?y > 1) } } }'
    >>> walk_from_known("SELECT $this { ?b e:c ?c . $this e:b ?b ; a e:A . FILTER (?c > ?b) }")
    'SELECT $this { ⊕ $this a e:A . LATERAL { $this e:b ?b } LATERAL { ?b e:c ?c FILTER (?c > ?b) } }'
    """
    steps = count(1)
    return _joined(_rewritten(query, set(), steps), whole, steps)


def _joined(text: str, whole: Reads, steps: count[int]) -> str:
    """The outermost group with its runs of patterns in order."""
    tokens = tokens_of(text)
    start = next((i for i, token in enumerate(tokens) if token.text == "{"), None)
    end = None if start is None else closing(tokens, start)
    if start is None or end is None:
        return text
    if FOCUS in text:
        return text
    body = _body(text[tokens[start].end : tokens[end].start], {"this"}, whole, steps, FOCUS)
    return f"{text[: tokens[start].end]} {body} {text[tokens[end].start :]}"


@dataclass(frozen=True, slots=True)
class _Segment:
    """A piece of a group: a run of patterns and filters, a union, or OPTIONAL, BIND and the like."""

    kind: str
    text: str
    variables: frozenset[str]
    new: frozenset[str]
    """Variables that no piece before it names."""


def _segments(text: str, known: set[str]) -> list[_Segment]:
    tokens = tokens_of(text)
    known = set(known)
    found: list[_Segment] = []
    at, end = 0, len(tokens)
    while at < end:
        after = run_end(tokens, at, end)
        kind = "RUN"
        if after == at:
            kind = "UNION" if tokens[at].text == "{" else tokens[at].text.upper()
            after = union_end(tokens, at, end) if kind == "UNION" else other_end(tokens, at, end)
        variables = frozenset(token.text[1:] for token in tokens[at:after] if token.kind == "variable")
        piece = text[tokens[at].start : tokens[after - 1].end]
        found.append(_Segment(kind, piece, variables, variables - known))
        known |= variables
        at = after
    return found


def _in_the_end(segments: Sequence[_Segment]) -> set[int]:
    """The pieces that only say more of each row, by OPTIONAL or BIND, and that nothing behind them but filters needs.

    They are worked out last, when the rows are few.
    """
    found: set[int] = set()
    needed: set[str] = set()
    for index in range(len(segments) - 1, -1, -1):
        segment = segments[index]
        if segment.kind in ("OPTIONAL", "BIND") and not segment.new & needed:
            found.add(index)
        else:
            needed |= _pattern_variables(segment)
    return found


def _pattern_variables(segment: _Segment) -> set[str]:
    """What a piece needs to have been bound; a filter is the whole group's."""
    if segment.kind != "RUN":
        return set(segment.variables)
    try:
        patterns, _ = parts_of(segment.text, count(1))
    except OtherwiseError:
        return set(segment.variables)
    return {name for pattern in patterns for name in pattern.variables}


def _body(text: str, known: set[str], whole: Reads, steps: count[int], made: str = "") -> str:
    """A group whose $this is bound, with its runs of patterns and its unions in order, behind what is made already."""
    segments = _segments(text, known)
    last = _in_the_end(segments)
    tested = _tested(segments)
    tail: list[str] = []
    bound = set(known)
    for index, segment in enumerate(segments):
        if index in last:
            continue
        later = {n for i, other in enumerate(segments) if i > index or i in last for n in other.new}
        if segment.kind == "RUN":
            made, kept = _chain(made, segment.text, bound, later, whole, steps)
            tail += kept
        elif segment.kind == "UNION":
            made = f"{made} {_union(segment.text, bound, steps)}"
        else:
            made = f"{made} {segment.text}"
        bound |= segment.variables
    for index in sorted(last):
        segment = segments[index]
        made = f"{made} {_optional(segment.text, whole) if segment.new & tested else segment.text}"
    return " ".join([made, *tail]).strip()


def _tested(segments: Sequence[_Segment]) -> set[str]:
    """The variables that a filter of the group looks at, by way of BIND too."""
    found: set[str] = set()
    for segment in reversed(segments):
        if segment.kind == "RUN":
            with suppress(OtherwiseError):
                _, filters = parts_of(segment.text, count(1))
                found |= {name for text in filters for name in VARIABLE.findall(text)}
    for segment in reversed(segments):
        if segment.kind == "BIND" and segment.new & found:
            found |= segment.variables
    return found


def _optional(text: str, whole: Reads) -> str:
    """An OPTIONAL of one pattern that a filter waits for, its property read whole where there are many rows."""
    tokens = tokens_of(text)
    body = text[tokens[1].end : tokens[-1].start] if len(tokens) > 2 and tokens[1].text == "{" else ""
    try:
        patterns, filters = parts_of(body, count(1))
    except OtherwiseError:
        return text
    matched = _WHOLE.fullmatch(patterns[0].text) if len(patterns) == 1 else None
    if not matched or matched[1] == matched[3] or not _SIMPLE.fullmatch(matched[2]) or not whole(matched[2]):
        return text
    pattern = f"{{ SELECT ?{matched[1]} ?{matched[3]} {{ {patterns[0].text} }} }}"
    return f"OPTIONAL {{ {' '.join([pattern, *filters])} }}"


def _union(text: str, known: set[str], steps: count[int]) -> str:
    """Groups side by side, each walked from what is known; left alone where one would see more than it should."""
    tokens = tokens_of(text)
    branches: list[str] = []
    at = 0
    while at < len(tokens):
        after = other_end(tokens, at, len(tokens))
        body = text[tokens[at].end : tokens[after - 1].start]
        if not _stands_alone(body, known):
            return text
        branches.append(f"{{ {_body(body, known, _never, steps)} }}")
        at = after + 1  # behind UNION
    return f"LATERAL {{ {' UNION '.join(branches)} }}"


def _stands_alone(body: str, known: set[str]) -> bool:
    """Whether a group binds by patterns of its own whatever it uses of what is known, `$this` aside.

    VALUES may not bind inside of LATERAL what is bound outside, and a subselect hides what it binds.
    """
    tokens = tokens_of(body)
    if any(token.is_word("VALUES", "SELECT") for token in tokens):
        return False
    bound: set[str] = set()
    used: set[str] = set()
    at = 0
    while at < len(tokens):
        if tokens[at].is_word("FILTER", *OTHERS) or tokens[at].text == "{":
            after = other_end(tokens, at, len(tokens))
            used |= {token.text[1:] for token in tokens[at:after] if token.kind == "variable"}
            at = after
        else:
            bound |= {tokens[at].text[1:]} if tokens[at].kind == "variable" else set()
            at += 1
    return (used & known) - {"this"} <= bound


def _chain(
    made: str, run: str, known: set[str], later: set[str], whole: Reads, steps: count[int]
) -> tuple[str, list[str]]:
    """What is made, and a run of patterns, each behind those that it hangs on; and the filters that must wait.

    `$this` with a constant comes first, free to be planned. A filter is its whole group's: one that names what comes
    `later` waits for the end.
    """
    try:
        patterns, filters = parts_of(run, steps)
    except OtherwiseError:
        return f"{made} {run}", []
    first = [p for p in patterns if p.variables == {"this"} and known == {"this"}]
    bound = set(known)
    made = " ".join([made, *(f"{pattern.text} ." for pattern in first)]).strip()
    here = [f for f in filters if not set(VARIABLE.findall(f)) & later]
    ready = [f for f in here if "{" not in f]
    for pattern in _in_order([p for p in patterns if p not in first], bound):
        bound |= pattern.variables
        now = [f for f in ready if set(VARIABLE.findall(f)) <= bound]
        ready = [f for f in ready if f not in now]
        made = _step(made, pattern, now, whole)
    done = [f for f in here if "{" in f or f in ready]
    return " ".join([made, *done]), [f for f in filters if f not in here]


def _step(made: str, pattern: Pattern, filters: Sequence[str], whole: Reads) -> str:
    matched = _WHOLE.fullmatch(pattern.text)
    if made and matched and matched[1] != matched[3] and _SIMPLE.fullmatch(matched[2]) and whole(matched[2]):
        # Two subselects, so that the engine joins these two and nothing else, and keeps to the order.
        columns = f"?{matched[1]} ?{matched[3]}"
        return f"{{ SELECT * {{ {made} }} }} {{ SELECT {columns} {{ {pattern.text} }} }} {' '.join(filters)}".strip()
    return f"{made} LATERAL {{ {' '.join([pattern.text, *filters])} }}".strip()


def starting_pattern(query: str) -> str:
    """What of a query says something of $this alone, as patterns; where there is nothing, ""."""
    tokens = tokens_of(query)
    start = next((i for i, token in enumerate(tokens) if token.text == "{"), len(tokens))
    after = run_end(tokens, start + 1, len(tokens) - 1)
    if after <= start + 1:
        return ""
    try:
        patterns, _ = parts_of(query[tokens[start].end : tokens[after - 1].end], count(1))
    except OtherwiseError:
        return ""
    return " ".join(f"{pattern.text} ." for pattern in patterns if pattern.variables == {"this"})


def _in_order(patterns: Sequence[Pattern], known: set[str]) -> list[Pattern]:
    """Each time the pattern that leaves the least open."""
    ordered: list[Pattern] = []
    bound, waiting = set(known), list(patterns)
    while waiting:
        best = max(
            waiting,
            key=lambda p: (bool(p.variables & bound), -len(p.variables - bound), len(p.variables & bound)),
        )
        waiting.remove(best)
        ordered.append(best)
        bound |= best.variables
    return ordered


def _rewritten(text: str, known: set[str], steps: count[int]) -> str:
    tokens = tokens_of(text)
    pieces, done = [], 0
    for index, token in enumerate(tokens):
        if (
            token.start < done
            or not token.is_word("EXISTS")
            or index + 1 >= len(tokens)
            or tokens[index + 1].text != "{"
        ):
            continue
        end = closing(tokens, index + 1)
        if end is None:
            continue
        body = text[tokens[index + 1].end : tokens[end].start]
        beside = {t.text[1:] for t in [*tokens[: index + 1], *tokens[end:]] if t.kind == "variable"} | known
        pieces += [text[done : tokens[index + 1].end], _group(body, beside, steps)]
        done = tokens[end].start
    return "".join([*pieces, text[done:]])


def _group(body: str, known: set[str], steps: count[int]) -> str:
    body = _rewritten(body, known, steps)
    try:
        patterns, filters = parts_of(body, steps)
    except OtherwiseError:
        return body
    if not 1 < len(patterns) <= _LIMIT:
        return body
    ordered = _in_order(patterns, known)
    inner = " ".join([f"{ordered[-1].text} .", *filters])
    for pattern in reversed(ordered[:-1]):
        inner = f"{pattern.text} . FILTER EXISTS {{ {inner} }}"
    return f" {inner} "

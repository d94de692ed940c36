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
from dataclasses import dataclass
from itertools import count

from plangraph.graph.query_words import Token, name_at, tokens_of

_VARIABLE = re.compile(r"[?$](\w+)")
_OTHERS = ("OPTIONAL", "BIND", "UNION", "MINUS", "GRAPH", "SERVICE", "VALUES", "LATERAL", "SELECT")
_LIMIT = 12
"""Patterns of one group, at most; a group with more stays as it is."""


class _OtherwiseError(Exception):
    """A group that holds more than triple patterns and filters."""


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


@dataclass(frozen=True, slots=True)
class _Pattern:
    text: str

    @property
    def variables(self) -> set[str]:
        return set(_VARIABLE.findall(self.text))


def walk_from_known(query: str, whole: Reads = _never) -> str:
    """Rewrite the EXISTS groups that can be; the others, and all else, stay as they are.

    >>> walk_from_known("SELECT $this { $this a e:A FILTER EXISTS { $this e:b/e:c ?y . FILTER (?y > 1) } }")
    'SELECT $this { ⊕ $this a e:A . FILTER EXISTS { $this e:b ?plgStep1 . FILTER EXISTS { ?plgStep1 e:c ?y . FILTER (?y > 1) } } }'
    >>> walk_from_known("SELECT $this { ?b e:c ?c . $this e:b ?b ; a e:A . FILTER (?c > ?b) }")
    'SELECT $this { ⊕ $this a e:A . LATERAL { $this e:b ?b } LATERAL { ?b e:c ?c FILTER (?c > ?b) } FILTER (?c > ?b) }'
    """
    steps = count(1)
    return _joined(_rewritten(query, set(), steps), whole, steps)


def _joined(text: str, whole: Reads, steps: count[int]) -> str:
    """The outermost group with its runs of patterns in order."""
    tokens = tokens_of(text)
    start = next((i for i, token in enumerate(tokens) if token.text == "{"), None)
    end = None if start is None else _closing(tokens, start)
    if start is None or end is None:
        return text
    if FOCUS in text:
        return text
    body = _body(text[tokens[start].end : tokens[end].start], {"this"}, whole, steps, FOCUS)
    return f"{text[: tokens[start].end]} {body} {text[tokens[end].start :]}"


def _body(text: str, known: set[str], whole: Reads, steps: count[int], made: str = "") -> str:
    """A group whose $this is bound, with its runs of patterns and its unions in order, behind what is made already."""
    tokens = tokens_of(text)
    known = set(known)
    at, end = 0, len(tokens)
    while at < end:
        after = _run_end(tokens, at, end)
        if after > at:
            made = _chain(made, text[tokens[at].start : tokens[after - 1].end], known, whole, steps)
        elif tokens[at].text == "{":
            after = _union_end(tokens, at, end)
            made = f"{made} {_union(text[tokens[at].start : tokens[after - 1].end], known, steps)}"
        else:
            after = _other_end(tokens, at, end)
            made = f"{made} {text[tokens[at].start : tokens[after - 1].end]}"
        known |= {token.text[1:] for token in tokens[at:after] if token.kind == "variable"}
        at = after
    return made.strip()


def _union_end(tokens: Sequence[Token], at: int, end: int) -> int:
    at = _other_end(tokens, at, end)
    while at + 1 < end and tokens[at].is_word("UNION"):
        at = _other_end(tokens, at + 1, end)
    return at


def _union(text: str, known: set[str], steps: count[int]) -> str:
    """Groups side by side, each walked from what is known; left alone where one would see more than it should."""
    tokens = tokens_of(text)
    branches: list[str] = []
    at = 0
    while at < len(tokens):
        after = _other_end(tokens, at, len(tokens))
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
        if tokens[at].is_word("FILTER", *_OTHERS) or tokens[at].text == "{":
            after = _other_end(tokens, at, len(tokens))
            used |= {token.text[1:] for token in tokens[at:after] if token.kind == "variable"}
            at = after
        else:
            bound |= {tokens[at].text[1:]} if tokens[at].kind == "variable" else set()
            at += 1
    return (used & known) - {"this"} <= bound


def _run_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where triple patterns and filters end: before OPTIONAL, BIND, a group and the like."""
    while at < end:
        token = tokens[at]
        if token.is_word("FILTER") and not name_at(tokens, at):
            try:
                at = _filter_end(tokens, at + 1)
            except _OtherwiseError:
                return at
        elif token.text == "{" or (token.is_word(*_OTHERS) and not name_at(tokens, at)):
            return at
        at += 1
    return at


def _other_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where what is no run ends: behind the braces or parentheses that it opens."""
    depth = 0
    for index in range(at, end):
        depth += (tokens[index].text in "{(") - (tokens[index].text in "})")
        if not depth and tokens[index].text in "})":
            return index + 1
    return end


def _chain(made: str, run: str, known: set[str], whole: Reads, steps: count[int]) -> str:
    """What is made, and a run of patterns, each behind those that it hangs on.

    `$this` with a constant comes first, free to be planned.
    """
    try:
        patterns, filters = _parts(run, steps)
    except _OtherwiseError:
        return f"{made} {run}"
    first = [p for p in patterns if p.variables == {"this"} and known == {"this"}]
    bound = set(known)
    made = " ".join([made, *(f"{pattern.text} ." for pattern in first)]).strip()
    ready = [f for f in filters if "{" not in f]
    for pattern in _in_order([p for p in patterns if p not in first], bound):
        bound |= pattern.variables
        now = [f for f in ready if set(_VARIABLE.findall(f)) <= bound]
        ready = [f for f in ready if f not in now]
        made = _step(made, pattern, now, whole)
    return " ".join([made, *filters])


def _step(made: str, pattern: _Pattern, filters: Sequence[str], whole: Reads) -> str:
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
    after = _run_end(tokens, start + 1, len(tokens) - 1)
    if after <= start + 1:
        return ""
    try:
        patterns, _ = _parts(query[tokens[start].end : tokens[after - 1].end], count(1))
    except _OtherwiseError:
        return ""
    return " ".join(f"{pattern.text} ." for pattern in patterns if pattern.variables == {"this"})


def _in_order(patterns: Sequence[_Pattern], known: set[str]) -> list[_Pattern]:
    """Each time the pattern that leaves the least open."""
    ordered: list[_Pattern] = []
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
        end = _closing(tokens, index + 1)
        if end is None:
            continue
        body = text[tokens[index + 1].end : tokens[end].start]
        beside = {t.text[1:] for t in [*tokens[: index + 1], *tokens[end:]] if t.kind == "variable"} | known
        pieces += [text[done : tokens[index + 1].end], _group(body, beside, steps)]
        done = tokens[end].start
    return "".join([*pieces, text[done:]])


def _closing(tokens: Sequence[Token], start: int) -> int | None:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].text == "{") - (tokens[index].text == "}")
        if not depth:
            return index
    return None


def _group(body: str, known: set[str], steps: count[int]) -> str:
    body = _rewritten(body, known, steps)
    try:
        patterns, filters = _parts(body, steps)
    except _OtherwiseError:
        return body
    if not 1 < len(patterns) <= _LIMIT:
        return body
    ordered = _in_order(patterns, known)
    inner = " ".join([f"{ordered[-1].text} .", *filters])
    for pattern in reversed(ordered[:-1]):
        inner = f"{pattern.text} . FILTER EXISTS {{ {inner} }}"
    return f" {inner} "


def _parts(body: str, steps: count[int]) -> tuple[list[_Pattern], list[str]]:
    """The triple patterns of a group, paths parted at each step, and its filters."""
    tokens = tokens_of(body)
    patterns: list[_Pattern] = []
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


def _filter_end(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text not in ("(", "{"):
        at += 1
    opening = {"(": ")", "{": "}"}
    if at >= len(tokens):
        raise _OtherwiseError
    left, right, depth = tokens[at].text, opening[tokens[at].text], 0
    for index in range(at, len(tokens)):
        depth += (tokens[index].text == left) - (tokens[index].text == right)
        if not depth:
            return index
    raise _OtherwiseError


def _triples(body: str, tokens: Sequence[Token], at: int, patterns: list[_Pattern], steps: count[int]) -> int:
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
            raise _OtherwiseError


def _add(patterns: list[_Pattern], subject: str, path: list[str], value: str, steps: count[int]) -> None:
    for step in path[:-1]:
        between = f"?plgStep{next(steps)}"
        patterns.append(_Pattern(f"{subject} {step} {between}"))
        subject = between
    patterns.append(_Pattern(f"{subject} {path[-1]} {value}"))


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
        raise _OtherwiseError
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
            raise _OtherwiseError
        at += length
    return (
        at + 1
        if at < len(tokens) and tokens[at].text in ("*", "+", "?") and tokens[at].start == tokens[at - 1].end
        else at
    )


def _text(body: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return body[tokens[start].start : tokens[end - 1].end]

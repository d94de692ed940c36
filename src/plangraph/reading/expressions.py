"""The regular expressions of a layout, looked at before they are run: their groups, and whether one can run away.

An expression runs away if the time it takes doubles with each further character: `(a+)+b` on a line of thirty a's ends
after our grandchildren's days. It can do so only where one loop can be gone round in two ways over the same characters
(an *exponentially ambiguous* automaton: Weber and Seidl, "On the degree of ambiguity of finite automata", 1991). That
is decided here from the expression alone, without running it. What is merely slow on long lines (`.*,.*,`) passes.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

# The standard library has no public parse tree of an expression; this is the parser that `re.compile` uses itself.
_parser: Any = importlib.import_module("re._parser")

_MANY = 5
"""From how many repetitions on a counted repeat is taken for an endless one."""
_SAMPLE = " \t\n\u3000azAZ019_-−,.、。，．:：()（）[]【】「」/／%あんアンー一龥々協再掲課部年"
_MOST_STATES = 600
_MOST_STEPS = 400_000

_Test = Callable[[str], bool]
_Node = TypeVar("_Node", bound=Hashable)


def compile_fault(expression: str) -> str | None:
    """Say in the words of `re` why an expression is none; None where it is one.

    >>> compile_fault("(a"), compile_fault("a+")
    ('missing ), unterminated subpattern at position 0', None)
    """
    try:
        re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None


def groups_of(expression: str) -> set[str]:
    """The named groups of an expression that compiles.

    >>> sorted(groups_of(r"(?P<code>.) (?P<title>.)"))
    ['code', 'title']
    """
    return set(re.compile(expression).groupindex)


def runs_away(expression: str) -> bool:
    r"""Whether the time to match an expression that compiles can double with each character.

    Look-arounds count as nothing and a backreference as any run of characters, so that with these a sound expression
    may be refused too; so is one of more than some hundred parts, which cannot be looked through.

    >>> [runs_away(e) for e in ("(a+)+b", r"(?:\s*\S+)*", "(?:1|12|2)*x", "(a?){20}")]
    [True, True, True, True]
    >>> [runs_away(e) for e in (r"\d+(?:、\d+)*", r"\s*(\S.*?)\s*$", "(?:a|ab)*")]
    [False, False, False]
    """
    automaton = _Automaton(folded=bool(re.compile(expression).flags & re.IGNORECASE))
    try:
        automaton.part(_parser.parse(expression))
        return automaton.is_ambiguous()
    except (_TooBigError, RecursionError):
        return True


class _TooBigError(Exception):
    """More parts than can be looked through."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an expression: the states it may begin and end with, and in how many ways it may be empty.

    More than two ways are as bad as two. A state stands twice where there are two ways to it: in `(?:x?)?a` an `a` is
    come to by leaving out the inner or the outer option, and the engine tries both.
    """

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    empty: int = 1


@dataclass
class _Automaton:
    """Glushkov's automaton: a state for each character of the expression, edges with the ways there are to go them."""

    folded: bool
    tests: list[_Test] = field(default_factory=list)
    ways: dict[tuple[int, int], int] = field(default_factory=dict)
    alphabet: set[str] = field(default_factory=lambda: set(_SAMPLE))

    def part(self, tree: Iterable[tuple[Any, Any]]) -> _Part:
        """Add a sequence."""
        whole = _Part()
        for op, arguments in tree:
            whole = self._then(whole, self._one(op.name, arguments))
        return whole

    def _one(self, op: str, arguments: Any) -> _Part:
        match op:
            case "ANY":
                return self._state(lambda c: c != "\n")
            case "LITERAL" | "NOT_LITERAL":
                return self._state(self._test([(op, arguments)]))
            case "IN":
                return self._state(self._test([(kind.name, value) for kind, value in arguments]))
            case "SUBPATTERN":
                return self.part(arguments[3])
            case "ATOMIC_GROUP":
                return self.part(arguments)
            case "BRANCH":
                return _either([self.part(branch) for branch in arguments[1]])
            case "GROUPREF_EXISTS":
                return _either([self.part(branch or ()) for branch in arguments[1:]])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*arguments)
            case "GROUPREF":
                return self._loop(self._state(lambda _: True))
            case _:  # AT, ASSERT, ASSERT_NOT take no character
                return _Part()

    def _state(self, test: _Test) -> _Part:
        self.tests.append(test)
        if len(self.tests) > _MOST_STATES:
            raise _TooBigError
        state = (len(self.tests) - 1,)
        return _Part(state, state, empty=0)

    def _test(self, items: Sequence[tuple[str, Any]]) -> _Test:
        negated = any(kind in ("NEGATE", "NOT_LITERAL") for kind, _ in items)
        tests = [_item_test(kind, value) for kind, value in items if kind != "NEGATE"]
        self.alphabet.update(c for kind, value in items for c in _ends(kind, value))
        return lambda c: any(test(c) for test in tests) != negated

    def _repeat(self, least: int, most: int, tree: Sequence[tuple[Any, Any]]) -> _Part:
        whole = _Part()
        for number in range(min(least if most >= _MANY else most, _MANY)):
            once = self.part(tree)
            whole = self._then(whole, once if number < least else _option(once))
        if most < _MANY:
            return whole
        loop = self.part(tree)
        if loop.empty and most < _parser.MAXREPEAT:
            # Which of the counted rounds are the empty ones can be told in as many ways as there are subsets.
            self._loop(loop)
        return self._then(whole, self._loop(loop))

    def _loop(self, once: _Part) -> _Part:
        self._edges(once.last, once.first)
        return _option(once)

    def _then(self, one: _Part, two: _Part) -> _Part:
        self._edges(one.last, two.first)
        return _Part(
            _twice_at_most(one.first + two.first * one.empty),
            _twice_at_most(two.last + one.last * two.empty),
            min(2, one.empty * two.empty),
        )

    def _edges(self, sources: Iterable[int], targets: Sequence[int]) -> None:
        for edge in product(sources, targets):
            self.ways[edge] = self.ways.get(edge, 0) + 1
            if len(self.ways) > _MOST_STEPS:
                raise _TooBigError

    def is_ambiguous(self) -> bool:
        """Whether some state can be left and come back to in two ways over the same characters."""
        follow: dict[int, list[int]] = {}
        for source, target in self.ways:
            follow.setdefault(source, []).append(target)
        taken = [frozenset(c for c in self.alphabet if self._takes(test, c)) for test in self.tests]
        for circle in _circles(follow):
            inner = {s: [t for t in follow[s] if t in circle] for s in circle}
            if any(self.ways[s, t] > 1 for s in inner for t in inner[s]) or _parts(inner, taken):
                return True
        return False

    def _takes(self, test: _Test, character: str) -> bool:
        return test(character) or (self.folded and test(character.swapcase()))


def _parts(follow: Mapping[int, list[int]], taken: Sequence[frozenset[str]]) -> bool:
    """Whether two walks that read the same can part and meet again, going round."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    waiting, steps = [(state, state) for state in follow], 0
    while waiting:
        pair = waiting.pop()
        if pair not in pairs:
            both = product(follow[pair[0]], follow[pair[1]])
            pairs[pair] = [(a, b) for a, b in both if taken[a] & taken[b]]
            waiting += pairs[pair]
            steps += len(pairs[pair])
            if steps > _MOST_STEPS:
                raise _TooBigError
    return any({a == b for a, b in circle} == {True, False} for circle in _circles(pairs))


def _either(parts: Sequence[_Part]) -> _Part:
    return _Part(
        tuple(state for part in parts for state in part.first),
        tuple(state for part in parts for state in part.last),
        min(2, sum(part.empty for part in parts)),
    )


def _option(part: _Part) -> _Part:
    """A piece that may be left out."""
    return _Part(part.first, part.last, min(2, part.empty + 1))


def _twice_at_most(states: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(state for state, times in Counter(states).items() for _ in range(min(2, times)))


def _item_test(kind: str, value: Any) -> _Test:
    match kind:
        case "LITERAL" | "NOT_LITERAL":
            return lambda c: ord(c) == value
        case "RANGE":
            return lambda c: bool(value[0] <= ord(c) <= value[1])
        case _:  # CATEGORY
            name = value.name.removeprefix("CATEGORY_")
            test = _CATEGORIES[name.removeprefix("NOT_")]
            return (lambda c: not test(c)) if name.startswith("NOT_") else test


def _ends(kind: str, value: Any) -> Iterator[str]:
    if kind in ("LITERAL", "NOT_LITERAL"):
        yield chr(value)
    elif kind == "RANGE":
        yield from map(chr, value)


_CATEGORIES: dict[str, _Test] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda c: c.isalnum() or c == "_",
}


def _circles(follow: Mapping[_Node, Sequence[_Node]]) -> Iterator[set[_Node]]:
    """The strongly connected parts that hold at least one edge (Tarjan's algorithm, without recursion)."""
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    stack: list[_Node] = []
    on_stack: set[_Node] = set()
    for root in follow:
        if root in index:
            continue
        walk: list[tuple[_Node, Iterator[_Node]]] = [(root, iter(follow[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while walk:
            node, rest = walk[-1]
            for after in rest:
                if after not in index:
                    index[after] = low[after] = len(index)
                    stack.append(after)
                    on_stack.add(after)
                    walk.append((after, iter(follow.get(after, ()))))
                    break
                if after in on_stack:
                    low[node] = min(low[node], index[after])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = _unstacked(stack, on_stack, node)
                    if len(circle) > 1 or node in follow.get(node, ()):
                        yield circle


def _unstacked(stack: list[_Node], on_stack: set[_Node], until: _Node) -> set[_Node]:
    circle = set()
    while until not in circle:
        circle.add(stack.pop())
    on_stack -= circle
    return circle

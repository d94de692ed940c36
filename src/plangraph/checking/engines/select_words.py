"""The SELECT of a SPARQL constraint, asked of all focus nodes at once instead of each in turn.

SHACL, clause 5.3.1, binds `$this` before the query is evaluated. Joining with the pattern of the focus nodes gives the
same solutions where `$this` is bound by a pattern; a group that uses it in an expression before any pattern of its own
binds it gets the pattern of the focus nodes too. What cannot be brought into this form is refused.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from plangraph.checking.engines.focus import Focus
from plangraph.checking.engines.shapes_graph import NotCompiledError
from plangraph.checking.engines.walking import FOCUS, Reads, starting_pattern, walk_from_known
from plangraph.graph.query_words import Token, name_at, tokens_of

_REFUSED = ("MINUS", "VALUES", "SERVICE", "LIMIT", "OFFSET", "FROM", "GRAPH", "BASE")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_UNKNOWN = ("shapesGraph", "currentShape", "failure")
_OWN = re.compile(r"plg[A-Z]\w*")
_JOINED = re.compile(
    r"""GROUP_CONCAT\s*\([^{}]*?SEPARATOR\s*=\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\)\s+AS\s+[?$](\w+)""",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Group:
    """A group between braces as it is gone through.

    `direct` are its tokens but for those of groups in it; `inner` is how many of them stand before the first such group.
    `bound` once a pattern of its own has bound `$this`, `needs` where an expression uses it before, `says` where it or a
    group in it names it.
    """

    exists: bool = False
    start: int = 0
    direct: list[Token] = field(default_factory=list)
    inner: int | None = None
    depth: int = 0
    bound: bool = False
    needs: bool = False
    says: bool = False

    @property
    def selects(self) -> bool:
        """Whether it is a subselect."""
        return bool(self.direct) and self.direct[0].is_word("SELECT")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT that can be asked of all focus nodes at once."""

    text: str

    def over(self, focus: Focus, whole: Reads) -> str:
        """The query over these nodes; `whole` tells which properties to read whole."""
        (main, *others), counts = _walk(tokens_of(self.text))
        pattern = f" {focus.once if counts else focus.each} "
        text = self.text
        for place in reversed(others):
            text = text[:place] + pattern + text[place:]
        walked = walk_from_known(text, whole)
        return walked.replace(FOCUS, pattern) if FOCUS in walked else f"{text[:main]}{pattern}{text[main:]}"

    def start(self, focus: Focus) -> str:
        """A pattern of the nodes that the query begins with."""
        return f"{focus.each} {starting_pattern(self.text)}"


def select_of(text: str, path: str | None) -> Select:
    """Look through a constraint's SELECT; raises NotCompiledError with what stands in the way.

    `path` takes the place of `$PATH`.
    """
    text = _with_path(text, path)
    tokens = tokens_of(text)
    for index, token in enumerate(tokens):
        if token.is_word(*_REFUSED) and not name_at(tokens, index):
            raise NotCompiledError(f"{token.text.upper()} in a SPARQL constraint")
        if token.kind == "variable" and token.text[1:] in _UNKNOWN:
            raise NotCompiledError(f"{token.text} in a SPARQL constraint")
        if token.kind == "variable" and is_own(token.text[1:]):
            raise NotCompiledError(f"the variable {token.text}, which plangraph uses itself")
    _walk(tokens)
    return Select(text)


def is_own(name: str) -> bool:
    """Whether a variable is one that plangraph puts into queries."""
    return _OWN.fullmatch(name) is not None


def joined_variables(text: str) -> dict[str, str]:
    """Variables that GROUP_CONCAT makes, with the separator. SPARQL leaves the order of the pieces open.

    >>> joined_variables('SELECT (GROUP_CONCAT(DISTINCT ?code; SEPARATOR="、") AS ?codes) WHERE {}')
    {'codes': '、'}
    """
    return {name: double or single for double, single, name in _JOINED.findall(text)}


def may_touch(text: str, properties: Iterable[NamedNode]) -> bool:
    """Whether a query may look at one of some properties: by name, or by a property that it leaves open.

    >>> may_touch("SELECT $this { $this ex:age ?age }", [NamedNode("http://example.org/age")])
    True
    """
    tokens = tokens_of(text[text.find("{") :])
    kinds = [token.kind for token in tokens]
    names = {re.split(r"[#/:]", node.value)[-1] for node in properties}
    return (
        any(first == second == "variable" for first, second in itertools.pairwise(kinds))
        or any(token.text == "!" and after.text in "(:<^" for token, after in itertools.pairwise(tokens))
        or any(name in token.text for name in names for token in tokens if token.kind in ("local", "iri"))
    )


def _with_path(text: str, path: str | None) -> str:
    pieces, done = [], 0
    for token in tokens_of(text):
        if token.kind == "variable" and token.text[1:] == "PATH":
            if path is None:
                raise NotCompiledError("$PATH outside of a property shape")
            pieces += [text[done : token.start], path]
            done = token.end
    return "".join([*pieces, text[done:]])


def _walk(tokens: Sequence[Token]) -> tuple[tuple[int, ...], bool]:
    """The places where the focus nodes must be bound, and whether it matters how often each is."""
    whole = _Group()
    stack, places = [whole], list[int]()
    for index, token in enumerate(tokens):
        group = stack[-1]
        if token.text == "{":
            if group is whole and whole.inner is not None:
                raise NotCompiledError("a SPARQL constraint with a pattern outside of its WHERE")
            if group.inner is None:
                group.inner = len(group.direct)
            exists = group.exists or (index > 0 and tokens[index - 1].is_word("EXISTS"))
            stack.append(_Group(exists, token.end))
        elif token.text == "}":
            if len(stack) == 1:
                raise NotCompiledError("a SPARQL constraint whose braces do not match")
            stack.pop()
            _close(group, stack[-1], places, first=stack[-1] is whole)
        else:
            _read(group, token)
    if len(stack) > 1 or whole.inner is None:
        raise NotCompiledError("a SPARQL constraint that is no SELECT with a WHERE")
    _check_columns(whole, "a SELECT")
    return tuple(sorted(places)), any(token.is_word(*_AGGREGATES, "SELECT") for token in tokens[1:])


def _read(group: _Group, token: Token) -> None:
    group.direct.append(token)
    group.depth += (token.text == "(") - (token.text == ")")
    if _is_this(token):
        group.says = True
        group.needs |= group.depth > 0 and not group.bound
        group.bound |= group.depth == 0


def _close(group: _Group, outer: _Group, places: list[int], *, first: bool) -> None:
    outer.says |= group.says
    if group.selects:
        _check_columns(group, "a subselect")
    elif first or (group.needs and not group.exists):
        places.append(group.start)


def _check_columns(group: _Group, what: str) -> None:
    """Refuse a select that would give other rows over many focus nodes than over one.

    A subselect must select $this by name (SHACL, clause 5.2.1).
    """
    head, tail = group.direct[: group.inner], group.direct[group.inner :]
    everything = what == "a SELECT" and any(token.text == "*" for token in head)
    if not everything and not any(_is_this(token) for token in head):
        raise NotCompiledError(f"{what} without $this")
    grouped = any(token.is_word("GROUP") for token in tail)
    if not grouped and any(token.is_word(*_AGGREGATES) for token in group.direct):
        raise NotCompiledError(f"{what} that counts without GROUP BY $this")
    if grouped and not any(_is_this(token) for token in tail):
        raise NotCompiledError(f"{what} that groups without $this")


def _is_this(token: Token) -> bool:
    return token.kind == "variable" and token.text[1:] == "this"

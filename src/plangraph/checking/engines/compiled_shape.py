"""One shape over one graph: a query a constraint over all focus nodes at once, which gives the violations alone.

Shapes that ask other shapes (sh:node, sh:or …) are worked out on sets: the nodes that fail the inner shape are asked for
once, for all values together. Every method takes the nodes it looks at as a pattern (`Focus`), never as a list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, QuerySolution

from plangraph.checking.engines.conditions import conditions_of, count, literal, one, truth
from plangraph.checking.engines.data import Data
from plangraph.checking.engines.focus import Focus
from plangraph.checking.engines.messages import filled, in_order
from plangraph.checking.engines.paths import Path, path_of
from plangraph.checking.engines.results import Node, Result
from plangraph.checking.engines.select_words import is_own, joined_variables, may_touch, select_of
from plangraph.checking.engines.shapes_graph import NotCompiledError, ShapesGraph, Subject, literals
from plangraph.checking.engines.walking import reads_whole
from plangraph.graph.vocabulary import PREFIXES, term

_PROPERTY_ONLY = (
    "sh:minCount", "sh:maxCount", "sh:uniqueLang", "sh:lessThan", "sh:lessThanOrEquals",
    "sh:qualifiedValueShape",
)  # fmt: skip
_NOT_KNOWN = ("sh:js", "sh:expression")
_BY_LETTER = (
    "sh:datatype", "sh:pattern", "sh:minLength", "sh:maxLength", "sh:in", "sh:hasValue", "sh:equals", "sh:disjoint",
)  # fmt: skip
"""Constraints that look at how a number or date is written."""


class CompiledShape:
    """One shape over one graph."""

    def __init__(self, graph: ShapesGraph, custom: frozenset[str], data: Data, node: Subject) -> None:
        self.graph = graph
        self.custom = custom
        self.data = data
        self.node = node
        paths = one(self.graph, node, "sh:path")
        self.path: Path | None = path_of(self.graph, paths[0]) if paths else None
        self.deactivated = any(truth(value) for value in one(self.graph, node, "sh:deactivated"))
        severities = one(self.graph, node, "sh:severity")
        self.severity = severities[0] if severities else term("sh:Violation")
        self.messages = tuple(literals(self.graph.objects(node, "sh:message")))
        self._refuse()

    def _refuse(self) -> None:
        said = self.graph.predicates(self.node)
        if own := sorted(said & self.custom):
            raise NotCompiledError(f"a constraint component of its own, <{own[0]}>")
        if self.path is None and (found := [p for p in _PROPERTY_ONLY if term(p).value in said]):
            raise NotCompiledError(f"{found[0]} on a node shape")
        if found := [p for p in _NOT_KNOWN if PREFIXES["sh"] + p.removeprefix("sh:") in said]:
            raise NotCompiledError(found[0])
        if self.data.merged:
            raise NotCompiledError("the graph has numbers or dates that are written in two ways")
        if self.data.rewritten and (seen := self._by_letter(said)):
            example = next(iter(self.data.rewritten.values()))
            raise NotCompiledError(
                f"{seen} on numbers or dates that the store writes otherwise, such as {example}"
            )
        if not isinstance(self.severity, NamedNode):
            raise NotCompiledError("a severity that is no IRI")

    def _by_letter(self, said: set[str]) -> str:
        """A constraint that would see how a number that the store writes otherwise was written, or ""."""
        names = self.data.rewritten_under
        about = self.path is None or any(str(name) in self.path.text for name in names)
        pairs = [o for p in ("sh:equals", "sh:disjoint") for o in self.graph.objects(self.node, p)]
        if about or names & set(pairs):
            found = next((p for p in _BY_LETTER if term(p).value in said), "")
            if found:
                return found
        selects = [
            s.value
            for c in self.graph.objects(self.node, "sh:sparql")
            for s in self.graph.objects(c, "sh:select")
        ]
        return "sh:sparql" if any(may_touch(text, names) for text in selects) else ""

    # ---- what is asked of a shape

    def results(self, focus: Focus) -> Iterator[Result]:
        """Every result on these nodes, those of sh:property too."""
        if self.deactivated:
            return
        yield from self._own(focus)
        for inner in self._inner("sh:property"):
            yield from inner.results(focus.values(self.path))

    def failing(self, focus: Focus) -> set[Node]:
        """Those of the nodes that do not conform."""
        if self.deactivated:
            return set()
        failed = {result.focus for result in self._own(focus)}
        for inner in self._inner("sh:property"):
            bad = inner.failing(focus.values(self.path))
            failed |= (
                bad
                if self.path is None
                else {this for this, value in self._pairs(focus) if value in bad}
                if bad
                else bad
            )
        return failed

    def _inner(self, parameter: str) -> list[CompiledShape]:
        return [self._shape(node) for node in self.graph.objects(self.node, parameter)]

    def _shape(self, node: Node) -> CompiledShape:
        if isinstance(node, Literal):
            raise NotCompiledError("a literal where a shape must stand")
        return CompiledShape(self.graph, self.custom, self.data, node)

    def _own(self, focus: Focus) -> Iterator[Result]:
        yield from self._conditions(focus)
        yield from self._cardinality(focus)
        yield from self._has_value(focus)
        yield from self._pairs_of_properties(focus)
        yield from self._languages(focus)
        yield from self._closed(focus)
        yield from self._shapes(focus)
        yield from self._qualified(focus)
        for constraint in self.graph.objects(self.node, "sh:sparql"):
            yield from self._sparql(focus, constraint)

    # ---- results and rows

    def _result(
        self, component: str, this: Node, value: Node | None = None, path: str | None = None
    ) -> Result:
        assert isinstance(self.severity, NamedNode), "tested when the shape was read"
        return Result(
            focus=this,
            shape=self.node,
            component=NamedNode(f"{PREFIXES['sh']}{component}ConstraintComponent"),
            severity=self.severity,
            path=(self.path.text if self.path else "") if path is None else path,
            value=value,
            messages=self.messages,
        )

    def _ask(self, component: str, pattern: str) -> Iterator[Result]:
        """Results from a pattern that binds ?this, and ?value where there is one."""
        for row in self.data.rows(f"SELECT ?this ?value WHERE {{ {pattern} }}"):
            yield self._result(component, _term(row, "this"), _maybe(row, "value"))

    def _pairs(self, focus: Focus) -> list[tuple[Node, Node]]:
        rows = self.data.rows(f"SELECT ?this ?value WHERE {{ {focus.pairs_once(self.path)} }}")
        return [(_term(row, "this"), _term(row, "value")) for row in rows]

    # ---- constraints

    def _conditions(self, focus: Focus) -> Iterator[Result]:
        for condition in conditions_of(self.graph, self.node, self.data.classes, self.data.functions):
            yield from self._ask(condition.component, f"{focus.pairs(self.path)} {condition.leaves}")

    def _cardinality(self, focus: Focus) -> Iterator[Result]:
        pairs = focus.pairs_once(self.path)
        for node in one(self.graph, self.node, "sh:minCount"):
            least = count(node)
            if least == 1 and self.path and not self.path.nullable:
                yield from self._ask(
                    "MinCount", f"{focus.each} FILTER NOT EXISTS {{ ?this {self.path.text} ?any }}"
                )
            elif least > 0:
                yield from self._counted("MinCount", focus, f"OPTIONAL {{ {pairs} }}", f"< {least}")
        for node in one(self.graph, self.node, "sh:maxCount"):
            most = count(node)
            if most == 1 and self.path and self.path.single:
                two = f"?this {self.path.text} ?one, ?other . FILTER (!sameTerm(?one, ?other))"
                yield from self._ask("MaxCount", f"{focus.each} {two}")
            else:
                yield from self._counted("MaxCount", focus, pairs, f"> {most}")

    def _counted(self, component: str, focus: Focus, pairs: str, bound: str) -> Iterator[Result]:
        start = focus.once if pairs.startswith("OPTIONAL") else ""
        query = f"SELECT ?this WHERE {{ {start} {pairs} }} GROUP BY ?this HAVING (COUNT(?value) {bound})"
        for row in self.data.rows(query):
            yield self._result(component, _term(row, "this"))

    def _has_value(self, focus: Focus) -> Iterator[Result]:
        for node in self.graph.objects(self.node, "sh:hasValue"):
            wanted = _written(node)
            if self.path is None:
                yield from self._ask("HasValue", f"{focus.each} FILTER (!sameTerm(?this, {wanted}))")
                continue
            itself = f"FILTER (!sameTerm(?this, {wanted}))" if self.path.nullable else ""
            yield from self._ask(
                "HasValue", f"{focus.each} FILTER NOT EXISTS {{ ?this {self.path.text} {wanted} }} {itself}"
            )

    def _pairs_of_properties(self, focus: Focus) -> Iterator[Result]:
        pairs = focus.pairs(self.path)
        for node in self.graph.objects(self.node, "sh:equals"):
            other = _written(node)
            yield from self._ask("Equals", f"{pairs} FILTER NOT EXISTS {{ ?this {other} ?value }}")
            theirs = f"{focus.each} ?this {other} ?value ."
            for this, value in self._rest(theirs, pairs):
                yield self._result("Equals", this, value)
        for node in self.graph.objects(self.node, "sh:disjoint"):
            yield from self._ask(
                "Disjoint", f"{{ {pairs} }} FILTER EXISTS {{ ?this {_written(node)} ?value }}"
            )
        for parameter, sign, component in (
            ("sh:lessThan", "<", "LessThan"),
            ("sh:lessThanOrEquals", "<=", "LessThanOrEquals"),
        ):
            for node in self.graph.objects(self.node, parameter):
                compared = (
                    f"{pairs} ?this {_written(node)} ?other . FILTER (!COALESCE(?value {sign} ?other, false))"
                )
                yield from self._ask(component, compared)

    def _rest(self, more: str, less: str) -> set[tuple[Node, Node]]:
        """The pairs of one pattern that another does not give."""
        found = [
            {
                (_term(row, "this"), _term(row, "value"))
                for row in self.data.rows(f"SELECT ?this ?value WHERE {{ {p} }}")
            }
            for p in (more, less)
        ]
        return found[0] - found[1]

    def _languages(self, focus: Focus) -> Iterator[Result]:
        if not any(
            truth(node) and node.value == "true" for node in one(self.graph, self.node, "sh:uniqueLang")
        ):
            return
        query = f"""SELECT ?this WHERE {{ {focus.pairs_once(self.path)} BIND (LCASE(LANG(?value)) AS ?lang) FILTER (?lang != "") }}
            GROUP BY ?this ?lang HAVING (COUNT(?value) > 1)"""
        for row in self.data.rows(query):
            yield self._result("UniqueLang", _term(row, "this"))

    def _closed(self, focus: Focus) -> Iterator[Result]:
        if not any(truth(node) for node in one(self.graph, self.node, "sh:closed")):
            return
        shapes = self.graph.objects(self.node, "sh:property")
        allowed = {path for shape in shapes for path in self.graph.objects(shape, "sh:path")}
        for head in one(self.graph, self.node, "sh:ignoredProperties"):
            allowed |= set(self.graph.list_of(head))
        names = [str(path) for path in allowed if isinstance(path, NamedNode)]
        outside = f"FILTER (?plgProperty NOT IN ({', '.join(sorted(names))}))" if names else ""
        start = focus if self.path is None else focus.values(self.path)
        if self.path is not None:
            raise NotCompiledError("sh:closed on a property shape")
        rows = self.data.rows(
            f"SELECT ?this ?value ?plgProperty WHERE {{ {start.each} ?this ?plgProperty ?value . {outside} }}"
        )
        for row in rows:
            yield self._result("Closed", _term(row, "this"), _maybe(row, "value"), str(row["plgProperty"]))

    def _shapes(self, focus: Focus) -> Iterator[Result]:
        values = focus.values(self.path)
        for inner in self._inner("sh:node"):
            yield from self._where("Node", focus, inner.failing(values), failed=True)
        for inner in self._inner("sh:not"):
            yield from self._where("Not", focus, inner.failing(values), failed=False)
        for head in self.graph.objects(self.node, "sh:and"):
            failed: set[Node] = set()
            for node in self.graph.list_of(head):
                failed |= self._shape(node).failing(values)
            yield from self._where("And", focus, failed, failed=True)
        for head in self.graph.objects(self.node, "sh:or"):
            common: set[Node] | None = None
            for node in self.graph.list_of(head):
                if common is None or common:
                    bad = self._shape(node).failing(values)
                    common = bad if common is None else common & bad
            yield from (
                self._where("Or", focus, common, failed=True)
                if common is not None
                else self._all("Or", focus)
            )
        for head in self.graph.objects(self.node, "sh:xone"):
            members = self.graph.list_of(head)
            times: Counter[Node] = Counter()
            for node in members:
                times.update(self._shape(node).failing(values))
            right = {node for node, number in times.items() if number == len(members) - 1}
            if len(members) == 1:
                yield from self._where("Xone", focus, set(times), failed=True)
            else:
                yield from self._where("Xone", focus, right, failed=False)

    def _where(self, component: str, focus: Focus, nodes: set[Node], *, failed: bool) -> Iterator[Result]:
        """A result for each pair whose value is among the nodes, or for each whose value is not."""
        if failed and not nodes:
            return
        for this, value in self._pairs(focus):
            if (value in nodes) is failed:
                yield self._result(component, this, value)

    def _all(self, component: str, focus: Focus) -> Iterator[Result]:
        return self._where(component, focus, set(), failed=False)

    def _qualified(self, focus: Focus) -> Iterator[Result]:
        shapes = one(self.graph, self.node, "sh:qualifiedValueShape")
        if not shapes:
            return
        values = focus.values(self.path)
        failed = self._shape(shapes[0]).failing(values)
        siblings = [self._shape(node) for node in self._siblings(shapes[0])]
        conforming_to_others = [sibling.failing(values) for sibling in siblings]
        numbers: defaultdict[Node, int] = defaultdict(int)
        for this, value in self._pairs(focus):
            if value not in failed and all(value in bad for bad in conforming_to_others):
                numbers[this] += 1
        for node in one(self.graph, self.node, "sh:qualifiedMinCount"):
            least = count(node)
            if least:
                for row in self.data.rows(f"SELECT ?this WHERE {{ {focus.once} }}"):
                    if numbers[_term(row, "this")] < least:
                        yield self._result("QualifiedMinCount", _term(row, "this"))
        for node in one(self.graph, self.node, "sh:qualifiedMaxCount"):
            most = count(node)
            for this, number in numbers.items():
                if number > most:
                    yield self._result("QualifiedMaxCount", this)

    def _siblings(self, own: Node) -> list[Node]:
        """The qualified shapes of the other properties of a parent (SHACL, clause 4.7.3)."""
        if not any(truth(node) for node in one(self.graph, self.node, "sh:qualifiedValueShapesDisjoint")):
            return []
        parents = self.graph.subjects("sh:property", self.node)
        beside = [p for parent in parents for p in self.graph.objects(parent, "sh:property")]
        shapes = [shape for p in beside for shape in self.graph.objects(p, "sh:qualifiedValueShape")]
        return [shape for shape in dict.fromkeys(shapes) if shape != own]

    def _sparql(self, focus: Focus, constraint: Node) -> Iterator[Result]:
        if isinstance(constraint, Literal):
            raise NotCompiledError("a literal where a SPARQL constraint must stand")
        if any(truth(node) for node in one(self.graph, constraint, "sh:deactivated")):
            return
        texts = one(self.graph, constraint, "sh:select")
        if not texts:
            raise NotCompiledError("a SPARQL constraint without sh:select")
        text = literal(texts[0]).value
        select = select_of(text, self.path.text if self.path else None)
        messages = tuple(literals(self.graph.objects(constraint, "sh:message"))) or self.messages
        joined = joined_variables(text)
        prefixes = self.graph.prefixes_of(constraint)
        rows = self.data.count(f"{prefixes} SELECT (COUNT(*) AS ?n) WHERE {{ {select.start(focus)} }}")
        whole = reads_whole(rows, lambda name: self.data.size(prefixes, name))
        solutions = self.data.rows(prefixes + select.over(focus, whole))
        names = [v.value for v in solutions.variables if not is_own(v.value)]
        for row in solutions:
            variables = _variables(names, row, joined)
            this = variables.pop("this", None)
            if this is None:
                raise NotCompiledError("a SPARQL constraint that leaves $this unbound")
            yield self._from_row(constraint, messages, this, variables)

    def _from_row(
        self, constraint: Subject, messages: tuple[Literal, ...], this: Node, row: dict[str, Node]
    ) -> Result:
        assert isinstance(self.severity, NamedNode), "tested when the shape was read"
        told, path = row.get("message"), row.get("path")
        said = (told,) if isinstance(told, Literal) else filled(messages, {**row, "this": this})
        return Result(
            focus=this,
            shape=self.node,
            component=term("sh:SPARQLConstraintComponent"),
            severity=self.severity,
            path=str(path) if isinstance(path, NamedNode) else self.path.text if self.path else "",
            value=row.get("value", this if self.path is None else None),
            constraint=constraint,
            messages=said,
            variables=row,
        )


def _variables(names: Sequence[str], row: QuerySolution, joined: dict[str, str]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for name in names:
        node = _maybe(row, name)
        if node is None:
            continue
        found[name] = node
    return in_order(found, joined)


def _term(row: QuerySolution, name: str) -> Node:
    node: Node | None = row[name]
    assert node is not None, "bound by the pattern"
    return node


def _maybe(row: QuerySolution, name: str) -> Node | None:
    node: Node | None = row[name]
    return node


def _written(node: Node) -> str:
    if not isinstance(node, NamedNode | Literal):
        raise NotCompiledError("a blank node where a value must stand")
    return str(node)

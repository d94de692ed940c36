"""The catalogue of rules: what the shapes and reading look for, each with why, an example of a fault and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from plangraph.checking.reading_rules import FILE, READING
from plangraph.errors import DescriptionError
from plangraph.graph.vocabulary import plg, term
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

RULES_IRI = "https://w3id.org/plangraph/rules/"
"""Every rule's own address, which `rdfs:seeAlso` of its shape gives; a server shows it at /rules/RULE."""
_NONE = Bilingual("", "")


class RuleSource(Enum):
    """What applies a rule."""

    SHACL = "shacl"
    READING = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the report.

    `message` is that of a shape, with `{?item}` and the like where titles and figures go; reading words each message
    by itself. `file` is where the rule is written down.
    """

    id: str
    name: Bilingual
    severity: Severity
    why: Bilingual
    example: Bilingual
    remedy: Bilingual
    source: RuleSource
    file: str
    message: Bilingual = _NONE

    @property
    def iri(self) -> str:
        """The rule's own address."""
        return RULES_IRI + self.id

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The rule in one language, as /rules gives it."""
        return {
            "rule": self.id,
            "iri": self.iri,
            "name": self.name[lang],
            "severity": self.severity.value.lower(),
            "why": self.why[lang],
            "example": self.example[lang],
            "remedy": self.remedy[lang],
            "source": self.source.value,
            "file": self.file,
            "message": self.message[lang],
        }


def load_rules(shapes_dir: Path) -> dict[str, Rule]:
    """Every rule by its identifier: those of a folder's shapes, and those of reading.

    Raises DescriptionError for a shape that lacks a name, why, example, remedy or message in Japanese and English.
    """
    rules = [*_rules_of_shapes(shapes_dir), *_rules_of_reading()]
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}


def by_severity(rules: Mapping[str, Rule]) -> dict[Severity, list[Rule]]:
    """The rules under their severity, the gravest first, sorted by identifier."""
    return {severity: [rule for rule in rules.values() if rule.severity is severity] for severity in Severity}


def _rules_of_reading() -> list[Rule]:
    return [
        Rule(
            id=rule,
            name=entry.name,
            severity=entry.severity,
            why=entry.why,
            example=entry.example,
            remedy=entry.remedy,
            source=RuleSource.READING,
            file=f"checking/{FILE.name}",
        )
        for rule, entry in READING.items()
    ]


_Triples = dict[str, dict[str, list[NamedNode | Literal]]]
"""Subject → predicate → objects."""


def _rules_of_shapes(folder: Path) -> list[Rule]:
    rules = []
    for path in sorted(folder.glob("*.ttl")):
        triples = _triples(path)
        for iri, said in triples.items():
            names = said.get(plg("rule").value, [])
            if names:
                rules.append(_rule_of_shape(iri, names[0].value, path, triples))
    return rules


def _triples(path: Path) -> _Triples:
    found: _Triples = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def _rule_of_shape(iri: str, rule: str, path: Path, triples: _Triples) -> Rule:
    said = triples[iri]
    constraints = [iri, *(node.value for node in said.get(term("sh:sparql").value, []))]

    def text(name: str, *nodes: str) -> Bilingual:
        literals = [o for node in nodes or (iri,) for o in triples[node].get(term(name).value, [])]
        texts = {o.language: o.value for o in literals if isinstance(o, Literal)}
        if not {"ja", "en"} <= texts.keys():
            raise DescriptionError(
                iri,
                Bilingual(
                    f"形状に {name} が日本語と英語で書かれていません。補ってください。",
                    f"a shape needs {name} in @ja and @en; supply it",
                ),
            )
        return Bilingual(texts["ja"], texts["en"])

    severity = said.get(term("sh:severity").value, [term("sh:Violation")])[0]
    return Rule(
        id=rule,
        name=text("rdfs:label"),
        severity=Severity(severity.value.rpartition("#")[2]),
        why=text("rdfs:comment"),
        example=text("skos:example"),
        remedy=text("plg:remedy"),
        source=RuleSource.SHACL,
        file=f"shapes/{path.name}",
        message=text("sh:message", *constraints),
    )

"""What a result says: the messages of its shape, filled in, or one made from what the constraint asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal

from plangraph.checking.engines.results import Node
from plangraph.model.texts import Bilingual

_VARIABLE = re.compile(r"\{[?$](\w+)\}")


def filled(messages: Iterable[Literal], variables: Mapping[str, Node]) -> tuple[Literal, ...]:
    """Put what was selected in the place of `{?name}`; a variable that is unbound stays. Languages are kept.

    >>> filled([Literal("「{?item}」", language="ja")], {"item": Literal("道")})
    (<Literal value=「道」 language=ja>,)
    """
    return tuple(_filled(message, variables) for message in messages)


def in_order(variables: Mapping[str, Node], joined: Mapping[str, str]) -> dict[str, Node]:
    """What GROUP_CONCAT put together, with its pieces sorted; `joined` gives the separators by variable."""
    return {
        name: Literal(joined[name].join(sorted(node.value.split(joined[name]))))
        if joined.get(name) and isinstance(node, Literal)
        else node
        for name, node in variables.items()
    }


def _filled(message: Literal, variables: Mapping[str, Node]) -> Literal:
    def put(found: re.Match[str]) -> str:
        node = variables.get(found[1])
        return found[0] if node is None else node.value

    text = _VARIABLE.sub(put, message.value)
    return Literal(text, language=message.language) if message.language else Literal(text)


_SAYINGS = {
    "MinCount": Bilingual("値が足りません", "there are too few values"),
    "MaxCount": Bilingual("値が多すぎます", "there are too many values"),
    "Class": Bilingual(
        "値が求められたクラスのものではありません", "the value is not of the class that is asked for"
    ),
    "Datatype": Bilingual("値のデータ型が違います", "the value has another datatype"),
    "NodeKind": Bilingual("値の種類（IRI・リテラルなど）が違います", "the value is of another kind of node"),
    "MinExclusive": Bilingual("値が下限以下か、比べられません", "the value is not above its bound"),
    "MinInclusive": Bilingual("値が下限より小さいか、比べられません", "the value is below its bound"),
    "MaxExclusive": Bilingual("値が上限以上か、比べられません", "the value is not below its bound"),
    "MaxInclusive": Bilingual("値が上限より大きいか、比べられません", "the value is above its bound"),
    "MinLength": Bilingual("値が短すぎます", "the value is too short"),
    "MaxLength": Bilingual("値が長すぎます", "the value is too long"),
    "Pattern": Bilingual("値が求められた書式に合いません", "the value does not match the pattern"),
    "LanguageIn": Bilingual(
        "値の言語が求められたものではありません", "the value is in none of the languages asked for"
    ),
    "UniqueLang": Bilingual("同じ言語の値が二つ以上あります", "several values are in one language"),
    "Equals": Bilingual("二つの項目の値が一致しません", "two properties do not have the same values"),
    "Disjoint": Bilingual("二つの項目が同じ値を持っています", "two properties have a value in common"),
    "LessThan": Bilingual(
        "値がもう一つの項目の値より小さくありません", "the value is not less than that of the other property"
    ),
    "LessThanOrEquals": Bilingual(
        "値がもう一つの項目の値を超えています", "the value exceeds that of the other property"
    ),
    "Not": Bilingual(
        "当てはまってはならない形状に当てはまります", "it conforms to a shape that it must not conform to"
    ),
    "And": Bilingual(
        "求められた形状のすべてには当てはまりません", "it does not conform to all of the shapes"
    ),
    "Or": Bilingual("求められた形状のどれにも当てはまりません", "it conforms to none of the shapes"),
    "Xone": Bilingual(
        "求められた形状のちょうど一つに当てはまりません", "it does not conform to exactly one of the shapes"
    ),
    "Node": Bilingual("求められた形状に当てはまりません", "it does not conform to the shape"),
    "QualifiedMinCount": Bilingual("条件に合う値が足りません", "too few values conform to the shape"),
    "QualifiedMaxCount": Bilingual("条件に合う値が多すぎます", "too many values conform to the shape"),
    "Closed": Bilingual("使えない項目があります", "it has a property that is not allowed"),
    "HasValue": Bilingual("なければならない値がありません", "a value that must be there is missing"),
    "In": Bilingual("値が一覧にありません", "the value is not in the list"),
    "SPARQL": Bilingual("SPARQL の条件に当てはまりません", "it does not meet the SPARQL constraint"),
}
_OTHER = Bilingual("形状に当てはまりません", "it does not conform to the shape")


def saying(component: str, path: str, value: str) -> Bilingual:
    """A message for a shape without one, from its component, path and the value that was met.

    >>> saying("http://www.w3.org/ns/shacl#MinCountConstraintComponent", "<http://example.org/name>", "").en
    'there are too few values (name)'
    """
    name = component.rpartition("#")[2].removesuffix("ConstraintComponent")
    said = _SAYINGS.get(name, _OTHER)
    about = "、".join(part for part in (_short(path), value[:200]) if part)
    return Bilingual(
        f"{said.ja}{f'（{about}）' if about else ''}。",
        f"{said.en}{f' ({about})' if about else ''}".replace("、", ", "),
    )


def _short(path: str) -> str:
    """A path with the last part of each IRI alone."""
    return re.sub(r"<[^>]*?([^/#>]+)[/#]?>", r"\1", path)

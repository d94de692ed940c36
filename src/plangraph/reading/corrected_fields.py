"""The fields that a correction may mend: how each is named, what it holds now, and a record with another value in it.

A field is named by the kind of its record, its own name, and what tells it from others of that name: `listing.title`,
`listing.cost.2012`, `policy.cost.2016.PersonnelCost`, `policy.indicator.1.2016`. Names are those of the records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from plangraph.model.amounts import AmountStatus, parse_figure, unit_yen
from plangraph.model.divisions import Division
from plangraph.model.records import Amount, CostKind, ListingRole, Standing
from plangraph.model.texts import comparison_title

FieldKind = Literal["text", "texts", "divisions", "money", "figure", "count", "role", "standing"]
Value = str | tuple[str, ...]

FIELDS: MappingProxyType[str, Mapping[str, tuple[FieldKind, str]]] = MappingProxyType(
    {
        "listing": {
            "title": ("text", ""),
            "project_code": ("text", ""),
            "former_title": ("text", ""),
            "marked_code": ("texts", ""),
            "designation": ("texts", ""),
            "responsible_division": ("divisions", ""),
            "related_division": ("divisions", ""),
            "content": ("text", ".YEAR?"),
            "cost": ("money", ".YEAR.KIND?"),
            "printed_total": ("money", ""),
            "listing_role": ("role", ""),
            "carried_by_text": ("text", ""),
            "counted_in_text": ("text", ""),
            "indicator": ("figure", ".NUMBER.YEAR"),
        },
        "policy": {
            "title": ("text", ""),
            "code": ("text", ""),
            "lead_division": ("divisions", ""),
            "related_division": ("divisions", ""),
            "cost": ("money", ".YEAR.KIND?"),
            "project_count": ("count", ".YEAR"),
            "indicator": ("figure", ".NUMBER.YEAR"),
            "standing": ("standing", ""),
        },
        "basic-project": {"title": ("text", ""), "code": ("text", "")},
    }
)
"""Kind of record → field → what it holds, and what follows its name; `?` marks what may be left out."""

_TAILS = {
    "": re.compile(""),
    ".YEAR": re.compile(r"\.(?P<year>\d{4})", re.ASCII),
    ".YEAR?": re.compile(r"(?:\.(?P<year>\d{4}))?", re.ASCII),
    ".YEAR.KIND?": re.compile(
        rf"\.(?P<year>\d{{4}})(?:\.(?P<kind>{'|'.join(kind.value for kind in CostKind)}))?", re.ASCII
    ),
    ".NUMBER.YEAR": re.compile(r"\.(?P<number>[^.]+)\.(?P<year>\d{4})", re.ASCII),
}
_MONEY = re.compile(r"(?P<figure>.*?)\s*(?P<unit>百万円|千円|万円|億円|円)?", re.DOTALL)
_UNDETERMINED = "***"


@dataclass(frozen=True, slots=True)
class FieldName:
    """One field of one kind of record."""

    record: str
    field: str
    kind: FieldKind
    year: int | None = None
    number: str | None = None
    cost_kind: CostKind | None = None

    @classmethod
    def parse(cls, text: str) -> FieldName | None:
        """Read a field's name; None for one that there is not.

        >>> FieldName.parse("listing.cost.2012").year, FieldName.parse("listing.colour") is None
        (2012, True)
        """
        record, _, rest = text.partition(".")
        field = rest.partition(".")[0]
        kind, tail = FIELDS.get(record, {}).get(field, (None, ""))
        if kind is None or (matched := _TAILS[tail].fullmatch(rest.removeprefix(field))) is None:
            return None
        parts = matched.groupdict()
        cost_kind = parts.get("kind") or (CostKind.PROJECT_COST.value if field == "cost" else None)
        return cls(
            record,
            field,
            kind,
            int(parts["year"]) if parts.get("year") else None,
            parts.get("number"),
            CostKind(cost_kind) if cost_kind else None,
        )

    @property
    def is_list(self) -> bool:
        """Whether the field holds several texts."""
        return self.kind in ("texts", "divisions")


class DoesNotFitError(Exception):
    """A record has no such field, or the value has no place in it; the two texts say why, in Japanese and English."""


def value_fault(name: FieldName, value: Value) -> tuple[str, str] | None:
    """What is wrong with a value for this field, in Japanese and English; None where nothing is."""
    match name.kind:
        case "divisions":
            if any(Division.parse(one) is None for one in value):
                return (
                    '"部 課" の形の名の並びにしてください',
                    'must be a list of offices, such as "市民部 市民課"',
                )
        case "money":
            matched = _MONEY.fullmatch(str(value))
            if matched is None or parse_figure(matched["figure"]).kind == "unreadable":
                return (
                    "金額（51、1,200千円）か、空、*** にしてください",
                    "must be an amount (51, 1,200千円), empty, or ***",
                )
        case "figure":
            if parse_figure(str(value)).kind not in ("figure", "blank"):
                return "数値か空にしてください", "must be a figure, or empty"
        case "count":
            if not re.fullmatch(r"\d+", str(value), re.ASCII):
                return "0以上の整数にしてください", "must be a whole number"
        case "role" | "standing":
            words = _WORDS[name.kind]
            if value not in words:
                return f"{'、'.join(words)} のいずれかにしてください", f"must be one of {', '.join(words)}"
        case _:
            if name.field in ("title", "code") and not value:
                return "空にはできません", "cannot be empty"
    return None


_WORDS: dict[str, dict[str, Any]] = {
    "role": {role.word: role for role in ListingRole},
    "standing": {standing.value: standing for standing in Standing},
}


def printed_value(record: Any, name: FieldName) -> Value:
    """What a record's field holds as printed; raises DoesNotFitError where the record has no such field."""
    if name.kind in ("money", "figure", "count") or name.field == "content":
        return _printed_part(_part(record, name), name)
    held = getattr(record, name.field)
    match name.kind:
        case "texts":
            return tuple(held)
        case "divisions":
            return tuple(division.name for division in held)
        case "role":
            return str(held.word)
        case "standing":
            return held.value if held is not None else ""
        case _:
            return held or ""


def _printed_part(part: Any, name: FieldName) -> str:
    match name.kind:
        case "money":
            return str(part.printed_amount or _unprinted(part))
        case "figure":
            return str(part.printed_value)
        case "count":
            return str(part.count)
        case _:
            return str(part.text)


def same_value(one: Value, other: Value) -> bool:
    """Whether two values print the same, widths and white space apart."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and _plain(one) == _plain(other)
    return [*map(_plain, one)] == [*map(_plain, other)]


def with_value(record: Any, name: FieldName, value: Value, note: str) -> Any:
    """The record with another value in a field; raises DoesNotFitError where that cannot be.

    What was printed stays where records keep it (`printed_title`, `printed_amount`, `printed_value`). A corrected amount
    is Stated, and its `derivation` is `note`, so that nobody takes it for a figure of the print.
    """
    match name.kind:
        case "money":
            return _with_part(record, name, _corrected(_part(record, name), str(value), note))
        case "figure":
            figure = parse_figure(str(value))
            return _with_part(record, name, replace(_part(record, name), value=figure.value))
        case "count":
            return _with_part(record, name, replace(_part(record, name), count=int(str(value))))
        case "divisions":
            offices = [division for one in value if (division := Division.parse(one)) is not None]
            return replace(record, **{name.field: tuple(offices)})
        case "texts":
            return replace(record, **{name.field: tuple(value), **_with_mark(name, value)})
        case "role" | "standing":
            return replace(record, **{name.field: _WORDS[name.kind][str(value)]})
    if name.field == "content":
        return _with_part(record, name, replace(_part(record, name), text=str(value)))
    return replace(record, **{name.field: value or None})


def _with_mark(name: FieldName, value: Value) -> dict[str, bool]:
    """A listing that names where else it stands has a mark."""
    return {"has_mark": True} if name.field == "marked_code" and value else {}


def _corrected(amount: Amount, value: str, note: str) -> Amount:
    matched = _MONEY.fullmatch(value)
    assert matched is not None, "the value was looked at when it was loaded"
    figure = parse_figure(matched["figure"])
    if figure.value is None:
        status = AmountStatus.UNDETERMINED if figure.kind == "undetermined" else AmountStatus.BLANK
        return replace(
            amount, amount_status=status, amount_yen=None, amount_low=None, amount_high=None, derivation=note
        )
    unit = unit_yen(matched["unit"]) if matched["unit"] else amount.unit_yen
    if unit is None:
        raise DoesNotFitError(
            "単位が分かりません。値に単位を添えてください", "its unit is not known; give it with the value"
        )
    yen = figure.value * unit
    if yen != yen.to_integral_value():
        raise DoesNotFitError(
            "円の端数になります。値と単位を確かめてください",
            "it is no whole number of yen; check value and unit",
        )
    return replace(
        amount,
        amount_status=AmountStatus.STATED,
        amount_yen=int(yen),
        amount_low=int(yen),
        amount_high=int(yen),
        unit_yen=amount.unit_yen or unit,
        derivation=note,
    )


def _unprinted(amount: Amount) -> str:
    return _UNDETERMINED if amount.amount_status is AmountStatus.UNDETERMINED else ""


# ---- parts of a record that stand in a tuple


def _part(record: Any, name: FieldName) -> Any:
    if name.field == "printed_total":
        if record.printed_total is None:
            raise DoesNotFitError("合計がありません", "it has no printed total")
        return record.printed_total
    fitting = [part for part in _parts(record, name) if _fits(part, name)]
    if not fitting:
        raise DoesNotFitError("その年度や番号のものがありません", "it has nothing of that year or number")
    if len(fitting) > 1:
        raise DoesNotFitError("その年度のものがいくつもあります", "it has several of that year")
    return fitting[0]


def _parts(record: Any, name: FieldName) -> Sequence[Any]:
    if name.field != "indicator":
        return tuple(getattr(record, name.field))
    return [value for one in record.indicator if one.number == name.number for value in one.observation]


def _fits(part: Any, name: FieldName) -> bool:
    return part.fiscal_year == name.year and (name.cost_kind is None or part.cost_kind is name.cost_kind)


def _with_part(record: Any, name: FieldName, made: Any) -> Any:
    if name.field == "printed_total":
        return replace(record, printed_total=made)
    old = _part(record, name)
    if name.field != "indicator":
        return replace(record, **{name.field: _exchanged(getattr(record, name.field), old, made)})
    indicators = tuple(
        replace(one, observation=_exchanged(one.observation, old, made)) if one.number == name.number else one
        for one in record.indicator
    )
    return replace(record, indicator=indicators)


def _exchanged(parts: Sequence[Any], old: Any, made: Any) -> tuple[Any, ...]:
    return tuple(made if part is old else part for part in parts)


def _plain(text: str) -> str:
    return comparison_title(text)

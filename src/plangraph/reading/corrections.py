"""`corrections.toml` beside a `plan.toml`: misread or misprinted fields, mended by people who say why.

A correction names the field, quotes the words of the document that it rests on, and says what is printed, what is right,
why, in what role somebody says so, and when. It holds only as long as the document says what it said then: one whose
quote is gone, which fits several records, or which finds another value in its field is a finding and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from plangraph.model.amounts import AmountStatus
from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import Correction, DocumentRecords
from plangraph.model.texts import Bilingual, comparison_title
from plangraph.reading.corrected_fields import (
    FIELDS,
    DoesNotFitError,
    FieldName,
    Value,
    printed_value,
    same_value,
    value_fault,
    with_value,
)  # fmt: skip
from plangraph.reading.plan_changes import day_of, refuse_unknown
from plangraph.reading.quoted_places import QuotedPlace
from plangraph.reading.toml_lines import KeyPath, TomlText, load_toml

CORRECTIONS_TOML = "corrections.toml"
REQUIRED_KEYS = ("field", "quote", "printed", "value", "reason", "by", "date")
CORRECTION_KEYS = (*REQUIRED_KEYS, "place", "key")

_HOLDERS = {"listing": "listings", "policy": "policies", "basic-project": "basic_projects"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionEntry:
    """One `[[correction]]` as written, checked. `where` is its place in the file: "corrections.toml:12"."""

    where: str
    field: str
    name: FieldName
    quote: str
    place: QuotedPlace | None
    key: str | None
    printed: Value
    value: Value
    reason: str
    by: str
    date: str


# ---- the file


def load_corrections(path: Path) -> tuple[CorrectionEntry, ...]:
    """Read and check a `corrections.toml`; none where there is no such file.

    Raises DescriptionError that names the key and its line.
    """
    try:
        file = load_toml(path)
    except FileNotFoundError:
        return ()
    for name in file.tables:
        if name != "correction":
            refuse_unknown(file, (name,), ("correction",))
    tables = file.tables.get("correction", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        file.refuse(
            ("correction",), "表の並び [[correction]] にしてください", "must be tables written [[correction]]"
        )
    return tuple(_entry(file, table, ("correction", number)) for number, table in enumerate(tables))


def _entry(file: TomlText, table: Mapping[str, Any], at: KeyPath) -> CorrectionEntry:
    for key in table:
        if key not in CORRECTION_KEYS:
            refuse_unknown(file, (*at, key), CORRECTION_KEYS)
    for key in REQUIRED_KEYS:
        if key not in table:
            file.refuse((*at, key), "必須です", "is required")
    name = _field_name(file, table["field"], (*at, "field"))
    texts = {key: _text(file, table[key], (*at, key)) for key in ("quote", "reason", "by")}
    printed, value = (_value(file, table[key], name, (*at, key)) for key in ("printed", "value"))
    if (fault := value_fault(name, value)) is not None:
        file.refuse((*at, "value"), *fault)
    return CorrectionEntry(
        where=f"{Path(file.place).name}:{file.lines[at]}",
        field=table["field"],
        name=name,
        place=_place(file, table["place"], (*at, "place")) if "place" in table else None,
        key=_text(file, table["key"], (*at, "key")) if "key" in table else None,
        printed=printed,
        value=value,
        date=day_of(file, table["date"], (*at, "date")).isoformat(),
        **texts,
    )


def _field_name(file: TomlText, text: Any, path: KeyPath) -> FieldName:
    name = FieldName.parse(text) if isinstance(text, str) else None
    if name is None:
        known = [
            f"{record}.{field}{tail}"
            for record, named in FIELDS.items()
            for field, (_, tail) in named.items()
        ]
        file.refuse(
            path,
            f"直せる項目ではありません。使えるもの: {'、'.join(known)}",
            f"no field that can be mended; there are {', '.join(known)}",
        )
    return name


def _value(file: TomlText, value: Any, name: FieldName, path: KeyPath) -> Value:
    if not name.is_list:
        if not isinstance(value, str):
            file.refuse(path, '文字列（"51"）にしてください', 'must be a text ("51")')
        return value
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        file.refuse(path, '文字列の並び（["…", "…"]）にしてください', 'must be a list of texts (["…", "…"])')
    return tuple(value)


def _text(file: TomlText, value: Any, path: KeyPath) -> str:
    if not isinstance(value, str) or not value.strip():
        file.refuse(path, "空でない文字列にしてください", "must be a text that is not empty")
    return value


def _place(file: TomlText, value: Any, path: KeyPath) -> QuotedPlace:
    place = QuotedPlace.parse(value) if isinstance(value, str) else None
    if place is None:
        file.refuse(
            path,
            "line=54、sheet=事業!B7、page=3 のいずれかの形にしてください",
            "must look like line=54, sheet=NAME!B7 or page=3",
        )
    return place


# ---- records


def apply_corrections(
    records: DocumentRecords, corrections: Iterable[CorrectionEntry], source_text: str
) -> DocumentRecords:
    """Mend the records of one document; what was printed stays in `corrections`, what does not hold is a finding.

    `source_text` is the text that the records were read from. Keys of records stay as they were read.
    """
    entries = list(corrections)
    return _Corrections(records, source_text).apply(entries) if entries else records


class _Corrections:
    def __init__(self, records: DocumentRecords, text: str) -> None:
        self.records = records
        self.text = _plain(text)
        self.held: dict[str, list[Any]] = {kind: list(getattr(records, n)) for kind, n in _HOLDERS.items()}
        self.evidence = {kind: [list(_evidence_in(r)) for r in held] for kind, held in self.held.items()}
        self.quotes = {
            kind: [[_plain(e.quote) for e in one] for one in every] for kind, every in self.evidence.items()
        }
        self.made: list[Correction] = []
        self.findings: list[Finding] = []
        self.money: defaultdict[tuple[str, int], list[CorrectionEntry]] = defaultdict(list)

    def apply(self, entries: Sequence[CorrectionEntry]) -> DocumentRecords:
        for entry in entries:
            found = self._record_of(entry)
            if found is not None:
                self._mend(entry, *found)
        for (kind, index), mended in self.money.items():
            self._warn_of_derived(
                self.held[kind][index], RecordKey(kind, _key(kind, self.held[kind][index])), mended
            )
        return replace(
            self.records,
            policies=tuple(self.held["policy"]),
            basic_projects=tuple(self.held["basic-project"]),
            listings=tuple(self.held["listing"]),
            findings=(*self.records.findings, *self.findings),
            corrections=(*self.records.corrections, *self.made),
        )

    def _record_of(self, entry: CorrectionEntry) -> tuple[int, tuple[Evidence, ...]] | None:
        """The one record that rests on the quote, and its evidence there."""
        kind, quote = entry.name.record, _plain(entry.quote)
        fitting: list[tuple[int, tuple[Evidence, ...]]] = []
        for index, quotes in enumerate(self.quotes[kind]):
            if entry.key is not None and _key(kind, self.held[kind][index]) != entry.key:
                continue
            there = tuple(
                evidence
                for evidence, words in zip(self.evidence[kind][index], quotes, strict=True)
                if quote in words and (entry.place is None or entry.place.meets(evidence.place))
            )
            if there:
                fitting.append((index, there))
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            self._say_ambiguous(entry, fitting)
        elif quote in self.text or any(quote in w for e in self.quotes.values() for one in e for w in one):
            self._say_no_record(entry)
        else:
            self._say_gone(entry)
        return None

    def _mend(self, entry: CorrectionEntry, index: int, evidence: tuple[Evidence, ...]) -> None:
        kind = entry.name.record
        record = self.held[kind][index]
        about = RecordKey(kind, _key(kind, record))
        try:
            now = printed_value(record, entry.name)
            if not same_value(now, entry.printed):
                self._say_differs(entry, about, now, evidence)
                return
            made = with_value(record, entry.name, entry.value, _note(entry))
        except DoesNotFitError as error:
            self._say_does_not_fit(entry, about, error, evidence)
            return
        self.held[kind][index] = made
        if entry.name.kind == "money":
            self.money[kind, index].append(entry)
        self.made.append(
            Correction(
                field=entry.field,
                about=about,
                printed=_joined(entry.printed),
                value=_joined(entry.value),
                reason=entry.reason,
                by=entry.by,
                date=entry.date,
                evidence=evidence[:1],
            )
        )

    # doubts

    def _say_gone(self, entry: CorrectionEntry) -> None:
        self._say(
            "correction-quote-gone",
            entry,
            f"引用「{entry.quote}」が文書にありません。文書が変わったのなら、訂正を見直してください",
            f'the quote "{entry.quote}" is not in the document; if the document changed, look at the correction again',
        )

    def _say_ambiguous(
        self, entry: CorrectionEntry, fitting: Sequence[tuple[int, tuple[Evidence, ...]]]
    ) -> None:
        kind = entry.name.record
        keys = [_key(kind, self.held[kind][index]) for index, _ in fitting]
        self._say(
            "correction-ambiguous",
            entry,
            f"引用「{entry.quote}」に当たるものが {len(keys)} 件あります（{'、'.join(keys[:5])}）。place か key で一つに決めてください",
            f'{len(keys)} records rest on the quote "{entry.quote}" ({", ".join(keys[:5])}); tell which by place or key',
            evidence=tuple(there[0] for _, there in fitting),
        )

    def _say_no_record(self, entry: CorrectionEntry) -> None:
        self._say(
            "correction-does-not-fit",
            entry,
            f"引用「{entry.quote}」は文書にありますが、そこから読んだ {entry.name.record} がありません（place や key があれば、それにも合うもの）。"
            "field を確かめてください",
            f'the quote "{entry.quote}" is in the document, but no {entry.name.record} was read from there (that fits place '
            "and key, where given); check field",
        )

    def _say_differs(
        self, entry: CorrectionEntry, about: RecordKey, now: Value, evidence: tuple[Evidence, ...]
    ) -> None:
        self._say(
            "correction-printed-differs",
            entry,
            f"printed は「{_joined(entry.printed)}」ですが、読み取った値は「{_joined(now)}」です。訂正を見直してください",
            f'printed is "{_joined(entry.printed)}", but "{_joined(now)}" was read; look at the correction again',
            about=about,
            evidence=evidence[:1],
            printed=_joined(now),
            expected=_joined(entry.printed),
        )

    def _say_does_not_fit(
        self, entry: CorrectionEntry, about: RecordKey, error: DoesNotFitError, evidence: tuple[Evidence, ...]
    ) -> None:
        ja, en = error.args
        self._say("correction-does-not-fit", entry, ja, en, about=about, evidence=evidence[:1])

    def _warn_of_derived(self, record: Any, about: RecordKey, mended: Sequence[CorrectionEntry]) -> None:
        for cost in record.cost:
            if cost.amount_status is AmountStatus.DERIVED:
                self._say(
                    "correction-leaves-derived",
                    mended[0],
                    f"{cost.fiscal_year}年度の金額は、訂正の前の数字から推計したものです（{cost.derivation}）。これも訂正してください",
                    f"the amount of {cost.fiscal_year} was derived from the figures before the correction "
                    f"({cost.derivation}); correct it too",
                    about=about,
                    evidence=cost.evidence[:1],
                    applied=True,
                )

    def _say(
        self,
        rule: str,
        entry: CorrectionEntry,
        ja: str,
        en: str,
        *,
        applied: bool = False,
        **more: Any,
    ) -> None:
        undone = (
            Bilingual("", "")
            if applied
            else Bilingual("。この訂正は行っていません", "; the correction was not made")
        )
        self.findings.append(
            Finding(
                rule=rule,
                severity=Severity.WARNING,
                message=Bilingual(
                    f"{entry.where}（{entry.field}）: {ja}{undone.ja}。",
                    f"{entry.where} ({entry.field}): {en}{undone.en}",
                ),
                item=more.pop("item", entry.field),
                **more,
            )
        )


def _key(kind: str, record: Any) -> str:
    return str(record.code if kind == "basic-project" else record.key)


def _evidence_in(record: Any) -> Iterator[Evidence]:
    """The evidence of a record, and then of its parts."""
    for name in sorted((one.name for one in fields(record)), key=lambda name: name != "evidence"):
        value = getattr(record, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Evidence):
                yield part
            elif is_dataclass(part):
                yield from _evidence_in(part)


def _note(entry: CorrectionEntry) -> str:
    """What stands at a corrected amount, so that nobody takes it for the print."""
    return f"訂正: {_joined(entry.printed) or '空欄'} → {_joined(entry.value) or '空欄'}"


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _plain(text: str) -> str:
    return comparison_title(text)

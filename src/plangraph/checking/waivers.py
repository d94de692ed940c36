"""Known and accepted findings: `waivers.toml`, beside the sources or named by `--waivers`.

    [[waiver]]
    rule = "lead-division-also-related"
    item = "市民と行政の協働によるまちづくり"
    document = "000_*.txt"
    reason = "統括課を関連課にも書くのは、この計画の書き方である。"
    role = "企画政策課長"
    until = 2027-03-31

An entry names a rule and at least one of item, iri and document, in which `*` stands for any text; every one that it
names has to fit. What it fits is kept in the report and shown as accepted, and no longer counts for `--fail-on`, up to
and with the day `until`. An entry that has ended, and one that fits nothing, is a finding itself. An entry that is not
whole is refused with its line: nobody may accept anything without a reason, an office and an end.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from plangraph.checking.findings import (
    Acceptance,
    Certainty,
    Report,
    ReportFinding,
    sorted_findings,
)
from plangraph.checking.identity import identified
from plangraph.checking.reading_rules import READING_RULES
from plangraph.errors import SourceError
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, comparison_title
from plangraph.reading.toml_lines import TomlText, load_toml, read_toml

WAIVERS_TOML = "waivers.toml"
WAIVER_RULES: MappingProxyType[str, Bilingual] = MappingProxyType(
    {rule: READING_RULES[rule] for rule in ("waiver-expired", "waiver-unmatched")}
)
"""The rules of findings about the waivers themselves, with their names."""

_PATTERNS = ("item", "iri", "document")
_KEYS = ("rule", *_PATTERNS, "reason", "role", "until")
_NEEDED = {
    "rule": Bilingual("規則の名が必要です", "the name of a rule is needed"),
    "reason": Bilingual("承認した理由が必要です", "the reason is needed"),
    "role": Bilingual("承認した人の役職が必要です", "the office of the person who accepts is needed"),
    "until": Bilingual(
        "承認の期限（2027-03-31 の形の日付）が必要です", "an end date such as 2027-03-31 is needed"
    ),
}


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry, with the file and the line where it stands, and its number in the file."""

    rule: str
    patterns: tuple[tuple[str, str], ...]
    acceptance: Acceptance
    file: str
    line: int
    number: int

    def fits(self, finding: ReportFinding) -> bool:
        """Whether it is about this finding; titles are compared without spaces and widths."""
        return finding.rule == self.rule and all(
            matches(_compared(name, pattern), _compared(name, getattr(finding, name)))
            for name, pattern in self.patterns
        )

    @property
    def text(self) -> str:
        """What it accepts, in short."""
        return "; ".join((self.rule, *(f"{name} = {text}" for name, text in self.patterns)))


def _compared(name: str, text: str) -> str:
    return comparison_title(text) if name == "item" else text


def matches(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern says, in which `*` stands for any text and all else for itself.

    >>> matches("000_*.txt", "000_67c7.txt"), matches("a*a", "a"), matches("市民*", "区民")
    (True, False, False)
    """
    first, *between = pattern.split("*")
    if not between:
        return text == pattern
    *between, last = between
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in between:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@dataclass(frozen=True, slots=True)
class Waivers:
    """The entries of one or several files, and a digest of their text."""

    entries: tuple[Waiver, ...] = ()
    digest: str = ""


def load_waivers(path: Path) -> Waivers:
    """Read a file; raises SourceError where there is none, DescriptionError with the line where it is wrong."""
    try:
        toml = load_toml(path)
    except FileNotFoundError:
        raise SourceError(
            str(path),
            Bilingual("ファイルがありません。パスを確かめてください。", "no such file; check the path"),
        ) from None
    return _waivers([(toml, path.name)])


def texts_to_waivers(texts: Iterable[tuple[str, str]]) -> Waivers:
    """The same from texts, each with the place that messages and findings name."""
    return _waivers((read_toml(text.encode(), place), place) for place, text in texts)


def _waivers(tomls: Iterable[tuple[TomlText, str]]) -> Waivers:
    entries: list[Waiver] = []
    digest = hashlib.sha256()
    for toml, file in tomls:
        entries += _entries(toml, file)
        digest.update(toml.text.encode("utf-8", "surrogatepass"))
    return Waivers(tuple(entries), digest.hexdigest() if entries else "")


def _entries(toml: TomlText, file: str) -> Iterator[Waiver]:
    for key in toml.tables:
        if key != "waiver":
            toml.refuse(
                (key,),
                "知らないキーです。[[waiver]] だけを書けます",
                "unknown; only [[waiver]] may stand here",
            )
    tables = toml.tables.get("waiver", [])
    if not isinstance(tables, list):
        toml.refuse(("waiver",), "[[waiver]] と書いてください", "write [[waiver]]")
    for number, table in enumerate(tables):
        if not isinstance(table, dict):
            toml.refuse(("waiver", number), "[[waiver]] と書いてください", "write [[waiver]]")
        yield _entry(toml, file, number, table)


def _entry(toml: TomlText, file: str, number: int, table: dict[str, Any]) -> Waiver:
    path = ("waiver", number)
    for key in table:
        if key not in _KEYS:
            names = ", ".join(_KEYS)
            toml.refuse(
                (*path, key), f"知らないキーです（書けるもの: {names}）", f"unknown; the keys are {names}"
            )
    for key, needed in _NEEDED.items():
        if key not in table:
            toml.refuse((*path, key), needed.ja, needed.en)
    texts = {key: _text(toml, (*path, key), table[key]) for key in table if key != "until"}
    patterns = tuple((name, texts[name]) for name in _PATTERNS if name in texts)
    if not patterns:
        toml.refuse(path, "item、iri、document のどれかが必要です", "one of item, iri and document is needed")
    until = table["until"]
    if not isinstance(until, date) or isinstance(until, datetime):
        toml.refuse((*path, "until"), _NEEDED["until"].ja, _NEEDED["until"].en)
    acceptance = Acceptance(until, texts["role"], texts["reason"])
    return Waiver(texts["rule"], patterns, acceptance, file, toml.lines[path], number + 1)


def _text(toml: TomlText, path: tuple[str | int, ...], value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.strip("* 　"):
        toml.refuse(
            path,
            "空でない文字列にしてください（* だけは書けません）",
            "has to be a text that says something, not * alone",
        )
    return value.strip()


def accept(report: Report, waivers: Waivers, today: date) -> Report:
    """The report with what is accepted marked, and with a finding for each entry that has ended or fits nothing."""
    by_rule: defaultdict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers.entries:
        by_rule[waiver.rule].append(waiver)
    met: set[Waiver] = set()
    findings = []
    for finding in report.findings:
        fitting = [waiver for waiver in by_rule.get(finding.rule, ()) if waiver.fits(finding)]
        met.update(fitting)
        valid = [waiver.acceptance for waiver in fitting if waiver.acceptance.until >= today]
        best = max(valid, key=lambda acceptance: acceptance.until, default=None)
        findings.append(replace(finding, accepted=best) if best is not None else finding)
    own = list(_on_waivers(waivers.entries, met, today))
    if own:
        findings = list(identified(sorted_findings([*findings, *own])))
    return replace(report, findings=tuple(findings), names={**report.names, **WAIVER_RULES})


def _on_waivers(waivers: Sequence[Waiver], met: set[Waiver], today: date) -> Iterator[ReportFinding]:
    for waiver in waivers:
        until = waiver.acceptance.until.isoformat()
        where = f"waiver[{waiver.number}]"
        if waiver.acceptance.until < today:
            yield _finding(
                waiver,
                "waiver-expired",
                Bilingual(
                    f"{where}（{waiver.text}）の期限 {until} が過ぎました。{waiver.acceptance.role}が改めて判断し、期限を"
                    "延ばすか、この項目を消してください。",
                    f"{where} ({waiver.text}) ended on {until}. {waiver.acceptance.role} should decide again: extend it, or"
                    " take it out.",
                ),
            )
        elif waiver not in met:
            yield _finding(
                waiver,
                "waiver-unmatched",
                Bilingual(
                    f"{where}（{waiver.text}）に当てはまる指摘がありません。直ったのであれば、この項目を消してください。"
                    "そうでなければ、規則と書き方を確かめてください。",
                    f"{where} ({waiver.text}) fits no finding. If the fault was mended, take it out; if not, check its rule"
                    " and its patterns.",
                ),
            )


def _finding(waiver: Waiver, rule: str, message: Bilingual) -> ReportFinding:
    return ReportFinding(
        rule=rule,
        severity=Severity.WARNING,
        message=message,
        item=waiver.text,
        document=waiver.file,
        place=f"line={waiver.line}",
        line=waiver.line,
        printed=waiver.acceptance.until.isoformat(),
        certainty=Certainty.LIKELY,
    )


def earliest_end(report: Report) -> date | None:
    """The day after which the report has to be made anew, since an acceptance in it ends."""
    return min((f.accepted.until for f in report.findings if f.accepted is not None), default=None)

"""Findings on a file as it was opened: one for each kind of doubt, with the first places where it was met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from plangraph.model.findings import Finding, Severity
from plangraph.model.places import Evidence
from plangraph.model.texts import Bilingual
from plangraph.reading.formats.charset import Decoded
from plangraph.reading.lines import SourceText

MOST_PLACES = 20
"""A finding names so many places, and counts them all."""

_LOST = re.compile("\ufffd")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")


def text_to_findings(source: SourceText, decoded: Decoded) -> tuple[Finding, ...]:
    """The doubts that any text can raise: lost characters, control characters, a character set said wrongly."""
    found = []
    lost = _numbers(source, _LOST)
    if lost:
        found.append(
            gathered(
                "character-lost",
                Severity.WARNING,
                Bilingual(
                    f"以前の変換で失われた文字（U+FFFD）が {len(lost)} 行にあります。元の文書から書き出し直してください。",
                    f"an earlier conversion lost characters (U+FFFD) in {len(lost)} lines; export the document again",
                ),
                line_places(source, lost),
                printed="\ufffd",
            )
        )
    control = _numbers(source, _CONTROL)
    if control:
        found.append(
            gathered(
                "control-character",
                Severity.INFO,
                Bilingual(
                    f"表示されない制御文字が {len(control)} 行にあります。そのまま読みました。",
                    f"control characters, which nobody sees, stand in {len(control)} lines; read as they are",
                ),
                line_places(source, control),
            )
        )
    if decoded.declared is not None:
        found.append(
            gathered(
                "charset-declared-wrongly",
                Severity.INFO,
                Bilingual(
                    f"文書は文字コードを「{decoded.declared}」と称していますが、{decoded.charset} でした。{decoded.charset} として読みました。",
                    f'the document says that it is in "{decoded.declared}", but it is in {decoded.charset} and was read so',
                ),
                (),
                printed=decoded.declared,
                expected=decoded.charset,
            )
        )
    return tuple(found)


def gathered(
    rule: str,
    severity: Severity,
    message: Bilingual,
    evidence: Iterable[Evidence],
    *,
    item: str | None = None,
    printed: str | None = None,
    expected: str | None = None,
) -> Finding:
    """One finding for a doubt that was met in one place or in many."""
    places = tuple(evidence)[:MOST_PLACES]
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        evidence=places,
        item=item,
        printed=printed,
        expected=expected,
    )


def line_places(source: SourceText, numbers: Sequence[int]) -> list[Evidence]:
    """The first of some lines, each as a place of its own."""
    return [_short(source.line_evidence(number)) for number in numbers[:MOST_PLACES]]


def _short(evidence: Evidence) -> Evidence:
    """A quote of a long line is its beginning."""
    return Evidence(evidence.document, evidence.place, evidence.quote[:200])


def _numbers(source: SourceText, pattern: re.Pattern[str]) -> list[int]:
    """The numbers of the lines in which a pattern is found, in rising order."""
    numbers: list[int] = []
    found = pattern.search(source.text)
    while found:
        numbers.append(source.line_number(found.start()))
        end = source.text.find("\n", found.end())
        found = pattern.search(source.text, end) if end >= 0 else None
    return numbers

"""Which findings of two reports are the same one.

Lines move when a paragraph is put above them, and sections when a plan is put in order; the fault stays the same
fault. A finding is therefore known by its rule and by what it is about, and never by a line, a message or a figure:

    key       SHA-256 over the rule and the subject
    subject   the address of the thing without the base of the graph, since titles and sections stand in it; for a
              thing that has none, and for a line of a document, the words quoted, as titles are compared
    number    1, 2 … among findings of one key, in the order of the report
    identity  KEY-NUMBER

Where several findings have one key, two reports are held against each other by content first (severity, printed,
expected and quoted words), so that of three equal faults the one that was mended is the one that is gone.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plangraph.checking.findings import ReportFinding
from plangraph.model.texts import comparison_title

_KINDS = (
    "basic-project|body|designation|division|division-change|document|fy|guideline|guideline-event|listing|plan|"
    "planned-project|policy|project|series|statement"
)
_UNDER_BASE = re.compile(rf"/((?:{_KINDS})/.+)")
_LENGTH = 16


def key_of(finding: ReportFinding) -> str:
    """The part of an identity that equal findings share."""
    said = "\n".join((finding.rule, *_subject(finding)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _subject(finding: ReportFinding) -> tuple[str, ...]:
    thing = without_base(finding.iri)
    words = comparison_title(finding.quote or finding.printed or finding.item)
    if not thing or thing.startswith("_:"):
        return ("words", comparison_title(finding.item), words)
    if thing.startswith("document/"):
        return (thing, words)
    return (thing,)


def without_base(iri: str) -> str:
    """The part of an address that is the same under every base.

    >>> without_base("https://w3id.org/plangraph/id/policy/p/1-1"), without_base("urn:x")
    ('policy/p/1-1', 'urn:x')
    """
    matched = _UNDER_BASE.search(iri)
    return matched[1] if matched else iri


def content_of(finding: ReportFinding) -> str:
    """What is said of the subject, without any line: two findings of one key and one content are the same."""
    texts = (finding.severity.value, finding.printed, finding.expected, comparison_title(finding.quote))
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def identified(findings: Iterable[ReportFinding]) -> Iterator[ReportFinding]:
    """The findings, each with its identity; they have to come in the order of the report."""
    numbers: Counter[str] = Counter()
    for finding in findings:
        key = key_of(finding)
        numbers[key] += 1
        yield replace(finding, identity=f"{key}-{numbers[key]}")

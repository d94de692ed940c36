"""One finding of a report, and the report: counts, names, how it was made and what it was compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from plangraph.checking.engines.results import Fallback
from plangraph.model.findings import Severity
from plangraph.model.texts import Bilingual, Lang

COLUMNS = (
    "rule",
    "severity",
    "item",
    "iri",
    "policy",
    "division",
    "document",
    "place",
    "quote",
    "message",
    "printed",
    "expected",
)
"""The keys of a finding that every report has, in the order of its tables."""

MORE_COLUMNS = ("certainty", "status", "accepted_until", "accepted_by", "accepted_because", "identity")
"""The keys that stand behind those."""

SEVERITY_NAMES = {
    Severity.VIOLATION: Bilingual("違反", "Violation"),
    Severity.WARNING: Bilingual("警告", "Warning"),
    Severity.INFO: Bilingual("情報", "Info"),
}


class Certainty(Enum):
    """How sure it is that the print is wrong; the value is the word in the report."""

    CONTRADICTION = "contradiction-in-print"
    LIKELY = "likely"
    UNDECIDED = "cannot-be-decided"


CERTAINTY_NAMES = {
    Certainty.CONTRADICTION: Bilingual("印字の食い違い", "contradiction in print"),
    Certainty.LIKELY: Bilingual("誤りの見込み", "likely"),
    Certainty.UNDECIDED: Bilingual("判断できない", "cannot be decided"),
}


class Status(Enum):
    """What became of a finding since the report that this one is compared with; "mended" is one that is gone."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MENDED = "mended"


STATUS_NAMES = {
    Status.NEW: Bilingual("新しい", "new"),
    Status.UPDATED: Bilingual("内容が変わった", "changed"),
    Status.UNCHANGED: Bilingual("前と同じ", "unchanged"),
    Status.MENDED: Bilingual("なくなった", "mended"),
}
WAIVED = Bilingual("承認済み", "accepted")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted a finding by office, why, and to which day it holds."""

    until: date
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinding:
    """One line of the report, whether SHACL found it or reading did. A string is "" where nothing is known.

    `iri` is what it is about, `place` as in `plangraph.model.places`. `node` is the address of a finding
    of reading and "" for a SHACL result, whose `shape`, `component`, `path` and `value` are those of
    SHACL, clause 3.6.2. A finding about the report itself (a waiver that has ended) has neither node nor shape.
    `identity` is that of `plangraph.checking.identity`; `status` is None where nothing was compared.
    """

    rule: str
    severity: Severity
    message: Bilingual
    item: str = ""
    iri: str = ""
    policy: str = ""
    division: str = ""
    document: str = ""
    place: str = ""
    quote: str = ""
    printed: str = ""
    expected: str = ""
    line: int = field(default=0, repr=False)
    node: str = field(default="", repr=False)
    shape: str = field(default="", repr=False)
    component: str = field(default="", repr=False)
    path: str = field(default="", repr=False)
    value: str = field(default="", repr=False)
    certainty: Certainty = Certainty.UNDECIDED
    identity: str = field(default="", repr=False)
    status: Status | None = None
    accepted: Acceptance | None = None

    @property
    def divisions(self) -> tuple[str, ...]:
        """Each division in charge; none where the graph names none."""
        return tuple(self.division.split("; ")) if self.division else ()

    def as_json(self, lang: Lang) -> dict[str, str]:
        """The finding as `plangraph validate --format json` gives it."""
        accepted = self.accepted
        return {
            "rule": self.rule,
            "severity": self.severity.value.lower(),
            "item": self.item,
            "iri": self.iri,
            "policy": self.policy,
            "division": self.division,
            "document": self.document,
            "place": self.place,
            "quote": self.quote,
            "message": self.message[lang],
            "printed": self.printed,
            "expected": self.expected,
            "certainty": self.certainty.value,
            "status": self.status.value if self.status else "",
            "accepted_until": accepted.until.isoformat() if accepted else "",
            "accepted_by": accepted.role if accepted else "",
            "accepted_because": accepted.reason if accepted else "",
            "identity": self.identity,
        }

    def order(self) -> tuple[Any, ...]:
        """What findings are sorted by: severity, rule, document, first line, then the rest."""
        texts = (self.iri, self.printed, self.expected, self.message.en, self.value, self.node)
        return (self.severity.rank, self.rule, self.document, self.line, *texts)


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document that a run checked: address, file name, and the SHA-256 of the file as read ("" where unknown)."""

    iri: str
    file: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a report was made (prov:Activity): when, by what, of what. `name` is "" for a run that was not kept."""

    ended: str
    plangraph: str
    engine: str
    data: str
    """The version of the store, or the SHA-256 of the file that was checked."""
    shapes: str
    """SHA-256 over the shapes."""
    waivers: str = ""
    documents: tuple[CheckedDocument, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The report that this one was compared with: a file's name or a kept run's, and when it was made ("" unknown)."""

    name: str
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Findings sorted by severity, rule, document, first line and address.

    `conforms` is that of the SHACL part: false as soon as there is a SHACL result, however light (SHACL,
    clause 3.4). `names` gives each rule a name to print; a rule without one goes by its identifier. `mended` are the
    findings of `compared` that are gone. `scope` says what a part of a report was chosen by, and is "" for the whole.
    `fallbacks` are the shapes that the compiled engine left to pyshacl.
    """

    conforms: bool
    findings: tuple[ReportFinding, ...]
    names: Mapping[str, Bilingual] = field(default_factory=dict, repr=False)
    run: Run | None = None
    compared: Compared | None = None
    mended: tuple[ReportFinding, ...] = ()
    scope: str = ""
    fallbacks: tuple[Fallback, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def accepted(self) -> int:
        """How many findings are known and accepted."""
        return sum(finding.accepted is not None for finding in self.findings)

    @property
    def counts(self) -> dict[str, Any]:
        """Findings by severity, and by rule in the order of the report."""
        by_severity = {severity.value.lower(): self.count(severity) for severity in Severity}
        return {**by_severity, "by_rule": dict(Counter(finding.rule for finding in self.findings))}

    @property
    def by_status(self) -> dict[Status, int]:
        """Findings by what became of them; nothing where nothing was compared."""
        if self.compared is None:
            return {}
        counted = Counter(finding.status for finding in self.findings)
        return {status: counted[status] for status in Status} | {Status.MENDED: len(self.mended)}

    @property
    def by_certainty(self) -> dict[Certainty, int]:
        """Findings by how sure they are."""
        counted = Counter(finding.certainty for finding in self.findings)
        return {certainty: counted[certainty] for certainty in Certainty}

    def failing(self, worst: Severity, *, new_only: bool = False) -> bool:
        """Whether it holds a finding as grave as that which nobody accepted; `new_only` passes over what stood before."""
        return any(
            finding.severity.rank <= worst.rank
            and finding.accepted is None
            and not (new_only and finding.status is Status.UNCHANGED)
            for finding in self.findings
        )

    def name_of(self, rule: str) -> Bilingual:
        """What a rule is called."""
        return self.names.get(rule, Bilingual(rule, rule))

    def head_json(self) -> dict[str, Any]:
        """What stands beside the findings in JSON; a key is there where there is something to say."""
        head: dict[str, Any] = {"conforms": self.conforms, "counts": self.counts}
        if self.scope:
            head["scope"] = self.scope
        if self.accepted:
            head["accepted"] = self.accepted
        if self.compared is not None:
            by_status = {status.value: count for status, count in self.by_status.items()}
            head["compared"] = {"with": self.compared.name, "ended": self.compared.ended, **by_status}
        if self.run is not None:
            head["run"] = run_to_json(self.run)
        if self.fallbacks:
            head["fallbacks"] = [{"shape": f.shape, "reason": f.reason} for f in self.fallbacks]
        return head

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The report as `plangraph validate --format json` gives it."""
        whole = {**self.head_json(), "findings": [finding.as_json(lang) for finding in self.findings]}
        if self.compared is not None:
            whole["mended"] = [finding.as_json(lang) for finding in self.mended]
        return whole


def run_to_json(run: Run) -> dict[str, Any]:
    """A run as JSON, by the words of PROV-O where there are any."""
    return {
        "@type": "prov:Activity",
        "name": run.name,
        "endedAtTime": run.ended,
        "plangraph": run.plangraph,
        "engine": run.engine,
        "data": run.data,
        "shapes": run.shapes,
        "waivers": run.waivers,
        "documents": [{"iri": d.iri, "file": d.file, "sha256": d.sha256} for d in run.documents],
    }


def sorted_findings(findings: Iterable[ReportFinding]) -> tuple[ReportFinding, ...]:
    """In the order of a report."""
    return tuple(sorted(findings, key=ReportFinding.order))

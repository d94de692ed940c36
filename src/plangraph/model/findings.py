"""Doubts about a document, as data that is carried to the report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from plangraph.model.places import Evidence
from plangraph.model.texts import Bilingual


class Severity(Enum):
    """How grave a finding is. The value is the local name of the SHACL individual."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class RecordKey:
    """What a finding is about: a kind of record ("listing", "policy", "document" …) and its key in its document."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One doubt, from reading or from resolving listings.

    `rule` is a stable identifier in kebab case. The message names the item, says what was met and what to do.
    """

    rule: str
    severity: Severity
    message: Bilingual
    evidence: tuple[Evidence, ...] = ()
    item: str | None = None
    about: RecordKey | None = None
    printed: str | None = None
    expected: str | None = None

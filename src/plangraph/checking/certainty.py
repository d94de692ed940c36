"""How sure a finding is: from its severity, and from whether the words it rests on were repaired or read by a proposal.

A violation is a contradiction in print, a warning is likely, an info cannot be decided from what was read. A finding is
one step less sure where reading had to mend a line that it rests on, and where the whole document was read by a layout
that the program proposed itself: then the fault may be ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plangraph.checking.findings import Certainty, ReportFinding
from plangraph.model.findings import Severity
from plangraph.model.places import Place

PROPOSED_RULES = frozenset({"layout-proposed", "description-unfinished", "text-layer-recognised"})
"""Rules that cast doubt on all that was read of a document."""

REPAIR_RULES = frozenset(
    """basic-project-linked-by-position cell-crosses-column cells-missing character-lost characters-by-code
    characters-not-accounted-for column-undetermined columns-split-at-seam control-character
    correction-ambiguous correction-does-not-fit correction-leaves-derived correction-printed-differs
    correction-quote-gone division-department-completed figure-approximate figure-glued figure-in-brackets figure-range
    figures-do-not-match-years glyph-without-character heading-number-moved indicator-title-joined line-unexplained
    merged-cell-holds-value role-unclear row-boundary-undetermined stray-character text-layer-doubtful title-joined
    unreadable-figure weaving-rhythm-broken woven-end-unsure woven-text-not-taken-apart year-era-assumed""".split()
)
"""Rules of reading that say a line was mended, or could not be read for sure."""

_STEPS = (Certainty.CONTRADICTION, Certainty.LIKELY, Certainty.UNDECIDED)


def with_certainty(findings: Iterable[ReportFinding]) -> Iterator[ReportFinding]:
    """The findings, each with how sure it is; all findings of a report are needed at once."""
    findings = list(findings)
    proposed = {f.document for f in findings if f.rule in PROPOSED_RULES and f.document}
    repaired: defaultdict[str, set[str | int]] = defaultdict(set)
    for finding in findings:
        if finding.rule in REPAIR_RULES:
            repaired[finding.document].update(_spots(finding.place))
    for finding in findings:
        doubtful = (
            finding.document in proposed
            or finding.rule in REPAIR_RULES
            or (
                finding.document in repaired
                and not repaired[finding.document].isdisjoint(_spots(finding.place))
            )
        )
        yield replace(finding, certainty=_certainty(finding.severity, doubtful))


def _certainty(severity: Severity, doubtful: bool) -> Certainty:
    return _STEPS[min(severity.rank + doubtful, len(_STEPS) - 1)]


def _spots(place: str) -> Iterator[str | int]:
    """The lines of a place, or the places themselves where they are not counted in lines."""
    try:
        for first, last in Place.parse(place).lines:
            yield from range(first, last + 1)
    except ValueError:
        yield from filter(None, place.split("; "))

"""Known and accepted findings."""

from __future__ import annotations

from datetime import date

import pytest

from plangraph.checking.findings import Acceptance, Report
from plangraph.checking.waivers import Waivers, accept, earliest_end, texts_to_waivers
from plangraph.errors import DescriptionError
from plangraph.model.findings import Severity

from .made_reports import BASE, finding, report

WHOLE = """# 承知している指摘
[[waiver]]
rule = "one-way"
item = "市民 まつり*"
document = "plan.*"
reason = "再掲先の章は次の版で直す。"
role = "企画政策課長"
until = 2026-06-30
"""
MATSURI = finding("one-way", iri=BASE + "listing/d/1/a", item="市民まつりへの支援", place="line=3")
OTHER = finding("one-way", iri=BASE + "listing/d/1/b", item="講座", place="line=9")


def waivers(text: str = WHOLE) -> Waivers:
    return texts_to_waivers([("waivers.toml", text)])


def on(day: date, text: str = WHOLE) -> Report:
    return accept(report(MATSURI, OTHER), waivers(text), day)


def test_an_accepted_finding_stays_and_no_longer_fails() -> None:
    """The other of the same rule still does."""
    found = on(date(2026, 6, 30))
    assert [f.accepted for f in found.findings] == [
        Acceptance(date(2026, 6, 30), "企画政策課長", "再掲先の章は次の版で直す。"),
        None,
    ]
    assert found.failing(Severity.VIOLATION)
    only = accept(report(MATSURI), waivers(), date(2026, 6, 30))
    assert not only.failing(Severity.INFO)
    assert only.counts["violation"] == 1
    assert earliest_end(found) == date(2026, 6, 30)


def test_the_day_after_its_end_it_counts_again_and_is_a_finding() -> None:
    """With the file, the line of the entry and the day."""
    found = on(date(2026, 7, 1))
    assert all(f.accepted is None for f in found.findings)
    (ended,) = (f for f in found.findings if f.rule == "waiver-expired")
    assert (ended.severity, ended.document, ended.place, ended.printed) == (
        Severity.WARNING, "waivers.toml", "line=2", "2026-06-30",
    )  # fmt: skip
    assert "waiver[1]" in ended.message.ja
    assert found.name_of("waiver-expired").en == "Waiver that has ended"


def test_one_that_fits_nothing_is_a_finding() -> None:
    found = on(date(2026, 4, 1), WHOLE.replace("one-way", "two-homes"))
    (unmatched,) = (f for f in found.findings if f.rule == "waiver-unmatched")
    assert unmatched.place == "line=2"
    assert "two-homes; item = 市民 まつり*; document = plan.*" in unmatched.message.en


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('reason = "再掲先の章は次の版で直す。"\n', "", ":2"),
        ('role = "企画政策課長"\n', "", ":2"),
        ("until = 2026-06-30\n", "", ":2"),
        ("until = 2026-06-30", 'until = "2026-06-30"', ":8"),
        ("until = 2026-06-30", "until = 2026-06-30T00:00:00", ":8"),
        ('reason = "再掲先の章は次の版で直す。"', 'reason = " "', ":6"),
        ('item = "市民 まつり*"\ndocument = "plan.*"\n', "", ":2"),
        ('item = "市民 まつり*"', 'item = "*"', ":4"),
        ('item = "市民 まつり*"', "item = 3", ":4"),
        ("role", "name", ":7"),
        ("[[waiver]]", "[[waver]]", ":2"),
        ("[[waiver]]", "[waiver]", ":2"),
        ("until = 2026-06-30", "until = ", ":8"),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_with_its_line(old: str, new: str, place: str) -> None:
    """No reason, office or end; a date that is a text; a pattern that says nothing; a key that is not known."""
    text = WHOLE.replace(old, new)
    assert text != WHOLE
    with pytest.raises(DescriptionError) as met:
        waivers(text)
    assert met.value.place == "waivers.toml" + place


def test_no_waivers_change_nothing_but_the_names() -> None:
    assert accept(report(MATSURI), Waivers(), date(2026, 1, 1)).findings == report(MATSURI).findings

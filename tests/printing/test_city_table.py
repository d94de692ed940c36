"""The evaluation table of a whole city, 400 rows by 90 columns: the truth is read, and its faults are what is found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pytest
from openpyxl import load_workbook

from plangraph.model.findings import Finding
from plangraph.model.records import DocumentRecords, ListingRole
from plangraph.printing.city_tables import CITY_TABLE
from plangraph.printing.faults import Fault
from plangraph.printing.line_faults import LINE_KINDS
from plangraph.printing.samples import Sample, SampleWish, make_samples
from plangraph.printing.table_faults import LABEL_KINDS, TABLE_KINDS
from plangraph.reading.document import bytes_to_stages
from plangraph.reading.listings import resolve_listings

ROWS, COLUMNS = 400, 90
READ = {
    "figure-glued", "unreadable-figure", "division-unknown-near", "same-title-unmarked", "line-not-read",
    "cell-behind-table", "header-cell-unknown", "printed-sum-differs", "policy-title-differs", "parent-code-differs",
    "project-code-two-titles",
}  # fmt: skip
"""Rules that reading and the resolving of listings apply by themselves; the others are SHACL's."""
STATES = {
    "oneWay": "cross-listing-one-way",
    "twoHomes": "cross-listing-two-homes",
    "noHome": "cross-listing-no-home",
}


def table(
    format_name: str, faults: float, rows: int = ROWS, of: Mapping[str, float] = MappingProxyType({})
) -> Sample:
    wish = SampleWish(
        projects=rows, layouts=(CITY_TABLE,), format=format_name, faults=faults, faults_of=of, seed=7
    )
    return next(make_samples(wish))


def read(made: Sample) -> DocumentRecords:
    return bytes_to_stages(made.printed.data, made.records.document, made.layout, place="plan").records


def rows_of(places: Iterable[str]) -> set[int]:
    """The rows of printed places: `line=12`, `sheet=一覧!A12`."""
    return {int(number) for place in places for number in re.findall(r"(?<![A-Z])\d+$|(?<=[A-Z])\d+$", place)}


def finds(finding: Finding, fault: Fault, made: Sample) -> bool:
    """Whether a finding is the one on a fault: its rule, its item or words, and each of its rows."""
    if finding.rule not in fault.rules or not rows_of(made.where(fault)) <= lines_of(finding):
        return False
    said = {
        finding.item,
        finding.printed,
        finding.expected,
        *(evidence.quote.strip() for evidence in finding.evidence),
    }
    return fault.item in said and (not fault.printed or fault.printed in said or fault.kind == "strange-line")


def lines_of(finding: Finding) -> set[int]:
    return {n for one in finding.evidence for a, b in one.place.lines for n in range(a, b + 1)}


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_the_truth_is_read_and_every_fault_is_found_and_none_invented(format_name: str) -> None:
    """400 × 90 with faults of every kind that leaves each row: records equal, and each finding answers to one fault and each fault to one finding."""
    made = table(format_name, 0.1, ROWS, {"mark-without-other-side": 0.0})
    records = read(made)
    assert made.printed.not_printed == ()
    assert len(records.listings) == ROWS == records.account.rows
    assert (records.policies, records.listings) == (made.records.policies, made.records.listings)
    resolved = resolve_listings([records])
    findings = (*records.findings, *resolved.findings)
    planted = [fault for fault in made.faults if set(fault.rules) & READ]
    for fault in planted:
        assert sum(finds(finding, fault, made) for finding in findings) == 1, fault
    for finding in findings:
        assert sum(finds(finding, fault, made) for fault in planted) == 1, finding
    titles = {one.key: one.title for one in made.records.listings}
    for state, rule in STATES.items():
        met = {titles[one.key] for one in resolved.listings if one.state and one.state.word == state}
        about = {
            titles[key]
            for fault in made.faults
            if rule in fault.rules
            for key in fault.about
            if key in titles
        }
        assert met <= about, state
        assert all(
            met & {titles[key] for key in fault.about if key in titles}
            for fault in made.faults
            if rule in fault.rules
        ), state


def test_a_table_without_faults_has_no_finding_and_its_sums_agree() -> None:
    """Policies, indicators, offices and titles that are made are told apart by every rule of reading."""
    records = read(table("csv", 0.0, 120))
    assert [f.rule for f in (*records.findings, *resolve_listings([records]).findings)] == []
    assert records.account.lines_not_read == 0
    assert len(records.account.checks) == 16
    assert all(check.agrees for check in records.account.checks)


def test_the_table_has_ninety_columns_under_two_rows_of_headers() -> None:
    """In CSV and in a workbook, where the upper words are merged over their columns and single headers over both rows."""
    made = table("csv", 0.0, 30)
    rows = list(csv.reader(io.StringIO(made.printed.data.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {COLUMNS}
    assert rows[0][:3] == ["政策コード", "政策名", "施策コード"]
    sheet = load_workbook(io.BytesIO(table("xlsx", 0.0, 30).printed.data))["一覧"]
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert sheet.max_column == COLUMNS
    assert {"A1:A2", "M1:O1", "R1:Y1"} <= merged


def test_a_table_holds_what_a_city_s_table_holds() -> None:
    """Four levels, several offices, all costs of three kinds over five years, up to five indicators, targets as notes."""
    records = table("csv", 0.0).records
    assert {policy.level for policy in records.policies} == {"政策", "施策", "基本事業"}
    homes = [one for one in records.listings if one.listing_role is ListingRole.HOME]
    assert {len(one.cost) for one in records.listings} == {15}
    assert {len(one.indicator) for one in homes} == {1, 2, 3, 4, 5}
    assert {len(one.responsible_division) for one in homes} == {1, 2}
    assert any(one.related_division for one in homes)
    assert any(one.and_others for one in homes)
    assert sum(one.listing_role is ListingRole.RELISTING for one in records.listings) == ROWS // 10


@pytest.mark.parametrize("kind", [*(kind.name for kind in TABLE_KINDS), *LABEL_KINDS, *LINE_KINDS])
def test_every_kind_of_the_table_is_planted_and_read_as_it_stands(kind: str) -> None:
    """Alone in a small table: something is planted, and the records are still the truth."""
    made = table("csv", 0.0, 60, {kind: 1.0})
    assert {fault.kind for fault in made.faults} == {kind}
    records = read(made)
    assert (records.policies, records.listings) == (made.records.policies, made.records.listings)


def test_labels_that_differ_in_spaces_and_widths_are_one_label() -> None:
    """They are in the truth without a rule, and reading says nothing of them."""
    made = table("csv", 0.0, 60, {"label-space": 1.0, "label-width": 1.0})
    assert {fault.kind for fault in made.faults} == {"label-space", "label-width"}
    assert not any(fault.rules or fault.missing for fault in made.faults)
    assert read(made).findings == ()


def test_later_editions_keep_their_years() -> None:
    """The second edition's costs and indicators begin a year later."""
    wish = SampleWish(projects=30, layouts=(CITY_TABLE,), format="csv", editions=2)
    first, second = (read(made) for made in make_samples(wish))
    assert {cost.fiscal_year for one in first.listings for cost in one.cost} == set(range(2020, 2025))
    assert {cost.fiscal_year for one in second.listings for cost in one.cost} == set(range(2021, 2026))

"""Made documents: the same for the same seed, and what was planted is what reading finds, no more and no less."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plangraph.cli import main
from plangraph.errors import DescriptionError
from plangraph.model.findings import Finding
from plangraph.model.places import Place
from plangraph.printing.faults import KINDS, Fault
from plangraph.printing.samples import SHAPES, Sample, SampleWish, make_samples, write_samples
from plangraph.reading.document import bytes_to_stages, read_document
from plangraph.reading.listings import resolve_listings
from plangraph.reading.records_json import records_from_json

STATES = {
    "cross-listing-one-way": "oneWay",
    "cross-listing-two-homes": "twoHomes",
    "cross-listing-no-home": "noHome",
}
READ = {
    "figure-glued", "unreadable-figure", "division-unknown-near", "same-title-unmarked", "line-not-read",
    "cell-behind-table", "printed-sum-differs",
}  # fmt: skip
"""Rules that reading and the resolving of listings apply by themselves; the others are SHACL's."""


def sample(layout: str, faults: float, projects: int = 150) -> Sample:
    return next(make_samples(SampleWish(projects=projects, layouts=(layout,), faults=faults, seed=7)))


@pytest.mark.parametrize("layout", SHAPES)
def test_the_records_are_the_truth(layout: str) -> None:
    """What a document with faults says is read as it says it."""
    made = sample(layout, 0.1)
    read = bytes_to_stages(made.printed.data, made.records.document, made.layout, place="plan").records
    assert made.printed.not_printed == ()
    assert (read.policies, read.listings) == (made.records.policies, made.records.listings)


@pytest.mark.parametrize("layout", SHAPES)
def test_findings_of_reading_are_the_planted_faults(layout: str) -> None:
    """Every planted fault that reading can find is found, and none is invented: compared both ways."""
    made = sample(layout, 0.1)
    read = bytes_to_stages(made.printed.data, made.records.document, made.layout, place="plan").records
    findings = (*read.findings, *resolve_listings([read]).findings)
    planted = [fault for fault in made.faults if fault.rules and fault.rules[0] in READ]
    for fault in planted:
        assert any(_finds(finding, fault, made) for finding in findings), fault
    for finding in findings:
        assert any(_finds(finding, fault, made) for fault in made.faults), finding
    assert planted


def _finds(finding: Finding, fault: Fault, made: Sample) -> bool:
    """Whether a finding names a fault's item, or quotes what it printed at its own lines."""
    if finding.rule not in fault.rules:
        return False
    if fault.item in f"{finding.item} {finding.printed} {finding.message.ja}":
        return True
    lines = {n for where in made.where(fault) for a, b in Place.parse(where).lines for n in range(a, b + 1)}
    return any(
        fault.printed in evidence.quote and n in lines
        for evidence in finding.evidence
        for a, b in evidence.place.lines
        for n in range(a, b + 1)
    )


@pytest.mark.parametrize("layout", SHAPES)
def test_states_of_marks_are_the_planted_ones(layout: str) -> None:
    """A mark is one-way, without home or with two homes where that was planted, and mutual everywhere else."""
    made = sample(layout, 0.1)
    planted = {
        state: {fault.item for fault in made.faults if rule in fault.rules} for rule, state in STATES.items()
    }
    titles = {one.key: one.title for one in made.records.listings}
    near = {f.printed: f.item for f in made.faults if f.kind == "title-differs"}
    found: dict[str, set[str]] = {state: set() for state in STATES.values()}
    for item in resolve_listings([made.records]).listings:
        if item.state is not None and item.state.word != "mutual":
            title = titles[item.key]
            found[item.state.word].add(near.get(title, title))
    assert found == planted


def test_a_document_without_faults_has_no_finding() -> None:
    """Made titles, offices and sections are told apart by every rule of reading."""
    for layout in SHAPES:
        made = sample(layout, 0.0, 400)
        read = bytes_to_stages(made.printed.data, made.records.document, made.layout, place="plan").records
        assert [f.rule for f in (*read.findings, *resolve_listings([read]).findings)] == []


def test_the_same_seed_gives_the_same_bytes() -> None:
    """So that a fault that was met once can be met again."""
    for layout in SHAPES:
        wish = SampleWish(projects=30, layouts=(layout,), faults=0.2, format="html")
        assert [s.printed for s in make_samples(wish)] == [s.printed for s in make_samples(wish)]


def test_every_kind_of_fault_is_planted_somewhere() -> None:
    """No kind is dead: each stands in a sample that asks for it alone."""
    for kind in KINDS:
        wish = SampleWish(projects=300, layouts=("one-row-table",), faults_of={kind.name: 1.0})
        made = next(make_samples(wish))
        assert {fault.kind for fault in made.faults} == {kind.name}


def test_a_folder_reads_by_itself(tmp_path: Path) -> None:
    """plan.toml, layout and document lie side by side; truth.json holds the records and where each fault is."""
    for made in write_samples(
        SampleWish(projects=30, editions=2, faults=0.1, layouts=tuple(SHAPES)), tmp_path
    ):
        read = read_document(tmp_path / made.name)
        truth = json.loads((tmp_path / made.name / "truth.json").read_text(encoding="utf-8"))
        assert records_from_json(json.dumps(truth["records"])).listings == read.listings
        assert all(fault["where"] for fault in truth["faults"])


def test_an_unknown_kind_is_named() -> None:
    """A typo in a wish is no empty sample."""
    with pytest.raises(DescriptionError, match="no-such-rule"):
        next(make_samples(SampleWish(faults_of={"no-such-rule": 0.5})))


def test_the_command_writes_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output names each folder."""
    assert main(["sample", "--projects", "20", "--format", "csv", "-o", str(tmp_path / "made")]) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert sorted(path.name for path in folder.iterdir()) == [
        "one-row-table.toml",
        "plan.csv",
        "plan.toml",
        "truth.json",
    ]

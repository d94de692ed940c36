"""Two reports held against each other: what is new, changed, as before and gone."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.checking.baseline import compare, read_baseline, report_to_baseline
from plangraph.checking.findings import Report, Status
from plangraph.checking.identity import key_of
from plangraph.checking.render import report_pieces, report_to_json
from plangraph.checking.report import check, reading_findings
from plangraph.checking.report_lines import lines_to_report, report_to_lines
from plangraph.checking.runs import KEPT, keep_run, kept_runs, named_run, previous_run, read_run, run_of
from plangraph.errors import SourceError
from plangraph.graph.embedded import EmbeddedEndpoint
from plangraph.graph.store import open_current
from plangraph.model.findings import Severity

from .made_reports import BASE, NOW, finding, report

A = finding(
    "total-not-sum",
    iri=BASE + "listing/d/1-1/講座",
    place="line=10-11",
    quote="講座\t9",
    printed="9",
    expected="8",
)
B = finding(
    "one-way", iri=BASE + "listing/d/1-2/祭り", place="line=20", quote="祭り (2-1で再掲)", printed="2-1"
)
STRAY = [
    finding(
        "stray-character",
        Severity.INFO,
        iri=BASE + "document/d",
        place=f"line={n}",
        quote=q,
        shape="",
        node=f"urn:{n}",
    )
    for n, q in ((30, "3"), (40, "3"), (50, "外"))
]


def held(now: Report, before: Report) -> Report:
    return compare(now, report_to_baseline(before, "before"))


def test_moved_lines_and_figures_of_messages_change_nothing() -> None:
    """Every line is ten further down, a message tells another line, the base of the graph is another."""
    moved = [
        replace(
            f,
            line=f.line + 10,
            place=f"line={f.line + 10}",
            iri=f.iri.replace(BASE, "https://other.example/x/"),
        )
        for f in (A, B, *STRAY)
    ]
    found = held(report(*reversed(moved)), report(A, B, *STRAY))
    assert {f.status for f in found.findings} == {Status.UNCHANGED}
    assert found.mended == ()


def test_of_three_equal_faults_the_one_that_was_mended_is_gone() -> None:
    """By content, not by number: the two that print 3 are told from 外, and one of them is gone."""
    found = held(report(STRAY[1], STRAY[2]), report(*STRAY))
    assert [f.status for f in found.findings] == [Status.UNCHANGED, Status.UNCHANGED]
    assert [f.quote for f in found.mended] == ["3"]
    two = [replace(A, printed=p, expected="0") for p in ("5", "6")]
    assert [f.printed for f in held(report(two[1]), report(*two)).mended] == ["5"]


def test_new_changed_and_mended_are_told_apart() -> None:
    worse = replace(A, printed="7", quote="講座\t7")
    new = finding("two-homes", iri=BASE + "project/1/講座")
    found = held(report(worse, new), report(A, B))
    assert {f.rule: f.status for f in found.findings} == {
        "total-not-sum": Status.UPDATED,
        "two-homes": Status.NEW,
    }
    assert [(f.rule, f.status) for f in found.mended] == [("one-way", Status.MENDED)]
    assert found.by_status == {Status.NEW: 1, Status.UPDATED: 1, Status.UNCHANGED: 0, Status.MENDED: 1}


def test_an_address_that_another_run_names_anew_is_no_subject() -> None:
    """A blank node is known by title and words."""
    assert key_of(replace(A, iri="_:b1")) == key_of(replace(A, iri="_:b2"))
    assert key_of(replace(A, iri="_:b1")) != key_of(replace(A, iri="_:b1", quote="別"))


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_is_read_back_as_a_baseline(tmp_path: Path, form: str) -> None:
    """In either form, and with what was gone already left out."""
    old = held(report(A, B), report(A, STRAY[0]))
    path = tmp_path / f"old.{form}"
    path.write_bytes(b"".join(report_pieces(old, form, "ja")))
    found = compare(report(A, STRAY[0]), read_baseline(path))
    assert {f.rule: f.status for f in found.findings} == {
        "total-not-sum": Status.UNCHANGED,
        "stray-character": Status.NEW,
    }
    assert [f.rule for f in found.mended] == ["one-way"]
    assert found.compared is not None
    assert found.compared.ended == "2026-04-01T03:00:00Z"


def test_a_report_without_the_newer_keys_will_do(tmp_path: Path) -> None:
    """The keys of the contract are enough; no identity, no run."""
    old = json.loads(report_to_json(report(A, B), "en"))
    keys = (
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
    plain = {"conforms": False, "counts": {}, "findings": [{k: f[k] for k in keys} for f in old["findings"]]}
    (tmp_path / "old.json").write_text(json.dumps(plain), encoding="utf-8")
    found = compare(report(A, B), read_baseline(tmp_path / "old.json"))
    assert {f.status for f in found.findings} == {Status.UNCHANGED}


def test_another_plan_is_refused() -> None:
    """Both lists of documents are named."""
    other = report(replace(A, document="other.txt"), run=None)
    with pytest.raises(SourceError, match=r"another plan.*other\.txt.*plan\.txt"):
        held(report(A), other)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b"\xff", b'{"findings": [{}]}', b'{"runs": [1]}', b'{"findings": [{"rule": "a", "severity": "x"}]}',
             b'{"runs":[{"tool":{"driver":{"name":"eslint"}}}]}', b"\x1f\x8bbroken", b"<rdf/>"]
)  # fmt: skip
def test_what_is_no_report_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(body)
    with pytest.raises(SourceError):
        read_baseline(path)


# on documents


@pytest.fixture(scope="module")
def nishitokyo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the founding implementation plan that may be changed."""
    source = next(
        p.parent
        for p in bundled("data").glob("*/plan.toml")
        if (p.parent / "002_5e10e91ed6475fb9.txt").exists()
    )
    copy = tmp_path_factory.mktemp("plan") / "plan"
    copy.mkdir()
    for file in source.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def checked(source: Path, text: str, store: Path) -> Report:
    """The report on the plan with this text."""
    (source / "002_5e10e91ed6475fb9.txt").write_text(text, encoding="utf-8")
    toml = (source / "plan.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (source / "plan.toml").write_text(re.sub('sha256 = ".*"', f'sha256 = "{digest}"', toml), encoding="utf-8")
    build([source], store)
    endpoint = EmbeddedEndpoint(open_current(store))
    run = run_of(endpoint, bundled("shapes"), data="x", now=NOW)
    return replace(check(endpoint, bundled("shapes")), run=run)


def test_only_what_was_mended_is_gone(nishitokyo: Path, tmp_path: Path) -> None:
    """Three lines put above change no finding, nor do sections in another order; a figure that is printed again does.

    庁舎機能の整理統合 prints 5 | 5 | *** and no third year, which is lost; with a 0 behind it, it is not.
    """
    text = (nishitokyo / "002_5e10e91ed6475fb9.txt").read_text(encoding="utf-8")
    before = checked(nishitokyo, text, tmp_path / "store")
    found = held(checked(nishitokyo, "\n\n\n" + text, tmp_path / "store"), before)
    assert ({f.status for f in found.findings}, found.mended) == ({Status.UNCHANGED}, ())
    lines = {f.identity: f.line for f in before.findings}
    assert {f.line - lines[f.identity] for f in found.findings} == {3}

    lost = "事業費(百万円)\t5\t5\t***\t"
    assert lost in text
    mended = _sections_turned(text).replace(lost, lost + "0\t")
    found = held(checked(nishitokyo, mended, tmp_path / "store"), before)
    assert [(f.rule, f.item) for f in found.mended] == [("figure-lost", "庁舎機能の整理統合についての検討")]
    assert {f.status for f in found.findings} == {Status.UNCHANGED}
    assert [f.iri for f in found.findings if f.rule == "figure-derived"] != [
        f.iri for f in before.findings if f.rule == "figure-derived"
    ], "they come in another order"


def _sections_turned(text: str) -> str:
    """協2-1 and 協2-2 in the other order."""
    lines = text.splitlines(keepends=True)
    one, two, three = (
        next(n for n, line in enumerate(lines) if line.startswith(f"協2 - {number}")) for number in (1, 2, 3)
    )
    return "".join((*lines[:one], *lines[two:three], *lines[one:two], *lines[three:]))


# kept runs


def test_a_run_is_kept_once_and_read_back_whole(tmp_path: Path) -> None:
    """A second run over the same is not kept again; what was compared is not part of a run."""
    kept = keep_run(tmp_path / "reports", held(report(A, B), report(A)))
    assert kept.run is not None
    assert kept.run.name.startswith("20260401T030000Z-")
    (only,) = kept_runs(tmp_path / "reports")
    assert keep_run(tmp_path / "reports", report(A, B)).run == kept.run
    assert kept_runs(tmp_path / "reports") == (only,)
    assert read_run(only) == replace(report(A, B), run=kept.run)
    assert named_run(tmp_path / "reports", kept.run.name) == only
    assert named_run(tmp_path / "reports", "../../etc") is None
    assert previous_run(tmp_path / "reports", kept) is None


def test_the_number_of_kept_runs_is_bounded(tmp_path: Path) -> None:
    """The oldest go; the run before is the newest over anything else."""
    for number in range(KEPT + 3):
        made = report(A)
        assert made.run is not None
        run = replace(made.run, data=f"v{number}-x", ended=f"2026-04-{number + 1:02}T00:00:00Z")
        newest = replace(made, run=run)
        keep_run(tmp_path / "reports", newest)
    runs = kept_runs(tmp_path / "reports")
    assert (len(runs), runs[-1].ended) == (KEPT, "2026-04-04T00:00:00Z")
    before = previous_run(tmp_path / "reports", newest)
    assert before is not None
    assert before.ended == f"2026-04-{KEPT + 2:02}T00:00:00Z"
    assert not list((tmp_path / "reports").glob(".new-*"))


def test_a_folder_that_cannot_be_written_leaves_the_run_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    kept = keep_run(tmp_path / "reports", report(A))
    assert kept == report(A)
    assert kept_runs(tmp_path / "reports") == ()


def test_a_broken_run_is_said_to_be(tmp_path: Path) -> None:
    keep_run(tmp_path / "reports", report(A, B))
    (only,) = kept_runs(tmp_path / "reports")
    lines = gzip.decompress(only.path.read_bytes()).splitlines(keepends=True)
    only.path.write_bytes(gzip.compress(b"".join(lines[:-1])))
    with pytest.raises(SourceError, match="not a whole report"):
        read_run(only)
    only.path.write_bytes(b"x")
    with pytest.raises(SourceError, match="cannot be read"):
        read_run(only)


def test_lines_are_the_report() -> None:
    """Status, what is gone and who accepted go over the pipe too."""
    whole = held(report(A, STRAY[0]), report(B))
    assert lines_to_report(report_to_lines(whole)) == whole


def test_findings_of_reading_have_identities(city: EmbeddedEndpoint) -> None:
    assert all(f.identity for f in reading_findings(city))

"""From bytes to report: every planted fault is found, and none is invented. The whole measure stands in benchmarks/completeness.py."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from plangraph.printing.faults import KINDS
from plangraph.printing.samples import SHAPES, SampleWish, make_samples
from plangraph.printing.table_faults import TABLE_KINDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """benchmarks/completeness.py as a module; it is no part of the package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("completeness")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.mark.parametrize("layout", [*SHAPES, "evaluation-table"])
def test_every_planted_fault_is_found_and_none_invented(bench: ModuleType, layout: str) -> None:
    """A small document of each layout, with faults of every kind that fits it."""
    projects = 20 if layout == "evaluation-table" else 40
    wish = SampleWish(projects=projects, layouts=(layout,), format="csv", faults=0.1, seed=7)
    measured = bench.measure(next(make_samples(wish)))
    assert [fault.kind for fault in measured.missed] == []
    assert [finding.message.ja for finding in measured.invented] == []
    assert sum(score.planted for score in measured.rules.values()) >= 8


def test_a_fault_that_nothing_finds_is_missed_and_a_finding_without_a_fault_invented(
    bench: ModuleType,
) -> None:
    """The measure can fail: faults without findings, and findings without faults."""
    wish = SampleWish(projects=20, layouts=("one-row-table",), format="csv", faults=0.2, seed=3)
    made = next(make_samples(wish))
    findings = bench.report_on(made)
    nothing = bench.compare(made, ())
    assert len(nothing.missed) == sum(bool(fault.rules) for fault in made.faults) > 0
    without = bench.compare(replace(made, faults=()), findings)
    assert list(findings) == without.invented
    assert all(score.precision == 0 for score in without.rules.values())


def test_every_kind_of_fault_has_a_rule() -> None:
    """Nothing is planted that no rule is meant to find."""
    assert all(kind.rules and kind.missing is None for kind in (*KINDS, *TABLE_KINDS))

"""The W3C suites for SPARQL 1.1, from their manifests, over HTTP against a real `plangraph serve` that began empty.

The suites lie outside the repository, in the folder that PLANGRAPH_W3C names or in ../shared/w3c. Where they are not,
nothing here is collected but the one test that says so; the runner itself is tested in `test_runner` all the same.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from .comparing import DiffersError
from .known import ENGINE, LEXICAL, NO_EGRESS
from .manifests import Case, read_cases
from .running import Server, run_case

SUITES = Path(os.environ.get("PLANGRAPH_W3C") or Path(__file__).parents[3] / "shared" / "w3c") / "sparql11"
KINDS = {
    "QueryEvaluationTest": 239,
    "CSVResultFormatTest": 3,
    "PositiveSyntaxTest11": 66,
    "NegativeSyntaxTest11": 48,
    "UpdateEvaluationTest": 94,
    "PositiveUpdateSyntaxTest11": 42,
    "NegativeUpdateSyntaxTest11": 13,
    "ProtocolTest": 34,
    "GraphStoreProtocolTest": 13,
    "ServiceDescriptionTest": 3,
}
"""How many tests of each kind the suites have; the folder http-rdf-update repeats those of graph-store-protocol."""


def cases_by_folder() -> dict[str, list[Case]]:
    """Every test under its folder; nothing where the suites are not on this machine."""
    found: dict[str, list[Case]] = {}
    for case in read_cases(SUITES / "manifest-all.ttl") if SUITES.is_dir() else []:
        found.setdefault(case.id.partition("/")[0], []).append(case)
    return found


CASES = cases_by_folder()


def outcomes(server: Server, cases: list[Case]) -> dict[str, str]:
    """What became of each test that did not pass: "lexical", "refused" or what differs."""
    found = {}
    for case in cases:
        try:
            run_case(server, case)
        except DiffersError as error:
            refused = "problem/service-refused" in str(error)
            found[case.id] = "lexical" if error.lexical else "refused" if refused else str(error)
    return found


def test_the_suites_are_whole_or_not_here() -> None:
    """As many tests of each kind as the suites have, so that none is passed over; or no suite on this machine."""
    if not CASES:
        print(f"the W3C suites are not in {SUITES}: only the runner's own test runs")
        assert not SUITES.exists()
        return
    assert Counter(case.kind for cases in CASES.values() for case in cases) == KINDS


@pytest.mark.parametrize("folder", CASES)
def test_a_folder_of_the_suites(server: Server, folder: str) -> None:
    """Every test passes but those that are known to fail, and each of these fails, in the way that is known."""
    wanted = (
        dict.fromkeys(ENGINE, "engine")
        | dict.fromkeys(LEXICAL, "lexical")
        | dict.fromkeys(NO_EGRESS, "refused")
    )
    found = {
        id: "engine" if id in ENGINE and words not in ("lexical", "refused") else words
        for id, words in outcomes(server, CASES[folder]).items()
    }
    assert found == {id: how for id, how in wanted.items() if id.partition("/")[0] == folder}


def test_every_known_failure_is_a_test_of_the_suites() -> None:
    """A name that no suite has would excuse nothing."""
    ids = {case.id for cases in CASES.values() for case in cases}
    if CASES:
        assert {*ENGINE, *LEXICAL, *NO_EGRESS} <= ids
    assert not ENGINE.keys() & LEXICAL.keys()

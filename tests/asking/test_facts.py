"""The facts that everything is counted from are those of the print."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from pyoxigraph import Store

from plangraph.asking.facts import Facts, facts_of, keep_facts
from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.graph.embedded import EmbeddedEndpoint, version_endpoint
from plangraph.graph.endpoint import Endpoint

from .made_facts import graphs


def test_listings_of_the_founding_chapter(endpoint: Endpoint) -> None:
    """39 listings of 35 projects, in the order of the print, each with its year cells."""
    facts = facts_of(endpoint)
    assert len(facts.listings) == 39
    assert len(facts.projects) == 35
    assert Counter(item.state for item in facts.listings) == {"": 21, "mutual": 8, "targetNotLoaded": 10}
    assert all([cost.first_year for cost in item.costs] == [2012, 2013, 2014] for item in facts.listings)
    assert [item.order for item in facts.listings] == sorted(item.order for item in facts.listings)


def test_one_listing_of_a_project_counts(endpoint: Endpoint) -> None:
    """Every home of the chapter counts, no relisting does; their printed totals make 2,054 million yen."""
    facts = facts_of(endpoint)
    counted = [item for item in facts.listings if facts.counts(item)]
    assert {item.role for item in counted} == {"home"}
    assert len({item.project for item in counted}) == len(counted)
    assert sum(total.yen or 0 for item in counted for total in item.totals) == 2_054_000_000


def test_trees(endpoint: Endpoint) -> None:
    """A section leads up to its chapter, a 課 to its 部."""
    facts = facts_of(endpoint)
    section = next(one for one in facts.policies.values() if one.code == "協1-1")
    assert next(one.code for one in facts.above(section.iri)) == "協1-1"
    assert facts.policies[section.iri].parent in facts.policies
    office = next(one for one in facts.divisions.values() if one.name == "市民部 市民課")
    assert [one.name for one in facts.offices_above(office.iri)] == ["市民部 市民課", "市民部"]
    top = [one for one in facts.policies.values() if one.parent in facts.plans]
    assert all(facts.children[one.parent] for one in top)


def test_a_printed_unit_stands_with_its_amount(endpoint: Endpoint) -> None:
    """The chapter prints in 百万円, the evaluation sheet in 千円."""
    facts = facts_of(endpoint)
    assert {total.unit for item in facts.listings for total in item.totals} == {1_000_000}
    assert {cost.unit for one in facts.policies.values() for cost in one.costs} == {1_000}


def test_a_build_leaves_the_facts_beside_its_version(tmp_path: Path) -> None:
    """They are read back as they were asked for; a file of another kind, or none, is asked for anew."""
    store = tmp_path / "store"
    for _ in range(2):
        build([bundled("data")], store)
    kept = list((store / "facts").iterdir())
    assert {path.stem for path in kept} <= {path.name for path in (store / "versions").iterdir()}
    endpoint = version_endpoint(store)
    path = next(path for path in kept if endpoint.version is not None and path.stem == endpoint.version.name)
    asked = facts_of(EmbeddedEndpoint(endpoint.store))
    assert facts_of(endpoint) == asked
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("地域活動情報ステーション", "別の事業"), encoding="utf-8")
    assert facts_of(endpoint) != asked, "the file is what is read"
    for spoilt in (text[:-50], text.replace('"format":1', '"format":0'), "[]", ""):
        path.write_text(spoilt, encoding="utf-8")
        assert facts_of(endpoint) == asked
    path.unlink()
    assert facts_of(endpoint) == asked


@given(facts=graphs())
def test_facts_come_back_as_they_were(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever they hold."""
    version = tmp_path_factory.mktemp("facts") / "versions" / "v"
    version.mkdir(parents=True)
    keep_facts(version, facts)
    endpoint = EmbeddedEndpoint(Store(), version)
    assert facts_of(endpoint) == facts

"""A store opened from Python: records, data frames, tables in a notebook."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from plangraph import OpenGraph, Records, open_graph
from plangraph.build import build
from plangraph.bundled import bundled
from plangraph.errors import QueryError, StoreError


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the founding documents."""
    folder = tmp_path_factory.mktemp("opened") / "store"
    build([bundled("data")], folder)
    return folder


@pytest.fixture(scope="module")
def plans(store: Path) -> OpenGraph:
    """The founding documents, opened."""
    return open_graph(store)


def test_the_listings_as_a_frame(plans: OpenGraph) -> None:
    """117 rows; figures of the CSV are text as the table has them."""
    frame = plans.table("listings").to_pandas()
    assert len(frame) == 117
    assert frame["project"].nunique() == 35


def test_unknown_whole_numbers_stay_unknown(plans: OpenGraph) -> None:
    """An amount that no document prints is NA in a column of whole numbers, not 0 and not a float."""
    costs = Records(cost for item in plans.facts.listings for cost in item.costs)
    frame = costs.to_pandas()
    assert len(frame) == 117
    assert str(frame["yen"].dtype) == "Int64"
    assert frame.loc[frame["status"] == "undetermined", "yen"].isna().all()
    assert int(frame.loc[frame["status"] == "stated", "yen"].sum()) == sum(
        cost.yen or 0 for cost in costs if cost.status == "stated"
    )


def test_a_query_with_and_without_prefixes(plans: OpenGraph) -> None:
    """The house's prefixes are there when none are declared; what does not parse is an error with its line."""
    short = plans.query("SELECT ?p WHERE { ?p a plg:Policy }")
    long = plans.query("PREFIX x: <https://w3id.org/plangraph/ontology#> SELECT ?p WHERE { ?p a x:Policy }")
    assert len(short) == 10
    assert sorted(map(str, short)) == sorted(map(str, long))
    with pytest.raises(QueryError):
        plans.query("SELECT nonsense")


def test_a_trace_and_the_findings(plans: OpenGraph) -> None:
    """The same answers as the command line has."""
    found = plans.trace("地域活動情報ステーション")
    assert found.home is not None
    assert [one.role for one in found.listings] == ["home", "relisting"]
    assert list(found.to_pandas()["policy_code"]) == ["協1-2", "協2-2"]
    assert "協2-2" in found._repr_html_()
    assert {"rule", "severity", "place"} <= set(plans.findings()[0])


def test_a_table_in_a_notebook_is_escaped() -> None:
    """A title with markup is text; what is cut is counted."""
    rows = Records([{"title": "<script>alert(1)</script>", "yen": 1_234_567, "none": None}] * 100, lang="en")
    text = rows._repr_html_()
    HTMLParser().feed(text)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "1,234,567" in text
    assert "40 more rows" in text
    assert text.count("<tr>") == 61


def test_a_slice_is_records_too(plans: OpenGraph) -> None:
    """As of any sequence."""
    hits = plans.find("情報")
    assert isinstance(hits[:2], Records)
    assert list(hits[:2]) == [hits[0], hits[1]]
    assert isinstance(hits.to_pandas(), pd.DataFrame)


def test_no_store(tmp_path: Path) -> None:
    """A folder without a store is said to be none."""
    with pytest.raises(StoreError):
        open_graph(tmp_path)


def test_opening_loads_no_pandas(store: Path) -> None:
    """pandas is the caller's: nothing but `to_pandas` needs it."""
    code = f"import sys; from plangraph import open_graph; open_graph({str(store)!r}).find('情報'); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_totals_as_a_frame(plans: OpenGraph) -> None:
    """The chapter's 2,054 million yen, counted once; the rule of spreading is in the note."""
    rows = plans.totals("plan", plan="実施計画")
    frame = rows.to_pandas()
    assert int(frame["counted_once_yen"].max()) == 2_054_000_000
    assert str(frame["counted_once_yen"].dtype) == "Int64"
    assert rows.note
    assert rows.note in rows._repr_html_()


def test_impact_structure_and_timeline(plans: OpenGraph) -> None:
    """Each gives rows, and what the answer itself has."""
    hung = plans.impact("協働コミュニティ課")
    assert len(hung.to_pandas()) > 5
    assert hung.record is not None
    assert len(plans.structure("実施計画")) > 10
    told = plans.timeline("地域活動情報ステーション")
    assert len(told.rows) == 1
    assert told.project == "地域活動情報ステーションの活用"


def test_likeness_needs_another_body(plans: OpenGraph) -> None:
    """With two bodies of unlike projects nothing is asserted; what is offered has a score."""
    offered = plans.similar("市民と行政の情報共有")
    assert all("score" in row for row in offered)


def test_a_comparison_of_a_plan_with_itself(plans: OpenGraph) -> None:
    """Nothing has changed."""
    same = plans.diff("実施計画", "実施計画")
    assert len(same.rows) == 0
    assert "該当するものはありません" in same._repr_html_()

"""What is printed reads back: read(print(records)) == records, but for places, in every layout and format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plangraph.model.divisions import Division
from plangraph.model.records import DocumentRecords, Listing
from plangraph.printing import FORMATS, PrintedDocument, print_records
from plangraph.printing.made_plans import MadePlan, cost_of, make_plan, total_of
from plangraph.printing.samples import SHAPES, sample_layout
from plangraph.reading.document import bytes_to_stages, read_document
from plangraph.reading.layouts import Layout, load_layout
from plangraph.reading.titles import Mark

ROOT = Path(__file__).parents[2]
FOUNDING = ROOT / "data" / "13229-nishitokyo-h24-chapter6"
CITIES = ROOT / "tests" / "cities"
PAIRS = [(n, f) for n in SHAPES for f in FORMATS]


def read_back(
    records: DocumentRecords, layout: Layout, format_name: str
) -> tuple[PrintedDocument, DocumentRecords]:
    printed = print_records(records, layout, format_name)
    file = f"plan.{format_name}"
    description = replace(records.document, file=file)
    return printed, bytes_to_stages(printed.data, description, layout, place=file).records


def plan_for(name: str, projects: int = 40) -> tuple[MadePlan, Layout]:
    layout = sample_layout(name)
    plan = make_plan(3, 0, 0, projects, SHAPES[name], name)
    plan.description = replace(plan.description, family=layout.family)
    return plan, layout


@pytest.mark.parametrize(("name", "format_name"), PAIRS)
def test_made_plans_come_back_whole(name: str, format_name: str) -> None:
    """Nothing is left out, and policies and listings are the same in the same order."""
    plan, layout = plan_for(name)
    records = plan.records()
    printed, read = read_back(records, layout, format_name)
    assert printed.not_printed == ()
    assert read.policies == records.policies
    assert read.listings == records.listings
    assert read.account.lines_not_read == 0


@pytest.mark.parametrize("format_name", ["txt", "csv", "html"])
def test_the_founding_plan_comes_back_with_its_lost_columns(format_name: str) -> None:
    """Rows that end early are printed so, and the derived figures come out the same."""
    records = read_document(FOUNDING)
    printed, read = read_back(records, load_layout(records.document.layout), format_name)
    assert printed.not_printed == ()
    assert (read.policies, read.listings) == (records.policies, records.listings)


def test_a_lost_figure_is_refused_where_every_row_is_as_wide_as_its_table() -> None:
    """Markdown has no row that ends early: each derived or lost year is listed as not printed, and nothing else is."""
    records = read_document(FOUNDING)
    printed, read = read_back(records, load_layout(records.document.layout), "md")
    lost = {
        one.key
        for one in records.listings
        if any(c.amount_status.word in ("derived", "lost") for c in one.cost)
    }
    assert {one.about for one in printed.not_printed} == lost
    differing = {a.key for a, b in zip(records.listings, read.listings, strict=True) if a != b}
    assert differing == lost


@pytest.mark.parametrize("name", ["one-row-table", "heading-list", "label-cards"])
@pytest.mark.parametrize("format_name", ["txt", "csv", "xlsx", "html", "md"])
def test_layouts_of_other_cities_are_printed_by_their_own_rules(name: str, format_name: str) -> None:
    """Headers, labels and headings are made from the layout's expressions; nothing here knows these cities."""
    records = read_document(CITIES / name)
    printed, read = read_back(records, load_layout(records.document.layout, CITIES / name), format_name)
    assert printed.not_printed == ()
    assert (read.policies, read.listings) == (records.policies, records.listings)


# ---- Hypothesis

WORDS = st.text('防災訓練の実施ア－１２ＡaB3 　（）()・、／|*_&<"#-~', min_size=1, max_size=14)
MARKS = st.sampled_from(["", "（1-2で再掲）", "(1-2で再掲)", "【再掲】", "（1-2、2-1で再掲）"])
FIGURES = st.one_of(
    st.integers(0, 10**7).map("{:,}".format), st.integers(0, 9999).map(str), st.sampled_from(["", "-", "***"])
)
OFFICES = st.lists(
    st.sampled_from(
        [
            Division("市民部", "人権・市民協働課"),
            Division("総務部", "契約課"),
            Division(None, "危機管理室"),
            Division("企画部", None),
        ]
    ),
    max_size=3,
    unique=True,
)


@st.composite
def listings(draw: st.DrawFn, made: Listing, unit: int, row_unit: bool) -> Listing:
    """A listing of any title and mark that the reader's own words take apart, with any offices and figures."""
    text = draw(WORDS).strip() + draw(MARKS)
    marked = Mark.from_settings({}).split_relisting(text)
    first = made.cost[0].fiscal_year if made.cost else 2024
    costs = tuple(cost_of(first + at, draw(FIGURES), unit) for at in range(3))
    if row_unit:
        costs = tuple(replace(c, unit_yen=unit) if c.printed_amount else c for c in costs)
    return replace(
        made,
        title=marked.title or "防災",
        printed_title=text if marked.title else "防災",
        has_mark=marked.has_mark and bool(marked.title),
        marked_code=marked.codes if marked.title else (),
        responsible_division=tuple(draw(OFFICES)),
        and_others=draw(st.booleans()),
        cost=costs,
        printed_total=total_of(first, "1,234", unit),
    )


@pytest.mark.parametrize(("name", "format_name"), [p for p in PAIRS if p[1] != "pdf"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_printed_is_read_as_it_was_or_listed(
    name: str, format_name: str, data: st.DataObject
) -> None:
    """Titles with brackets, marks and signs of every format: a listing comes back the same, or is in `not_printed`."""
    plan, layout = plan_for(name, 20)
    shape = SHAPES[name]
    home = next(one for one in plan.listings() if one.listing_role.word == "home")
    changed = data.draw(listings(home, shape.unit, shape.row_unit))
    plan.put(home, replace(changed, key=f"{home.listed_under}/" + _key(changed)))
    records = plan.records()
    printed, read = read_back(records, layout, format_name)
    said = {one.about for one in printed.not_printed}
    back = {one.key: one for one in read.listings}
    for one in records.listings:
        assert back.get(one.key) == one or one.key in said or one.printed_title in said


def _key(listing: Listing) -> str:
    from plangraph.model.texts import comparison_title

    return comparison_title(listing.title)

"""施策評価表 are printed as plain pages that read back, and what would not is listed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plangraph.errors import DescriptionError
from plangraph.model.divisions import Division
from plangraph.model.records import (
    Aspect,
    Assessment,
    BasicProject,
    CostKind,
    DocumentRecords,
    Indicator,
    Listing,
    ListingRole,
    Note,
    PlannedProject,
    ProjectCount,
    Standing,
)
from plangraph.printing import PrintedDocument, print_records
from plangraph.printing.city_tables import observation_of
from plangraph.printing.made_plans import cost_of
from plangraph.reading.document import bytes_to_stages, read_document
from plangraph.reading.layouts import load_layout

FOUNDING = Path(__file__).parents[2] / "data" / "13222-higashikurume-h31-policy01"
LAYOUT = load_layout("evaluation-sheet")
YEARS = (2016, 2017, 2018)


@pytest.fixture(scope="module")
def founding() -> DocumentRecords:
    return read_document(FOUNDING)


def printed_and_read(records: DocumentRecords) -> tuple[PrintedDocument, DocumentRecords]:
    printed = print_records(records, LAYOUT)
    description = replace(records.document, file="sheet.txt")
    return printed, bytes_to_stages(printed.data, description, LAYOUT, place="sheet.txt").records


def test_the_founding_sheet_comes_back_but_for_one_row_that_was_torn(founding: DocumentRecords) -> None:
    """Its state and direction of 01-01 begin in the midst of a sentence, and a third text has no column: these three are listed."""
    printed, read = printed_and_read(founding)
    assert [(one.about, one.field) for one in printed.not_printed] == [
        ("01-01", "assessment.UndeterminedColumn"),
        ("01-01", "assessment.CurrentState"),
        ("01-01", "assessment.NextDirection"),
    ]
    assert read.policies == founding.policies
    assert read.basic_projects[1] == founding.basic_projects[1]
    assert read.basic_projects[0].assessment == founding.basic_projects[0].assessment[:1]
    assert read.guideline_events == founding.guideline_events
    assert read.account.lines_not_read == 0


def test_the_printed_sheet_is_plain(founding: DocumentRecords) -> None:
    """No page is woven or turned, no name of a person is printed, and nothing that is read is doubted but joined titles and positions."""
    printed, read = printed_and_read(founding)
    text = printed.data.decode()
    assert text.startswith("平成31年度施策評価表(平成30年度振り返り)\n１　施策の概要（")
    assert "課長名" not in text
    assert "［氏名］" not in text
    assert {finding.rule for finding in read.findings} == {"title-joined", "basic-project-linked-by-position"}
    assert printed.places == {"01": "line=3", "01-01": "line=15", "01-02": "line=23"}


def test_what_the_form_has_no_place_for_is_listed(founding: DocumentRecords) -> None:
    """Listings, notes, what is said of the 上位政策, a second text of one aspect, a sixth row, a sixth indicator."""
    upper, own = founding.policies
    basic = founding.basic_projects[1]
    changed = replace(
        founding,
        policies=(
            replace(upper, standing=Standing.PRIORITY),
            replace(
                own,
                note=(Note(label="備考", text="特になし"),),
                assessment=(*own.assessment, Assessment(aspect=Aspect.BASIC_IDEA, text="・別の考え。")),
                indicator=(replace(own.indicator[0], number="6"),),
            ),
        ),
        basic_projects=tuple(replace(basic, code=f"01-0{at}", title=f"基本の取組{at}") for at in range(1, 7)),
        listings=(
            Listing(
                key="01/訓練",
                listed_under="01",
                title="訓練",
                printed_title="訓練",
                listing_role=ListingRole.HOME,
            ),
        ),
    )
    printed, read = printed_and_read(changed)
    said = {(one.about, one.field) for one in printed.not_printed}
    assert said >= {
        ("政策01", "standing"),
        ("01/訓練", "listing"),
        ("01", "note"),
        ("01", "assessment.BasicIdea"),
        ("01", "indicator"),
        ("01-06", "basic_project"),
    }
    assert [one.code for one in read.basic_projects] == ["01-01", "01-02", "01-03", "01-04", "01-05"]


def test_records_of_a_plan_are_refused_as_a_sheet(founding: DocumentRecords) -> None:
    """One sheet holds one 施策; a format other than text would lose its columns."""
    with pytest.raises(DescriptionError, match="one 施策 under one 政策"):
        print_records(replace(founding, policies=founding.policies[:1]), LAYOUT)
    with pytest.raises(DescriptionError, match="xlsx"):
        print_records(founding, LAYOUT, "xlsx")


# ---- made sheets

CLAUSES = (
    "市民の意見を広く聴き",
    "地域の団体とともに",
    "利用の実態を調べ",
    "ICT技術を活用し",
    "計画的に",
    "平成30年度から",
)
ENDS = ("取組を進める。", "相談の体制を整えていく。", "課題となっている。", "効果を検証し、見直しを行う。")
OFFICES = tuple(
    Division(None, name) for name in ("財政課", "総務課", "人権・市民協働課", "生活文化課", "危機管理室")
)


def texts(rng: random.Random) -> str:
    """Up to three paragraphs of a sentence each."""
    return "\n".join(
        f"・{'、'.join(rng.choices(CLAUSES, k=rng.randint(1, 8)))}、{rng.choice(ENDS)}"
        for _ in range(rng.randint(1, 3))
    )


def figures(rng: random.Random) -> list[str]:
    return [f"{rng.randint(0, 10**6):,}" for _ in YEARS]


def made_sheet(seed: int, base: DocumentRecords) -> DocumentRecords:
    """A sheet of a 施策 with one to five 基本事業, any offices, figures and texts."""
    rng = random.Random(seed)
    upper, own = base.policies
    own = replace(
        own,
        title=rng.choice(["安全なまちづくり", "子どもが育つまち", "IT化の推進"]),
        lead_division=tuple(rng.sample(OFFICES, rng.randint(0, 1))),
        related_division=tuple(rng.sample(OFFICES, rng.randint(0, 4))),
        and_others=rng.random() < 0.5,
        guided_by=(),
        planned_project=tuple(PlannedProject(title=t) for t in rng.sample(["地域の輪", "対話の場"], rng.randint(0, 2))),
        standing=rng.choice(list(Standing)),
        project_count=tuple(ProjectCount(fiscal_year=year, count=rng.randint(0, 99)) for year in YEARS),
        cost=tuple(
            cost_of(year, text, 1_000, kind)
            for kind in (CostKind.TOTAL_COST, CostKind.PROJECT_COST, CostKind.PERSONNEL_COST)
            for year, text in zip(YEARS, figures(rng), strict=True)
        ),
        indicator=_indicators([figures(rng) for _ in range(rng.randint(0, 5))]),
        assessment=(
            Assessment(aspect=Aspect.BASIC_IDEA, text=texts(rng)),
            Assessment(aspect=Aspect.NEXT_POLICY_LINE, text=texts(rng), fiscal_year=2020),
        ),
    )  # fmt: skip
    basics = tuple(
        BasicProject(
            code=f"01-{at:02d}",
            title=rng.choice(["市民協働の推進", "市民と行政の情報共有", "防災"]),
            part_of="01",
            assessment=(
                Assessment(aspect=Aspect.PLAN_DIRECTION, text=texts(rng)),
                Assessment(aspect=Aspect.CURRENT_STATE, text=texts(rng)),
                Assessment(aspect=Aspect.NEXT_DIRECTION, text=texts(rng), fiscal_year=2020),
            ),
        )
        for at in range(1, rng.randint(1, 5) + 1)
    )
    return replace(base, policies=(upper, own), basic_projects=basics, guideline_events=())


def _indicators(rows: Sequence[Sequence[str]]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            number=str(number),
            title=f"取組{number}に満足している市民の割合",
            unit_label="％",
            observation=tuple(observation_of(y, text) for y, text in zip(YEARS, row, strict=True)),
        )
        for number, row in enumerate(rows, 1)
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
@example(seed=383)
def test_made_sheets_come_back_or_are_listed(seed: int) -> None:
    """The 施策 reads back as it was; so does each row of the two tables, or it is listed: both columns, or the whole 基本事業."""
    records = made_sheet(seed, read_document(FOUNDING))
    printed, read = printed_and_read(records)
    listed = {(one.about, one.field) for one in printed.not_printed}
    assert {name for _, name in listed} <= {
        "assessment.CurrentState", "assessment.NextDirection", "basic_project",
    }  # fmt: skip
    assert read.policies == records.policies
    wanted = [basic for basic in records.basic_projects if (basic.code, "basic_project") not in listed]
    assert [one.code for one in read.basic_projects] == [one.code for one in wanted]
    for basic, back in zip(wanted, read.basic_projects, strict=True):
        kept = tuple(
            t for t in basic.assessment if (basic.code, f"assessment.{t.aspect.value}") not in listed
        )
        assert back == replace(basic, assessment=kept)


def test_a_row_whose_direction_is_lost_is_listed_whole(founding: DocumentRecords) -> None:
    """Without a direction the code of a second row would stand in the paragraph of the first: it is listed, the first comes back."""
    first, second = founding.basic_projects
    first = replace(first, assessment=first.assessment[:1])
    records = replace(founding, basic_projects=(first, replace(second, assessment=())))
    printed, read = printed_and_read(records)
    assert ("01-02", "basic_project") in {(one.about, one.field) for one in printed.not_printed}
    assert [(one.code, one.assessment) for one in read.basic_projects] == [("01-01", first.assessment)]

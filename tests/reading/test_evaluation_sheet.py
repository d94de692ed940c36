"""The 施策評価表 of 東久留米市 against what a person wrote down from its print, and planted changes."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from plangraph.model.findings import Finding, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import Aspect, Assessment, BasicProject, Cost, DocumentRecords, Indicator, Policy
from plangraph.reading.document import bytes_to_stages, read_document
from plangraph.reading.layouts import load_layout
from plangraph.reading.plan_toml import load_description

ROOT = Path(__file__).parents[2]
DOCUMENT = "13222-higashikurume-h31-policy01"
FOLDER = ROOT / "data" / DOCUMENT
EXPECTED = json.loads((ROOT / "tests" / "documents" / DOCUMENT / "expected.json").read_text(encoding="utf-8"))

# 施策に対する／基本的な考え／方 and the titles in pieces: labels of the print that belong to no text.
LABEL_PIECES = [
    "施策に対する",
    "基本的な考え",
    "01-01",
    "01-02",
    "市民協働の推進",
    "より）",
    "市民と行政の情報・",
    "共有いて",
]


def text_of_document() -> str:
    (file,) = FOLDER.glob("*.txt")
    return file.read_text(encoding="utf-8")


def read_text(text: str) -> DocumentRecords:
    """Read a changed copy of the document, under its own description."""
    description = load_description(FOLDER / "plan.toml")
    layout = load_layout(description.layout)
    return bytes_to_stages(text.encode(), description, layout, place="copy").records


def changed(number: int, old: str, new: str) -> DocumentRecords:
    """Read a copy in which line `number` has `new` in the place of `old`."""
    lines = text_of_document().split("\n")
    assert lines[number - 1].count(old) == 1, lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new)
    return read_text("\n".join(lines))


def without(number: int) -> DocumentRecords:
    """Read a copy without a line and the blank line behind it, so that no page ends there."""
    lines = text_of_document().split("\n")
    assert not lines[number].strip()
    return read_text("\n".join(lines[: number - 1] + lines[number + 1 :]))


def found(records: DocumentRecords, rule: str) -> list[Finding]:
    return [finding for finding in records.findings if finding.rule == rule]


@pytest.fixture(scope="module")
def records() -> DocumentRecords:
    return read_document(FOLDER)


# What was read, brought to the form of expected.json.


def assessments_as_printed(assessments: tuple[Assessment, ...]) -> list[dict[str, Any]]:
    return [
        {"aspect": a.aspect.value, "text": a.text.split("\n")}
        | ({} if a.fiscal_year is None else {"fiscal_year": a.fiscal_year})
        for a in assessments
    ]


def indicator_as_printed(indicator: Indicator) -> dict[str, Any]:
    return {
        "number": indicator.number,
        "title": indicator.title,
        "unit_label": indicator.unit_label,
        "printed": {str(o.fiscal_year): o.printed_value for o in indicator.observation},
        "value": {str(o.fiscal_year): str(o.value) for o in indicator.observation},
    }


def costs_as_printed(costs: tuple[Cost, ...]) -> dict[str, Any]:
    printed: dict[str, dict[str, str | None]] = defaultdict(dict)
    sums: dict[str, int] = defaultdict(int)
    for cost in costs:
        assert cost.amount_status.word == "stated"
        assert cost.amount_low == cost.amount_high == cost.amount_yen
        printed[cost.cost_kind.value][str(cost.fiscal_year)] = cost.printed_amount
        sums[cost.cost_kind.value] += cost.amount_yen or 0
    (unit,) = {cost.unit_yen for cost in costs}
    return {"cost": printed, "cost_unit_yen": unit, "cost_sum_yen": sums}


def policy_as_printed(policy: Policy) -> dict[str, Any]:
    printed: dict[str, Any] = {
        "key": policy.key,
        "code": policy.code,
        "title": policy.title,
        "level": policy.level,
        "depth": policy.depth,
        "part_of": policy.part_of,
        "lead_division": [d.name for d in policy.lead_division],
        "related_division": [d.name for d in policy.related_division],
        "and_others": policy.and_others,
        "guided_by": [g.name for g in policy.guided_by],
        "planned_project": [p.title for p in policy.planned_project],
        "standing": policy.standing.value if policy.standing else None,
        "standing_year": policy.standing_year,
        "project_count": {str(c.fiscal_year): c.count for c in policy.project_count},
        "indicator": [indicator_as_printed(i) for i in policy.indicator],
        "assessment": assessments_as_printed(policy.assessment),
    }
    printed |= costs_as_printed(policy.cost) if policy.cost else {}
    return {key: value for key, value in printed.items() if value}


def basic_project_as_printed(project: BasicProject) -> dict[str, Any]:
    return {
        "code": project.code,
        "title": project.title,
        "part_of": project.part_of,
        "guided_by": [g.name for g in project.guided_by],
        "assessment": assessments_as_printed(project.assessment),
    }


def test_the_policies_are_as_printed(records: DocumentRecords) -> None:
    """施策01 and the 上位政策01 above it: every field, figure and text."""
    assert [policy_as_printed(policy) for policy in records.policies] == EXPECTED["policies"]


def test_the_basic_projects_are_as_printed(records: DocumentRecords) -> None:
    """01-01 and 01-02 with direction, state and next direction, the columns told apart."""
    assert [basic_project_as_printed(b) for b in records.basic_projects] == EXPECTED["basic_projects"]


def test_an_event_printed_twice_is_one_event_with_two_sources(records: DocumentRecords) -> None:
    """協働の指針 改訂 stands on pages 1 and 4; 市民参加・情報提供の指針 策定 was cut by the other column."""
    met = [
        {
            "guideline": e.guideline,
            "event_kind": e.event_kind.value,
            "fiscal_year": e.fiscal_year,
            "sources": len(e.evidence),
        }
        for e in records.guideline_events
    ]
    assert met == EXPECTED["guideline_events"]


# Where it stands


def all_assessments(records: DocumentRecords) -> list[Assessment]:
    return [a for owner in (*records.policies, *records.basic_projects) for a in owner.assessment]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_each_text_is_quoted_as_it_reads(records: DocumentRecords) -> None:
    """The quote of a text is its printed pieces in reading order, from lines that hold every character of it."""
    lines = records.text.split("\n")
    for assessment in all_assessments(records):
        (evidence,) = assessment.evidence
        assert squeezed(evidence.quote) == squeezed(assessment.text)
        numbers = [n for first, last in evidence.place.lines for n in range(first, last + 1)]
        there = "".join(lines[n - 1] for n in numbers)
        assert set(squeezed(assessment.text)) <= set(there)


def test_a_figure_rests_on_its_row(records: DocumentRecords) -> None:
    """Costs, counts and observations point at the one line that prints them."""
    policy = records.policies[1]
    rests_on = {str(c.evidence[0].place) for c in policy.cost}
    assert rests_on == {"line=442", "line=444", "line=446"}
    assert {str(c.evidence[0].place) for c in policy.project_count} == {"line=440"}
    assert [str(i.observation[0].evidence[0].place) for i in policy.indicator] == ["line=425", "line=428"]
    assert policy.indicator[0].evidence[0].quote.startswith("ふるさととして愛着を持っている市民の割合\n1 ％")


def test_every_record_has_evidence(records: DocumentRecords) -> None:
    """Nothing is stated without a line behind it."""
    policy = records.policies[1]
    owners: list[tuple[Evidence, ...]] = [p.evidence for p in records.policies]
    owners += [b.evidence for b in records.basic_projects]
    owners += [g.evidence for p in (policy, *records.basic_projects) for g in p.guided_by]
    owners += [p.evidence for p in policy.planned_project]
    assert all(owners)


def test_the_name_of_the_head_is_masked(records: DocumentRecords) -> None:
    """The line of the lead division shows ［氏名］, in the text and wherever it is quoted."""
    assert "島崎" not in records.text
    assert not any("島崎" in e.quote for f in records.findings for e in f.evidence)


# Traps


def test_no_label_stands_inside_a_text(records: DocumentRecords) -> None:
    """Labels that the extraction printed between lines of text are out of it."""
    for assessment in all_assessments(records):
        assert not [piece for piece in LABEL_PIECES if piece in assessment.text], assessment.aspect


def test_row_numbers_are_no_part_of_the_texts(records: DocumentRecords) -> None:
    """「2 表に関する」 and a lone 1 and 3 mark rows of the table."""
    texts = "".join(a.text for b in records.basic_projects for a in b.assessment)
    assert "公表に関する条例" in texts
    assert not re.search(r"。[123]|[123]表", texts)


def test_a_line_of_the_right_column_alone_is_not_in_the_state(records: DocumentRecords) -> None:
    """「この整理を踏まえて今後は…」 speaks of what will be done."""
    by_aspect = {a.aspect: a.text for a in records.basic_projects[0].assessment}
    assert "この整理を踏まえて今後は" in by_aspect[Aspect.NEXT_DIRECTION]
    assert "この整理を踏まえて" not in by_aspect[Aspect.CURRENT_STATE]


def test_the_run_without_white_space_is_put_in_neither_column(records: DocumentRecords) -> None:
    """Its characters stand one by one, so nothing shows its columns: it is kept whole, and reported."""
    by_aspect = {a.aspect: a.text for a in records.basic_projects[0].assessment}
    assert by_aspect[Aspect.UNDETERMINED_COLUMN].startswith("・地域の課題は市民活動団体と行政が協働を担う")
    assert (
        "全庁的な協働事業の把握、" not in by_aspect[Aspect.CURRENT_STATE] + by_aspect[Aspect.NEXT_DIRECTION]
    )
    (finding,) = found(records, "column-undetermined")
    assert finding.severity is Severity.WARNING
    assert finding.evidence[0].quote == by_aspect[Aspect.UNDETERMINED_COLUMN]


def test_a_lost_gap_between_columns_is_found_and_said(records: DocumentRecords) -> None:
    """「運営を行って」「どりつけ、」: the left column is full there, and both sentences go on."""
    split = [f.printed for f in found(records, "columns-split-at-seam")]
    assert any(text and "運営を行ってどりつけ" in text for text in split)
    assert "ホームページ運営を行っている。" in records.basic_projects[1].assessment[1].text


def test_rows_are_linked_by_position_and_say_so(records: DocumentRecords) -> None:
    """The rows print no code: the link is a repair."""
    linked = found(records, "basic-project-linked-by-position")
    assert [(f.printed, f.expected, f.severity) for f in linked] == [
        ("1", "01-01", Severity.INFO),
        ("2", "01-02", Severity.INFO),
    ]


def test_the_reader_leaves_no_line_unread(records: DocumentRecords) -> None:
    """Every line of this document fits a rule of its layout."""
    assert records.account.lines_not_read == 0
    assert not found(records, "line-not-read")
    assert not found(records, "line-unexplained")
    assert not found(records, "field-missing")


# Planted changes


@pytest.mark.parametrize(
    ("number", "missing"),
    [
        (96, "施策統括課"),
        (98, "関連課"),
        (102, "関連する個別計画等"),
        (105, "予定計画事業"),
        (422, "成果指標の見出し行（年度）"),
        (432, "成果指標の行 4"),
        (434, "成果指標の行 5"),
        (444, "事業費（内書き）"),
        (448, "１　施策の概要"),
        (559, "基本事業についての行 3"),
    ],
)
def test_what_the_form_asks_for_and_is_gone_is_reported(number: int, missing: str) -> None:
    """Each field and row of the form is expected; a lost one is named."""
    assert missing in {f.expected for f in found(without(number), "field-missing")}


@pytest.mark.parametrize("number", [96, 98, 102, 422, 432, 442, 986])
def test_a_doubled_line_is_read_once_and_reported(number: int, records: DocumentRecords) -> None:
    """The second copy adds nothing to the records."""
    lines = text_of_document().split("\n")
    copy = read_text("\n".join([*lines[:number], lines[number - 1], *lines[number:]]))
    (finding,) = found(copy, "line-repeated")
    assert finding.evidence[0].place.first_line == number + 1
    assert copy.policies == records.policies
    assert copy.basic_projects == records.basic_projects


def test_a_strange_line_among_the_fields_is_not_read() -> None:
    """It belongs to no field, and is not taken for the value of one."""
    copy = changed(105, "予定計画事業", "§ 見知らぬ行\n予定計画事業")
    assert [f.printed for f in found(copy, "line-not-read")] == [
        "地域のつながりづくり、市民と行政によるまちづくり、市民との対話",
        "§ 見知らぬ行",
    ]
    assert copy.policies[1].planned_project == ()


def test_an_indicator_row_with_a_figure_too_few_gives_no_value_to_any_year() -> None:
    """Which of three years the two figures belong to cannot be told."""
    copy = changed(425, "66. 2 ", "")
    (finding,) = found(copy, "figures-do-not-match-years")
    assert (finding.printed, finding.expected) == ("2", "3")
    assert copy.policies[1].indicator[0].observation == ()


def test_a_number_that_is_no_row_of_the_form_is_not_read(records: DocumentRecords) -> None:
    """The form has five rows; 12 is none of them, and leaves the title above it to the row that follows."""
    copy = changed(425, "1 ％", "12\n1 ％")
    assert [f.printed for f in found(copy, "line-not-read")] == ["12"]
    assert copy.policies == records.policies


def test_a_figure_that_cannot_be_read_is_kept_as_printed() -> None:
    """Glued figures are flagged, never split by guess."""
    copy = changed(442, "61,077", "2512,56294")
    (finding,) = found(copy, "unreadable-figure")
    assert finding.printed == "2512,56294"
    first = copy.policies[1].cost[0]
    assert (first.printed_amount, first.amount_yen, first.amount_status.word) == ("2512,56294", None, "lost")


def test_a_unit_that_is_no_money_gives_no_yen() -> None:
    """A figure without its unit is not an amount."""
    copy = changed(444, "千円", "千本")
    assert found(copy, "unit-not-read")
    costs = [c for c in copy.policies[1].cost if c.evidence[0].place.first_line == 444]
    assert [c.amount_yen for c in costs] == [None, None, None]


def test_the_standing_is_read_whole() -> None:
    """Without its last character 「重点施策以外」 is no known word, and never the priority that it begins with."""
    copy = without(982)
    assert copy.policies[1].standing is None
    assert "施策の位置づけ" in {f.expected for f in found(copy, "field-missing")}


def test_none_is_no_guideline_and_others_are_said() -> None:
    """「なし」 is none, not a plan called なし; 「他」 opens the list."""
    assert [
        g.name for g in changed(100, "協働の指針、市民参加・情報提供の指針", "なし").policies[1].guided_by
    ] == [
        "協働の指針",
        "市民参加・情報提供の指針",
    ], "what the running text names stays"
    copy = changed(98, "、生活文化課", "、生活文化課、他")
    assert copy.policies[1].and_others
    assert len(copy.policies[1].related_division) == 4


def test_a_period_other_than_that_of_the_description_is_reported() -> None:
    """平成28年度～令和2年度 is printed, and stands in plan.toml; another period there or here is named."""
    copy = changed(448, "令和2年度", "令和3年度")
    assert not found(copy, "plan-period-differs"), "page 1 prints the period first"
    copy = changed(337, "2", "3")
    (finding,) = found(copy, "plan-period-differs")
    assert (finding.printed, finding.expected) == ("2016-2021", "2016-2020")

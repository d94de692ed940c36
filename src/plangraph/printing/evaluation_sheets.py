"""施策評価表: records → the four pages of a sheet of one 施策, in the words of the layout.

The sheet is read back before it is given: what does not come out as it went in is left out, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from plangraph.errors import DescriptionError
from plangraph.model.amounts import UNIT_YEN
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.records import (
    Aspect,
    Assessment,
    BasicProject,
    CostKind,
    DocumentRecords,
    Indicator,
    Policy,
)
from plangraph.model.texts import Bilingual, same_length_nfkc
from plangraph.printing.cells import NOT_THE_SAME, WITHOUT_PLACE
from plangraph.printing.expressions import Fill, expression_to_texts
from plangraph.printing.printed import PrintedRow, Sheet
from plangraph.printing.wrapped_columns import side_by_side, wrapped
from plangraph.reading.document import bytes_to_stages
from plangraph.reading.layouts import Layout

_MOST_TURNS = 8
_FIRST_PAGE_ROWS, _ALL_ROWS = 3, 5
"""基本事業 on the first page and its back, and in all: the form has no more rows."""
_POLICY_TEXTS = (Aspect.BASIC_IDEA, Aspect.NEXT_POLICY_LINE)
_BASIC_TEXTS = (Aspect.PLAN_DIRECTION, Aspect.CURRENT_STATE, Aspect.NEXT_DIRECTION)
_COUNT_UNIT = "本"


def print_evaluation_sheet(records: DocumentRecords, layout: Layout, sheet: Sheet) -> None:
    """Print the sheet of one 施策 as plain pages, not woven.

    Raises DescriptionError where the records are not those of one 施策 under one 上位政策.
    """
    kept = _with_a_place(records, layout, sheet)
    for _ in range(_MOST_TURNS):
        rows = _Pages(kept, layout.settings).rows()
        differing = list(_differences(kept, _read_back(rows, kept, layout)))
        if not differing:
            break
        for one in differing:
            value = one.value.text if isinstance(one.value, Assessment) else one.value
            sheet.refuse(one.about, one.field, value, NOT_THE_SAME)
        kept = _without(kept, differing)
    else:
        raise DescriptionError(
            layout.name,
            Bilingual(
                "この記録は、この票に印刷しても同じには読めません。",
                "printed as this sheet, these records do not read back",
            ),
        )
    sheet.rows += rows


def _read_back(rows: Sequence[PrintedRow], records: DocumentRecords, layout: Layout) -> DocumentRecords:
    data = "".join(f"{row.cells[0]}\n" for row in rows).encode()
    description = replace(records.document, file="sheet.txt")
    return bytes_to_stages(data, description, layout, place="sheet.txt").records


# ---- what has no place


def _with_a_place(records: DocumentRecords, layout: Layout, sheet: Sheet) -> DocumentRecords:
    """The records without what the form has no place for; each such thing is said."""
    levels = layout.settings["levels"]
    if [policy.level for policy in records.policies] != [levels["upper"], levels["own"]]:
        raise DescriptionError(
            layout.name,
            Bilingual(
                f"この票に印刷できるのは、{levels['upper']}とその下の{levels['own']}が一つずつの記録です。",
                f"a sheet holds one {levels['own']} under one {levels['upper']}",
            ),
        )
    upper, own = records.policies
    plain = Policy(
        key=upper.key, code=upper.code, title=upper.title, level=upper.level, depth=upper.depth, part_of=None
    )
    for one in fields(Policy):
        if one.compare and getattr(upper, one.name) != getattr(plain, one.name):
            sheet.refuse(upper.key, one.name, getattr(upper, one.name), WITHOUT_PLACE)
    for listing in records.listings:
        sheet.refuse(listing.key, "listing", listing.title, WITHOUT_PLACE)
    for note in own.note:
        sheet.refuse(own.key, "note", note.text, WITHOUT_PLACE)
    basics = []
    for at, basic in enumerate(records.basic_projects):
        if at >= _ALL_ROWS:
            sheet.refuse(basic.code, "basic_project", basic.title, "票の行は五つまでです")
        elif not any(text.aspect is Aspect.PLAN_DIRECTION for text in basic.assessment):
            sheet.refuse(basic.code, "basic_project", basic.title, "方向性の文章がなく、行になりません")
        else:
            basics.append(
                replace(basic, assessment=_fitting(basic.code, basic.assessment, _BASIC_TEXTS, sheet))
            )
    own = replace(own, note=(), assessment=_fitting(own.key, own.assessment, _POLICY_TEXTS, sheet))
    return replace(records, policies=(plain, own), basic_projects=tuple(basics), listings=())


def _fitting(
    about: str, texts: Sequence[Assessment], aspects: Sequence[Aspect], sheet: Sheet
) -> tuple[Assessment, ...]:
    """The first text of each aspect that has a place, in the order of the form."""
    first = {text.aspect: text for text in reversed(texts)}
    for text in texts:
        if text.aspect not in aspects or first[text.aspect] is not text:
            sheet.refuse(about, f"assessment.{text.aspect.value}", text.text, WITHOUT_PLACE)
    return tuple(first[aspect] for aspect in aspects if aspect in first)


# ---- what does not read back


@dataclass(frozen=True, slots=True)
class _Differing:
    about: str
    field: str
    value: Any
    read: Any
    basic: int | None = None


def _differences(wanted: DocumentRecords, read: DocumentRecords) -> Iterator[_Differing]:
    """Each field that reads back otherwise. Texts are held one by one."""
    for policy, other in zip(wanted.policies, read.policies, strict=False):
        yield from _of_one(policy.key, policy, other)
    basics = {basic.code: basic for basic in read.basic_projects}
    for at, basic in enumerate(wanted.basic_projects):
        yield from _of_basic(basic, basics.get(basic.code), at)
    if wanted.guideline_events != read.guideline_events:
        yield _Differing("document", "guideline_event", wanted.guideline_events, read.guideline_events)


def _of_one(about: str, wanted: Policy, read: Policy) -> Iterator[_Differing]:
    for one in fields(wanted):
        value, other = getattr(wanted, one.name), getattr(read, one.name)
        if not one.compare or value == other:
            continue
        if one.name != "assessment":
            yield _Differing(about, one.name, value, other)
            continue
        for text in value:
            if text not in other:
                yield _Differing(about, f"assessment.{text.aspect.value}", text, None)


def _of_basic(basic: BasicProject, read: BasicProject | None, at: int) -> Iterator[_Differing]:
    """A 基本事業 stands or falls with its title and direction; the two columns of its row fall together."""
    beside = [text for text in basic.assessment if text.aspect is not Aspect.PLAN_DIRECTION]
    whole = replace(basic, assessment=read.assessment, guided_by=read.guided_by) if read else basic
    if (
        read is None
        or whole != read
        or any(t not in read.assessment for t in basic.assessment if t not in beside)
    ):
        yield _Differing(basic.code, "basic_project", basic.title, None, at)
    elif any(text not in read.assessment for text in beside):
        for text in beside:
            yield _Differing(basic.code, f"assessment.{text.aspect.value}", text, None, at)
    elif basic.guided_by != read.guided_by:
        yield _Differing(basic.code, "guided_by", basic.guided_by, read.guided_by, at)


def _without(records: DocumentRecords, differing: Sequence[_Differing]) -> DocumentRecords:
    """The records without the fields that differ; what follows from texts is taken as it reads."""
    upper, own = records.policies
    basics: list[BasicProject | None] = list(records.basic_projects)
    empty = Policy(key=own.key, code=own.code, title=own.title, level=own.level, depth=own.depth)
    for one in differing:
        if one.field == "guideline_event":
            records = replace(records, guideline_events=one.read)
        elif one.basic is None and one.field.startswith("assessment."):
            own = replace(own, assessment=tuple(t for t in own.assessment if t is not one.value))
        elif one.basic is None and one.about == own.key and hasattr(empty, one.field):
            own = replace(own, **{one.field: getattr(empty, one.field)})
        elif one.basic is not None and (basic := basics[one.basic]) is not None:
            basics[one.basic] = _basic_without(basic, one)
    return replace(
        records, policies=(upper, own), basic_projects=tuple(basic for basic in basics if basic is not None)
    )


def _basic_without(basic: BasicProject, one: _Differing) -> BasicProject | None:
    if one.field == "basic_project":
        return None
    if one.field == "guided_by":
        return replace(basic, guided_by=one.read)
    return replace(basic, assessment=tuple(text for text in basic.assessment if text is not one.value))


# ---- the pages


class _Pages:
    """Writes the lines of one sheet; every line that an expression of the layout describes is made from it."""

    def __init__(self, records: DocumentRecords, settings: Mapping[str, Any]) -> None:
        self.records = records
        self.settings = settings
        self.upper, self.own = records.policies
        self.headings = {table["section"]: table for table in settings["heading"]}
        self.fields = {table["name"]: table for table in settings["field"]}
        self.none: str = settings["lists"]["none"][0]
        self.made: list[PrintedRow] = []
        plan = records.document.plan
        round_number = re.search(r"第(\d{1,2})次", same_length_nfkc(plan.title))
        self.digits = round_number[1] if round_number else "1"
        self.texts = {text.aspect: text for text in self.own.assessment}

    def rows(self) -> list[PrintedRow]:
        """The four pages, two blank lines between them."""
        first, rest = (1, _FIRST_PAGE_ROWS), (_FIRST_PAGE_ROWS + 1, _ALL_ROWS)
        self._head()
        self._overview()
        self._basics(*first)
        self._page()
        self._overview_heading()
        self._basics(*rest)
        self._indicators()
        self._costs()
        self._page()
        self._states(*first)
        self._page()
        self._states(*rest)
        self._policy_line()
        self._standing()
        return self.made

    def _line(self, text: str, about: str | None = None) -> None:
        self.made.append(PrintedRow((text,), "text", about))

    def _page(self) -> None:
        self._line("")
        self._line("")

    def _heading(self, section: str, *likely: str, **groups: str) -> None:
        """A heading in likely words, where the layout takes them for it, else in words made from its expression."""
        table = self.headings[section]
        pattern = re.compile(table["pattern"])
        texts = expression_to_texts(table["pattern"], Fill(groups, digits=self.digits))
        for text in (*likely, table["label"], *texts):
            matched = pattern.fullmatch(same_length_nfkc(text))
            if matched and all(matched[name] == same_length_nfkc(value) for name, value in groups.items()):
                self._line(text)
                return

    def _said(self, expression: str, about: str | None = None, **groups: str | None) -> None:
        """A line that the expression takes apart into just these groups."""
        pattern = re.compile(expression)
        given = {name: value for name, value in groups.items() if value is not None}
        for text in expression_to_texts(expression, Fill(given, digits=self.digits)):
            matched = pattern.fullmatch(same_length_nfkc(text))
            if matched and all(
                matched[name] == (None if value is None else same_length_nfkc(value))
                for name, value in groups.items()
            ):
                self._line(text, about)
                return

    # １　施策の概要

    def _head(self) -> None:
        document = self.records.document
        years = [v.fiscal_year for i in self.own.indicator for v in i.observation]
        years += [cost.fiscal_year for cost in self.own.cost]
        year = max(years, default=document.first_year) + 1
        self._heading("sheet", document.title)
        if not self.made:
            self._heading("sheet", sheet_year=fiscal_year_label(year))
        self._overview_heading()

    def _overview_heading(self) -> None:
        plan = self.records.document.plan
        label = self.headings["overview"]["label"]
        first, last = fiscal_year_label(plan.first_year), fiscal_year_label(plan.last_year)
        self._heading("overview", f"{label}（{plan.title}に掲げる事項）", first_year=first, last_year=last)

    def _overview(self) -> None:
        own, upper = self.own, self.upper
        named = {"code": own.code, "title": own.title, "upper_code": upper.code, "upper_title": upper.title}
        self._said(self.fields["policy"]["patterns"][0], own.key, **named)
        lead = "、".join(division.name.replace(" ", "") for division in own.lead_division)
        self._said(self.fields["lead"]["patterns"][0], value=lead or self.none)
        related = "、".join(division.name for division in own.related_division)
        others = f" {self.settings['lists']['others'][0]}" if own.and_others else ""
        self._said(self.fields["related"]["patterns"][0], value=(related + others).strip() or self.none)
        guided, *further = self.fields["guided_by"]["patterns"]
        names = "、".join(mention.name for mention in own.guided_by)
        self._said(guided, value=names or self.none)
        for pattern in further:
            self._said(pattern, value=None)
        self._line("、".join(project.title for project in own.planned_project) or self.none)
        self._said(self.fields["planned"]["patterns"][0])
        idea = self.texts.get(Aspect.BASIC_IDEA)
        if idea is not None:
            for line in wrapped(idea.text, self.settings["basic_idea"]["width"]):
                self._line(line)
            self._line(self.settings["basic_idea"]["label"])

    def _basics(self, first: int, last: int) -> None:
        """Code and first line side by side; the pieces of the title, as wide as their column, below."""
        table = self.settings["basics"]
        self._heading("basics", first=str(first), last=str(last))
        for basic in self.records.basic_projects[first - 1 : last]:
            text = next((t.text for t in basic.assessment if t.aspect is Aspect.PLAN_DIRECTION), "")
            head, *lines = wrapped(text, table["width"])
            self._line(f"{basic.code} {head}".strip(), basic.code)
            for piece in wrapped(basic.title, table["label_width"]):
                self._line(piece)
            for line in lines:
                self._line(line)

    # ２　成果指標、３　コスト

    def _indicators(self) -> None:
        table = self.settings["indicators"]
        self._heading("indicators")
        years = sorted({v.fiscal_year for one in self.own.indicator for v in one.observation})
        years = years or sorted({cost.fiscal_year for cost in self.own.cost})
        self._said(table["header"], years=_labels(years))
        by_number = {one.number: one for one in self.own.indicator}
        for number in range(1, table["rows"] + 1):
            one = by_number.get(str(number))
            if one is None:
                self._line(str(number))
                continue
            self._line(one.title)
            self._said(table["row"], number=one.number, unit=one.unit_label, values=_observed(one, years))

    def _costs(self) -> None:
        table = self.settings["costs"]
        self._heading("costs")
        counted = {count.fiscal_year for count in self.own.project_count}
        years = sorted(counted | {cost.fiscal_year for cost in self.own.cost})
        self._said(table["header"], years=_labels(years))
        for row in table["row"]:
            if "kind" in row:
                unit, values = self._money(CostKind(row["kind"]), years)
            else:
                counts = {one.fiscal_year: str(one.count) for one in self.own.project_count}
                unit, values = _COUNT_UNIT, _in_years(counts, years)
            self._said(row["pattern"], unit=unit, values=values)

    def _money(self, kind: CostKind, years: Sequence[int]) -> tuple[str, str | None]:
        costs = [cost for cost in self.own.cost if cost.cost_kind is kind]
        unit = next((cost.unit_yen for cost in costs if cost.unit_yen), 1_000)
        word = next(name for name, yen in UNIT_YEN.items() if yen == unit)
        return word, _in_years({cost.fiscal_year: cost.printed_amount or "" for cost in costs}, years)

    # ４　基本事業について

    def _states(self, first: int, last: int) -> None:
        """Both columns side by side; a row's number stands behind it, where no other row can be meant."""
        table = self.settings["states"]
        left, right = table["widths"]
        self._heading("states", first=str(first), last=str(last))
        year = self._year_of_directions()
        if year is not None:
            self._said(table["header"], year=fiscal_year_label(year))
        for number in range(first, last + 1):
            for basic in self.records.basic_projects[number - 1 : number]:
                texts = {text.aspect: text.text for text in basic.assessment}
                state, direction = texts.get(Aspect.CURRENT_STATE, ""), texts.get(Aspect.NEXT_DIRECTION, "")
                for line in side_by_side(state, direction, left, right):
                    self._line(line)
            self._line(str(number))

    def _year_of_directions(self) -> int | None:
        years = [
            text.fiscal_year
            for basic in self.records.basic_projects
            for text in basic.assessment
            if text.aspect is Aspect.NEXT_DIRECTION
        ]
        return next((year for year in (*years, self.own.standing_year) if year is not None), None)

    # ５　施策方針、６　位置づけ

    def _policy_line(self) -> None:
        text = self.texts.get(Aspect.NEXT_POLICY_LINE)
        if text is None or text.fiscal_year is None:
            return
        self._heading("policy_line", year=fiscal_year_label(text.fiscal_year))
        for line in wrapped(text.text, self.settings["policy_line"]["width"]):
            self._line(line)

    def _standing(self) -> None:
        if self.own.standing is None or self.own.standing_year is None:
            return
        self._heading("standing", year=fiscal_year_label(self.own.standing_year))
        words = self.settings["standing"]["word"]
        self._line(next(row["word"] for row in words if row["standing"] == self.own.standing.value))


def _labels(years: Sequence[int]) -> str:
    return " ".join(fiscal_year_label(year) for year in years)


def _observed(one: Indicator, years: Sequence[int]) -> str | None:
    return _in_years({value.fiscal_year: value.printed_value for value in one.observation}, years)


def _in_years(figures: Mapping[int, str], years: Sequence[int]) -> str | None:
    """The figures of a row, one a year; None where there is none, and what is there where some lack."""
    return " ".join(figures[year] for year in years if figures.get(year)) or None

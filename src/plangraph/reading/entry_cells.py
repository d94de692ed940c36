"""Cells of an entry that projects and policies have alike: offices, texts, indicators, guidelines, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plangraph.model.amounts import parse_figure
from plangraph.model.divisions import Division, DivisionList, read_divisions
from plangraph.model.findings import Severity
from plangraph.model.records import (
    Assessment,
    GuidelineMention,
    Indicator,
    IndicatorValue,
    Note,
    PlannedProject,
    ProjectCount,
    Standing,
)
from plangraph.model.texts import comparison_title, without_wraps
from plangraph.reading.columns import YEARLY
from plangraph.reading.entries import Entry, Filled
from plangraph.reading.entry_money import EntryMoney
from plangraph.reading.extract import WITHIN
from plangraph.reading.ledger import Ledger
from plangraph.reading.lines import Line
from plangraph.reading.sheet_doubts import doubt, say_repaired
from plangraph.reading.titles import Mark

_SEPARATORS = r"[、，,;；\n\u2028]"
_NOT_OF_POLICIES = ("content", "total", "designation", "flag", "mark", "project", "project-code", "code-part")
"""Roles that a policy has no field for."""
_NONE = ("なし", "無し", "無", "-", "―", "－", "ー", "該当なし", "特になし")


class EntryCells:
    """Reads the cells of an entry by their roles, with the words of a layout's `[lists]` and `[remark]`."""

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger) -> None:
        lists = settings.get("lists", {})
        self.ledger = ledger
        self.mark = Mark.from_settings(settings.get("mark", {}))
        self.money = EntryMoney(ledger, self.mark)
        self.separators: str = lists.get("separators", _SEPARATORS)
        self.none: tuple[str, ...] = tuple(lists.get("none", _NONE))
        self._known_lists: dict[str, DivisionList] = {}
        self._of_divisions = {key: lists.get(key) for key in ("separators", "others", "none")}

    def policy_fields(self, entry: Entry) -> dict[str, Any]:
        """The fields of a Policy that a row of its own states."""
        title = entry.sections[-1].title
        lead, others = self.divisions(entry, "lead", title)
        responsible, more = self.divisions(entry, "responsible", title)
        related, yet_more = self.divisions(entry, "related", title)
        return {
            "lead_division": (*lead, *responsible),
            "related_division": related,
            "and_others": others or more or yet_more,
            "guided_by": self.guidelines(entry),
            "planned_project": tuple(
                PlannedProject(title=item.text, evidence=(self.ledger.source.evidence(item),))
                for item in self.items(entry, "planned")
            ),
            "standing": self._standing(entry, title),
            "project_count": self._counts(entry, title),
            "cost": self.money.costs(entry, None, title),
            "indicator": self.indicators(entry, title),
            "assessment": self.assessments(entry),
            "note": self.notes(entry, *_NOT_OF_POLICIES),
            "evidence": (self.ledger.source.evidence(*entry.lines),),
        }

    # lists

    def items(self, entry: Entry, *roles: str) -> list[Line]:
        """The items of the list cells of some roles. 「なし」 says that there is none, and is not an item."""
        parts = [part for item in entry.of(*roles) for part in _parts(item.cell, self.separators)]
        return [part for part in parts if part.text not in self.none]

    def divisions(self, entry: Entry, party: str, title: str) -> tuple[tuple[Division, ...], bool]:
        """The offices of one party (responsible, lead, related), and whether the print says that there are others."""
        found: dict[Division, None] = {}
        and_others = False
        departments = [i.cell for i in entry.of("department") if i.column.party == party]
        cells = [i.cell for i in entry.of("division") if i.column.party == party]
        sections = [i.cell for i in entry.of("section") if i.column.party == party]
        if departments and sections:
            above = departments[0].text.strip()
            cells += [_with_department(above, section) for section in sections if section.text]
            if above and not any(section.text for section in sections):
                cells.append(departments[0])
        else:
            cells += [*departments, *sections]
        for cell in cells:
            read = self.division_list(cell)
            and_others = and_others or read.and_others
            for item in read.items:
                found[item.completed] = None
                if item.department_before is not None:
                    self._department_completed(item.printed.text, item.completed, cell, title)
            self._report_words(read, cell, title)
        return tuple(found), and_others

    def division_list(self, cell: Line) -> DivisionList:
        """What one cell says of offices, with the words of the layout's `[lists]`."""
        known = self._known_lists.get(cell.text)
        if known is None:
            known = self._known_lists[cell.text] = read_divisions(cell.text, **self._of_divisions)
        return known

    def guidelines(self, entry: Entry) -> tuple[GuidelineMention, ...]:
        """The guidelines that a field names."""
        return tuple(
            GuidelineMention(name=without_wraps(item.text), evidence=(self.ledger.source.evidence(item),))
            for item in self.items(entry, "guideline")
        )

    # texts

    def assessments(self, entry: Entry) -> tuple[Assessment, ...]:
        """The texts on a project or policy, by aspect."""
        return tuple(
            Assessment(
                aspect=item.column.aspect,
                text=running_text(item.cell.text),
                fiscal_year=item.column.first_year,
                evidence=(self.ledger.source.evidence(item.cell),),
            )
            for item in entry.of("text")
            if item.cell.text and item.column.aspect is not None
        )

    def notes(self, entry: Entry, *further: str) -> tuple[Note, ...]:
        """The cells that are kept under their printed label, those of a year that nobody knows, and targets.

        `further` are roles that the record has no field for: what is printed there is kept all the same.
        """
        kept = [item for item in entry.of("note", "link", "years", *further) if item.cell.text]
        kept += [
            item
            for item in entry.of(*YEARLY - {"content"})
            if item.cell.text and (item.column.first_year is None or item.column.role == "indicator-target")
        ]
        names = {i.column.number: i.cell.text for i in entry.of("indicator-title") if i.cell.text}
        return tuple(
            Note(
                label=_note_label(item, names),
                text=running_text(item.cell.text),
                evidence=(self.ledger.source.evidence(item.cell),),
            )
            for item in kept
        )

    # figures

    def indicators(self, entry: Entry, title: str) -> tuple[Indicator, ...]:
        """The indicators of an entry: their title, unit and value columns are joined by `number`."""
        numbers = dict.fromkeys(
            item.column.number
            for item in entry.of("indicator-title", "indicator-value", "indicator-unit", "indicator-target")
        )
        made = (self._indicator(entry, number, title) for number in numbers)
        return tuple(indicator for indicator in made if indicator is not None)

    def _indicator(self, entry: Entry, number: str, title: str) -> Indicator | None:
        def cells(role: str) -> list[Filled]:
            return [item for item in entry.of(role) if item.column.number == number]

        names = [item for item in cells("indicator-title") if item.cell.text]
        values = [i for i in cells("indicator-value") if i.column.first_year is not None]
        if not names and not any(item.cell.text for item in values):
            return None
        units = [item.cell.text for item in cells("indicator-unit") if item.cell.text]
        name = without_wraps(names[0].cell.text) if names else ""
        return Indicator(
            number=number or name,
            title=name,
            unit_label=units[0] if units else None,
            observation=tuple(self._value(item, name or title) for item in values),
            evidence=tuple(self.ledger.source.evidence(item.cell) for item in names[:1]),
        )

    def _value(self, item: Filled, name: str) -> IndicatorValue:
        year = item.column.first_year
        assert year is not None, "values without a year are notes"
        figure = parse_figure(item.cell.text)
        if figure.kind == "unreadable" and item.cell.text.strip() not in self.none:
            self._unreadable(item, name)
        return IndicatorValue(
            fiscal_year=year,
            value=figure.value,
            printed_value=item.cell.text,
            evidence=(self.ledger.source.evidence(item.cell),) if item.cell.text else (),
        )

    def _counts(self, entry: Entry, title: str) -> tuple[ProjectCount, ...]:
        made = []
        for item in entry.of("count"):
            figure = parse_figure(item.cell.text)
            if item.column.first_year is None or figure.kind == "blank":
                continue
            if figure.value is None or figure.value != figure.value.to_integral_value():
                self._unreadable(item, title)
                continue
            made.append(
                ProjectCount(
                    fiscal_year=item.column.first_year,
                    count=int(figure.value),
                    evidence=(self.ledger.source.evidence(item.cell),),
                )
            )
        return tuple(made)

    def _standing(self, entry: Entry, title: str) -> Standing | None:
        for item in entry.of("standing"):
            text = comparison_title(item.cell.text)
            if not text or text in self.none:
                continue
            if re.search(r"以外|非重点|一般|×", text):
                return Standing.NOT_PRIORITY
            if re.search(r"重点|優先|○|◯|◎|●|有|該当", text):
                return Standing.PRIORITY
            doubt(
                self.ledger,
                "standing-not-read",
                Severity.WARNING,
                f"「{title}」の位置づけ「{text}」が重点かどうか分かりません。レイアウトを確かめてください。",
                f'the standing "{text}" of "{title}" says neither priority nor not; check the layout',
                item.cell,
                item=title,
                printed=text,
            )
        return None

    # doubts

    def _department_completed(self, printed: str, division: Division, cell: Line, title: str) -> None:
        say_repaired(self.ledger, "並びの初めの部を、部の印字のない課に補った", cell)
        doubt(
            self.ledger,
            "division-department-completed",
            Severity.INFO,
            f"「{title}」の担当「{printed}」には部の印字がないため、前の課と同じ部とみて「{division.name}」としました。原文を確かめてください。",
            f'"{printed}", in charge of "{title}", prints no 部 and was taken to be of the one before it, {division.name}; check the document',
            cell,
            item=title,
            printed=printed,
            expected=division.name,
        )

    def _report_words(self, read: DivisionList, cell: Line, title: str) -> None:
        for words in read.unread:
            doubt(
                self.ledger,
                "division-not-read",
                Severity.WARNING,
                f"「{title}」の担当「{words}」は部課の名として読めません。原文を確かめてください。",
                f'"{words}", in charge of "{title}", cannot be read as the name of an office; check the document',
                cell,
                item=title,
                printed=words,
            )
        for body in read.outside:
            doubt(
                self.ledger,
                "division-outside",
                Severity.INFO,
                f"「{title}」の担当「{body.text}」は市の外の団体とみられ、所管部課としては記録していません。",
                f'"{body.text}", in charge of "{title}", seems to be a body outside the city and was not recorded as an office',
                cell,
                item=title,
                printed=body.text,
            )

    def _unreadable(self, item: Filled, name: str) -> None:
        doubt(
            self.ledger,
            "unreadable-figure",
            Severity.WARNING,
            f"「{name}」の{item.column.label}「{item.cell.text}」は数字として読めません。原文を確かめてください。",
            f'"{item.cell.text}" ({item.column.label} of "{name}") cannot be read as a figure; check the print',
            item.cell,
            item=name,
            printed=item.cell.text,
        )


def running_text(text: str) -> str:
    """A cell's text with the newlines it holds as such.

    >>> running_text("訓練の実施\\u2028備蓄品の更新")
    '訓練の実施\\n備蓄品の更新'
    """
    return "\n".join(part.strip() for part in text.split(WITHIN) if part.strip())


def _parts(value: Line, separators: str) -> list[Line]:
    cuts = [m.span() for m in re.finditer(separators, value.text)]
    edges = zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(value)], strict=True)
    return [part for a, b in edges if (part := value[a:b].strip()).text]


def _note_label(item: Filled, names: Mapping[str, str]) -> str:
    """The printed label of a note; a target's with its indicator, since a row may have several."""
    label = item.column.label or item.column.header
    name = names.get(item.column.number, "") if item.column.role == "indicator-target" else ""
    return label if label.startswith(name) else f"{without_wraps(name)} {label}"


def _with_department(department: str, section: Line) -> Line:
    """A 課 from its own column as one with its 部; the words of the 部 stand at the 課's place."""
    if not department or not section.text:
        return section
    words = f"{department} "
    return Line(words + section.text, tuple([section.offsets[0]] * len(words)) + tuple(section.offsets))

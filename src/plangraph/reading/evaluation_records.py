"""施策評価表: tables → records. The 施策 with its 上位政策, its 基本事業, and the events of guidelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from plangraph.model.findings import RecordKey, Severity
from plangraph.model.places import Evidence
from plangraph.model.records import (
    Aspect,
    Assessment,
    BasicProject,
    GuidelineEvent,
    GuidelineMention,
    PlannedProject,
    Policy,
    Standing,
)
from plangraph.model.texts import without_wraps
from plangraph.reading.guideline_mentions import GuidelinePatterns, merge_events, merge_mentions
from plangraph.reading.ledger import Ledger, shortened
from plangraph.reading.lines import Line, line_numbers
from plangraph.reading.office_lists import OfficeLists
from plangraph.reading.sheet_basics import BasicRow
from plangraph.reading.sheet_columns import PlacedLine, TableRow
from plangraph.reading.sheet_doubts import (
    doubt,
    say_not_read,
    say_read,
    say_repaired,
)
from plangraph.reading.sheet_figures import SheetFigures
from plangraph.reading.sheet_tables import SheetTables, StateTable
from plangraph.reading.sheet_text import Manner, Passage

UNKNOWN_POLICY = "?"
BY_POSITION = "「現状と課題・方向性」の行を、番号の順で基本事業に結び付けた"
SPLIT_AT_SEAM = "二段組みの行を、失われた空白や改行の位置で分けた"


def tables_to_records(tables: SheetTables, settings: Mapping[str, Any], ledger: Ledger) -> dict[str, Any]:
    """Make the records of one sheet: `policies`, `basic_projects` and `guideline_events` of `DocumentRecords`."""
    return _Records(tables, settings, ledger).make()


class _Records:
    def __init__(self, tables: SheetTables, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.tables = tables
        self.settings = settings
        self.ledger = ledger
        self.source = ledger.source
        self.manner = Manner.from_settings(settings)
        self.guidelines = GuidelinePatterns(settings["guideline"])
        self.lists = OfficeLists(settings["lists"], ledger)
        self.events: list[GuidelineEvent] = []

    def make(self) -> dict[str, Any]:
        policies = self._policies()
        directions = [self._direction(row) for row in self.tables.basics]
        states: dict[int, list[tuple[tuple[Assessment, ...], list[GuidelineMention]]]] = {}
        for table in self.tables.states:
            for row in table.rows:
                self._row_states(table, row, states)
        basics = tuple(
            self._basic_project(policies[-1].key, row, [directions[i], *states.get(i + 1, [])])
            for i, row in enumerate(self.tables.basics)
        )
        policy_line = self._policy_line()
        policies[-1] = _with_texts(policies[-1], [self._basic_idea(), policy_line])
        return {
            "policies": tuple(policies),
            "basic_projects": basics,
            "guideline_events": merge_events(self.events),
        }

    # 施策

    def _policies(self) -> list[Policy]:
        """The 上位政策 and the 施策. Both may print one code, so the upper one's key bears its level."""
        field = self.tables.fields.get("policy")
        levels = self.settings["levels"]
        if field is None:
            return [self._policy(UNKNOWN_POLICY, "", None, ())]
        named = {name: without_wraps(line.text) for name, line in field.named.items()}
        upper_line = [field.named["upper_code"] + field.named["upper_title"]]
        upper = Policy(
            key=f"{levels['upper']}{named['upper_code']}",
            code=named["upper_code"],
            title=named["upper_title"],
            level=levels["upper"],
            depth=1,
            evidence=(self.source.evidence(*upper_line),),
        )
        own_line = [field.named["code"] + field.named["title"]]
        return [upper, self._policy(named["code"], named["title"], upper.key, own_line)]

    def _policy(self, code: str, title: str, part_of: str | None, lines: Sequence[Line]) -> Policy:
        fields, standing = self.tables.fields, self.tables.standing
        figures = SheetFigures(self.ledger, code)
        related, and_others = self.lists.divisions(fields.get("related"))
        lead, more = self.lists.divisions(fields.get("lead"))
        return Policy(
            key=code,
            code=code,
            title=title,
            level=self.settings["levels"]["own"],
            depth=1 if part_of is None else 2,
            part_of=part_of,
            lead_division=lead,
            related_division=related,
            and_others=and_others or more,
            guided_by=self._guided_by_field(),
            planned_project=tuple(
                PlannedProject(title=without_wraps(line.text), evidence=(self.source.evidence(line),))
                for line in self.lists.names(fields.get("planned"))
            ),
            standing=Standing(standing.standing) if standing else None,
            standing_year=standing.year if standing else None,
            project_count=figures.counts(self.tables.figures),
            cost=figures.costs(self.tables.figures),
            indicator=figures.indicators(self.tables.indicators),
            evidence=self._policy_evidence(lines),
        )

    def _policy_evidence(self, title: Sequence[Line]) -> tuple[Evidence, ...]:
        """Where the policy's own statements stand: its title, its offices, its standing."""
        offices = [field.rows for name in ("lead", "related") if (field := self.tables.fields.get(name))]
        standing = [self.tables.standing.rows] if self.tables.standing else []
        return tuple(self.source.evidence(*rows) for rows in (title, *offices, *standing) if rows)

    def _guided_by_field(self) -> tuple[GuidelineMention, ...]:
        return tuple(
            GuidelineMention(name=without_wraps(line.text), evidence=(self.source.evidence(line),))
            for line in self.lists.names(self.tables.fields.get("guided_by"))
        )

    def _basic_idea(self) -> tuple[tuple[Assessment, ...], list[GuidelineMention]]:
        return self._text(Aspect.BASIC_IDEA, self.tables.basic_idea)

    def _policy_line(self) -> tuple[tuple[Assessment, ...], list[GuidelineMention]]:
        line = self.tables.policy_line
        return self._text(Aspect.NEXT_POLICY_LINE, line.text, line.year) if line else ((), [])

    # 基本事業

    def _direction(self, row: BasicRow) -> tuple[tuple[Assessment, ...], list[GuidelineMention]]:
        return self._text(Aspect.PLAN_DIRECTION, row.direction)

    def _basic_project(
        self,
        part_of: str,
        row: BasicRow,
        texts: Sequence[tuple[tuple[Assessment, ...], list[GuidelineMention]]],
    ) -> BasicProject:
        return BasicProject(
            code=row.code.text.strip(),
            title="".join(without_wraps(piece.text) for piece in row.title),
            part_of=part_of,
            guided_by=merge_mentions(mention for _, mentions in texts for mention in mentions),
            assessment=tuple(assessment for made, _ in texts for assessment in made),
            evidence=(self.source.evidence(row.code, *row.title),),
        )

    def _row_states(
        self,
        table: StateTable,
        row: TableRow,
        states: dict[int, list[tuple[tuple[Assessment, ...], list[GuidelineMention]]]],
    ) -> None:
        """Link a row to the 基本事業 of the same number, since rows print no code."""
        lines = [placed.line for placed in row.lines]
        if row.stray:
            self._say_stray(row)
        if not lines:
            if row.label:
                say_read(self.ledger, row.label)
            return
        if not 0 < row.number <= len(self.tables.basics):
            say_not_read(self.ledger, *([row.label] if row.label else []), *lines)
            return
        about = RecordKey("basic-project", self.tables.basics[row.number - 1].code.text.strip())
        self._say_linked(row, about)
        say_repaired(self.ledger, BY_POSITION, *([row.label] if row.label else []), *lines)
        placings = [placed.placing for placed in row.lines if placed.placing]
        split = [placed.line for placed in row.lines if placed.placing and placed.placing.at_seam]
        if split:
            self._say_split(split, about)
        unknown = [placed for placed in row.lines if placed.placing is None]
        self._say_undetermined(row, about)
        states.setdefault(row.number, []).extend(
            [
                self._text(Aspect.CURRENT_STATE, Passage(tuple(piece for p in placings for piece in p.left))),
                self._text(
                    Aspect.NEXT_DIRECTION,
                    Passage(tuple(piece for p in placings for piece in p.right)),
                    table.year,
                ),
                self._undetermined(unknown),
            ]
        )

    def _undetermined(
        self, lines: Sequence[PlacedLine]
    ) -> tuple[tuple[Assessment, ...], list[GuidelineMention]]:
        if not lines:
            return (), []
        text = "\n".join(without_wraps(placed.line.text) for placed in lines)
        evidence = self.source.evidence(*(placed.line for placed in lines))
        mentions = [m for placed in lines for m in self._named(placed.line)]
        return (Assessment(aspect=Aspect.UNDETERMINED_COLUMN, text=text, evidence=(evidence,)),), mentions

    # 文章

    def _text(
        self, aspect: Aspect, passage: Passage, year: int | None = None
    ) -> tuple[tuple[Assessment, ...], list[GuidelineMention]]:
        """One text as an assessment, and the guidelines that it names; nothing where there is no text."""
        if not passage.parts:
            return (), []
        evidence = (self.source.evidence(*passage.parts),)
        text = passage.paragraphs(self.manner)
        return (
            (Assessment(aspect=aspect, text=text, fiscal_year=year, evidence=evidence),),
            self._named(passage.joined),
        )

    def _named(self, text: Line) -> list[GuidelineMention]:
        self.events += self.guidelines.events_in(text, self.source)
        return self.guidelines.mentions_in(text, self.source)

    # doubts

    def _say_linked(self, row: TableRow, about: RecordKey) -> None:
        title = "".join(piece.text for piece in self.tables.basics[row.number - 1].title)
        doubt(
            self.ledger,
            "basic-project-linked-by-position",
            Severity.INFO,
            f"「現状と課題・方向性」の {row.number} 行目には基本事業の番号がなく、順番によって {about.key}「{title}」に結び付けました。原文で確かめてください。",
            f"row {row.number} of the states and directions prints no code; it was linked to {about.key} by its position, check it in the document",
            *([row.label] if row.label else [row.lines[0].line]),
            item=title,
            about=about,
            printed=str(row.number),
            expected=about.key,
        )

    def _say_split(self, lines: Sequence[Line], about: RecordKey) -> None:
        say_repaired(self.ledger, SPLIT_AT_SEAM, *lines)
        for line in lines:
            short = shortened(line.text)
            doubt(
                self.ledger,
                "columns-split-at-seam",
                Severity.INFO,
                f"「{short}」では段や行の切れ目の空白が失われており、段の幅と文の続き方から切れ目を決めました。原文で確かめてください。",
                f'in "{short}" the white space between columns or lines was lost; the break was found by the columns\' width and by how the sentences go on; check the printed table',
                line,
                item=about.key,
                about=about,
                printed=line.text,
            )

    def _say_undetermined(self, row: TableRow, about: RecordKey) -> None:
        for unknown, run in groupby(row.lines, key=lambda placed: placed.placing is None):
            lines = [placed.line for placed in run]
            if not unknown:
                continue
            short = shortened("".join(line.text for line in lines))
            doubt(
                self.ledger,
                "column-undetermined",
                Severity.WARNING,
                f"「{short}」が「現状と課題」と「方向性」のどちらの段のものか決められません。どちらにも入れていません。原文の表で確かめてください。",
                f'whether "{short}" belongs to the state or to the direction cannot be told; it was put in neither, check the printed table',
                *lines,
                item=about.key,
                about=about,
                printed="".join(line.text for line in lines),
            )

    def _say_stray(self, row: TableRow) -> None:
        lines = [placed.line for placed in row.stray]
        self.ledger.not_read(*line_numbers(self.source, *lines))
        short = shortened("".join(line.text for line in lines))
        doubt(
            self.ledger,
            "row-boundary-undetermined",
            Severity.WARNING,
            f"「{short}」が {row.number} 行目のものか次の行のものか決められず、読んでいません。原文の表で確かめてください。",
            f'whether "{short}" belongs to row {row.number} or to the next cannot be told, and it was not read; check the printed table',
            *lines,
            printed="".join(line.text for line in lines),
        )


def _with_texts(
    policy: Policy, texts: Iterable[tuple[tuple[Assessment, ...], list[GuidelineMention]]]
) -> Policy:
    made = list(texts)
    return replace(
        policy,
        assessment=tuple(assessment for assessments, _ in made for assessment in assessments),
        guided_by=merge_mentions([*policy.guided_by, *(m for _, mentions in made for m in mentions)]),
    )

"""What reading gives: plain records of a plan, each with its evidence.

Field names equal the ontology's property names (`responsible_division` is `plg:responsibleDivision`); the table in
`plangraph.graph.mapping` holds the two together. `evidence` is left out of equality: two records are the same if
they say the same, wherever they stand. Records print as JSON and come back (`plangraph.reading.records_json`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from plangraph.model.amounts import AmountStatus
from plangraph.model.divisions import Division
from plangraph.model.findings import Finding, RecordKey
from plangraph.model.places import Evidence


class ListingRole(Enum):
    """掲載の別. 本掲 states content or money; 再掲 states neither; で実施・にて計上 leaves both to another project."""

    HOME = "Home"
    RELISTING = "Relisting"
    CARRIED = "Carried"

    @property
    def word(self) -> str:
        """The word that tables use."""
        return self.value.lower()


class CostKind(Enum):
    """事業費, 人件費, トータルコスト."""

    PROJECT_COST = "ProjectCost"
    PERSONNEL_COST = "PersonnelCost"
    TOTAL_COST = "TotalCost"


class Standing(Enum):
    """重点施策 or 重点施策以外."""

    PRIORITY = "Priority"
    NOT_PRIORITY = "NotPriority"


class Aspect(Enum):
    """What a text on a policy or basic project speaks of."""

    BASIC_IDEA = "BasicIdea"
    PLAN_DIRECTION = "PlanDirection"
    CURRENT_STATE = "CurrentState"
    NEXT_DIRECTION = "NextDirection"
    NEXT_POLICY_LINE = "NextPolicyLine"
    UNDETERMINED_COLUMN = "UndeterminedColumn"
    """Text of a two-column table whose column cannot be told: 現状と課題 or 方向性."""


class EventKind(Enum):
    """策定 or 改訂 of a guideline."""

    ESTABLISHED = "Established"
    REVISED = "Revised"

    @property
    def word(self) -> str:
        """The word that documents use."""
        return "策定" if self is EventKind.ESTABLISHED else "改訂"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One amount of money, in yen, with how it is known.

    `amount_yen` is there only where there is an amount. `amount_low` and `amount_high` bound it: equal to it where it
    is stated, wider by the rounding of the printed figures where it is derived. `derivation` says how a derived
    amount came about ("29 - 10 - 10").
    """

    amount_status: AmountStatus
    amount_yen: int | None = None
    amount_low: int | None = None
    amount_high: int | None = None
    printed_amount: str | None = None
    unit_yen: int | None = None
    derivation: str | None = None
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Amount):
    """事業費 of one fiscal year."""

    fiscal_year: int
    cost_kind: CostKind = CostKind.PROJECT_COST


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTotal(Amount):
    """A printed total of several fiscal years, both ends within."""

    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a plan says it will do in one fiscal year; `fiscal_year` is None where the text speaks of no year."""

    fiscal_year: int | None
    text: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A cell or field that the layout keeps under its printed label, beside what it reads."""

    label: str
    text: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineMention:
    """A guideline named in a field, in the text or in a project's title."""

    name: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineEvent:
    """策定 or 改訂 of a guideline in a fiscal year; printed twice, it is one event with two sources."""

    guideline: str
    event_kind: EventKind
    fiscal_year: int
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """One value of an indicator in one fiscal year; `value` is None where none is printed."""

    fiscal_year: int
    value: Decimal | None
    printed_value: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """成果指標, with its row number as printed."""

    number: str
    title: str
    unit_label: str | None
    observation: tuple[IndicatorValue, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A text on a policy or basic project."""

    aspect: Aspect
    text: str
    fiscal_year: int | None = None
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectCount:
    """The number of 事務事業 that a policy says it consists of in one fiscal year."""

    fiscal_year: int
    count: int
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProject:
    """予定計画事業: a name under a policy, without a listing."""

    title: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One node of the plan's tree.

    `key` names the policy in its plan: its code, with the level before it where two levels print one code. `part_of`
    is the key of its parent; None stands for the plan itself.
    """

    key: str
    code: str
    title: str
    level: str
    depth: int
    part_of: str | None = None
    lead_division: tuple[Division, ...] = ()
    related_division: tuple[Division, ...] = ()
    and_others: bool = False
    guided_by: tuple[GuidelineMention, ...] = ()
    planned_project: tuple[PlannedProject, ...] = ()
    standing: Standing | None = None
    standing_year: int | None = None
    project_count: tuple[ProjectCount, ...] = ()
    cost: tuple[Cost, ...] = ()
    indicator: tuple[Indicator, ...] = ()
    assessment: tuple[Assessment, ...] = ()
    note: tuple[Note, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicProject:
    """基本事業: a part of a 施策 in an evaluation sheet. `part_of` is the policy's key."""

    code: str
    title: str
    part_of: str
    guided_by: tuple[GuidelineMention, ...] = ()
    assessment: tuple[Assessment, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """掲載: one appearance of a project under one policy.

    `key` names the listing in its document: the section's key and the comparison title, with ~2 and so on where a
    section prints a title again. `title` is the printed title without its mark and without the spaces that line wraps
    left; `printed_title` is the cell as it stands. `marked_code` holds the codes that a 再掲 mark names; a mark
    without a target has `has_mark` and no code. `marked_code` names sections, or projects where the plan numbers its
    projects and marks by these numbers (`project_code` is the printed number). `former_title` is what a title says
    it was called before (旧：…). `linked_code` is the number that a link beside the mark leads to.
    """

    key: str
    listed_under: str | None
    title: str
    printed_title: str
    listing_role: ListingRole
    has_mark: bool = False
    marked_code: tuple[str, ...] = ()
    content: tuple[Content, ...] = ()
    designation: tuple[str, ...] = ()
    responsible_division: tuple[Division, ...] = ()
    related_division: tuple[Division, ...] = ()
    and_others: bool = False
    cost: tuple[Cost, ...] = ()
    printed_total: PrintedTotal | None = None
    carried_by_text: str | None = None
    counted_in_text: str | None = None
    guided_by: tuple[GuidelineMention, ...] = ()
    project_code: str | None = None
    former_title: str | None = None
    linked_code: str | None = None
    indicator: tuple[Indicator, ...] = ()
    assessment: tuple[Assessment, ...] = ()
    note: tuple[Note, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who publishes a plan. `code` is the five-digit area code of a municipality, or a short name (mhlw) of another body."""

    name: str
    code: str
    wikidata: str | None = None
    formed: str | None = None

    @property
    def is_municipality(self) -> bool:
        """Whether the code is a 全国地方公共団体コード of five digits.

        >>> Body(name="厚生労働省", code="mhlw").is_municipality
        False
        """
        return len(self.code) == 5 and self.code.isascii() and self.code.isdigit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan that a document belongs to. `chapters` names the chapters behind code prefixes, read or not."""

    id: str
    title: str
    first_year: int
    last_year: int
    series: str | None = None
    chapters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """What a planner says is one thing under several labels: printed label or code → the label or code to use.

    Every table is flat: what is used on the right of an entry stands on the left of none.
    """

    policies: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)
    guidelines: dict[str, str] = field(default_factory=dict)


class ChangeKind(Enum):
    """What became of offices: 改称, 統合, 分割, 廃止, 移管 (the same office under another 部)."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionChange:
    """One change of offices. `date` is the day it took effect, `fiscal_year` the year of it; the day gives the year."""

    kind: ChangeKind
    original: tuple[Division, ...]
    resulting: tuple[Division, ...]
    fiscal_year: int
    date: str | None = None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDescription:
    """What a `plan.toml` says of one document.

    `known` names the facts that the document does not print, each with the reason why it is known all the same.
    `mark_refers_to` is what a 再掲 mark names, "section" or "project" (its number); `who_marks` is "both", or "relisting"
    where the home prints no mark back.
    """

    id: str
    file: str
    sha256: str
    family: str
    layout: str
    body: Body
    plan: Plan
    first_year: int
    last_year: int
    title: str
    known: dict[str, str] = field(default_factory=dict)
    origin: str | None = None
    licence: str | None = None
    aliases: Aliases = field(default_factory=Aliases)
    division_changes: tuple[DivisionChange, ...] = ()
    mark_refers_to: str = "section"
    who_marks: str = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A printed count or sum held against what was read. Figures as printed and as counted, in the printed unit."""

    label: str
    printed: str
    counted: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the text: every line and every character that is not white space is in exactly one of these.

    Line counts leave blank lines out. `characters` counts what is not white space in the file; `characters_out` counts
    the same in the lines that tables were made from, so the two are equal unless something was lost. `repaired_at` holds,
    for each repair of single lines, those lines and its words ("line=12,15 …"); `not_read_at` the lines that
    were not read, as one place. `format` and `charset` say what the file is, `rows` how many rows or cards became listings or policies,
    `fields` the roles (project, division, cost …) of the columns and labelled fields that the document prints.
    """

    lines: int
    lines_read: int
    lines_repaired: int
    lines_not_read: int
    characters: int
    characters_out: int
    repairs: tuple[str, ...] = ()
    repaired_at: tuple[str, ...] = ()
    not_read_at: tuple[str, ...] = ()
    format: str = "text"
    charset: str | None = None
    rows: int = 0
    checks: tuple[Check, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A misread or misprinted field that a `corrections.toml` mended; the record holds `value`, this holds `printed`.

    `field` is the kind of record and its field ("listing.cost.2012"), `about` the record itself. `by` is a role, never a
    person's name; `date` is a day (YYYY-MM-DD). Lists stand joined by "; ".
    """

    field: str
    about: RecordKey
    printed: str
    value: str
    reason: str
    by: str
    date: str
    evidence: tuple[Evidence, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecords:
    """Everything that was read from one document, and the text it was read from, without personal names."""

    document: DocumentDescription
    policies: tuple[Policy, ...] = ()
    basic_projects: tuple[BasicProject, ...] = ()
    listings: tuple[Listing, ...] = ()
    guideline_events: tuple[GuidelineEvent, ...] = ()
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    account: Account
    text: str = field(repr=False)

"""Evaluation tables of a whole city: every 事務事業 in one table under 政策, 施策 and 基本事業, with indicators and costs by year."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from plangraph.model.amounts import AmountStatus, parse_figure
from plangraph.model.divisions import Division
from plangraph.model.records import (
    Aspect,
    Assessment,
    Content,
    Cost,
    CostKind,
    GuidelineMention,
    Indicator,
    IndicatorValue,
    Listing,
    ListingRole,
    Note,
    Policy,
)
from plangraph.printing.made_plans import (
    MadePlan,
    Shape,
    carry_some,
    cost_of,
    describe_made,
    list_at,
    listing_of,
    made_titles,
    policies_with_rows,
    theme_title,
    total_of,
)
from plangraph.printing.word_lists import (
    ACTIONS,
    AREAS,
    CONTENTS,
    DESIGNATIONS,
    GUIDELINES,
    MEASURES,
    NOTES,
    OFFICES,
    TARGETS,
    TEXTS,
    TOPICS,
    TRAITS,
)

CITY_TABLE = "evaluation-table"
"""The name of the layout."""
FIRST_YEAR, YEARS = 2020, 5
MOST_INDICATORS = 5
SHAPE = Shape(yearly_content=False, blank_money="-")
_KINDS = (CostKind.PROJECT_COST, CostKind.PERSONNEL_COST, CostKind.TOTAL_COST)
_ROWS_OF_BASIC, _BASICS_OF_POLICY = 6, 3
_WITHOUT = {
    ListingRole.HOME: AmountStatus.BLANK,
    ListingRole.RELISTING: AmountStatus.RELISTED,
    ListingRole.CARRIED: AmountStatus.CARRIED_ELSEWHERE,
}


def make_city_table(seed: int, city: int, edition: int, rows: int) -> MadePlan:
    """One table of exactly `rows` projects without a fault, a tenth of them listed again; the same numbers give the same.

    Costs of listings without money are filled in by `with_every_cost`, once all faults are planted.
    """
    # Made data, not a secret: a generator with a known seed is the purpose.
    rng = random.Random(f"{seed}/{city}/{edition}/table")  # noqa: S311
    homes = rows - rows // 10
    titles = made_titles(random.Random(f"{seed}/{city}"), homes, edition)  # noqa: S311
    described = describe_made(city, edition, CITY_TABLE)
    first, last = FIRST_YEAR + edition, FIRST_YEAR + edition + YEARS - 1
    name = described.body.name
    title = f"{name}事務事業評価一覧（{last}年度）"
    span = replace(described.plan, title=title, first_year=first, last_year=last)
    described = replace(described, plan=span, first_year=first, last_year=last, title=title)
    plan = MadePlan(described, SHAPE, _policies(rng, homes))
    keys = [policy.key for policy in plan.policies if policy.level == "基本事業"]
    per = -(-homes // len(keys))
    plan.sections = {key: [] for key in keys}
    for number, project in enumerate(titles):
        key = keys[number // per]
        plan.sections[key].append(_row(rng, first, key, project, number))
    plan.policies = policies_with_rows(plan)
    keys = list(plan.sections)
    if len(keys) > 1:
        for home in rng.sample(list(plan.listings()), rows - homes):
            there = rng.choice([key for key in keys if key != home.listed_under])
            list_at(plan, home, there, plan.years_without_money)
    carry_some(rng, plan)
    return plan


def with_every_cost(plan: MadePlan) -> None:
    """Give each listing the cells of all kinds and years, as a table has them whether or not anything is printed."""
    years = range(plan.description.first_year, plan.description.last_year + 1)
    for key, section in plan.sections.items():
        plan.sections[key] = [replace(one, cost=tuple(_every_cost(one, years))) for one in section]


def _every_cost(listing: Listing, years: Sequence[int]) -> list[Cost]:
    known = {(cost.cost_kind, cost.fiscal_year): cost for cost in listing.cost}
    status = _WITHOUT[listing.listing_role]
    return [
        known.get((kind, year), Cost(fiscal_year=year, cost_kind=kind, amount_status=status))
        for kind in _KINDS
        for year in years
    ]


def _policies(rng: random.Random, rows: int) -> list[Policy]:
    """政策 1, 施策 1-1, 基本事業 1-1-1, each before those within it."""
    basics = max(2, -(-rows // _ROWS_OF_BASIC))
    count = -(-basics // _BASICS_OF_POLICY)
    areas = min(len(AREAS), max(1, -(-count // _BASICS_OF_POLICY)))
    per_area = -(-count // areas)
    made: list[Policy] = []
    for at in range(areas):
        area = f"{at + 1}"
        made.append(Policy(key=area, code=area, title=AREAS[at][1], level="政策", depth=1))
        for inner in range(per_area):
            index = at * per_area + inner
            code = f"{area}-{inner + 1}"
            title = f"{TRAITS[index % len(TRAITS)]}{theme_title(index)}"
            made.append(Policy(key=code, code=code, title=title, level="施策", depth=2, part_of=area))
            for lowest in range(_BASICS_OF_POLICY):
                key = f"{code}-{lowest + 1}"
                title = f"{rng.choice(TOPICS)}の{rng.choice(ACTIONS)}と{rng.choice(TARGETS)}への支援"
                made.append(Policy(key=key, code=key, title=title, level="基本事業", depth=3, part_of=code))
    return made


def _row(rng: random.Random, first: int, section: str, title: str, number: int) -> Listing:
    department, offices = OFFICES[number % len(OFFICES)]
    divisions = [Division(department, rng.choice(offices))]
    others = [Division(name, rng.choice(each)) for name, each in OFFICES if name != department]
    if rng.random() < 0.15:
        divisions.append(others.pop(rng.randrange(len(others))))
    related = rng.sample(others, rng.randint(1, 2)) if rng.random() < 0.3 else []
    guided = (GuidelineMention(name=rng.choice(GUIDELINES)),) if rng.random() < 0.2 else ()
    indicators = _indicators(rng, first, title)
    costs = _costs(rng, first)
    project = [cost for cost in costs if cost.cost_kind is CostKind.PROJECT_COST]
    total = sum(cost.amount_yen or 0 for cost in project) // SHAPE.unit
    return listing_of(
        section,
        title,
        content=(Content(fiscal_year=None, text=rng.choice(CONTENTS)),),
        designation=tuple(word for word in DESIGNATIONS if rng.random() < 0.15),
        responsible_division=tuple(divisions),
        related_division=tuple(related),
        and_others=len(divisions) > 1 and rng.random() < 0.3,
        guided_by=guided,
        cost=costs,
        printed_total=total_of(first, f"{total:,}", SHAPE.unit, YEARS),
        project_code=f"{number + 1:05d}",
        indicator=indicators,
        assessment=tuple(
            Assessment(aspect=Aspect(name), text=rng.choice(each)) for name, each in TEXTS.items()
        ),
        note=(*_notes(rng), *_targets(rng, indicators)),
    )


def _indicators(rng: random.Random, first: int, title: str) -> tuple[Indicator, ...]:
    """One to five indicators that rise or stay, each with a unit and a value for every year."""
    measures = rng.sample(MEASURES, rng.randint(1, MOST_INDICATORS))
    return tuple(
        _indicator(rng, first, f"{number}", f"{title}の{measure}", unit)
        for number, (measure, unit) in enumerate(measures, 1)
    )


def _indicator(rng: random.Random, first: int, number: str, title: str, unit: str) -> Indicator:
    share = unit == "％"
    start, step = (rng.randint(200, 600), 60) if share else (rng.randint(10, 4_000), 90)
    values = [start + rng.randint(step // 2, step) * at for at in range(YEARS)]
    printed = [f"{value / 10:.1f}" if share else f"{value:,}" for value in values]
    observed = tuple(observation_of(first + at, text) for at, text in enumerate(printed))
    return Indicator(number=number, title=title, unit_label=unit, observation=observed)


def observation_of(year: int, printed: str) -> IndicatorValue:
    """An indicator's value as it is printed; one that is no figure has none."""
    return IndicatorValue(fiscal_year=year, value=parse_figure(printed).value, printed_value=printed)


def _costs(rng: random.Random, first: int) -> tuple[Cost, ...]:
    """事業費, 人件費 and their sum for each year; here and there a year is blank or undetermined in all three."""
    project = [
        rng.choice((0, rng.randint(1, 90_000))) if rng.random() < 0.1 else rng.randint(1, 90_000)
        for _ in range(YEARS)
    ]
    personnel = [rng.randint(1, 9_000) for _ in range(YEARS)]
    figures = (project, personnel, [sum(pair) for pair in zip(project, personnel, strict=True)])
    texts = [[f"{figure:,}" for figure in each] for each in figures]
    if rng.random() < 0.08:
        at, nothing = rng.randrange(YEARS), rng.choice(("***", "-"))
        for each in texts:
            each[at] = nothing
    return tuple(
        cost_of(first + at, text, SHAPE.unit, kind)
        for kind, each in zip(_KINDS, texts, strict=True)
        for at, text in enumerate(each)
    )


def _notes(rng: random.Random) -> list[Note]:
    notes = [Note(label=label, text=rng.choice(texts)) for label, texts in NOTES.items()]
    return [note for note in notes if rng.random() < 0.9]


def _targets(rng: random.Random, indicators: Sequence[Indicator]) -> list[Note]:
    """Targets, which records keep as notes under the indicator's title and the column's label."""
    return [
        Note(label=f"{one.title} 指標{one.number} 目標値(令和10年度)", text=f"{rng.randint(50, 9_999):,}")
        for one in indicators
        if rng.random() < 0.9
    ]

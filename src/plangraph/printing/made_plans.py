"""Made plans: records of a city that does not exist, without a fault, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plangraph.model.amounts import AmountStatus
from plangraph.model.divisions import Division
from plangraph.model.records import (
    Account,
    Body,
    Content,
    Cost,
    CostKind,
    DocumentDescription,
    DocumentRecords,
    Listing,
    ListingRole,
    Plan,
    Policy,
    PrintedTotal,
)
from plangraph.model.texts import comparison_title
from plangraph.printing.word_lists import (
    ACTIONS,
    AREAS,
    CITIES,
    CONTENTS,
    DESIGNATIONS,
    DISTRICTS,
    OFFICES,
    THEMES,
    TOPICS,
)

FIRST_YEAR, YEARS = 2024, 3
CITIES_MOST = 9_999
"""As many area codes are left for cities that do not exist."""
MOST_TITLES = len(TOPICS) * len(ACTIONS) * (len(DISTRICTS) + 1)
"""Projects for which there are titles."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a layout wants its records.

    `unit` is that of its money; `letters` and `three_levels` are of codes and tree; `codes`: projects are numbered.
    `yearly_content`: a content for each year. `blank_money` is what a year without money prints. `row_unit`: a row says
    its unit whatever its cells hold. `blank_costs`: a listing without money has cells for it all the same.
    """

    unit: int = 1_000
    letters: bool = False
    three_levels: bool = False
    codes: bool = True
    yearly_content: bool = True
    blank_money: str | None = None
    row_unit: bool = False
    blank_costs: bool = True


@dataclass
class MadePlan:
    """One made document while it is worked on; `sections` holds the listings of each lowest policy, in order."""

    description: DocumentDescription
    shape: Shape
    policies: list[Policy]
    sections: dict[str, list[Listing]] = field(default_factory=dict)

    def listings(self) -> Iterator[Listing]:
        """Every listing in the order of the print."""
        return (listing for section in self.sections.values() for listing in section)

    @property
    def years_without_money(self) -> Sequence[int]:
        """The years for which a listing without money has cells."""
        first, last = self.description.first_year, self.description.last_year
        return range(first, last + 1) if self.shape.blank_costs else ()

    def find(self, key: str) -> Listing | None:
        """The listing of a key, if it is still there."""
        return next((one for one in self.sections.get(key.split("/")[0], []) if one.key == key), None)

    def put(self, old: Listing, *new: Listing) -> None:
        """Put other listings (or none) in the place of one."""
        section = self.sections[old.listed_under or ""]
        at = next(i for i, one in enumerate(section) if one is old)
        section[at : at + 1] = new

    def records(self) -> DocumentRecords:
        """What a right reading of the printed document gives, but for places and account."""
        account = Account(
            lines=0, lines_read=0, lines_repaired=0, lines_not_read=0, characters=0, characters_out=0
        )
        return DocumentRecords(
            document=self.description,
            policies=tuple(self.policies),
            listings=tuple(self.listings()),
            account=account,
            text="",
        )


def make_plan(seed: int, city: int, edition: int, projects: int, shape: Shape, layout: str) -> MadePlan:
    """One plan without a fault: `projects` homes, some of them listed again, some carried by others.

    The same numbers give the same plan. Further editions begin a year later each, with most projects the same.
    """
    # Made data, not a secret: a generator with a known seed is the purpose.
    rng = random.Random(f"{seed}/{city}/{edition}")  # noqa: S311
    titles = made_titles(random.Random(f"{seed}/{city}"), projects, edition)  # noqa: S311
    plan = MadePlan(describe_made(city, edition, layout), shape, _policies(shape, projects))
    inner = {policy.part_of for policy in plan.policies}
    keys = [policy.key for policy in plan.policies if policy.key not in inner]
    plan.sections = {key: [] for key in keys}
    per = -(-projects // len(keys))
    for number, title in enumerate(titles):
        key = keys[number // per]
        plan.sections[key].append(_home(rng, plan, key, title, number))
    _list_again(rng, plan, keys)
    carry_some(rng, plan)
    plan.policies = policies_with_rows(plan)
    return plan


def made_titles(rng: random.Random, count: int, edition: int) -> list[str]:
    """Titles that differ in more than a character; a later edition drops some and adds as many."""
    if count + edition * max(count // 10, 1) > MOST_TITLES:
        raise ValueError(f"at most {MOST_TITLES} titles can be made")
    new = max(count // 10, 1)
    wanted = count + edition * new
    base = [topic + action for topic in TOPICS for action in ACTIONS]
    rng.shuffle(base)
    titles = base[:wanted]
    for district in DISTRICTS:
        if len(titles) >= wanted:
            break
        titles += [f"{district}{title}" for title in base[: wanted - len(titles)]]
    return titles[edition * new : wanted]


def describe_made(city: int, edition: int, layout: str) -> DocumentDescription:
    """A city that does not exist, its plan, and the document in a layout."""
    name = CITIES[city % len(CITIES)]
    if city >= len(CITIES):
        name = f"第{city // len(CITIES) + 1}{name}"
    code, first = f"{90001 + city}", FIRST_YEAR + edition
    plan = Plan(
        id=f"{code}-jisshi-{first}",
        title=f"{name}実施計画（{first}年度版）",
        first_year=first,
        last_year=first + YEARS - 1,
        series=f"{code}-jisshi",
    )
    return DocumentDescription(
        id=f"{code}-{first}-{layout}",
        file="",
        sha256="",
        family="",
        layout=layout,
        body=Body(name=name, code=code),
        plan=plan,
        first_year=first,
        last_year=plan.last_year,
        title=plan.title,
    )


def _policies(shape: Shape, projects: int) -> list[Policy]:
    """A tree with some ten projects a section, at most three sections an area at first, more for large plans."""
    areas = min(len(AREAS), max(2, projects // 20))
    per_area = max(2, min(projects // (areas * 10), 2000))
    made = []
    if shape.three_levels:
        made.append(Policy(key="1", code="1", title="ともにつくる明日のまち", level="章", depth=1))
    for number, (letter, title) in enumerate(AREAS[:areas], 1):
        code = f"{letter}{number}" if shape.letters else str(number)
        top = made[0].key if shape.three_levels else None
        levels = ("基本施策", "施策") if shape.three_levels else ("政策", "施策")
        depth = 2 if shape.three_levels else 1
        made.append(Policy(key=code, code=code, title=title, level=levels[0], depth=depth, part_of=top))
        for at in range(per_area):
            index = (number - 1) * per_area + at
            theme = theme_title(index)
            key = f"{code}-{at + 1}"
            made.append(
                Policy(key=key, code=key, title=theme, level=levels[1], depth=depth + 1, part_of=code)
            )
    return made


def theme_title(index: int) -> str:
    """The title of a section; large plans say for which part of the city, and in which round, it is."""
    turn, at = divmod(index, len(THEMES))
    if not turn:
        return THEMES[at]
    round_number, district = divmod(turn - 1, len(DISTRICTS))
    place = DISTRICTS[district]
    return f"{place}の{THEMES[at]}" + (f"第{round_number + 1}期" if round_number else "")


def policies_with_rows(plan: MadePlan) -> list[Policy]:
    """The policies under which something is listed, and those above them."""
    wanted = {key for key, listings in plan.sections.items() if listings}
    plan.sections = {key: listings for key, listings in plan.sections.items() if listings}
    for policy in reversed(plan.policies):
        if policy.key in wanted and policy.part_of:
            wanted.add(policy.part_of)
    return [policy for policy in plan.policies if policy.key in wanted]


def _home(rng: random.Random, plan: MadePlan, section: str, title: str, number: int) -> Listing:
    shape = plan.shape
    first = plan.description.first_year
    department, offices = OFFICES[number % len(OFFICES)]
    divisions = [Division(department, rng.choice(offices))]
    if rng.random() < 0.1:
        other, more = rng.choice([one for one in OFFICES if one[0] != department])
        divisions.append(Division(other, rng.choice(more)))
    contents = [Content(fiscal_year=first, text=rng.choice(CONTENTS))]
    if shape.yearly_content:
        contents += [Content(fiscal_year=first + at, text="継続") for at in range(1, YEARS)]
    else:
        contents = [replace(contents[0], fiscal_year=None)]
    figures = [
        rng.choice((0, rng.randint(1, 9_999))) if rng.random() < 0.15 else rng.randint(1, 9_999)
        for _ in range(YEARS)
    ]
    costs, total = _money(rng, shape, first, figures)
    designation = tuple(word for word in DESIGNATIONS[:2] if rng.random() < 0.2)
    return listing_of(
        section,
        title,
        content=tuple(contents),
        designation=designation,
        responsible_division=tuple(divisions),
        and_others=rng.random() < 0.05,
        cost=costs,
        printed_total=total,
        project_code=f"{number + 1:05d}" if shape.codes else None,
    )


def _money(
    rng: random.Random, shape: Shape, first: int, figures: Sequence[int]
) -> tuple[tuple[Cost, ...], PrintedTotal | None]:
    """Costs with their total; here and there a year is blank or undetermined, and is not in the total."""
    texts = [f"{figure:,}" for figure in figures]
    if rng.random() < 0.08:
        texts[rng.randrange(YEARS)] = rng.choice(("***", shape.blank_money or "***"))
    costs = tuple(cost_of(first + at, text, shape.unit) for at, text in enumerate(texts))
    if shape.row_unit:
        costs = tuple(replace(c, unit_yen=shape.unit) if c.printed_amount else c for c in costs)
    total = sum(cost.amount_yen or 0 for cost in costs) // shape.unit
    return costs, total_of(first, f"{total:,}", shape.unit)


def cost_of(year: int, printed: str, unit: int, kind: CostKind = CostKind.PROJECT_COST) -> Cost:
    """A cost as it is printed: a figure, ***, - or nothing."""
    if printed in ("", "-"):
        return Cost(
            fiscal_year=year, cost_kind=kind, amount_status=AmountStatus.BLANK, printed_amount=printed or None
        )
    if printed == "***":
        return Cost(
            fiscal_year=year,
            cost_kind=kind,
            amount_status=AmountStatus.UNDETERMINED,
            printed_amount=printed,
        )
    yen = int(printed.replace(",", "")) * unit
    return Cost(
        fiscal_year=year,
        cost_kind=kind,
        amount_status=AmountStatus.STATED,
        amount_yen=yen,
        amount_low=yen,
        amount_high=yen,
        printed_amount=printed,
        unit_yen=unit,
    )


def total_of(first: int, printed: str, unit: int, years: int = YEARS) -> PrintedTotal:
    """A printed total of all years of the plan."""
    yen = int(printed.replace(",", "")) * unit
    return PrintedTotal(
        first_year=first,
        last_year=first + years - 1,
        amount_status=AmountStatus.STATED,
        amount_yen=yen,
        amount_low=yen,
        amount_high=yen,
        printed_amount=printed,
        unit_yen=unit,
    )


def listing_of(section: str, title: str, marks: Sequence[str] | None = None, **fields: object) -> Listing:
    """A listing with its key and its printed title; `marks` are the codes that its mark names."""
    mark = f"（{'、'.join(marks)}で再掲）" if marks else ""
    fields.setdefault("listing_role", ListingRole.HOME)
    return Listing(
        key=f"{section}/{comparison_title(title)}",
        listed_under=section,
        title=title,
        printed_title=f"{title}{mark}",
        has_mark=bool(marks),
        marked_code=tuple(marks or ()),
        **fields,  # type: ignore[arg-type]  # the fields of Listing by their own names
    )


def relisting_of(home: Listing, section: str, marks: Sequence[str], years: Sequence[int]) -> Listing:
    """The home's project listed again elsewhere: title, mark and offices, no content and no money."""
    costs = tuple(Cost(fiscal_year=year, amount_status=AmountStatus.RELISTED) for year in years)
    return listing_of(
        section,
        home.title,
        marks,
        listing_role=ListingRole.RELISTING,
        responsible_division=home.responsible_division,
        cost=costs,
        project_code=home.project_code,
    )


def with_marks(listing: Listing, marks: Sequence[str] | None) -> Listing:
    """The same listing with another mark."""
    plain = listing_of(listing.listed_under or "", listing.title, marks)
    return replace(
        listing,
        printed_title=plain.printed_title,
        has_mark=plain.has_mark,
        marked_code=plain.marked_code,
    )


def carried_of(
    listing: Listing, years: Sequence[int], *, carried_by: str | None = None, counted_in: str | None = None
) -> Listing:
    """The same listing without content and money, which another project bears."""
    costs = tuple(Cost(fiscal_year=year, amount_status=AmountStatus.CARRIED_ELSEWHERE) for year in years)
    return replace(
        listing,
        listing_role=ListingRole.CARRIED,
        content=(),
        cost=costs,
        printed_total=None,
        carried_by_text=carried_by,
        counted_in_text=counted_in,
    )


def _list_again(rng: random.Random, plan: MadePlan, keys: Sequence[str]) -> None:
    """List every eighth project or so again, with marks on both sides."""
    years = plan.years_without_money
    for home in [one for one in plan.listings() if rng.random() < 0.12]:
        others = [key for key in keys if key != home.listed_under and plan.sections[key]]
        if others:
            list_at(plan, home, rng.choice(others), years)


def list_at(plan: MadePlan, home: Listing, there: str, years: Sequence[int]) -> None:
    """List a project again under a further policy, with marks on both sides."""
    plan.put(home, with_marks(home, [there]))
    plan.sections[there].append(relisting_of(home, there, [home.listed_under or ""], years))


def carry_some(rng: random.Random, plan: MadePlan) -> None:
    """Let one in fifteen be carried by, or counted in, a plain home of the same section."""
    for section in plan.sections.values():
        homes = [one for one in section if one.listing_role is ListingRole.HOME and not one.has_mark]
        for listing in homes[1:]:
            if rng.random() < 0.07:
                words = {rng.choice(("carried_by", "counted_in")): homes[0].title}
                plan.put(listing, carried_of(listing, plan.years_without_money, **words))

"""Planted faults: what goes wrong in real documents, put into made ones on purpose, each with the rule that should find it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from plangraph.model.amounts import AmountStatus
from plangraph.model.divisions import Division
from plangraph.model.records import Listing, ListingRole
from plangraph.printing.made_plans import (
    MadePlan,
    carried_of,
    cost_of,
    listing_of,
    relisting_of,
    total_of,
    with_marks,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault.

    `rules` are those of the report of which at least one should name `item`; none where no rule exists yet, and `missing`
    says what such a rule would see. `about` are the keys of the listings or policies that it touches.
    """

    kind: str
    rules: tuple[str, ...]
    item: str
    about: tuple[str, ...]
    field: str
    printed: str
    expected: str
    missing: str | None = None


Planter = Callable[[MadePlan, Listing, random.Random], Fault | None]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault, the rules that should find it, and how it is planted on a listing (None: it does not fit there)."""

    name: str
    rules: tuple[str, ...]
    plant: Planter
    needs: str = "home"
    missing: str | None = None


def plant_faults(
    plan: MadePlan, kinds: Sequence[FaultKind], shares: Mapping[str, float], seed: str
) -> tuple[Fault, ...]:
    """Plant faults in place: a listing takes each kind with the kind's share of those that it fits, and never two.

    A pair of home and relisting, and a project that others are carried by, counts as one.
    """
    rng = random.Random(seed)  # noqa: S311  made data, not a secret
    touched: set[str] = _carriers(plan)
    faults: list[Fault] = []
    for kind in kinds:
        share = shares.get(kind.name, 0.0)
        if share <= 0:
            continue
        for listing in [one for one in plan.listings() if _suits(kind, one)]:
            keys = {listing.key, *_partners(plan, listing)}
            if keys & touched or rng.random() >= share or plan.find(listing.key) is not listing:
                continue
            fault = kind.plant(plan, listing, rng)
            if fault is not None:
                faults.append(fault)
                touched |= keys | set(fault.about)
    return tuple(faults)


def _suits(kind: FaultKind, listing: Listing) -> bool:
    role = listing.listing_role
    if kind.needs == "pair":
        return role is ListingRole.HOME and listing.has_mark
    if kind.needs == "carried":
        return role is ListingRole.CARRIED
    return role is ListingRole.HOME and not listing.has_mark


def _carriers(plan: MadePlan) -> set[str]:
    names = {name for one in plan.listings() for name in (one.carried_by_text, one.counted_in_text) if name}
    return {one.key for one in plan.listings() if one.title in names}


def _partners(plan: MadePlan, listing: Listing) -> Iterator[str]:
    for code in listing.marked_code:
        for other in plan.sections.get(code, []):
            if other.title == listing.title:
                yield other.key


def _partner(plan: MadePlan, home: Listing) -> Listing | None:
    return plan.find(next(_partners(plan, home), ""))


def _fault(kind: str, *listings: Listing, field: str, printed: str, expected: str) -> Fault:
    entry = BY_NAME[kind]
    about = tuple(one.key for one in listings)
    return Fault(kind, entry.rules, listings[0].title, about, field, printed, expected, entry.missing)


# ---- 再掲


def _no_other_side(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None or len(plan.sections[other.listed_under or ""]) < 2:
        return None
    plan.put(other)
    code = home.marked_code[0]
    return _fault(
        "mark-without-other-side", home, field="marked_code", printed=code, expected=f"{code} の再掲の行"
    )


def _no_mark_back(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None:
        return None
    plain = with_marks(home, None)
    plan.put(home, plain)
    return _fault(
        "mark-without-mark-back", other, plain, field="marked_code", printed="", expected=home.marked_code[0]
    )


def _two_homes(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None:
        return None
    second = replace(
        home,
        key=other.key,
        listed_under=other.listed_under,
        printed_title=other.printed_title,
        marked_code=other.marked_code,
    )
    plan.put(other, second)
    return _fault("two-homes", home, second, field="listing_role", printed="home", expected="relisting")


def _no_home(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None:
        return None
    years = plan.years_without_money
    again = relisting_of(home, home.listed_under or "", home.marked_code, years)
    plan.put(home, again)
    return _fault("no-home", again, other, field="listing_role", printed="relisting", expected="home")


def _relisting_with_money(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None or not any(cost.amount_yen for cost in home.cost):
        return None
    nothing = (AmountStatus.BLANK,)
    costs = tuple(
        replace(cost, amount_status=AmountStatus.RELISTED) if cost.amount_status in nothing else cost
        for cost in home.cost
    )
    plan.put(other, replace(other, cost=costs, printed_total=home.printed_total))
    return _fault(
        "relisting-with-money",
        other,
        home,
        field="cost",
        printed=home.cost[0].printed_amount or "",
        expected="",
    )


def _unmarked_twin(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None:
        return None
    plain = with_marks(home, None)
    # A number that both print would join them without a mark.
    code = f"9{home.project_code}" if home.project_code else None
    twin = replace(plain, key=other.key, listed_under=other.listed_under, project_code=code)
    plan.put(home, plain)
    plan.put(other, twin)
    return _fault(
        "same-title-unmarked", twin, plain, field="marked_code", printed="", expected=home.marked_code[0]
    )


def _home_printed_twice(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    """The same number, title, content and money in two sections, and no mark: one project for the reader, two homes."""
    other = _partner(plan, home)
    if other is None or not home.project_code:
        return None
    plain = with_marks(home, None)
    twin = replace(plain, key=other.key, listed_under=other.listed_under)
    plan.put(home, plain)
    plan.put(other, twin)
    return _fault(
        "home-printed-twice", plain, twin, field="listing_role", printed="home", expected="relisting"
    )


def _other_division(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None or home.and_others or other.and_others or not other.responsible_division:
        return None
    known = {office: None for one in plan.listings() for office in one.responsible_division}
    foreign = [office for office in known if office not in home.responsible_division]
    if not foreign:
        return None
    wrong = rng.choice(foreign)
    changed = replace(other, responsible_division=(wrong,))
    plan.put(other, changed)
    return _fault(
        "relisting-elsewhere",
        changed,
        home,
        field="responsible_division",
        printed=wrong.name,
        expected=home.responsible_division[0].name,
    )


def _one_character(plan: MadePlan, home: Listing, rng: random.Random) -> Fault | None:
    other = _partner(plan, home)
    if other is None or len(home.title) < 6:
        return None
    title = home.title[:-2] + home.title[-1]
    changed = listing_of(
        other.listed_under or "",
        title,
        other.marked_code,
        listing_role=other.listing_role,
        responsible_division=other.responsible_division,
        cost=other.cost,
        project_code=other.project_code,
    )
    plan.put(other, changed)
    fault = _fault("title-differs", home, changed, field="title", printed=title, expected=home.title)
    return replace(fault, about=(home.key, changed.key, other.key))


# ---- 実施・計上


def _carried_by_itself(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    made = carried_of(listing, plan.years_without_money, carried_by=listing.title)
    plan.put(listing, made)
    return _fault("carried-by-own-name", made, field="carried_by_text", printed=listing.title, expected="")


def _carried_in_a_ring(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    section = plan.sections[listing.listed_under or ""]
    # Made plans let a project be carried by one of its own section only.
    names = {name for one in section for name in (one.carried_by_text, one.counted_in_text) if name}
    others = [
        one
        for one in section
        if one.listing_role is ListingRole.HOME
        and not (one.has_mark or one is listing or one.title in names)
        and one.responsible_division
        and one.printed_total is not None
    ]
    if not others:
        return None
    other = others[0]
    years = plan.years_without_money
    first = carried_of(listing, years, carried_by=other.title)
    second = carried_of(other, years, carried_by=listing.title)
    plan.put(listing, first)
    plan.put(other, second)
    return _fault(
        "carried-in-a-ring", first, second, field="carried_by_text", printed=other.title, expected=""
    )


def _carrier_unknown(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    name = "地区まちづくり総合事業"
    made = replace(listing, carried_by_text=name, counted_in_text=None)
    plan.put(listing, made)
    before = listing.carried_by_text or listing.counted_in_text or ""
    return _fault("carrier-unknown", made, field="carried_by_text", printed=name, expected=before)


def _carrier_carried(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    """Let the work be carried by a project that is itself carried by a further one."""
    section = plan.sections[listing.listed_under or ""]
    name = listing.carried_by_text or listing.counted_in_text
    between = next(
        (
            one
            for one in section
            if one.listing_role is ListingRole.CARRIED
            and one is not listing
            and name in (one.carried_by_text, one.counted_in_text)
        ),
        None,
    )
    if between is None:
        return None
    made = replace(listing, carried_by_text=between.title, counted_in_text=None)
    plan.put(listing, made)
    fault = _fault(
        "carrier-carried", made, field="carried_by_text", printed=between.title, expected=name or ""
    )
    return replace(fault, about=(made.key, between.key))


# ---- 金額


def _negative_amount(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    """Print △ before the first year's amount, and the total that then holds."""
    first, *rest = listing.cost
    total, unit = listing.printed_total, plan.shape.unit
    kinds = {cost.cost_kind for cost in listing.cost}
    if total is None or len(kinds) > 1 or any(cost.amount_yen is None for cost in listing.cost):
        return None
    yen = -(first.amount_yen or 0)
    if not yen or yen + sum(cost.amount_yen or 0 for cost in rest) <= 0:
        return None
    printed = f"△{-yen // unit:,}"
    negative = replace(first, amount_yen=yen, amount_low=yen, amount_high=yen, printed_amount=printed)
    costs = (negative, *rest)
    sum_of = f"{sum(cost.amount_yen or 0 for cost in costs) // unit:,}"
    years = total.last_year - total.first_year + 1
    made = replace(listing, cost=costs, printed_total=total_of(total.first_year, sum_of, unit, years))
    plan.put(listing, made)
    return _fault(
        "negative-amount",
        made,
        field=f"cost.{first.fiscal_year}",
        printed=printed,
        expected=first.printed_amount or "",
    )


def _wrong_total(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    total = listing.printed_total
    if total is None or any(cost.amount_yen is None for cost in listing.cost):
        return None
    unit = total.unit_yen or 1
    printed = f"{(total.amount_yen or 0) // unit + rng.randint(50, 900):,}"
    years = total.last_year - total.first_year + 1
    made = replace(listing, printed_total=total_of(total.first_year, printed, unit, years))
    plan.put(listing, made)
    return _fault(
        "total-differs", made, field="printed_total", printed=printed, expected=total.printed_amount or ""
    )


def _bad_figure(kind: str, printed: str) -> Planter:
    def plant(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
        if any(cost.amount_yen is None for cost in listing.cost):
            return None
        first, *rest = listing.cost
        two_rows = plan.shape.row_unit
        status = AmountStatus.LOST if two_rows else AmountStatus.UNDETERMINED
        # A 事業費 row says its unit in its label, whatever the cell holds.
        unit = plan.shape.unit if two_rows else None
        bad = replace(
            cost_of(first.fiscal_year, "", plan.shape.unit),
            amount_status=status,
            printed_amount=printed,
            unit_yen=unit,
        )
        made = replace(listing, cost=(bad, *rest))
        plan.put(listing, made)
        return _fault(
            kind,
            made,
            field=f"cost.{first.fiscal_year}",
            printed=printed,
            expected=first.printed_amount or "",
        )

    return plant


# ---- 所管、内容


def _no_division(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    made = replace(listing, responsible_division=(), and_others=False)
    plan.put(listing, made)
    expected = "、".join(division.name for division in listing.responsible_division)
    return _fault("no-division", made, field="responsible_division", printed="", expected=expected)


def _division_typo(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    first, *rest = listing.responsible_division
    section = first.section or ""
    uses = sum(first in one.responsible_division for one in plan.listings())
    if not section.endswith("課") or len(section) < 5 or uses < 8:
        return None
    wrong = Division(first.department, section[:-2] + "課")
    if any(wrong in one.responsible_division for one in plan.listings()):
        return None
    made = replace(listing, responsible_division=(wrong, *rest))
    plan.put(listing, made)
    fault = _fault(
        "division-typo", made, field="responsible_division", printed=wrong.name, expected=first.name
    )
    return replace(fault, item=wrong.name)


def _priority_without_content(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    words = dict.fromkeys(("重点", *listing.designation))
    made = replace(listing, designation=tuple(words), content=())
    plan.put(listing, made)
    expected = listing.content[0].text if listing.content else ""
    return _fault("priority-without-content", made, field="content", printed="", expected=expected)


def _continued_from_nothing(plan: MadePlan, listing: Listing, rng: random.Random) -> Fault | None:
    if len(listing.content) < 3:
        return None
    made = replace(listing, content=listing.content[1:])
    plan.put(listing, made)
    first = listing.content[0]
    return _fault(
        "continued-from-nothing", made, field=f"content.{first.fiscal_year}", printed="", expected=first.text
    )


KINDS: tuple[FaultKind, ...] = (
    FaultKind("mark-without-other-side", ("cross-listing-one-way",), _no_other_side, "pair"),
    FaultKind("mark-without-mark-back", ("cross-listing-one-way",), _no_mark_back, "pair"),
    FaultKind("two-homes", ("cross-listing-two-homes",), _two_homes, "pair"),
    FaultKind("no-home", ("cross-listing-no-home",), _no_home, "pair"),
    FaultKind("relisting-with-money", ("relisting-states-money",), _relisting_with_money, "pair"),
    FaultKind("same-title-unmarked", ("same-title-unmarked",), _unmarked_twin, "pair"),
    FaultKind("title-differs", ("cross-listing-one-way", "project-code-two-titles"), _one_character, "pair"),
    FaultKind("carried-in-a-ring", ("carried-by-itself",), _carried_in_a_ring),
    FaultKind("carried-by-own-name", ("carried-by-itself",), _carried_by_itself),
    FaultKind("carrier-unknown", ("carrier-not-found",), _carrier_unknown, "carried"),
    FaultKind("total-differs", ("total-not-sum",), _wrong_total),
    FaultKind(
        "glued-figure", ("figure-glued", "unreadable-figure"), _bad_figure("glued-figure", "2512,56294")
    ),
    FaultKind("unreadable-cell", ("unreadable-figure",), _bad_figure("unreadable-cell", "×七百")),
    FaultKind("no-division", ("listing-without-division",), _no_division),
    FaultKind("division-typo", ("division-unknown-near",), _division_typo),
    FaultKind("priority-without-content", ("priority-home-without-content",), _priority_without_content),
    FaultKind("continued-from-nothing", ("continued-from-nothing",), _continued_from_nothing),
    FaultKind("negative-amount", ("amount-negative",), _negative_amount),
    FaultKind("carrier-carried", ("carrier-carried-itself",), _carrier_carried, "carried"),
    FaultKind("home-printed-twice", ("project-with-two-homes",), _home_printed_twice, "pair"),
    FaultKind("relisting-elsewhere", ("relisting-division-differs",), _other_division, "pair"),
)
"""Faults of any plan's records. Those of lines and sums stand in `line_faults`, those of evaluation tables in `table_faults`."""
BY_NAME = {kind.name: kind for kind in KINDS}

"""Why two sums differ: what is left out of the one, what neither knows, and what the printed totals say to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plangraph.asking.facts import Amount, Facts, ListingFacts, PolicyFacts, ProjectFacts
from plangraph.asking.money import PROJECT_COST, Sum
from plangraph.model.texts import Bilingual

REASONS = {
    "relisted": Bilingual("再掲", "relisted"),
    "secondHome": Bilingual("二つ目の本掲", "second home"),
    "carried": Bilingual("他の事業で実施", "carried by another project"),
    "countedIn": Bilingual("他の事業に計上", "counted in another project"),
}
"""Why a listing's money is not counted."""

OUTCOMES = {
    "agrees": Bilingual("四捨五入の範囲で一致", "agrees within rounding"),
    "differs": Bilingual("四捨五入では説明できない差", "differs by more than rounding"),
    "derived": Bilingual(
        "年度の額をこの計から求めたので比べられない", "not comparable: a year was derived from it"
    ),
    "incomparable": Bilingual("分からない欄があり比べられない", "not comparable: a figure is missing"),
}
"""What became of comparing a printed sum with its parts."""

_WITHOUT_FIGURE = ("undetermined", "lost", "blank")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A listing whose money does not count. `yen` is what it states itself, None where it states none.

    `counted_at` is the code of the policy of the home that counts in its place: the project's own, or that of the project
    which carries it or counts its money, to the end of the line; "" where none was read. `carriers` are the titles of the
    projects that the listing leaves its work or money to.
    """

    listing: str
    project: str
    project_iri: str
    policy_code: str
    reason: str
    yen: int | None
    counted_at: str = ""
    carriers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownCell:
    """A cell of a listing that counts, without a figure: `status` is "undetermined", "lost" or "blank"."""

    listing: str
    project: str
    project_iri: str
    policy_code: str
    fiscal_year: int
    status: str


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A printed sum of several years, of a listing that counts, and what its years add up to.

    `outcome` is a key of `OUTCOMES`; `difference` is total less years where both are known. `missing` are the statuses of
    years that cannot be added, "absent" for one without a cell.
    """

    listing: str
    project: str
    project_iri: str
    policy_code: str
    first_year: int
    last_year: int
    yen: int | None
    years_yen: int
    outcome: str
    difference: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyCost:
    """What a document prints for a policy itself in one year: 事業費 + 人件費 = トータルコスト.

    `counted` is the money of the listings under the policy in that year, None where none of them has a figure; it is
    shown beside `project_yen` and judged by no one, since a sheet counts projects that no plan lists.
    """

    policy: str
    policy_code: str
    policy_title: str
    plan: str
    fiscal_year: int
    project_yen: int | None
    personnel_yen: int | None
    total_yen: int | None
    outcome: str
    difference: int | None
    counted: int | None = None


def code_of(facts: Facts, policy: str) -> str:
    """The printed code of a policy, else its title, "" for none."""
    found = facts.policies.get(policy)
    return (found.code or found.title) if found else ""


def title_of(facts: Facts, listing: ListingFacts) -> str:
    """What a listing's project is called; as the listing prints it where the project has no title."""
    project = facts.projects.get(listing.project)
    return project.title if project else (listing.title or listing.project)


def left_out(facts: Facts, listing: ListingFacts, cells: Iterable[Amount]) -> LeftOut:
    """Why a listing that does not count is left out, with what some of its cells state."""
    stated = [cell.yen for cell in cells if cell.status == "stated" and cell.yen is not None]
    reason = _reason(facts, listing)
    project = facts.projects.get(listing.project)
    carriers: tuple[str, ...] = ()
    homes = [listing.project]
    if project is not None and reason in ("carried", "countedIn"):
        carriers, homes = _named(facts, project, reason), _followed(facts, listing.project)
    counting = [facts.counting.get((listing.plan, one)) for one in homes]
    return LeftOut(
        listing=listing.iri,
        project=title_of(facts, listing),
        project_iri=listing.project,
        policy_code=code_of(facts, listing.policy),
        reason=reason,
        yen=sum(stated) if stated else None,
        counted_at=next((code_of(facts, home.policy) for home in counting if home), ""),
        carriers=carriers,
    )


def _named(facts: Facts, project: ProjectFacts, reason: str) -> tuple[str, ...]:
    """The titles of what carries a project or counts its money, as far as it was found, then as printed."""
    counted = reason == "countedIn"
    found = project.counted_in if counted else project.carried_by
    texts = project.counted_in_text if counted else project.carried_by_text
    return (*(facts.projects[one].title if one in facts.projects else one for one in found), *texts)


def _followed(facts: Facts, project: str) -> list[str]:
    """What carries a project or counts its money, and what carries that, to the end, the nearest first, each once."""
    passed = [project]
    for one in passed:
        here = facts.projects.get(one)
        if here is not None:
            passed += [to for to in dict.fromkeys((*here.counted_in, *here.carried_by)) if to not in passed]
    return passed[1:]


def _reason(facts: Facts, listing: ListingFacts) -> str:
    if listing.role == "home":
        return "secondHome"
    if listing.role != "carried":
        return "relisted"
    project = facts.projects.get(listing.project)
    counted = project is not None and (project.counted_in or project.counted_in_text)
    return "countedIn" if counted else "carried"


def unknown_cells(facts: Facts, listing: ListingFacts, cells: Iterable[Amount]) -> list[UnknownCell]:
    """The cells without a figure among some cells of a listing that counts; a figure without yen was lost."""
    found = []
    for cell in cells:
        status = "lost" if cell.status in ("stated", "derived") and cell.yen is None else cell.status
        if status in _WITHOUT_FIGURE:
            found.append(
                UnknownCell(
                    listing.iri,
                    title_of(facts, listing),
                    listing.project,
                    code_of(facts, listing.policy),
                    cell.first_year,
                    status,
                )
            )
    return found


def printed_totals(facts: Facts, listing: ListingFacts) -> list[PrintedTotal]:
    """Each printed sum of several years of a listing, compared with its years."""
    return [_compared(facts, listing, total) for total in listing.totals]


def _compared(facts: Facts, listing: ListingFacts, total: Amount) -> PrintedTotal:
    years = range(total.first_year, total.last_year + 1)
    cells = [cell for cell in listing.costs if cell.kind == PROJECT_COST and cell.first_year in years]
    known = [cell for cell in cells if cell.yen is not None and cell.status in ("stated", "derived")]
    missing = {
        cell.status if cell.yen is None else "derived"
        for cell in cells
        if cell.status != "stated" or cell.yen is None
    }
    if {cell.first_year for cell in cells} != set(years):
        missing.add("absent")
    sum_of_years = sum(cell.yen or 0 for cell in known)
    difference = None
    if total.yen is None or total.status != "stated" or missing - {"derived"}:
        outcome = "incomparable"
    elif missing:
        outcome = "derived"
    else:
        difference = total.yen - sum_of_years
        rounding = total.unit + sum(cell.unit for cell in cells)
        outcome = "agrees" if 2 * abs(difference) <= rounding else "differs"
    return PrintedTotal(
        listing=listing.iri,
        project=title_of(facts, listing),
        project_iri=listing.project,
        policy_code=code_of(facts, listing.policy),
        first_year=total.first_year,
        last_year=total.last_year,
        yen=total.yen,
        years_yen=sum_of_years,
        outcome=outcome,
        difference=difference,
        missing=tuple(sorted(missing)),
    )


def policy_costs(
    policy: PolicyFacts, plan: str, year: int | None, counted: Mapping[int, Sum]
) -> list[PolicyCost]:
    """What a document prints for a policy, by year, or in one year; `counted` is the money of its listings by year."""
    by_year: defaultdict[int, list[Amount]] = defaultdict(list)
    for cost in policy.costs:
        if year is None or cost.first_year == year:
            by_year[cost.first_year].append(cost)
    return [_policy_cost(policy, plan, one, by_year[one], counted.get(one)) for one in sorted(by_year)]


def _policy_cost(
    policy: PolicyFacts, plan: str, year: int, costs: list[Amount], counted: Sum | None
) -> PolicyCost:
    yen, several = {}, False
    for kind in (PROJECT_COST, "PersonnelCost", "TotalCost"):
        figures = {cost.yen for cost in costs if cost.kind == kind and cost.yen is not None}
        several = several or len(figures) > 1
        yen[kind] = figures.pop() if len(figures) == 1 else None
    project, personnel, total = yen.values()
    difference, outcome = None, "incomparable"
    if project is not None and personnel is not None and total is not None and not several:
        difference = total - project - personnel
        units = {cost.kind: cost.unit for cost in costs}
        outcome = "agrees" if 2 * abs(difference) <= sum(units.values()) else "differs"
    return PolicyCost(
        policy=policy.iri,
        policy_code=policy.code,
        policy_title=policy.title,
        plan=plan,
        fiscal_year=year,
        project_yen=project,
        personnel_yen=personnel,
        total_yen=total,
        outcome=outcome,
        difference=difference,
        counted=counted.yen if counted is not None and counted.known else None,
    )

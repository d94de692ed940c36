"""Timeline of one project: what each edition says of it, and what all of them say of the same fiscal year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from plangraph.asking.edition import KNOWN, Details, Edition, Side, Standing, years_of
from plangraph.asking.edition_details import details_of, former_titles, projects_by_title
from plangraph.asking.facts import Amount, Facts, PlanFacts, facts_about
from plangraph.asking.money_changes import amounts_part
from plangraph.asking.names import Names
from plangraph.asking.placement_changes import carriers_of
from plangraph.asking.plan_choice import in_order
from plangraph.asking.schedule_changes import contents_by_year
from plangraph.asking.sources import in_print_order
from plangraph.asking.trace import project_meant
from plangraph.graph.endpoint import Endpoint
from plangraph.model.texts import Bilingual


@dataclass(frozen=True, slots=True)
class YearCell:
    """What an edition says of one fiscal year: an amount (None where there is no cell for one), and contents."""

    amount: Amount | None
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One edition. `lead` is the home, or what stands for it; None where the edition does not list the project.

    `carried_by` is None where the graph cannot tell which edition says what carries the project.
    """

    plan: PlanFacts
    title: str = ""
    role: str = ""
    lead: Side | None = None
    relistings: tuple[Side, ...] = ()
    divisions: tuple[str, ...] = ()
    and_others: bool = False
    designations: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    carried_by: tuple[Bilingual, ...] | None = ()
    years: Mapping[int, YearCell] | None = None
    totals: tuple[Amount, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether the edition lists the project."""
        return self.lead is not None

    def covers(self, year: int) -> bool:
        """Whether a fiscal year lies in the plan."""
        return self.plan.first_year <= year <= self.plan.last_year


@dataclass(frozen=True, slots=True)
class Timeline:
    """One project over the editions of each series that lists it, oldest first.

    `parted` are the fiscal years for which editions say amounts that differ for sure. `others` are the addresses and
    titles of projects that former titles in print make one with it.
    """

    iri: str
    project: str
    rows: tuple[TimelineRow, ...]
    years: tuple[int, ...]
    parted: tuple[int, ...]
    others: tuple[tuple[str, str], ...] = ()


def timeline(endpoint: Endpoint, text_or_iri: str, names: Callable[[], Names] | None = None) -> Timeline:
    """The timeline of the project that a title, part of one, or an address of it or of one of its listings means.

    Raises NotFoundError with near titles, SeveralFoundError with the candidates. The number of queries is fixed, and what
    they give grows with the editions, not with the plans.
    """
    iri, _ = project_meant(endpoint, text_or_iri, names or (lambda: Names.fetch(endpoint)))
    projects = _one_by_print(endpoint, iri)
    facts = facts_about(endpoint, projects)
    listings = [item for project in projects for item in facts.by_project.get(project, ())]
    details = details_of(endpoint, (item.iri for item in listings))
    rows = tuple(_rows(facts, details, projects))
    years = sorted(
        {year for row in rows for year in range(row.plan.first_year, row.plan.last_year + 1) if year}
        | {year for row in rows for year in row.years or ()}
    )
    return Timeline(
        iri,
        facts.projects[iri].title,
        rows,
        tuple(years),
        tuple(year for year in years if _parts(rows, year, details)),
        tuple((other, facts.projects[other].title) for other in projects if other != iri),
    )


def _one_by_print(endpoint: Endpoint, iri: str) -> list[str]:
    """The project and those of its body that former titles in print join to it, one after the other.

    A former title that several projects of the body bear joins nothing.
    """
    former = former_titles(endpoint)
    if not former:
        return [iri]
    body = iri.rpartition("/")[0]
    by_title = projects_by_title(endpoint)
    joined: dict[str, set[str]] = {}
    for project, titles in former.items():
        for title in titles:
            found = [one for one in by_title.get(title, ()) if one.rpartition("/")[0] == body]
            if len(found) == 1 and found[0] != project and project.rpartition("/")[0] == body:
                joined.setdefault(project, set()).add(found[0])
                joined.setdefault(found[0], set()).add(project)
    reached, front = [iri], [iri]
    while front:
        front = sorted({other for one in front for other in joined.get(one, ())} - set(reached))
        reached += front
    return reached


def _rows(facts: Facts, details: Details, projects: Iterable[str]) -> Iterator[TimelineRow]:
    by_plan: dict[str, dict[str, list[int]]] = {}
    for project in projects:
        for number, item in enumerate(facts.by_project.get(project, ())):
            by_plan.setdefault(item.plan, {}).setdefault(project, []).append(number)
    series = {facts.plans[plan].series for plan in by_plan if plan in facts.plans}
    plans = [
        one for one in facts.plans.values() if one.iri in by_plan or (one.series and one.series in series)
    ]
    for plan in sorted(in_order(plans), key=lambda one: (one.first_year, one.last_year)):
        if plan.iri not in by_plan:
            yield TimelineRow(plan)
        for project, numbers in by_plan.get(plan.iri, {}).items():
            items = tuple(facts.by_project[project][number] for number in numbers)
            standing = Standing(project, items, facts.counting.get((plan.iri, project)))
            yield _row(Edition(facts, plan, details), standing)


def _row(edition: Edition, standing: Standing) -> TimelineRow:
    lead = standing.lead
    side = edition.side(lead)
    carriers = carriers_of(edition, standing)
    amounts = {year: one for (year, kind), one in years_of(lead.costs).items() if kind == "ProjectCost"}
    amounts = amounts or {year: one for (year, _), one in years_of(lead.costs).items()}
    contents = contents_by_year(edition, standing)
    return TimelineRow(
        plan=edition.plan,
        title=edition.title_of(standing),
        role=lead.role,
        lead=side,
        relistings=tuple(
            edition.side(item) for item in standing.listings if item.role == "relisting" and item is not lead
        ),
        divisions=in_print_order(edition.offices(lead), side.quote),
        and_others=lead.and_others,
        designations=in_print_order(lead.designations, side.quote),
        marks=tuple(dict.fromkeys(code for item in standing.listings for code in item.marks)),
        carried_by=None if carriers is None else tuple(carriers.values()),
        years={
            year: YearCell(amounts.get(year), contents.get(year, ()))
            for year in sorted(amounts.keys() | contents.keys())
        },
        totals=lead.totals,
    )


def _parts(rows: Iterable[TimelineRow], year: int, details: Details) -> bool:
    """Whether two editions say of a year amounts that differ for sure."""
    said: list[tuple[Amount, int]] = []
    for row in rows:
        amount = row.years[year].amount if row.years and year in row.years else None
        if row.lead is not None and row.role != "relisting" and amount is not None and amount.status in KNOWN:
            said.append((amount, details.units.get(row.lead.listing, 0)))
    return any(
        amounts_part(one, other, (unit, units)) for (one, unit), (other, units) in combinations(said, 2)
    )

"""事業費 as printed and counted once, side by side, by policy, level, division, designation, year or plan, with the proof.

*As printed* is every stated cell of every listing. *Counted once* is the stated and derived cells of the one home of each
project in each plan. For every row, and whatever the graph:

    as printed - left out + spread + derived = counted once,  low <= counted once <= high

where `left out` is what listings that do not count state, and `spread` what the rule of spreading moved into the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from plangraph.asking.facts import Amount, Facts, ListingFacts
from plangraph.asking.money import NOTHING, PROJECT_COST, Sum, equal_shares, sum_of
from plangraph.asking.totals_asked import SPREADS, Question, Spread, no_row, settled, several_rows
from plangraph.asking.totals_groups import (
    BY,
    NONE,
    By,
    Grouping,
    Heading,
    grouping_of,
    plans_of_policies,
    policy_forest,
)
from plangraph.asking.totals_notes import notes_on
from plangraph.asking.totals_proof import (
    LeftOut,
    PolicyCost,
    PrintedTotal,
    UnknownCell,
    left_out,
    policy_costs,
    printed_totals,
    unknown_cells,
)
from plangraph.model.texts import Bilingual

__all__ = ["BY", "SPREADS", "By", "Question", "Spread", "Totals", "TotalsRow", "totals"]

ALL = "all"
"""The key of the row for everything."""


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """The money of one row, in yen, and its proof. `counted` carries the interval, the derived part and the cells."""

    heading: Heading
    listings: int
    projects: int
    as_printed: int
    counted: Sum
    left_out: tuple[LeftOut, ...]
    unknown: tuple[UnknownCell, ...]
    printed_totals: tuple[PrintedTotal, ...]
    policy_costs: tuple[PolicyCost, ...]
    spread: int = 0

    @property
    def left_out_yen(self) -> int:
        """What the listings that are left out state."""
        return sum(item.yen or 0 for item in self.left_out)

    @property
    def printed_total_yen(self) -> int | None:
        """The printed sums of several years of the listings that count; None where none is printed."""
        figures = [total.yen for total in self.printed_totals if total.yen is not None]
        return sum(figures) if figures else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows in their order, the row for all, and what a reader must know of them."""

    question: Question
    rows: tuple[TotalsRow, ...]
    all: TotalsRow
    overlap: int
    notes: tuple[Bilingual, ...]

    def row(self, name: str) -> TotalsRow:
        """The row of a key, an address, a code or a label, also that for all.

        Raises NotFoundError for none, SeveralFoundError for a code or label that several rows have.
        """
        every = (*self.rows, self.all)
        exact = [row for row in every if name in (row.heading.key, row.heading.iri)]
        found = exact or [row for row in every if name in row.heading.names]
        if len(found) > 1:
            raise several_rows(name, [row.heading for row in found])
        if not found:
            raise no_row(name, [word for row in every for word in row.heading.names])
        return found[0]


@dataclass(frozen=True, slots=True)
class _Entry:
    """The cells of one listing that a question asks for; `counted` is their sum where the listing counts."""

    listing: ListingFacts
    cells: tuple[Amount, ...]
    as_printed: int
    counted: Sum | None
    left_out: LeftOut | None
    unknown: tuple[UnknownCell, ...]
    totals: tuple[PrintedTotal, ...]


@dataclass(slots=True)
class _Gathered:
    """A row as it is added up."""

    listings: set[str] = field(default_factory=set)
    projects: set[str] = field(default_factory=set)
    as_printed: int = 0
    home: Sum = NOTHING
    moved: Sum = NOTHING
    left_out: list[LeftOut] = field(default_factory=list)
    unknown: list[UnknownCell] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)

    def add(self, entry: _Entry) -> None:
        self.listings.add(entry.listing.iri)
        self.projects.add(entry.listing.project)
        self.as_printed += entry.as_printed
        if entry.counted is not None:
            self.home = self.home + entry.counted
        if entry.left_out is not None:
            self.left_out.append(entry.left_out)
        self.unknown += entry.unknown
        self.totals += entry.totals

    def shown(self, *, always: bool) -> bool:
        return always or bool(self.listings) or self.moved != NOTHING

    def row(self, heading: Heading, costs: Sequence[PolicyCost], *, spread: bool) -> TotalsRow:
        counted = self.moved if spread else self.home
        return TotalsRow(
            heading=heading,
            listings=len(self.listings),
            projects=len(self.projects),
            as_printed=self.as_printed,
            counted=counted,
            left_out=tuple(self.left_out),
            unknown=tuple(self.unknown),
            printed_totals=tuple(self.totals),
            policy_costs=tuple(costs),
            spread=(counted.yen - counted.derived) - (self.home.yen - self.home.derived),
        )


def totals(facts: Facts, question: Question) -> Totals:
    """Answer a question; raises NotFoundError for an unknown plan, year or level, SeveralFoundError for several plans."""
    question = settled(facts, question)
    entries = list(_entries(facts, question))
    listings = [entry.listing for entry in entries]
    grouping = grouping_of(facts, question.by, listings, question.plan, question.level)
    spread = question.spread == "equal" and grouping.of_policy is not None
    gathered = {name: _Gathered() for name in grouping.headings}
    everything = _Gathered()
    for entry in entries:
        everything.add(entry)
        for name, part in _parts(facts, grouping, entry):
            if name in gathered:
                gathered[name].add(part)
        if spread and entry.counted is not None:
            _spread(facts, grouping, entry, gathered)
    costs = _costs(facts, question, entries)
    rows = [
        gathered[name].row(heading, _costs_of(heading, question.by, costs), spread=spread)
        for name, heading in grouping.headings.items()
        if gathered[name].shown(always=name != NONE and not grouping.by_year)
    ]
    total = everything.row(Heading(ALL, Bilingual("全体", "all")), costs, spread=False)
    overlap = sum(row.counted.yen for row in rows if not row.heading.parent) - total.counted.yen
    overlap = overlap if question.by in ("division", "designation") else 0
    return Totals(
        question,
        tuple(rows),
        total,
        overlap,
        notes_on(facts, question, listings, total.left_out, overlap, grouping.cut),
    )


def _entries(facts: Facts, question: Question) -> Iterator[_Entry]:
    for listing in facts.listings:
        if question.plan and listing.plan != question.plan:
            continue
        cells = tuple(
            cell
            for cell in listing.costs
            if cell.kind == PROJECT_COST and question.year in (None, cell.first_year)
        )
        if cells or question.year is None:
            yield _entry(facts, listing, cells, with_totals=question.year is None)


def _entry(facts: Facts, listing: ListingFacts, cells: tuple[Amount, ...], *, with_totals: bool) -> _Entry:
    counts = facts.counts(listing)
    return _Entry(
        listing=listing,
        cells=cells,
        as_printed=sum(cell.yen or 0 for cell in cells if cell.status == "stated"),
        counted=sum_of(cells) if counts else None,
        left_out=None if counts else left_out(facts, listing, cells),
        unknown=tuple(unknown_cells(facts, listing, cells)) if counts else (),
        totals=tuple(printed_totals(facts, listing)) if counts and with_totals and listing.totals else (),
    )


def _parts(facts: Facts, grouping: Grouping, entry: _Entry) -> Iterator[tuple[str, _Entry]]:
    """The rows an entry falls into; by year, each year's cells go to their own row."""
    if not grouping.by_year:
        for name in grouping.of(entry.listing):
            yield name, entry
        return
    for year in sorted({cell.first_year for cell in entry.cells}):
        cells = tuple(cell for cell in entry.cells if cell.first_year == year)
        yield str(year), _entry(facts, entry.listing, cells, with_totals=False)


def _spread(facts: Facts, grouping: Grouping, entry: _Entry, gathered: dict[str, _Gathered]) -> None:
    """Share the money of a project between the policies of its listings, year by year.

    A row that holds two of them gets both shares.
    """
    assert grouping.of_policy is not None, "asked for before"
    places = sharing_policies(facts, entry.listing)
    for year in sorted({cell.first_year for cell in entry.cells}):
        shares = equal_shares(sum_of(cell for cell in entry.cells if cell.first_year == year), len(places))
        for place, share in zip(places, shares, strict=True):
            for name in grouping.of_policy(place):
                if name in gathered:
                    gathered[name].moved = gathered[name].moved + share


def sharing_policies(facts: Facts, home: ListingFacts) -> list[str]:
    """The policies that share the money of a home: its own, then those of the other listings that were read, each once.

    A listing in another plan, one that another project carries, and a policy known by a mark alone have no share.
    """
    sides = (
        one.policy
        for one in facts.by_project[home.project]
        if one.plan == home.plan and one.role in ("home", "relisting")
    )
    return list(dict.fromkeys([home.policy, *sides]))


def _costs(facts: Facts, question: Question, entries: Iterable[_Entry]) -> list[PolicyCost]:
    """What is printed for policies themselves, beside the money of what is listed under them."""
    costed = {iri for iri, policy in facts.policies.items() if policy.costs}
    if not costed:
        return []
    forest = policy_forest(facts)
    plans = plans_of_policies(facts, forest)
    under: dict[str, dict[int, Sum]] = {iri: {} for iri in costed}
    for entry in entries:
        above = [node for node in forest.above(entry.listing.policy) if node in costed]
        for cell in entry.cells if above and entry.counted is not None else ():
            for node in above:
                years = under[node]
                years[cell.first_year] = years.get(cell.first_year, NOTHING) + sum_of([cell])
    return [
        cost
        for node in forest.order
        if node in costed and (not question.plan or plans[node] == question.plan)
        for cost in policy_costs(facts.policies[node], plans[node], question.year, under[node])
    ]


def _costs_of(heading: Heading, by: By, costs: Sequence[PolicyCost]) -> list[PolicyCost]:
    if by == "policy":
        return [cost for cost in costs if cost.policy == heading.iri]
    if by == "year":
        return [cost for cost in costs if str(cost.fiscal_year) == heading.key]
    if by == "plan":
        return [cost for cost in costs if (cost.plan or NONE) == (heading.iri or heading.key)]
    return []

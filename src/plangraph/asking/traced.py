"""What a trace of one project holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from plangraph.asking.labels import Labels
from plangraph.model.texts import Bilingual

NO_NOTE = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class TracedMark:
    """A code that a 再掲 mark prints, and what it was resolved to.

    `read` is True where the section it names was read, False where it is known from marks alone (`title` is its
    chapter's then, if that is known), None where it names no section: a project's number. `joined` are the listings, by
    address and policy code, that the mark led to.
    """

    code: str
    policy_iri: str = ""
    title: str = ""
    read: bool | None = None
    joined: tuple[tuple[str, str], ...] = ()
    beside: bool = field(default=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class TracedPart:
    """What a listing states for one fiscal year, or several (a printed total): its work, or its money in yen.

    `kind` is "content", "cost" or "total"; `cost_kind` tells 事業費 from 人件費. Where it stands is not compared.
    """

    kind: str
    first_year: int
    last_year: int
    text: str = ""
    amount_yen: int | None = None
    amount_status: str = ""
    low_yen: int | None = None
    high_yen: int | None = None
    derivation: str = ""
    printed: str = ""
    cost_kind: str = "ProjectCost"
    document: str = field(default="", compare=False)
    place: str = field(default="", compare=False)
    quote: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class TracedDivision:
    """所管部課 (or 関連部課) as printed at one listing; `and_others` where 他 is printed behind it."""

    name: str
    iri: str
    and_others: bool
    policy_code: str


@dataclass(frozen=True, slots=True)
class TracedListing:
    """One print of the project, or one that is known by a mark alone (`iri` and `place` are "" then).

    `state` is "" without a mark. `marked_code` holds every code that the marks name, joined by "; ". `plan` is the
    address of the plan that its document belongs to.
    """

    iri: str
    policy_iri: str
    policy_code: str
    policy_title: str
    role: str
    marked_code: str = ""
    state: str = ""
    note: Bilingual = NO_NOTE
    document: str = ""
    place: str = ""
    quote: str = ""
    plan: str = ""
    marks: tuple[TracedMark, ...] = ()
    parts: tuple[TracedPart, ...] = ()
    divisions: tuple[TracedDivision, ...] = ()
    related: tuple[TracedDivision, ...] = ()
    designations: tuple[str, ...] = ()

    @property
    def contents(self) -> tuple[TracedPart, ...]:
        """What is to be done, year by year."""
        return tuple(part for part in self.parts if part.kind == "content")

    @property
    def money(self) -> tuple[TracedPart, ...]:
        """The amounts of its years, then its printed totals."""
        return tuple(part for part in self.parts if part.kind != "content")


@dataclass(frozen=True, slots=True)
class TracedCost:
    """The money of one fiscal year, in yen; equal bounds where it is stated."""

    fiscal_year: int
    amount_yen: int | None
    amount_status: str
    low_yen: int | None
    high_yen: int | None
    derivation: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A project that does the work (で実施) or counts the money (にて計上).

    `iri` is None where nothing was found by the printed words. `step` counts from 1; 2 is what carries the carrier, and
    `carries` is the address of what it carries. `home_read` is False where the carrier is there as a relisting only;
    `home_code` names the section of its home then. `closes_cycle` is True where following the links leads back to a
    project that was passed before.
    """

    project: str
    iri: str | None
    step: int = 1
    home_read: bool = False
    home_code: str = ""
    closes_cycle: bool = False
    carries: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sides:
    """What each printed side of a project says on one matter, by the code of its policy.

    `agree` is None where fewer than two sides print anything, so that there is nothing to compare.
    """

    by_code: tuple[tuple[str, tuple[str, ...]], ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def agree(self) -> bool | None:
        """Whether all sides that say something say the same."""
        if len(self.by_code) < 2:
            return None
        return len({frozenset(names) for _, names in self.by_code}) == 1


@dataclass(frozen=True, slots=True)
class TracedPlan:
    """The project in one plan, or one edition of a rolling plan: amounts of two plans are never mixed.

    `home` is the first listing with role home; what else claims to be home is in `other_homes`. `costs` are those of
    the home (or of the listing that leaves its money to another project), so that nothing is counted twice.
    """

    iri: str
    title: str
    first_year: int
    last_year: int
    listings: tuple[TracedListing, ...] = ()
    home: TracedListing | None = None
    home_code: str | None = None
    other_homes: tuple[TracedListing, ...] = ()
    relistings: tuple[TracedListing, ...] = ()
    costs: tuple[TracedCost, ...] = ()
    total_yen: int | None = None
    total_printed: bool = False

    @property
    def shown(self) -> tuple[TracedListing, ...]:
        """The printed listings, and behind them those that are known by a mark alone."""
        return (*self.listings, *(item for item in self.relistings if not item.iri))

    @property
    def divisions(self) -> tuple[TracedDivision, ...]:
        """所管部課, listing by listing."""
        return tuple(division for item in self.listings for division in item.divisions)

    @property
    def related(self) -> tuple[TracedDivision, ...]:
        """関連部課, listing by listing."""
        return tuple(division for item in self.listings for division in item.related)

    @property
    def offices(self) -> Sides:
        """Which side names which divisions in charge."""
        return _sides(self.listings, {one.iri: tuple(d.name for d in one.divisions) for one in self.listings})

    @property
    def designations(self) -> Sides:
        """Which side prints which designations."""
        return _sides(self.listings, {one.iri: one.designations for one in self.listings})


def _sides(listings: tuple[TracedListing, ...], said: dict[str, tuple[str, ...]]) -> Sides:
    names = {one.iri: one.policy_code or one.policy_title or "–" for one in listings}
    return Sides(
        tuple((names[one.iri], said[one.iri]) for one in listings if said[one.iri]),
        tuple(names[one.iri] for one in listings if not said[one.iri]),
    )


_NOWHERE = TracedPlan("", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything on the listings of one project. Tuples are in the order of the print, costs in that of the years.

    `plans` has the latest first. What is asked of the trace itself (home, costs, total, divisions) is that of the latest.
    """

    project: str
    iri: str
    listings: tuple[TracedListing, ...]
    plans: tuple[TracedPlan, ...]
    carried_by: tuple[Carrier, ...]
    counted_in: tuple[Carrier, ...]
    guidelines: tuple[tuple[str, str], ...]
    terms: Labels = field(default_factory=lambda: Labels({}), repr=False, compare=False)

    @property
    def latest(self) -> TracedPlan:
        """The project in the plan that ends last; an empty one where it is printed nowhere."""
        return self.plans[0] if self.plans else _NOWHERE

    @property
    def home(self) -> TracedListing | None:
        """The home in the latest plan."""
        return self.latest.home

    @property
    def home_code(self) -> str | None:
        """The section of a home that was not read."""
        return self.latest.home_code

    @property
    def other_homes(self) -> tuple[TracedListing, ...]:
        """What else claims to be home in the latest plan."""
        return self.latest.other_homes

    @property
    def relistings(self) -> tuple[TracedListing, ...]:
        """The relistings of the latest plan, those known by a mark alone behind the printed ones."""
        return self.latest.relistings

    @property
    def divisions(self) -> tuple[TracedDivision, ...]:
        """所管部課 in the latest plan."""
        return self.latest.divisions

    @property
    def costs(self) -> tuple[TracedCost, ...]:
        """The money of the latest plan, counted once."""
        return self.latest.costs

    @property
    def total_yen(self) -> int | None:
        """The total of the latest plan: as printed, else the sum if every year is known."""
        return self.latest.total_yen

    @property
    def total_printed(self) -> bool:
        """Whether that total is printed."""
        return self.latest.total_printed

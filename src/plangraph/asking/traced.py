"""What a trace of one project holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from plangraph.asking.labels import Labels
from plangraph.model.texts import Bilingual

NO_NOTE = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class TracedListing:
    """One print of the project, or one that is known by a mark alone (`iri` and `place` are "" then).

    `state` is "" without a mark. `marked_code` holds every code that the marks name, joined by "; ".
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


@dataclass(frozen=True, slots=True)
class TracedDivision:
    """所管部課 as printed at one listing; `and_others` where 他 is printed behind it."""

    name: str
    iri: str
    and_others: bool
    policy_code: str


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

    `iri` is None where nothing was found by the printed words. `step` counts from 1; 2 is what carries the carrier.
    `home_read` is False where the carrier is there as a relisting only; `home_code` names the section of its home then.
    `closes_cycle` is True where following the links leads back to a project that was passed before.
    """

    project: str
    iri: str | None
    step: int = 1
    home_read: bool = False
    home_code: str = ""
    closes_cycle: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything on the listings of one project. Tuples are in the order of the print, costs in that of the years.

    `home` is the first listing with role home; what else claims to be home is in `other_homes`. `costs` are those of
    the home (or of the listing that leaves its money to another project), so that nothing is counted twice.
    """

    project: str
    iri: str
    listings: tuple[TracedListing, ...]
    home: TracedListing | None
    home_code: str | None
    relistings: tuple[TracedListing, ...]
    carried_by: tuple[Carrier, ...]
    counted_in: tuple[Carrier, ...]
    divisions: tuple[TracedDivision, ...]
    guidelines: tuple[tuple[str, str], ...]
    costs: tuple[TracedCost, ...]
    total_yen: int | None
    total_printed: bool
    other_homes: tuple[TracedListing, ...] = ()
    terms: Labels = field(default_factory=lambda: Labels({}), repr=False, compare=False)

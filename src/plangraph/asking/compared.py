"""Two editions compared: what changed, what may be a rename, and the account of every project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plangraph.asking.edition import Side
from plangraph.asking.facts import PlanFacts
from plangraph.model.texts import Bilingual

KINDS: Mapping[str, Bilingual] = {
    "added": Bilingual("加わった事業", "Added"),
    "dropped": Bilingual("なくなった事業", "Dropped"),
    "renamed": Bilingual("事業名の変更", "Renamed"),
    "moved": Bilingual("施策の移動", "Moved to another section"),
    "home-switched": Bilingual("本掲と再掲の入れ替わり", "Home switched"),
    "home-unread": Bilingual("本掲の有無", "Home there or not"),
    "relisting": Bilingual("再掲先の増減", "Relistings"),
    "mark": Bilingual("再掲の記号", "Marks"),
    "carried": Bilingual("他の事業での実施・計上", "Carried or counted elsewhere"),
    "rescheduled": Bilingual("年度の変更", "Re-scheduled"),
    "cost": Bilingual("事業費の変更", "Cost changed"),
    "amount-status": Bilingual("金額の書き方の変更", "Amount stated or not"),
    "printed-total": Bilingual("印字された合計の変更", "Printed total"),
    "division": Bilingual("所管の変更", "Divisions"),
    "designation": Bilingual("区分の変更", "Designations"),
    "policy-added": Bilingual("加わった施策", "Policies added"),
    "policy-dropped": Bilingual("なくなった施策", "Policies dropped"),
    "policy-renamed": Bilingual("施策名の変更", "Policies renamed"),
    "policy-renumbered": Bilingual("施策番号の変更", "Policies renumbered"),
    "policy-moved": Bilingual("施策の位置の変更", "Policies moved"),
}
"""Every kind of change, in the order in which it is told."""
_ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `before` and `after` are the bare values, "" for none; `sentence` says it for people.

    `project` is the address on the newer side where there is one, "" for a policy. `how` tells kinds of one kind apart:
    a division "changed", or only its 部 ("department"), or by a recorded change of offices ("office-change"); an added or
    dropped project that is offered as a "likely-rename".
    """

    kind: str
    title: str
    project: str
    old: Side | None
    new: Side | None
    sentence: Bilingual
    before: str = ""
    after: str = ""
    year: int | None = None
    before_yen: int | None = None
    after_yen: int | None = None
    how: str = ""

    @property
    def difference_yen(self) -> int | None:
        """The difference of two amounts."""
        if self.before_yen is None or self.after_yen is None:
            return None
        return self.after_yen - self.before_yen

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands among all changes: by kind, section, title, year."""
        side = self.new or self.old
        return _ORDER[self.kind], side.policy_code if side else "", self.title, self.project, self.year or 0


@dataclass(frozen=True, slots=True)
class LikelyRename:
    """A dropped and an added project that may be one; nothing is asserted. `score` is the likeness of the titles, 0 to 100.

    `evidence` names what agrees beside the title: "same-section", "same-division", "same-code", "same-cost",
    "former-title" (a former title that several projects claim).
    """

    old_title: str
    new_title: str
    old_project: str
    new_project: str
    old: Side
    new: Side
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Things of both editions counted: `old` = `kept` + `dropped`, `new` = `kept` + `added`."""

    old: int
    new: int
    kept: int
    dropped: int
    added: int
    unchanged: int


@dataclass(frozen=True)
class Comparison:
    """Two editions, what differs between them, and what has to be known to read it."""

    old: PlanFacts
    new: PlanFacts
    changes: tuple[Change, ...]
    likely_renames: tuple[LikelyRename, ...]
    projects: Tally
    policies: Tally
    notes: tuple[Bilingual, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return bool(self.changes)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Change, ...]]:
        """The changes of each kind that there are, in the order of `KINDS`."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.kind, []).append(change)
        return {kind: tuple(found[kind]) for kind in KINDS if kind in found}

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each kind."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in KINDS}

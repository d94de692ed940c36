"""Project doubts: titles and numbers of projects that do not agree, in one plan and over its editions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from plangraph.model.findings import Finding, RecordKey, Severity
from plangraph.model.texts import Bilingual
from plangraph.reading.label_doubts import Labels, near_finding
from plangraph.reading.mark_states import at
from plangraph.reading.near_labels import LIKELY, likeness
from plangraph.reading.placed_listings import Placed, PlanListings
from plangraph.reading.project_groups import Group, numbers_hold
from plangraph.reading.resolved import ListingRef

_FEW = 3


def doubts_in_plan(plan: PlanListings, groups: Sequence[Group]) -> Iterator[Finding]:
    """Doubts on the projects of one plan: same title without a mark, one number or title with two of the other."""
    yield from _same_title_unmarked(groups)
    yield from _two_numbers(groups)
    if numbers_hold(plan):
        yield from _two_titles(plan)
    else:
        yield _numbers_anew(plan)


def _same_title_unmarked(groups: Sequence[Group]) -> Iterator[Finding]:
    by_title: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_title[group.title].append(group)
    for same in by_title.values():
        first, *others = sorted(same, key=lambda group: group.rank)
        for other in others:
            # Where every listing names a number that leads elsewhere, the mark's own finding has said so.
            if not all(item.marks_projects and item.marks for item in other.members):
                yield _unmarked(first.lead, other.lead)


def _unmarked(first: Placed, other: Placed) -> Finding:
    name, here, there = other.listing.title, at(other), at(first)
    numbers = [item.listing.project_code for item in (first, other)]
    ja, en = "再掲の記号で結ばれていません", "no mark joins them"
    if first.code and other.code and first.code != other.code:
        ja, en = "番号も違います", "their numbers differ"
    return Finding(
        rule="same-title-unmarked",
        severity=Severity.WARNING,
        message=Bilingual(
            f"「{name}」が {there.ja}と {here.ja}にありますが、{ja}。別の事業として扱いました。同じ事業なら双方に記号を付けてください。",
            f'"{name}" stands in {there.en} and {here.en} and {en}; taken as two projects. If they are one, mark both',
        ),
        evidence=(*other.evidence, *first.evidence),
        item=name,
        about=other.about,
        printed=numbers[1],
        expected=numbers[0],
    )


def _two_numbers(groups: Sequence[Group]) -> Iterator[Finding]:
    """Listings that are one project by their marks, and print two numbers."""
    for group in groups:
        first = next((item for item in (group.lead, *group.members) if item.code), None)
        if first is None:
            continue
        for item in group.members:
            settled = item.is_aliased or first.is_aliased
            if item.code and not settled and not _one_number(item.code, first.code):
                yield Finding(
                    rule="project-title-two-codes",
                    severity=Severity.WARNING,
                    message=Bilingual(
                        f"「{item.listing.title}」の番号が {first.listing.project_code}{first.where.ja}と {item.listing.project_code}{item.where.ja}の二通りです。どちらが正しいか確かめてください。",
                        f'"{item.listing.title}" is numbered {first.listing.project_code}{first.where.en} and {item.listing.project_code}{item.where.en}; check which is right',
                    ),
                    evidence=(*item.evidence, *first.evidence),
                    item=item.listing.title,
                    about=item.about,
                    printed=item.listing.project_code,
                    expected=first.listing.project_code,
                )


def _one_number(one: str, other: str) -> bool:
    """A relisting may print the first part of its home's number alone: 新30 for 新30-0024."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _two_titles(plan: PlanListings) -> Iterator[Finding]:
    """One number, two titles: two projects, the number misprinted, or one project with the title misprinted."""
    for items in plan.by_code.values():
        first = items[0]
        told = {first.title}
        for item in items[1:]:
            if item.title not in told:
                told.add(item.title)
                yield _two_titles_finding(first, item)


def _two_titles_finding(first: Placed, item: Placed) -> Finding:
    code = item.listing.project_code
    return Finding(
        rule="project-code-two-titles",
        severity=Severity.WARNING,
        message=Bilingual(
            f"番号 {code} に「{first.listing.title}」{first.where.ja}と「{item.listing.title}」{item.where.ja}の二つの題名があります。別の事業としました。同じ事業なら plan.toml の [aliases.projects] に書き、違うなら番号を確かめてください。",
            f'number {code} stands by two titles, "{first.listing.title}"{first.where.en} and "{item.listing.title}"{item.where.en}; taken as two projects. If they are one, say so in [aliases.projects] of plan.toml; if not, check the numbers',
        ),
        evidence=(*item.evidence, *first.evidence),
        item=item.listing.title,
        about=item.about,
        printed=item.listing.title,
        expected=first.listing.title,
    )


def _numbers_anew(plan: PlanListings) -> Finding:
    several = [items for items in plan.by_code.values() if len({item.title for item in items}) > 1]
    first = several[0][0]
    return Finding(
        rule="project-codes-repeat",
        severity=Severity.INFO,
        message=Bilingual(
            f"事業の番号 {len(plan.by_code)} 個のうち {len(several)} 個に、違う題名の事業があります。節ごとに振り直した番号とみて、番号では事業を結びません。計画を通した番号なら、列の役割を確かめてください。",
            f"{len(several)} of {len(plan.by_code)} project numbers stand by several titles; taken as counted anew in each section, so that no number joins projects. If they hold for the whole plan, check the column's role",
        ),
        evidence=first.evidence,
        item=plan.plan.title,
        about=RecordKey("document", first.document),
    )


# ---- several plans of one body


def near_titles(plans: Sequence[PlanListings], keys: Mapping[ListingRef, str], told: set[frozenset[str]]) -> Iterator[Finding]:  # fmt: skip
    """Near titles of different projects, in one plan or where one edition has the one and another the other.

    `told` are pairs of titles that a mark or number has brought up already.
    """
    labels = Labels()
    standing: dict[str, set[str]] = defaultdict(set)
    project: dict[str, set[str]] = defaultdict(set)
    for plan in plans:
        for item in plan.placed:
            title = labels.add(item.label, item.evidence, item.about, item.document)
            standing[title].add(plan.plan.id)
            project[title].add(keys[item.ref])
            if item.code:
                labels.by_title[title].codes.add(f"{plan.plan.id} {item.code}")
    for pair in labels.near():
        apart = standing[pair.one] & standing[pair.other] and labels.are_told_apart(pair)
        if apart or project[pair.one] & project[pair.other] or frozenset((pair.one, pair.other)) in told:
            continue
        yield near_finding("project-titles-near", "事業", "projects", labels, pair)


def renamed_projects(older: PlanListings, newer: PlanListings) -> Iterator[Finding]:
    """A number that stands by one title in an edition, by another in the next, where neither title is in both.

    Where more than a quarter of the common numbers are so the numbers were given anew, and only titles that are
    alike are brought up.
    """
    if not numbers_hold(older) or not numbers_hold(newer):
        return
    common = [code for code in newer.by_code if code in older.by_code]
    pairs = [
        (older.by_code[code][0], newer.by_code[code][0])
        for code in common
        if older.by_code[code][0].title not in newer.by_title
        and newer.by_code[code][0].title not in older.by_title
    ]
    given_anew = len(pairs) > max(_FEW, len(common) // 4)
    for before, after in pairs:
        if not given_anew or likeness(before.title, after.title) >= LIKELY:
            yield _renamed(older, newer, before, after)


def _renamed(older: PlanListings, newer: PlanListings, before: Placed, after: Placed) -> Finding:
    code, old, new = after.listing.project_code, before.listing.title, after.listing.title
    return Finding(
        rule="project-renamed",
        severity=Severity.INFO,
        message=Bilingual(
            f"番号 {code} は「{older.plan.title}」では「{old}」{before.where.ja}、「{newer.plan.title}」では「{new}」{after.where.ja}です。別の事業としました。改称なら plan.toml の [aliases.projects] に書いてください。",
            f'number {code} is "{old}"{before.where.en} in {older.plan.title} and "{new}"{after.where.en} in {newer.plan.title}; taken as two projects. If it was renamed, say so in [aliases.projects] of plan.toml',
        ),
        evidence=(*after.evidence, *before.evidence),
        item=new,
        about=after.about,
        printed=new,
        expected=old,
    )

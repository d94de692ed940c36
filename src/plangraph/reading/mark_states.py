"""States of marks: what each 再掲 mark came to, with the words that say so, and the doubts that numbers raise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from plangraph.model.findings import Finding, Severity
from plangraph.model.texts import Bilingual, code_key, comparison_title
from plangraph.reading.near_labels import LIKELY, most_like
from plangraph.reading.placed_listings import Placed, PlanListings
from plangraph.reading.project_groups import Group, number_targets
from plangraph.reading.resolved import CrossListingState

_MARK_BACK = 5.0
"""What a mark back adds to the likeness of a title."""
Partners = dict[str, list[Placed]]
"""Each code that a mark names, as printed, with the listings of the project found there."""


@dataclass(frozen=True, slots=True)
class MarkState:
    """What one mark came to."""

    state: CrossListingState
    note: Bilingual
    partners: tuple[Placed, ...] = ()
    likely: Placed | None = None
    findings: tuple[Finding, ...] = field(default=(), compare=False)


def state_of_mark(plan: PlanListings, item: Placed, group: Group) -> MarkState:
    """What the mark of a listing came to: the first that holds of the states, in the order of CrossListingState.

    A mark that the link beside it contradicts is OneWay: what it names may well have been read, and is not taken to be
    the other side.
    """
    if item.contradicts_link:
        finding = _contradiction(item)
        return MarkState(CrossListingState.ONE_WAY, finding.message, findings=(finding,))
    partners = _partners(plan, item)
    found = tuple(dict.fromkeys(p for listings in partners.values() for p in listings))
    doubts = tuple(_number_doubts(plan, item))
    homes = [member for member in group.members if member.is_home]
    if len(homes) > 1:
        return MarkState(CrossListingState.TWO_HOMES, _two_homes(homes), found, findings=doubts)
    if partners and not homes and all(partners.values()):
        return MarkState(CrossListingState.NO_HOME, _no_home(item, found), found, findings=doubts)
    told = _told_by_partners(plan, item, partners)
    return MarkState(told.state, told.note, (*found, *told.partners), told.likely, doubts)


def _partners(plan: PlanListings, item: Placed) -> Partners:
    if item.marks_projects:
        return {
            code: [
                other for other in number_targets(plan, item, code_key(code)) if item.is_titled_like(other)
            ]
            for code in item.listing.marked_code
        }
    same = [other for other in plan.by_title[item.title] if other.ref != item.ref]
    return {
        code: [other for other in same if code_key(code) in other.sections]
        for code in item.listing.marked_code
    }


def _told_by_partners(plan: PlanListings, item: Placed, partners: Partners) -> MarkState:
    if not partners:
        return MarkState(
            CrossListingState.TARGET_NOT_NAMED,
            Bilingual("再掲の記号に掲載先がありません。", "the mark names no section"),
        )
    read = {code: found for code, found in partners.items() if _is_read(plan, item, code)}
    for code, found in read.items():
        if not found and item.marks_projects:
            return _other_title(plan, item, code)
        if not found:
            likely = _likely(plan, item, code)
            return MarkState(CrossListingState.ONE_WAY, _lacks_project(item, code, likely), likely=likely)
        if item.mark_back_owed and not any(_marks(other, item) for other in found):
            return MarkState(CrossListingState.ONE_WAY, _lacks_mark(item, code, found[0]))
    if read:
        return MarkState(CrossListingState.MUTUAL, _mutual(item, next(iter(read.values()))[0]))
    return _not_loaded(plan, item, partners)


def _is_read(plan: PlanListings, item: Placed, code: str) -> bool:
    if item.marks_projects:
        return bool(number_targets(plan, item, code_key(code)))
    return plan.is_read(code_key(code))


def _marks(other: Placed, item: Placed) -> bool:
    """Whether a listing's mark names where another stands, or its number."""
    own = {item.code} if other.marks_projects else item.sections
    return bool(own & set(other.marks))


def _likely(plan: PlanListings, item: Placed, code: str) -> Placed | None:
    """The listing of a section whose title is most like; one that marks back needs a little less."""
    others = plan.by_section.get(code_key(code), [])
    scored = [
        (score + (_MARK_BACK if _marks(others[position], item) else 0), -position)
        for position, score in most_like(
            item.title, plan.titles_in(code_key(code)), least=LIKELY - _MARK_BACK
        )
    ]
    best = max(scored, default=None)
    return others[-best[1]] if best and best[0] >= LIKELY else None


def at(item: Placed) -> Bilingual:
    """Section, or number, and place of a listing, as it stands in a message."""
    name = item.section or item.listing.project_code or ""
    return Bilingual(f"{name}{item.where.ja}", f"{name}{item.where.en}")


# ---- what the states say


def _mutual(item: Placed, other: Placed) -> Bilingual:
    where = at(other)
    if not item.mark_back_owed:
        return Bilingual(
            f"{where.ja}の再掲です。この計画は再掲の側だけに記号を付けるので、相手側に記号はありません。",
            f"a relisting of {where.en}; this plan marks relistings only, so that no mark back is owed",
        )
    return Bilingual(f"{where.ja}と互いに記号で結ばれています。", f"marked on both sides, with {where.en}")


def _not_loaded(plan: PlanListings, item: Placed, partners: Partners) -> MarkState:
    codes = "、".join(partners)
    if item.marks_projects:
        note = Bilingual(
            f"番号 {codes} の事業は、読み込んだ文書にありません。",
            f"no project numbered {codes} is in what was read",
        )
        likely = next(iter(_same_title(plan, item)), None)
        return MarkState(CrossListingState.TARGET_NOT_LOADED, note, likely=likely)
    names = "、".join(f"{c}（{name}）" if (name := plan.chapter(c)) else c for c in partners)
    note = Bilingual(f"掲載先 {names} は、まだ読み込まれていません。", f"section {codes} has not been loaded")
    return MarkState(CrossListingState.TARGET_NOT_LOADED, note)


def _other_title(plan: PlanListings, item: Placed, code: str) -> MarkState:
    """The number was read, and what bears it is called something else altogether: linked, not taken for one project."""
    others = number_targets(plan, item, code_key(code))
    note = Bilingual(
        f"番号 {code} は「{others[0].listing.title}」{others[0].where.ja}で、題名が違います。番号か題名を確かめてください。",
        f'number {code} is "{others[0].listing.title}"{others[0].where.en}, another title; check number and title',
    )
    return MarkState(CrossListingState.ONE_WAY, note, tuple(others))


def _lacks_project(item: Placed, code: str, likely: Placed | None) -> Bilingual:
    name = item.listing.title
    ja = f"{code} に「{name}」がありません。"
    en = f'section {code} lacks "{name}"'
    if likely is not None:
        ja += f"似た題名の「{likely.listing.title}」{likely.where.ja}があります。同じ事業なら題名をそろえてください。"
        en += f'; it has "{likely.listing.title}"{likely.where.en}, which is near; if it is the same, align the titles'
    else:
        ja += f"{code} に掲載するか、記号を直してください。"
        en += "; list it there or mend the mark"
    return Bilingual(ja, en)


def _lacks_mark(item: Placed, code: str, partner: Placed) -> Bilingual:
    back = (item.listing.project_code if partner.marks_projects else item.section) or "-"
    return Bilingual(
        f"{code} の「{partner.listing.title}」{partner.where.ja}に、{back} を指す記号がありません。記号を付けてください。",
        f'"{partner.listing.title}" in {code}{partner.where.en} has no mark back to {back}; add it',
    )


def _two_homes(homes: list[Placed]) -> Bilingual:
    places = [at(home) for home in homes]
    return Bilingual(
        f"{'と'.join(p.ja for p in places)}の双方に内容または事業費があります。本掲を一つにし、ほかは（再掲）としてください。",
        f"{' and '.join(p.en for p in places)} both state content or money; keep one home and write 再掲 on the others",
    )


def _no_home(item: Placed, others: Iterable[Placed]) -> Bilingual:
    own, places = at(item), [at(other) for other in others]
    return Bilingual(
        f"{own.ja}も {'、'.join(p.ja for p in places)}も（再掲）で、本掲がありません。本掲とする側に内容を記してください。",
        f"{own.en} and {', '.join(p.en for p in places)} all say 再掲 and none is the home; state the content on one",
    )


# ---- doubts that numbers raise


def _same_title(plan: PlanListings, item: Placed) -> list[Placed]:
    return [other for other in plan.by_title[item.title] if other.ref != item.ref]


def _number_doubts(plan: PlanListings, item: Placed) -> Iterable[Finding]:
    if not item.marks_projects:
        return
    for code in item.listing.marked_code:
        targets = number_targets(plan, item, code_key(code))
        for other in targets:
            # As printed, so that an alias that settles the title is the only thing that takes the doubt away.
            if other.title != item.title:
                yield _title_differs(item, code, other)
        if not targets:
            yield from (_code_unknown(item, code, other) for other in _same_title(plan, item)[:1])


def _title_differs(item: Placed, code: str, other: Placed) -> Finding:
    joined = item.is_titled_like(other)
    ja = "番号に従い同じ事業としました" if joined else "番号で結びましたが、同じ事業とはしていません"
    en = "taken as one project by the number" if joined else "linked by the number, not taken as one project"
    return Finding(
        rule="title-differs-at-code",
        severity=Severity.WARNING,
        message=Bilingual(
            f"「{item.listing.title}」{item.where.ja}の記号が指す {code} は「{other.listing.title}」{other.where.ja}です。{ja}。題名か番号を確かめ、同じ事業なら題名をそろえてください。",
            f'the mark of "{item.listing.title}"{item.where.en} names {code}, which is "{other.listing.title}"{other.where.en}; {en}. Check title and number, and align the titles if they are one',
        ),
        evidence=(*item.evidence, *other.evidence),
        item=item.listing.title,
        about=item.about,
        printed=item.listing.title,
        expected=other.listing.title,
    )


def _code_unknown(item: Placed, code: str, other: Placed) -> Finding:
    number = other.listing.project_code
    return Finding(
        rule="marked-number-not-found",
        severity=Severity.WARNING,
        message=Bilingual(
            f"「{item.listing.title}」{item.where.ja}の記号が指す番号 {code} はありません。同じ題名の事業が {number or '番号なし'}{other.where.ja}にありますが、結んでいません。番号を確かめてください。",
            f'the mark of "{item.listing.title}"{item.where.en} names number {code}, which is not there; a project of that title stands at {number or "no number"}{other.where.en}, and is not linked. Check the number',
        ),
        evidence=(*item.evidence, *other.evidence),
        item=item.listing.title,
        about=item.about,
        printed=code,
        expected=number,
    )


def _contradiction(item: Placed) -> Finding:
    codes, linked = "、".join(item.listing.marked_code), item.listing.linked_code
    return Finding(
        rule="mark-contradicts-link",
        severity=Severity.WARNING,
        message=Bilingual(
            f"「{comparison_title(item.listing.title)}」{item.where.ja}の記号は {codes} を指しますが、並んだリンクは {linked} へ行きます。どちらも採っていません。元の資料で確かめてください。",
            f'the mark of "{comparison_title(item.listing.title)}"{item.where.en} names {codes}, the link beside it leads to {linked}; neither was followed. Check with the source',
        ),
        evidence=item.evidence,
        item=item.listing.title,
        about=item.about,
        printed=codes,
        expected=linked,
    )

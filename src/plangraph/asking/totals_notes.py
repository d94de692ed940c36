"""What a reader must know of a table of totals: the rule, what overlaps, what is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from plangraph.asking.facts import Facts, ListingFacts
from plangraph.asking.totals_asked import Question
from plangraph.asking.totals_proof import LeftOut
from plangraph.model.texts import Bilingual

RULES = {
    "home": Bilingual(
        "按分: 本掲のみ。事業費の全額を本掲の施策に置く。",
        "Spread: home only. All of a project's money stands at the policy of its home.",
    ),
    "equal": Bilingual(
        "按分: 均等。事業費を、事業が掲載されている施策（本掲と、読み込んだ再掲）に年度ごとに等分する。"
        "割り切れない円は、本掲の施策から印刷の順に1円ずつ置く。記号からのみ分かる施策には分けない。",
        "Spread: equal shares. A project's money of each year is shared alike between the policies it is listed under, its home "
        "and the relistings that were read; yen that are left over go one by one to the home's policy, then in the order of the "
        "print. A policy known by a mark alone has no share.",
    ),
}
"""The rules of spreading, by their names."""

_WAY = Bilingual(
    "印字額は、すべての掲載の印字された欄の和。一度だけ数えた額は、計画ごと、事業ごとに初めの本掲一つの、印字された欄と推計した欄の和。"
    "人件費は含まない。",
    "As printed: every stated cell of every listing. Counted once: stated and derived cells of the first home of each project in "
    "each plan. Personnel cost is in neither.",
)


def notes_on(
    facts: Facts,
    question: Question,
    listings: Sequence[ListingFacts],
    left_out: Sequence[LeftOut],
    overlap: int,
    cut: Iterable[str],
) -> tuple[Bilingual, ...]:
    """The notes that stand with the row for all."""
    return (
        _WAY,
        RULES[question.spread],
        *_spread(facts, question, listings),
        *_overlap(question, listings, overlap),
        *_editions(facts, question, listings),
        *_not_read(left_out),
        *_cut(facts, cut),
        *_empty(listings),
    )


def _spread(facts: Facts, question: Question, listings: Sequence[ListingFacts]) -> Iterator[Bilingual]:
    if question.spread == "home":
        return
    if question.by not in ("policy", "level"):
        yield Bilingual(
            "按分は施策と段の行にだけ働き、この表の額は変わらない。",
            "The rule bears on rows by policy and level only; it changes nothing here.",
        )
        return
    by_mark = 0
    for home in listings:
        if facts.counts(home) and home.project in facts.projects:
            read = {one.policy for one in facts.by_project[home.project] if one.plan == home.plan}
            by_mark += bool(set(facts.projects[home.project].cross_listed_in) - read)
    if by_mark:
        yield Bilingual(
            f"{by_mark}事業は、記号からのみ分かる施策にも掲載されているが、そこには分けていない。",
            f"{by_mark} projects stand under policies that are known by a mark alone, which have no share.",
        )


def _overlap(question: Question, listings: Sequence[ListingFacts], overlap: int) -> Iterator[Bilingual]:
    if question.by not in ("division", "designation"):
        return
    by_division = question.by == "division"
    several = sum(len(one.divisions if by_division else one.designations) > 1 for one in listings)
    if not several:
        return
    what = Bilingual("所管", "division") if by_division else Bilingual("区分", "designation")
    yield Bilingual(
        f"{what.ja}が二つ以上ある掲載（{several}件）は、それぞれの行に数える。一つの部の中では一度だけ数える。"
        f"一番上の行の和は、全体より {overlap:,} 円多い。"
        if by_division
        else f"{what.ja}が二つ以上ある掲載（{several}件）は、それぞれの行に数える。行の和は、全体より {overlap:,} 円多い。",
        f"A listing with two {what.en}s or more ({several}) counts under each"
        + (", and once within one 部" if by_division else "")
        + f"; the top rows add up to {overlap:,} yen more than the row for all.",
    )


def _editions(facts: Facts, question: Question, listings: Sequence[ListingFacts]) -> Iterator[Bilingual]:
    if question.plan:
        return
    series: dict[str, list[str]] = {}
    for iri in sorted({one.plan for one in listings if one.plan in facts.plans}):
        if facts.plans[iri].series:
            series.setdefault(facts.plans[iri].series, []).append(iri)
    both = sum(
        facts.plans[one].first_year <= facts.plans[other].last_year
        and facts.plans[other].first_year <= facts.plans[one].last_year
        for plans in series.values()
        for one, other in combinations(plans[:200], 2)
    )
    if both:
        yield Bilingual(
            f"同じ系列の版で年度の重なるものが{both}組ある。同じ年度の額を版ごとに数えているので、"
            "一つの版の額は計画を選んで見ること。",
            f"{both} pairs of editions of one series share fiscal years, which are counted in each edition; choose one plan to see "
            "its own sum.",
        )


def _not_read(left_out: Sequence[LeftOut]) -> Iterator[Bilingual]:
    away = {item.project_iri for item in left_out if not item.counted_at}
    if away:
        yield Bilingual(
            f"{len(away)}事業は、本掲、または実施・計上する事業の本掲を読み込んでいないので、事業費がこの中にない。",
            f"{len(away)} projects have their money nowhere in these sums, since no home of theirs, or of what carries or counts them, was read.",
        )


def _cut(facts: Facts, cut: Iterable[str]) -> Iterator[Bilingual]:
    names = [
        facts.policies[iri].name if iri in facts.policies else facts.divisions[iri].name
        for iri in cut
        if iri in facts.policies or iri in facts.divisions
    ]
    if names:
        yield Bilingual(
            f"上下の関係が輪になっているところを、次の上で切った: {'、'.join(names[:5])}",
            f"what is part of what runs in a ring; cut above: {', '.join(names[:5])}",
        )


def _empty(listings: Sequence[ListingFacts]) -> Iterator[Bilingual]:
    if not listings:
        yield Bilingual("掲載がない。", "There are no listings.")
    elif not any(cost.yen is not None for one in listings for cost in one.costs):
        yield Bilingual("金額のある欄がない。", "No cell has an amount.")

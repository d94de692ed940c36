"""What may be asked of totals, and how the words of a question become addresses and names of the graph."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.names import search_key
from plangraph.asking.totals_groups import BY, By, Heading
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual

__all__ = ["BY", "SPREADS", "By", "Question", "Spread", "near_words", "settled"]

Spread = Literal["home", "equal"]
SPREADS: tuple[Spread, ...] = ("home", "equal")
"""Where the money of a project goes: to its home alone, or in equal shares to every policy it is listed under."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: rows by what, of which plan ("" for all), fiscal year and level of policies, spread how."""

    by: By = "policy"
    plan: str = ""
    year: int | None = None
    level: str = ""
    spread: Spread = "home"


def settled(facts: Facts, question: Question) -> Question:
    """The question with the address of its plan, which may be named by a part of its title.

    Raises NotFoundError for a plan, year or level that the graph does not have, SeveralFoundError for several plans.
    """
    plan = _plan(facts, question.plan).iri if question.plan.strip() else ""
    printed = {cost.first_year for one in facts.listings for cost in one.costs}
    years = sorted(printed | {cost.first_year for one in facts.policies.values() for cost in one.costs})
    if question.year is not None and question.year not in years:
        raise _no_year(question.year, years)
    levels = {policy.level for policy in facts.policies.values() if policy.level}
    if question.level and question.level not in levels:
        raise _not_found(question.level, Bilingual("段の名", "level"), levels)
    return replace(question, plan=plan)


def _plan(facts: Facts, text: str) -> PlanFacts:
    text = text.strip()
    if text in facts.plans:
        return facts.plans[text]
    key = search_key(text)
    plans = list(facts.plans.values())
    named = [
        one for one in plans if text == one.iri.rpartition("/")[2] or (key and key == search_key(one.title))
    ]
    parts = [one for one in plans if key and key in search_key(f"{one.body_name} {one.title}")]
    found = named or parts
    if not found:
        raise _not_found(text, Bilingual("計画", "plan"), [one.title for one in plans])
    if len(found) > 1:
        raise _several(text, found)
    return found[0]


def near_words(text: str, words: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """The words that are spelt nearly like a text; all of them where there are few."""
    known = sorted(set(words))
    return tuple(known if len(known) <= most else difflib.get_close_matches(text, known, most, 0.4))


def no_row(name: str, labels: Iterable[str]) -> NotFoundError:
    """No row of a table answers to a name."""
    return _not_found(name, Bilingual("行", "row"), labels)


def several_rows(name: str, headings: Sequence[Heading]) -> SeveralFoundError:
    """Several rows of a table answer to a name."""
    return SeveralFoundError(
        "",
        Bilingual(
            f"「{name}」に当たる行が{len(headings)}件あります。IRI を指定してください。",
            f'{len(headings)} rows answer to "{name}"; give the IRI of one',
        ),
        [{"project": one.label.ja, "iri": one.iri or one.key, "policy_code": one.code} for one in headings],
    )


def _not_found(text: str, what: Bilingual, words: Iterable[str]) -> NotFoundError:
    near = near_words(text, words)
    ja = f"「{text}」という{what.ja}はありません。"
    en = f'there is no {what.en} "{text}"'
    if near:
        ja += f"次のどれかを指定してください: {'、'.join(near)}"
        en += f"; give one of: {', '.join(near)}"
    return NotFoundError("", Bilingual(ja, en), near)


def _no_year(year: int, years: list[int]) -> NotFoundError:
    ja = f"{fiscal_year_label(year)}（{year}）の金額の欄はありません。"
    en = f"no cell of money is of FY{year}"
    if years:
        ja += f"あるのは {years[0]} から {years[-1]} までです。"
        en += f"; there are FY{years[0]} to FY{years[-1]}"
    return NotFoundError("", Bilingual(ja, en), [str(one) for one in years])


def _several(text: str, plans: list[PlanFacts]) -> SeveralFoundError:
    titles = [f"{one.body_name} {one.title}" for one in plans[:3]]
    more = len(plans) - len(titles)
    return SeveralFoundError(
        "",
        Bilingual(
            f"「{text}」に当たる計画が{len(plans)}件あります。どれか一つの題名か IRI を指定してください: "
            f"{'、'.join(titles)}{f' ほか{more}件' if more else ''}",
            f'{len(plans)} plans answer to "{text}"; give the whole title or the IRI of one: '
            f"{', '.join(titles)}{f' and {more} more' if more else ''}",
        ),
        [{"project": one.title, "iri": one.iri, "policy_code": ""} for one in plans],
    )

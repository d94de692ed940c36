"""An impact as JSON, as tables for CSV, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plangraph.asking.impacted import (
    SHARE_WORDS,
    SHARES,
    AffectedProject,
    Impact,
    PlanMoney,
    Side,
    YearMoney,
)
from plangraph.asking.money import Sum
from plangraph.asking.reaching import KINDS, RELATIONS, Reached
from plangraph.asking.table import Table
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

TABLES = ("reached", "money", "printed")
"""The tables of an impact, the first by default."""
KIND_WORDS = {
    "project": Bilingual("事業", "Projects"),
    "policy": Bilingual("施策", "Policies"),
    "basic-project": Bilingual("基本事業", "Basic projects"),
    "unread-policy": Bilingual("未読の施策", "Policies not read"),
    "division": Bilingual("部課", "Divisions"),
    "guideline": Bilingual("指針・計画", "Guidelines"),
}
_MOST_LINES = 40
"""Printed lines in the plain text; JSON and CSV have them all."""


def impact_to_json(found: Impact) -> dict[str, Any]:
    """The impact as `plangraph impact --format json` and `/impact` give it.

    `money` is by plan, the latest first; in each year `solely` and `shared` together are what those asked for are in
    charge of, and `related` is not. Every project counts once. Yen are null where no figure is known.
    """
    return {
        "of": [
            {
                "iri": one.iri,
                "kind": one.kind,
                "label": one.label,
                "along": [{"iri": iri, "label": label} for iri, label in one.along],
            }
            for one in found.subjects
        ],
        "scenario": found.scenario or None,
        "steps": found.steps,
        "reached": [
            {
                "iri": one.iri,
                "kind": one.kind,
                "code": one.code or None,
                "label": one.label,
                "plan": one.plan or None,
                "step": one.step,
                "relation": one.relation,
                "path": [
                    {"relation": step.relation, "iri": step.iri, "label": step.name}
                    for step in found.path(one)
                ],
                "from": found.start_of(one),
            }
            for one in found.reached
        ],
        "projects": [_project(one) for one in found.projects],
        "money": [_plan(one) for one in found.money],
        "policy_costs": [
            {
                "policy": one.policy,
                "policy_name": one.policy_name,
                "fiscal_year": one.amount.first_year,
                "cost_kind": one.amount.kind,
                "amount_status": one.amount.status,
                "amount_yen": one.amount.yen,
            }
            for one in found.policy_costs
        ],
        "printed": [
            {
                "document": one.document,
                "place": one.place,
                "quote": one.quote,
                "names": list(one.names),
                "stated": one.stated,
            }
            for one in found.printed
        ],
        "documents": list(found.documents),
        "notes": [{"ja": one.ja, "en": one.en} for one in notes(found)],
    }


def _project(one: AffectedProject) -> dict[str, Any]:
    return {
        "project": one.title,
        "iri": one.iri,
        "share": one.share,
        "others": list(one.others),
        "and_others": one.and_others,
        "listings": [
            {
                "iri": side.listing,
                "policy_iri": side.policy or None,
                "policy_code": side.policy_code,
                "policy_title": side.policy_title,
                "plan": side.plan,
                "role": side.role,
                "state": side.state,
                "names_it": side.names_it,
                "elsewhere": side.elsewhere,
            }
            for side in one.sides
        ],
    }


def _plan(one: PlanMoney) -> dict[str, Any]:
    return {
        "plan": one.plan or None,
        "title": one.title,
        "first_year": one.first_year or None,
        "last_year": one.last_year or None,
        "projects": dict(one.projects),
        "homes_unread": one.homes_unread,
        "years": [{"fiscal_year": year.fiscal_year, **_year(year)} for year in one.years],
        "total": _year(one.total),
    }


def _year(year: YearMoney) -> dict[str, Any]:
    return {
        "in_charge": _sum(year.in_charge),
        **{share: _sum(year.part(share)) for share in SHARES},
    }


def _sum(money: Sum) -> dict[str, Any]:
    return {
        "yen": money.yen if money.known else None,
        "low_yen": money.low if money.known else None,
        "high_yen": money.high if money.known else None,
        "derived_yen": money.derived,
        "undetermined": money.undetermined,
        "lost": money.lost,
        "blank": money.blank,
    }


def impact_to_table(found: Impact, name: str = "reached") -> Table:
    """One of `TABLES` as plain text for CSV."""
    if name == "money":
        return Table("money", _MONEY, tuple(_money_rows(found)))
    if name == "printed":
        return Table(
            "printed",
            ("document", "place", "names", "stated", "quote"),
            tuple(
                (one.document, one.place, "; ".join(one.names), "yes" if one.stated else "no", one.quote)
                for one in found.printed
            ),
        )
    shares = {one.iri: one for one in found.projects}
    return Table(
        "reached", _REACHED, tuple(_reached_row(found, one, shares.get(one.iri)) for one in found.reached)
    )


_REACHED = ("step", "kind", "code", "label", "plan", "relation", "path", "share", "others", "listings", "iri")
_MONEY = (
    "plan",
    "fiscal_year",
    "share",
    "amount_yen",
    "low_yen",
    "high_yen",
    "derived_yen",
    "undetermined",
    "lost",
    "blank",
)


def _reached_row(found: Impact, one: Reached, project: AffectedProject | None) -> tuple[str, ...]:
    return (
        str(one.step),
        one.kind,
        one.code,
        one.label,
        one.plan,
        RELATIONS[one.relation].ja,
        path_words(found, one)["ja"],
        project.share if project else "",
        "; ".join(project.others) if project else "",
        "; ".join(f"{side.policy_code} {side.role}".strip() for side in project.sides) if project else "",
        one.iri,
    )


def _money_rows(found: Impact) -> Iterator[tuple[str, ...]]:
    for plan in found.money:
        for year in plan.years:
            for share in SHARES:
                money = year.part(share)
                if money.known or money.unknown or money.blank:
                    figures = (money.yen, money.low, money.high) if money.known else ("", "", "")
                    cells = (money.derived, money.undetermined, money.lost, money.blank)
                    yield (plan.title, str(year.fiscal_year), share, *map(str, figures), *map(str, cells))


def path_words(found: Impact, one: Reached) -> Bilingual:
    """How a thing was reached: 企画課 →（所管）事業 →（掲載）施策."""
    steps = found.path(one)
    start = found.start_of(one)
    return Bilingual(
        start + "".join(f" →（{RELATIONS[step.relation].ja}）{step.name}" for step in steps),
        start + "".join(f" → ({RELATIONS[step.relation].en}) {step.name}" for step in steps),
    )


def notes(found: Impact) -> tuple[Bilingual, ...]:
    """What the reader must know, and what a scenario comes to, in sentences with their figures."""
    return (*_always(found), *_SCENARIO_NOTES.get(found.scenario, lambda _: ())(found))


def _always(found: Impact) -> Iterator[Bilingual]:
    for one in found.subjects:
        if one.along:
            ja = "、".join(label for _, label in one.along)
            en = ", ".join(label for _, label in one.along)
            yield Bilingual(
                f"{one.label} に属する次の課を含めています: {ja}", f"{one.label} takes along: {en}"
            )
    if len(found.money) > 1:
        yield Bilingual(
            "金額は計画ごとに示します。計画どうしの金額は足しません。",
            "Money is shown plan by plan; amounts of two plans are never added up.",
        )
    if any(plan.homes_unread for plan in found.money):
        count = sum(plan.homes_unread for plan in found.money)
        yield Bilingual(
            f"本掲のない（未読、または他の事業で実施・計上の）事業が{count}件あり、その金額は含みません。",
            f"{count} projects have no home here (not read, or carried by another); their money is in no sum.",
        )
    if any(one.and_others for one in found.projects):
        yield Bilingual(
            "「他」と印字された事業は、名の分からない所管があるため共管とします。",
            "A project printed with 他 (and others) counts as shared: who the others are is not printed.",
        )
    if not found.reached:
        yield Bilingual("かかわる事業も施策もありません。", "Nothing hangs on it.")


def _merge_notes(found: Impact) -> Iterator[Bilingual]:
    if len(found.subjects) > 1:
        yield Bilingual(
            f"統合すると、{len(found.with_share('solely'))}件は新しい部課だけの所管になり、"
            f"{len(found.with_share('shared'))}件は他の部課との共管のままです。",
            f"Merged, they are alone in charge of {len(found.with_share('solely'))} projects; "
            f"{len(found.with_share('shared'))} stay shared with others.",
        )
    else:
        yield Bilingual(
            "統合する相手の部課も並べて指定すると、互いの共管を単独として数えます。",
            "Name the divisions it merges with as well, and what they share among themselves counts as theirs alone.",
        )
    yield from _rename_notes(found)


def _rename_notes(found: Impact) -> Iterator[Bilingual]:
    stated = sum(one.stated for one in found.printed)
    yield Bilingual(
        f"名の印字は{len(found.documents)}文書の{len(found.printed)}か所（うち記載として読み取ったもの{stated}か所）。"
        "これらを刷り直すことになります。",
        f"The name is printed at {len(found.printed)} places of {len(found.documents)} documents "
        f"({stated} of them read as statements); these must be printed anew.",
    )


def _close_notes(found: Impact) -> Iterator[Bilingual]:
    yield Bilingual(
        f"廃止すると、{len(found.with_share('solely'))}件の事業に所管がなくなります。"
        f"共管の{len(found.with_share('shared'))}件には他の部課が残ります。",
        f"Closed, {len(found.with_share('solely'))} projects have nobody in charge; "
        f"{len(found.with_share('shared'))} shared ones keep others.",
    )
    led = [one for one in found.reached if one.step == 1 and one.relation == "lead"]
    if led:
        yield Bilingual(
            f"統括課を改める施策: {'、'.join(one.name for one in led)}",
            f"Policies that need another lead: {', '.join(one.name for one in led)}",
        )
    yield from _rename_notes(found)


def _revise_notes(found: Impact) -> Iterator[Bilingual]:
    policies = [one for one in found.reached if one.step == 1 and one.kind in ("policy", "basic-project")]
    yield Bilingual(
        f"改訂にあたって見直す施策・基本事業は{len(policies)}件、事業は{len(found.projects)}件です。",
        f"A revision touches {len(policies)} policies and basic projects, and {len(found.projects)} projects.",
    )
    yield from _rename_notes(found)


_SCENARIO_NOTES = {
    "merge": _merge_notes,
    "rename": _rename_notes,
    "close": _close_notes,
    "revise": _revise_notes,
}


def render_impact(found: Impact, lang: Lang) -> str:
    """The impact as plain text that a planner can read."""
    blocks = [
        [_head(found, lang), *(f"  {one.iri}" for one in found.subjects)],
        [f"・{one[lang]}" for one in notes(found)],
        [*_projects(found, lang)],
        *([*_plan_text(plan, lang)] for plan in found.money),
        [*_policy_costs(found, lang)],
        *([*_step(found, step, lang)] for step in range(1, found.steps + 1)),
        [*_elsewhere(found, lang)],
        [*_printed(found, lang)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(found: Impact, lang: Lang) -> str:
    return Bilingual(
        f"{found.name} の影響（{found.steps}段まで）", f"Impact of {found.name} (up to {found.steps} steps)"
    )[lang]


def _projects(found: Impact, lang: Lang) -> Iterator[str]:
    for share in SHARES:
        given = found.with_share(share)
        if not given:
            continue
        words = (
            Bilingual("指針を受ける", "Guided") if found.kind == "guideline" else Bilingual("所管の", "Their")
        )
        yield f"{words[lang]}{Bilingual('事業', ' projects')[lang]}: {SHARE_WORDS[share][lang]} {len(given)}"
        for one in given:
            where = Bilingual("、", ", ")[lang].join(
                dict.fromkeys(side.policy_code for side in one.sides if side.policy_code)
            )
            others = [*one.others, *(["他" if lang == "ja" else "others"] if one.and_others else [])]
            with_ = f" ／ {'・'.join(others)}" if others else ""
            yield f"  {one.title}（{where}）{with_}" if lang == "ja" else f"  {one.title} ({where}){with_}"


def _plan_text(plan: PlanMoney, lang: Lang) -> Iterator[str]:
    yield Bilingual(f"事業費（一度だけ数えた額） {plan.title}", f"Cost, counted once: {plan.title}")[lang]
    for year in (*plan.years, plan.total):
        if not year.fiscal_year and len(plan.years) < 2:
            continue
        name = (
            fiscal_year_label(year.fiscal_year, lang) if year.fiscal_year else Bilingual("計", "total")[lang]
        )
        parts = [
            f"{SHARE_WORDS[share][lang]} {money_words(year.part(share), lang)}"
            for share in SHARES
            if plan.projects[share]
        ]
        yield f"  {name}  " + Bilingual("、", "; ")[lang].join(parts)


def money_words(money: Sum, lang: Lang) -> str:
    """A sum with its bounds, and the cells that have no figure."""
    if not money.known:
        said = (
            Bilingual("不明", "not known")[lang]
            if money.unknown
            else Bilingual("印字なし", "none printed")[lang]
        )
    else:
        said = Bilingual(f"{money.yen:,}円", f"{money.yen:,} yen")[lang]
        if money.low != money.high:
            between = f"{money.low:,}～{money.high:,}円", f"{money.low:,} to {money.high:,} yen"
            said += Bilingual(f"（{between[0]}）", f" ({between[1]})")[lang]
    if money.unknown and money.known:
        said += Bilingual(f" ＋不明{money.unknown}件", f" + {money.unknown} not known")[lang]
    return said


def _policy_costs(found: Impact, lang: Lang) -> Iterator[str]:
    if found.policy_costs:
        yield Bilingual(
            "施策そのものについて印字された費用（上には含みません）",
            "Printed for the policies themselves (in no sum above)",
        )[lang]
    for one in found.policy_costs:
        amount = f"{one.amount.yen:,}" if one.amount.yen is not None else "–"
        kind = COST_KINDS.get(one.amount.kind, Bilingual(one.amount.kind, one.amount.kind))[lang]
        yield f"  {one.policy_name}  {fiscal_year_label(one.amount.first_year, lang)}  {kind} {amount}" + (
            "円" if lang == "ja" else " yen"
        )


COST_KINDS = {
    "ProjectCost": Bilingual("事業費", "project cost"),
    "PersonnelCost": Bilingual("人件費", "personnel cost"),
    "TotalCost": Bilingual("トータルコスト", "total cost"),
}


def _step(found: Impact, step: int, lang: Lang) -> Iterator[str]:
    """What was reached at one step; the projects of the first stand above already."""
    at_step = [one for one in found.reached if one.step == step and (step > 1 or one.kind != "project")]
    if at_step:
        yield Bilingual(f"{step}段目", f"Step {step}")[lang]
    for kind in KINDS:
        given = [one for one in at_step if one.kind == kind]
        if given:
            yield f"  {KIND_WORDS[kind][lang]} {len(given)}"
        for one in given:
            plan = f"〔{one.plan}〕" if one.plan and found.several_plans else ""
            yield f"    {one.name}{plan}  ← {path_words(found, one)[lang]}"


def _elsewhere(found: Impact, lang: Lang) -> Iterator[str]:
    sides = [*found.elsewhere()]
    if sides:
        yield Bilingual("ほかの施策に載っている側", "Sides that sit in other sections")[lang]
    for project, side in sides:
        yield f"  {side_words(project, side)[lang]}"


def side_words(project: AffectedProject, side: Side) -> Bilingual:
    """A side in another section, and whether it prints the name itself."""
    section = f"{side.policy_code} {side.policy_title}".strip()
    return Bilingual(
        f"{section}: {project.title}" + ("" if side.names_it else "（この側に名の印字はない）"),
        f"{section}: {project.title}" + ("" if side.names_it else " (this side does not print the name)"),
    )


def _printed(found: Impact, lang: Lang) -> Iterator[str]:
    if not found.printed:
        return
    yield Bilingual(
        f"名の印字 {len(found.printed)}か所、{len(found.documents)}文書",
        f"Where the name is printed: {len(found.printed)} places, {len(found.documents)} documents",
    )[lang]
    for one in found.printed[:_MOST_LINES]:
        sure = "" if one.stated else Bilingual(" （本文の語）", " (words of the text)")[lang]
        yield f"  {one.document} {one.place}{sure}"
        yield f"    | {' '.join(one.quote.split())[:120]}"
    if len(found.printed) > _MOST_LINES:
        more = len(found.printed) - _MOST_LINES
        yield Bilingual(
            f"  ほか{more}か所（CSV と JSON にはすべて）", f"  and {more} more; CSV and JSON have all"
        )[lang]

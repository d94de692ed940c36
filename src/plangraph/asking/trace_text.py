"""A trace as plain text that a planner can read."""

from __future__ import annotations

from collections.abc import Iterator

from plangraph.asking.traced import (
    Carrier,
    Sides,
    Trace,
    TracedCost,
    TracedDivision,
    TracedListing,
    TracedMark,
    TracedPart,
    TracedPlan,
)
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang


def render_trace(trace: Trace, lang: Lang) -> str:
    """The trace as plain text; plan by plan, the latest first, where it stands in several."""
    blocks = [[trace.project, f"  {trace.iri}"]]
    for plan in trace.plans:
        if len(trace.plans) > 1:
            blocks.append([*_plan_head(trace, plan, lang)])
        blocks += [
            [*_listings(trace, plan, lang)],
            [*_divisions(trace, plan, lang)],
            [*_designations(trace, plan, lang)],
            [*_costs(trace, plan, lang)],
        ]
    if not trace.plans:
        blocks.append([Bilingual("どの計画にも掲載がありません。", "No plan lists it.")[lang]])
    blocks += [[*_carriers(trace, lang)], [*_guidelines(trace, lang)]]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _plan_head(trace: Trace, plan: TracedPlan, lang: Lang) -> Iterator[str]:
    years = Bilingual("～", " to ")[lang].join(
        fiscal_year_label(year, lang) for year in (plan.first_year, plan.last_year) if year
    )
    latest = Bilingual("（最新）", " (the latest)")[lang] if plan is trace.latest else ""
    yield f"■ {plan.title} {years}{latest}"


def _listings(trace: Trace, plan: TracedPlan, lang: Lang) -> Iterator[str]:
    yield Bilingual("掲載", "Listings")[lang]
    for item in plan.shown:
        yield "  " + _one_line(trace, item, lang)
        if item.note[lang] and item.iri:
            yield f"    {item.note[lang]}"
        for mark in item.marks:
            yield f"    {resolved(mark)[lang]}"
        for line in item.quote.splitlines():
            yield f"    | {line}"
        for part in item.parts:
            yield from _part(trace, part, lang)
    if plan.home is None:
        yield "  " + without_home(plan)[lang]
    if plan.other_homes:
        codes = [item.policy_code for item in (plan.home, *plan.other_homes) if item]
        said = Bilingual(
            f"本掲が {'、'.join(codes)} の{len(codes)}か所にあります。事業費は初めの一つだけを数えます。",
            f"{', '.join(codes)} all are homes; only the first one's money is counted.",
        )
        yield f"  {said[lang]}"


def _one_line(trace: Trace, item: TracedListing, lang: Lang) -> str:
    parts = [f"{item.policy_code} {item.policy_title}".strip(), _term(trace, item.role)[lang]]
    if item.marked_code:
        parts.append(Bilingual(f"再掲の記号: {item.marked_code}", f"mark: {item.marked_code}")[lang])
    if not item.iri:
        parts.append(Bilingual("記号からのみ分かる", "known by a mark alone")[lang])
    if item.state:
        parts.append(_term(trace, item.state)[lang])
    if item.place:
        parts.append(f"{item.document} {item.place}")
    return (" ／ " if lang == "ja" else " / ").join(parts)


def resolved(mark: TracedMark) -> Bilingual:
    """What a printed code led to, in a sentence."""
    if mark.read is None:
        if mark.joined:
            at = [code for _, code in mark.joined]
            return Bilingual(
                f"記号 {mark.code} → {'、'.join(at)} の掲載",
                f"mark {mark.code} → the listing at {', '.join(at)}",
            )
        return Bilingual(f"記号 {mark.code} → 当たる施策なし", f"mark {mark.code} → no section answers to it")
    name = f"{mark.code} {mark.title}".strip()
    if not mark.read:
        return Bilingual(
            f"記号 {mark.code} → {name}（未読。章の名のみ分かる）"
            if mark.title
            else f"記号 {mark.code} → 未読の施策",
            f"mark {mark.code} → {name} (not read; the chapter's name is known)"
            if mark.title
            else f"mark {mark.code} → a section that was not read",
        )
    if mark.joined:
        return Bilingual(
            f"記号 {mark.code} → {name}（掲載と照合）", f"mark {mark.code} → {name} (joined to its listing)"
        )
    return Bilingual(
        f"記号 {mark.code} → {name}（読んだが、照合できる掲載がない）",
        f"mark {mark.code} → {name} (read, and no listing there answers)",
    )


def without_home(plan: TracedPlan) -> Bilingual:
    """Why a project has no home in a plan."""
    if plan.home_code:
        return Bilingual(
            f"本掲は {plan.home_code} にあり、まだ読み込まれていません。",
            f"The home is in {plan.home_code}, which has not been loaded.",
        )
    if any(item.role == "carried" for item in plan.listings):
        return Bilingual(
            "実施または計上は他の事業によります。", "The work or its money is left to another project."
        )
    return Bilingual("本掲は見つかりません。", "There is no home.")


def _part(trace: Trace, part: TracedPart, lang: Lang) -> Iterator[str]:
    """A statement that says something, with its place; the empty cells of a relisting say nothing of their own."""
    if part.kind == "content":
        said = part.text
    elif part.amount_yen is not None or part.amount_status in ("undetermined", "lost"):
        said = _amount(trace, part, lang)
        if part.kind == "total":
            said = Bilingual(f"計 {said}", f"total {said}")[lang]
    else:
        return
    years = Bilingual("～", " to ")[lang].join(
        fiscal_year_label(year, lang) for year in dict.fromkeys((part.first_year, part.last_year)) if year
    )
    yield f"    {years}  {said}" + (f"  〔{part.place}〕" if part.place else "")


def _carriers(trace: Trace, lang: Lang) -> Iterator[str]:
    for how, carriers in (("carriedBy", trace.carried_by), ("countedIn", trace.counted_in)):
        if carriers:
            yield trace.terms.term(how)[lang]
        for item in carriers:
            yield "  " * item.step + item.project + _carrier_note(item)[lang]


def _carrier_note(item: Carrier) -> Bilingual:
    if item.closes_cycle:
        return Bilingual("（循環: 前に出た事業に戻ります）", " (a cycle: leads back to a project above)")
    if item.iri is None:
        return Bilingual("（この名の事業は見つかりません）", " (no project by this name was found)")
    if not item.home_read:
        ja = f" {item.home_code}" if item.home_code else ""
        return Bilingual(
            f"（本掲{ja} は未読のため、金額はこのグラフにありません）",
            f" (its home{ja} was not read, so its money is not in this graph)",
        )
    return Bilingual("", "")


def _divisions(trace: Trace, plan: TracedPlan, lang: Lang) -> Iterator[str]:
    if plan.divisions:
        yield trace.terms.term("responsibleDivision")[lang]
        yield from _offices(plan.divisions, lang)
    agreement = offices_agree(plan)
    if agreement is not None:
        yield "  " + agreement[lang]
    if plan.related:
        yield trace.terms.term("relatedDivision")[lang]
        yield from _offices(plan.related, lang)


def _offices(divisions: tuple[TracedDivision, ...], lang: Lang) -> Iterator[str]:
    sides: dict[tuple[str, bool], list[str]] = {}
    for item in divisions:
        sides.setdefault((item.name, item.and_others), []).append(item.policy_code)
    for (name, and_others), codes in sides.items():
        others = Bilingual(" 他", " and others")[lang] if and_others else ""
        joined = Bilingual(f"（{'、'.join(codes)}）", f" ({', '.join(codes)})")[lang] if any(codes) else ""
        yield f"  {name}{others}{joined}"


def _designations(trace: Trace, plan: TracedPlan, lang: Lang) -> Iterator[str]:
    if not plan.designations.by_code:
        return
    yield trace.terms.term("designation")[lang]
    for code, names in plan.designations.by_code:
        yield f"  {' '.join(names)}" + Bilingual(f"（{code}）", f" ({code})")[lang]
    agreement = designations_agree(plan)
    if agreement is not None:
        yield "  " + agreement[lang]


def offices_agree(plan: TracedPlan) -> Bilingual | None:
    """Whether the sides name the same divisions in charge; None where a project has one side only."""
    return _agreement(plan.offices, Bilingual("所管", "divisions in charge"))


def designations_agree(plan: TracedPlan) -> Bilingual | None:
    """Whether the sides print the same designations; None where a project has one side only."""
    return _agreement(plan.designations, Bilingual("区分", "designations"))


def agreement(plan: TracedPlan) -> tuple[Bilingual, ...]:
    """What is to be said of the agreement of the sides; nothing where a project has one side only."""
    return tuple(said for said in (offices_agree(plan), designations_agree(plan)) if said is not None)


def _agreement(sides: Sides, what: Bilingual) -> Bilingual | None:
    if len(sides.by_code) + len(sides.silent) < 2:
        return None
    silent = Bilingual(
        f"{'、'.join(sides.silent)} には{what.ja}の印字がありません。" if sides.silent else "",
        f" {', '.join(sides.silent)}: none printed." if sides.silent else "",
    )
    if not sides.by_code:
        return Bilingual(f"どの側にも{what.ja}の印字がありません。", f"No side prints {what.en}.")
    if sides.agree is None:
        code = sides.by_code[0][0]
        return Bilingual(f"{what.ja}を印字しているのは {code} だけです。", f"Only {code} prints {what.en}.")
    if sides.agree:
        return Bilingual(
            f"{what.ja}は掲載の間で一致しています。{silent.ja}", f"The sides agree on {what.en}.{silent.en}"
        )
    ja = "、".join(f"{code} は {'・'.join(names)}" for code, names in sides.by_code)
    en = "; ".join(f"{code}: {', '.join(names)}" for code, names in sides.by_code)
    return Bilingual(
        f"{what.ja}が掲載によって違います: {ja}。{silent.ja}",
        f"The sides differ in {what.en}: {en}.{silent.en}",
    )


def _guidelines(trace: Trace, lang: Lang) -> Iterator[str]:
    if trace.guidelines:
        yield trace.terms.term("Guideline")[lang]
    for name, _ in trace.guidelines:
        yield f"  {name}"


def _costs(trace: Trace, plan: TracedPlan, lang: Lang) -> Iterator[str]:
    if not plan.costs:
        return
    yield Bilingual("事業費（一度だけ数えた額）", "Cost, counted once")[lang]
    for cost in plan.costs:
        yield f"  {fiscal_year_label(cost.fiscal_year, lang)}  {_amount(trace, cost, lang)}"
    if plan.total_yen is None:
        yield "  " + Bilingual("合計は分かりません。", "The total is not known.")[lang]
    else:
        kind = (
            Bilingual("印字された合計", "total as printed")
            if plan.total_printed
            else Bilingual("合計", "total")
        )
        yield f"  {kind[lang]}  {_yen(plan.total_yen, lang)}"


def _amount(trace: Trace, cost: TracedCost | TracedPart, lang: Lang) -> str:
    status = _term(trace, "carriedElsewhere" if cost.amount_status == "carried" else cost.amount_status)[lang]
    if cost.amount_yen is None:
        return status
    text = f"{_yen(cost.amount_yen, lang)}  {status}"
    if cost.low_yen is None or cost.high_yen is None or cost.low_yen == cost.high_yen:
        return text
    between = Bilingual("～", " to ")[lang].join([_yen(cost.low_yen, lang), _yen(cost.high_yen, lang)])
    return text + Bilingual(f"（{between}）", f" ({between})")[lang]


def _yen(amount: int, lang: Lang) -> str:
    return Bilingual(f"{amount:,}円", f"{amount:,} yen")[lang]


def _term(trace: Trace, word: str) -> Bilingual:
    """The ontology's name of an individual, by its word in lower camel case."""
    return trace.terms.term(word[:1].upper() + word[1:])

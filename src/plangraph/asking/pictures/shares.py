"""How much of each plan's yearly 事業費 is printed, derived, undetermined, lost or blank: one bar of cells a plan."""

from __future__ import annotations

from collections import Counter

from plangraph.asking.facts import Facts, PlanFacts
from plangraph.asking.money import PROJECT_COST
from plangraph.asking.pictures.scope import Cell, Picture, plans_in_order
from plangraph.asking.pictures.svg import SERIES, label_lines, svg_document, svg_text, text_width, words
from plangraph.model.texts import Bilingual, Lang

NAME = "shares"
TITLE = Bilingual("事業費の欄の内訳", "How figures stand")
SAID = Bilingual(
    "年度ごとの事業費の欄を、すべての掲載について数えます。推計は計から求めた額、失われたは欄の字が残っていないもの、未定は *** などです。空欄は0ではありません。",
    "Yearly cells of 事業費 over all listings. Derived figures come from printed totals; lost cells left no letters; undetermined ones are printed *** and the like. A blank is no zero.",
)
MOST = 40
STATUSES = {
    "stated": Bilingual("印字", "printed"),
    "derived": Bilingual("推計", "derived"),
    "undetermined": Bilingual("未定", "undetermined"),
    "lost": Bilingual("失われた", "lost"),
    "blank": Bilingual("空欄", "blank"),
    "relisted": Bilingual("再掲", "relisted"),
    "carried": Bilingual("他事業", "carried elsewhere"),
}
"""Status of a cell → what it is called, in the order of the bars."""
_OPACITY = {"stated": 0.55, "derived": 0.2, "undetermined": 0.3, "lost": 0.3, "blank": 0.05, "relisted": 0.15}
_COLOUR = {"stated": 0, "derived": 0, "undetermined": 1, "lost": 4, "blank": 7, "relisted": 3, "carried": 3}
_LABEL = 300
_WIDTH = 960
_ROW = 42
_TOP = 34
_MORE = Bilingual("ほか {n} 計画は表にあります。", "{n} more plans are in the table.")


def cells_of(facts: Facts) -> dict[str, Counter[str]]:
    """Plan → status → how many yearly cells of 事業費 its listings have."""
    found: dict[str, Counter[str]] = {one.iri: Counter() for one in plans_in_order(facts)}
    for item in facts.listings:
        counts = found.setdefault(item.plan, Counter())
        counts.update(cost.status for cost in item.costs if cost.kind == PROJECT_COST)
    return found


def shares(facts: Facts, plan: PlanFacts | None, lang: Lang) -> Picture:
    """The picture of one plan, or of all of them, and its table."""
    counted = cells_of(facts)
    wanted = {
        iri: counts
        for iri, counts in counted.items()
        if iri in facts.plans and (plan is None or iri == plan.iri)
    }
    filled = {iri: counts for iri, counts in wanted.items() if counts.total()}
    heads = (Bilingual("計画", "Plan")[lang], Bilingual("欄", "Cells")[lang])
    rows = tuple(
        (
            Cell(facts.plans[iri].title, iri),
            Cell(f"{counts.total():,}", number=True),
            *(Cell(_share(counts[status], counts.total()), number=True) for status in STATUSES),
        )
        for iri, counts in wanted.items()
    )
    return Picture(
        NAME,
        TITLE[lang],
        _drawn(facts, filled, lang) if filled else "",
        SAID[lang],
        (*heads, *(said[lang] for said in STATUSES.values())),
        rows,
        empty=not filled,
    )


def _share(count: int, total: int) -> str:
    return f"{count:,} ({100 * count / total:.1f}%)" if count else ""


def _drawn(facts: Facts, filled: dict[str, Counter[str]], lang: Lang) -> str:
    shown = list(filled.items())[:MOST]
    used = [status for status in STATUSES if any(counts[status] for _, counts in shown)]
    parts, x = [], 16.0
    for status in used:
        parts += [_box(x, 8, 16, 12, status, ""), words(x + 22, 18, STATUSES[status][lang], size=12)]
        x += 44 + text_width(STATUSES[status][lang], 12)
    for place, (iri, counts) in enumerate(shown):
        parts += _row(facts.plans[iri], counts, _TOP + place * _ROW, lang)
    height = float(_TOP + len(shown) * _ROW + 6)
    if len(filled) > MOST:
        parts.append(words(_LABEL, height + 12, _MORE[lang].format(n=len(filled) - MOST)))
        height += 24
    return svg_document(f"picture-{NAME}", (_WIDTH, height), TITLE[lang], SAID[lang], parts)


def _row(plan: PlanFacts, counts: Counter[str], y: float, lang: Lang) -> list[str]:
    lines = label_lines(f"{plan.body_name} {plan.title}", 22, 2)
    first = y + (25 if len(lines) == 1 else 17)
    drawn = [words(_LABEL - 12, first + 15 * at, line, anchor="end") for at, line in enumerate(lines)]
    x, scale = float(_LABEL), (_WIDTH - _LABEL - 60) / counts.total()
    for status in STATUSES:
        wide = counts[status] * scale
        if not wide:
            continue
        drawn.append(_box(x, y + 7, wide, _ROW - 14, status, f"{STATUSES[status][lang]} {counts[status]}"))
        if wide > text_width(str(counts[status]), 13) + 6:
            drawn.append(words(x + wide / 2, y + 26, str(counts[status]), anchor="middle"))
        x += wide
    return [*drawn, words(x + 8, y + 26, f"{counts.total():,}")]


def _box(x: float, y: float, width: float, height: float, status: str, told: str) -> str:
    number = _COLOUR[status]
    dashes = ' stroke-dasharray="3 2"' if status not in ("stated", "relisted", "carried") else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="series-{number} area" '
        f'fill="{SERIES[number]}" fill-opacity="{_OPACITY.get(status, 0.08)}" stroke="{SERIES[number]}" stroke-width="1"{dashes}>'
        f"<title>{svg_text(told)}</title></rect>"
    )

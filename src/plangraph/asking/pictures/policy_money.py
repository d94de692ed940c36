"""事業費 by policy and fiscal year, each project once: a row of bars for each policy, its years one behind the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from plangraph.asking.money import NOTHING, Sum, counted_by_year
from plangraph.asking.pictures.bars import MILLIONS, millions
from plangraph.asking.pictures.scope import Cell, Picture, Scope, largest
from plangraph.asking.pictures.svg import SERIES, box, label_lines, legend, svg_document, words
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Bilingual, Lang

NAME = "money"
TITLE = Bilingual("施策と年度ごとの事業費", "Money by policy and fiscal year")
SAID = Bilingual(
    "本掲の事業費を一度だけ数え、本掲のある施策に入れます。破線は推計の部分です。未定・失われた・空欄の欄は額に入りません。",
    "事業費 of the homes, each project once, under the policy of its home. Dashes are the derived part; cells that are undetermined, lost or blank add nothing.",
)
MOST = 40
_LABEL = 284
_WIDTH = 960
_ROW = 38
_TOP = 30
_MORE = Bilingual("ほか {n} 施策", "{n} more policies")
_HEADS = (
    Bilingual("施策", "Policy"),
    Bilingual("年度", "Year"),
    Bilingual("一度だけ数えた額（円）", "Counted once (yen)"),
    Bilingual("幅", "Interval"),
    Bilingual("うち推計", "Derived"),
    Bilingual("分からない欄", "Unknown cells"),
    Bilingual("空欄", "Blank cells"),
)

Years = dict[int, Sum]


def policy_years(scope: Scope) -> dict[str, Years]:
    """Policy → year → the money of the projects at home there, in the order of the print."""
    found: dict[str, Years] = {policy: {} for policy in scope.policies}
    for project, home in scope.homes.items():
        years = found[home.policy]
        for year, given in counted_by_year(scope.facts, scope.plan.iri, project).items():
            years[year] = years.get(year, NOTHING) + given
    return found


def policy_money(scope: Scope, lang: Lang) -> Picture:
    """The picture and its table."""
    by_policy = policy_years(scope)
    known = {
        policy: sum(given.yen for given in years.values())
        for policy, years in by_policy.items()
        if any(given.known for given in years.values())
    }
    rows = _table(scope, by_policy, lang)
    svg = _drawn(scope, by_policy, known, lang) if known else ""
    return Picture(NAME, TITLE[lang], svg, SAID[lang], tuple(h[lang] for h in _HEADS), rows, empty=not known)


def _drawn(scope: Scope, by_policy: Mapping[str, Years], known: Mapping[str, int], lang: Lang) -> str:
    kept = largest(known, MOST)
    shown: list[tuple[str, Years]] = [(scope.policy_name(one, lang), by_policy[one]) for one in kept]
    rest = [policy for policy in known if policy not in set(kept)]
    if rest:
        together: defaultdict[int, Sum] = defaultdict(Sum)
        for policy in rest:
            for year, given in by_policy[policy].items():
                together[year] = together[year] + given
        shown.append((_MORE[lang].format(n=len(rest)), dict(together)))
    years = sorted({year for _, given in shown for year in given})
    widest = max((sum(max(one.yen, 0) for one in given.values()) for _, given in shown), default=0)
    scale = (_WIDTH - _LABEL - 110) / widest if widest else 0.0
    parts = legend(
        [(place % len(SERIES), False, fiscal_year_label(year, lang)) for place, year in enumerate(years)],
        16,
        _LABEL,
    )
    parts.append(words(_WIDTH - 8, 16, MILLIONS[lang], anchor="end", size=12))
    for place, (label, of_years) in enumerate(shown):
        parts += _row(label, of_years, years, _TOP + place * _ROW, scale, lang)
    size = (_WIDTH, _TOP + len(shown) * _ROW + 8)
    title = f"{scope.plan.title} {TITLE[lang]}"
    return svg_document(f"picture-{NAME}", size, title, SAID[lang], parts)


def _row(label: str, given: Years, years: list[int], y: float, scale: float, lang: Lang) -> list[str]:
    lines = label_lines(label, 20, 2)
    first = y + (22 if len(lines) == 1 else 14)
    drawn = [words(_LABEL - 12, first + 15 * at, line, anchor="end") for at, line in enumerate(lines)]
    x = float(_LABEL)
    for place, year in enumerate(years):
        one = given.get(year, NOTHING)
        told = f"{fiscal_year_label(year, lang)} {millions(one.yen)}"
        for amount, light in ((one.yen - one.derived, False), (one.derived, True)):
            width = max(amount, 0) * scale
            if amount > 0:
                drawn.append(box(x, y + 7, width, _ROW - 16, place, light=light, told=told))
            x += width
    whole = sum(one.yen for one in given.values())
    return [*drawn, words(x + 8, y + 23, millions(whole))]


def _table(scope: Scope, by_policy: Mapping[str, Years], lang: Lang) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            Cell(scope.policy_name(policy, lang), policy),
            Cell(fiscal_year_label(year, lang)),
            Cell(f"{given.yen:,}" if given.known else "–", number=True),
            Cell(f"{given.low:,}～{given.high:,}" if given.low != given.high else "", number=True),
            Cell(f"{given.derived:,}" if given.derived_cells else "", number=True),
            Cell(f"{given.unknown}" if given.unknown else "", number=True),
            Cell(f"{given.blank}" if given.blank else "", number=True),
        )
        for policy, years in by_policy.items()
        for year, given in sorted(years.items())
    )

"""The pictures of a plan by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plangraph.asking.facts import Facts
from plangraph.asking.pictures import flow, matrix, policy_money, shares, treemap
from plangraph.asking.pictures.scope import Picture, Scope, scope_of
from plangraph.asking.pictures.svg import svg_document, words
from plangraph.asking.table import Table
from plangraph.errors import NotFoundError
from plangraph.model.texts import Bilingual, Lang

PICTURES: Mapping[str, Callable[[Scope, Lang], Picture]] = {
    policy_money.NAME: policy_money.policy_money,
    treemap.NAME: treemap.treemap,
    matrix.NAME: matrix.matrix,
    flow.NAME: flow.flow,
    shares.NAME: lambda scope, lang: shares.shares(scope.facts, scope.plan, lang),
}
"""Name → what draws it of one plan, in the order of the page."""
NOTHING = Bilingual("描く数字がありません。", "There are no figures to draw.")


def picture(facts: Facts, name: str, plan: str, lang: Lang) -> Picture:
    """Draw one picture of the plan that a text means; that of the shares may be of all plans, with "".

    Raises NotFoundError for an unknown picture or plan.
    """
    if name not in PICTURES:
        known = ", ".join(PICTURES)
        raise NotFoundError(
            "",
            Bilingual(
                f"「{name}」という図はありません。{known} があります。",
                f'there is no picture "{name}"; there are {known}',
            ),
            tuple(PICTURES),
        )
    if name == shares.NAME and not plan.strip():
        return shares.shares(facts, None, lang)
    return PICTURES[name](scope_of(facts, plan), lang)


def whole_svg(drawn: Picture, lang: Lang) -> str:
    """A picture as a file, also where there was nothing to draw."""
    if drawn.svg:
        return drawn.svg
    said = [words(16, 34, NOTHING[lang])]
    return svg_document(f"picture-{drawn.name}", (480, 56), drawn.title, NOTHING[lang], said)


def picture_table(drawn: Picture) -> Table:
    """The numbers of a picture, for CSV: thousands are not parted."""
    rows = tuple(
        tuple(cell.text.replace(",", "") if cell.number else cell.text for cell in row) for row in drawn.rows
    )
    return Table(drawn.name, drawn.heads, rows)

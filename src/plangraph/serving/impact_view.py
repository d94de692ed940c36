"""What the templates of an impact need, for a page that is served and for a file that stands alone."""

from __future__ import annotations

from typing import Any

from plangraph.asking.impact import MOST_STEPS, SCENARIO_WORDS, SCENARIOS
from plangraph.asking.impact_text import COST_KINDS, KIND_WORDS, money_words, notes, side_words
from plangraph.asking.impacted import ROLE_WORDS, SHARE_HEADS, SHARE_WORDS, SHARES, Impact
from plangraph.asking.reaching import KINDS, RELATIONS
from plangraph.model.texts import Lang
from plangraph.serving.site import HERE, make_templates
from plangraph.serving.texts import Texts
from plangraph.serving.words import Words

MOST_LINES = 200
"""Printed lines that a page shows; CSV and JSON have them all."""


def impact_view(found: Impact) -> dict[str, Any]:
    """The values of `impact_body.html`."""
    return {
        "impact": found,
        "notes": notes(found),
        "scenarios": {name: SCENARIO_WORDS[name] for name, kind in SCENARIOS.items() if kind == found.kind},
        "most_steps": MOST_STEPS,
        "roles": ROLE_WORDS,
        "share_heads": SHARE_HEADS[found.kind],
        "shares": SHARES,
        "share_words": SHARE_WORDS,
        "kinds": KINDS,
        "kind_words": KIND_WORDS,
        "relations": RELATIONS,
        "cost_kinds": COST_KINDS,
        "money_words": money_words,
        "side_words": side_words,
        "most_lines": MOST_LINES,
    }


def standalone_impact_html(found: Impact, lang: Lang = "ja") -> str:
    """The impact as one HTML file that needs nothing else."""
    w = Words(Texts.load(), lang)
    style = (HERE / "static" / "house.css").read_text(encoding="utf-8")
    return (
        make_templates()
        .get_template("standalone_impact.html")
        .render(w=w, t=w.text, lang=lang, styles=[style], **impact_view(found))
    )

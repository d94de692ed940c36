"""plangraph diff and plangraph timeline."""

from __future__ import annotations

import argparse
import json

from plangraph.asking.diff_text import (
    comparison_to_json,
    comparisons_to_table,
    plan_to_json,
    plan_words,
    render_comparison,
)
from plangraph.asking.editions import Comparison
from plangraph.asking.plan_choice import PlanPairs
from plangraph.asking.table import to_csv
from plangraph.asking.timeline import timeline
from plangraph.asking.timeline_text import render_timeline, timeline_to_json
from plangraph.cli.edition_sources import comparisons_of
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import write_result
from plangraph.model.texts import Bilingual, Lang


def diff_command(options: argparse.Namespace) -> int:
    """What differs between two editions; exit status 1 where something does."""
    found, pairs = comparisons_of(options)
    differs = any(one.differs for one in found) or bool(pairs.only_old or pairs.only_new)
    if options.format == "json":
        body: str | bytes = _json(found, pairs, differs)
    elif options.format == "csv":
        body = to_csv(comparisons_to_table(found))
    elif options.format == "html":
        from plangraph.serving.edition_pages import standalone_diff_html

        body = standalone_diff_html(found, options.lang)
    else:
        body = _text(found, pairs, options.lang)
    write_result(body, options.output)
    return 1 if differs else 0


def _json(found: list[Comparison], pairs: PlanPairs, differs: bool) -> str:
    answer = {
        "differs": differs,
        "comparisons": [comparison_to_json(one) for one in found],
        "only_old": [plan_to_json(plan) for plan in pairs.only_old],
        "only_new": [plan_to_json(plan) for plan in pairs.only_new],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _text(found: list[Comparison], pairs: PlanPairs, lang: Lang) -> str:
    parts = [render_comparison(one, lang) for one in found]
    for words, plans in (
        (Bilingual("古いほうにだけある計画", "Plans of the older side alone"), pairs.only_old),
        (Bilingual("新しいほうにだけある計画", "Plans of the newer side alone"), pairs.only_new),
    ):
        if plans:
            parts.append(
                "\n".join([words[lang], *(f"  - {plan_words(plan, lang)}" for plan in plans)]) + "\n"
            )
    return "\n".join(parts)


def timeline_command(options: argparse.Namespace) -> int:
    """One project over all editions that list it."""
    found = timeline(endpoint_of(options), options.thing)
    if options.format == "json":
        body = json.dumps(timeline_to_json(found), ensure_ascii=False, indent=2) + "\n"
    else:
        body = render_timeline(found, options.lang)
    write_result(body, options.output)
    return 0

"""plangraph impact."""

from __future__ import annotations

import argparse
import json

from plangraph.asking.facts import facts_of
from plangraph.asking.impact import impact, impact_to_json, impact_to_table, render_impact
from plangraph.asking.names import Names
from plangraph.asking.table import to_csv
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import write_result


def impact_command(options: argparse.Namespace) -> int:
    """What hangs on divisions or guidelines."""
    endpoint = endpoint_of(options)
    names = Names.fetch(endpoint)
    found = impact(
        endpoint,
        facts_of(endpoint),
        names,
        options.things,
        steps=options.steps,
        scenario=options.scenario or "",
    )
    body: str | bytes
    if options.format == "json":
        body = json.dumps(impact_to_json(found), ensure_ascii=False, indent=2) + "\n"
    elif options.format == "csv":
        body = to_csv(impact_to_table(found, options.table))
    elif options.format == "html":
        from plangraph.serving.impact_view import standalone_impact_html

        body = standalone_impact_html(found, options.lang)
    else:
        body = render_impact(found, options.lang)
    write_result(body, options.output)
    return 0

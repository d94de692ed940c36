"""plangraph totals."""

from __future__ import annotations

import argparse
import json

from plangraph.asking.facts import facts_of
from plangraph.asking.table import to_csv
from plangraph.asking.totals import Question, totals
from plangraph.asking.totals_text import (
    render_totals,
    row_to_json,
    totals_table,
    totals_to_json,
    totals_to_xlsx,
)
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import write_result


def totals_command(options: argparse.Namespace) -> int:
    """Money as printed and counted once, by policy, level, division, designation, year or plan."""
    question = Question(options.by, options.plan, options.year, options.level, options.spread)
    found = totals(facts_of(endpoint_of(options)), question)
    row = found.row(options.of) if options.of else None
    rows = None if row is None else [row]
    body: str | bytes
    if options.format == "json":
        records = totals_to_json(found) if row is None else [row_to_json(found, row)]
        body = json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    elif options.format == "csv":
        body = to_csv(totals_table(found, options.lang, rows))
    elif options.format == "xlsx":
        body = totals_to_xlsx(found, options.lang, rows)
    else:
        body = render_totals(found, options.lang, row)
    write_result(body, options.output)
    return 0

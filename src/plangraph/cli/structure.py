"""plangraph structure and plangraph similar."""

from __future__ import annotations

import argparse
import json

from plangraph.asking.facts import facts_of
from plangraph.asking.names import resolve_one
from plangraph.asking.resemblance import KINDS, Resemblance
from plangraph.asking.resemblance_text import (
    render_resemblances,
    resemblances_to_json,
    resemblances_to_table,
)
from plangraph.asking.structure import structures
from plangraph.asking.structure_answers import answers_of
from plangraph.asking.structure_text import render_structures, structures_to_json, structures_to_table
from plangraph.asking.table import to_csv
from plangraph.cli.endpoints import endpoint_of
from plangraph.cli.output import write_result


def structure_command(options: argparse.Namespace) -> int:
    """How plans hang together: ties, bridges, clusters, divisions, what stands alone."""
    found = [answers_of(one) for one in structures(facts_of(endpoint_of(options)), options.plan)]
    if options.format == "json":
        body: str | bytes = json.dumps(structures_to_json(found), ensure_ascii=False, indent=2) + "\n"
    elif options.format == "csv":
        body = to_csv(structures_to_table(found))
    else:
        body = render_structures(found, options.lang)
    write_result(body, options.output)
    return 0


def similar_command(options: argparse.Namespace) -> int:
    """Projects and policies of other bodies with titles like one."""
    endpoint = endpoint_of(options)
    thing = resolve_one(endpoint, options.thing, KINDS)
    found = Resemblance.of_facts(facts_of(endpoint)).like(thing.iri, options.most)
    if options.format == "json":
        body: str | bytes = json.dumps(resemblances_to_json(found), ensure_ascii=False, indent=2) + "\n"
    elif options.format == "csv":
        body = to_csv(resemblances_to_table(found))
    else:
        body = render_resemblances(found, options.lang)
    write_result(body, options.output)
    return 0

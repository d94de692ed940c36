"""plangraph export."""

from __future__ import annotations

import argparse

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, serialize

from plangraph.asking.facts import Facts, facts_of
from plangraph.asking.names import resolve_one
from plangraph.asking.network import network_of, network_to_gexf, network_to_graphml
from plangraph.asking.plan_workbook import plans_to_xlsx
from plangraph.asking.stratml import UNFIT, plan_to_stratml
from plangraph.asking.tables import table_of, to_csv
from plangraph.cli.endpoints import endpoint_of, store_of
from plangraph.cli.output import say, write_result
from plangraph.errors import NotFoundError, SeveralFoundError
from plangraph.graph.endpoint import Endpoint
from plangraph.graph.store import sorted_nquads
from plangraph.graph.vocabulary import PREFIXES
from plangraph.model.texts import Bilingual


def export_command(options: argparse.Namespace) -> int:
    """The unnamed graph, all graphs, a table, a network, or a plan for other programs."""
    if options.format in _ASKED:
        body = _asked(endpoint_of(options), options)
        write_result(body, options.output)
        return 0
    store = store_of(options)
    if options.format == "nquads":
        body = sorted_nquads(store)
    elif options.format == "trig":
        body = _serialize(list(store), RdfFormat.TRIG)
    else:
        formats = {
            "turtle": RdfFormat.TURTLE,
            "ntriples": RdfFormat.N_TRIPLES,
            "jsonld": RdfFormat.JSON_LD,
            "rdfxml": RdfFormat.RDF_XML,
        }
        body = _serialize(_unnamed(store), formats[options.format])
        if options.format == "ntriples":
            body = b"".join(sorted(body.splitlines(keepends=True)))
    write_result(body, options.output)
    return 0


_ASKED = ("csv", "xlsx", "graphml", "gexf", "stratml")
"""What is made of answers, and not of all quads."""


def _asked(endpoint: Endpoint, options: argparse.Namespace) -> bytes:
    if options.format == "csv":
        return to_csv(table_of(endpoint, options.table, options.lang))
    if options.format == "xlsx":
        return plans_to_xlsx(endpoint, facts_of(endpoint), options.lang)
    if options.format == "stratml":
        return _stratml(endpoint, options)
    network = network_of(facts_of(endpoint))
    return network_to_graphml(network) if options.format == "graphml" else network_to_gexf(network)


def _stratml(endpoint: Endpoint, options: argparse.Namespace) -> bytes:
    facts = facts_of(endpoint)
    body = plan_to_stratml(endpoint, facts, _plan(endpoint, facts, options.plan), options.lang)
    for text in UNFIT:
        say(text[options.lang])
    return body


def _plan(endpoint: Endpoint, facts: Facts, named: str | None) -> str:
    """The plan that was named, or the only one there is."""
    if named is not None:
        return resolve_one(endpoint, named, ("plan",)).iri
    if not facts.plans:
        raise NotFoundError(
            "", Bilingual("計画が一つも読み込まれていません。", "no plan is loaded; build one first")
        )
    if len(facts.plans) > 1:
        raise SeveralFoundError(
            "",
            Bilingual(
                f"計画が {len(facts.plans)} 件あります。--plan で一つを指定してください。",
                f"there are {len(facts.plans)} plans; name one with --plan",
            ),
            [
                {"project": f"{plan.body_name} {plan.title}", "iri": plan.iri, "policy_code": ""}
                for plan in sorted(facts.plans.values(), key=lambda plan: (plan.body_name, plan.title))
            ],
        )
    return next(iter(facts.plans))


def _unnamed(store: Store) -> list[Quad]:
    return sorted(store.quads_for_pattern(None, None, None, DefaultGraph()), key=str)


def _serialize(quads: list[Quad], form: RdfFormat) -> bytes:
    body = serialize(sorted(quads, key=str), format=form, prefixes=PREFIXES)
    assert body is not None, "serialize gives bytes where no output is named"
    return body

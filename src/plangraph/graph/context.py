"""The JSON-LD context, made from the mapping table."""

from __future__ import annotations

from typing import Any

from plangraph.graph.mapping import RECORD_RULES, Range
from plangraph.graph.vocabulary import PREFIXES

_TYPES = {
    Range.INTEGER: "xsd:integer",
    Range.DECIMAL: "xsd:decimal",
    Range.FLAG: "xsd:boolean",
    Range.STRING: None,
}


def jsonld_context() -> dict[str, Any]:
    """Property names without prefix, each with its address and type; things are `@id`.

    >>> jsonld_context()["@context"]["amountYen"]
    {'@id': 'plg:amountYen', '@type': 'xsd:integer'}
    """
    context: dict[str, Any] = dict(PREFIXES)
    for rule in RECORD_RULES.values():
        for field in rule.fields:
            name = field.property.partition(":")[2]
            kind = _TYPES.get(field.range, "@id")
            context[name] = {"@id": field.property, "@type": kind} if kind else field.property
    for name in ("listsProject", "crossListedAt", "crossListedWith", "crossListedIn", "crossListingState", "carriedBy",
                 "countedIn", "fromDocument", "publishedBy", "inSeries", "event"):  # fmt: skip
        context[name] = {"@id": f"plg:{name}", "@type": "@id"}
    return {"@context": context}

"""What a service description must and must not say (SPARQL 1.1 Service Description, clause 3)."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from .comparing import DiffersError

SERVICE_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
SD = "http://www.w3.org/ns/sparql-service-description#"
SD_DOMAINS = {"endpoint": "Service", "feature": "Service", "supportedLanguage": "Service", "resultFormat": "Service",
              "inputFormat": "Service", "defaultDataset": "Service", "availableGraphs": "Service",
              "defaultEntailmentRegime": "Service", "languageExtension": "Service", "extensionFunction": "Service",
              "propertyFeature": "Service", "extensionAggregate": "Service", "defaultSupportedEntailmentProfile": "Service",
              "defaultGraph": "Dataset", "name": "NamedGraph", "graph": "NamedGraph"}  # fmt: skip
SD_RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph",
             "availableGraphs": "GraphCollection", "graph": "Graph"}  # fmt: skip
SD_FEATURES = (
    "DereferencesURIs",
    "UnionDefaultGraph",
    "RequiresDataset",
    "EmptyGraphs",
    "BasicFederatedQuery",
)
SD_LANGUAGES = ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")


def _sd_has_triples(triples: list[Triple], _: str) -> None:
    if not triples:
        raise DiffersError("nothing is described")


def _sd_has_endpoint(triples: list[Triple], address: str) -> None:
    if not any(t.predicate.value == SD + "endpoint" and t.object == NamedNode(address) for t in triples):
        raise DiffersError(f"no sd:endpoint {address}")


def _sd_conforms(triples: list[Triple], _: str) -> None:
    """The domains, ranges and named individuals of the vocabulary (Service Description, clause 3)."""
    types: dict[object, set[str]] = {}
    for t in triples:
        if t.predicate.value.endswith("#type") and isinstance(t.object, NamedNode):
            types.setdefault(t.subject, set()).add(t.object.value.removeprefix(SD))
    if not any("Service" in found for found in types.values()):
        raise DiffersError("no sd:Service")
    for t in triples:
        name = t.predicate.value.removeprefix(SD) if t.predicate.value.startswith(SD) else ""
        if name in SD_DOMAINS and SD_DOMAINS[name] not in types.get(t.subject, set()):
            raise DiffersError(f"the subject of sd:{name} is no sd:{SD_DOMAINS[name]}")
        if name in SD_RANGES and SD_RANGES[name] not in types.get(t.object, set()):
            raise DiffersError(f"the object of sd:{name} is no sd:{SD_RANGES[name]}")
        if name and (
            isinstance(t.object, Literal) or name not in {*SD_DOMAINS, "namedGraph", "entailmentRegime"}
        ):
            raise DiffersError(f"sd:{name} {t.object}")
        known = {"feature": SD_FEATURES, "supportedLanguage": SD_LANGUAGES}.get(name)
        if known and (not isinstance(t.object, NamedNode) or t.object.value.removeprefix(SD) not in known):
            raise DiffersError(f"sd:{name} {t.object}")


SERVICE_CHECKS: dict[str, Callable[[list[Triple], str], None]] = {
    "returns-rdf": _sd_has_triples,
    "has-endpoint-triple": _sd_has_endpoint,
    "conforms-to-schema": _sd_conforms,
}

"""The runner: what each kind of test sends, and what it must get back. It talks HTTP only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

import httpx
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from .comparing import DiffersError, Term, by_value, read_table, same_csv, same_graph, same_rows
from .describing import SERVICE_CHECKS, SERVICE_FORMATS
from .manifests import CNT, HT, MF, QT, RDFS, UT, Case, Node, iri_to_path

RESULT_TYPES = {"srx": "application/sparql-results+xml", "srj": "application/sparql-results+json",
                "tsv": "text/tab-separated-values", "csv": "text/csv", "ttl": "application/sparql-results+json"}  # fmt: skip
GRAPH_FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "BadRequest": 400, "NotFound": 404}
TABULAR = ("application/sparql-results+xml", "application/sparql-results+json", "text/csv",
           "text/tab-separated-values")  # fmt: skip
GRAPHS = ("application/rdf+xml", "text/turtle", "application/n-triples")


class UnknownKindError(Exception):
    """A kind of test that no function here runs."""


@dataclass
class Server:
    """The server under test, which takes writes, and what lies in its store."""

    client: httpx.Client
    token: str
    holds: frozenset[tuple[str, str]] | None = field(default=None)

    @property
    def query_url(self) -> str:
        return str(self.client.base_url.join("/sparql"))

    @property
    def update_url(self) -> str:
        return str(self.client.base_url.join("/sparql/update"))

    @property
    def writing(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def fill(self, graphs: Iterable[tuple[str, str]], base: str) -> None:
        """Make the store hold these files and nothing else: pairs of graph ("" for the unnamed one) and file address."""
        wanted = frozenset(graphs)
        if self.holds == wanted:
            return
        lines = ["DROP ALL"]
        for graph, file in sorted(wanted):
            triples = read_graph(file, base)
            body = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
            if graph:
                lines.append(f"CREATE SILENT GRAPH <{graph}>")
            lines.append(
                f"INSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}" if graph else f"INSERT DATA {{ {body} }}"
            )
        response = self.update(" ;\n".join(lines))
        if response.status_code != 204:
            raise DiffersError(f"filling the store: {response.status_code} {response.text}")
        self.holds = wanted

    def update(self, text: str) -> httpx.Response:
        """Send an update as it is."""
        self.holds = None
        headers = {**self.writing, "Content-Type": "application/sparql-update"}
        return self.client.post("/sparql/update", content=text.encode(), headers=headers)

    def query(self, text: str, accept: str = "*/*") -> httpx.Response:
        """Send a query as it is."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post("/sparql", content=text.encode(), headers=headers)


def read_graph(file: str, base: str) -> list[Triple]:
    """The triples of a file; relative IRIs in it are those of the server's address."""
    path = iri_to_path(file)
    found = parse(path.read_bytes(), format=GRAPH_FORMATS[path.suffix[1:]], base_iri=urljoin(base, path.name))
    return [quad.triple for quad in found]


def run_case(server: Server, case: Case) -> None:
    """Run one test; raises DiffersError where it fails and UnknownKindError where nothing here knows how to run it."""
    if case.kind not in RUNNERS:
        raise UnknownKindError(f"{case.id}: {case.kind or 'no kind'}")
    RUNNERS[case.kind](server, case)


def _problem(response: httpx.Response) -> str:
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        return ""
    return str(response.json()["type"]).rpartition("/")[2]


def _action(case: Case) -> Node:
    action = case.manifest.value(case.node, MF + "action")
    assert action is not None, f"{case.id} has no action"
    return action


def _text(node: Node) -> str:
    return iri_to_path(node.value).read_bytes().decode("utf-8")


# ---- queries


def run_query_evaluation(server: Server, case: Case) -> None:
    """Fill the store, ask, compare the table, truth or graph."""
    action, base = _action(case), server.query_url
    data = [("", node.value) for node in case.manifest.values(action, QT + "data")]
    data += [
        (urljoin(base, iri_to_path(node.value).name), node.value)
        for node in case.manifest.values(action, QT + "graphData")
    ]
    server.fill(data, base)
    request = case.manifest.value(action, QT + "query")
    assert request is not None
    query = _text(request)
    result = case.manifest.value(case.node, MF + "result")
    assert result is not None
    expected = iri_to_path(result.value)
    suffix = expected.suffix[1:]
    if re.search(r"\bCONSTRUCT\b", query, re.IGNORECASE):
        response = _good(server.query(query, "application/n-triples"))
        triples = [quad.triple for quad in parse(response.content, format=RdfFormat.N_TRIPLES)]
        _hold(lambda by: same_graph(triples, read_graph(result.value, base), by), response.text)
        return
    response = _good(server.query(query, RESULT_TYPES[suffix]))
    if suffix == "csv":
        _hold(lambda by: same_csv(response.content, expected.read_bytes(), by), response.text)
        return
    found = read_table(response.content, "srj" if suffix == "ttl" else suffix)
    wanted = read_table(expected.read_bytes(), suffix)
    if isinstance(found, bool) or isinstance(wanted, bool):
        _hold(lambda _: found is wanted, response.text)
        return
    ordered = suffix != "ttl" and bool(re.search(r"\}\s*ORDER\s+BY[^}]*$", query, re.IGNORECASE))
    rows, expected_rows = found, wanted
    _hold(lambda by: same_rows(rows, expected_rows, ordered=ordered, by=by), response.text)


def run_positive_syntax(server: Server, case: Case) -> None:
    """It parses: it is answered, or refused for what it would do."""
    response = server.query(_text(_action(case)))
    if response.status_code != 200 and _problem(response) not in ("service-refused", "query-failed"):
        raise DiffersError(f"{response.status_code} {response.text}")


def run_negative_syntax(server: Server, case: Case) -> None:
    """It does not parse, and that is what is said."""
    response = server.query(_text(_action(case)))
    if response.status_code != 400 or _problem(response) != "query-syntax":
        raise DiffersError(f"{response.status_code} {response.text[:300]}")


# ---- updates


def run_update_evaluation(server: Server, case: Case) -> None:
    """Fill the store, update, read every graph back."""
    action, base = _action(case), server.update_url
    result = case.manifest.value(case.node, MF + "result")
    request = case.manifest.value(action, UT + "request")
    assert result is not None
    assert request is not None
    server.fill(_graphs(case, action), base)
    response = server.update(_text(request))
    if response.status_code != 204:
        raise DiffersError(f"{response.status_code} {response.text}")
    wanted = {graph: read_graph(file, base) for graph, file in _graphs(case, result)}
    found = _everything(server)
    for graph in wanted.keys() | found.keys():
        one, other = found.get(graph, []), wanted.get(graph, [])
        _hold(lambda by, one=one, other=other: same_graph(one, other, by), f"{graph}: {one}")


def _graphs(case: Case, node: Node) -> list[tuple[str, str]]:
    graphs = [("", data.value) for data in case.manifest.values(node, UT + "data")]
    for named in case.manifest.values(node, UT + "graphData"):
        file, name = case.manifest.text(named, UT + "graph"), case.manifest.text(named, RDFS + "label")
        assert file is not None
        assert name is not None
        graphs.append((name, file))
    return graphs


def _everything(server: Server) -> dict[str, list[Triple]]:
    names = read_table(_good(server.query("SELECT ?g { GRAPH ?g {} }", RESULT_TYPES["srj"])).content, "srj")
    assert isinstance(names, list)
    found = {"": _read_back(server, "default")}
    for row in names:
        name = row["g"]
        assert isinstance(name, NamedNode)
        found[name.value] = _read_back(server, f"graph={quote(name.value, safe='')}")
    return {name: triples for name, triples in found.items() if triples}


def _read_back(server: Server, graph: str) -> list[Triple]:
    response = _good(server.client.get(f"/graphs?{graph}", headers={"Accept": "application/n-triples"}))
    return [quad.triple for quad in parse(response.content, format=RdfFormat.N_TRIPLES)]


def run_positive_update_syntax(server: Server, case: Case) -> None:
    """It parses: it is made, or refused for what it would do."""
    response = server.update(_text(_action(case)))
    if response.status_code != 204 and _problem(response) not in ("load-refused", "update-failed"):
        raise DiffersError(f"{response.status_code} {response.text}")


def run_negative_update_syntax(server: Server, case: Case) -> None:
    """It does not parse, and that is what is said."""
    response = server.update(_text(_action(case)))
    if response.status_code != 400 or _problem(response) != "query-syntax":
        raise DiffersError(f"{response.status_code} {response.text[:300]}")


# ---- protocols


def run_protocol(server: Server, case: Case) -> None:
    """Send the requests of a test in order; each must get the status, the format and the truth it names."""
    graphs = _graphs(case, case.node)
    server.holds = None
    server.fill(graphs, server.query_url)
    for request in case.manifest.items(case.manifest.value(_action(case), HT + "requests")):
        _run_request(server, case, request, {})


def run_graph_store(server: Server, case: Case) -> None:
    """The same on an empty store; what one answer calls its Location goes into the requests after it."""
    server.holds = None
    server.fill([], server.query_url)
    locations: dict[str, str] = {}
    for request in case.manifest.items(case.manifest.value(_action(case), HT + "requests")):
        _run_request(server, case, request, locations)


def _run_request(server: Server, case: Case, request: Node, locations: dict[str, str]) -> None:
    manifest = case.manifest
    headers = _headers(case, request)
    body_node = manifest.value(request, HT + "body")
    body = b""
    if body_node is not None:
        encoding = manifest.text(body_node, CNT + "characterEncoding") or "UTF-8"
        body = (manifest.text(body_node, CNT + "chars") or "").encode(encoding)
    path = manifest.text(request, HT + "absolutePath") or ""
    for name, location in locations.items():
        path = path.replace(name, quote(location, safe=""))
    updates = "update_" in case.id and headers.get("content-type") != "application/sparql-query"
    path = re.sub(r"^/sparql/", "/sparql/update" if updates else "/sparql", path)
    path = re.sub(r"^/gsp", "/graphs", path)
    method = manifest.text(request, HT + "methodName") or ""
    server.holds = None
    # Built by hand: what httpx would add of itself, a content type say, must not be there.
    sent = server.client.build_request(
        method, path, content=body or None, headers={**server.writing, **headers}
    )
    response = server.client.send(sent)
    expected = manifest.value(request, HT + "resp")
    assert expected is not None
    _check_response(case, expected, response, f"{method} {path}")
    if (name := manifest.text(expected, MF + "expectedLocation")) is not None:
        if "location" not in response.headers:
            raise DiffersError(f"{method} {path}: no Location")
        locations[name] = response.headers["location"]


def _headers(case: Case, node: Node) -> dict[str, str]:
    found = {}
    for header in case.manifest.items(case.manifest.value(node, HT + "headers")):
        name = case.manifest.text(header, HT + "fieldName") or ""
        found[name.lower()] = case.manifest.text(header, HT + "fieldValue") or ""
    return found


def _check_response(case: Case, expected: Node, response: httpx.Response, what: str) -> None:
    manifest = case.manifest
    statuses = [node.value.rpartition("#")[2] for node in manifest.values(expected, MF + "expectedStatus")]
    if not any(_fits(status, response.status_code) for status in statuses):
        raise DiffersError(f"{what}: {response.status_code}, not {statuses}: {response.text[:300]}")
    kind = response.headers.get("content-type", "").partition(";")[0]
    formats = {"boolean": TABULAR[:2], "tabular": TABULAR, "RDF": GRAPHS}
    wanted = manifest.text(expected, MF + "expectedFormat")
    if wanted is not None and kind not in formats[wanted]:
        raise DiffersError(f"{what}: {kind} is not {wanted}")
    truth = manifest.text(expected, MF + "expectedBoolean")
    if truth is not None and read_table(response.content, "srj") is not (truth == "true"):
        raise DiffersError(f"{what}: {response.text}")
    for name, value in _headers(case, expected).items():
        if _media(response.headers.get(name, "")) != _media(value):
            raise DiffersError(f"{what}: {name} is {response.headers.get(name)!r}, not {value!r}")
    body = manifest.value(expected, HT + "body")
    if body is not None:
        text = (manifest.text(body, CNT + "chars") or "").encode()
        graphs = [
            [quad.triple for quad in parse(one, format=RdfFormat.TURTLE, base_iri="http://www.example/")]
            for one in (response.content, text)
        ]
        if not same_graph(*graphs):
            raise DiffersError(f"{what}: {response.text}")


def _fits(name: str, status: int) -> bool:
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return STATUS[name] == status


def _media(value: str) -> str:
    return value.replace(" ", "").lower()


def run_service_description(server: Server, case: Case) -> None:
    """In every format of RDF: it is RDF, names its own address, and says nothing that the vocabulary forbids."""
    for media_type, format in SERVICE_FORMATS.items():
        response = _good(server.client.get("/sparql", headers={"Accept": media_type}))
        if response.headers["content-type"].partition(";")[0] != media_type:
            raise DiffersError(f"{media_type}: {response.headers['content-type']}")
        triples = [quad.triple for quad in parse(response.content, format=format)]
        SERVICE_CHECKS[case.id.rpartition("/")[2]](triples, server.query_url)


def _good(response: httpx.Response) -> httpx.Response:
    if response.status_code != 200:
        raise DiffersError(f"{response.status_code} {response.text[:500]}")
    return response


def _hold(holds: Callable[[Callable[[Term], Term]], bool], words: str) -> None:
    if holds(lambda term: term):
        return
    raise DiffersError(words[:500], lexical=holds(by_value))


RUNNERS: dict[str, Callable[[Server, Case], None]] = {
    "QueryEvaluationTest": run_query_evaluation,
    "CSVResultFormatTest": run_query_evaluation,
    "PositiveSyntaxTest11": run_positive_syntax,
    "NegativeSyntaxTest11": run_negative_syntax,
    "UpdateEvaluationTest": run_update_evaluation,
    "PositiveUpdateSyntaxTest11": run_positive_update_syntax,
    "NegativeUpdateSyntaxTest11": run_negative_update_syntax,
    "ProtocolTest": run_protocol,
    "GraphStoreProtocolTest": run_graph_store,
    "ServiceDescriptionTest": run_service_description,
}

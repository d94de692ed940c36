"""Queries and clients that mean no good."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

ANY = "?s{0} ?p{0} ?o{0}"


def cartesian(chance: random.Random) -> str:
    """Everything by everything, by everything."""
    return f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(ANY.format(n) for n in range(chance.randint(3, 6)))} }}"


def rows(chance: random.Random) -> str:
    """The same, with all its rows."""
    return f"SELECT * {{ {' . '.join(ANY.format(n) for n in range(chance.randint(2, 4)))} }}"


def path(chance: random.Random) -> str:
    """Every way through the graph, nested."""
    step = "(<http://example.org/no>|!<http://example.org/no>)"
    for _ in range(chance.randint(1, 12)):
        step = f"({step}{chance.choice('*+?')}/^{step[:60] if step.count('(') < 3 else '<http://example.org/no>'}*)"
    return f"SELECT (COUNT(*) AS ?n) {{ ?a {step if chance.random() < 0.3 else '(!<http://example.org/no>|^!<http://example.org/no>)*'} ?b . ?b !<http://e/x>* ?c }}"


def regex(chance: random.Random) -> str:
    """A pattern that is a whole program."""
    pattern = f"(a?){{{chance.randint(10, 999)}}}" * chance.randint(1, 200) + "(x+x+)+y"
    return f'SELECT * {{ ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(STR(?o), STR(?c)), "{pattern}", "i")) }}'


def values(chance: random.Random) -> str:
    """As many values as a body may hold."""
    count = chance.randint(1000, 60_000)
    return f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {' '.join(map(str, range(count)))} }} ?s ?p ?o . ?a ?b ?c }}"


def sort(chance: random.Random) -> str:
    """Sorting all pairs or triples of triples."""
    names = range(chance.randint(2, 3))
    keys = " ".join(f"DESC(CONCAT(STR(?o{n}), STR(?s{n})))" for n in names)
    return f"SELECT * {{ {' . '.join(ANY.format(n) for n in names)} }} ORDER BY {keys}"


def long_string(chance: random.Random) -> str:
    """A string that doubles at each step."""
    steps = chance.randint(10, 60)
    binds = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(steps))
    return f'SELECT ?x{steps} {{ BIND("{"あ" * 1000}" AS ?x0) {binds} }}'


def replaced(chance: random.Random) -> str:
    """Each letter of a long string becomes a long string."""
    return f'SELECT (REPLACE(REPLACE("{"x" * chance.randint(100, 5000)}", "x", "{"xy" * 1000}"), "y", "{"z" * 1000}") AS ?l) {{}}'


def joined(_: random.Random) -> str:
    """All values of all pairs in one string."""
    return "SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?c)); separator=',') AS ?all) { ?s ?p ?o . ?a ?b ?c }"


def nested(chance: random.Random) -> str:
    """Groups in groups, by the thousand."""
    depth = chance.randint(100, 30_000)
    return "SELECT * {" + "{" * depth + "}" * depth + "}"


def exists(_: random.Random) -> str:
    """A search within each row of a search within each row."""
    return "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER(STR(?f) = CONCAT(STR(?o), STR(?c))) } }"


def construct(_: random.Random) -> str:
    """A graph of everything with everything."""
    return "CONSTRUCT { ?s ?p ?c } WHERE { ?s ?p ?o . ?a ?b ?c }"


def broken(chance: random.Random) -> str:
    """No query at all."""
    return "".join(chance.choice("SELECT{}?<>\"'\\().;,|/^* \n#あ") for _ in range(chance.randint(1, 3000)))


def names_all(_: random.Random) -> str:
    """Every graph with every other."""
    return "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?a ?b ?c } GRAPH ?i { ?d ?e ?f } }"


QUERIES: tuple[Callable[[random.Random], str], ...] = (
    cartesian,
    rows,
    path,
    regex,
    values,
    sort,
    long_string,
    replaced,
    joined,
    nested,
    exists,
    construct,
    broken,
    names_all,
)


def half_a_request(port: int) -> socket.socket:
    """A client that begins a request and never goes on."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 500\r\n\r\nSELECT"
    )
    return client


def reads_nothing(port: int) -> socket.socket:
    """A client that asks for much and takes none of it."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    query = b"SELECT * { ?s ?p ?o . ?a ?b ?c }"
    client.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nAccept: text/csv\r\n"
        + f"Content-Length: {len(query)}\r\n\r\n".encode()
        + query
    )
    return client


def too_long(port: int) -> bytes:
    """A client that sends ten times what is taken; gives the first line of what it is told."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 10485760\r\n\r\n"
        )
        for _ in range(160):
            try:
                client.sendall(b" " * 65536)
            except OSError:
                break
        time.sleep(0.05)
        return client.recv(100).partition(b"\r\n")[0]

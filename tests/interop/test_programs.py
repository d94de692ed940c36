"""Programs that are no Python libraries, or too large for the development requirements, against a running server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx

QUERY = (
    "PREFIX plg: <https://w3id.org/plangraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?title WHERE { ?p a plg:Policy ; rdfs:label ?title }"
)
COMUNICA = "@comunica/query-sparql@4.5.0"  # version 5 needs Node 22


def test_comunica_asks_the_endpoint(client: httpx.Client) -> None:
    """Comunica finds by the service description that this is an endpoint, and has the same rows."""
    npx = shutil.which("npx")
    assert npx, "npx is not here: apt-get install npm"
    source = (
        f"sparql@{client.base_url}sparql"
        if str(client.base_url).endswith("/")
        else f"sparql@{client.base_url}/sparql"
    )
    done = subprocess.run(
        [
            npx,
            "--yes",
            "--ignore-scripts",
            "--package",
            COMUNICA,
            "comunica-sparql",
            source,
            QUERY,
            "-t",
            "application/sparql-results+json",
        ],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    found = {row["title"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]}
    rows = client.post("/sparql", data={"query": QUERY}).json()["results"]["bindings"]
    assert found == {row["title"]["value"] for row in rows}
    assert "地域情報化の推進" in found


def test_schemathesis_finds_no_fault_in_the_api(client: httpx.Client) -> None:
    """Whatever its OpenAPI allows is answered without a server error, as it says."""
    beside = Path(sys.executable).parent / "schemathesis"
    program = str(beside) if beside.is_file() else shutil.which("schemathesis")
    assert program, "schemathesis is not here: pip install schemathesis"
    done = subprocess.run(
        [
            program,
            "run",
            f"{str(client.base_url).rstrip('/')}/api/openapi.json",
            "--include-path-regex",
            "^/api",
            "--max-examples",
            "30",
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-4000:]

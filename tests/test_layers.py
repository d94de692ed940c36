"""The house stands: layers import downward only, and big libraries have one owner."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "plangraph"
LAYERS = [
    "model",
    "errors",
    "bundled",
    "reading",
    "printing",
    "graph",
    "checking",
    "asking",
    "opened",
    "serving",
    "build",
    "cli",
]
"""From the ground up."""
OWNERS = {
    "pyshacl": {"checking/engines/reference.py"},
    "pyvis": {"serving/viewer.py"},
    "uvicorn": {"serving/run.py"},
    "reportlab": {"printing/pdf_files.py"},
    "rapidfuzz": {"reading/near_labels.py", "asking/names.py"},
    "pypdfium2": {"reading/formats/pdf_marks.py", "reading/formats/pdf_picture.py"},
    "openpyxl": {"printing/files.py", "checking/workbook.py"},
    "brotli": {"serving/compression.py"},
}


def imports_of(path: Path) -> set[str]:
    """Every absolute module name that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(path: Path) -> str:
    """The folder or module directly under plangraph."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


FILES = [path for path in sorted(SRC.rglob("*.py")) if layer_of(path) not in ("__init__", "__main__")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_lead_downward(path: Path) -> None:
    """A module imports from its own layer or from one below."""
    own = LAYERS.index(layer_of(path))
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "plangraph" and len(parts) > 1:
            below = LAYERS.index(parts[1])
            assert below <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_its_owner(library: str) -> None:
    """Only the named modules import the library, and they do."""
    users = {
        str(path.relative_to(SRC))
        for path in SRC.rglob("*.py")
        if any(name.split(".")[0] == library for name in imports_of(path))
    }
    assert users == OWNERS[library]


def test_reading_knows_no_rdf() -> None:
    """Records are made without any RDF library."""
    for path in (SRC / "reading").rglob("*.py"):
        names = {name.split(".")[0] for name in imports_of(path)}
        assert not names & {"rdflib", "pyoxigraph", "pyshacl"}, path.name


def test_no_city_in_python() -> None:
    """What belongs to one city stands in data and layouts, not in code."""
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "西東京" not in text, path.name
        assert "東久留米" not in text, path.name

"""The files that travel with the package: founding documents, ontology, shapes, example queries.

In an installed package they lie beside the code; in a checkout they are the folders at its top.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_HERE = Path(__file__).parent


def bundled(name: Literal["data", "ontology", "shapes", "queries"]) -> Path:
    """The folder of that name."""
    inside = _HERE / "_bundled" / name
    return inside if inside.is_dir() else _HERE.parent.parent / name

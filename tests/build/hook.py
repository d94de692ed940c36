"""The build hook as a module; it lies at the top of the checkout, outside of every package."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

HOOK = Path(__file__).parents[2] / "hatch_build.py"


def load_hook(path: Path = HOOK) -> ModuleType:
    """Read `hatch_build.py`, of this checkout or of a copy."""
    spec = importlib.util.spec_from_file_location("hatch_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

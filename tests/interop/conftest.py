"""Other people's engines and clients: collected for `make interop` only, since they have to be installed by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plangraph.build import build
from plangraph.bundled import bundled

from ..serving.running import served  # noqa: TID252 (tests are no installed package)

if os.environ.get("PLANGRAPH_INTEROP") != "1":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def founding_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the founding documents."""
    store = tmp_path_factory.mktemp("founding") / "store"
    build([bundled("data")], store)
    return store


@pytest.fixture(scope="session")
def client(founding_store: Path) -> Iterator[httpx.Client]:
    """A client of a server over the founding documents."""
    with served(founding_store) as client:
        yield client

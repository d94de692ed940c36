"""One server over the founding documents for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plangraph.build import build
from plangraph.bundled import bundled

from .running import served
from .writing import TOKEN


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


@pytest.fixture
def writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client of a server with a token over a store that was not there."""
    monkeypatch.setenv("PLANGRAPH_TOKEN", TOKEN)
    with served(tmp_path / "store") as client:
        yield client

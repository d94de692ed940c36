"""What the tests of checking share: a small made city, and the report on it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from plangraph.checking.report import Report, check
from plangraph.graph.embedded import EmbeddedEndpoint

HERE = Path(__file__).parent
SHAPES = HERE.parents[1] / "shapes"


@pytest.fixture
def city() -> EmbeddedEndpoint:
    """`small-city.trig` in memory."""
    endpoint = EmbeddedEndpoint(pyoxigraph.Store())
    endpoint.load(pyoxigraph.parse(path=HERE / "small-city.trig"))
    return endpoint


@pytest.fixture
def shapes_dir() -> Path:
    """The shapes that travel with the package."""
    return SHAPES


@pytest.fixture
def report(city: EmbeddedEndpoint) -> Report:
    """What is found in the small city."""
    return check(city, SHAPES)

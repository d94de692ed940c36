"""Every page that these tests read is printed once, in one start of the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from plangraph.reading.extract import Extract
from plangraph.reading.formats.pdf import pdf_to_extract

from .founding import FORMS, form
from .printed_cases import CASES
from .render import html_to_pdf

Read = Callable[[bytes], Extract]


@pytest.fixture(scope="session")
def printed() -> Mapping[str, bytes]:
    """The founding table in its four forms, and the pages of `printed_cases`, as PDFs."""
    return html_to_pdf({**{name: form(name) for name in FORMS}, **CASES})


@pytest.fixture(scope="session")
def read() -> Read:
    """The reader itself, with its child process."""
    return lambda data: pdf_to_extract(data, "d", "made.pdf")

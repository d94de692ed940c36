"""What the templates of a trace need: the trace, its picture, and the sentences that are made from it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from plangraph.asking.trace_picture import trace_svg
from plangraph.asking.trace_text import agreement, resolved, without_home
from plangraph.asking.traced import Trace
from plangraph.model.texts import Lang


def trace_view(found: Trace, lang: Lang) -> dict[str, Any]:
    """The values of `trace_body.html`."""
    return {
        "trace": found,
        "picture": Markup(trace_svg(found, lang)),  # noqa: S704 - every text in it is escaped
        "agreement": agreement,
        "resolved": resolved,
        "without_home": without_home,
    }

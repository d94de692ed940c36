"""The trace of a project as one HTML file that needs no server: to be sent, printed or kept."""

from __future__ import annotations

from plangraph.asking.traced import Trace
from plangraph.model.fiscal_years import fiscal_year_label
from plangraph.model.texts import Lang
from plangraph.serving.site import HERE, make_templates
from plangraph.serving.texts import Texts


def standalone_trace_html(trace: Trace, lang: Lang = "ja") -> str:
    """The same content as the page /trace, without its links."""
    texts = Texts.load()
    by_mark = [listing for listing in trace.relistings if not listing.iri]
    return (
        make_templates()
        .get_template("trace_file.html")
        .render(
            lang=lang,
            t=lambda key, **values: texts.text(key, lang, **values),
            trace=trace,
            listings=[*trace.listings, *by_mark],
            yen=lambda amount: f"{amount:,}円" if lang == "ja" else f"¥{amount:,}",
            fiscal_year=lambda year: fiscal_year_label(year, lang),
            style=(HERE / "static" / "house.css").read_text(encoding="utf-8"),
        )
    )

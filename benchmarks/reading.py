"""Reading speed of each format at several sizes, side by side in one run: made plans, printed and read back.

Seconds hold for this machine only; the ratio to plain text of the same size holds elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from timing import Rows

from plangraph.printing.samples import SampleWish, make_samples
from plangraph.reading.document import bytes_to_stages

FORMATS = ("txt", "csv", "md", "html", "xlsx", "pdf")
SIZES = (100, 1_000, 10_000)
LARGEST_PDF = 1_000
"""A PDF of more projects takes minutes, and says no more."""
WIDE = 90
"""Columns of the evaluation table."""


def reading_rows(sizes: Sequence[int] = SIZES) -> list[dict[str, float | int | str]]:
    """One row a size and format: listings, seconds to make and to read, listings read a second, ratio to text."""
    rows: list[dict[str, float | int | str]] = []
    for size in sizes:
        text = 0.0
        for name in FORMATS:
            if name == "pdf" and size > LARGEST_PDF:
                continue
            begin = time.perf_counter()
            made = next(make_samples(SampleWish(projects=size, format=name)))
            printed = time.perf_counter()
            read = bytes_to_stages(made.printed.data, made.records.document, made.layout, place=name).records
            seconds = time.perf_counter() - printed
            text = text or seconds
            rows.append(
                {
                    "format": name,
                    "listings": len(read.listings),
                    "make_s": round(printed - begin, 2),
                    "read_s": round(seconds, 2),
                    "listings_per_s": round(len(read.listings) / seconds),
                    "ratio": round(seconds / text, 2),
                }
            )
    return rows


def wide_rows(listings: int = 400) -> list[dict[str, float | int | str]]:
    """The evaluation table of a whole city, 90 columns wide: one row a format, with the cells read a second."""
    rows: list[dict[str, float | int | str]] = []
    for name in ("csv", "xlsx"):
        begin = time.perf_counter()
        made = next(make_samples(SampleWish(projects=listings, format=name, layouts=("evaluation-table",))))
        printed = time.perf_counter()
        read = bytes_to_stages(made.printed.data, made.records.document, made.layout, place=name).records
        seconds = time.perf_counter() - printed
        rows.append(
            {
                "format": f"{name}, {WIDE} columns",
                "listings": len(read.listings),
                "make_s": round(printed - begin, 2),
                "read_s": round(seconds, 2),
                "listings_per_s": round(len(read.listings) / seconds),
                "cells_per_s": round(len(read.listings) * WIDE / seconds),
            }
        )
    return rows


def reading_tables() -> dict[str, Rows]:
    """Milliseconds to read each format, made plans of 1,000 projects and the wide table; the first column is plain text."""
    rows = {str(row["format"]): float(row["read_s"]) * 1000 for row in reading_rows((1_000,))}
    wide = {str(row["format"]): float(row["read_s"]) * 1000 for row in wide_rows()}
    return {
        "Reading of each format": {"1,000 projects": rows},
        "Reading of an evaluation table": {"400 rows": wide},
    }


def main() -> None:
    """Print the tables."""
    for row in [*reading_rows(), *wide_rows()]:
        print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()

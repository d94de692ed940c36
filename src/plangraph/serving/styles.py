"""The style sheets of the pages, in the order in which they are laid over each other."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).with_name("static")
_TOKENS = "built/tokens.css"
_OWN = ("colours.css", "house.css", "pages.css", "print.css")


def style_sheets() -> tuple[str, ...]:
    """Names under /static.

    The design tokens are made by the build (`hatch_build.py`); without them the pages look the same, since
    `colours.css` has each value that it takes from there behind the token's name.
    """
    return (_TOKENS, *_OWN) if (STATIC / _TOKENS).is_file() else _OWN


def style_files() -> tuple[Path, ...]:
    """The same as files, for a page that stands alone."""
    return tuple(STATIC / name for name in style_sheets())

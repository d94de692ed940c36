"""The command line: options and messages only. Every command is a few lines over the library."""

from plangraph.cli.main import main

__all__ = ["main"]

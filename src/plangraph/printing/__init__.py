"""Printing: records → documents in every layout and format, and made documents with planted faults."""

from __future__ import annotations

from plangraph.printing.documents import FORMATS, print_records
from plangraph.printing.printed import NotPrinted, PrintedDocument

__all__ = ["FORMATS", "NotPrinted", "PrintedDocument", "print_records"]

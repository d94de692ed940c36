"""Records ⇄ JSON, so that another program can bring its own, and documents can be read side by side."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from plangraph.errors import SourceError
from plangraph.model.records import DocumentRecords
from plangraph.model.texts import Bilingual

_ADAPTER = TypeAdapter(DocumentRecords)


def records_to_json(records: DocumentRecords) -> str:
    """Print the records of one document as JSON, two spaces deep, Japanese as it is."""
    return _ADAPTER.dump_json(records, indent=2).decode() + "\n"


def records_from_json(text: str, place: str = "") -> DocumentRecords:
    """Read what `records_to_json` printed; raises SourceError with the first field that does not fit."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise SourceError(
            place,
            Bilingual(
                f"記録の JSON の「{where}」が正しくありません（{first['msg']}）。この項目を直してください。",
                f"records JSON, field {where}: {first['msg']}; mend this field",
            ),
        ) from None

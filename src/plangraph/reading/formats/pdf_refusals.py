"""Why a PDF is refused, in words."""

from __future__ import annotations

from plangraph.errors import SourceError
from plangraph.model.texts import Bilingual

_PASSWORD, _SECURITY = 4, 5


def refused(place: str, code: int) -> SourceError:
    """A file that PDFium did not open, by its error code (fpdfview.h: FPDF_ERR_…)."""
    if code == _PASSWORD:
        return SourceError(
            place,
            Bilingual(
                "パスワードで保護された PDF です。保護を外して保存し直してください。",
                "this PDF is protected by a password; save it again without protection",
            ),
        )
    if code == _SECURITY:
        return SourceError(
            place,
            Bilingual(
                "対応していない方式で暗号化された PDF です。暗号化を外して保存し直してください。",
                "this PDF is encrypted in a way that is not supported; save it again without encryption",
            ),
        )
    return SourceError(
        place,
        Bilingual(
            "PDF として開けません。途中で切れているか壊れています。取り直すか、作成したソフトウェアで保存し直してください。",
            "cannot be opened as a PDF: it is cut off or damaged; fetch it again or save it again where it was made",
        ),
    )


def wrong_count(place: str, count: int, most: int) -> SourceError:
    """A file without a page, or with more than `most`."""
    if count <= 0:
        return SourceError(
            place,
            Bilingual(
                "ページのない PDF です。途中で切れていないか確かめてください。",
                "this PDF has no page; check that it was not cut off",
            ),
        )
    return SourceError(
        place,
        Bilingual(
            f"{count:,} ページあるとされていて、上限の {most:,} ページを超えています。文書を分けてください。",
            f"says it has {count:,} pages, more than the limit of {most:,}; split the document",
        ),
    )


def page_broken(place: str, number: int) -> SourceError:
    """A page that cannot be opened."""
    return SourceError(
        f"{place}: page {number}",
        Bilingual(
            "このページを開けません。PDF が途中で切れているか壊れています。取り直してください。",
            "this page cannot be opened: the PDF is cut off or damaged; fetch it again",
        ),
    )

"""所管部課: the offices of a city, 部 over 課."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plangraph.model.texts import comparison_title

# A 部 is named up to its first 部; what follows is the 課 inside it. 教育部図書館, 福祉部生活福祉課.
_GLUED = re.compile(r"(?P<department>[^\s部]+部)\s*(?P<section>\S+)")
_OFFICE = re.compile(r"\S+(?:部|課|室|局|館|センター|係|班|署|所|委員会)")


@dataclass(frozen=True, slots=True)
class Division:
    """One office: a 課 with its 部 where that is printed, or a 部 or 室 alone.

    >>> Division("企画部", "情報推進課").name
    '企画部 情報推進課'
    """

    department: str | None
    section: str | None

    @property
    def name(self) -> str:
        """The name as exports write it: 部 and 課 with a space."""
        return " ".join(part for part in (self.department, self.section) if part)

    @property
    def key(self) -> str:
        """What the office is known by inside its body."""
        return "/".join(comparison_title(part) for part in (self.department, self.section) if part)

    @classmethod
    def parse(cls, text: str) -> Division | None:
        """Read one printed office, with or without a space after its 部; None where it is no office's name.

        >>> Division.parse("福祉部生活福祉課")
        Division(department='福祉部', section='生活福祉課')
        >>> Division.parse("危機管理室")
        Division(department=None, section='危機管理室')
        >>> Division.parse("重点") is None
        True
        """
        text = text.strip()
        glued = _GLUED.fullmatch(text)
        if glued and _OFFICE.fullmatch(glued["section"]):
            return cls(glued["department"], glued["section"])
        if not _OFFICE.fullmatch(text):
            return None
        return cls(text, None) if text.endswith("部") else cls(None, text)

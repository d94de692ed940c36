"""Two made editions of one plan as source folders: a made city in which each kind of change was planted once."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

HERE = Path(__file__).parent / "editions"
LAYOUT = resources.files("plangraph.printing") / "layouts" / "one-row-table.toml"
OFFICES = """
[[division_change]]
kind = "renamed"
from = ["総務部 情報課"]
to = ["総務部 デジタル課"]
year = 2025
why = "作った市の組織改正。"

[aliases.projects]
"窓口を拡げる" = "窓口を広げる"
"""


def write_edition(
    folder: Path, year: int, more: str = "", text: str | None = None, series: str = "99001-jisshi"
) -> Path:
    """A source folder of one edition; `text` stands in the place of its table."""
    folder.mkdir(parents=True)
    data = (text or (HERE / f"{year}.csv").read_text(encoding="utf-8")).encode("utf-8-sig")
    (folder / "plan.csv").write_bytes(data)
    (folder / "one-row-table.toml").write_bytes(LAYOUT.read_bytes())
    (folder / "plan.toml").write_text(
        f"""[document]
id = "99001-{year}"
file = "plan.csv"
sha256 = "{hashlib.sha256(data).hexdigest()}"
family = "project-table"
layout = "one-row-table"

[printed]
first_year = {year}
last_year = {year + 2}

[known]
plan_title = {{ value = "架空市実施計画（{year}年度版）", why = "作った市。" }}
plan_id = {{ value = "99001-jisshi-{year}", why = "作った市。" }}
series = {{ value = "{series}", why = "作った市。" }}
municipality = {{ value = "架空市", why = "作った市。" }}
municipality_code = {{ value = "99001", why = "作った市。" }}
{more}""",
        encoding="utf-8",
    )
    return folder

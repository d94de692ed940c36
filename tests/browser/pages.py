"""The pages that every test of this folder and `tools/take_pictures.py` go through: a new page needs its line here.

All are of the founding documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

BASE = "https://w3id.org/plangraph/id/"
TITLE = "地域活動情報ステーションの活用"
PROJECT = f"{BASE}project/13229/{TITLE}"
PLAN = f"{BASE}plan/13229-jisshi-2012"
PLANS = (f"{BASE}plan/13222-chouki4-kouki", f"{BASE}plan/13229-jisshi-2012")
LANGS = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page by its name and address. `status` is what it answers; `drawn` is the mark that its scripts set when done.

    `own_weight` is false for those of a heavy part (the editor, the viewer), whose files are counted elsewhere.
    """

    name: str
    path: str
    status: int = 200
    drawn: str = ""
    own_weight: bool = True

    def address(self, lang: str) -> str:
        """The address in a language."""
        path, mark, fragment = self.path.partition("#")
        return f"{path}{'&' if '?' in path else '?'}lang={lang}{mark}{fragment}"


PAGES = (
    Shown("front", "/"),
    Shown("search-empty", "/search"),
    Shown("search", f"/search?q={quote('情報')}"),
    Shown("search-nothing", f"/search?q={quote('存在しない語')}"),
    Shown("search-narrowed", "/search?kind=project&state=mutual&sort=amount"),
    Shown("trace-index", "/trace"),
    Shown("trace", f"/trace?project={quote(PROJECT, safe='')}"),
    Shown("impact-index", "/impact"),
    Shown("impact", f"/impact?of={quote('協働コミュニティ課')}&steps=2&scenario=merge"),
    Shown("totals", "/totals"),
    Shown("totals-divisions", f"/totals?by=division&plan={quote('実施計画')}"),
    Shown("totals-row", f"/totals?by=policy&of={quote('協2-2')}"),
    Shown("diff-index", "/diff"),
    Shown("diff", f"/diff?old={quote(PLANS[0], safe='')}&new={quote(PLANS[1], safe='')}"),
    Shown("timeline", f"/timeline?project={quote(PROJECT, safe='')}"),
    Shown("rules", "/rules"),
    Shown("rule", "/rules/cross-listing-one-way"),
    Shown("structure-index", "/structure"),
    Shown("structure", f"/structure?plan={quote(BASE, safe='')}plan/13229-jisshi-2012"),
    Shown("similar-empty", "/similar"),
    Shown("similar", f"/similar?of={quote('協1-2')}"),
    Shown("validation", "/validation"),
    Shown("project", f"/id/project/13229/{quote(TITLE)}"),
    Shown("policy", f"/id/policy/13222-chouki4-kouki/{quote('01')}"),
    Shown("policy-listings", f"/id/policy/13229-jisshi-2012/{quote('協1-1')}"),
    Shown("policy-unread", f"/id/policy/13229-jisshi-2012/{quote('笑1-1')}"),
    Shown("basic-project", "/id/basic-project/13222-chouki4-kouki/01-02"),
    Shown("division", f"/id/division/13229/{quote('生活文化スポーツ部/協働コミュニティ課')}"),
    Shown("department", f"/id/division/13229/{quote('生活文化スポーツ部')}"),
    Shown("guideline", f"/id/guideline/13222/{quote('協働の指針')}"),
    Shown("indicator", "/id/statement/13222-higashikurume-h31-policy01/policy/01/indicator/1"),
    Shown("plan", "/id/plan/13229-jisshi-2012"),
    Shown("plan-sheet", "/id/plan/13222-chouki4-kouki"),
    Shown("listing", f"/id/listing/13229-nishitokyo-h24-chapter6/{quote('協2-2/住民票等自動交付機の設置')}"),
    Shown("finding", "/id/finding/13222-higashikurume-h31-policy01/title-joined/df25b78d51ae"),
    Shown("fiscal-year", "/id/fy/2012"),
    Shown("pictures", f"/pictures?plan={quote(PLAN, safe='')}"),
    Shown("pictures-all", "/pictures"),
    Shown("document", "/id/document/13229-nishitokyo-h24-chapter6"),
    Shown("source-table", "/source/13229-nishitokyo-h24-chapter6#line=53-54"),
    Shown("documents", "/documents"),
    Shown("source-notable", "/source/13222-higashikurume-h31-policy01?show=notable"),
    Shown("source-sheet", "/source/13222-higashikurume-h31-policy01"),
    Shown("graph-focus", f"/graph?focus={quote(PROJECT, safe='')}", drawn="drawn", own_weight=False),
    Shown("graph", "/graph", drawn="drawn", own_weight=False),
    Shown("sparql", "/sparql", drawn="editor", own_weight=False),
    Shown("sparql-plain", "/sparql?editor=plain"),
    Shown("ontology", "/ontology"),
    Shown("shapes", "/shapes"),
    Shown("catalogue", "/catalogue"),
    Shown("examples", "/.well-known/sparql-examples"),
    Shown("docs", "/docs"),
    Shown("not-found", "/nothing", status=404),
)
BY_NAME = {shown.name: shown for shown in PAGES}

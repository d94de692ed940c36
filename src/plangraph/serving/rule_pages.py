"""/rules and /rules/RULE: the catalogue of what the report looks for, and how often each was met in the served graph."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import CancelledError

from fastapi import APIRouter, Request, Response

from plangraph.bundled import bundled
from plangraph.checking.rules import Rule, by_severity, load_rules
from plangraph.model.texts import Bilingual
from plangraph.serving.negotiation import page_first
from plangraph.serving.problems import not_found
from plangraph.serving.site import Site, json_answer, request_lang
from plangraph.serving.versions import Version

router = APIRouter()


def rules_of(version: Version) -> dict[str, Rule]:
    """Every rule by its identifier."""
    return version.once("rules", lambda: load_rules(bundled("shapes")))


def times_met(version: Version) -> Counter[str] | None:
    """Findings by rule; None as long as the report is being made, or where it could not be made."""
    if not version.report.done():
        return None
    try:
        if version.report.exception() is not None:
            return None
    except CancelledError:
        return None
    return version.once("met", lambda: Counter(finding.rule for finding in version.report.result().findings))


@router.get("/rules", summary="The catalogue of rules")
def rules(request: Request) -> Response:
    """Every rule of the report, the gravest first, with how often it was met: a page, or JSON by Accept."""
    site = Site.of(request)
    version = site.versions.current()
    every, met = rules_of(version), times_met(version)
    if not page_first(request.headers.get("accept")):
        lang = request_lang(request)
        return json_answer(
            {"rules": [{**rule.as_json(lang), "met": _met(met, rule)} for rule in every.values()]}
        )
    return site.page(request, "rules.html", version=version, groups=by_severity(every), met=met)


@router.get("/rules/{rule}", summary="One rule")
def rule(request: Request, rule: str) -> Response:
    """What a rule says and why, an example of a fault, what to do, and how often it was met; 404 where there is none."""
    site = Site.of(request)
    version = site.versions.current()
    every, met = rules_of(version), times_met(version)
    if rule not in every:
        raise not_found(
            Bilingual(
                f"「{rule}」という規則はありません。/rules の一覧を見てください。",
                f"there is no rule called {rule}; see the list at /rules",
            )
        )
    found = every[rule]
    if not page_first(request.headers.get("accept")):
        return json_answer({**found.as_json(request_lang(request)), "met": _met(met, found)})
    return site.page(request, "rule.html", version=version, rule=found, met=_met(met, found))


def _met(met: Counter[str] | None, rule: Rule) -> int | None:
    return None if met is None else met[rule.id]

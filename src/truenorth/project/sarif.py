"""Findings as SARIF 2.1.0, which code hosts show beside the lines they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from truenorth.checks import RULES
from truenorth.errors import Finding, Level

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


def sarif(findings: Iterable[Finding], version: str) -> str:
    """The text of a SARIF log with one run: every rule that is known or was found, and every finding with its line."""
    told = tuple(findings)
    rules = {rule.code: _described(rule.code, rule.title, rule.why, rule.remedy) for rule in RULES}
    for finding in told:
        rules.setdefault(finding.code, _described(finding.code, finding.code, "", finding.hint or ""))
    order = {code: place for place, code in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "Truenorth", "version": version, "rules": list(rules.values())}},
        "results": [_result(finding, order[finding.code]) for finding in told],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _described(code: str, title: str, why: str, remedy: str) -> dict[str, Any]:
    text = " ".join(part for part in (why, remedy) if part) or title
    return {"id": code, "shortDescription": {"text": title}, "help": {"text": text}}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    said = f"{finding.message} {finding.hint}" if finding.hint else finding.message
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.level],
        "message": {"text": said},
    }
    place = finding.place
    if place.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": place.file}}
        if place.line is not None:
            physical["region"] = {"startLine": place.line}
            if place.column is not None:
                physical["region"]["startColumn"] = place.column
        found["locations"] = [{"physicalLocation": physical}]
    return found

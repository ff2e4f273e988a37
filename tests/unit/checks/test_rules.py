"""Every rule finds its bad example and leaves its good one alone; their codes and texts keep the form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from check_projects import write_project

import truenorth as tn
from truenorth.checks import RULES, Example, Family, Needs, Rule
from truenorth.errors import Finding, Level


def found(example: Example, folder: Path, rule: Rule) -> list[Finding]:
    """What the check finds of a rule in an example."""
    with tn.Project(write_project(folder, example.yaml, example.values)) as project:
        findings = project.check(with_data=rule.needs is Needs.HISTORY)
    assert [each for each in findings if each.level is Level.ERROR] == []
    return [each for each in findings if each.code == rule.code]


def test_there_are_rules_of_every_family() -> None:
    assert len(RULES) >= 60
    assert {rule.family for rule in RULES} == set(Family)
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_why_and_what_to_do(rule: Rule) -> None:
    assert re.fullmatch(r"(DEF|MATH|DATA|TGT|STAT|PORT|PROC)_[A-Z_]+", rule.code)
    assert rule.level in (Level.WARNING, Level.NOTE)
    assert rule.title and not rule.title.endswith(".") and rule.why.endswith(".") and rule.remedy.endswith((".", "?"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_found_with_its_place(rule: Rule, tmp_path: Path) -> None:
    findings = found(rule.bad, tmp_path, rule)
    assert findings, "not found"
    for finding in findings:
        assert finding.level is rule.level and finding.hint == rule.remedy
        assert finding.place.file is not None and finding.place.line is not None
        assert finding.message.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_is_left_alone(rule: Rule, tmp_path: Path) -> None:
    assert found(rule.good, tmp_path, rule) == []

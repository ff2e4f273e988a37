"""Limits, suppressions and the seven letters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from check_projects import write_project

import truenorth as tn
from truenorth.errors import Finding, Level
from truenorth.project.sarif import sarif

KPI = "kpis:\n  k: { label: K, metric: revenue }\n  other: { label: Other, metric: orders }\n"


def findings(folder: Path, yaml: str, code: str) -> list[Finding]:
    """What the check finds of a code, from the files alone."""
    with tn.Project(write_project(folder, yaml)) as project:
        return [each for each in project.check(with_data=False) if each.code == code]


def suppressed(more: str) -> str:
    """The KPIs with one suppression."""
    return f"check:\n  suppress:\n    - {{ {more} }}\n{KPI}"


def test_a_suppression_hides_a_finding_on_one_kpi(tmp_path: Path) -> None:
    left = findings(tmp_path, suppressed("rule: DEF_NO_OWNER, on: k, reason: soon, until: 2026-05-31"), "DEF_NO_OWNER")
    assert [each.message for each in left] == ["Other has no owner."]


def test_without_a_kpi_it_hides_all(tmp_path: Path) -> None:
    assert findings(tmp_path, suppressed("rule: DEF_NO_OWNER, reason: soon, until: 2026-05-31"), "DEF_NO_OWNER") == []


def test_a_suppression_ends(tmp_path: Path) -> None:
    over = suppressed("rule: DEF_NO_OWNER, reason: soon, until: 2025-12-30")
    assert len(findings(tmp_path, over, "DEF_NO_OWNER")) == 2
    (told,) = findings(tmp_path, over, "SUPPRESSION_EXPIRED")
    assert (told.place.file, told.place.line, told.level) == ("kpis.yml", 3, Level.WARNING)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("rule: DEF_NO_OWNR, reason: soon, until: 2026-05-31", "SUPPRESSION_UNKNOWN"),
        ("rule: PORT_CYCLE, reason: soon, until: 2026-05-31", "SUPPRESSION_UNUSED"),
        ("rule: DEF_NO_OWNER, until: 2026-05-31", "MISSING_KEY"),
        ("rule: DEF_NO_OWNER, reason: soon", "MISSING_KEY"),
    ],
)
def test_a_suppression_has_a_rule_a_reason_and_a_day_and_hides_something(tmp_path: Path, more: str, code: str) -> None:
    assert len(findings(tmp_path, suppressed(more), code)) == 1


def test_limits_are_the_projects_own(tmp_path: Path) -> None:
    kpis = "".join(f"  k{index}: {{ label: K{index}, metric: revenue, level: individual }}\n" for index in range(4))
    assert len(findings(tmp_path / "a", f"kpis:\n{kpis}", "PORT_TOO_MANY")) == 1
    allowed = f"check: {{ limits: {{ individual: 4 }} }}\nkpis:\n{kpis}"
    assert findings(tmp_path / "b", allowed, "PORT_TOO_MANY") == []


def test_smarter_tells_seven_letters_with_reasons(tmp_path: Path) -> None:
    with tn.Project(write_project(tmp_path, KPI)) as project:
        letters = project.smarter("k")
        assert "".join(each.letter for each in letters) == "SMARTER"
        assert [each.holds for each in letters] == [False, True, True, False, False, False, False]
        assert all((each.reason is None) is (each.holds is True) for each in letters)
        blind = project.smarter("k", with_data=False)
        assert [each.holds for each in blind][2] is None
        with pytest.raises(tn.Refused, match="no KPI q"):
            project.smarter("q")


def test_sarif_names_rules_and_lines(tmp_path: Path) -> None:
    with tn.Project(write_project(tmp_path, KPI)) as project:
        told = project.check(with_data=False)
    log = json.loads(sarif(told, "1.0"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0" and len(run["results"]) == len(told)
    for result, finding in zip(run["results"], told, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == finding.place.file
        assert where["region"]["startLine"] == finding.place.line

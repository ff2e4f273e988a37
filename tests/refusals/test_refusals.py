"""Every mistake is a finding with its code, sentence, place and remedy, and nothing else is said: see README.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from refusal_cases import Case, cases, where, write_case, write_shop_database

import truenorth as tn
from truenorth.errors import Finding, Level, Refused, SourceFailed

CASES = cases()
ENGINE = re.compile(
    r"\w+ Error: |\w+Exception|Conversion|Traceback|LINE \d|\bSQLSTATE|\bBinder|\bCatalog |Candidate bindings|"
    r"invalid input syntax|while (parsing|scanning)|expected <|<scalar>|duckdb\.|psycopg|INT64|VARCHAR"
)
"""Words that only an engine or a library says."""


@pytest.fixture(scope="session")
def shop_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's DuckDB file, made once."""
    return write_shop_database(tmp_path_factory.mktemp("shop") / "shop.duckdb")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 110
    assert len({str(case) for case in CASES}) == len(CASES)


def test_the_shop_itself_has_no_mistake(shop_database: Path, tmp_path: Path) -> None:
    whole = Case("shop", "whole", "shop", {}, {}, "check", (), {}, ())
    with tn.Project(write_case(whole, tmp_path / "project", shop_database)) as project:
        assert project.check() == ()
        for metric in project.definitions.metrics:
            assert project.query(metric).rows, metric


@pytest.mark.parametrize("case", CASES, ids=str)
def test_refusal(case: Case, shop_database: Path, tmp_path: Path) -> None:
    folder = write_case(case, tmp_path / "project", shop_database)
    with tn.Project(folder, environment=case.environment) as project:
        found = findings(project, case)
        for metric in case.still:
            assert project.query(metric).rows, f"{metric} gives no rows"
    problems = [
        f"holds an engine's own words: {each}" for each in found if ENGINE.search(f"{each.message} {each.hint}")
    ]
    for expected in case.finds:
        lacking = [expected.lacks(each) for each in found]
        if None in lacking:
            found.pop(lacking.index(None))
        else:
            problems.append(f"not found: {expected}")
    left = [each for each in found if each.level is Level.ERROR]
    problems += [f"found too: {each!s} [at {where(each)}, nearest {each.nearest}]" for each in left]
    assert not problems, "\n".join(problems)


def findings(project: tn.Project, case: Case) -> list[Finding]:
    """What comes of the case: a check's findings, the refusal of a question, or the failure of a status."""
    if case.verb == "check":
        return list(project.check())
    try:
        if case.verb == "query":
            result = project.query(*case.metrics, **case.words)
            return list(result.answer.findings)
        if case.verb == "explain":
            project.explain(*case.metrics, **case.words)
        else:
            project.status(**case.words)
    except (Refused, SourceFailed) as refused:
        return [refused.finding]
    return []

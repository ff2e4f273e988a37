"""The table of `make test-changed` knows every room, and names tests that are there."""

from __future__ import annotations

import pytest
from house_files import ROOT, SOURCE

from changed import JUDGES, touched


def test_every_room_has_judges_that_are_there() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    starts = {start.removeprefix("src/truenorth/").partition("/")[0] for start, _ in JUDGES}
    assert rooms - starts == set()
    missing = [each for _, tests in JUDGES for each in tests if not (ROOT / each).exists()]
    assert missing == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ("src/truenorth/stats/leads.py", "tests/unit/stats"),
        ("src/truenorth/app/config/doctor.py", "tests/app"),
        ("src/truenorth/errors.py", "tests"),
        ("tests/answers/traps/any.yml", "tests/answers"),
        ("tests/browser/looks.py", "tests/browser/test_flow_parts.py"),
        ("tests/unit/stats/test_leads.py", "tests/unit/stats/test_leads.py"),
        ("docs/tutorial.md", "tests/journeys/test_documents.py"),
        ("uv.lock", "tests"),
    ],
)
def test_a_change_touches_the_tests_that_judge_it(changed: str, wanted: str) -> None:
    assert wanted in touched([changed])


def test_a_removed_test_is_not_asked_for() -> None:
    assert touched(["tests/unit/test_removed.py"]) == ["tests/house"]

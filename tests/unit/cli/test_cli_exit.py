"""Whatever happens inside a command becomes an exit code and a sentence."""

from __future__ import annotations

import json

import pytest

from truenorth.cli.main import guarded
from truenorth.errors import Finding, Place, SourceFailed, refuse


def _mistake() -> int:
    raise refuse(
        "UNKNOWN_METRIC", "There is no metric 'revenu'.", Place("a.yml", 3), nearest=["revenue"], hint="add it"
    )


def _failure() -> int:
    raise SourceFailed(Finding("SOURCE_LOST", "The database does not answer."))


def _fault() -> int:
    raise ZeroDivisionError("one\ntwo")


def test_a_mistake_is_told_with_its_place_and_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_mistake, as_json=False) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "a.yml:3: There is no metric 'revenu'.",
        "  Did you mean `revenue`?",
        "  Add it.",
        "  [UNKNOWN_METRIC]",
    ]


def test_a_program_gets_the_mistake_as_json_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_mistake, as_json=True) == 2
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out) == {
        "error": {
            "code": "UNKNOWN_METRIC",
            "message": "There is no metric 'revenu'.",
            "file": "a.yml",
            "line": 3,
            "column": None,
            "nearest": ["revenue"],
            "hint": "add it",
        }
    }


def test_a_failing_source_is_the_machine_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_failure, as_json=False) == 3
    assert capsys.readouterr().err.startswith("The database does not answer.\n")


def test_a_fault_of_ours_is_one_line_and_how_to_report_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRUENORTH_DEBUG", raising=False)
    assert guarded(_fault, as_json=False) == 3
    said = capsys.readouterr().err
    assert said.startswith("ZeroDivisionError: one two\n")
    assert "TRUENORTH_DEBUG=1" in said
    assert "Traceback" not in said


def test_the_whole_trace_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUENORTH_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        guarded(_fault, as_json=False)


def test_an_interrupt_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> int:
        raise KeyboardInterrupt

    assert guarded(stopped, as_json=False) == 130
    assert capsys.readouterr() == ("", "")

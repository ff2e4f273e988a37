"""Every trap of the specification, on every engine: `traps/README.md` says how to read the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from expectations import differences
from ruamel.yaml import YAML
from worlds import Rows, duckdb_source, expanded, postgres_source, write_duckdb, write_postgres, write_project

import truenorth as tn

TRAPS = sorted((Path(__file__).parent / "traps").glob("*.yml"))
FOLLOWED = sorted((Path(__file__).parent / "followed").glob("*.yml"))
FLAGS = {"true": True, "false": False}


def read_yaml(path: Path) -> Any:
    """A YAML file in which every scalar stays the text that was written."""
    return YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))


def tables_of(data: Mapping[str, Any]) -> dict[str, Rows]:
    """The typed rows of a trap's or a world's `data`."""
    return {name: Rows(table["columns"], expanded(table["rows"], table["columns"])) for name, table in data.items()}


def test_there_is_a_file_for_every_trap() -> None:
    assert [int(read_yaml(path)["trap"]) for path in TRAPS][:26] == list(range(1, 27))


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("path", [*TRAPS, *FOLLOWED], ids=lambda path: path.stem)
def test_trap(path: Path, engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    trap = read_yaml(path)
    tables = tables_of(trap["data"])
    if engine == "postgres":
        database = request.getfixturevalue("postgres_database")
        write_postgres(database.admin_url, "trap", tables)
        source = postgres_source(database.reader_url)
    else:
        write_duckdb(tmp_path / "data.duckdb", "trap", tables)
        source = duckdb_source(tmp_path / "data.duckdb")
    variants = {"": trap["definitions"], **trap.get("variants", {})}
    problems = []
    with ExitStack() as stack:
        projects = {
            name: stack.enter_context(tn.Project(write_project(tmp_path / f"project{name}", source, text)))
            for name, text in variants.items()
        }
        for project in projects.values():
            write_entries(project.folder, trap.get("entries", {}))
        for question in trap["questions"]:
            asked = {"as_of": trap["as_of"], **question["ask"]}
            found = answer_differences(projects[question.get("in", "")], question, asked)
            problems += [f"{question['ask']}: {problem}" for problem in found]
    assert not problems, "\n".join([f"{path.name}: {trap['title']}", *problems])


def write_entries(folder: Path, entries: Mapping[str, str]) -> None:
    """The typed values of manual metrics, a file for each."""
    for metric, text in entries.items():
        (folder / "entries").mkdir(exist_ok=True)
        (folder / "entries" / f"{metric}.csv").write_text(text, encoding="utf-8")


def answer_differences(project: tn.Project, question: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """What is wrong with the answer to one question."""
    words: dict[str, Any] = {key: FLAGS.get(str(value), value) for key, value in asked.items()}
    metrics: list[str] = words.pop("metrics")
    if "rows" in words:
        words["rows"] = int(words["rows"])
    if "refused" in question:
        with pytest.raises(tn.Refused) as caught:
            project.query(*metrics, **words)
        finding = caught.value.finding
        assert finding.code == finding.code.upper() and finding.code
        assert question.get("code", finding.code) == finding.code, finding
        return [f"{finding} does not name {word}" for word in question["refused"] if word not in finding.message]
    answer = json.loads(project.query(*metrics, **words).to_json(), parse_float=Decimal)
    problems = [
        f"{key} is {answer.get(key)!r}, not {text}"
        for key, text in question.get("top", {}).items()
        if answer.get(key) != text
    ]
    if "rows" in question and len(answer["rows"]) != int(question["rows"]):
        problems.append(f"{len(answer['rows'])} rows, not {question['rows']}")
    expected = question["answer"] if "answer" in question else question["among"]
    return problems + differences(expected, answer, asked.get("by", []), some="among" in question)

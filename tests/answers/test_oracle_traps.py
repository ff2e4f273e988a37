"""The oracle is right on every trap: it was written from the same page, but by other means."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from expectations import differences
from oracle_answer import Question, as_json, days_of, world_of
from ruamel.yaml import YAML
from test_traps import TRAPS, read_yaml, tables_of


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.stem)
def test_the_oracle_knows_the_trap(path: Path) -> None:
    trap = read_yaml(path)
    rows = {
        name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        for name, table in tables_of(trap["data"]).items()
    }
    variants = {"": trap["definitions"], **trap.get("variants", {})}
    problems = []
    for question in (one for one in trap["questions"] if "refused" not in one):
        definitions = YAML(typ="safe", pure=True).load(variants[question.get("in", "")])
        asked = {"as_of": trap["as_of"], **question["ask"]}
        world = world_of(definitions, rows, date.fromisoformat(asked["as_of"]))
        answer = as_json(world, question_of(asked))
        expected = question.get("answer", question.get("among"))
        found = differences(expected, answer, asked.get("by", []), some="among" in question)
        problems += [f"{question['ask']}: {problem}" for problem in found]
    assert not problems, "\n".join([f"trap {trap['trap']}: {trap['title']}", *problems])


def question_of(asked: dict[str, Any]) -> Question:
    """A trap's question as the oracle takes it."""
    start, end = (date.fromisoformat(asked[edge]) if edge in asked else None for edge in ("start", "end"))
    if "period" in asked:
        start, end = days_of(asked["period"])
    return Question(
        tuple(asked["metrics"]),
        asked.get("grain", "total"),
        tuple(asked.get("by", ())),
        start,
        end,
        asked.get("where"),
        tuple(asked.get("compare", ())),
        asked.get("totals") == "true",
    )

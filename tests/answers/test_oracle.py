"""The engine beside the oracle, on random worlds and questions of every kind.

Fixed seeds; `make test-thorough` asks more questions of more worlds, TRUENORTH_ORACLE_SEEDS=1000-1200 of others. A
difference prints the world, made as small as it can be, the definitions, the question and both answers.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from oracle_answer import Question, disagreements, world_of
from oracle_rows import World
from random_questions import random_question
from random_worlds import RandomWorld, random_world
from ruamel.yaml import YAML
from worlds import Rows, duckdb_source, postgres_source, write_duckdb, write_postgres, write_project

import truenorth as tn
from effort import tries

QUESTIONS = tries(10, 30)
ON_DUCKDB, ON_POSTGRES = range(tries(70, 300)), range(500, 500 + tries(8, 40))


def more_seeds() -> range:
    """Further seeds from the environment: `FIRST-LAST`."""
    first, _, last = os.environ.get("TRUENORTH_ORACLE_SEEDS", "").partition("-")
    return range(int(first), int(last or first) + 1) if first else range(0)


Build = Callable[[RandomWorld, str], tn.Project]


@pytest.mark.parametrize("seed", [*ON_DUCKDB, *more_seeds()])
def test_engine_and_oracle_agree(seed: int, tmp_path: Path) -> None:
    def build(world: RandomWorld, name: str) -> tn.Project:
        path = tmp_path / f"{name}.duckdb"
        path.unlink(missing_ok=True)
        write_duckdb(path, "trap", world.tables)
        return tn.Project(write_project(tmp_path / name, duckdb_source(path), written(world)))

    agree(seed, build)


@pytest.mark.parametrize("seed", ON_POSTGRES)
def test_engine_and_oracle_agree_on_postgres(seed: int, tmp_path: Path, postgres_database: Any) -> None:
    def build(world: RandomWorld, name: str) -> tn.Project:
        write_postgres(postgres_database.admin_url, "trap", world.tables)
        return tn.Project(write_project(tmp_path / name, postgres_source(postgres_database.reader_url), written(world)))

    agree(seed, build)


def agree(seed: int, build: Build) -> None:
    """Ask the questions of a seed; at the first difference, shrink its world and fail with everything to see."""
    world, random = random_world(seed), Random(seed)
    known = oracle_of(world)
    with build(world, "world") as project:
        for number in range(QUESTIONS):
            question, asked = random_question(random, world), number
            if problems(project, known, question, world.as_of):
                break
        else:
            return
    small = shrunk(world, question, build)
    left = asked_anew(small, question, build)
    pytest.fail(f"seed {seed}, question {asked}\n{picture(small, question, left)}", pytrace=False)


def asked_anew(world: RandomWorld, question: Question, build: Build) -> list[str]:
    """What differs over a world that is written for this one question."""
    with build(world, "small") as project:
        return problems(project, oracle_of(world), question, world.as_of)


def oracle_of(world: RandomWorld) -> World:
    """The world as the oracle takes it."""
    return world_of(world.definitions, world.rows(), world.as_of)


def problems(project: tn.Project, known: World, question: Question, as_of: date) -> list[str]:
    """What of the engine's answer differs from the oracle's."""
    try:
        result = project.query(*question.metrics, as_of=str(as_of), **question.arguments())
    except tn.Refused as refused:
        return [f"refused: {refused.finding}"]
    return disagreements(known, question, json.loads(result.to_json(), parse_float=Decimal))


def shrunk(world: RandomWorld, question: Question, build: Build) -> RandomWorld:
    """The world without the rows that the difference does not need."""
    for name in world.tables:
        table = world.tables[name]
        for size in (len(table.rows) // 2, 4, 1):
            position = 0
            while size and position < len(table.rows):
                fewer = Rows(table.columns, [*table.rows[:position], *table.rows[position + size :]])
                smaller = replace(world, tables={**world.tables, name: fewer})
                if asked_anew(smaller, question, build):
                    world, table = smaller, fewer
                else:
                    position += size
    return world


def written(world: RandomWorld) -> str:
    """The definitions as YAML."""
    text = StringIO()
    YAML().dump(world.definitions, text)
    return text.getvalue()


def picture(world: RandomWorld, question: Question, left: list[str]) -> str:
    """World, definitions that the question uses, question and differences."""
    wanted, metrics = list(question.metrics), {}
    while wanted:
        name = wanted.pop()
        metrics[name] = world.definitions["metrics"][name]
        wanted += [one for one in world.asked if re.search(rf"\b{one}\b", str(metrics[name])) and one not in metrics]
    shown = replace(world, definitions={**world.definitions, "metrics": metrics})
    rows = [f"{name} {list(table.columns)}: {list(table.rows)}" for name, table in world.tables.items() if table.rows]
    asked = f"as of {world.as_of}: {question.metrics} {question.arguments()}"
    return "\n".join([written(shown), *map(str, rows), asked, *left[:12]])

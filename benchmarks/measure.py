"""One measurement in a process of its own: `python -m benchmarks.measure NAME SCALE` prints it as JSON.

CPU is user and system seconds of all threads of this process, wall is elapsed seconds, memory the peak in MB.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import baselines, workload
from benchmarks.generate import database

if TYPE_CHECKING:
    import truenorth

ADDRESS = "TRUENORTH_BENCHMARK_DATABASE"
REPEATS = 7


@dataclass
class Spent:
    """What a stretch of work cost."""

    cpu: float = 0.0
    wall: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """The cost of the block, filled in when it ends."""
    spent, cpu, wall = Spent(), _cpu(), time.perf_counter()
    yield spent
    spent.cpu, spent.wall = _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def by_hand(scale: int, statements: tuple[str, ...], *, together: bool) -> Spent:
    """The cost of the SQL on a warm connection: of all statements together, or of the cheapest."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach '{database(scale)}' as company (read_only)")

        def fetched(statement: str) -> object:
            return connection.execute(statement).fetchall()

        costs = []
        for statement in statements:
            fetched(statement)
            costs.append(_typical(partial(fetched, statement)))
    if together:
        return Spent(sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs))
    return min(costs, key=lambda cost: cost.cpu)


def _typical(work: Callable[[], object], repeats: int = REPEATS) -> Spent:
    """The median cost of doing it several times."""
    costs = []
    for _ in range(repeats):
        with spending() as spent:
            work()
        costs.append(spent)
    return Spent(statistics.median(cost.cpu for cost in costs), statistics.median(cost.wall for cost in costs))


def opened(scale: int) -> truenorth.Project:
    """The benchmark's project on the data of that scale."""
    import truenorth

    os.environ[ADDRESS] = str(database(scale))
    os.environ["TRUENORTH_SOURCE_FOLDERS"] = str(database(scale).parent)
    return truenorth.Project(workload.PROJECT)


def keywords(asked: workload.Asked, **more: object) -> dict[str, Any]:
    """The arguments of `Project.query` for a question of the workload."""
    return {"grain": asked.grain, "by": asked.by, **more}


def floor(scale: int) -> Spent:
    """One scan of all columns that the 20 KPIs need."""
    return by_hand(scale, baselines.FLOOR, together=True)


def fused_by_hand(scale: int) -> Spent:
    """The plain KPIs of orders, in the best hand-written query."""
    return by_hand(scale, baselines.FUSED, together=False)


def tile_by_hand(scale: int) -> Spent:
    """Revenue by month in one country, as a hand-written query."""
    return by_hand(scale, baselines.TILE, together=False)


def fused(scale: int) -> Spent:
    """The same plain KPIs, asked of Truenorth; its tables have been looked at before."""
    project = opened(scale)
    asked = keywords(workload.FUSED, totals=True)
    project.query(*workload.FUSED.kpis, **asked)
    return _typical(lambda: project.query(*workload.FUSED.kpis, **asked))


def tile(scale: int) -> Spent:
    """The same tile, asked of Truenorth; its table has been looked at before."""
    project = opened(scale)
    asked = keywords(workload.TILE, where=workload.TILE_WHERE)
    project.query(*workload.TILE.kpis, **asked)
    return _typical(lambda: project.query(*workload.TILE.kpis, **asked))


def compile_cold(scale: int) -> Spent:
    """Planning a question and writing its SQL, each question for the first time: the median of the 100."""
    project = opened(scale)
    project.explain("mrr", grain="total")
    for fact in workload.FACTS:  # every table has been looked at; no question of the workload has been planned
        project.explain(*fact.kpis, grain="total")
    costs = []
    for asked in workload.questions():
        with spending() as spent:
            project.explain(*asked.kpis, **keywords(asked))
        costs.append(spent)
    return Spent(statistics.median(cost.cpu for cost in costs), statistics.median(cost.wall for cost in costs))


def compile_cached(scale: int) -> Spent:
    """Planning a question that was planned before."""
    project = opened(scale)
    asked = keywords(workload.TILE, where=workload.TILE_WHERE)
    project.explain(*workload.TILE.kpis, **asked)

    def hundred() -> None:
        for _ in range(100):
            project.explain(*workload.TILE.kpis, **asked)

    spent = _typical(hundred, 3)
    return Spent(spent.cpu / 100, spent.wall / 100)


def all_sets(scale: int) -> Spent:
    """All 400 series sets, cold: nothing but the imports has been done before."""
    import duckdb
    import sqlglot

    import truenorth

    assert duckdb and sqlglot and truenorth
    with spending() as spent:
        project = opened(scale)
        answered = 0
        for asked in workload.questions():
            project.query(*asked.kpis, **keywords(asked))
            answered += asked.sets
    assert answered == 400
    return spent


MEASURES: dict[str, Callable[[int], Spent]] = {
    measure.__name__: measure
    for measure in (floor, fused_by_hand, fused, tile_by_hand, tile, compile_cold, compile_cached, all_sets)
}


def main() -> None:
    """Measure what the command line names."""
    name, scale = sys.argv[1], int(sys.argv[2])
    spent = MEASURES[name](scale)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent.cpu, "wall": spent.wall, "memory": memory}))


if __name__ == "__main__":
    main()

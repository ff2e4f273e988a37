"""Small projects for the rules of the KPI check: the table and metrics that every example may use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from truenorth.checks.rule import STEADY

HEAD = "version: 1\nname: Check\nas_of: 2025-12-31\nsources: { data: { files: data/*.csv } }\n"
BASE = """\
tables:
  rows: { source: data.rows, one_row_per: id, date: day, complete_until: as_of, dimensions: [size] }
metrics:
  revenue: { description: What was paid., formula: sum(rows.value), unit: EUR, direction: higher }
  orders: { description: How many were paid., formula: count(rows), unit: orders, direction: higher }
  count_only: { formula: count(rows.value) }
  paid: { formula: sum(rows.ok) }
  share: { description: The share that was paid., formula: paid / count_only, unit: percent, direction: higher }
  mood: { description: As told., manual: { every: month, over_time: last }, unit: points, bounds: [1, 5] }
"""


def months(count: int) -> list[str]:
    """So many months, the last one December 2025."""
    return [f"{2025 - back // 12}-{12 - back % 12:02}" for back in reversed(range(count))]


def write_project(folder: Path, yaml: str, values: Sequence[float] = ()) -> Path:
    """A project in a folder: the base, what an example adds, and a row a month."""
    told = list(values or STEADY)
    rows = [
        f"{index},{month}-15,{value:g},{index % 3},1,{50 + index},EUR"
        for index, (month, value) in enumerate(zip(months(len(told)), told, strict=True))
    ]
    files = {
        "truenorth.yml": HEAD,
        "base.yml": BASE,
        "kpis.yml": yaml,
        "data/rows.csv": "id,day,value,size,ok,share_pct,currency\n" + "\n".join(rows) + "\n",
        "data/twice.csv": "id,day,value\n1,2025-11-03,5\n2,2025-12-03,6\n2,2025-12-04,7\n",
        "entries/mood.csv": "period,value\n2025-11,4\n2025-12,4\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder

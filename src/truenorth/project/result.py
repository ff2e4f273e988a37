"""What a query gives back: rows, tables for notebooks, the JSON that programs rely on."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from truenorth.model.answers import Answer
from truenorth.periods import Calendar
from truenorth.project.answer_json import as_dict, dumps, edge

if TYPE_CHECKING:
    import pandas
    import pyarrow


@dataclass(frozen=True, eq=False)
class Result:
    """An answer in the forms people and programs want it in."""

    answer: Answer
    calendar: Calendar
    present: bool = False

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A plain dict a row: period, start, end, one key a dimension, one a metric."""
        return [
            {
                "period": row.label,
                "start": edge(self.calendar, row.period.start, row.period.grain),
                "end": edge(self.calendar, row.period.end, row.period.grain),
                **({"total": True} if row.total else {}),
                **row.segment,
                **{key: measured.cell.value for key, measured in row.values.items()},
            }
            for row in self.answer.rows
            if not self.present or any(m.cell.value is not None for m in row.values.values())
        ]

    @property
    def sql(self) -> tuple[str, ...]:
        """The SQL that ran, one text a query."""
        return self.answer.queries

    def to_dict(self) -> dict[str, Any]:
        """The answer as the JSON object has it, with numbers that print exactly."""
        return as_dict(self.answer, self.calendar, present=self.present)

    def to_json(self, *, indent: int | None = None) -> str:
        """The answer as one JSON object."""
        return dumps(self.to_dict(), indent=indent)

    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow table with a row a period and segment. Needs the extra `arrow`."""
        import pyarrow

        rows = self.rows
        names = list(dict.fromkeys(name for row in rows for name in row))
        return pyarrow.table({name: [row.get(name) for row in rows] for name in names})

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame with a row a period and segment. Needs the extra `pandas`."""
        import pandas

        return pandas.DataFrame(self.rows)

    def _repr_html_(self) -> str:
        rows = self.rows[:200]
        names = list(dict.fromkeys(name for row in rows for name in row if name not in ("start", "end")))
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(row.get(name)))}</td>" for name in names) + "</tr>" for row in rows
        )
        more = f"<p>{len(self.rows) - 200} more rows</p>" if len(self.rows) > 200 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _shown(value: object) -> str:
    return "–" if value is None else str(value)

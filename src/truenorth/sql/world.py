"""Everything a query is written from: definitions, relations, the calendar, the time of knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from truenorth.errors import nearest_names, refuse
from truenorth.model.relations import Relation
from truenorth.model.rows import Row
from truenorth.model.tables import Link, Rates, SpanRule, Table
from truenorth.model.trees import Leaf
from truenorth.model.types import Type
from truenorth.periods import Calendar
from truenorth.periods.working_days import holiday_dates
from truenorth.sql.dialects import DIALECTS, Dialect


@dataclass(frozen=True, eq=False)
class World:
    """What the writer may look at. `relations` may be looked up lazily."""

    tables: Mapping[str, Table]
    relations: Mapping[str, Relation]
    calendar: Calendar
    as_of: datetime
    filters: Mapping[str, Row | None]  # for each table with one, its filter: rows that never count
    rolled: Mapping[str, tuple[tuple[str, Leaf], ...]]  # for each rolled-up table, its columns
    rates: Rates | None = None
    currency: str | None = None

    def holidays(self) -> tuple[date, ...]:
        """The holidays on weekdays that any row known by then may speak of, two years ahead included."""
        last = self.calendar.day(self.as_of).year + 2
        return holiday_dates(self.calendar, 1970, last)

    def dialect(self, table: str) -> Dialect:
        """The dialect of the engine on which a table lives."""
        return DIALECTS[self.relations[table].dialect]

    def stored(self, table: str, column: str) -> Type:
        """The type of a table's column as it lies on its engine; Refused where there is no such column."""
        columns = self.relations[table].columns
        if column not in columns:
            near = nearest_names(column, columns)
            hint = f"Did you mean {near[0]}?" if near else f"Its columns: {', '.join(list(columns)[:12])}."
            place = self.tables[table].place
            raise refuse("UNKNOWN_COLUMN", f"{table} has no column {column}.", place, hint=hint, nearest=near)
        return columns[column]

    def link(self, table: str, role: str) -> Link:
        """The link of a table by its role."""
        return next(link for link in self.tables[table].links if link.role == role)

    def key(self, table: str) -> tuple[str, ...]:
        """The columns on which links to a table are matched: its key, on span tables without the date."""
        one = self.tables[table]
        begins = one.date.begins.column if isinstance(one.date, SpanRule) else None
        return tuple(column for column in one.one_row_per if column != begins)

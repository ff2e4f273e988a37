"""What a visitor owes, from the workspace's cards and what was said and typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import KpiRow, WorkspaceRow
from truenorth.app.work import read
from truenorth.app.work.clock import now
from truenorth.app.work.owed import Known, Owed, due_on, due_values, owed, owns
from truenorth.app.work.rhythm import turn_of
from truenorth.app.work.spans import local_day
from truenorth.app.work.values import TypedMetric, typed_metric


@dataclass(eq=False)
class Desk:
    """A visitor's KPIs and what is due on them; asked once a request."""

    visit: Visit

    @cached_property
    def workspace(self) -> WorkspaceRow | None:
        """What the workspace's definitions say; None before the first run."""
        return self.visit.known or None  # type: ignore[return-value]  # {} is the one that is no card

    @property
    def zone(self) -> str:
        """The workspace's zone."""
        return self.workspace["zone"] if self.workspace else "UTC"

    @cached_property
    def today(self) -> date:
        """The workspace's present day."""
        return local_day(now(self.visit.workspace, self.visit.known), self.zone)

    @cached_property
    def rows(self) -> list[KpiRow]:
        """The KPIs that the visitor owns or types, by need of attention."""
        people = self.workspace["people"] if self.workspace else []
        address = self.visit.user.email.casefold()
        mine = [person for person in people if person["key"].casefold() == address]
        keys = [key for person in mine for key in (*person["kpis"], *person.get("updates", ()))]
        return rows_of(self.visit, keys)

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """What is due, the visitor's own KPIs first; nothing for who may not contribute."""
        if not self.visit.may(Action.CONTRIBUTE):
            return ()
        return owed(self.visit.user.email, self.rows, self.known(self.rows))

    def on(self, row: KpiRow) -> Owed:
        """What can be said on one KPI, due or not: a check-in, and the values its open period waits for."""
        known = self.known([row])
        due = due_on(row, known, self.visit.user.email)
        own = owns(self.visit.user.email, row)
        since, missed = (due.since, due.missed) if due else (None, 0)
        return Owed(row, True, since, missed, due_values(row, known), own)

    def next_due(self) -> tuple[date, KpiRow] | None:
        """The day on which the next check-in falls due, and on what; None where no own KPI has a rhythm."""
        turns = [
            (turn.next, row)
            for row in self.rows
            if owns(self.visit.user.email, row) and (turn := turn_of(row["review"], self.today)) is not None
        ]
        return min(turns, key=lambda found: (found[0], found[1]["need"], found[1]["label"]), default=None)

    def known(self, rows: Iterable[KpiRow]) -> Known:
        """What owing depends on besides the rows."""
        chosen = list(rows)
        last = read.last_check_ins(self.visit.workspace, [row["key"] for row in chosen])
        typed = [key for row in chosen if row["open_period"] for key in row["entry_metrics"]]
        return Known(
            self.today,
            {kpi: local_day(said.at, self.zone) for kpi, said in last.items()},
            self.metric,
            read.typed_places(self.visit.workspace, typed) if typed else frozenset(),
        )

    def metric(self, key: str) -> TypedMetric | None:
        """What must be known to type a value of a metric; None where there is no such metric."""
        row = readings.row(self.visit.workspace, "metric", key)
        return None if row is None else typed_metric(row)


def rows_of(visit: Visit, keys: Iterable[str], as_of: datetime | None = None) -> list[KpiRow]:
    """The rows of some KPIs, those that exist (or did at an instant), by need of attention."""
    found: list[KpiRow] = readings.rows(visit.workspace, "kpi", as_of, keys=keys)
    return sorted(found, key=lambda row: (row["need"], row["label"]))

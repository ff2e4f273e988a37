"""The face of a project: what people and programs call."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from truenorth.errors import Finding, Refused
from truenorth.model.definitions import Definitions
from truenorth.model.questions import Question
from truenorth.model.status import Status
from truenorth.model.tables import Source
from truenorth.periods import Calendar
from truenorth.project.apart import ask_all
from truenorth.project.ask import Asking
from truenorth.project.bounds import VARIABLE, Bounds, folders
from truenorth.project.clock import now
from truenorth.project.connections import Connections
from truenorth.project.explain import Explanation, explain
from truenorth.project.questions import instant_of, make_question
from truenorth.project.result import Result
from truenorth.project.settled import Settled
from truenorth.project.surveyed import Surveyed
from truenorth.project.tables import relations, with_entries

if TYPE_CHECKING:
    from truenorth.checks import Letter
    from truenorth.judgement.forecasts import Foresight
    from truenorth.judgement.leads import Leads
    from truenorth.judgement.why import Explanation as Reasons
    from truenorth.project.charts import Charted
    from truenorth.project.sources import Sources
    from truenorth.project.target_split import TargetSplit
    from truenorth.project.targets import Targets

Names = str | Iterable[str]
READ = 16
"""So many sets of definitions are kept as they were read."""
SECONDS = 600.0
"""So long a query may take unless somebody says otherwise."""
SETTLED = 3
"""For so many projects what was read of closed periods is kept."""


class Project:
    """A folder of definitions and the data they speak of.

    `environment` gives the values of `${NAME}` in source addresses (the process's own by default). `shapes="direct"`
    keeps to the reference shape; `store` is where extracts are kept; `admit` gives the source as it is to be opened, or
    raises Refused for one that may not be; `bounds` say where files of sources may lie (by default below the folder,
    and where TRUENORTH_SOURCE_FOLDERS says). A query may take `timeout` seconds and, in DuckDB, `memory` such as `4GB`
    (by default as TRUENORTH_QUERY_SECONDS and TRUENORTH_QUERY_MEMORY say, else 600 s and DuckDB's own measure). Use it
    as a context manager, or call `close`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        environment: Mapping[str, str] | None = None,
        shapes: str = "fast",
        timeout: float | None = None,
        memory: str | None = None,
        store: Path | None = None,
        admit: Callable[[Source], Source] | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.folder = Path(path)
        self._store = self.folder / ".truenorth" / "extracts" if store is None else store
        self._environment = os.environ if environment is None else environment
        self._fast = shapes != "direct"
        seconds = self._environment.get("TRUENORTH_QUERY_SECONDS", "")
        self._timeout = (float(seconds) if seconds.isdecimal() else SECONDS) if timeout is None else timeout
        self._memory = self._environment.get("TRUENORTH_QUERY_MEMORY") or None if memory is None else memory
        self._admit = admit
        self._bounds = Bounds(folders(self._environment.get(VARIABLE, ""))) if bounds is None else bounds
        self._settled: Settled | None = None

    @classmethod
    def of(cls, files: Mapping[str, str], folder: Path, store: Path, **words: Any) -> Self:
        """The project in texts by file name, whose relative addresses lie in `folder` and extracts in `store`."""
        made = cls(folder, store=store, **words)
        read = tuple(files.items()), tuple(made._environment.items())
        made.definitions, made._settled = _read_and_settled(*read, folder, store)
        return made

    @cached_property
    def definitions(self) -> Definitions:
        """Everything the folder's files say, and the findings made while reading them."""
        from truenorth.definitions import load

        return with_entries(load(self.folder, environment=self._environment))

    @property
    def calendar(self) -> Calendar:
        return self.definitions.calendar

    @cached_property
    def asking(self) -> Asking:
        """What the journeys start from."""
        connections = Connections(
            self.definitions.sources,
            self.folder,
            self._store,
            timeout=self._timeout,
            memory=self._memory,
            admit=self._admit,
            bounds=self._bounds,
        )
        weakref.finalize(self, connections.close)
        surveyed = Surveyed(self._store.parent / "surveys")
        known = relations(self.definitions, connections)
        settled = self._settled if self._fast else None
        return Asking(self.definitions, connections, known, surveyed, fast=self._fast, settled=settled)

    def as_of(self, value: str | date | datetime | None = None) -> datetime:
        """The instant of knowledge: as given (a date means the end of that day), the project's own, or now."""
        if value is None:
            value = self.definitions.as_of
        return now() if value is None else instant_of(self.calendar, value, end_of_day=True)

    def question(self, *metrics: str, as_of: str | date | datetime | None = None, **words: Any) -> Question:
        """The question in the engine's terms; Refused where a word is unknown or the project is broken."""
        self._usable()
        words = {key: _listed(value) if key in ("by", "compare") else value for key, value in words.items()}
        return make_question(self.calendar, metrics, as_of=self.as_of(as_of), **words)

    def query(self, *metrics: str, present: bool = False, **words: Any) -> Result:
        """The answer for metrics; where one fails by itself, the others answer and the findings say why.

        Words: `grain`, `by`, `period` or `start` and `end`, `where`, `compare`, `totals`, `rows`, `as_of`.
        """
        return Result(ask_all(self.asking, self.question(*metrics, **words)), self.calendar, present)

    def explain(self, *metrics: str, **words: Any) -> Explanation:
        """How the answer would be made: the recipe and the SQL."""
        return explain(self.asking, self.question(*metrics, **words))

    def status(self, as_of: str | date | datetime | None = None) -> tuple[Status, ...]:
        """The status of every active KPI."""
        from truenorth.project.assess import assess_all

        self._usable()
        return assess_all(self.asking, self.as_of(as_of))

    def status_json(self, as_of: str | date | datetime | None = None, *, receipts: bool = False) -> str:
        """The status of every active KPI as one JSON object; with receipts, also every rule and fact behind it."""
        from truenorth.project.status_json import status_json

        at = self.as_of(as_of)
        return status_json(self.status(as_of), self.definitions, at, receipts=receipts)

    def signals(self, kpi: str, as_of: str | date | datetime | None = None) -> Charted:
        """The signals and level shifts of a KPI's series."""
        from truenorth.project.charts import chart

        self._usable()
        return chart(self.asking, kpi, self.as_of(as_of))

    def forecast(self, kpi: str, horizon: int | None = None, as_of: str | date | datetime | None = None) -> Foresight:
        """What is expected of a KPI's next periods, and the odds of its target."""
        from truenorth.project.charts import foresee

        self._usable()
        return foresee(self.asking, kpi, self.as_of(as_of), horizon)

    def leads(self, kpi: str, as_of: str | date | datetime | None = None) -> Leads:
        """What moved before a KPI, and whether its guardrails held."""
        from truenorth.project.leads import find_leads

        self._usable()
        return find_leads(self.asking, kpi, self.as_of(as_of))

    def targets(self, kpi: str, as_of: str | date | datetime | None = None) -> Targets:
        """A KPI's targets beside its past."""
        from truenorth.project.targets import find_targets

        self._usable()
        return find_targets(self.asking, kpi, self.as_of(as_of))

    def split(self, kpi: str, by: str, as_of: str | date | datetime | None = None) -> TargetSplit:
        """A KPI's total over months and the segments of a dimension, to the last cent."""
        from truenorth.project.target_split import find_split

        self._usable()
        return find_split(self.asking, kpi, by, self.as_of(as_of))

    def why(
        self,
        kpi: str,
        *,
        versus: str = "previous-period",
        period: str | None = None,
        by: Names = (),
        as_of: str | date | datetime | None = None,
    ) -> Reasons:
        """The parts of a KPI's change, which sum to it."""
        from truenorth.project.why import why

        self._usable()
        return why(self.asking, kpi, self.as_of(as_of), versus=versus, period=period, by=_listed(by))

    def sources(self, *tables: str) -> Sources:
        """What every source holds, or some: tables, columns and why they have their types, and what was left out."""
        from truenorth.project.sources import list_sources

        self._usable()
        return list_sources(self.asking, tables)

    def check(self, *, with_data: bool = True) -> tuple[Finding, ...]:
        """Every mistake in the definitions and what the KPI check finds, in the order of files and lines."""
        from truenorth.project.check import check

        return check(self, with_data=with_data)

    def smarter(self, kpi: str, *, with_data: bool = True) -> tuple[Letter, ...]:
        """The seven letters of SMARTER for one KPI."""
        from truenorth.checks import smarter
        from truenorth.project.assess import known_kpi
        from truenorth.project.check import kpi_facts

        self._usable()
        known_kpi(self.asking, kpi)
        return smarter(kpi_facts(self, with_data=with_data), kpi)

    def _usable(self) -> None:
        broken = self.definitions.broken.get("*")
        if broken is not None:
            raise Refused(broken)

    def close(self) -> None:
        """End the sessions on the project's sources."""
        if "asking" in self.__dict__:
            self.asking.connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


@lru_cache(maxsize=READ)
def _read(files: tuple[tuple[str, str], ...], environment: tuple[tuple[str, str], ...]) -> Definitions:
    """The definitions in some texts, read once for the same ones."""
    from truenorth.definitions.load import load_texts

    return with_entries(load_texts(dict(files), environment=dict(environment)))


@lru_cache(maxsize=SETTLED)
def _read_and_settled(
    files: tuple[tuple[str, str], ...], environment: tuple[tuple[str, str], ...], folder: Path, store: Path
) -> tuple[Definitions, Settled]:
    """The same, with what questions about the data of a folder keep for those that come after them."""
    definitions = _read(files, environment)
    return definitions, Settled(definitions.tables, definitions.calendar)


def _listed(value: Names) -> tuple[str, ...]:
    """One name or several; a text may hold several with commas."""
    names = value.split(",") if isinstance(value, str) else value
    return tuple(name.strip() for name in names if name.strip())

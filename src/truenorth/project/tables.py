"""Tables looked up when a question needs them: what they are on their engines, and what their rows tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from truenorth.compiler.columns import check_read
from truenorth.compiler.desugar import entries_table
from truenorth.compiler.filters import rolled_columns, rolled_relation, table_filter
from truenorth.compiler.scope import Scope
from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.model.definitions import Definitions
from truenorth.model.relations import Relation, Survey
from truenorth.model.tables import Completion, CompletionKind, DateRule, Source, Table
from truenorth.periods import Calendar, Grain
from truenorth.periods.spine import period_at
from truenorth.project.connections import Connections
from truenorth.project.fingerprints import fingerprint_of
from truenorth.project.surveyed import Rows, Surveyed
from truenorth.project.typed import entries_relation
from truenorth.project.unfit_dates import unfit_date
from truenorth.sql.survey import gaps_query, keys_query, repeated_query, survey_query
from truenorth.sql.views import read_view
from truenorth.sql.world import World

V = TypeVar("V")
_OWN_FAULTS = (MemoryError, NameError, AttributeError, AssertionError, ImportError)
"""What says nothing of a file."""

ENOUGH_DAYS = 10
"""So many days with rows tell how far apart they usually lie."""


class Lazy(Mapping[str, V], Generic[V]):
    """A mapping that works a value out when it is first asked for."""

    def __init__(self, keys: Callable[[], Iterator[str]], find: Callable[[str], V]) -> None:
        self._keys, self._find = keys, find
        self._found: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return self._keys()

    def __len__(self) -> int:
        return sum(1 for _ in self._keys())

    def __contains__(self, key: object) -> bool:
        return key in set(self._keys())


def with_entries(definitions: Definitions) -> Definitions:
    """The definitions with one more table for each manual metric: its typed values."""
    manual = [metric for metric in definitions.metrics.values() if metric.manual is not None]
    if not manual:
        return definitions
    tables = dict(definitions.tables)
    for metric in manual:
        assert metric.manual is not None
        key = entries_table(metric.key)
        rule = DateRule("period", rows_cover=metric.manual.every)
        tables[key] = Table(key, one_row_per=(), date=rule, place=metric.place)
    return replace(definitions, tables=tables)


def relations(definitions: Definitions, connections: Connections) -> Lazy[Relation]:
    """Every table's relation, found when asked for; files are loaded into extracts then."""

    def find(key: str) -> Relation:
        table = definitions.tables[key]
        if table.rolled_up_from is not None:
            return rolled_relation(Scope(definitions, found, {}), table)
        if table.source is None:
            return entries_relation(definitions, connections.folder, key)
        broken = definitions.broken.get(f"source:{table.source}") or definitions.broken.get(f"table:{key}")
        if broken is not None:
            raise Refused(broken)
        return _located(table, definitions.sources[table.source], connections)

    found: Lazy[Relation] = Lazy(lambda: iter(definitions.tables), find)
    return found


def _located(table: Table, source: Source, connections: Connections) -> Relation:
    from truenorth.sources import COPIED, locate

    source = connections.admitted(source)
    with reading(table, source):
        if source.kind in COPIED:
            return locate(table, source, folder=connections.folder, store=connections.store)
        return attached(table, source, connections)


def attached(table: Table, source: Source, connections: Connections) -> Relation:
    """The relation of a table that stays on its engine."""
    engine = connections.engine_key(source)
    relation = _where(Relation(table.key, engine, {}), table, source, connections)
    return replace(relation, columns=connections.engine(engine).columns(relation))


@contextmanager
def reading(table: Table, source: Source) -> Iterator[None]:
    """Whatever happens while a table is read is told of that table, with its place."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.finding.at(table.place)) from None
    except (SourceFailed, *_OWN_FAULTS):
        raise
    except Exception as error:  # readers of foreign files raise whatever they like: the others have to be read
        if str(error) == "Query interrupted":  # what DuckDB makes of Ctrl-C while it works
            raise
        raise _unreadable(table, source) from error


def _unreadable(table: Table, source: Source) -> SourceFailed:
    return SourceFailed(
        Finding(
            "SOURCE_UNREADABLE",
            f"{table.name or table.key} of source {source.key} could not be read: it is damaged, or no table.",
            table.place,
            hint="Open the file and save it anew, or name another sheet or file in `source`.",
        )
    )


def _where(relation: Relation, table: Table, source: Source, connections: Connections) -> Relation:
    if table.sql is not None:
        catalog = source.key if source.kind == "duckdb" else None
        return replace(relation, view=read_view(table.sql, relation.dialect, catalog))
    name = tuple((table.name or table.key).split("."))
    if source.kind == "duckdb":
        return replace(relation, name=(source.key, *name), fingerprint=connections.state(source))
    return replace(relation, name=name)


def world(definitions: Definitions, known: Mapping[str, Relation], as_of: datetime) -> World:
    """What SQL is written from, as of a time."""
    scope = Scope(definitions, known, {})
    filtered = [key for key, table in definitions.tables.items() if table.filter is not None]
    rolled = [key for key, table in definitions.tables.items() if table.rolled_up_from is not None]
    return World(
        definitions.tables,
        known,
        definitions.calendar,
        as_of,
        Lazy(lambda: iter(filtered), lambda key: table_filter(scope, key)),
        Lazy(lambda: iter(rolled), lambda key: rolled_columns(scope, key)),
        definitions.rates,
        definitions.currency,
    )


def surveys(definitions: Definitions, asked: World, connections: Connections, kept: Surveyed) -> Lazy[Survey]:
    """What each table's rows tell as of a time, found when asked for."""

    def find(key: str) -> Survey:
        relation = asked.relations[key]
        fingerprint = fingerprint_of(definitions, asked.relations, key)
        return kept.survey(definitions.tables[key], asked, fingerprint, lambda: look(key, relation, fingerprint))

    def look(key: str, relation: Relation, fingerprint: str | None) -> Survey:
        check_read(Scope(definitions, asked.relations, {}), key)
        engine = connections.engine(relation.engine)

        def rows(sql: str) -> Rows:
            return kept.rows(sql, fingerprint, engine.run)

        try:
            return read(key, rows)
        except Refused as refused:
            if refused.finding.code != "CELL_NOT_CAST":
                raise
            raise unfit_date(definitions.tables[key], relation, refused.finding) from None

    def read(key: str, rows: Callable[[str], Rows]) -> Survey:
        keys = keys_query(asked, key)
        repeated = 0 if keys is None else int(str(rows(keys)[0][0]))
        survey = read_survey(definitions.tables[key], asked, rows(survey_query(asked, key))[0], repeated)
        if repeated and definitions.tables[key].date is not None:
            dates = (_instant(asked.calendar, value) for (value,) in rows(repeated_query(asked, key)))
            survey = replace(survey, repeated_on=tuple(d for d in dates if d is not None))
        return survey

    return Lazy(lambda: iter(definitions.tables), find)


def usual_gaps(definitions: Definitions, asked: World, connections: Connections, kept: Surveyed) -> Lazy[int | None]:
    """The days from one day with rows of a table to the next, longest but for one in twenty of the last year.

    None where fewer than ten days have rows, or the table has no date. Found when asked for.
    """

    def find(key: str) -> int | None:
        if definitions.tables[key].date is None:
            return None
        fingerprint = fingerprint_of(definitions, asked.relations, key)
        engine = connections.engine(asked.relations[key].engine)
        days, gap = kept.rows(gaps_query(asked, key), fingerprint, engine.run)[0]
        return int(str(gap)) if gap is not None and int(str(days)) >= ENOUGH_DAYS else None

    return Lazy(lambda: iter(definitions.tables), find)


def read_survey(table: Table, asked: World, row: tuple[object, ...], repeated: int) -> Survey:
    """The survey of a table from the one row that its query gave."""
    rows, undated, first, newest, loaded = row
    calendar, rule = asked.calendar, table.date
    cover = rule.rows_cover if isinstance(rule, DateRule) else None
    begins = _instant(calendar, first)
    start = None if begins is None else calendar.midnight(calendar.day(begins))
    end = _end(calendar, newest, cover)
    return Survey(
        table.key,
        start,
        _watermark(table, asked, end, loaded),
        end,
        int(str(rows)),
        int(str(undated)) if table.date is not None else 0,
        repeated,
    )


def _watermark(table: Table, asked: World, end: datetime | None, loaded: object) -> datetime | None:
    until = table.complete_until or Completion(CompletionKind.AS_OF if table.is_span else CompletionKind.ROWS)
    seen = end
    if until.kind is CompletionKind.AS_OF:
        seen = asked.as_of
    elif until.kind is CompletionKind.DATE and until.day is not None:
        seen = asked.calendar.midnight(until.day + timedelta(days=1))
    elif until.kind is CompletionKind.NEWEST:
        seen = _end(asked.calendar, loaded, None) if type(loaded) is date else _instant(asked.calendar, loaded)
        if seen is not None and until.minus is not None:
            days = until.minus.days
            seen -= until.minus.elapsed if days is None else timedelta(days=days)
    return None if seen is None else min(seen, asked.as_of)


def _instant(calendar: Calendar, value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else calendar.instant(value)
    return calendar.midnight(value) if isinstance(value, date) else None


def _end(calendar: Calendar, value: object, cover: Grain | None) -> datetime | None:
    """The end of the civil day, or of the covered unit, that holds a moment."""
    instant = _instant(calendar, value)
    if instant is None:
        return None
    return period_at(calendar, cover or Grain.DAY, calendar.day(instant)).end


__all__ = ["Lazy", "relations", "surveys", "usual_gaps", "with_entries", "world"]

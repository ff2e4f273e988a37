"""Rows that sum up the others: found by their name or their lack of one, and by their numbers; told, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from truenorth.errors import Finding, Level
from truenorth.model.types import Kind
from truenorth.sources import duck
from truenorth.sources.columns import Staged, TypedColumn
from truenorth.sources.facts import Dropped

WORDS = (
    "total|totals|totale|totali|totaal|totais|totales|totalt|totalsumme|subtotal|sum|summe|summa|suma|soma|somme|gesamt|"
    "gesamtsumme|gesamtergebnis|insgesamt|zwischensumme|ensemble|celkem|razem|ukupno|yhteensä|i alt|итого|всего|"
    "合計|合计|总计|小计|합계"
)
NAMED = rf"^(all|grand|sub|overall|general|report|das|le|la|el|il)?[\s-]*({WORDS})([\s:.(/=-].*)?$"
INITIALS = "atsgdlceirouyив合总小합*-"
LONGEST = 40
MOST_LABELS = 8
MOST_TOLD = 1000
NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT)
SAME = 1e-9


@dataclass(frozen=True)
class Total:
    """A row that sums up others: its part and line, and the text of its cells."""

    part: int
    line: int
    text: str


def find_totals(staged: Staged, typed: Sequence[TypedColumn]) -> tuple[Total, ...]:
    """The rows whose numbers are the sums of those above (all of them, or since the total before) or of those below.

    A row that is named as a total needs one such number; one without any text or date needs all its numbers so, and
    two rows to sum.
    """
    types = {column.name: column for column in typed}
    known = [(types[name], column) for name, column in staged.columns if name in types]
    labels = [column for one, column in known if one.type.kind not in NUMBERS]
    numbers = [f"CAST(({one.sql}) AS DOUBLE)" for one, _ in known if one.type.kind in NUMBERS]
    if not labels or not numbers:
        return ()
    named = f"({' OR '.join(map(_named, labels[:MOST_LABELS]))})"
    nameless = f"({' AND '.join(map(duck.is_blank, labels))})"
    if not staged.con.execute(f"SELECT count(*) FROM {staged.table} WHERE {named} OR {nameless}").fetchall()[0][0]:
        return ()
    rows = staged.con.execute(_query(staged.table, named, nameless, numbers, labels)).fetchall()
    return tuple(Total(int(part), int(line), str(text or "")) for part, line, text in rows)


def has_named_totals(staged: Staged) -> bool:
    """True if some row is named as a total, whatever its numbers."""
    named = " OR ".join(_named(column) for _, column in staged.columns[:MOST_LABELS])
    return bool(staged.con.execute(f"SELECT count(*) FROM {staged.table} WHERE {named or 'false'}").fetchall()[0][0])


def _named(column: str) -> str:
    value = f"lower({duck.trimmed(column)})"
    begins = f"contains({duck.text(INITIALS)}, left({value}, 1))"
    plain = f"trim({value}, '*- ')"
    fits = f"length({column}) BETWEEN 1 AND {LONGEST} AND {begins} AND regexp_matches({plain}, {duck.text(NAMED)})"
    return f"coalesce({fits}, false)"


def _query(table: str, named: str, nameless: str, numbers: Sequence[str], labels: Sequence[str]) -> str:
    """The candidates whose numbers are sums. Sums go over rows that are no candidates themselves."""
    places = range(len(numbers))
    columns = ", ".join(f"{sql} AS v{place}" for place, sql in enumerate(numbers))
    above = "OVER (PARTITION BY part ORDER BY line ROWS UNBOUNDED PRECEDING)"
    since = "OVER (PARTITION BY part, run ORDER BY line ROWS UNBOUNDED PRECEDING)"
    every = "OVER (PARTITION BY part)"
    sums = ", ".join(
        f"sum(v{n}) FILTER (NOT candidate) {over} AS {name}{n}"
        for n in places
        for name, over in (("a", above), ("s", since), ("e", every))
    )
    fits = [f"({_same(n, f'a{n}')} OR {_same(n, f's{n}')} OR {_same(n, f'e{n} - coalesce(a{n}, 0)')})" for n in places]
    some = " OR ".join(f"(v{n} <> 0 AND {fit})" for n, fit in zip(places, fits, strict=True))
    each = " AND ".join(f"(v{n} IS NULL OR {fit})" for n, fit in zip(places, fits, strict=True))
    shown = " || ' ' || ".join(f"coalesce({duck.trimmed(column)}, '')" for column in labels)
    return f"""WITH marked AS (
            SELECT part, line, {named} AS named, {named} OR {nameless} AS candidate, {shown} AS shown, {columns}
            FROM {table}),
        runs AS (SELECT *, count(*) FILTER (candidate)
            OVER (PARTITION BY part ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run FROM marked),
        summed AS (SELECT *, {sums}, count(*) FILTER (NOT candidate) {every} AS others FROM runs)
        SELECT part, line, trim(shown) FROM summed
        WHERE candidate AND ({some}) AND (named OR (others > 1 AND {each})) ORDER BY part, line LIMIT {MOST_TOLD}"""


def _same(number: int, other: str) -> str:
    return f"coalesce(abs(v{number} - ({other})) <= {SAME} * abs(v{number}), false)"


def totals_finding(staged: Staged, totals: Sequence[Total]) -> Finding:
    """The warning that total rows are added in, with the lines of the first."""
    first = totals[0]
    lines = ", ".join(str(total.line) for total in totals[:5])
    rows = f"line {lines} sums" if len(totals) == 1 else f"lines {lines}{' …' * (len(totals) > 5)} sum"
    name = f" ({first.text[:40]!r})" if first.text else ""
    return Finding(
        "TOTAL_ROWS",
        f"{staged.files[first.part]}: {rows} up other rows{name}; a sum over the table counts them twice.",
        staged.place(first.part, first.line),
        Level.WARNING,
        hint="say `rows: without totals` in the source",
    )


def without_totals(staged: Staged, totals: Sequence[Total]) -> tuple[Staged, list[Dropped]]:
    """The staged table without those rows, and each of them as left out."""
    kept = " AND ".join(f"NOT (part = {total.part} AND line = {total.line})" for total in totals)
    staged.con.execute(f"CREATE VIEW without_totals AS SELECT * FROM {staged.table} WHERE {kept}")
    why = "it sums up other rows"
    dropped = [Dropped("total row", why, total.line, total.text or None) for total in totals]
    return replace(staged, table="without_totals"), dropped

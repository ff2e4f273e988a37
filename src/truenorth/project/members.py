"""Members that definitions and questions name, looked up among the rows at hand: one query for each column."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from truenorth.compiler.members import Member
from truenorth.compiler.rows import dimension_row
from truenorth.compiler.scope import Scope
from truenorth.errors import Finding, Level, Place, Refused, SourceFailed, nearest_names
from truenorth.model.rows import Column, Op, Row, Value, walk
from truenorth.model.types import BOOLEAN
from truenorth.project.connections import Connections
from truenorth.project.fingerprints import fingerprint_of
from truenorth.project.surveyed import Rows, Surveyed
from truenorth.sql.members import members_query, present_query
from truenorth.sql.world import World

ALIKE = 0.87
"""From this likeness on a member that no row has is taken for a slip of the pen: the number is doubtful."""
NEAR = 0.75
"""From this likeness on another member is offered in its place."""
SHOWN = 5
"""So many members are named where none is near."""

Spot = Callable[[Member], Place]
"""Where a member is named."""
Found = Mapping[str, int]
"""Members, as they are written, with the number of rows that have each."""


@dataclass(frozen=True, eq=False)
class Sought:
    """What members are looked up in; `read` holds what queries brought so far."""

    scope: Scope
    asked: World
    connections: Connections
    surveyed: Surveyed
    read: dict[tuple[datetime, str], Rows] = field(default_factory=dict)

    def members(self, members: Sequence[Member]) -> Found | None:
        """The members of the expression that all of these are compared with; None where that cannot be read."""
        first = members[0]
        wanted = [each.constant for each in members]
        rows = self._run(
            first.table, lambda: members_query(self.asked, first.table, first.row, wanted, filtered=not first.own)
        )
        if rows is None:
            return None
        named = {_spelled(each.constant.value) for each in members}
        return {_as_named(_spelled(member), named, equal=bool(equal)): int(str(times)) for member, times, equal in rows}

    def present(self, table: str, row: Row, *, filtered: bool = True) -> bool:
        """Whether any row that counts satisfies a condition; so it is taken to be where that cannot be read."""
        rows = self._run(table, lambda: present_query(self.asked, table, row, filtered=filtered))
        return rows is None or bool(rows)

    def _run(self, table: str, write: Callable[[], str]) -> Rows | None:
        """Rows that only tell something beside the answer: a failure leaves the answer as it is."""
        try:
            sql = write()
            key = (self.asked.as_of, sql)
            if key not in self.read:
                engine = self.connections.engine(self.asked.relations[table].engine)
                fingerprint = fingerprint_of(self.scope.definitions, self.asked.relations, table, linked=True)
                self.read[key] = self.surveyed.rows(sql, fingerprint, engine.run)
            return self.read[key]
        except (Refused, SourceFailed) as failed:
            if failed.finding.code == "QUERY_CANCELLED":
                raise
            return None


@dataclass(frozen=True)
class Absent:
    """A member that no row has, the finding on it, and whether another one is so like it that it must be meant."""

    member: Member
    finding: Finding
    slip: bool


def absent_members(sought: Sought, members: Iterable[Member], spot: Spot) -> list[Absent]:
    """Each member that no row has, in the order in which they are named.

    What is asked of several tables at once, as a segment is, has to be in one of them only.
    """
    named = tuple(dict.fromkeys(members))
    absent = list(_absent_each(sought, named, spot))
    lacking = {each.member for each in absent}
    found = {(_called(each), each.constant.value) for each in named if each not in lacking}
    return [each for each in absent if (_called(each.member), each.member.constant.value) not in found]


def _called(member: Member) -> Row | str:
    """What the same dimension of two tables has in common: the name of its column."""
    return member.row.name if isinstance(member.row, Column) else member.row


def _absent_each(sought: Sought, members: Iterable[Member], spot: Spot) -> Iterator[Absent]:
    groups: dict[tuple[str, Row, bool], list[Member]] = {}
    for member in members:
        groups.setdefault((member.table, member.row, member.own), []).append(member)
    for group in groups.values():
        found = sought.members(group)
        if found is None or (not found and not _has_rows(sought, group[0])):
            continue
        for member in group:
            if _spelled(member.constant.value) not in found:
                yield _absent(sought.scope, member, found, spot(member))


def _has_rows(sought: Sought, member: Member) -> bool:
    """Whether the table holds any row that counts: of an empty one nothing is said."""
    return sought.present(member.table, Value(True, BOOLEAN), filtered=not member.own)


def _absent(scope: Scope, member: Member, found: Found, place: Place) -> Absent:
    name, text = _name(scope, member), _quoted(member.constant.value)
    near = _near(_spelled(member.constant.value), found)
    many = ", ".join(f"{_like(member, other)} ({times})" for other, times in list(found.items())[:SHOWN])
    seen = f"; {_like(member, near[0])} has {found[near[0]]}" if near else ""
    hint = f"Write {_like(member, near[0])}." if near else f"Members that rows have: {many}." if many else None
    hint = hint or "It is empty in every row."
    finding = Finding(
        "UNKNOWN_MEMBER",
        f"No row of {member.table} has {name} = {text}{seen}.",
        place,
        Level.WARNING,
        hint=hint,
        nearest=near,
    )
    return Absent(member, finding, bool(near) and _likeness(_spelled(member.constant.value), near[0]) >= ALIKE)


def _as_named(member: str, named: set[str], *, equal: bool) -> str:
    """A member as it is named, where the engine finds the two equal: of fixed-width texts it fills up with blanks."""
    plain = member.rstrip(" ")
    return plain if equal and member not in named and plain in named else member


def _near(wanted: str, found: Found) -> tuple[str, ...]:
    """The members most like the one wanted; case and blanks are overlooked."""
    same = [each for each in found if _folded(each) == _folded(wanted)]
    near = [each for each in nearest_names(wanted, found) if _likeness(wanted, each) >= NEAR]
    return tuple(dict.fromkeys([*same, *near]))[:3]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _folded(one), _folded(other)).ratio()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _name(scope: Scope, member: Member) -> str:
    """What people call the expression: its column, its dimension, else what is done to which column."""
    row = member.row
    if isinstance(row, Column):
        return ".".join((*row.path[-1:], row.name))
    for reached in scope.dimensions(member.table):
        if reached.dimension.formula is not None and dimension_row(scope, reached) == row:
            return reached.dimension.name
    columns = dict.fromkeys(node.name for node in walk(row) if isinstance(node, Column))
    function = row.function if isinstance(row, Op) else "value"
    return f"{function}({', '.join(columns)})"


def _spelled(value: object) -> str:
    """A member as text, a number without needless zeros."""
    if isinstance(value, Decimal | float):
        plain = Decimal(str(value))
        return format(plain.normalize(), "f") if plain else "0"
    return str(value)


def _quoted(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else _spelled(value)


def _like(member: Member, other: str) -> str:
    return _quoted(other) if isinstance(member.constant.value, str) else other

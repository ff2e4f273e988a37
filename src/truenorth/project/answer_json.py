"""The answer as the JSON that programs rely on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Context, Decimal
from typing import Any

from truenorth.model.answers import Amount, Answer, AnswerRow, Comparison, Components, Measured
from truenorth.periods import Calendar, Grain
from truenorth.periods.moves import EVER

_QUOTIENT = Context(prec=15)


@dataclass(frozen=True)
class Exact:
    """A number as it is to stand in the JSON, with all of its digits."""

    text: str

    @staticmethod
    def of(value: Decimal) -> Exact:
        """The number's plain text; very long ones in scientific form."""
        text = format(value, "f")
        return Exact(text if len(text) < 60 else str(value))


def number(value: Any, *, quotient: bool = False) -> Any:
    """A value as JSON: all exact digits, quotients to 15 significant ones."""
    if isinstance(value, Decimal):
        return Exact.of(_QUOTIENT.plus(value) if quotient else value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def member(value: object) -> object:
    """A segment's member: keeps its type; dates as text, a member without value as null."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return number(value)


def edge(calendar: Calendar, instant: datetime, grain: Grain | None) -> str | None:
    """A period's edge: a civil date where it is one, else a timestamp with its offset."""
    if instant <= EVER:
        return None
    if grain is not Grain.HOUR and calendar.is_midnight(instant):
        return calendar.day(instant).isoformat()
    return calendar.aware(instant).isoformat()


def as_dict(answer: Answer, calendar: Calendar, *, present: bool = False) -> dict[str, Any]:
    """The whole answer. `present` leaves out rows without any value."""
    rows = [row for row in answer.rows if not present or any(m.cell.value is not None for m in row.values.values())]
    return {
        "metrics": {
            info.key: {
                "label": info.label,
                "unit": info.unit.text if info.unit else None,
                "value_hash": info.value_hash,
                "kind": info.kind,
                "data_until": _moment(calendar, info.data_until),
                "knowledge": info.knowledge,
            }
            for info in answer.metrics
        },
        "rows": [_row(row, calendar) for row in rows],
        "sql": list(answer.queries),
        "tables": list(answer.tables),
        "as_of": _moment(calendar, answer.as_of),
        "knowledge": answer.knowledge,
        "data_until": _moment(calendar, answer.data_until),
        "rows_without_date": dict(answer.undated),
        "findings": [finding.as_finding() for finding in answer.findings],
        "notes": list(answer.notes),
    }


def _moment(calendar: Calendar, instant: datetime | None) -> str | None:
    return None if instant is None else calendar.aware(instant).isoformat()


def _row(row: AnswerRow, calendar: Calendar) -> dict[str, Any]:
    undated = row.period.start == row.period.end
    made: dict[str, Any] = {
        "period": "all" if undated else row.label,
        "start": None if undated else edge(calendar, row.period.start, row.period.grain),
        "end": None if undated else edge(calendar, row.period.end, row.period.grain),
        "segment": {name: member(value) for name, value in row.segment.items()},
        "values": {key: _measured(measured) for key, measured in row.values.items()},
    }
    if row.total:
        made["total"] = True
    return made


def _measured(measured: Measured) -> dict[str, Any]:
    made: dict[str, Any] = {
        "value": number(measured.cell.value, quotient=measured.cell.quotient),
        "state": measured.state.value,
        "reason": measured.cell.reason if measured.cell.value is None else None,
        "completeness": measured.completeness,
        "maturity": measured.maturity,
        "doubt": measured.doubt,
        "compare": {name: _comparison(one) for name, one in measured.compare.items()} or None,
        "components": None if measured.components is None else _components(measured.components),
    }
    if measured.like_for_like is not None:
        made["like_for_like"] = measured.like_for_like
    if measured.rows:
        made["rows"] = [{name: member(value) for name, value in row.items()} for row in measured.rows]
    return made


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "value": _exact(one.value),
        "current": _exact(one.current),
        "change": _exact(one.change),
        "change_ratio": number(one.change_ratio, quotient=True),
        "like_for_like": one.like_for_like,
        "reason": one.reason,
        "member": one.member,
    }


def _exact(value: Amount) -> Any:
    """A value of which it is not known whether a division took part: 28 digits mean that one did."""
    digits = len(value.as_tuple().digits) if isinstance(value, Decimal) else 0
    return number(value, quotient=digits >= 28)


def _components(components: Components) -> dict[str, Any]:
    return {
        "numerator": _exact(components.numerator),
        "denominator": _exact(components.denominator),
        "rows": components.rows,
    }


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON text; numbers keep their digits."""
    return _text(value, indent, 0)


def _text(value: object, indent: int | None, depth: int) -> str:
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, dict):
        items = [
            f"{json.dumps(str(key), ensure_ascii=False)}: {_text(v, indent, depth + 1)}" for key, v in value.items()
        ]
        return _bracketed("{", items, "}", indent, depth)
    if isinstance(value, list | tuple):
        return _bracketed("[", [_text(item, indent, depth + 1) for item in value], "]", indent, depth)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _bracketed(opening: str, items: list[str], closing: str, indent: int | None, depth: int) -> str:
    if indent is None or not items:
        return opening + ", ".join(items) + closing
    pad = "\n" + " " * indent * (depth + 1)
    return opening + pad + f",{pad}".join(items) + "\n" + " " * indent * depth + closing

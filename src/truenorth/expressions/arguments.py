"""What a call must look like: its name, the number of its arguments and those that have to be literals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from truenorth.errors import nearest_names
from truenorth.expressions.functions import CALLABLE, ELSEWHERE, FUNCTIONS, Function
from truenorth.expressions.places import Origin
from truenorth.expressions.tokens import Token, shown
from truenorth.model.syntax import Constant, Syntax
from truenorth.periods import Calendar, ShiftKind, parse_shift

OVER_GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Demand:
    """One argument that has to be a literal: which, what it must be, and the test of its value."""

    index: int
    wanted: str
    holds: Callable[[object], bool]


def _is_comparison(value: object) -> bool:
    return isinstance(value, str) and parse_shift(Calendar(), value) is not None


def _is_shift(value: object) -> bool:
    shift = parse_shift(Calendar(), value) if isinstance(value, str) else None
    return shift is not None and shift.kind is ShiftKind.BY


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_percentile(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 100


_COMPARISON = Demand(
    1,
    "a comparison in quotes: 'previous period', 'same period last year', 'same weekday last year', '2 periods', "
    "'1 month' or 'baseline:2024'",
    _is_comparison,
)
_OVER = (
    Demand(1, "'day', 'week' or 'month'", OVER_GRAINS.__contains__),
    Demand(2, "a whole number of them, 1 or more", _is_count),
)
DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    "percentile": (Demand(1, "a number from 0 to 100", _is_percentile),),
    "growth": (_COMPARISON,),
    "change": (_COMPARISON,),
    "shift": (Demand(1, "how far, in quotes: '14 days', '1 month' or '2 periods'", _is_shift),),
    "average_over": _OVER,
    "sum_over": _OVER,
    "max_over": _OVER,
    "min_over": _OVER,
}
"""The literal arguments of functions."""

_ORDINALS = ("first", "second", "third")


def known_function(origin: Origin, word: Token) -> Function:
    """The function of that name, in any case of letters; else Refused FORMULA_FUNCTION with the nearest names."""
    if word.folded in CALLABLE:
        return FUNCTIONS[word.folded]
    said = ELSEWHERE.get(word.folded)
    nearest = nearest_names(word.text[:40], CALLABLE)
    raise origin.refuse(
        "FORMULA_FUNCTION",
        f"There is no function `{shown(word.text)}`.",
        word.start,
        hint=f"write {said}" if said else f"did you mean {nearest[0]}?" if nearest else None,
        nearest=nearest,
    )


def check_call(origin: Origin, function: Function, arguments: tuple[Syntax, ...], start: int) -> None:
    """Nothing, if a call has its number of arguments and the literals it needs; else Refused FORMULA_ARGUMENTS."""
    count = len(arguments)
    if count < function.least or (function.most is not None and count > function.most):
        hint = f"for example {function.example}"
        if function.name == "date" and count == 1:
            hint = "cast(x as date) makes a date of a text or a timestamp; a constant is date '2024-01-31'"
        raise origin.refuse(
            "FORMULA_ARGUMENTS", f"`{function.name}` takes {function.arity}, not {count}.", start, hint=hint
        )
    for demand in DEMANDS.get(function.name, ()):
        if demand.index < count:
            argument = arguments[demand.index]
            if not (isinstance(argument, Constant) and demand.holds(argument.value)):
                raise origin.refuse(
                    "FORMULA_ARGUMENTS",
                    f"The {_ORDINALS[demand.index]} argument of `{function.name}` is {demand.wanted}.",
                    argument.span.start,
                    hint=f"for example {function.example}",
                )

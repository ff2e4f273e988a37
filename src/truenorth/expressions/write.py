"""Syntax trees written as text, so that equal trees have equal texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from truenorth.expressions.functions import ADD, COMPARE, FUNCTIONS, NEGATE, NOT, WHOLE
from truenorth.expressions.tokens import RESERVED, is_word
from truenorth.model.syntax import Apply, Constant, Name, Syntax
from truenorth.periods import Duration


def write(syntax: Syntax) -> str:
    """The canonical text of a tree, with no more parentheses than needed; parsing it gives the tree again.

    >>> from truenorth.expressions.parser import parse
    >>> write(parse("(a  *B) + ( c*2.50 )").tree)
    'a * B + c * 2.50'
    """
    return _written(syntax)[0]


def names(syntax: Syntax) -> Iterator[Name]:
    """Every name in a tree, left to right."""
    if isinstance(syntax, Name):
        yield syntax
    elif isinstance(syntax, Apply):
        for argument in syntax.arguments:
            yield from names(argument)


def write_name(parts: tuple[str, ...]) -> str:
    """A name with back-quotes around the parts that need them.

    >>> write_name(("t", "CPT (£)")), write_name(("t", "end")), write_name(("end",))
    ('t.`CPT (£)`', 't.end', '`end`')
    """
    first, *rest = parts
    plain = is_word(first) and not (first.isascii() and first.lower() in RESERVED)
    return ".".join([first if plain else _quoted(first), *(part if is_word(part) else _quoted(part) for part in rest)])


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _written(syntax: Syntax) -> tuple[str, int]:
    """The text, and how closely its outermost operator binds."""
    if isinstance(syntax, Name):
        return write_name(syntax.parts), WHOLE
    if isinstance(syntax, Constant):
        return _constant(syntax.value), WHOLE
    function = FUNCTIONS[syntax.function]
    if function.is_operator:
        return _operation(syntax, function.strength)
    return _call(syntax), WHOLE


def _at(syntax: Syntax, strength: int) -> str:
    """The text, in parentheses if it binds more loosely than `strength`."""
    text, own = _written(syntax)
    return text if own >= strength else f"({text})"


def _operation(syntax: Apply, strength: int) -> tuple[str, int]:
    function, arguments = syntax.function, syntax.arguments
    if function == "neg":
        operand = _at(arguments[0], NEGATE)
        blank = " " if operand.startswith("-") else ""  # two minus signs in a row would be a comment
        return f"-{blank}{operand}", NEGATE
    if function == "not":
        inner = arguments[0]
        if isinstance(inner, Apply) and inner.function in ("in", "between", "like"):
            return _condition(inner, "not "), COMPARE
        return f"not {_at(inner, NOT)}", NOT
    if function in ("in", "between", "like", "is_null", "is_not_null"):
        return _condition(syntax, ""), COMPARE
    left = _at(arguments[0], ADD if strength == COMPARE else strength)
    right = _at(arguments[1], strength + 1)
    return f"{left} {function} {right}", strength


def _condition(syntax: Apply, negation: str) -> str:
    left = _at(syntax.arguments[0], ADD)
    rest = syntax.arguments[1:]
    if syntax.function == "is_null":
        return f"{left} is null"
    if syntax.function == "is_not_null":
        return f"{left} is not null"
    if syntax.function == "in":
        return f"{left} {negation}in ({', '.join(map(write, rest))})"
    if syntax.function == "between":
        return f"{left} {negation}between {_at(rest[0], ADD)} and {_at(rest[1], ADD)}"
    return f"{left} {negation}like {_at(rest[0], ADD)}"


def _call(syntax: Apply) -> str:
    arguments = syntax.arguments
    if syntax.function == "case":
        return _case(arguments)
    if syntax.function == "count_distinct":
        return f"count(distinct {write(arguments[0])})"
    if syntax.function == "cast":
        target = arguments[1]
        assert isinstance(target, Constant)  # as the model's docstring says
        return f"cast({write(arguments[0])} as {target.value})"
    return f"{syntax.function}({', '.join(map(write, arguments))})"


def _case(arguments: tuple[Syntax, ...]) -> str:
    pairs = zip(arguments[:-1:2], arguments[1::2], strict=True)
    text = "".join(f"when {write(condition)} then {write(result)} " for condition, result in pairs)
    otherwise = f"else {write(arguments[-1])} " if len(arguments) % 2 else ""
    return f"case {text}{otherwise}end"


def _constant(value: int | Decimal | str | bool | date | datetime | Duration | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return f"timestamp '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return str(value)

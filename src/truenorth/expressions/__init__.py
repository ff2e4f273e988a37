"""The expression language: text to syntax and back, the table of functions, the rules of types and units."""

from truenorth.expressions.functions import FUNCTIONS, OVER_METRICS, Function, FunctionKind, result_type
from truenorth.expressions.parser import parse
from truenorth.expressions.places import place_of
from truenorth.expressions.units import NUMBER, PERCENT, parse_unit, unit_of
from truenorth.expressions.write import names, write, write_name

__all__ = [
    "FUNCTIONS",
    "NUMBER",
    "OVER_METRICS",
    "PERCENT",
    "Function",
    "FunctionKind",
    "names",
    "parse",
    "parse_unit",
    "place_of",
    "result_type",
    "unit_of",
    "write",
    "write_name",
]

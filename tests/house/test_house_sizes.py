"""Small files, small functions, few parameters."""

from __future__ import annotations

from house_files import Function, code, length

FILE, FUNCTION, PARAMETERS = 500, 50, 6


def test_the_rules_have_something_to_look_at() -> None:
    assert len(code("src")) > 20
    assert sum(1 for each in code() for _ in each.functions()) > 100


def test_no_file_is_longer_than_500_lines() -> None:
    assert {each.name: each.lines for each in code() if each.lines > FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{each.name}:{function.lineno} {function.name}": length(function)
        for each in code()
        for function in each.functions()
        if length(function) > FUNCTION
    }
    assert long == {}


def test_no_function_takes_more_than_six_positional_parameters() -> None:
    """A test's parameters are fixtures and table columns, which pytest passes by name."""
    many = {
        f"{each.name}:{function.lineno} {function.name}": len(_positional(function))
        for each in code()
        for function in each.functions()
        if len(_positional(function)) > PARAMETERS and not function.name.startswith("test_")
    }
    assert many == {}


def test_booleans_are_keyword_only() -> None:
    found = [
        f"{each.name}:{function.lineno} {function.name}({name})"
        for each in code("src")
        for function in each.functions()
        if not function.name.startswith("__")
        for name, kind in _positional(function)
        if kind == "bool"
    ]
    assert found == []


def _positional(function: Function) -> list[tuple[str, str | None]]:
    parameters = [*function.args.posonlyargs, *function.args.args]
    return [(each.arg, getattr(each.annotation, "id", None)) for each in parameters if each.arg not in ("self", "cls")]

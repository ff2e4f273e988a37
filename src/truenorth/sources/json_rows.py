"""JSON lines and JSON arrays of objects to rows of text; nested objects become `outer.inner` columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from truenorth.errors import Place, refuse
from truenorth.sources.find import Part, unreadable
from truenorth.sources.parse import Row


def read_json(part: Part, path: Path) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns in the order they are first met, and the rows; a missing member is an empty cell.

    The file is read twice (once for the columns), so that its rows need not be held.
    """
    names: dict[str, int] = {}
    for _, record in _records(part, path):
        for name in record:
            names.setdefault(name, len(names))
    order = tuple(names)
    return order, (Row(line, tuple(record.get(name) for name in order)) for line, record in _records(part, path))


def _records(part: Part, path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            first = stream.read(1)
            while first and first.isspace():
                first = stream.read(1)
        if (first == "{" and part.suffix != ".json") or (first == "{" and _is_lines(path)):
            yield from _lines(part, path)
        else:
            yield from _document(part, path)
    except UnicodeDecodeError:
        raise unreadable(part, "it is not UTF-8") from None


def _is_lines(path: Path) -> bool:
    """True if the first line of a `.json` file is an object of its own and another line follows."""
    with path.open(encoding="utf-8-sig") as stream:
        first = next((line for line in stream if line.strip()), "")
        try:
            json.loads(first)
        except json.JSONDecodeError:
            return False
        return any(line.strip() for line in stream)


def _lines(part: Part, path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    with path.open(encoding="utf-8-sig") as stream:
        for line, text in enumerate(stream, start=1):
            if text.strip():
                yield line, _flat(part, line, _parse(part, text, line))


def _document(part: Part, path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """An array of objects, or an object with one array of objects; a row's line is its number, from 1."""
    data = _parse(part, path.read_text(encoding="utf-8-sig"))
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) != 1:
            raise unreadable(part, "it holds no single array of objects")
        data = lists[0]
    if not isinstance(data, list):
        raise unreadable(part, "it holds no array of objects")
    for number, record in enumerate(data, start=1):
        yield number, _flat(part, number, record)


def _parse(part: Part, text: str, line: int | None = None) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError) as problem:
        at = line or (problem.lineno if isinstance(problem, json.JSONDecodeError) else 1)
        raise refuse(
            "SOURCE_UNREADABLE", f"{part.label} is not JSON: {problem}.", Place(part.file, at), hint="mend that line"
        ) from None


def _flat(part: Part, line: int, record: Any, prefix: str = "") -> dict[str, str | None]:
    if not isinstance(record, dict):
        raise refuse(
            "SOURCE_UNREADABLE",
            f"{part.label}: row {line} is not an object with named members.",
            Place(part.file, line),
            hint='each row should look like {"day": "2024-01-31", "sold": 12}',
        )
    cells: dict[str, str | None] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            cells.update(_flat(part, line, value, f"{prefix}{name}."))
        else:
            cells[prefix + name] = _text(value)
    return cells


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)

"""Definitions that a page proposes: a source with its table, and a first metric, as YAML that loads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.read import newest
from truenorth.definitions import load_texts
from truenorth.definitions.emit import block_text
from truenorth.definitions.names import is_key, quoted
from truenorth.errors import Place, refuse
from truenorth.expressions.write import write_name

SOURCES, METRICS = "page/sources", "page/metrics"


@dataclass(frozen=True)
class Proposed:
    """A source with one table, as a person decided it: the columns by role, promises about freshness."""

    key: str
    kind: str
    address: str
    name: str  # of the table in the source
    options: Mapping[str, Any] = field(default_factory=dict)
    date: str = ""
    written: str = ""
    keys: Sequence[str] = ()
    dimensions: Sequence[str] = ()
    fresh_within: str = ""


def key_of(name: str) -> str:
    """A key made from a file's or table's name.

    >>> key_of("uploads/Sales 2024 (May).csv.gz"), key_of("2024"), key_of("Größe")
    ('sales_2024_may', 't_2024', 'größe')
    """
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = re.sub(r"(\.[A-Za-z]{2,7}){1,2}$", "", stem) or stem
    key = re.sub(r"\W+", "_", stem).strip("_").lower()[:60] or "table"
    return key if is_key(key) else f"t_{key}" if is_key(f"t_{key}") else "table"


def source_path(key: str) -> str:
    """The file of a source that was added in the page."""
    return f"{SOURCES}/{key}.yml"


def metric_path(key: str) -> str:
    """The file of a metric that was added in the page."""
    return f"{METRICS}/{key}.yml"


def source_text(given: Proposed) -> str:
    """The YAML of a source and its table; Refused where the key is none."""
    check_key(given.key)
    name = f"{given.key}.{quoted(given.name) if given.kind in ('files', 'sqlite') else given.name}"
    table: dict[str, Any] = {"source": name}
    if given.keys:
        table["one_row_per"] = quoted(given.keys[0]) if len(given.keys) == 1 else [quoted(one) for one in given.keys]
    if given.date:
        column = quoted(given.date)
        table["date"] = {"column": column, "written": given.written} if given.written else column
    if given.fresh_within:
        table["fresh_within"] = given.fresh_within
    if given.dimensions:
        table["dimensions"] = [quoted(one) for one in given.dimensions]
    source = {given.kind: given.address, **given.options}
    return block_text({"sources": {given.key: source}, "tables": {given.key: table}})


def metric_text(key: str, label: str, table: str, column: str = "") -> str:
    """The YAML of a metric that adds up a column, or counts the rows of a table."""
    check_key(key)
    formula = f"sum({write_name((table, column))})" if column else f"count({write_name((table,))})"
    return block_text({"metrics": {key: {"label": label, "formula": formula}}})


def check_key(key: str) -> None:
    """Raises Refused where a definition may not be called so."""
    if not is_key(key):
        raise refuse(
            "KEY_SPELLING",
            f"{key or 'An empty text'} cannot be a key.",
            hint="letters, digits and _, not beginning with a digit, such as online_sales",
        )


def check_free(workspace: Workspace, nouns: Sequence[str], key: str, path: str) -> int:
    """The number of the revision in force (0: none), where nothing in it has this key or file; else Refused."""
    stored = newest(workspace)
    if stored is None:
        return 0
    known = load_texts({name: text for name, text in stored.files.items() if name.endswith((".yml", ".yaml"))})
    for noun in nouns:
        there = getattr(known, noun).get(key)
        if there is not None:
            raise _taken(noun.removesuffix("s"), key, there.place, path)
    if path in stored.files:
        raise _taken("file", path, Place(path, 1), path)
    return stored.number


def _taken(noun: str, key: str, there: Place, path: str) -> Exception:
    return refuse(
        "KEY_TAKEN",
        f"The {noun} {key} is there already, in {there}; this one would stand in {path}.",
        there,
        hint="choose another key, or change the one that is there",
    )

"""What was learnt while a table was loaded; it travels inside the extract, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from truenorth.errors import Finding, Level, Place
from truenorth.model.types import Kind, Type


@dataclass(frozen=True)
class ColumnFacts:
    """A column of an extract: its name, its type and why it has that type."""

    name: str
    type: Type
    why: str


@dataclass(frozen=True)
class Dropped:
    """Something of the file that is not in the table: what, where it stood, its text, and why it was left out."""

    what: str  # title, footnote, blank rows, blank columns, empty cells, rows
    why: str
    line: int | None = None
    text: str | None = None


@dataclass(frozen=True)
class Facts:
    """Everything a load found out. `about` holds words for people: file, encoding, separator, header lines."""

    columns: tuple[ColumnFacts, ...]
    rows: int
    unusable: Mapping[str, Finding] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # a kept column, and by what it repeats

    def to_json(self) -> str:
        """The facts as JSON text, the same for the same facts."""
        return json.dumps(
            {
                "columns": [[c.name, c.type.kind.value, c.type.scale, c.why] for c in self.columns],
                "rows": self.rows,
                "unusable": {name: asdict(finding) for name, finding in self.unusable.items()},
                "dropped": [asdict(dropped) for dropped in self.dropped],
                "findings": [asdict(finding) for finding in self.findings],
                "about": dict(self.about),
                "repeated": dict(self.repeated),
            },
            ensure_ascii=False,
        )


def facts_from_json(text: str) -> Facts:
    """The facts that `Facts.to_json` wrote."""
    data = json.loads(text)
    return Facts(
        columns=tuple(ColumnFacts(name, Type(Kind(kind), scale), why) for name, kind, scale, why in data["columns"]),
        rows=data["rows"],
        unusable={name: _finding(finding) for name, finding in data["unusable"].items()},
        dropped=tuple(Dropped(**dropped) for dropped in data["dropped"]),
        findings=tuple(_finding(finding) for finding in data["findings"]),
        about=data["about"],
        repeated={name: tuple(parts) for name, parts in data["repeated"].items()},
    )


def _finding(data: dict[str, object]) -> Finding:
    parts = {**data, "place": Place(**data["place"]), "level": Level(data["level"])}  # type: ignore[arg-type]
    lists: dict[str, object] = {key: tuple(data.get(key, ())) for key in ("nearest", "columns")}  # type: ignore[arg-type]
    return Finding(**{**parts, **lists})  # type: ignore[arg-type]

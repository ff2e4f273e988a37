"""Definitions as they are written: the lines of one thing, and the thing that a line belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from truenorth.app.readings.shapes import FindingShown
from truenorth.errors import Finding, Place
from truenorth.model.definitions import Definitions


def spelled(files: Mapping[str, str], place: Place) -> str:
    """The lines of one definition, without the indentation they have in common; "" where it is not written."""
    lines = files.get(place.file or "", "").splitlines()
    if place.line is None or not 0 < place.line <= len(lines):
        return ""
    first = lines[place.line - 1]
    indent = len(first) - len(first.lstrip())
    block = [first]
    for line in lines[place.line :]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        block.append(line)
    while block and (not block[-1].strip() or block[-1].lstrip().startswith("#")):
        block.pop()
    return "\n".join(line[indent:] for line in block)


def places(definitions: Definitions) -> Iterator[tuple[str, str, Place]]:
    """Every definition with its noun, key and place."""
    sections: dict[str, Mapping[str, object]] = {
        "source": definitions.sources,
        "table": definitions.tables,
        "metric": definitions.metrics,
        "kpi": definitions.kpis,
        "objective": definitions.objectives,
        "person": definitions.people,
        "team": definitions.teams,
        "scorecard": definitions.scorecards,
        "key_result": definitions.key_results,
    }
    for noun, things in sections.items():
        for key, thing in things.items():
            place = getattr(thing, "place", None)
            if isinstance(place, Place) and place.line is not None and not key.startswith("entries:"):
                yield noun, key, place


class Owners:
    """Which definition a place in a file belongs to: the last that begins at or before it."""

    def __init__(self, definitions: Definitions) -> None:
        self._by_file: dict[str, list[tuple[int, str, str]]] = {}
        for noun, key, place in places(definitions):
            self._by_file.setdefault(place.file or "", []).append((place.line or 0, noun, key))
        for begun in self._by_file.values():
            begun.sort()

    def of(self, place: Place) -> tuple[str, str]:
        """Noun and key; two empty words where that cannot be said."""
        if place.line is None:
            return "", ""
        before = [each for each in self._by_file.get(place.file or "", ()) if each[0] <= place.line]
        return (before[-1][1], before[-1][2]) if before else ("", "")


def finding_shown(finding: Finding, noun: str = "", key: str = "") -> FindingShown:
    """A finding as a page shows it."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "place": str(finding.place),
        "hint": finding.hint or "",
        "nearest": list(finding.nearest),
        "noun": noun,
        "key": key,
    }

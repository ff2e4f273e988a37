"""What applying a folder would do, as people and programs read it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from truenorth.cli.findings import line
from truenorth.cli.screen import Screen
from truenorth.errors import Finding, Level, Place

_SIGNS = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "restated": ("~", "yellow"),
    "renamed": ("→", "blue"),
    "retired": ("-", "red"),
}
_SAID = {"added": "added", "changed": "changed", "restated": "restated", "renamed": "renamed", "retired": "retired"}


class FieldChange(Protocol):
    """A key of a definition before and after."""

    @property
    def name(self) -> str: ...
    @property
    def before(self) -> str | None: ...
    @property
    def after(self) -> str | None: ...


class Change(Protocol):
    """What happens to one definition."""

    @property
    def noun(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def change(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def restates(self) -> bool: ...
    @property
    def was(self) -> str: ...
    @property
    def fields(self) -> Sequence[FieldChange]: ...
    @property
    def through(self) -> Sequence[str]: ...
    @property
    def place(self) -> Place: ...
    @property
    def summary(self) -> str: ...


class FileChange(Protocol):
    """What happens to one file."""

    @property
    def path(self) -> str: ...
    @property
    def change(self) -> str: ...


class Plan(Protocol):
    """What applying some files would do."""

    @property
    def number(self) -> int: ...
    @property
    def changes(self) -> Sequence[Change]: ...
    @property
    def file_changes(self) -> Sequence[FileChange]: ...
    @property
    def moved_targets(self) -> Sequence[str]: ...
    @property
    def errors(self) -> Sequence[Finding]: ...
    @property
    def nothing(self) -> bool: ...


def plan_lines(
    slug: str, plan: Plan, readings: Mapping[str, int], findings: Sequence[Finding], out: Screen
) -> Iterator[str]:
    """The plan in lines: each definition with what changes, files, readings concerned, findings, the sum."""
    base = f"revision {plan.number}" if plan.number else "nothing yet"
    yield out.paint(f"workspace {slug}: the folder against {base}", "bold")
    if plan.nothing:
        yield "Nothing changes."
    for noun in dict.fromkeys(each.noun for each in plan.changes):
        yield ""
        yield out.paint(_plural(noun), "bold")
        own = [each for each in plan.changes if each.noun == noun]
        fresh = [each.key for each in own if each.change == "added" and not each.summary]
        rest = [each for each in own if each.key not in fresh]
        if fresh:
            yield from _keys(fresh, out)
        widest = max((len(each.key) for each in rest), default=0)
        yield from (_line(each, widest, out) for each in rest)
    yield from _files(plan)
    yield from _readings(readings)
    shown = [each for each in findings if each.level is not Level.NOTE]
    if shown:
        yield ""
        yield from (line(each) for each in shown)
    if not plan.nothing:
        yield ""
        yield _sum(plan)
    if plan.moved_targets:
        yield f"Needs --reason, for an agreed target moves: {'; '.join(plan.moved_targets)}."


def _keys(keys: Sequence[str], out: Screen) -> Iterator[str]:
    """What is simply added, in as few lines as it takes."""
    sign, style = _SIGNS["added"]
    text = textwrap.fill(", ".join(keys), (out.width or 100) - 4, break_long_words=False, break_on_hyphens=False)
    for number, each in enumerate(text.split("\n")):
        yield f"  {out.paint(sign, style) if number == 0 else ' '} {each}"


def _line(change: Change, widest: int, out: Screen) -> str:
    sign, style = _SIGNS[change.change]
    marks = [f"new version {change.version}"] if change.restates else []
    said = [*marks, change.summary or _SAID[change.change]]
    return f"  {out.paint(sign, style)} {change.key:<{widest}}  {'; '.join(said)}"


def _files(plan: Plan) -> Iterator[str]:
    """Files that change without a definition that does: comments, order, typed values; and those taken over."""
    named = {each.place.file for each in plan.changes}
    told = [each for each in plan.file_changes if each.path not in named or each.change == "taken over"]
    if told:
        yield ""
        yield from (f"  file {each.path} {each.change}" for each in told)


def _readings(readings: Mapping[str, int]) -> Iterator[str]:
    if readings:
        yield ""
        told = ", ".join(f"{count:,} of {metric}" for metric, count in readings.items())
        yield f"Values that were computed and may come out differently: {told}."


def _sum(plan: Plan) -> str:
    counts = Counter(each.change for each in plan.changes)
    told = [f"{counts[word]} {said}" for word, said in _SAID.items() if counts[word]]
    if not told:
        return "No definition changes; comments, layout or typed values do."
    return f"Definitions: {', '.join(told)}."


def _plural(noun: str) -> str:
    plain = noun.replace("_", " ")
    return {"person": "people", "project": "project"}.get(plain, f"{plain}s")


def plan_record(slug: str, plan: Plan, readings: Mapping[str, int], findings: Sequence[Finding]) -> dict[str, object]:
    """The plan for programs."""
    return {
        "workspace": slug,
        "revision": plan.number,
        "nothing": plan.nothing,
        "changes": [_record(each) for each in plan.changes],
        "files": [{"path": each.path, "change": each.change} for each in plan.file_changes],
        "moved_targets": list(plan.moved_targets),
        "restated_readings": dict(readings),
        "findings": [each.as_finding() for each in findings],
    }


def _record(change: Change) -> dict[str, object]:
    return {
        "noun": change.noun,
        "key": change.key,
        "change": change.change,
        "version": change.version,
        "restates": change.restates,
        "was": change.was or None,
        "fields": [{"name": each.name, "before": each.before, "after": each.after} for each in change.fields],
        "through": list(change.through),
        "file": change.place.file,
        "line": change.place.line,
    }

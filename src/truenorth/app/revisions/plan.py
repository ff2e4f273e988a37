"""What applying some files would do, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from truenorth.app.revisions.compare import Known, State, compare
from truenorth.app.revisions.managed import Joined, join, of_page
from truenorth.app.revisions.paths import check_path, definitions_of, entries_metric
from truenorth.app.revisions.values import Change, FileChange, Managed, Plan, StoredRevision
from truenorth.definitions import HEAD_FILE, entries_in
from truenorth.errors import NOWHERE, Finding, Level, Place, refuse
from truenorth.model.fixed import FixedMap
from truenorth.model.targets import Target


def plan_code(before: StoredRevision | None, files: Mapping[str, str], known: Known, *, adopt: bool) -> Plan:
    """What would happen to the newest revision if a folder with these files were applied.

    `files` may hold more typed values than there are manual metrics; only those of manual metrics are kept. Raises
    Refused where code and page define the same.
    """
    page = {} if before is None else of_page(before.files, before.managed_by)
    _check_texts(files)
    return _plan(before, join(files, page, adopt=adopt), known)


def plan_page(before: StoredRevision | None, path: str, text: str, known: Known, *, name: str) -> Plan:
    """What would happen if one page-managed file got this text; an empty text takes the file away.

    A workspace without any file gets a head with its `name`. Raises Refused where the file is managed in code.
    """
    files = {} if before is None else dict(before.files)
    managed: dict[str, Managed] = {} if before is None else dict(before.managed_by)
    if managed.get(path) == "code":
        raise refuse(
            "CODE_MANAGED",
            f"{path} is managed in code; the page cannot change it.",
            Place(path),
            hint="change it in the project's folder and run `truenorth apply`",
        )
    if text.strip():
        files[path], managed[path] = text, "page"
    else:
        files.pop(path, None)
        managed.pop(path, None)
    if HEAD_FILE not in files:
        quoted = name.replace('"', "'").replace("\\", "/")
        files[HEAD_FILE], managed[HEAD_FILE] = f'version: 1\nname: "{quoted}"\n', "page"
    _check_texts(files)
    return _plan(before, Joined(files, managed), known)


def _plan(before: StoredRevision | None, joined: Joined, known: Known) -> Plan:
    old = State({} if before is None else definitions_of(before.files))
    new = State(definitions_of(joined.files))
    files = {path: text for path, text in joined.files.items() if _belongs(path, new)}
    managed = {path: joined.managed_by[path] for path in files}
    digest = files_hash(files, managed)
    number = 0 if before is None else before.number
    plan = Plan(number, digest, FixedMap(files), FixedMap(managed))
    if HEAD_FILE not in files:
        hint = f"make a {HEAD_FILE} with `version: 1` and `name:`"
        missing = Finding("NO_PROJECT", f"there is no {HEAD_FILE} among the files", Place(HEAD_FILE), hint=hint)
        return replace(plan, errors=(missing,), unusable=missing)
    if before is not None and digest == before.hash:
        return replace(plan, nothing=True, findings=new.definitions.findings)
    findings = findings_in(files, new)
    changes = compare(old, new, known)
    return replace(
        plan,
        changes=changes,
        file_changes=tuple(_file_changes(before, files, joined)),
        moved_targets=tuple(said for change in changes for said in _moved(old, new, change)),
        findings=findings,
        errors=tuple(each for each in findings if each.level is Level.ERROR),
        unusable=new.definitions.broken.get("*"),
    )


def findings_in(files: Mapping[str, str], state: State) -> tuple[Finding, ...]:
    """What is wrong in the definitions and in the typed values, as far as the files alone show it."""
    typed = (each for path in files for each in _typed_findings(path, files[path], state))
    return (*state.definitions.findings, *typed)


def files_hash(files: Mapping[str, str], managed_by: Mapping[str, str]) -> str:
    """Identity of a revision's files: their paths, texts and who manages them."""
    lines = (f"{path}\0{text_hash(files[path])}\0{managed_by[path]}\n" for path in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Identity of one text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check_texts(files: Mapping[str, str]) -> None:
    for path, text in files.items():
        check_path(path)
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            hint = "save it as plain text in UTF-8"
            raise refuse("NOT_TEXT", f"{path} holds a null character, which no text has.", Place(path, line), hint=hint)


def _belongs(path: str, state: State) -> bool:
    """Whether a file is part of the definitions: YAML, and the typed values of a manual metric, broken ones too."""
    metric = entries_metric(path)
    if metric is None:
        return True
    known = state.definitions.metrics.get(metric)
    return known.manual is not None if known else f"metric:{metric}" in state.definitions.broken


def _typed_findings(path: str, text: str, state: State) -> tuple[Finding, ...]:
    metric = state.definitions.metrics.get(entries_metric(path) or "")
    return () if metric is None else entries_in(text, metric, calendar=state.definitions.calendar).findings


def _file_changes(before: StoredRevision | None, files: Mapping[str, str], joined: Joined) -> Iterator[FileChange]:
    old = {} if before is None else before.files
    for path in sorted(old.keys() | files.keys()):
        if path not in files:
            yield FileChange(path, "removed")
        elif path not in old:
            yield FileChange(path, "added")
        elif path in joined.taken:
            yield FileChange(path, "taken over")
        elif old[path] != files[path]:
            yield FileChange(path, "changed")


def _moved(old: State, new: State, change: Change) -> Iterator[str]:
    """Each target that was agreed before and does not stand any more, in words."""
    if change.change in ("added", "retired") or (change.change == "renamed" and not change.was):
        return
    key = change.was or change.key
    if change.noun == "kpi":
        before, after = old.definitions.kpis.get(key), new.definitions.kpis.get(change.key)
        if before is not None and after is not None:
            kept = [_agreed(each) for each in after.targets]
            for target in before.targets:
                if _agreed(target) not in kept:
                    yield f"the target of {change.key} from {target.begins} at {target.place}"
    moved = {each.name for each in change.fields if each.before is not None}
    if change.noun == "key_result" and moved & {"from", "to", "by"}:
        yield f"the key result {change.key} at {change.place}"


def _agreed(target: Target) -> Target:
    """What was agreed, without where and how it is written."""
    return replace(target, place=NOWHERE, spelled=FixedMap(), agreed=None, reason=None)

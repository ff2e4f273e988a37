"""The only code that writes revisions: apply a folder, save one file of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.compare import State
from truenorth.app.revisions.models import Blob, DefinitionVersion, Revision, RevisionFile
from truenorth.app.revisions.paths import definitions_of
from truenorth.app.revisions.plan import findings_in, plan_code, plan_page, text_hash
from truenorth.app.revisions.read import known_versions, newest, newest_number
from truenorth.app.revisions.read import revision as stored_revision
from truenorth.app.revisions.values import Managed, Plan, StoredRevision
from truenorth.errors import Finding, Level, Refused, refuse

CHUNK = 200
"""Rows a statement: one writer must not keep the others waiting."""
TRIES = 5


@dataclass(frozen=True)
class _Making:
    """Who makes a revision, why, from where."""

    by: str
    reason: str
    folder: str
    origin: Managed


def apply(
    workspace: Workspace,
    files: Mapping[str, str],
    *,
    by: str,
    reason: str = "",
    folder: str | Path,
    adopt: bool = False,
    allow_errors: bool = False,
    expected: int | None = None,
) -> StoredRevision:
    """The revision in force after a folder's files were applied: a new one, or the newest where nothing changes.

    `expected` is the number of the revision that the caller has seen (0: none). Raises Refused where another was made
    meanwhile, the definitions have errors, an agreed target moves without a reason, or code and page define the same.
    """

    def plan(before: StoredRevision | None) -> Plan:
        made = plan_code(before, files, known_versions(workspace), adopt=adopt)
        return _moved_folder(made, before, folder)

    def check(made: Plan, before: StoredRevision | None) -> None:
        check_plan(made, reason=reason, allow_errors=allow_errors)

    making = _Making(by, reason.strip(), str(folder), "code")
    return _make(workspace, plan, check, making, expected)


def save_page_file(
    workspace: Workspace, path: str, text: str, *, by: str, reason: str = "", expected: int | None = None
) -> StoredRevision:
    """The revision in force after one page-managed file got a text; an empty text takes the file away.

    Raises Refused as `apply` does, and where the file is managed in code; errors that were there before do not hinder.
    """

    def plan(before: StoredRevision | None) -> Plan:
        return plan_page(before, path, text, known_versions(workspace), name=workspace.name)

    def check(made: Plan, before: StoredRevision | None) -> None:
        already = set() if before is None else {each.message for each in errors_of(before)}
        _check_errors(tuple(each for each in made.errors if each.message not in already), made, "")
        _check_targets(made, reason)

    stored = newest(workspace)
    making = _Making(by, reason.strip(), "" if stored is None else stored.folder, "page")
    return _make(workspace, plan, check, making, expected)


def check_plan(made: Plan, *, reason: str, allow_errors: bool) -> None:
    """Raises Refused where `apply` would refuse what was planned."""
    if not made.nothing:
        _check_errors(() if allow_errors else made.errors, made, "; or apply all the rest with --allow-errors")
        _check_targets(made, reason)


def errors_of(stored: StoredRevision) -> tuple[Finding, ...]:
    """The errors in a stored revision, which was applied in spite of them."""
    found = findings_in(stored.files, State(definitions_of(stored.files)))
    return tuple(each for each in found if each.level is Level.ERROR)


def _make(
    workspace: Workspace,
    plan: Callable[[StoredRevision | None], Plan],
    check: Callable[[Plan, StoredRevision | None], None],
    making: _Making,
    expected: int | None,
) -> StoredRevision:
    """Plan without holding anybody up, then write if the newest revision is still the one planned on."""
    for _ in range(TRIES):
        before = newest(workspace)
        number = 0 if before is None else before.number
        _check_expected(workspace, number, expected)
        made = plan(before)
        if made.nothing and before is not None:
            return before
        check(made, before)
        with transaction.atomic():
            Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
            if newest_number(workspace) == number:
                return _write(workspace, made, making)
    raise _moved(workspace)


def _check_expected(workspace: Workspace, number: int, expected: int | None) -> None:
    if expected is not None and number != expected:
        raise _moved(workspace)


def _moved(workspace: Workspace) -> Refused:
    stored = stored_revision(workspace, newest_number(workspace))
    return refuse(
        "REVISION_MOVED",
        f"Someone applied revision {stored.number} meanwhile: {stored.made_by}, {stored.made_at:%Y-%m-%d %H:%M} UTC.",
        hint="look at it, bring your change up to date with it and apply again",
    )


def _check_errors(errors: tuple[Finding, ...], made: Plan, otherwise: str) -> None:
    first = made.unusable or next(iter(errors), None)
    if first is None:
        return
    more = f" (the first of {len(errors)} errors)" if len(errors) > 1 else ""
    remedy = "" if made.unusable else otherwise
    raise Refused(replace(first, message=f"{first.message}{more}", hint=f"{first.hint or 'mend it'}{remedy}"))


def _check_targets(made: Plan, reason: str) -> None:
    if made.moved_targets and not reason.strip():
        raise refuse(
            "TARGET_WITHOUT_REASON",
            f"An agreed target moves without a reason: {'; '.join(made.moved_targets)}.",
            hint='say why with --reason "…", or leave the target and add a new one that begins later',
        )


def _moved_folder(made: Plan, before: StoredRevision | None, folder: str | Path) -> Plan:
    """The same files make a revision only where the data moved: the folder that was applied is no longer there."""
    if before is None or not made.nothing or before.folder in ("", str(folder)) or Path(before.folder).is_dir():
        return made
    return replace(made, nothing=False)


def _write(workspace: Workspace, made: Plan, making: _Making) -> StoredRevision:
    row = Revision.objects.create(
        workspace=workspace,
        number=made.number + 1,
        hash=made.hash,
        made_by=making.by,
        made_at=timezone.now(),
        reason=making.reason,
        origin=making.origin,
        folder=making.folder,
    )
    blobs = {text_hash(text): text for text in made.files.values()}
    Blob.objects.bulk_create(
        [Blob(hash=key, text=text) for key, text in sorted(blobs.items())], CHUNK, ignore_conflicts=True
    )
    RevisionFile.objects.bulk_create(
        [
            RevisionFile(revision=row, path=path, blob_id=text_hash(text), managed_by=made.managed_by[path])
            for path, text in made.files.items()
        ],
        CHUNK,
    )
    DefinitionVersion.objects.bulk_create(_versions(workspace, row, made), CHUNK)
    action = "apply definitions" if making.origin == "code" else "save definitions"
    facts = {
        "hash": made.hash,
        "reason": making.reason,
        "files": {each.path: each.change for each in made.file_changes},
        "definitions": [f"{each.change} {each.noun} {each.key}" for each in made.changes],
    }
    record(making.by, action, f"revision {row.number}", workspace, facts)
    return stored_revision(workspace, row.number)


def _versions(workspace: Workspace, row: Revision, made: Plan) -> list[DefinitionVersion]:
    return [
        DefinitionVersion(
            workspace=workspace,
            revision=row,
            noun=each.noun,
            key=each.key,
            version=each.version,
            change=each.change,
            value_hash=each.value_hash,
            revision_hash=each.revision_hash,
            summary=each.summary,
        )
        for each in made.changes
    ]

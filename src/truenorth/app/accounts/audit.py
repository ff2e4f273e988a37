"""The audit trail: who did what, in a chain in which no row can be changed unseen.

Each workspace has a chain of its own; what concerns no workspace is in the installation's. The hash of a row covers all
it says and the hash of the row before it. A row taken from the end of a chain leaves no gap: who wants to notice that
keeps the newest hash elsewhere and gives it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from truenorth.app.accounts.models import AuditEvent, Workspace
from truenorth.errors import Finding

BEGIN = ""
"""What stands before the first row of a chain."""
_LOCKS = 0x7472_6E61  # our own range of PostgreSQL's advisory locks
_INSTALLATION = 0  # the lock of the chain without a workspace; ids begin at 1


def record(
    actor: str,
    action: str,
    thing: str = "",
    workspace: Workspace | None = None,
    facts: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """The row that was added, in the caller's transaction: it stays if and only if what it tells of stays.

    Two writers of one chain wait for each other until the first one's transaction ends. Facts are kept as JSON; a
    number that is no integer is kept as text.
    """
    with transaction.atomic():
        _lock(workspace)
        last = AuditEvent.objects.filter(workspace=workspace).order_by("-id").values_list("hash", flat=True).first()
        event = AuditEvent(
            at=timezone.now(),
            workspace=workspace,
            actor=_fitting(actor, 254),
            action=_fitting(action, 60),
            thing=_fitting(thing, 200),
            facts=_plain(facts or {}),
            previous_hash=BEGIN if last is None else last,
        )
        event.hash = hash_of(event)
        event.save(force_insert=True)
    return event


def verify(workspace: Workspace | None, kept: str = "") -> Finding | None:
    """The first row of a chain that is not as it was written, else None. `kept` is a hash that must be in the chain."""
    before = BEGIN
    met = not kept
    for event in AuditEvent.objects.filter(workspace=workspace).order_by("id").iterator(chunk_size=1000):
        told = f"{event.action} of {event.actor} at {event.at:%Y-%m-%d %H:%M:%S} (row {event.pk})"
        if event.previous_hash != before:
            return _changed(f"before the audit row {told} a row was taken away, put in or moved")
        if event.hash != hash_of(event):
            return _changed(f"the audit row {told} was changed after it was written")
        before = event.hash
        met = met or event.hash == kept
    return None if met else _changed("the audit trail does not contain the row whose hash was kept: its end is missing")


def newest_hash(workspace: Workspace | None) -> str:
    """The hash of a chain's last row, to be kept elsewhere; empty before the first."""
    return AuditEvent.objects.filter(workspace=workspace).order_by("-id").values_list("hash", flat=True).first() or ""


def hash_of(event: AuditEvent) -> str:
    """The SHA-256 over everything a row says, and the hash before it."""
    said = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "workspace": event.workspace_id,
        "actor": event.actor,
        "action": event.action,
        "thing": event.thing,
        "facts": event.facts,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _lock(workspace: Workspace | None) -> None:
    """Wait for the chain's other writers; on SQLite the transaction itself already has the only lock there is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            chain = _INSTALLATION if workspace is None else workspace.pk
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCKS, chain % 2**31])


def _changed(message: str) -> Finding:
    return Finding("AUDIT_CHANGED", message, hint="compare with a backup, and find out who may write to the database")


def _fitting(text: str, most: int) -> str:
    clean = _clean(text)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _clean(text: str) -> str:
    """Text as both databases keep it: they take no null character, and only whole characters."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any) -> Any:
    """Facts in the form in which both databases give them back exactly as they were written."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_clean(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(inner) for inner in ordered]
    return _clean(value.isoformat() if isinstance(value, datetime) else str(value))

"""The only code that writes people's work. Every change leaves a row in the audit trail, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import User, Workspace
from truenorth.app.readings.shapes import KpiRow
from truenorth.app.work.clock import now
from truenorth.app.work.mentions import find_mentions
from truenorth.app.work.models import Annotation, CheckIn, Comment, Entry, LastLook, Mention, Submission
from truenorth.app.work.read import members
from truenorth.app.work.spans import Span
from truenorth.app.work.values import value_text
from truenorth.app.work.wanted import (
    Note,
    Pinned,
    TypedNumber,
    needs_note,
    read_confidence,
    read_kind,
    read_text,
)
from truenorth.errors import refuse

MOST_NOTE, MOST_COMMENT, MOST_ANNOTATION, MOST_EVIDENCE = 2000, 4000, 300, 500


@dataclass(frozen=True)
class Author:
    """Who writes, in which workspace, and by which form: the same form is taken once. Without a token always."""

    workspace: Workspace
    user: User
    token: str = ""
    at: datetime | None = None  # when it was said; the workspace's now unless given

    @property
    def when(self) -> datetime:
        """The time that the row carries."""
        return self.at or now(self.workspace)


def type_value(author: Author, typed: TypedNumber) -> Entry | None:
    """The row of a typed value; a correction is a further row. None where this form was taken before."""
    note = read_text(typed.note, MOST_NOTE)
    evidence = read_text(typed.evidence, MOST_EVIDENCE)
    with transaction.atomic():
        if not _first_time(author):
            return None
        entry = Entry.objects.create(
            workspace=author.workspace,
            metric=typed.metric,
            period=typed.period,
            segment=typed.segment,
            value=value_text(typed.value),
            note=note,
            evidence=evidence,
            by=author.user,
            at=author.when,
        )
        facts = {"period": entry.period, "segment": entry.segment, "value": entry.value}
        _audit(author, "entry", f"metric:{typed.metric}", facts)
    return entry


def check_in(author: Author, row: KpiRow, note: Note) -> CheckIn | None:
    """The check-in on a KPI, with what was computed at this moment. None where this form was taken before."""
    confidence = read_confidence(note.confidence)
    what_changed = read_text(note.what_changed, MOST_NOTE)
    if not what_changed and needs_note(row):
        message = f"{row['label']} is {row['headline']}: say what changed."
        raise refuse("NOTE_NEEDED", message, hint="one sentence is enough")
    next_step = read_text(note.next_step, MOST_NOTE)
    with transaction.atomic():
        if not _first_time(author):
            return None
        made = CheckIn.objects.create(
            workspace=author.workspace,
            kpi=row["key"],
            period=row["period"],
            confidence=confidence,
            what_changed=what_changed,
            next_step=next_step,
            headline=row["headline"],
            p_hit=row["p_hit"],
            by=author.user,
            at=author.when,
        )
        _audit(author, "check-in", f"kpi:{row['key']}", {"period": made.period, "confidence": confidence})
    return made


def annotate(author: Author, kpi: str, pinned: Pinned, span: Span) -> Annotation | None:
    """The annotation of a stretch of time, of one KPI or (empty) of every chart. None where the form was taken."""
    kind = read_kind(pinned.kind)
    text = read_text(pinned.text, MOST_ANNOTATION)
    if not text:
        raise refuse("ANNOTATION_EMPTY", "An annotation says what happened.", hint="write a few words")
    with transaction.atomic():
        if not _first_time(author):
            return None
        made = Annotation.objects.create(
            workspace=author.workspace,
            kpi=kpi,
            kind=kind,
            period=span.label,
            period_start=span.start,
            period_end=span.end,
            text=text,
            excluded=pinned.excluded,
            new_level=pinned.new_level,
            by=author.user,
            at=author.when,
        )
        _audit(
            author, "annotate", f"kpi:{kpi}" if kpi else "charts", {"id": made.pk, "period": span.label, "kind": kind}
        )
    return made


def remove_annotation(author: Author, annotation: int) -> Annotation:
    """The annotation, no longer shown; its row stays with who took it away. Nothing changes the second time."""
    with transaction.atomic():
        found = Annotation.objects.select_for_update().filter(workspace=author.workspace, pk=annotation).first()
        if found is None:
            raise refuse("NO_SUCH_ANNOTATION", "That annotation does not exist in this workspace.")
        if found.removed_at is None:
            found.removed_at, found.removed_by = author.when, author.user
            found.save(update_fields=["removed_at", "removed_by"])
            _audit(author, "annotation-remove", f"kpi:{found.kpi}" if found.kpi else "charts", {"id": found.pk})
    return found


def comment(author: Author, kpi: str, period: str, text: str) -> Comment | None:
    """The comment on a KPI's period, with the members it mentions. None where this form was taken before."""
    text = read_text(text, MOST_COMMENT)
    if not text:
        raise refuse("COMMENT_EMPTY", "There is nothing to say yet.", hint="write a few words")
    found = find_mentions(text, members(author.workspace))
    with transaction.atomic():
        if not _first_time(author):
            return None
        made = Comment.objects.create(
            workspace=author.workspace, kpi=kpi, period=period[:40], text=text, by=author.user, at=author.when
        )
        spelled = {text[one.start : one.end]: one.member.id for one in found}
        for spelling, member in spelled.items():
            Mention.objects.create(comment=made, user_id=member, text=spelling)
        _audit(author, "comment", f"kpi:{kpi}", {"id": made.pk, "period": made.period})
    return made


def withdraw_comment(author: Author, comment: int) -> Comment:
    """The comment, its text no longer shown; the row stays. Nothing changes the second time."""
    with transaction.atomic():
        found = Comment.objects.select_for_update().filter(workspace=author.workspace, pk=comment).first()
        if found is None:
            raise refuse("NO_SUCH_COMMENT", "That comment does not exist in this workspace.")
        if found.withdrawn_at is None:
            found.withdrawn_at = author.when
            found.save(update_fields=["withdrawn_at"])
            _audit(author, "comment-withdraw", f"kpi:{found.kpi}", {"id": found.pk})
    return found


def follow(author: Author, kpi: str, *, on: bool) -> tuple[str, ...]:
    """The KPIs that someone follows, with this one taken in or out."""
    with transaction.atomic():
        look = _look(author)
        keys = [str(key) for key in look.follows]
        if (kpi in keys) != on:
            look.follows = [*keys, kpi] if on else [key for key in keys if key != kpi]
            look.save(update_fields=["follows"])
            _audit(author, "follow" if on else "unfollow", f"kpi:{kpi}", {})
        return tuple(look.follows)


def look(author: Author) -> datetime | None:
    """When the person had looked at home before; from now on it is now. A look changes nothing that others see, and
    leaves no row in the audit trail."""
    with transaction.atomic():
        found = _look(author)
        before = found.looked_at
        found.looked_at = author.when
        found.save(update_fields=["looked_at"])
    return before


def _look(author: Author) -> LastLook:
    LastLook.objects.get_or_create(workspace=author.workspace, user=author.user)
    return LastLook.objects.select_for_update().get(workspace=author.workspace, user=author.user)


def _first_time(author: Author) -> bool:
    """Whether this form has not been taken yet; the row that says so stays if and only if what the form says stays."""
    if not author.token:
        return True
    try:
        with transaction.atomic():
            Submission.objects.create(
                workspace=author.workspace, user=author.user, token=author.token[:40], at=now(author.workspace)
            )
    except IntegrityError:
        return False
    return True


def _audit(author: Author, action: str, thing: str, facts: Mapping[str, object]) -> None:
    record(author.user.email, action, thing, author.workspace, facts)

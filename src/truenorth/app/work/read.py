"""What people said and typed, as frozen values; as of a past instant only what had been said then."""

# No future import here: it would take the name of a function below.

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Max, Q, QuerySet

from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.app.work.mentions import Named
from truenorth.app.work.models import Annotation, CheckIn, Comment, Entry, LastLook, Mention

Row = TypeVar("Row", Entry, CheckIn, Annotation, Comment)


@dataclass(frozen=True)
class Who:
    """Someone who said something."""

    id: int
    name: str
    address: str

    @property
    def initials(self) -> str:
        """One or two letters that stand for the person."""
        words = [word for word in self.name.replace("@", " ").replace(".", " ").split() if word[:1].isalnum()]
        return "".join(word[0] for word in words[:2]).upper()


@dataclass(frozen=True)
class TypedValue:
    """A typed value; `counts` is false for one that a further row corrected."""

    id: int
    metric: str
    period: str
    segment: str
    value: str
    note: str
    evidence: str
    by: Who
    at: datetime
    counts: bool

    @property
    def members(self) -> dict[str, str]:
        """Dimension → member."""
        return dict(json.loads(self.segment))


@dataclass(frozen=True)
class CheckedIn:
    """A check-in, with what was computed at that time."""

    id: int
    kpi: str
    period: str
    confidence: int
    what_changed: str
    next_step: str
    headline: str
    p_hit: float | None
    by: Who
    at: datetime


@dataclass(frozen=True)
class Flag:
    """An annotation. `kpi` is empty where it concerns every chart; `removed` keeps who took it away."""

    id: int
    kpi: str
    kind: str
    period: str
    start: datetime
    end: datetime
    text: str
    excluded: bool
    new_level: bool
    by: Who
    at: datetime
    removed: bool


@dataclass(frozen=True)
class Remark:
    """A comment; a withdrawn one has lost its text. `mentions` are the spellings of members in it, with their names."""

    id: int
    kpi: str
    period: str
    text: str
    mentions: Mapping[str, Who]
    by: Who
    at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class Addressed:
    """A comment that mentions someone, in one line."""

    kpi: str
    period: str
    text: str
    by: Who
    at: datetime


def entries(workspace: Workspace, metric: str, *, as_of: datetime | None = None) -> tuple[TypedValue, ...]:
    """Every value typed of a metric, the newest first, corrected ones included."""
    rows = _until(Entry.objects.filter(workspace=workspace, metric=metric), as_of).select_related("by").order_by("-id")
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        place = (row.period, row.segment)
        found.append(
            TypedValue(
                row.pk, row.metric, row.period, row.segment, row.value, row.note, row.evidence, _who(row.by), row.at,
                place not in seen,
            )
        )  # fmt: skip
        seen.add(place)
    return tuple(found)


def typed_places(workspace: Workspace, metrics: Iterable[str]) -> frozenset[tuple[str, str, str]]:
    """(metric, period, segment) of every typed value of some metrics."""
    rows = Entry.objects.filter(workspace=workspace, metric__in=tuple(metrics))
    return frozenset(rows.values_list("metric", "period", "segment").distinct())


def check_ins(
    workspace: Workspace, kpi: str, *, as_of: datetime | None = None, most: int = 50
) -> tuple[CheckedIn, ...]:
    """The check-ins of a KPI, the newest first."""
    rows = _until(CheckIn.objects.filter(workspace=workspace, kpi=kpi), as_of)
    return tuple(_checked_in(row) for row in rows.select_related("by").order_by("-id")[:most])


def last_check_ins(
    workspace: Workspace, kpis: Iterable[str] | None = None, *, as_of: datetime | None = None
) -> dict[str, CheckedIn]:
    """The newest check-in of each KPI that has one."""
    rows = _until(CheckIn.objects.filter(workspace=workspace), as_of)
    if kpis is not None:
        rows = rows.filter(kpi__in=tuple(kpis))
    newest = rows.values("kpi").annotate(newest=Max("id")).values_list("newest", flat=True)
    return {row.kpi: _checked_in(row) for row in CheckIn.objects.filter(pk__in=list(newest)).select_related("by")}


def annotations(workspace: Workspace, kpi: str, *, as_of: datetime | None = None) -> tuple[Flag, ...]:
    """The annotations that a KPI's charts show, in the order of time: its own and those of every chart."""
    rows = _until(Annotation.objects.filter(Q(kpi=kpi) | Q(kpi=""), workspace=workspace), as_of)
    gone = Q(removed_at__isnull=True) if as_of is None else Q(removed_at__isnull=True) | Q(removed_at__gt=as_of)
    return tuple(_flag(row) for row in rows.filter(gone).select_related("by").order_by("period_start", "id"))


def comments(workspace: Workspace, kpi: str, *, as_of: datetime | None = None, most: int = 200) -> tuple[Remark, ...]:
    """The comments on a KPI, the newest first; withdrawn ones keep their place and lose their text."""
    rows = _until(Comment.objects.filter(workspace=workspace, kpi=kpi), as_of)
    return tuple(
        _remark(row) for row in rows.select_related("by").prefetch_related("mentions__user").order_by("-id")[:most]
    )


def mentions_of(
    workspace: Workspace, user: User, since: datetime, *, until: datetime | None = None, most: int = 20
) -> tuple[Addressed, ...]:
    """The comments after an instant that mention someone, the newest first; those withdrawn left out."""
    rows = (
        Mention.objects.filter(
            user=user, comment__workspace=workspace, comment__at__gt=since, comment__withdrawn_at__isnull=True
        )
        .exclude(comment__by=user)
        .select_related("comment__by")
        .order_by("-comment_id")
    )
    rows = rows if until is None else rows.filter(comment__at__lte=until)
    by_comment = {row.comment_id: row.comment for row in rows[:most]}
    return tuple(Addressed(row.kpi, row.period, row.text, _who(row.by), row.at) for row in by_comment.values())


def follows(workspace: Workspace, user: User) -> tuple[str, ...]:
    """The keys of the KPIs that someone follows, in the order in which they began to."""
    found = LastLook.objects.filter(workspace=workspace, user=user).values_list("follows", flat=True).first()
    return tuple(str(key) for key in found or ())


def last_look(workspace: Workspace, user: User) -> datetime | None:
    """When someone last looked at the workspace's home; None for the first time."""
    return LastLook.objects.filter(workspace=workspace, user=user).values_list("looked_at", flat=True).first()


def members(workspace: Workspace) -> tuple[Named, ...]:
    """Everybody who may be mentioned."""
    rows = Membership.objects.filter(workspace=workspace, user__is_active=True).select_related("user")
    return tuple(Named(row.user.pk, row.user.name, row.user.email) for row in rows.order_by("user__name", "user_id"))


def may_remove(user: User, role: Role, by: Who) -> bool:
    """Whether someone may take away what another said: their own, and analysts and admins anybody's."""
    return user.pk == by.id or role in (Role.ANALYST, Role.ADMIN)


def _until(rows: QuerySet[Row], as_of: datetime | None) -> QuerySet[Row]:
    return rows if as_of is None else rows.filter(at__lte=as_of)


def _who(user: User) -> Who:
    return Who(user.pk, str(user), user.email)


def _checked_in(row: CheckIn) -> CheckedIn:
    return CheckedIn(
        row.pk, row.kpi, row.period, row.confidence, row.what_changed, row.next_step, row.headline, row.p_hit,
        _who(row.by), row.at,
    )  # fmt: skip


def _flag(row: Annotation) -> Flag:
    return Flag(
        row.pk, row.kpi, row.kind, row.period, row.period_start, row.period_end, row.text, row.excluded, row.new_level,
        _who(row.by), row.at, row.removed_at is not None,
    )  # fmt: skip


def _remark(row: Comment) -> Remark:
    withdrawn = row.withdrawn_at is not None
    named = {} if withdrawn else {mention.text: _who(mention.user) for mention in row.mentions.all()}
    return Remark(row.pk, row.kpi, row.period, "" if withdrawn else row.text, named, _who(row.by), row.at, withdrawn)

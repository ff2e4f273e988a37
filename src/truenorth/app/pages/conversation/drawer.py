"""The conversation beside a KPI: check-ins, comments and annotations in one line of time, and the forms for more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.conversation.said import linked
from truenorth.app.pages.door import Visit
from truenorth.app.pages.fields import Fields, new_token
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import ChartShown, KpiRow
from truenorth.app.work import read
from truenorth.app.work.read import Who
from truenorth.app.work.spans import in_words
from truenorth.app.work.wanted import CONFIDENCE, KINDS
from truenorth.wording import format_number

MOST_PERIODS = 24


@dataclass(frozen=True)
class Item:
    """One thing that was said. `kind` is check-in, comment or annotation; what does not concern it is empty."""

    kind: str
    id: int
    who: Who
    at: datetime
    period: str
    period_text: str
    said: SafeString
    next_step: SafeString = field(default_factory=SafeString)
    confidence: int | None = None
    sure: str = ""  # the confidence in words
    headline: str = ""
    p_hit: str = ""
    about: str = ""  # what an annotation is about
    marks: tuple[str, ...] = ()
    withdrawn: bool = False
    may_remove: bool = False


@dataclass(frozen=True)
class Choice:
    """A period to choose."""

    label: str
    text: str


@dataclass(frozen=True)
class Drawer:
    """Everything the conversation's part of a page shows. `past` is an as-of view: nothing can be said there."""

    kpi: str
    label: str
    items: tuple[Item, ...]
    follows: bool
    may_contribute: bool
    past: bool
    zone: str
    token: str
    period: str
    periods: tuple[Choice, ...]
    fields: Fields
    form: str  # of which form the fields are: comment or annotate
    kinds: tuple[str, ...] = KINDS


def drawer_of(
    visit: Visit,
    kpi: str,
    as_of: datetime | None = None,
    *,
    charts: list[ChartShown] | None = None,
    fields: Fields | None = None,
    form: str = "",
    row: KpiRow | None = None,
) -> Drawer:
    """The conversation about a KPI as it was at an instant, or is now; with a form that was refused, if one was."""
    row = row or readings.row(visit.workspace, "kpi", kpi, as_of)
    period = "" if row is None else row["period"]
    return Drawer(
        kpi,
        kpi if row is None else row["label"],
        tuple(sorted(_items(visit, kpi, as_of), key=lambda item: (item.at, item.id), reverse=True)),
        follows=kpi in read.follows(visit.workspace, visit.user),
        may_contribute=visit.may(Action.CONTRIBUTE) and as_of is None,
        past=as_of is not None,
        zone=visit.known.get("zone", "UTC"),
        token=new_token(),
        period=period,
        periods=_periods(visit, kpi, as_of, charts, period),
        fields=fields or Fields(),
        form=form,
    )


def _items(visit: Visit, kpi: str, as_of: datetime | None) -> Iterable[Item]:
    for checked in read.check_ins(visit.workspace, kpi, as_of=as_of):
        yield Item(
            "check-in", checked.id, checked.by, checked.at, checked.period, in_words(checked.period),
            linked(checked.what_changed, {}, visit.workspace.slug),
            next_step=linked(checked.next_step, {}, visit.workspace.slug),
            confidence=checked.confidence, sure=CONFIDENCE[checked.confidence], headline=checked.headline,
            p_hit="" if checked.p_hit is None else format_number(checked.p_hit, "percent", decimals=0),
        )  # fmt: skip
    for remark in read.comments(visit.workspace, kpi, as_of=as_of):
        yield Item(
            "comment", remark.id, remark.by, remark.at, remark.period, in_words(remark.period) if remark.period else "",
            linked(remark.text, remark.mentions, visit.workspace.slug), withdrawn=remark.withdrawn,
            may_remove=as_of is None and not remark.withdrawn and _may_remove(visit, remark.by),
        )  # fmt: skip
    for flag in read.annotations(visit.workspace, kpi, as_of=as_of):
        marks = {"left out of the limits": flag.excluded, "new level": flag.new_level, "on every chart": not flag.kpi}
        yield Item(
            "annotation", flag.id, flag.by, flag.at, flag.period, in_words(flag.period),
            linked(flag.text, {}, visit.workspace.slug), about=flag.kind,
            marks=tuple(mark for mark, holds in marks.items() if holds),
            may_remove=as_of is None and _may_remove(visit, flag.by),
        )  # fmt: skip


def _may_remove(visit: Visit, by: Who) -> bool:
    return visit.may(Action.CONTRIBUTE) and read.may_remove(visit.user, visit.role, by)


def _periods(
    visit: Visit, kpi: str, as_of: datetime | None, charts: list[ChartShown] | None, judged: str
) -> tuple[Choice, ...]:
    """The newest periods of the KPI's own grain, the newest first, the judged one among them."""
    if charts is None:
        detail = readings.detail(visit.workspace, "kpi", kpi, as_of)
        charts = [] if detail is None else detail["charts"]
    labels = [point["label"] for chart in charts[:1] for point in chart["points"]][::-1][:MOST_PERIODS]
    if judged and judged not in labels:
        labels.append(judged)
    return tuple(Choice(label, in_words(label)) for label in labels)

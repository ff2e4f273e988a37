"""One run: the newest revision and the rows of its sources made readings, statuses and cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Max, Q

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.context import LeaseLost, Stopped
from truenorth.app.jobs.models import Job
from truenorth.app.readings.basis import Basis, basis_of
from truenorth.app.readings.cards.check import check_row, sorted_out
from truenorth.app.readings.cards.detail import kpi_detail
from truenorth.app.readings.cards.kpi import kpi_row
from truenorth.app.readings.cards.metric import Answered, metric_detail, metric_row
from truenorth.app.readings.cards.scorecard import scorecard_row, scorecards
from truenorth.app.readings.cards.table import look, table_detail, table_row
from truenorth.app.readings.cards.workspace import workspace_row
from truenorth.app.readings.computed import Computed, compute_kpi, judge_kpi, measure, scene_of
from truenorth.app.readings.entries import entries_written
from truenorth.app.readings.history import Keeping, keep, next_run
from truenorth.app.readings.measured import Found, measured_of, series_of
from truenorth.app.readings.models import Run
from truenorth.app.readings.remembered import remember
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.split import Splitting
from truenorth.app.readings.statuses import keep_status
from truenorth.app.readings.store import Made, put_card, put_gone
from truenorth.app.readings.traces import keep_queries, keep_table, queries_of
from truenorth.app.revisions.read import project_of
from truenorth.errors import Finding, SourceFailed, refuse
from truenorth.model.answers import Answer
from truenorth.periods import Grain
from truenorth.project import Project
from truenorth.project.assess import known_kpi
from truenorth.project.check import check_at
from truenorth.project.clock import now

Progress = Callable[[int, int, str], None]
CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much the clocks of two machines may differ."""
LONGEST_BY_HAND = timedelta(hours=12)
"""A run of `truenorth refresh` that has not ended after so long was killed: no job tells of it."""


class Context(Protocol):
    """What a job gives its work: where it stands is told to `progress`; `guard` begins every write."""

    @property
    def job_id(self) -> int | None:
        """The job's number."""
        ...

    def progress(self, done: int, all: int, step: str) -> None: ...

    def guard(self) -> None: ...


def refresh(
    workspace: Workspace,
    *,
    as_of: str | datetime | None = None,
    context: Context | None = None,
    told: Progress | None = None,
    cause: str = "",
    kpis: Iterable[str] | None = None,
) -> Run:
    """The finished run; where it stands is told to the job's context, or to `told`.

    Raises Refused where the workspace has no definitions yet.
    """
    basis = basis_of(workspace)
    if basis is None:
        raise refuse(
            "NO_REVISION",
            f"{workspace.name} has no definitions yet.",
            hint="`truenorth apply` a folder of definitions, or add a source on the Data page.",
        )
    with project_of(basis.stored, workspace) as project:
        at = _instant(workspace, project, as_of)
        run = _begun(workspace, basis, at, context, cause)
        scene = scene_of(workspace, basis, project, at, now())
        typed = entries_written(workspace, basis.stored, project.definitions, at)
        with _ending(run, context), typed, ExitStack() as stack:
            writing = _Writing(scene, run, context, told, Splitting(scene, stack))
            _write(writing, None if kpis is None else frozenset(kpis))
    return run


@contextmanager
def _ending(run: Run, context: Context | None) -> Iterator[None]:
    """The run's end noted; where the lease is lost nothing is written any more."""
    try:
        yield
        with transaction.atomic():
            if context:
                context.guard()
            _ended(run, "done")
    except LeaseLost:
        raise
    except BaseException as error:
        _ended(run, "cancelled" if isinstance(error, Stopped) else "failed")
        raise


def _today(workspace: Workspace, project: Project) -> datetime:
    """What counts as now; never earlier than a run that was made: history would be told in another order.

    Raises SourceFailed where this machine's clock was set back. Clocks of several machines may differ a little.
    """
    if workspace.clock is not None:
        return workspace.clock
    today = project.as_of()
    if project.definitions.as_of is not None:
        return today
    newest: datetime | None = Run.objects.filter(workspace=workspace).aggregate(at=Max("started_at"))["at"]
    if newest is None or newest <= today:
        return today
    if newest - today > CLOCKS_DIFFER:
        raise SourceFailed(
            Finding(
                "CLOCK_BACK",
                f"The clock of this machine says {today:%Y-%m-%d %H:%M} UTC, and the newest run of {workspace.name} "
                f"was made at {newest:%Y-%m-%d %H:%M} UTC.",
                hint="set the clock right; if it was ahead at that run, give the time: truenorth refresh --as-of "
                f"{today:%Y-%m-%dT%H:%M}",
            )
        )
    return newest


def _instant(workspace: Workspace, project: Project, given: str | datetime | None) -> datetime:
    """The instant of knowledge: as given, else the workspace's fixed clock, else the project's own time, else now."""
    if given is None:
        return _today(workspace, project)
    today = workspace.clock or project.as_of()
    at = project.as_of(given)
    if at > today:
        raise refuse(
            "AS_OF_AHEAD",
            f"{given} lies ahead of what counts as today, {project.calendar.aware(today).isoformat()}.",
            hint="Nothing can be known as of a time to come: give an earlier date, or none.",
        )
    return at


def _begun(workspace: Workspace, basis: Basis, as_of: datetime, context: Context | None, cause: str) -> Run:
    from truenorth import __version__

    with transaction.atomic():
        if context:
            context.guard()
            if context.job_id is not None:  # a worker that went away in the middle left its run so
                left = Run.objects.filter(workspace=workspace, job_id=context.job_id, state="running")
                left.update(state="failed", ended_at=now())
        close_left(workspace)
        return Run.objects.create(
            workspace=workspace,
            revision_id=basis.stored.id,
            job_id=context.job_id if context else None,
            as_of=as_of,
            started_at=now(),
            cause=cause,
            code_version=__version__,
        )


def close_left(workspace: Workspace | None = None) -> int:
    """How many runs were said to have failed that nobody works on any more: a process that is killed cannot say so."""
    running = Run.objects.filter(state="running", **({} if workspace is None else {"workspace": workspace}))
    live = Job.objects.filter(state__in=("queued", "running")).values("pk")
    gone = Q(job_id__isnull=False) & ~Q(job_id__in=live)
    by_hand = Q(job_id__isnull=True, started_at__lt=now() - LONGEST_BY_HAND)
    return running.filter(gone | by_hand).update(state="failed", ended_at=now())


def _ended(run: Run, state: str) -> None:
    run.state, run.ended_at = state, now()
    run.save(update_fields=["state", "ended_at", "failures"])


@dataclass(frozen=True, eq=False)
class _Writing:
    """One run as it goes on: each thing is written in a transaction of its own, after the fence was looked at."""

    scene: Scene
    run: Run
    context: Context | None
    told: Progress | None
    split: Splitting
    failures: list[Finding] = field(default_factory=list)

    def step(self, done: int, steps: int, what: str) -> None:
        """Say where the run stands."""
        tell = self.context.progress if self.context else self.told
        if tell:
            tell(min(done, steps), steps, what)

    @contextmanager
    def transaction(self) -> Iterator[datetime | None]:
        """One transaction that only the job's holder may commit, with when the next finished run is known from."""
        with transaction.atomic():
            if self.context:
                self.context.guard()
            # Of two runs at once the second sees what the first has written, on either database.
            Workspace.objects.select_for_update().get(pk=self.run.workspace_id)
            yield next_run(self.run)

    def keep(self, found: Iterable[Found], next_at: datetime | None) -> int:
        """How many readings were written; each series once a run. Called inside a transaction."""
        fresh = [each for each in found if each.named not in self.scene.kept]
        self.scene.kept.update(each.named for each in fresh)
        return keep(Keeping(self.run, now(), next_at, self.split), fresh)


def _write(writing: _Writing, only: frozenset[str] | None) -> None:
    """Everything of one run."""
    scene = writing.scene
    active = [kpi for kpi in scene.definitions.kpis.values() if kpi.state == "active"]
    for key in sorted(only or ()):
        known_kpi(scene.project.asking, key)
    wanted = [kpi for kpi in active if only is None or kpi.key in only]
    if only is not None:
        remember(scene, only)
    steps = 2 * len(wanted) + (
        len(scene.definitions.metrics) + len(scene.definitions.tables) + 1 if only is None else 0
    )
    for done, kpi in enumerate(wanted):
        writing.step(done, steps, kpi.label)
        judge_kpi(scene, kpi)
    scene.judged.update({kpi.key: scene.judged.pop(kpi.key) for kpi in active if kpi.key in scene.judged})
    measures = {} if only is not None else _asked(writing, len(wanted), steps)
    done = len(wanted) + len(measures)
    for rank, key in enumerate(scene.judged):
        if only is None or key in only:
            writing.step(done, steps, scene.judged[key].kpi.label)
            done += 1
            _keep_kpi(writing, compute_kpi(scene, scene.judged[key]), rank)
    for rank, measured in enumerate(measures.values()):
        _keep_metric(writing, *measured, rank)
    if only is None:
        _keep_tables(writing, done, steps)
    _keep_whole(writing, everything=only is None)
    writing.run.failures = [each.as_error() for each in dict.fromkeys(writing.failures)]


def _asked(writing: _Writing, done: int, steps: int) -> dict[str, tuple[Answered, dict[Grain, Answer]]]:
    """The check made, and every metric asked."""
    scene = writing.scene
    writing.step(done, steps, "check")
    evidence = {key: each.evidence for key, each in scene.judged.items()}
    sorted_out(scene, check_at(scene.project, scene.as_of, evidence, scene.statuses))
    measures = {}
    for number, (key, metric) in enumerate(scene.definitions.metrics.items()):
        writing.step(done + number, steps, metric.label)
        measures[key] = measure(scene, key)
    return measures


def _keep_kpi(writing: _Writing, computed: Computed, rank: int) -> None:
    """A KPI's readings, status and card, all or nothing."""
    scene, run, key = writing.scene, writing.run, computed.judged.kpi.key
    failure = computed.judged.evidence.failure
    writing.failures.extend([*([failure] if failure else []), *computed.failures])
    made = _kpi_card(scene, computed, rank)
    found = list(series_of(scene, computed))
    queries = list(queries_of(scene, computed))
    with writing.transaction() as next_at:
        rows = writing.keep(found, next_at)
        status = keep_status(run, computed.judged, now(), next_at)
        if rows or status is not None:
            keep_queries(run, "kpi", key, queries)
        put_card(run, made, now(), next_at)


def _keep_metric(writing: _Writing, measured: Answered, coarser: dict[Grain, Answer], rank: int) -> None:
    scene, run, key = writing.scene, writing.run, measured.metric.key
    writing.failures.extend([measured.failure] if measured.failure else [])
    row, detail = metric_row(scene, measured), metric_detail(scene, measured, coarser)
    found = list(measured_of(scene, measured, coarser))
    with writing.transaction() as next_at:
        if writing.keep(found, next_at) and measured.answer is not None:
            keep_queries(run, "metric", key, [("series", sql) for sql in measured.answer.queries])
        put_card(run, Made("metric", key, dict(row), dict(detail), rank), now(), next_at)


def _keep_tables(writing: _Writing, done: int, steps: int) -> None:
    scene, run = writing.scene, writing.run
    for rank, key in enumerate(scene.definitions.tables):
        writing.step(done + rank, steps, key)
        looked = look(scene, key)
        typed = key.startswith("entries of ")
        writing.failures.extend([looked.failure] if looked.failure and not typed else [])
        cards = [] if typed else [(table_row(scene, looked), table_detail(scene, looked))]
        with writing.transaction() as next_at:
            keep_table(run, looked)
            for row, detail in cards:
                put_card(run, Made("data", key, dict(row), dict(detail), rank), now(), next_at)


def _kpi_card(scene: Scene, computed: Computed, rank: int) -> Made:
    judged, told = computed.judged, computed.told
    row = kpi_row(scene, judged, told)
    detail = kpi_detail(scene, judged, told, computed.coarser, computed.parts)
    return Made("kpi", judged.kpi.key, dict(row), dict(detail), rank)


def _keep_whole(writing: _Writing, *, everything: bool) -> None:
    """The cards of scorecards, the check and the workspace; what is no more is said to be gone."""
    scene, run = writing.scene, writing.run
    cards = scorecards(scene)
    made = [Made("scorecard", each.key, dict(scorecard_row(scene, each)), None, n) for n, each in enumerate(cards)]
    made += [Made("check", "check", dict(check_row(scene)))] if everything else []
    made += [Made("workspace", "workspace", dict(workspace_row(scene)))] if everything else []
    with writing.transaction() as next_at:
        for each in made:
            put_card(run, each, now(), next_at)
        if everything:
            put_gone(run, "scorecard", [each.key for each in cards], now(), next_at)
            put_gone(run, "kpi", scene.judged, now(), next_at)
            put_gone(run, "metric", scene.definitions.metrics, now(), next_at)
            shown = [key for key in scene.definitions.tables if not key.startswith("entries of ")]
            put_gone(run, "data", shown, now(), next_at)

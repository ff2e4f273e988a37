"""One run: the newest revision and the rows of its sources made readings, statuses and cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol

from django.db import transaction

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.basis import Basis, basis_of
from truenorth.app.readings.cards.check import check_row, sorted_out
from truenorth.app.readings.cards.detail import kpi_detail
from truenorth.app.readings.cards.kpi import kpi_row
from truenorth.app.readings.cards.metric import metric_detail, metric_row
from truenorth.app.readings.cards.scorecard import scorecard_row, scorecards
from truenorth.app.readings.cards.table import look, table_detail, table_row
from truenorth.app.readings.cards.workspace import workspace_row
from truenorth.app.readings.computed import Computed, compute_kpi, judge_kpi, measure, scene_of
from truenorth.app.readings.models import Run
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.store import Made, put_card
from truenorth.app.revisions.read import project_of
from truenorth.errors import Finding, refuse
from truenorth.project.check import check_at
from truenorth.project.clock import now

Progress = Callable[[int, int, str], None]


class Context(Protocol):
    """What a job gives its work: where it stands is told to `progress`; `guard` begins every write."""

    @property
    def job_id(self) -> int: ...

    def progress(self, done: int, all: int, step: str) -> None: ...

    def guard(self) -> None: ...


def refresh(
    workspace: Workspace,
    *,
    as_of: datetime | None = None,
    context: Context | None = None,
    cause: str = "",
    kpis: Iterable[str] | None = None,
) -> Run:
    """The finished run. Raises Refused where the workspace has no definitions yet."""
    basis = basis_of(workspace)
    if basis is None:
        raise refuse(
            "NO_REVISION",
            f"{workspace.name} has no definitions yet.",
            hint="`truenorth apply` a folder of definitions, or add a source on the Data page.",
        )
    with project_of(basis.stored, workspace) as project:
        at = as_of or workspace.clock or project.as_of()
        run = _begun(workspace, basis, at, context, cause)
        try:
            scene = scene_of(workspace, basis, project, at, now())
            _write(scene, run, context, None if kpis is None else frozenset(kpis))
        except BaseException as error:
            _ended(run, "cancelled" if type(error).__name__ == "Cancelled" else "failed")
            raise
    _ended(run, "done")
    return run


def _begun(workspace: Workspace, basis: Basis, as_of: datetime, context: Context | None, cause: str) -> Run:
    from truenorth import __version__

    with transaction.atomic():
        if context:
            context.guard()
        return Run.objects.create(
            workspace=workspace,
            revision_id=basis.stored.id,
            job_id=context.job_id if context else None,
            as_of=as_of,
            started_at=now(),
            cause=cause,
            code_version=__version__,
        )


def _ended(run: Run, state: str) -> None:
    run.state, run.ended_at = state, now()
    run.save(update_fields=["state", "ended_at", "failures"])


def _write(scene: Scene, run: Run, context: Context | None, only: frozenset[str] | None) -> None:
    """Everything of one run, each thing in a transaction of its own."""
    active = [kpi for kpi in scene.definitions.kpis.values() if kpi.state == "active"]
    steps = 2 * len(active) + len(scene.definitions.metrics) + len(scene.definitions.tables) + 4
    told = _Told(context, steps)
    for kpi in active:
        told.next(kpi.label)
        judge_kpi(scene, kpi)
    told.next("check")
    sorted_out(scene, check_at(scene.project, scene.as_of, {k: each.evidence for k, each in scene.judged.items()}))
    failures: list[Finding] = []
    measures = {}
    for key, metric in scene.definitions.metrics.items():
        told.next(metric.label)
        measures[key] = measure(scene, key)
    for rank, key in enumerate(scene.judged):
        told.next(scene.judged[key].kpi.label)
        computed = compute_kpi(scene, scene.judged[key])
        failures += _failures(computed)
        _kept(run, context, _kpi_card(scene, computed, rank))
    for rank, (measured, coarser) in enumerate(measures.values()):
        failures += [measured.failure] if measured.failure else []
        row, detail = metric_row(scene, measured), metric_detail(scene, measured, coarser)
        _kept(run, context, Made("metric", measured.metric.key, dict(row), dict(detail), rank))
    for rank, key in enumerate(each for each in scene.definitions.tables if not each.startswith("entries of ")):
        told.next(key)
        looked = look(scene, key)
        failures += [looked.failure] if looked.failure else []
        _kept(run, context, Made("data", key, dict(table_row(scene, looked)), dict(table_detail(scene, looked)), rank))
    for made in _whole(scene):
        _kept(run, context, made)
    run.failures = [each.as_error() for each in dict.fromkeys(failures)]


class _Told:
    """Says where a run stands."""

    def __init__(self, context: Context | None, steps: int) -> None:
        self._context, self._steps, self._done = context, steps, 0

    def next(self, step: str) -> None:
        """One step further."""
        if self._context:
            self._context.progress(min(self._done, self._steps), self._steps, step)
        self._done += 1


def _failures(computed: Computed) -> list[Finding]:
    failure = computed.judged.evidence.failure
    return [*([failure] if failure else []), *computed.failures]


def _kpi_card(scene: Scene, computed: Computed, rank: int) -> Made:
    judged, told = computed.judged, computed.told
    row = kpi_row(scene, judged, told)
    detail = kpi_detail(scene, judged, told, computed.coarser, computed.parts)
    return Made("kpi", judged.kpi.key, dict(row), dict(detail), rank)


def _whole(scene: Scene) -> Iterator[Made]:
    """The cards of scorecards, the check and the workspace."""
    for rank, card in enumerate(scorecards(scene)):
        yield Made("scorecard", card.key, dict(scorecard_row(scene, card)), None, rank)
    yield Made("check", "check", dict(check_row(scene)))
    yield Made("workspace", "workspace", dict(workspace_row(scene)))


def _kept(run: Run, context: Context | None, made: Made) -> None:
    with transaction.atomic():
        if context:
            context.guard()
        put_card(run, made, now())

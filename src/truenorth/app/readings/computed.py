"""What a run computes of each KPI and metric: answers at their grains and by their dimensions, judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.basis import Basis
from truenorth.app.readings.cards.chart import Told, told_of
from truenorth.app.readings.cards.detail import COARSER
from truenorth.app.readings.cards.metric import Answered
from truenorth.app.readings.remarks import remarks_known
from truenorth.app.readings.scene import Judged, Newest, Scene, judged_of
from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.judgement import Evidence, Part, Read, judge
from truenorth.model.answers import Answer
from truenorth.model.kpis import Kpi
from truenorth.periods import Grain
from truenorth.project import Project
from truenorth.project.assess import answer_to, assessing, evidence_of


@dataclass(frozen=True, eq=False)
class Computed:
    """One KPI with all that is stored and shown of it."""

    judged: Judged
    told: Told
    coarser: dict[Grain, Answer] = field(default_factory=dict)
    parts: dict[str, Answer] = field(default_factory=dict)
    failures: tuple[Finding, ...] = ()


def scene_of(workspace: Workspace, basis: Basis, project: Project, as_of: datetime, now: datetime) -> Scene:
    """A scene with nothing asked yet."""
    remarks = remarks_known(workspace, as_of)
    return Scene(workspace, basis, project, assessing(project.asking, as_of), now, remarks)


def judge_kpi(scene: Scene, kpi: Kpi) -> Judged:
    """The KPI judged; one that breaks unforeseen leaves that as its failure, and the rest goes on."""
    try:
        evidence = replace(evidence_of(scene.shared, kpi), remarks=scene.remarks_on(kpi.key))
        found = judged_of(evidence, judge(evidence))
    except Exception as error:  # a defect in one KPI may not stop the others
        found = _broken(scene, kpi, error)
    scene.judged[kpi.key] = found
    return found


def _broken(scene: Scene, kpi: Kpi, error: Exception) -> Judged:
    message = f"{kpi.key} could not be computed: {type(error).__name__}: {error}"
    metric = scene.definitions.metrics.get(kpi.metric)
    failed = Evidence(kpi, scene.calendar, scene.as_of, metric, failure=Finding("KPI_FAILED", message, kpi.place))
    return judged_of(failed, judge(failed))


def compute_kpi(scene: Scene, judged: Judged) -> Computed:
    """The judged KPI with its coarser grains and its kept dimensions; what is refused is left out and told."""
    kpi, failures = judged.kpi, []
    coarser: dict[Grain, Answer] = {}
    parts: dict[str, Answer] = {}
    if judged.evidence.failure is None:
        for grain in COARSER.get(kpi.grain, ()):
            answer = _answer(scene, kpi, Read(Part.SERIES, kpi.metric, grain))
            if isinstance(answer, Answer):
                coarser[grain] = answer
        for name in kpi.breakdown:
            answer = _answer(scene, kpi, Read(Part.SERIES, kpi.metric, kpi.grain, by=(name,)))
            if isinstance(answer, Answer):
                parts[name] = answer
            else:
                failures.append(answer)
    return Computed(judged, told_of(judged), coarser, parts, tuple(failures))


def _answer(scene: Scene, kpi: Kpi, read: Read) -> Answer | Finding:
    try:
        return answer_to(scene.shared, kpi, read)
    except (Refused, SourceFailed) as failed:
        return failed.finding


def measure(scene: Scene, key: str) -> tuple[Answered, dict[Grain, Answer]]:
    """A metric over everything, at the grain of a KPI that it serves, else by month or what its rows allow."""
    metric = scene.definitions.metrics[key]
    kpi = Kpi(key, metric.label, key)
    first: Finding | None = None
    for grain in _grains(scene, key):
        answer = _answer(scene, kpi, Read(Part.SERIES, key, grain))
        if isinstance(answer, Answer):
            found = Answered(metric, grain, answer)
            coarser = {each: _answer(scene, kpi, Read(Part.SERIES, key, each)) for each in COARSER.get(grain, ())}
            _remember(scene, found)
            return found, {each: answer for each, answer in coarser.items() if isinstance(answer, Answer)}
        first = first or answer
    return Answered(metric, Grain.MONTH, None, first), {}


def _grains(scene: Scene, key: str) -> Iterable[Grain]:
    own = [kpi.grain for kpi in scene.definitions.kpis.values() if kpi.metric == key and kpi.state == "active"]
    manual = scene.definitions.metrics[key].manual
    usual = [Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR]
    return dict.fromkeys([*own, *([manual.every] if manual else []), *usual])


def _remember(scene: Scene, found: Answered) -> None:
    closed = found.closed
    if closed:
        scene.newest[found.metric.key] = Newest(closed[-1].measured.cell.value, found.unit, closed[-1].label)

"""From a KPI to its past: the series at the KPI's grain, in its segment, as known at a time."""

from __future__ import annotations

from datetime import datetime

from truenorth.errors import Refused, nearest_names, refuse
from truenorth.judgement import Series, first_need
from truenorth.judgement.history import History, mature
from truenorth.model.kpis import Kpi
from truenorth.project.ask import Asking
from truenorth.project.assess import Assessing, answer_to, assessing, points_of


def history(asking: Asking, key: str, as_of: datetime) -> History:
    """The past of one KPI; Refused where there is no such KPI, or its question is refused."""
    return history_of(assessing(asking, as_of), known_kpi(asking, key))


def history_of(shared: Assessing, kpi: Kpi) -> History:
    """The past of a KPI, with the answers that other judgements of the same time have already brought."""
    definitions = shared.asking.definitions
    broken = definitions.broken.get(f"kpi:{kpi.key}")
    if broken is not None:
        raise Refused(broken)
    answer = answer_to(shared, kpi, first_need(kpi))
    info = answer.metrics[0]
    points, running = mature(Series(points_of(answer, kpi.metric), info.data_until))
    metric = definitions.metrics[kpi.metric]
    return History(kpi, metric, info.unit, definitions.calendar, shared.as_of, points, running)


def known_kpi(asking: Asking, key: str) -> Kpi:
    """The KPI of a key; Refused where there is none."""
    kpis = asking.definitions.kpis
    if key not in kpis:
        near = nearest_names(key, kpis)
        raise refuse("UNKNOWN_KPI", f"There is no KPI {key}.", nearest=near, hint="`truenorth status` lists them.")
    return kpis[key]

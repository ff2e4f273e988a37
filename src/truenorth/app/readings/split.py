"""What a changed definition did and what changed rows did: the old definition is asked about the new rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from truenorth.app.readings.cards.numbers import exact_text
from truenorth.app.readings.history import Known
from truenorth.app.readings.measured import Found
from truenorth.app.readings.models import Run
from truenorth.app.readings.scene import Scene
from truenorth.app.revisions import read
from truenorth.errors import Refused, SourceFailed
from truenorth.judgement import Part, Read
from truenorth.model.answers import Answer
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi
from truenorth.periods import Grain, label
from truenorth.project.ask import Asking
from truenorth.project.assess import answer_to, assessing
from truenorth.project.tables import relations


class Splitting:
    """Asks earlier revisions, each opened once."""

    def __init__(self, scene: Scene, stack: ExitStack) -> None:
        self._scene, self._stack = scene, stack
        self._projects: dict[int, Asking | None] = {}
        self._found: dict[tuple[int, str, tuple[str, str, str]], dict[str, str]] = {}

    def __call__(self, found: Found, before: Known) -> Mapping[str, dict[str, str]]:
        """For each period `old`: the old definition on the new rows; further steps where calendar or currency moved."""
        asking = self._asking(before.run_id)
        if asking is None:
            return {}
        old = self._values(asking, found)
        made = {period: {"old": value} for period, value in old.items()}
        for name, definitions in self._between(asking.definitions):
            for period, value in self._values(self._with(definitions), found).items():
                if period in made:
                    made[period][name] = value
        return made

    def _asking(self, run: int) -> Asking | None:
        """What the definitions of an earlier run are asked through."""
        if run not in self._projects:
            row = Run.objects.select_related("revision").get(pk=run)
            stored = read.revision(self._scene.workspace, row.revision.number)
            project = self._stack.enter_context(read.project_of(stored, self._scene.workspace))
            self._projects[run] = None if "*" in project.definitions.broken else project.asking
        return self._projects[run]

    def _between(self, old: Definitions) -> list[tuple[str, Definitions]]:
        """The steps after the formula: today's definitions in the old currency, then also in the old calendar."""
        new = self._scene.definitions
        steps = []
        moved_money = (old.currency, _rates(old)) != (new.currency, _rates(new))
        money = replace(new, currency=old.currency, rates=old.rates) if moved_money else new
        if old.calendar != new.calendar:
            steps.append(("definition", replace(money, calendar=old.calendar)))
        if moved_money:
            steps.append(("calendar", money))
        return steps

    def _with(self, definitions: Definitions) -> Asking:
        asking = self._scene.project.asking
        return replace(asking, definitions=definitions, relations=relations(definitions, asking.connections))

    def _values(self, asking: Asking, found: Found) -> dict[str, str]:
        """The values of a series by period, as those definitions have them; none where they cannot say."""
        members: dict[str, Any] = json.loads(found.segment)
        if found.metric not in asking.definitions.metrics or None in members.values():
            return {}
        kpi = Kpi(found.metric, found.metric, found.metric, segment=members)
        try:
            shared = assessing(asking, self._scene.as_of)
            answer = answer_to(shared, kpi, Read(Part.SERIES, found.metric, Grain(found.grain)))
        except (Refused, SourceFailed):
            return {}
        return _texts(answer, found.metric, asking)


def _texts(answer: Answer, metric: str, asking: Asking) -> dict[str, str]:
    values = {}
    for row in answer.rows:
        cell = row.values[metric].cell
        text = exact_text(cell.value, quotient=cell.quotient)
        if text is not None:
            values[label(asking.definitions.calendar, row.period)] = text
    return values


def _rates(definitions: Definitions) -> object:
    rates = definitions.rates
    return None if rates is None else (rates.table, rates.date, rates.base, rates.quote, rates.rate)

"""Definitions as YAML text, by the table of keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from truenorth.definitions.amounts import write_amount
from truenorth.definitions.emit import block_text
from truenorth.definitions.grammar import Plain, Reading, write_noun
from truenorth.definitions.keys import PROJECT, SECTIONS
from truenorth.definitions.keys_kpis import KEY_RESULT, KPI, spell_key_result, spell_kpi
from truenorth.definitions.nodes import Text, plain_node
from truenorth.definitions.targets import LEVELS, TARGET, TARGETS, Context, target
from truenorth.errors import NOWHERE
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric, Unit
from truenorth.model.targets import (
    Aim,
    Band,
    Constant,
    Improve,
    Levels,
    Linear,
    Phasing,
    Seasonal,
    Steps,
    Target,
    Total,
)
from truenorth.periods import Calendar


def write(definitions: Definitions) -> str:
    """One YAML file that loads as these definitions.

    Addresses of sources are written as they are: load the project without an environment to keep `${NAME}`.
    """
    head = {
        "version": "1",
        "name": definitions.name,
        "mission": definitions.mission,
        "currency": definitions.currency,
        "calendar": None if definitions.calendar == Calendar() else definitions.calendar,
        "as_of": definitions.as_of,
        "check": definitions.check,
        "rates": definitions.rates,
    }
    rows = {row.name: row for row in PROJECT.keys}
    plain: dict[str, Plain] = {name: rows[name].kind.write(value) for name, value in head.items() if value is not None}
    plain["version"] = 1
    for section in SECTIONS:
        made = getattr(definitions, section.name)
        if made:
            plain[section.name] = {key: write_one(one, definitions) for key, one in made.items()}
    return block_text(plain)


def write_one(one: Any, definitions: Definitions) -> dict[str, Plain]:
    """The mapping that spells one definition."""
    if isinstance(one, Kpi):
        metric = definitions.metrics.get(one.metric)
        targets = [write_target(each, one, metric, definitions.calendar) for each in one.targets]
        given = spell_kpi(one, metric.unit if metric else None, targets)
        return {row.name: row.kind.write(given[row.name]) for row in KPI.keys if row.name in given}
    section = next(each for each in SECTIONS if each.noun.makes is type(one))
    if section.noun is not KEY_RESULT:
        return write_noun(section.noun, one)
    kpi = definitions.kpis.get(one.metric)
    metric = definitions.metrics.get(kpi.metric if kpi else one.metric)
    given = spell_key_result(one, metric.unit if metric else None)
    return {row.name: row.kind.write(given[row.name]) for row in KEY_RESULT.keys if row.name in given}


def write_target(one: Target, kpi: Kpi, metric: Metric | None, calendar: Calendar) -> Plain:
    """The mapping that spells a target: as it was written if that still says the same, else anew from its values."""
    if isinstance(one.path, Improve) or (one.spelled and _says(one, kpi, metric, calendar)):
        return {key: value if key in ("for", "reason") else _bare(value) for key, value in one.spelled.items()}
    given = spell_target(one, metric.unit if metric else None)
    return {row.name: row.kind.write(given[row.name]) for row in TARGET.keys if row.name in given}


def _bare(value: Any) -> Plain:
    """A value as it was written, numbers without quotes."""
    if isinstance(value, Mapping):
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, tuple) else Text(str(value))


def _says(one: Target, kpi: Kpi, metric: Metric | None, calendar: Calendar) -> bool:
    reading = Reading(calendar=calendar)
    drafts = TARGETS.read(plain_node([one.spelled]), reading)
    if drafts is None or metric is None:
        return False
    context = Context(metric, kpi.baseline.value if kpi.baseline else None, kpi.red_line, reading)
    again = target(drafts[0], context)
    return again is not None and replace(again, place=NOWHERE) == replace(one, place=NOWHERE)


def spell_target(one: Target, unit: Unit | None) -> dict[str, Any]:
    """The value of each key of a target, from its values."""
    given: dict[str, Any] = {"from": one.begins, **_spell_path(one, unit)}
    if one.by is not None and not isinstance(one.path, Total):
        given["by"] = one.by
    more = {"for": one.segment or None, "agreed": one.agreed, "reason": one.reason}
    return given | {name: value for name, value in more.items() if value is not None}


def _spell_path(one: Target, unit: Unit | None) -> Mapping[str, Any]:
    path = one.path
    if isinstance(path, Constant):
        return {one.aim.value: write_amount(path.value, unit)}
    if isinstance(path, Seasonal):
        return {"reach": write_amount(path.end, unit), "path": "seasonal"}
    if isinstance(path, Linear):
        return {"reach": write_amount(path.end, unit), "path": "linear"}
    if isinstance(path, Steps):
        steps = {day.isoformat(): write_amount(value, unit) for day, value in path.steps}
        return {"reach": write_amount(path.end, unit), "path": steps}
    if isinstance(path, Band):
        return _spell_band(path, unit)
    if isinstance(path, Levels):
        values = {row.name: getattr(path, row.name) for row in LEVELS.keys}
        return {"levels": {name: write_amount(value, unit) for name, value in values.items() if value is not None}}
    if isinstance(path, Total):
        given = {
            "total" if one.aim is Aim.AT_LEAST else "total_at_most": write_amount(path.amount, unit),
            "over": (path.over, one.by if path.over == "until" else None),
        }
        return given if path.phasing is Phasing.EVEN else given | {"phasing": _spell_phasing(path)}
    raise ValueError("an improvement is written as it was spelled; give it `spelled`")


def _spell_phasing(path: Total) -> Any:
    if path.phasing is Phasing.PROFILE:
        return {"profile": list(path.profile)}
    if path.phasing is Phasing.CUSTOM:
        return {"custom": {day.isoformat(): weight for day, weight in path.custom}}
    return path.phasing.value


def _spell_band(band: Band, unit: Unit | None) -> Mapping[str, Any]:
    given: dict[str, Any] = {}
    if band.exact is None:
        given["between"] = (write_amount(band.low, unit), write_amount(band.high, unit))
    else:
        given["exactly"] = write_amount(band.exact, unit)
        given["tolerance"] = write_amount(band.high - band.exact, unit)
    if band.low_limit is not None and band.high_limit is not None:
        given["critical"] = (write_amount(band.low_limit, unit), write_amount(band.high_limit, unit))
    return given

"""What every page of a workspace needs of its definitions."""

from __future__ import annotations

from collections.abc import Iterable

from truenorth.app.readings.cards.kpi import owner_of
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.shapes import ObjectiveShown, PersonShown, WorkspaceRow
from truenorth.errors import Level
from truenorth.model.kpis import Kpi
from truenorth.periods import Calendar
from truenorth.wording import say, spell_date, spell_until

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CHOICES = ("department", "team", "level", "horizon", "timing", "stage", "nature", "role", "state", "review")


def workspace_row(scene: Scene) -> WorkspaceRow:
    """The workspace's card."""
    definitions, calendar = scene.definitions, scene.calendar
    today = spell_date(calendar.day_before(scene.as_of))
    sample = scene.workspace.clock is not None or definitions.as_of is not None
    untils = [each.evidence.series.until for each in scene.judged.values()]
    known = [until for until in untils if until is not None]
    broken = definitions.broken.get("*")
    return {
        "name": definitions.name or scene.workspace.name,
        "mission": definitions.mission or "",
        "zone": calendar.zone,
        "calendar": _calendar(calendar),
        "currency": definitions.currency or "",
        "clock": say("workspace.clock", day=today) if sample else "",
        "today": today,
        "as_of": scene.as_of.isoformat(),
        "revision": scene.basis.stored.number,
        "people": list(_people(scene)),
        "objectives": list(_objectives(scene)),
        "choices": _choices(scene),
        "data_until": spell_until(calendar, max(known)) if known else "",
        "broken": broken.message if broken else "",
        "asks": sum(each.level is not Level.NOTE for found in scene.found.values() for each in found),
    }


def _calendar(calendar: Calendar) -> dict[str, str]:
    return {
        "zone": calendar.zone,
        "week_starts": WEEKDAYS[calendar.week_starts - 1],
        "fiscal_year_starts": say(f"month.{calendar.fiscal_year_starts}"),
        "holidays": calendar.holidays or "",
    }


def _people(scene: Scene) -> Iterable[PersonShown]:
    definitions = scene.definitions
    for person in definitions.people.values():
        team = definitions.teams.get(person.team or "")
        yield {
            "key": person.key,
            "name": person.name,
            "team": team.key if team else "",
            "team_label": team.label if team else "",
            "kpis": [kpi.key for kpi in _active(scene) if owner_of(scene, kpi) == person.key],
            "updates": [kpi.key for kpi in _active(scene) if kpi.updater == person.key],
        }


def _objectives(scene: Scene) -> Iterable[ObjectiveShown]:
    for each in scene.definitions.objectives.values():
        yield {
            "key": each.key,
            "label": each.label,
            "outcome": each.outcome or "",
            "perspective": each.perspective or "",
            "level": each.level or "",
            "owner": each.owner or "",
            "parent": each.parent or "",
            "kpis": [kpi.key for kpi in _active(scene) if kpi.objective == each.key],
        }


def _choices(scene: Scene) -> dict[str, list[str]]:
    found = {name: [getattr(kpi, name) for kpi in _active(scene)] for name in CHOICES}
    found["perspective"] = [each.perspective for each in scene.definitions.objectives.values()]
    return {name: list(dict.fromkeys(str(value) for value in values if value)) for name, values in found.items()}


def _active(scene: Scene) -> list[Kpi]:
    return [kpi for kpi in scene.definitions.kpis.values() if kpi.state == "active"]

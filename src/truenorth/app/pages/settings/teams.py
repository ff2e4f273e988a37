"""Teams as the definitions name them, with their people and KPIs; people of the application are known by address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from truenorth.app.accounts import read as accounts
from truenorth.app.accounts.authorise import Action
from truenorth.app.accounts.models import Workspace
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.settings.frame import page
from truenorth.app.readings import read


@dataclass(frozen=True)
class KpiLink:
    """A KPI to open."""

    key: str
    label: str


@dataclass(frozen=True)
class TeamMember:
    """Someone named in the definitions; `role` is theirs in the workspace, empty where they are no member."""

    name: str
    email: str
    role: str
    kpis: tuple[KpiLink, ...]


@dataclass(frozen=True)
class Team:
    """A team; without a key it holds those of no team."""

    key: str
    label: str
    people: tuple[TeamMember, ...]
    kpis: tuple[KpiLink, ...]


def teams_of(workspace: Workspace) -> list[Team]:
    """The workspace's teams by name, those of no team last."""
    card = read.row(workspace, "workspace", "workspace") or {"people": []}
    kpis = read.rows(workspace, "kpi")
    labels = {row["key"]: KpiLink(row["key"], row["label"]) for row in kpis}
    roles = {each.email: each.role for each in accounts.members(workspace) if each.is_active}
    names = {each["team"]: each["team_label"] for each in card["people"]}
    names |= {row["team"]: row["team_label"] for row in kpis}
    made = []
    for key in sorted(names, key=lambda key: (not key, names[key].casefold(), key)):
        people = tuple(
            TeamMember(
                each["name"],
                each["key"],
                roles.get(each["key"].lower(), ""),
                tuple(labels[kpi] for kpi in each["kpis"] if kpi in labels),
            )
            for each in card["people"]
            if each["team"] == key
        )
        own = tuple(labels[row["key"]] for row in kpis if row["team"] == key)
        if people or (key and own):
            made.append(Team(key, names[key], people, own))
    return made


@door(Action.VIEW)
def teams(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who is in which team, and what they answer for."""
    return page(request, visit, "settings/teams.html", {"teams": teams_of(visit.workspace)})

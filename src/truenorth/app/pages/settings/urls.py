"""Addresses of the area settings."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.settings import definitions, keys, people, schedules, teams, trail

urlpatterns: list[URLPattern] = [
    path("settings/", people.settings, name="settings"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.people_invite, name="people-invite"),
    path("settings/people/invitations/<int:invitation>/again/", people.people_invite_again, name="people-again"),
    path("settings/people/invitations/<int:invitation>/withdraw/", people.people_withdraw, name="people-withdraw"),
    path("settings/people/<int:person>/role/", people.people_role, name="people-role"),
    path("settings/people/<int:person>/remove/", people.people_remove, name="people-remove"),
    path("settings/people/<int:person>/link/", people.people_link, name="people-link"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/tokens/", keys.tokens, name="tokens"),
    path("settings/tokens/<int:token>/revoke/", keys.token_revoke, name="token-revoke"),
    path("settings/definitions/", definitions.definitions, name="definitions"),
    path("settings/definitions/<int:number>/", definitions.definitions_revision, name="definitions-revision"),
    path("settings/definitions/<int:number>/zip/", definitions.definitions_zip, name="definitions-zip"),
    path("settings/schedules/", schedules.schedule_list, name="schedules"),
    path("settings/schedules/<int:id>/", schedules.schedule_switch, name="schedule-switch"),
    path("settings/audit/", trail.audit, name="audit"),
    path("settings/audit/export/", trail.audit_export, name="audit-export"),
]

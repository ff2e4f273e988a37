"""Every address of the application."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

AREAS = (
    "home",
    "scorecard",
    "kpi",
    "metric",
    "conversation",
    "checkin",
    "data",
    "check",
    "search",
    "settings",
)
"""Packages of `pages` whose addresses lie under a workspace."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("", include("truenorth.app.pages.operations.urls")),
    path("", include("truenorth.app.pages.settings.outside")),
    *(path("w/<slug:workspace>/", include(f"truenorth.app.pages.{area}.urls")) for area in AREAS),
]

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
    "pulse",
    "settings",
)
"""Packages of `pages` whose addresses lie under a workspace."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("truenorth.app.pages.settings.outside")),  # before the library: it closes some of its addresses
    path("account/", include("allauth.urls")),
    path("", include("truenorth.app.pages.operations.urls")),
    *(path("w/<slug:workspace>/", include(f"truenorth.app.pages.{area}.urls")) for area in AREAS),
]

handler400 = "truenorth.app.pages.trouble.bad_request"
handler403 = "truenorth.app.pages.trouble.forbidden"
handler404 = "truenorth.app.pages.trouble.missing"
handler500 = "truenorth.app.pages.trouble.broken"

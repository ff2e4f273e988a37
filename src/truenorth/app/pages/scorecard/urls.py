"""Addresses of the area scorecard."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.scorecard import views

urlpatterns: list[URLPattern] = [
    path("scorecards/", views.scorecards, name="scorecards"),
    path("scorecards/<str:key>/", views.scorecard, name="scorecard"),
    path("scorecards/<str:key>/publish/", views.publish, name="publish"),
    path("kpis/", views.kpis, name="kpis"),
]

"""Addresses of the area check."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.check import views

urlpatterns: list[URLPattern] = [
    path("check/", views.check, name="check"),
    path("check/run/", views.run, name="check-run"),
    path("check/<slug:code>/", views.code, name="check-code"),
]

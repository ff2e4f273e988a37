"""Addresses of the area checkin."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.checkin import views

urlpatterns: list[URLPattern] = [
    path("check-in/", views.check_in, name="check-in"),
    path("check-in/values/<str:key>/", views.entry, name="entry"),
]

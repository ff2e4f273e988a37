"""Addresses of the area pulse."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.pulse import views

urlpatterns: list[URLPattern] = [path("pulse/", views.pulse, name="pulse")]

"""Addresses of the area operations."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.operations import views

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics-prometheus"),
]

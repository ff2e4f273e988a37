"""Addresses of the area metric."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.kpi.asking import metric_again
from truenorth.app.pages.metric import views

urlpatterns: list[URLPattern] = [
    path("metrics/", views.metrics, name="metrics"),
    path("metrics/<str:key>/", views.metric, name="metric"),
    path("metrics/<str:key>/receipt/<str:grain>/<str:period>/", views.receipt, name="metric-receipt"),
    path("metrics/<str:key>/receipt/<str:grain>/<str:period>/again/", metric_again, name="metric-again"),
]

"""Addresses of the area kpi."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.kpi import views

urlpatterns: list[URLPattern] = [
    path("kpis/<str:key>/", views.kpi, name="kpi"),
    path("kpis/<str:key>/sheet/", views.sheet, name="kpi-sheet"),
    path("kpis/<str:key>/numbers.csv", views.numbers, name="kpi-numbers"),
    path("kpis/<str:key>/receipt/<str:grain>/<str:period>/", views.receipt, name="receipt"),
]

"""Addresses of the area kpi."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.kpi import asking, views

urlpatterns: list[URLPattern] = [
    path("kpis/<str:key>/", views.kpi, name="kpi"),
    path("kpis/<str:key>/sheet/", views.sheet, name="kpi-sheet"),
    path("kpis/<str:key>/numbers.csv", views.numbers, name="kpi-numbers"),
    path("kpis/<str:key>/receipt/<str:grain>/<str:period>/", views.receipt, name="receipt"),
    path("kpis/<str:key>/receipt/<str:grain>/<str:period>/again/", asking.again, name="receipt-again"),
    path("kpis/<str:key>/rows/", asking.rows, name="kpi-rows"),
    path("kpis/<str:key>/rows/<int:job>/", asking.rows_answer, name="kpi-rows-answer"),
    path("kpis/<str:key>/rows/<int:job>/rows.csv", asking.rows_file, name="kpi-rows-file"),
]

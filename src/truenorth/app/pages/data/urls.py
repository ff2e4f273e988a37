"""Addresses of the area data: tables, runs, jobs, sources that are added."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.data import adding, changing, jobs, views

urlpatterns: list[URLPattern] = [
    path("data/", views.data, name="data"),
    path("data/refresh/", views.refresh, name="data-refresh"),
    path("data/tables/<str:key>/", views.table, name="data-table"),
    path("data/tables/<str:key>/replace/", changing.replace, name="data-replace"),
    path("data/tables/<str:key>/remove/", changing.remove, name="data-remove"),
    path("data/tables/<str:key>/metric/", changing.metric, name="data-metric"),
    path("data/runs/<int:id>/", views.run, name="run"),
    path("data/restatements/", views.restatements, name="restatements"),
    path("data/add/", adding.add, name="data-add"),
    path("data/add/connect/", adding.connect, name="data-connect"),
    path("data/add/forget/", adding.forget, name="data-forget"),
    path("data/add/<int:id>/", adding.preview, name="data-preview"),
    path("data/add/<int:id>/again/", adding.again, name="data-again"),
    path("jobs/<int:id>/", jobs.job, name="job"),
    path("jobs/<int:id>/live/", jobs.live, name="job-live"),
    path("jobs/<int:id>/cancel/", jobs.cancel, name="job-cancel"),
]

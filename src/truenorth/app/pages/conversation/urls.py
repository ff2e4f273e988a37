"""Addresses of the area conversation."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.conversation import views

urlpatterns: list[URLPattern] = [
    path("kpis/<str:key>/comment/", views.comment, name="comment"),
    path("kpis/<str:key>/comments/<int:comment>/withdraw/", views.withdraw_comment, name="comment-withdraw"),
    path("kpis/<str:key>/annotate/", views.annotate, name="annotate"),
    path("kpis/<str:key>/annotations/<int:annotation>/remove/", views.remove_annotation, name="annotation-remove"),
    path("kpis/<str:key>/follow/", views.follow, name="follow"),
]

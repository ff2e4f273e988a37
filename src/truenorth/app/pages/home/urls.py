"""Addresses of the area home."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.home import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("seen/", views.seen, name="home-seen"),
]

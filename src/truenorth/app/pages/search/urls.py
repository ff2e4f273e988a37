"""Addresses of the area search."""

from __future__ import annotations

from django.urls import URLPattern, path

from truenorth.app.pages.search import views

urlpatterns: list[URLPattern] = [path("search/", views.search, name="search")]

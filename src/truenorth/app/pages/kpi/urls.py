"""Addresses of the area kpi."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

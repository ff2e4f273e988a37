"""Addresses that belong to no workspace: the way in, and the choice of a workspace."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

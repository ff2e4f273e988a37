"""A page of the settings inside a workspace: one place that knows how pages are framed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages import shell
from truenorth.app.pages.door import Visit


def page(request: HttpRequest, visit: Visit, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The rendered page, with who visits what."""
    around = {"workspace": visit.workspace, "administers": visit.may(Action.ADMINISTER)}
    return shell.page(request, visit, template, {**around, **context}, section="settings")

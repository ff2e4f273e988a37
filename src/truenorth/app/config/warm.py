"""What the first pages after a start would have to wait for, done before: addresses, templates, two answers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler
from django.template import TemplateSyntaxError, engines
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver, reverse

from truenorth.app.config.requests import WARMING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

OURS = ("truenorth", "allauth")
"""Whose templates are compiled; those of Django's own pages nobody sees here."""


def warm(application: WSGIHandler) -> None:
    """Load every view, compile every template, and answer two requests; nobody hears or counts them."""
    get_resolver().check()  # walks over every address, and so imports every view
    for name in sorted(set(_templates())):
        try:
            engines["django"].get_template(name)
        except TemplateSyntaxError:  # of a part of the library for which we have no package
            continue
    for path in ("/healthz", reverse("account_login")):
        _answered(application, path)


def _templates() -> Iterator[str]:
    """The names of all templates that a page may be made from."""
    folders = [path for path in get_app_template_dirs("templates") if any(word in path.parts for word in OURS)]
    for folder in map(Path, folders):
        yield from (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def _answered(application: WSGIHandler, path: str) -> None:
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        WARMING: True,
    }
    answer = application(environment, lambda *_: lambda _: None)
    for _ in answer:
        pass
    answer.close()

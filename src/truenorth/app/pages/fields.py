"""The fields of a form: what was sent, and what is said of each that was refused."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import HttpRequest

from truenorth.errors import Finding, Refused

Value = TypeVar("Value")


@dataclass
class Fields:
    """A form as it was sent. `errors` collects what is said at each field; an empty name is the form as a whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, Finding] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a field; empty where there is none."""
        return self.values.get(name, "")

    def read(self, name: str, reader: Callable[[str], Value]) -> Value | None:
        """What the reader makes of a field; None where it refuses, which is then told at the field."""
        return self.attempt(name, lambda: reader(self.text(name)))

    def attempt(self, name: str, act: Callable[[], Value]) -> Value | None:
        """What the act gives; None where it refuses, which is then told at the field."""
        try:
            return act()
        except Refused as refused:
            self.errors[name] = refused.finding
            return None


def sent(request: HttpRequest) -> Fields:
    """The fields of a request."""
    return Fields({name: str(request.POST[name]) for name in request.POST})


def new_token() -> str:
    """The mark of one form: sent twice, it is taken once."""
    return secrets.token_hex(16)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for, not the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"

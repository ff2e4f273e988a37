"""Every address × role × method against the reviewed table `permissions.txt`.

After adding an address: `TRUENORTH_WRITE_PERMISSIONS=1 python -m pytest tests/app/test_permissions.py`, then read the
new lines as someone who wants in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from app_examples import loaded
from app_people import member
from truenorth.app.accounts.models import Role, User, Workspace

REVIEWED = Path(__file__).parent / "permissions.txt"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ARGUMENTS = {
    "workspace": "acme",
    "key": "daily_orders",
    "grain": "month",
    "period": "2015-12",
    "number": "1",
    "noun": "kpi",
    "table": "pizzas",
    "secret": "none",
    "path": "none",
}
"""What stands for each part of an address, so that it names something that exists; a number elsewhere."""
KEYS = {"scorecards": "company", "metrics": "orders", "tables": "orders", "data": "orders"}
"""The key of a thing by the address's part before it."""
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address, with what stands for its parts."""

    pattern: str
    address: str


def routes() -> Iterator[Route]:
    """Every address of the application but those of the sign-in library."""
    yield from _inside(get_resolver(), "")


def _inside(resolver: URLResolver, before: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if pattern.startswith("account/") and isinstance(each, URLResolver):
            continue
        if isinstance(each, URLResolver):
            yield from _inside(each, pattern)
        elif isinstance(each, URLPattern):
            yield Route(pattern, "/" + _filled(pattern))


def _filled(pattern: str) -> str:
    parts = pattern.split("/")
    return "/".join(
        _PART.sub(lambda found, at=at: _argument(found[1], parts[at - 1] if at else ""), part)  # type: ignore[misc]
        for at, part in enumerate(parts)
    )


def _argument(name: str, before: str) -> str:
    return KEYS.get(before, ARGUMENTS["key"]) if name == "key" else ARGUMENTS.get(name, "1")


@pytest.fixture
def visitors(db: None) -> dict[str, User | None]:
    """Someone in each role, an administrator of another workspace, a member switched off, the operator, nobody."""
    workspace = loaded("acme", "pizza")
    other = Workspace.objects.create(slug="other", name="Other")
    made: dict[str, User | None] = {"nobody": None, "stranger": member(other, Role.ADMIN, "stranger@other.example")}
    off = member(workspace, Role.ADMIN, "off@acme.example")
    User.objects.filter(pk=off.pk).update(is_active=False)
    made["off"] = off
    made["operator"] = User.objects.create_user("operator@acme.example", "Olga", "correct horse battery")
    User.objects.filter(email="operator@acme.example").update(is_operator=True)
    for role in Role:
        made[role.value] = member(workspace, role, f"{role.value}@acme.example")
    return made


@pytest.mark.one_database  # who may come in does not depend on it
def test_every_address_lets_in_whom_the_reviewed_table_says(visitors: dict[str, User | None]) -> None:
    clients = {name: _client(user) for name, user in visitors.items()}
    lines = [line for route in routes() for line in _lines(route, clients)]
    found = "\n".join(sorted(lines)) + "\n"
    if os.environ.get("TRUENORTH_WRITE_PERMISSIONS"):
        REVIEWED.write_text(found, "utf-8")
    assert found == REVIEWED.read_text("utf-8")


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def _lines(route: Route, clients: dict[str, Client]) -> Iterator[str]:
    """One line for each kind of answer, with the methods that get it."""
    answers: dict[str, list[str]] = {}
    for method in METHODS:
        told = {name: _outcome(client, method, route.address) for name, client in clients.items()}
        alike = f"everybody={told['nobody']}" if len(set(told.values())) == 1 else ""
        words = alike or " ".join(f"{name}={word}" for name, word in told.items())
        answers.setdefault(words, []).append(method)
    yield from (f"/{route.pattern} {','.join(methods)}: {words}" for words, methods in answers.items())


def _outcome(client: Client, method: str, address: str) -> str:
    """in, sign-in, or the number of the refusal; what the request wrote is taken back."""
    cache.clear()
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    if response.status_code in (403, 404, 405) or address == "/healthz":  # 503 here: no worker runs in this test
        return str(response.status_code)
    if response.status_code in (301, 302, 303) and "/account/login" in response.headers["Location"]:
        return "sign-in"
    assert response.status_code < 500, f"{method} {address}: {response.status_code}"
    return "in"

"""What machines that watch the installation are told, and who is told it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from structlog.testing import capture_logs

from truenorth.app.accounts.models import User, Workspace
from truenorth.app.config.logs import masked
from truenorth.app.jobs import write
from truenorth.app.pages.operations.counts import answered, count_request
from truenorth.app.pages.operations.prometheus import _escaped


def test_it_is_healthy_once_a_worker_was_seen(client: Client, workspace: Workspace) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"good": False, "database": True, "migrations": True, "workers": 0, "room": True},
    )
    write.seen("w", "1")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["workers"]) == (200, 1)
    assert client.post("/healthz").status_code == 405


def test_the_numbers_are_for_this_machine_an_operator_or_who_knows_the_token(
    client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write.enqueue("steps", workspace)
    here = client.get("/metrics")
    assert here.status_code == 200
    assert 'truenorth_jobs{state="queued"} 1\n' in here.content.decode()
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="192.0.2.7").status_code == 403
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, metrics_token="key-of-metrics"))
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}, REMOTE_ADDR="192.0.2.7").status_code == 403
    assert (
        client.get("/metrics", headers={"Authorization": "Bearer key-of-metrics"}, REMOTE_ADDR="192.0.2.7").status_code
        == 200
    )


@pytest.mark.parametrize(("operator", "status"), [(True, 200), (False, 403)])
def test_an_operator_sees_the_numbers(client: Client, db: None, operator: bool, status: int) -> None:
    user = User.objects.create_user("op@acme.example", password="correct horse battery")
    user.is_operator = operator
    user.save()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == status


def test_each_answer_has_its_number(client: Client, db: None) -> None:
    assert len(client.get("/healthz").headers["X-Request-ID"]) == 16
    assert client.get("/healthz", headers={"X-Request-ID": "abcdefgh-1"}).headers["X-Request-ID"] == "abcdefgh-1"
    assert client.get("/healthz", headers={"X-Request-ID": "a b\n"}).headers["X-Request-ID"] != "a b\n"


def test_methods_nobody_knows_are_counted_as_one() -> None:
    for method in ("BREW", "STEEP"):
        count_request(method, 405)
    assert ("OTHER", 405) in {(method, status) for method, status, _ in answered()}
    assert not {"BREW", "STEEP"} & {method for method, _, _ in answered()}


def test_labels_are_escaped() -> None:
    assert _escaped('a"b\\c\nd') == 'a\\"b\\\\c\\nd'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/welcome/abc/", "/welcome/…/"),
        ("/account/password/reset/key/1-abc/", "/account/password/reset/key/…/"),
        ("postgresql://me:p@db/x", "postgresql://me:…@db/x"),
        ("/w/acme/kpis/a/", "/w/acme/kpis/a/"),
    ],
)
def test_secrets_are_blotted_out(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_what_is_asked_all_the_time_is_logged_only_when_it_goes_wrong(client: Client, db: None) -> None:
    with capture_logs() as logged:
        client.get("/healthz")  # 503: no worker runs here
        client.get("/metrics", REMOTE_ADDR="127.0.0.1")
        client.get("/account/login/")
        client.get("/w/acme/pulse/")  # nobody is signed in: 302
    assert [(each["path"], each["status"]) for each in logged if each["event"] == "request"] == [
        ("/healthz", 503),
        ("/account/login/", 200),
    ]

"""Pages for when something did not work."""

from __future__ import annotations

import errno

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from truenorth.app.config.refusals import RefusalPages
from truenorth.app.pages.trouble import bad_request, blamed, broken, forbidden
from truenorth.errors import Finding, SourceFailed, refuse


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_refusal_in_a_view_is_told_with_its_remedy() -> None:
    request = RequestFactory().get("/")
    request.request_id = "r-1"  # type: ignore[attr-defined]  # as a middleware sets it
    mistake = refuse("SOME_CODE", "There is no <b>KPI</b> x.", hint="look at the list", nearest=("y",))
    page = RefusalPages(_answer).process_exception(request, mistake)
    assert page is not None and page.status_code == 422
    text = page.content.decode()
    for part in ("There is no &lt;b&gt;KPI&lt;/b&gt; x.", "Did you mean y?", "Look at the list.", "SOME_CODE", "r-1"):
        assert part in text


def test_a_failed_source_is_the_operators_and_other_faults_are_left_alone() -> None:
    request = RequestFactory().get("/")
    pages = RefusalPages(_answer)
    failed = pages.process_exception(request, SourceFailed(Finding("SOURCE_DOWN", "The database did not answer.")))
    assert failed is not None and failed.status_code == 502
    assert pages.process_exception(request, ValueError("x")) is None


def test_programs_get_json() -> None:
    request = RequestFactory(headers={"accept": "application/json"}).get("/")
    page = RefusalPages(_answer).process_exception(request, refuse("SOME_CODE", "No.", hint="do"))
    assert page is not None and page.headers["Content-Type"] == "application/json"
    assert b'"code": "SOME_CODE"' in page.content


@pytest.mark.parametrize(("view", "status"), [(bad_request, 400), (forbidden, 403), (broken, 500)])
def test_the_other_pages_have_their_status(view: object, status: int) -> None:
    assert callable(view)
    page = view(RequestFactory().get("/"))
    assert page.status_code == status and str(status) in page.content.decode()


@pytest.mark.django_db
def test_a_missing_page_and_a_stale_form_are_styled() -> None:
    missing = Client().get("/nowhere/")
    assert missing.status_code == 404 and "door.css" in missing.content.decode()
    stale = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})
    assert stale.status_code == 403 and "This form is no longer good" in stale.content.decode()


def raised(first: Exception, then: Exception) -> Exception:
    """An exception that another one led to."""
    try:
        try:
            raise first
        except type(first) as fault:
            raise then from fault
    except type(then) as told:
        return told


def test_a_database_or_a_disk_at_fault_is_named() -> None:
    locked, full = OperationalError("database is locked"), OperationalError("database or disk is full")
    no_room = OSError(errno.ENOSPC, "No space left on device")
    statuses = [blamed(fault).status for fault in (locked, full, no_room, ValueError("x"), OSError("x"))]
    assert statuses == [503, 507, 507, 500, 500]
    assert blamed(raised(locked, ValueError("in between"))).status == 503
    interrupted = raised(locked, SessionInterrupted("The session was deleted."))
    assert bad_request(RequestFactory().get("/"), interrupted).status_code == 503
    assert bad_request(RequestFactory().get("/"), SessionInterrupted("really")).status_code == 400

"""The audit trail: nothing in it can be changed unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.app.accounts.audit import newest_hash, record, verify
from truenorth.app.accounts.models import AuditEvent, Workspace

pytestmark = pytest.mark.django_db
TEXTS = st.text(max_size=300)
FACTS = st.dictionaries(
    TEXTS, st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | TEXTS, st.lists, max_leaves=5)
)
FIELDS = ("at", "workspace", "actor", "action", "thing", "facts", "previous_hash", "hash")


@pytest.fixture
def unprotected(db: None) -> Iterator[None]:
    """The audit table without the triggers that refuse changes; they come back with the transaction's end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("drop trigger truenorth_auditevent_append_only on truenorth_auditevent")
        else:
            for event in ("update", "delete"):
                cursor.execute(f"drop trigger truenorth_auditevent_no_{event}")
    yield


def test_rows_are_chained_and_each_workspace_has_its_own_chain(workspace: Workspace) -> None:
    other = Workspace.objects.create(slug="other", name="Other")
    first = record("ann@acme.example", "apply", "revision 1", workspace, {"files": 3})
    elsewhere = record("ann@acme.example", "apply", "revision 1", other)
    second = record("ann@acme.example", "apply", "revision 2", workspace)
    nowhere = record("operator", "make workspace", "acme")
    assert [first.previous_hash, second.previous_hash] == ["", first.hash]
    assert elsewhere.previous_hash == nowhere.previous_hash == ""
    assert verify(workspace) is verify(other) is verify(None) is None
    assert newest_hash(workspace) == second.hash


def test_a_row_goes_with_the_transaction_it_tells_of(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="stop"), transaction.atomic():
        record("ann@acme.example", "apply", "revision 1", workspace)
        raise ValueError("stop")
    assert not AuditEvent.objects.exists()


def test_numbers_keep_their_digits(workspace: Workspace) -> None:
    record("a", "b", "c", workspace, {"exact": Decimal("1.10"), "float": 1e22, "many": (1, 2)})
    assert AuditEvent.objects.get().facts == {"exact": "1.10", "float": "1e+22", "many": [1, 2]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(40))
@given(actor=TEXTS, action=TEXTS, thing=TEXTS, facts=FACTS)
def test_whatever_is_recorded_verifies(
    workspace: Workspace, actor: str, action: str, thing: str, facts: dict[str, object]
) -> None:
    record(actor, action, thing, workspace, facts)
    assert verify(workspace) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(60))
@given(data=st.data(), field=st.sampled_from(FIELDS), place=st.integers(0, 4))
def test_any_change_to_a_row_is_found(
    workspace: Workspace, unprotected: None, data: st.DataObject, field: str, place: int
) -> None:
    with transaction.atomic():
        for number in range(5):
            record("ann@acme.example", "apply", f"revision {number}", workspace, {"number": number})
        event = AuditEvent.objects.filter(workspace=workspace).order_by("id")[place]
        changed = _another(field, event, data)
        AuditEvent.objects.filter(pk=event.pk).update(**{field: changed})
        found = verify(workspace, kept=newest_hash(workspace) if field != "workspace" else event.hash)
        assert found is not None
        assert found.code == "AUDIT_CHANGED"
        transaction.set_rollback(True)


def _another(field: str, event: AuditEvent, data: st.DataObject) -> object:
    """Another value for a field of a row."""
    if field == "workspace":
        return None
    if field == "at":
        return event.at + timedelta(microseconds=data.draw(st.integers(1, 10**9)))
    if field == "facts":
        return data.draw(st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=2))
    printable = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=60)
    return data.draw(printable.filter(lambda text: text != getattr(event, field)))


@pytest.mark.parametrize("place", range(5))
def test_a_row_taken_away_is_found(workspace: Workspace, unprotected: None, place: int) -> None:
    for number in range(5):
        record("ann@acme.example", "apply", f"revision {number}", workspace)
    kept = newest_hash(workspace)
    AuditEvent.objects.order_by("id")[place].delete()
    assert verify(workspace, kept) is not None
    assert (verify(workspace) is None) == (place == 4)  # the end leaves no gap: that is what the kept hash is for


def test_two_rows_that_change_places_are_found(workspace: Workspace, unprotected: None) -> None:
    first, second = (record("a", "b", f"{number}", workspace) for number in range(2))
    AuditEvent.objects.filter(pk=first.pk).update(id=second.pk + 1)
    assert verify(workspace) is not None

"""The database itself refuses to change or delete what is only added."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from truenorth.app.accounts.models import AuditEvent
from truenorth.app.revisions.models import Blob

pytestmark = pytest.mark.django_db


def test_an_audit_event_is_neither_changed_nor_deleted() -> None:
    event = AuditEvent.objects.create(at=timezone.now(), actor="a", action="x", previous_hash="", hash="1")
    with pytest.raises((DatabaseError, IntegrityError), match="only added"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(actor="b")
    with pytest.raises((DatabaseError, IntegrityError), match="only added"), transaction.atomic():
        event.delete()


def test_a_row_cannot_be_replaced_either() -> None:
    Blob.objects.create(hash="1", text="before")
    replace = {
        "sqlite": "insert or replace into truenorth_blob (hash, text) values ('1', 'after')",
        "postgresql": "insert into truenorth_blob values ('1', 'x') on conflict (hash) do update set text = 'after'",
    }
    with pytest.raises((DatabaseError, IntegrityError), match="only added"), transaction.atomic():
        connection.cursor().execute(replace[connection.vendor])
    assert Blob.objects.get().text == "before"


def test_every_protected_table_has_its_trigger() -> None:
    module = __import__("truenorth.app.migrations.0002_append_only", fromlist=["TABLES"])
    names = {f"truenorth_{table}" for table in module.TABLES}
    assert names <= {model._meta.db_table for model in apps.get_app_config("truenorth").get_models()}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select tbl_name, count(*) from sqlite_master where type = 'trigger' group by 1")
            assert {name: count for name, count in cursor.fetchall() if name in names} == dict.fromkeys(names, 2)
        else:
            cursor.execute("select distinct event_object_table from information_schema.triggers")
            assert names <= {name for (name,) in cursor.fetchall()}

"""A table's rows as lines of JSON and back, for backups: the same on every database."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model
from django.db.models.options import Options

PAGE = 1000
LEFT_OUT = frozenset({"sessions.session", "usersessions.usersession", "contenttypes.contenttype", "auth.permission"})
"""Tables made anew: sign-ins end with a restore, the last two are filled by migrations."""


def stored_models(apps: Apps) -> list[type[Model]]:
    """Every table that a backup keeps, by name."""
    found = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    kept = [model for model in found if model._meta.label_lower not in LEFT_OUT and model._meta.managed]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def columns_of(meta: Options[Any]) -> list[Field[Any, Any]]:
    """The fields that are columns, in their order."""
    return list(meta.concrete_fields)


def lines_of(model: type[Model]) -> Iterator[str]:
    """A table's rows as JSON lines in the order of their keys, read in pages so that memory stays flat."""
    meta = model._meta
    fields, key = columns_of(meta), meta.pk
    names = [field.attname for field in fields]
    place = names.index(key.attname)
    known = model._base_manager.order_by(key.attname)
    last: object = None
    while True:
        rows = list((known if last is None else known.filter(pk__gt=last)).values_list(*names)[:PAGE])
        for row in rows:
            yield json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        if len(rows) < PAGE:
            return
        last = rows[-1][place]


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytes):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def load(model: type[Model], names: list[str], lines: Iterable[str]) -> int:
    """Insert a table's rows and give their number; `names` are the columns that the lines hold."""
    fields = {field.attname: field for field in columns_of(model._meta)}
    chosen = [fields[name] for name in names]
    count, batch = 0, list[Model]()
    for line in lines:
        values = json.loads(line)
        batch.append(model(**{f.attname: _read(f, v) for f, v in zip(chosen, values, strict=True)}))
        count += 1
        if len(batch) == PAGE:
            _insert(model, batch)
            batch = []
    _insert(model, batch)
    return count


def _insert(model: type[Model], batch: list[Model]) -> None:
    """Write a batch with the times it carries, not the present; the models are those of a migration state, not ours."""
    for field in columns_of(model._meta):
        for name in ("auto_now", "auto_now_add"):
            if getattr(field, name, False):
                setattr(field, name, False)
    model._base_manager.bulk_create(batch, batch_size=200)


def _read(field: Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    return base64.b64decode(value) if isinstance(field, BinaryField) else field.to_python(value)


def reset_sequences(models: Iterable[type[Model]]) -> None:
    """Let new rows of PostgreSQL's tables begin after those that were loaded."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)

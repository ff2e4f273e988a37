"""What is killed, and what must hold afterwards. Everything here runs in children of `crash.forked`."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from app_examples import applied
from crash.forked import Scenario
from truenorth.app.accounts.models import User, Workspace
from truenorth.app.config.backup import write_backup
from truenorth.app.config.options import read_options
from truenorth.app.config.restore import _manifest, _verify
from truenorth.app.readings.models import Card, Reading, StatusRow, Transition
from truenorth.app.readings.refresh import refresh
from truenorth.periods import Calendar

SHOP = {
    "truenorth.yml": "version: 1\nname: Shop\nsources:\n  shop: { files: data/*.csv }\nas_of: 2024-12-31\n",
    "shop.yml": """
tables:
  orders:
    source: shop.orders
    one_row_per: id
    date: day
    complete_until: as_of
    dimensions: [channel]
metrics:
  sales: { label: Sales, formula: sum(orders.amount), direction: higher }
  count: { label: Orders, formula: count(orders), direction: higher }
kpis:
  sales:
    { label: Sales, metric: sales, grain: month, breakdown: [channel], targets: [{ from: 2024-01, at_least: 700 }] }
  count: { label: Orders, metric: count, grain: month, targets: [{ from: 2024-01, at_least: 20 }] }
""",
}
CLEAN, KILLED = "clean", "killed"


def _folder() -> Path:
    return read_options().data / "shop"


def _rows(until: int) -> None:
    """The shop's data: three years of orders; each number of `until` corrects one older row, as late data do."""
    lines = ["id,day,channel,amount"]
    for number in range(1000):
        day = date.fromordinal(date(2022, 1, 1).toordinal() + number)
        amount = 20 + number % 17 + (100 if number % 50 == until % 50 and until else 0)
        lines.append(f"{number},{day},{'web' if number % 3 else 'shop'},{amount}")
    part = _folder() / "data" / "orders.part"
    part.write_text("\n".join(lines) + "\n")
    part.replace(_folder() / "data" / "orders.csv")


def prepare_shop() -> None:
    """The shop's folder and two workspaces with its definitions."""
    (_folder() / "data").mkdir(parents=True)
    for name, text in SHOP.items():
        (_folder() / name).write_text(text)
    _rows(0)
    for slug in (CLEAN, KILLED):
        applied(slug, _folder())


def _refresh(slug: str, number: int) -> None:
    workspace = Workspace.objects.get(slug=slug)
    as_of = Calendar().midnight(date.fromordinal(date(2024, 7, 1).toordinal() + number))
    refresh(workspace, as_of=as_of, cause="crash test")


def _work_refresh(number: int) -> None:
    _rows(number)
    _refresh(KILLED, number)


def _look_refresh(number: int) -> None:
    """Whatever was left is whole; the same refresh taken up again gives what one that nobody killed gives."""
    whole()
    _rows(number)
    _refresh(KILLED, number)
    _refresh(CLEAN, number)
    told = _told(KILLED)
    assert told == _told(CLEAN)
    assert len(told["readings"]) > 50, "there is something that could be lost"
    assert len(told["statuses"]) >= 2


def whole() -> None:
    """No reading twice, one newest card a thing, every card in force with the run that made it."""
    keys = list(Reading.objects.values_list("series", "period_start", "known_from", "run"))
    assert len(keys) == len(set(keys))
    newest = list(Card.objects.filter(superseded_at__isnull=True).values_list("workspace", "noun", "key"))
    assert len(newest) == len(set(newest))


def _told(slug: str) -> dict[str, list[Any]]:
    """Everything that a workspace knows, without the numbers of rows and runs and the clock."""
    here = {"series__workspace__slug": slug}
    columns = ("series__metric", "series__grain", "series__segment", "period", "known_from", "value", "numerator")
    more = ("denominator", "row_count", "maturity", "null_reason", "value_hash", "watermark", "cause")
    readings = Reading.objects.filter(**here).values_list(*columns, *more)
    statuses = StatusRow.objects.filter(workspace__slug=slug).values_list("kpi", "known_from", "headline", "digest")
    moves = Transition.objects.filter(workspace__slug=slug).values_list("kpi", "facet", "before", "after", "known_from")
    cards = Card.objects.filter(workspace__slug=slug, noun="kpi").values_list("key", "known_from", "digest")
    found = {"readings": readings, "statuses": statuses, "moves": moves, "cards": cards}
    return {name: sorted(map(repr, rows)) for name, rows in found.items()}


def _prepare_backup() -> None:
    prepare_shop()
    _refresh(CLEAN, 0)
    uploads = read_options().data / "workspaces" / CLEAN / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    (uploads / "big.bin").write_bytes(bytes(range(256)) * 4000)


def _backup(number: int) -> Path:
    return read_options().data / "backups" / f"{number}.zip"


def _work_backup(number: int) -> None:
    User.objects.create_user(f"u{number}@acme.example")
    write_backup(read_options(), _backup(number))


def _look_backup(number: int) -> None:
    """Under its name there is a whole backup or nothing, and after a killed one the next one works."""
    path = _backup(number)
    if path.exists():
        with zipfile.ZipFile(path) as archive:
            _verify(archive, _manifest(archive, path), path)
    else:
        write_backup(read_options(), path)
    path.unlink()


SCENARIOS = {
    "refresh": Scenario(prepare_shop, _work_refresh, _look_refresh),
    "backup": Scenario(_prepare_backup, _work_backup, _look_backup),
}
"""By name."""

"""A shop in an application of its own, whose rows may change: what the tests that write work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from browser.chromium import Watched
from browser.site import Running
from browser.visitors import Visitors

ANN, BOB = "ann@shop.example", "bob@shop.example"
FILL = """
from pathlib import Path
from app_people import member
from app_project import METRICS, Shop
from truenorth.app.accounts.models import Role, User
from truenorth.app.readings.refresh import refresh
shop = Shop(Path({folder!r}))
shop.sell([("2024-05-02", "north", 120), ("2024-06-02", "north", 80)])
mood = "  mood: {{ label: Mood, unit: score, direction: higher, manual: {{ every: month, over_time: average }} }}\\n"
shop.define(metrics=METRICS + mood, kpis='''
people:
  ann@shop.example: {{ name: Ann }}
kpis:
  revenue:
    label: Revenue
    metric: revenue
    owner: ann@shop.example
    review: monthly
    breakdown: [region]
    targets: [{{ from: 2024-01, at_least: 100 }}]
  mood:
    label: Mood
    metric: mood
    owner: ann@shop.example
    targets: [{{ from: 2024-01, at_least: 7 }}]
scorecards:
  shop: {{ label: Shop, kpis: [revenue, mood] }}
''')
refresh(shop.workspace)
member(shop.workspace, Role.ANALYST, "ann@shop.example")
member(shop.workspace, Role.CONTRIBUTOR, "bob@shop.example")
"""


@dataclass(frozen=True)
class Opened:
    """The shop's people, and the folder with its rows."""

    people: Visitors
    folder: Path

    def open(self, path: str, width: str = "desktop", theme: str = "light", who: str = ANN) -> Watched:
        """A page of the shop, as its analyst or as someone else."""
        return self.people.open(f"/w/shop{path}", who, width, theme)

    def sell(self, june: int) -> None:
        """June's sales become another amount, and somebody presses Refresh."""
        rows = f"day,region,amount\n2024-05-02,north,120\n2024-06-02,north,{june}\n"
        (self.folder / "data" / "sales.csv").write_text(rows, encoding="utf-8")
        self.open("/data/").page.get_by_role("button", name="Refresh now").click()


@contextmanager
def opened(browser: Browser, data: Path, folder: Path, more: dict[str, str]) -> Iterator[Opened]:
    """The shop while its application runs, with more in the environment of its processes."""
    running = Running(data, more)
    try:
        yield Opened(Visitors(browser, running.start(FILL.format(folder=str(folder)))), folder)
    finally:
        running.stop()

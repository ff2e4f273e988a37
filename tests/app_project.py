"""A tiny project whose rows and definitions change at will."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.write import apply

HEAD = """
version: 1
name: Shop
calendar: { time_zone: UTC }
as_of: 2024-06-30
sources: { shop: { files: data/* } }
tables:
  sales:
    source: shop.sales
    date: day
    complete_until: as_of
    dimensions: [region]
"""
METRICS = """
metrics:
  revenue: { label: Revenue, formula: sum(sales.amount), direction: higher }
"""
KPIS = """
kpis:
  revenue:
    label: Revenue
    metric: revenue
    breakdown: [region]
    targets: [{ from: 2024-01, at_least: 100 }]
"""
Sale = tuple[str, str, int]


class Shop:
    """A folder and the workspace that it is applied to."""

    def __init__(self, folder: Path, slug: str = "shop") -> None:
        self.folder = folder
        (folder / "data").mkdir(parents=True, exist_ok=True)
        self.files = {"truenorth.yml": HEAD, "metrics.yml": METRICS, "kpis.yml": KPIS}
        self.workspace = Workspace.objects.create(slug=slug, name="Shop")

    def sell(self, sales: Sequence[Sale]) -> None:
        """The rows: day, region, amount."""
        lines = ["day,region,amount", *(f"{day},{region},{amount}" for day, region, amount in sales)]
        (self.folder / "data" / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def define(self, **files: str) -> None:
        """Files by their stems changed, and all applied."""
        self.files |= {f"{stem}.yml": text for stem, text in files.items()}
        written: Mapping[str, str] = self.files
        apply(self.workspace, written, by="a@b.example", reason="test", folder=self.folder, allow_errors=True)

"""A small project as texts, for tests of stored definitions."""

from __future__ import annotations

HEAD = "version: 1\nname: Shop\ncurrency: EUR\n"
SALES = """# what we sell
sources:
  shop: { files: data/*.csv }
tables:
  orders: { source: shop.orders, date: day, one_row_per: order_id }
metrics:
  revenue: { label: Revenue, formula: sum(orders.amount), unit: EUR }
  orders_placed: { label: Orders, formula: count(orders) }
  average_order: { label: Average order, formula: revenue / orders_placed, unit: EUR }
"""
KPIS = """people:
  ann@shop.example: { name: Ann }
kpis:
  monthly_revenue:
    label: Revenue a month   # on the wall
    metric: revenue
    owner: ann@shop.example
    grain: month
    targets:
      - { from: 2026-01, at_least: 1000 }
  basket: { label: Basket, metric: average_order }
"""
SHOP = {"truenorth.yml": HEAD, "sales.yml": SALES, "kpis/all.yml": KPIS}
ORDERS = "order_id,day,amount\n1,2026-01-05,600\n2,2026-01-20,500\n3,2026-02-03,900\n"


def shop(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The project with some texts replaced: (file, old, new) each."""
    files = dict(SHOP)
    for path, old, new in changes:
        if old not in files[path]:
            raise ValueError(f"{path} does not hold {old!r}; give a text that it holds")
        files[path] = files[path].replace(old, new)
    return files

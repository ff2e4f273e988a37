"""Every page of the application by name: what is looked at in both themes and widths, and photographed."""

from __future__ import annotations

WORKSPACE = "/w/pizza"
PAGES = {
    "home": "/",
    "scorecards": "/scorecards/",
    "scorecard": "/scorecards/company/",
    "scorecard-compact": "/scorecards/company/?view=compact",
    "scorecard-as-of": "/scorecards/company/?as_of=2015-11-15",
    "kpis": "/kpis/",
    "kpi": "/kpis/daily_orders/",
    "kpi-breakdown": "/kpis/daily_orders/?tab=breakdown",
    "kpi-rows": "/kpis/daily_orders/?tab=rows",
    "kpi-as-of": "/kpis/daily_orders/?as_of=2015-11-15",
    "kpi-total": "/kpis/yearly_revenue/",
    "kpi-sheet": "/kpis/daily_orders/sheet/",
    "receipt": "/kpis/daily_orders/receipt/month/2015-11/",
    "metrics": "/metrics/",
    "metric": "/metrics/revenue/",
    "check-in": "/check-in/",
    "data": "/data/",
    "data-add": "/data/add/",
    "data-table": "/data/tables/pizzas/",
    "restatements": "/data/restatements/",
    "check": "/check/",
    "search": "/search/?q=order",
    "settings": "/settings/",
    "people": "/settings/people/",
    "teams": "/settings/teams/",
    "tokens": "/settings/tokens/",
    "audit": "/settings/audit/",
    "schedules": "/settings/schedules/",
    "definitions": "/settings/definitions/",
    "revision": "/settings/definitions/1/",
}
"""Pages of the workspace, by an administrator."""
DOOR = {
    "sign-in": "/account/login/",
    "forgotten": "/account/password/reset/",
}
"""Pages for nobody yet."""
OWN = {
    "you": "/account/",
    "password": "/account/password/change/",
    "second-factor": "/account/2fa/",
    "sessions": "/account/sessions/",
    "workspaces": "/workspaces/",
}
"""Pages of the person."""


def all_pages() -> list[tuple[str, str, str]]:
    """Name, path, and who looks: an administrator, or nobody."""
    admin = "admin@pizza.example"
    found = [(name, WORKSPACE + path, admin) for name, path in PAGES.items()]
    found += [(name, path, "") for name, path in DOOR.items()]
    return found + [(name, path, admin) for name, path in OWN.items()]

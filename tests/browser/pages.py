"""Every page of the application by name: what is looked at in both themes and widths, and photographed."""

from __future__ import annotations

WORKSPACE = "/w/pizza"
PAGES = {
    "home": "/",
    "kpi": "/kpis/daily_orders/",
    "kpi-breakdown": "/kpis/size_mix/?tab=breakdown",
    "kpi-rows": "/kpis/daily_orders/?tab=rows",
    "kpi-definition": "/kpis/daily_orders/?tab=definition",
    "kpi-limits": "/kpis/daily_orders/?mode=xmr",
    "kpi-table": "/kpis/daily_orders/?mode=table",
    "kpi-total": "/kpis/yearly_revenue/?mode=cumulative",
    "kpi-as-of": "/kpis/daily_orders/?as_of=2015-11-15",
    "kpi-sheet": "/kpis/daily_orders/sheet/",
    "receipt": "/kpis/daily_orders/receipt/month/2015-11/",
    "metrics": "/metrics/",
    "metric": "/metrics/revenue/",
    "check-in": "/check-in/",
    "search": "/search/?q=order",
    "scorecards": "/scorecards/",
    "scorecard": "/scorecards/company/",
    "scorecard-compact": "/scorecards/company/?view=compact&group=none",
    "scorecard-as-of": "/scorecards/company/?as_of=2015-11-15",
    "scorecard-too-early": "/scorecards/company/?as_of=2012-01-01",
    "kpis": "/kpis/",
    "kpis-filtered": "/kpis/?department=Operations",
    "settings": "/settings/",
    "people": "/settings/people/",
    "definitions": "/settings/definitions/",
    "revision": "/settings/definitions/1/",
    "audit": "/settings/audit/",
    "teams": "/settings/teams/",
    "tokens": "/settings/tokens/",
    "data": "/data/",
    "data-table": "/data/tables/pizzas/",
    "data-add": "/data/add/",
    "restatements": "/data/restatements/",
    "run": "/data/runs/1/",
    "check": "/check/",
    "check-code": "/check/DEF_NO_OWNER/",
    "schedules": "/settings/schedules/",
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

"""A real Chromium: found, or installed where that is possible; and what it complains about."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

import debian

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without a window of its own first: a page costs it a third."""
PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's packages; older releases have only the second."""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""Those that may be broken in one theme only: the rest of a page is the same in both."""


class Missing(Exception):
    """There is no Chromium and it cannot be installed; the text says what is missing."""


def executable() -> str:
    """The path of Chromium; installs a package of Debian where it is missing and we are root."""
    if found := _found():
        return found
    if not debian.can_install():
        raise Missing("no chromium in PATH; install the package `chromium` (as root the tests do it by apt-get)")
    reasons = []
    for package in PACKAGES:
        try:
            debian.install(package)
        except debian.NotInstalled as failure:
            reasons.append(str(failure))
        if found := _found():
            return found
    raise Missing("; ".join(reasons))


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(eq=False)
class Watched:
    """A page whose complaints are kept: errors of scripts and the console, violations of the policy, lost files."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        lost = message.text.startswith("Failed to load resource")  # judged by its response: a refused form is no fault
        if message.type in ("error", "warning") and not lost:
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.complaints.append(f"{response.status}: {response.url}")


def violations(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on a page, by all rules or by some: rule, why it matters, where."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    chosen = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(RULES)}
    options = {"runOnly": chosen, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {each['help']} · {node['target']} · {node['html'][:160]} · {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"][:4]
    ]


def overflow(page: Page) -> int:
    """So many pixels the page is wider than the window: 0 where nothing has to be scrolled sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def switch_theme(page: Page, theme: str) -> None:
    """Change the colours of an open page, as its switch does."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def as_theme(context: BrowserContext, address: str, theme: str) -> None:
    """Choose the theme as a person would have: by the cookie that the switch sets."""
    context.add_cookies([{"name": "truenorth_theme", "value": theme, "url": address}])

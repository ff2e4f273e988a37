"""People with browsers at one application: who signed in once by the form stays so."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, StorageState

from browser.chromium import WIDTHS, Watched, as_theme
from browser.site import PASSWORD, Site

ADMIN = "admin@pizza.example"
PATIENCE = 30_000
"""Milliseconds that a busy machine gets for what a quiet one does in one second."""


@dataclass(eq=False)
class Visitors:
    """Whose pages are open; `leave` closes them and says what they complained about.

    Pages that are only looked at, one after another, share a window for each person and width (`look`).
    """

    browser: Browser
    site: Site
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    opened: list[Watched] = field(default_factory=list)
    windows: dict[tuple[str, str], Watched] = field(default_factory=dict)

    def open(self, path: str, who: str = ADMIN, width: str = "desktop", theme: str = "light") -> Watched:
        """A page as someone sees it, at a width, in a theme; without a name as somebody who is not signed in."""
        context = self._context(who, width, theme)
        self.contexts.append(context)
        watched = Watched(context.new_page())
        self.opened.append(watched)
        self._go(watched, path)
        return watched

    def look(self, path: str, who: str, width: str) -> Watched:
        """A page that nothing is done on, in the light theme, in a window that stays open."""
        if (who, width) not in self.windows:
            self.windows[who, width] = Watched(self._context(who, width, "light").new_page())
        self._go(self.windows[who, width], path)
        return self.windows[who, width]

    def _go(self, watched: Watched, path: str) -> None:
        response = watched.page.goto(self.site.url(path))
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"

    def _context(self, who: str, width: str, theme: str) -> BrowserContext:
        wide, high = WIDTHS[width]
        context = self.browser.new_context(
            storage_state=self._state(who) if who else None,
            viewport={"width": wide, "height": high},
            has_touch=width == "phone",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        as_theme(context, self.site.address, theme)
        return context

    def leave(self) -> list[str]:
        """Close every page but those only looked at; what was complained about."""
        everyone = [*self.opened, *self.windows.values()]
        complaints = [complaint for each in everyone for complaint in each.complaints]
        for each in self.windows.values():
            each.complaints.clear()
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        self.opened.clear()
        return complaints

    def _state(self, who: str) -> StorageState:
        if who not in self.signed_in:
            context = self.browser.new_context()
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(self.site.url("/account/login/"))
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit], form button")
            page.wait_for_url(lambda url: "/account/login" not in url)
            self.signed_in[who] = context.storage_state()
            context.close()
        return self.signed_in[who]

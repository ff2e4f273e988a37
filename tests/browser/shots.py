"""Screenshots of every page at two widths in both themes: `python -m browser.shots FOLDER [NAME …]`, in `tests`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from browser.chromium import ARGUMENTS, THEMES, WIDTHS, as_theme, executable
from browser.pages import all_pages
from browser.site import PASSWORD, Running, Site


def main() -> None:
    """Write the pictures; addresses that answer with an error are named."""
    folder, only = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        running = Running(Path(data) / "data")
        site = running.start()
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        for width in WIDTHS:
            for theme in THEMES:
                _photograph(browser, site, folder, (width, theme), only)
        browser.close()
        running.stop()


def _photograph(browser: Browser, site: Site, folder: Path, look: tuple[str, str], only: list[str]) -> None:
    width, theme = look
    wide, high = WIDTHS[width]
    for who in ("", "admin@pizza.example"):
        context = browser.new_context(
            viewport={"width": wide, "height": high}, color_scheme="dark" if theme == "dark" else "light"
        )
        as_theme(context, site.address, theme)
        page = context.new_page()
        if who:
            page.goto(site.url("/account/login/"))
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit], form button")
            page.wait_for_url(lambda url: "/account/login" not in url)
        for name, path, visitor in all_pages():
            if visitor != who or (only and name not in only):
                continue
            response = page.goto(site.url(path))
            page.wait_for_load_state("networkidle")
            if response is None or response.status >= 400:
                print(f"{name}: {response.status if response else 'no answer'} at {path}")
                continue
            page.screenshot(path=folder / f"{name}-{wide}-{theme}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()

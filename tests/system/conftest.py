"""Pages as a browser sees them: Debian's Chromium, without a network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESK, PHONE = 1200, 390
"""Widths in pixels."""


@dataclass
class Visit:
    """A page that was opened, and what it did."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    executable = shutil.which("chromium")
    assert executable is not None, "install Debian's chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """``visit(html, width)`` opens a page from a file, once its charts are drawn; nothing else is let in."""
    opened: list[Page] = []

    def open_page(html: str, width: int = DESK) -> Visit:
        path = tmp_path / f"page-{len(opened)}.html"
        path.write_text(html, encoding="utf-8")
        page = chromium.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        seen = Visit(page)
        _watch(seen, path.as_uri())
        page.goto(path.as_uri())
        for number in range(page.locator(".chart").count()):
            page.locator(".chart").nth(number).locator("svg[role=img]").wait_for()
        return seen

    yield open_page
    for page in opened:
        page.close()


def _watch(seen: Visit, address: str) -> None:
    def route(attempt: Route) -> None:
        if attempt.request.url == address:
            attempt.continue_()
            return
        seen.requests.append(attempt.request.url)
        attempt.abort()

    def told(message: ConsoleMessage) -> None:
        seen.messages.append(f"{message.type}: {message.text}")

    seen.page.route("**/*", route)
    seen.page.on("console", told)
    seen.page.on("pageerror", lambda error: seen.messages.append(f"error: {error}"))
    seen.page.on("dialog", lambda dialog: (seen.messages.append("a dialog"), dialog.dismiss()))

"""Chromium as a person uses it; whatever the console complains about fails the test."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
QUIET = {"log", "info", "debug"}


def chromium() -> str | None:
    """The system's Chromium; None lets Playwright use its own."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


class Watched:
    """A browser context that remembers what went wrong in its pages."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []

    async def page(self) -> Page:
        page = await self.context.new_page()
        page.on("console", lambda said: said.type not in QUIET and self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda failed: self._failed(failed.url, failed.failure))
        page.on("request", lambda asked: self.asked(asked.url))
        return page

    def _failed(self, url: str, why: str | None) -> None:
        if why != "net::ERR_ABORTED":  # leaving a page ends what it was loading
            self.complaints.append(f"failed: {url} {why}")

    def asked(self, url: str) -> None:
        if not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:")):
            self.complaints.append(f"a request to another origin: {url}")


@asynccontextmanager
async def browsing(**options: Any) -> AsyncIterator[Watched]:
    """A fresh browser with nothing remembered."""
    async with async_playwright() as playwright:
        sandbox = [] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]
        browser: Browser = await playwright.chromium.launch(executable_path=chromium(), args=sandbox)
        try:
            yield Watched(await browser.new_context(**options))
        finally:
            await browser.close()

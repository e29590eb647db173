"""A browser without a network, and the pages it opens from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.unit.publish.northland import rich_board

from servanda.publish.html import write_html

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page and everything it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Opener = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path), args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(write_html(rich_board()), encoding="utf-8")
    return file


@contextmanager
def _context(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    said = {"viewport": {"width": 1280, "height": 900}, "offline": True, **options}
    context = browser.new_context(**said)
    yield context
    context.close()


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Opener]:
    """A function that opens the report, or another file, with the options of a context."""
    contexts = []

    def open_(file: Path = page_file, fragment: str = "", **options: object) -> Opened:
        manager = _context(browser, **options)
        contexts.append(manager)
        opened = Opened(manager.__enter__().new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.goto(file.as_uri() + fragment)
        return opened

    yield open_
    for manager in contexts:
        manager.__exit__(None, None, None)

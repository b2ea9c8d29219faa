"""The pages in a real Chromium: nothing complains, nothing comes from elsewhere, all fits a phone."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from flows.explore.app import make_app
from flows.explore.copy import PublishedCopy
from flows.explore.guard import loopback_names
from flows.explore.serve import listen
from flows.reportpage import render_page, write_page
from tests.cli.test_report import figures_with
from tests.explore.chromium import Tab, browsing, find_chromium
from tests.explore.conftest import EVIL
from tests.explore.test_explore import ARTICLE, FULL, SOURCE
from tests.warehouse.warehouse_samples import digest

CHROMIUM = find_chromium()
LOOKS = [(1280, False), (1280, True), (360, False), (360, True)]
PAGES = [
    "/",
    "/search?q=ferry",
    f"/article/{ARTICLE}",
    f"/article/{ARTICLE}/diff",
    f"/article/{FULL}",
    "/names",
    "/stories",
    f"/story/{ARTICLE}",
    "/sources",
    f"/source?name={SOURCE}",
    "/sql?query=from+mart.articles",
]
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
DARK = """
(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
    return +r + +g + +b < 200;
})()
"""

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium, or NEWSMILL_CHROMIUM=path)"
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """Return a page of a browser, started once."""
    assert CHROMIUM is not None
    with browsing(CHROMIUM, tmp_path_factory.mktemp("chromium")) as tab:
        yield tab


@pytest.fixture(scope="module")
def server(copy: PublishedCopy) -> Iterator[str]:
    """Serve the copy as `newsmill explore` does, and return where."""
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    app: Any = make_app(copy, hosts=loopback_names(port), now=lambda: NOON)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)
    listening.close()


@pytest.fixture
def report(tmp_path: Path) -> str:
    """Return the address of a report in which every text is evil."""
    figures = figures_with(EVIL)
    long = figures_with("Unbroken" * 60 + EVIL)
    assert figures.day is not None
    mixed = replace(figures, sayings=figures.sayings + long.sayings, people=figures.people + long.people)
    write_page(render_page(mixed, made_at=NOON), tmp_path / "report.html")
    return (tmp_path / "report.html").as_uri()


def look_at(tab: Tab, address: str, target: Path, *, width: int, dark: bool) -> None:
    """Open *address* and see that it fits, is as dark as asked, complains of nothing and asks nobody."""
    tab.complaints.clear()
    tab.requests.clear()
    tab.look(width, dark=dark)
    tab.open(address)

    picture = tab.screenshot(target)

    own = address.split("/")[2]
    assert tab.complaints == []
    assert [url for url in tab.requests if url.split("/")[2] != own] == []
    assert tab.overflow() <= 0
    assert tab.evaluate(DARK) is dark
    assert tab.evaluate("document.title") != "run"
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == width


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_report_is_whole_in_a_browser(
    tab: Tab, report: str, tmp_path: Path, width: int, dark: bool
) -> None:
    look_at(tab, report, tmp_path / "report.png", width=width, dark=dark)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_in_a_browser(
    tab: Tab, server: str, page: str, tmp_path: Path, width: int, dark: bool
) -> None:
    look_at(tab, server + page, tmp_path / "page.png", width=width, dark=dark)


def test_a_script_that_got_into_a_page_would_not_run(tab: Tab, server: str) -> None:
    tab.open(f"{server}/")
    tab.complaints.clear()

    tab.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror=\"document.title=\\'run\\'\">');"
        "const s = document.createElement('script'); s.textContent = 'document.title=\"run\"';"
        "document.body.append(s)"
    )

    assert tab.evaluate("document.title") != "run"
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)


def test_the_keyboard_finds_the_search_and_an_article(tab: Tab, server: str) -> None:
    tab.look(1280)
    tab.open(f"{server}/names")

    tab.wait_for("document.readyState === 'complete' && document.body !== null")
    tab.press("/")
    tab.wait_for("document.activeElement?.id === 'q'")
    tab.type(digest("article", "full"))
    tab.press("Enter")

    tab.wait_for(f"location.pathname === '/article/{FULL}' && document.querySelector('h1') !== null")


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(tab: Tab, server: str) -> None:
    tab.open(f"{server}/names")

    tab.wait_for("document.readyState === 'complete' && document.body !== null")
    tab.press("Tab")

    tab.wait_for("document.activeElement?.getAttribute('href') === '#main'")


@pytest.mark.parametrize("dark", [False, True])
def test_quiet_text_can_still_be_read(tab: Tab, report: str, server: str, dark: bool) -> None:
    contrast = """
    (() => {
        const light = c => c.match(/\\d+/g).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const paper = light(getComputedStyle(document.body).backgroundColor);
        return Math.min(...[...document.querySelectorAll('h1, h2, p, small, a, summary, dt, dd')]
            .filter(e => !e.closest('.around, .problem, .site'))
            .map(e => light(getComputedStyle(e).color))
            .map(ink => (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)));
    })()
    """
    tab.look(1280, dark=dark)
    for address in (report, f"{server}/", f"{server}/article/{FULL}"):
        tab.open(address)
        assert tab.evaluate(contrast) >= 4.5, address

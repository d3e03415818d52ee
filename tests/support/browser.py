"""A browser that looks at pages: Chromium, a server with a folder of its own, pictures, and what axe finds.

Whatever is waited for is a state. The ceilings are for a machine that has a lot else to do: no walk should meet them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT
from tests.support.servers import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = ROOT / "build" / "pages"
QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-domain-reliability", "--disable-features=OptimizationHints,MediaRouter,Translate", "--no-pings",
)  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SIGHTS = [("en", "light", PHONE), ("zh", "dark", DESKTOP), ("zh", "light", PHONE), ("en", "dark", DESKTOP)]
SERIOUS = {"serious", "critical"}
SECONDS_OF_A_START, SECONDS_OF_AN_END, SECONDS_OF_ALL_WORK = 900, 60, 1200
MILLISECONDS_OF_A_PAGE = 180_000
UNDONE = "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')"
FAILED = "SELECT name, fault FROM jobs_job WHERE state = 'failed'"


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[str, str]]:
    """The address of a server, and what it said when it began; it is gone at the end."""
    port, log = free_port(), folder / "server.log"
    told = {
        name: value for name, value in os.environ.items() if not name.startswith(("FORBEAR_", "DATABASE_", "DJANGO_"))
    }
    words = ["serve", "--port", str(port), "--data", str(folder / "data"), *options]
    with (
        log.open("w") as said,
        subprocess.Popen(
            [sys.executable, "-c", "from forbear.cli.main import run; run()", *words],
            env=told, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/live", process, log)
            yield f"http://127.0.0.1:{port}", log.read_text()
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(SECONDS_OF_AN_END)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def fill(folder: Path) -> None:
    """Let a demonstration be laid out in that folder, and all that it leaves to the work in the background be done."""
    with served(folder, "--demo"):
        until = time.monotonic() + SECONDS_OF_ALL_WORK
        while _asked(folder, UNDONE) != [(0,)]:
            assert time.monotonic() < until, (
                f"the work in the background is not done: {(folder / 'server.log').read_text()}"
            )
            time.sleep(0.5)
        assert _asked(folder, FAILED) == []


def _asked(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "data" / "ledger.sqlite3", timeout=SECONDS_OF_AN_END)) as database:
        return database.execute(question).fetchall()


def sight_name(sight: tuple[str, str, dict[str, int]]) -> str:
    """A language, a theme and a size of screen, for the names of tests and of pictures."""
    language, theme, size = sight
    return f"{language}-{theme}-{'phone' if size == PHONE else 'desktop'}"


def link_in(said: str, purpose: str) -> str:
    """The link that a server printed."""
    found = re.search(rf"http://\S+/{purpose}/\S+", said)
    assert found, said
    return found[0]


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium; it reaches nothing but this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield chromium
        finally:
            chromium.close()


class Looker:
    """Somebody who looks at pages with one language, one theme and one size of screen."""

    def __init__(self, chromium: Any, language: str, theme: str, size: dict[str, int], scripts: bool = True) -> None:
        self.context = chromium.new_context(
            viewport=size, locale="zh-CN" if language == "zh" else "en-GB", color_scheme=theme,
            java_script_enabled=scripts, reduced_motion="reduce",
        )  # fmt: skip
        self.name, self.scripts = sight_name((language, theme, size)), scripts
        self.context.set_default_timeout(MILLISECONDS_OF_A_PAGE)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._foreign)

    def _foreign(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:")):
            self.complaints.append(f"fetched from elsewhere: {request.url}")

    def looks(self, name: str, expected: tuple[str, ...] = ()) -> None:
        """Take a picture, and fail on what axe finds, on errors of the console, and on a page wider than the screen."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_load_state()
        self.page.screenshot(path=PICTURES / f"{name}.{self.name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}.{self.name} is {wide} pixels wider than the screen"
        found = [*self.axe(), *(told for told in self.complaints if not any(word in told for word in expected))]
        self.complaints.clear()
        assert found == [], f"{name}.{self.name}: {found}"

    def axe(self) -> list[str]:
        """What axe calls serious; it is a script itself."""
        from axe_playwright_python.sync_playwright import Axe

        if not self.scripts:
            return []
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
            for one in found
            if one["impact"] in SERIOUS
        ]

    def close(self) -> None:
        """Close the window."""
        self.context.close()


def _wait_for(address: str, process: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + SECONDS_OF_A_START
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address):  # noqa: S310 (of this machine)
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text())

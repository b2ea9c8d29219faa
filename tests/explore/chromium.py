"""A real Chromium for tests, spoken to over its own protocol: no driver to install, no other library."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect
from websockets.sync.connection import Connection

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60.0  # seconds; a busy machine starts a browser slowly


def find_chromium() -> str | None:
    """Return the path of a Chromium, where there is one."""
    return os.environ.get("NEWSMILL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """A page in the browser. ``complaints`` are what its console, its policy and its requests came to."""

    def __init__(self, socket: Connection) -> None:
        self._socket = socket
        self._last = 0
        self._width = 800  # as headless windows begin
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._loaded: set[str] = set()
        self._answers: dict[int, dict[str, Any]] = {}
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser something and return its answer."""
        self._last += 1
        asked = self._last
        self._socket.send(json.dumps({"id": asked, "method": method, "params": parameters}))
        while asked not in self._answers:
            self._hear()
        answer = self._answers.pop(asked)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        found: dict[str, Any] = answer["result"]
        return found

    def look(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Be as wide as a phone or a desk, and by day or by night."""
        self._width = width
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, url: str) -> None:
        """Go to *url* and wait until it is there."""
        loader = self.call("Page.navigate", url=url)["loaderId"]
        while loader not in self._loaded:  # an earlier page may finish loading meanwhile
            self._hear()

    def evaluate(self, expression: str) -> Any:
        """Return what *expression* is in the page; its policy does not bind who looks from outside."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press *key* where the page has its focus."""
        code = {"Enter": 13, "Tab": 9}.get(key)
        pressed: dict[str, Any] = (
            {"key": key, "code": key, "windowsVirtualKeyCode": code} if code else {"key": key}
        )
        text = "\r" if key == "Enter" else key if len(key) == 1 else None
        told = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.call("Input.dispatchKeyEvent", **pressed, **told)
        self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def type(self, text: str) -> None:
        """Type *text* where the page has its focus."""
        self.call("Input.insertText", text=text)

    def wait_for(self, expression: str) -> None:
        """Wait until *expression* holds in the page."""
        deadline = time.monotonic() + _PATIENCE
        while not self.evaluate(expression):
            assert time.monotonic() < deadline, f"never: {expression}"
            time.sleep(0.05)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(self.evaluate("document.documentElement.scrollWidth")) - self._width

    def screenshot(self, target: Path) -> bytes:
        """Write the whole page as a picture to *target*."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {**size, "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        picture = b64decode(answer["data"])
        target.write_bytes(picture)
        return picture

    def _hear(self) -> None:
        message = json.loads(self._socket.recv(timeout=_PATIENCE))
        if "id" in message:
            self._answers[message["id"]] = message
            return
        told = message.get("params", {})
        match message["method"]:
            case "Page.lifecycleEvent" if told["name"] == "load":
                self._loaded.add(told["loaderId"])
            case "Runtime.consoleAPICalled":
                self.complaints.append(f"console: {told['args']}")
            case "Runtime.exceptionThrown":
                self.complaints.append(f"exception: {told['exceptionDetails']}")
            case "Log.entryAdded":
                self.complaints.append(f"log: {told['entry']['text']} {told['entry'].get('url', '')}")
            case "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])
            case "Page.javascriptDialogOpening":
                self.complaints.append(f"dialog: {told['message']}")
                self._socket.send(
                    json.dumps({"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}})
                )
            case _:
                pass


@contextmanager
def browsing(program: str, folder: Path) -> Iterator[Tab]:
    """Start *program* with a profile in *folder*, and end it with all its children."""
    profile = folder / "profile"
    process = subprocess.Popen(
        [
            program,
            "--headless",
            "--no-sandbox",  # the tests may run as root, in a container
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with connect(_address(profile, process), max_size=None, proxy=None, open_timeout=_PATIENCE) as socket:
            yield Tab(socket)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Return where the first page listens, once the browser has written on which port it does."""
    written, deadline = profile / "DevToolsActivePort", time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if written.exists() and "\n" in written.read_text(encoding="utf-8"):
            port = written.read_text(encoding="utf-8").split("\n")[0]
            targets = httpx.get(
                f"http://127.0.0.1:{port}/json/list", trust_env=False, timeout=_PATIENCE
            ).json()
            pages = [target["webSocketDebuggerUrl"] for target in targets if target["type"] == "page"]
            if pages:
                return str(pages[0])
        time.sleep(0.05)
    raise AssertionError(f"Chromium gave no address (ended with {process.poll()})")

"""Imports point one way: flows, steps, mill, the rooms, charset, model."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
ROOMS = ("tasks.fetch", "tasks.sources", "tasks.text", "tasks.facts", "tasks.stories", "tasks.warehouse")
FOUNDATION = ("tasks.model", "tasks.charset", "tasks.charset_guess", "tasks.http_body")
POLLING = "tasks.polling"
MILL = (
    "tasks.backfill",
    "tasks.grouping",
    "tasks.intake",
    "tasks.jsonlines",
    "tasks.ledger",
    "tasks.linking",
    "tasks.loading",
    "tasks.maintain",
    "tasks.mill",
    "tasks.online",
    "tasks.packing",
    "tasks.quiet",
    "tasks.replay",
    "tasks.retry",
    "tasks.run",
    "tasks.runfolder",
    "tasks.workers",
)
SETTINGS = "tasks.settings"
STEPS = "tasks.steps"

# room: what it may import besides itself
ALLOWED: dict[str, tuple[str, ...]] = {
    "tasks.model": (),
    "tasks.charset": ("tasks.model", "tasks.charset_guess"),
    "tasks.charset_guess": ("tasks.model",),
    "tasks.http_body": ("tasks.model",),
    SETTINGS: ("tasks.model",),
    **dict.fromkeys(ROOMS, FOUNDATION),
    POLLING: (*ROOMS, *FOUNDATION),
    **dict.fromkeys(MILL, (*MILL, POLLING, *ROOMS, *FOUNDATION, SETTINGS)),
    STEPS: ("tasks", *MILL, POLLING, *ROOMS, *FOUNDATION, SETTINGS),
    "flows": ("flows", "tasks", STEPS, *MILL, POLLING, *ROOMS, *FOUNDATION, SETTINGS),
}
PREFECT = {
    "tasks/steps.py",
    "flows/automations.py",
    "flows/backfill.py",
    "flows/check.py",
    "flows/deploy.py",
    "flows/ingest.py",
    "flows/maintain.py",
    "flows/publish.py",
    "flows/replay.py",
    "flows/report.py",
}


def modules() -> list[Path]:
    return sorted(
        path.relative_to(CHECKOUT)
        for folder in ("tasks", "flows")
        for path in (CHECKOUT / folder).rglob("*.py")
    )


def imports_of(path: Path) -> Iterator[str]:
    """Yield the modules that the file at *path* imports, wherever in it."""
    for node in ast.walk(ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def room_of(module: str) -> str | None:
    """Return the room that *module* is, or is in, the nearest one."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in ALLOWED:
            return name
    return "tasks" if module == "tasks" else None


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", modules(), ids=str)
def test_imports_point_one_way(path: Path) -> None:
    room = room_of(module_name(path))
    imported = {name: room_of(name) for name in imports_of(path) if name.split(".")[0] in ("tasks", "flows")}

    assert room is not None, f"{path} belongs to no room"
    if room != "tasks":  # the package itself imports nothing
        wrong = {name for name, of in imported.items() if of != room and of not in ALLOWED[room]}
        assert not wrong


def test_only_shells_know_prefect() -> None:
    knowing = {
        path.as_posix()
        for path in modules()
        if any(name.split(".")[0] == "prefect" for name in imports_of(path))
    }

    assert knowing <= PREFECT


def test_rooms_never_read_the_clock() -> None:
    clocks = ("datetime.now", "date.today", "time.time(", "utcnow")
    reading = {
        path.as_posix()
        for path in modules()
        if module_name(path).startswith((*ROOMS, *FOUNDATION, POLLING))
        and any(clock in (CHECKOUT / path).read_text(encoding="utf-8") for clock in clocks)
    }

    assert not reading

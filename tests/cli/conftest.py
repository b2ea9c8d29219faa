"""A command line to call, and a home that holds a few articles."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from flows.cli import app

CHECKOUT = Path(__file__).resolve().parents[2]
_OURS = ("NEWSMILL_", "PREFECT_", "COLUMNS")


class Went(NamedTuple):
    """How a command went."""

    returncode: int
    stdout: str
    stderr: str


Newsmill = Callable[..., Went]

_ARTICLES = {
    "ferry.txt": """\
 date 2026-03-12 Quay notes: The ferry between Ambrel and Costa Lunga will sail twice a day from June 5.

"We have waited long enough for a second boat," said Ilse Brandt, the harbour master of Ambrel.

The Coastal Transport Authority (CTA) pays $2 million for it.

(With ANI inputs)
""",
    "bridge.txt": """\
Old bridge at Ambrel closes for a year

By Tom Reyes

March 14, 2026

AMBREL, March 14 (Reuters) - The old bridge at Ambrel closes on Monday for a year, the council said.

Its piers have stood since 1911. "They deserve a holiday," said Mayor Rosa Wendt.
""",
    "broken.jsonl": """\
{"url": "https://ambrel.example/1", "title": "Gulls", "published": "2026-03-15", "body": "They are loud."}
{"url": "https://ambrel.example/2", "title": "Half a story", "body": "This line was cut when the di
""",
}


@pytest.fixture(scope="session")
def newsmill() -> Newsmill:
    """Return a function that runs a command in this process, far from the caller's settings."""

    def run(
        *arguments: str, home: Path | None = None, environment: dict[str, str] | None = None, stdin: str = ""
    ) -> Went:
        hidden = {name: None for name in os.environ if name.startswith(_OURS)}
        result = CliRunner().invoke(
            app,
            _with_home(arguments, home),
            env={**hidden, **(environment or {})},
            input=stdin,
            prog_name="newsmill",
        )
        return Went(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture(scope="session")
def newsmill_process() -> Newsmill:
    """Return a function that runs a command in a process of its own, as an ingest needs."""

    def run(
        *arguments: str, home: Path | None = None, environment: dict[str, str] | None = None, stdin: str = ""
    ) -> Went:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        went = subprocess.run(
            [sys.executable, "-m", "flows.cli", *_with_home(arguments, home)],
            cwd=CHECKOUT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env={**inherited, **(environment or {})},
            input=stdin,
            timeout=120,
        )
        return Went(went.returncode, went.stdout, went.stderr)

    return run


def _with_home(arguments: tuple[str, ...], home: Path | None) -> list[str]:
    return [*(["--home", str(home)] if home is not None else []), *arguments]


@pytest.fixture(scope="session")
def clippings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three articles and a line that was cut."""
    folder = tmp_path_factory.mktemp("clippings")
    for name, text in _ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def filled_home(
    tmp_path_factory: pytest.TempPathFactory, clippings: Path, newsmill_process: Newsmill
) -> Path:
    """Return a home into which the clippings were ingested. Tests read it and change nothing."""
    home = tmp_path_factory.mktemp("filled-home")
    went = newsmill_process("ingest", str(clippings), home=home)
    assert went.returncode == 3, went.stderr
    return home

"""What ``newsmill doctor`` looks at: each check a finding, and a finding a sentence with a remedy."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli_status import describe_bytes
from flows.console import open_console
from tasks.model.errors import NewsError, WarehouseBusy

if TYPE_CHECKING:
    from tasks.settings import Settings

PACKAGES = ("prefect", "duckdb", "pyarrow", "lxml", "fastwarc", "httpx", "pydantic", "typer")
_LEAST_FREE = 1_000_000_000  # bytes: less, and the next load or publication may not fit
_SERVER_PATIENCE = 5.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    text: str
    is_problem: bool = False


def examine(home: Path | None) -> list[Finding]:
    """Look at everything an ingest stands on, and return what was found, good or bad."""
    from tasks.settings import load_settings

    findings = [*_versions()]
    try:
        settings = load_settings(home)
    except NewsError as error:
        return [*findings, Finding(subject="settings", text=str(error), is_problem=True)]
    return [
        *findings,
        _settings(settings),
        *_disk(settings),
        *_warehouse(settings),
        _published(settings),
        _spool(settings),
        _name_finder(),
        _server(os.environ.get("PREFECT_API_URL")),
    ]


def _name_finder() -> Finding:
    """Say whether the model that finds names runs, or the rules alone."""
    from tasks.facts.tagger import tagger_is_here

    if tagger_is_here():
        return Finding(subject="names", text="found by rules and the small model")
    text = "found by rules alone: for the model, pip install numpy threadpoolctl"
    return Finding(subject="names", text=text)  # fewer names are right, and nothing is broken


def show_findings(findings: list[Finding]) -> None:
    """Print *findings*, problems in red."""
    from rich.text import Text

    console = open_console(sys.stdout)
    for finding in findings:
        mark, colour = ("problem", "bold red") if finding.is_problem else ("ok", "green")
        console.print(
            Text.assemble((mark.ljust(8), colour), (finding.subject.ljust(12), "bold"), finding.text),
            soft_wrap=True,
        )
    problems = sum(finding.is_problem for finding in findings)
    plural = "" if problems == 1 else "s"
    console.print(f"{problems} problem{plural}" if problems else "All is well.")


def newsmill_version() -> str:
    """Return the version of Newsmill: the installed one, or that of the checkout this file lies in."""
    try:
        return version("newsmill")
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _versions() -> Iterator[Finding]:
    yield Finding(subject="newsmill", text=newsmill_version())
    yield Finding(
        subject="python", text=f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    )
    for package in PACKAGES:
        try:
            yield Finding(subject=package, text=version(package))
        except PackageNotFoundError:
            yield Finding(subject=package, text="is not installed: run `make run`", is_problem=True)


def _settings(settings: Settings) -> Finding:
    if not settings.sources_file.exists():
        return Finding(subject="settings", text=f"defaults; there is no {settings.sources_file}")
    count = len(settings.sources)
    plural = "" if count == 1 else "s"
    return Finding(subject="settings", text=f"{settings.sources_file}: {count} source{plural}")


def _disk(settings: Settings) -> Iterator[Finding]:
    place = settings.home
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        yield Finding(subject="home", text=f"{place} cannot be written to", is_problem=True)
    free = shutil.disk_usage(place).free
    needed = max(_LEAST_FREE, 2 * _size(settings.warehouse))
    yield Finding(
        subject="disk",
        text=f"{describe_bytes(free)} free at {place}, of which a load may want {describe_bytes(needed)}",
        is_problem=free < needed,
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _warehouse(settings: Settings) -> Iterator[Finding]:
    """Open the warehouse as an ingest would not (to read), and run the checks of ``sql/checks`` on it."""
    from tasks.warehouse.checks import run_checks
    from tasks.warehouse.connect import open_reader

    if not settings.warehouse.exists():
        yield Finding(subject="warehouse", text=f"not made yet: `newsmill ingest` makes {settings.warehouse}")
        return
    try:
        with open_reader(settings.warehouse, wait_seconds=settings.lock_wait_seconds) as connection:
            yield Finding(subject="warehouse", text=f"{settings.warehouse} opens")
            offenders = run_checks(connection)
    except WarehouseBusy as error:
        yield Finding(subject="warehouse", text=f"{error}; close it there, or try again", is_problem=True)
        return
    except NewsError as error:
        yield Finding(subject="warehouse", text=str(error), is_problem=True)
        return
    for name, rows in offenders.items():
        yield Finding(
            subject="check",
            text=f"{name}: {len(rows):,} offenders, such as {rows[0]}" if rows else name,
            is_problem=bool(rows),
        )


def _published(settings: Settings) -> Finding:
    if not settings.published.exists():
        is_behind = settings.warehouse.exists()
        remedy = "`newsmill publish` writes it" if is_behind else "the first ingest writes it"
        return Finding(subject="copy", text=f"no published copy yet; {remedy}", is_problem=is_behind)
    return Finding(subject="copy", text=f"{settings.published}, {describe_bytes(_size(settings.published))}")


def _spool(settings: Settings) -> Finding:
    count = len(list(settings.spool.glob("*/*.parquet")))
    if not count:
        return Finding(subject="spool", text="empty")
    return Finding(subject="spool", text=f"{count:,} batches wait; the next ingest loads them")


def _server(address: str | None) -> Finding:
    if not address:
        return Finding(subject="prefect api", text="none configured, and none needed (PREFECT_API_URL)")
    import httpx

    try:
        httpx.get(f"{address.rstrip('/')}/health", timeout=_SERVER_PATIENCE).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        said = str(error) or type(error).__name__
        return Finding(subject="prefect api", text=f"{address} does not answer: {said}", is_problem=True)
    return Finding(subject="prefect api", text=f"{address} answers")

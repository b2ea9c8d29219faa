"""The units and the compose file in docs/ start what exists, and logs are JSON when that is asked for."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.services import Place, find_up, tail

CHECKOUT = Path(__file__).resolve().parents[1]
SYSTEMD = CHECKOUT / "docs" / "systemd"
COMPOSE = CHECKOUT / "docs" / "compose"


def commands_of(text: str) -> list[str]:
    """Return the options and commands that a unit gives to `newsmill`."""
    return text.split("/newsmill ")[1].split()


def read_unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


@pytest.mark.parametrize("path", sorted(SYSTEMD.glob("*.service")), ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists(path: Path) -> None:
    start = read_unit(path)["Service"]["ExecStart"]

    went = subprocess.run(
        [sys.executable, "-m", "flows.cli", *commands_of(start), "--help"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert went.returncode == 0, went.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in SYSTEMD.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/newsmill/.venv/bin/newsmill", "/bin/true")
        text = text.replace("WorkingDirectory=/opt/newsmill", "")
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    went = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (went.returncode, went.stderr) == (0, "")


def test_a_unit_may_write_to_its_home_and_nowhere_else() -> None:
    for path in SYSTEMD.glob("*.service"):
        service = read_unit(path)["Service"]
        assert service["ProtectSystem"] == "strict"
        assert f"NEWSMILL_HOME={service['ReadWritePaths']}" in service["Environment"]


def test_the_compose_file_names_what_is_there() -> None:
    said: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))

    for service in said["services"].values():
        if "build" in service:
            assert (COMPOSE / service["build"]["context"]).resolve() == CHECKOUT
            assert (CHECKOUT / service["build"]["dockerfile"]).exists()
        assert set(service.get("depends_on", ())) <= said["services"].keys()
        assert set(service.get("secrets", ())) <= said["secrets"].keys()
        ports = service.get("ports", ())
        assert all(port.startswith("127.0.0.1:") for port in ports), "the server asks nobody for a password"


def test_the_image_copies_what_the_package_needs() -> None:
    copied = {
        name
        for line in (COMPOSE / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if line.startswith("COPY ")
        for name in line.split()[1:-1]
    }

    assert {"flows", "tasks", "sql", "prefect.yaml", "constraints.txt", "pyproject.toml"} <= copied
    assert all((CHECKOUT / name).exists() for name in copied)


def test_a_lock_that_nobody_holds_means_not_up_whatever_files_say(tmp_path: Path) -> None:
    place = Place(home=tmp_path)
    place.folder.mkdir()
    (place.folder / "up.lock").write_text(str(os.getpid()), encoding="utf-8")
    (place.folder / "state.json").write_text('{"pid": 1, "api": "http://x/api"}', encoding="utf-8")

    assert find_up(place) is None


def test_the_end_of_a_log_is_one_line(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("one\n\ntwo\n", encoding="utf-8")

    assert tail(log) == f"one / two ({log})"
    assert "cannot be read" in tail(tmp_path / "none.log")


def test_logs_are_json_when_that_is_asked_for(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Ferry sails\n\nThe ferry sails again, said Ilse Okafor.", encoding="utf-8")

    went = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--home", str(tmp_path / "home"), "ingest", str(note)],
        cwd=CHECKOUT,
        env={**os.environ, "NEWSMILL_LOG": "json"},
        capture_output=True,
        text=True,
        check=False,
    )

    lines = [json.loads(line) for line in went.stderr.splitlines() if line.startswith("{")]
    assert any(line["logger"] == "tasks.warehouse.migrate" and line["level"] == "info" for line in lines)
    assert all(line.keys() >= {"at", "level", "logger", "text"} for line in lines)


LOG_FROM_A_RUN = """
from tasks import steps
import logging
from prefect.logging.configuration import setup_logging
setup_logging()
logging.getLogger("tasks.mill").warning("two\\nlines")
"""


def test_runs_on_a_worker_log_json_too() -> None:
    went = subprocess.run(
        [sys.executable, "-c", LOG_FROM_A_RUN],
        cwd=CHECKOUT,
        env={**os.environ, "NEWSMILL_LOG": "json"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(went.stderr.splitlines()[-1])["text"] == "two\nlines"

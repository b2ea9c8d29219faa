"""The command: it says where it answers, answers there, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.explore.conftest import write_copy

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_command_answers_where_it_says_and_ends_well(tmp_path: Path, host: str) -> None:
    if host == "::1" and not Path("/proc/net/if_inet6").exists():
        pytest.skip("this machine has no IPv6")
    write_copy(tmp_path / "published" / "news.duckdb")
    command = [sys.executable, "-m", "flows.cli", "--home", str(tmp_path), "explore", "--host", host]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NEWSMILL_NOW": "2026-03-12T12:00:00+00:00"},
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        address = re.search(r"http://\S+/", said)
        assert address is not None, said + process.stderr.read()

        page = httpx.get(address[0], trust_env=False, timeout=60)
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[1]

    assert page.status_code == 200
    assert "Newsmill" in page.text
    assert "server" not in page.headers
    assert (process.returncode, rest) == (0, "")


def test_without_a_copy_the_command_says_what_to_do(tmp_path: Path) -> None:
    went = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--home", str(tmp_path), "explore"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert went.returncode == 1
    assert "nothing is published yet" in went.stderr

"""The labelled data beside the checkout, as far as a test can wait for it; skipped where it is absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.shared import CHECKOUT, REASON, SHARED

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason=REASON)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a scorer from the checkout's root, as its README says."""
    environment = dict(os.environ, PYTHONPATH=str(CHECKOUT))
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.mark.parametrize("kind", ["text", "dataset", "warc"])
def test_all_open_cases_of_files_are_right(kind: str) -> None:
    went = run(
        str(SHARED / "cases" / "run.py"), "tests.bench.adapters:case", "--kind", kind, "--strict", "-v"
    )

    assert went.returncode == 0, went.stdout


def test_the_sample_document_comes_out_right_in_every_field() -> None:
    gold = str(SHARED / "bench" / "structured" / "gold" / "seed.json")
    scorer = str(SHARED / "bench" / "structured" / "score.py")

    went = run(
        scorer,
        "--system",
        "tests.bench.adapters:facts",
        "--text-root",
        str(SHARED / "seeds"),
        "--data",
        gold,
        "--json",
    )
    scores = json.loads(went.stdout)["gold"]

    asked = {
        field: score for field, score in scores.items() if field != "_run" and score["gold"] + score["pred"]
    }
    wrong = {field: score for field, score in asked.items() if score["f1"] < 1.0}
    assert asked
    assert not wrong


def test_a_small_world_is_neither_lost_nor_doubled(tmp_path: Path) -> None:
    went = run("-m", "tests.bench.newsworld", "--articles", "200", "--folder", str(tmp_path))

    assert went.returncode == 0, went.stderr
    said = dict(
        line.split(maxsplit=1) for line in went.stdout.splitlines() if len(line.split(maxsplit=1)) == 2
    )
    assert (said["lost"], said["doubled"]) == ("0", "0")

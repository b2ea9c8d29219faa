from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.model.records import MediaType, RawDocument
from tasks.packing import Group, Numbered, Packed
from tasks.warehouse.spool import read_batch
from tasks.workers import Crew

CHECKOUT = Path(__file__).resolve().parents[1]

# Workers import this before anything of ours: shaping a document that says so then does as it says.
HOSTILITY = """\
import os, signal, time
import tasks.text.shape as text

kindly = text.shape

def shape(document):
    content = document.content
    if b"SEGFAULT" in content:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"SLEEP" in content:
        time.sleep(600)
    if b"RAISE" in content:
        raise ZeroDivisionError("a fault of ours")
    if b"PRINT" in content:
        print("noise")
    return kindly(document)

text.shape = shape
"""


def story(number: int, word: str = "") -> Numbered:
    text = f"Ferry {number} sails again\\n\\nThe ferry number {number} sails again today. {word}\\n"
    document = RawDocument(
        source="harbour",
        locator=f"harbour/{number}.txt",
        media_type=MediaType.TEXT,
        content=textwrap.dedent(text).replace("\\n", "\n").encode(),
    )
    return Numbered(number, document)


def group(folder: Path, *documents: Numbered, number: int = 1, seconds: float = 60) -> Group:
    return Group(
        path=folder / f"batch-{number:06d}.parquet",
        run_id="run",
        batch_id=f"run-{number}",
        documents=documents,
        document_seconds=seconds,
    )


@pytest.fixture
def hostile_crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    (tmp_path / "sitecustomize.py").write_text(HOSTILITY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Crew(1) as crew:
        yield crew


def fates(packed: Packed) -> list[tuple[int, str]]:
    rows = read_batch(packed.path).rows.to_pylist()
    return [(row["sequence"], (row["rejection"] or {}).get("detail") or row["fate"]) for row in rows]


def test_a_batch_lies_in_the_spool_when_its_future_is_done(tmp_path: Path) -> None:
    with Crew(2) as crew:
        one = crew.submit(group(tmp_path, story(1), story(2)))
        other = crew.submit(group(tmp_path, story(3), number=2))

        assert fates(one.result()) == [(1, "kept"), (2, "kept")]
        assert fates(other.result()) == [(3, "kept")]

    assert one.result().read == {"harbour": 2}


@pytest.mark.parametrize(
    ("word", "detail"),
    [
        ("SEGFAULT", "ended its worker process (SIGSEGV)"),
        ("SLEEP", "took more than 2 s"),
        ("RAISE", "ZeroDivisionError: a fault of ours (sitecustomize.py:13)"),
    ],
)
def test_a_hostile_document_costs_itself_only(
    hostile_crew: Crew, tmp_path: Path, word: str, detail: str
) -> None:
    packed = hostile_crew.submit(group(tmp_path, story(1), story(2, word), story(3), seconds=2)).result()

    assert fates(packed) == [(1, "kept"), (2, detail), (3, "kept")]
    assert packed.rejected == {"internal_error": 1}


def test_what_a_library_prints_is_no_answer(hostile_crew: Crew, tmp_path: Path) -> None:
    packed = hostile_crew.submit(group(tmp_path, story(1, "PRINT"))).result()

    assert fates(packed) == [(1, "kept")]


def test_a_crew_that_is_dismissed_drops_what_it_has_in_hand(hostile_crew: Crew, tmp_path: Path) -> None:
    future = hostile_crew.submit(group(tmp_path, story(1, "SLEEP")))
    while not hostile_crew._workers:
        time.sleep(0.05)

    hostile_crew.dismiss()

    assert future.exception() is not None
    assert not list(tmp_path.glob("*.parquet"))


def test_workers_die_with_a_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOSTILITY, encoding="utf-8")
    program = tmp_path / "run.py"
    program.write_text(
        textwrap.dedent(
            f"""
            import sys, time
            from pathlib import Path
            from tasks.workers import Crew
            from tests.test_workers import group, story
            crew = Crew(1)
            crew.submit(group(Path({str(tmp_path)!r}), story(1, "SLEEP")))
            while not crew._workers:
                time.sleep(0.05)
            print(next(iter(crew._workers))._process.pid, flush=True)
            time.sleep(600)
            """
        ),
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{tmp_path}"}
    run = subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=environment, cwd=CHECKOUT
    )
    with run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())

        run.send_signal(signal.SIGKILL)

    assert ends_within(worker, seconds=10)


def ends_within(pid: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # dead, and nobody asks after it
            return True
        time.sleep(0.05)
    return False

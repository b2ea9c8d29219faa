"""What people see on standard error."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli_guard import ExitCode, exit_code
from flows.console import Progress, describe_counts, show_ledger
from tasks.ledger import Progress as Far
from tasks.model.records import Counts, RunReport, RunStatus

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def report(**sources: Counts) -> RunReport:
    return RunReport(
        run_id="r",
        flow="ingest",
        status=RunStatus.DEGRADED,
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=2),
        sources=sources,
        rejected_by={"truncated": 1},
        seconds={},
        message="[ambrel] gave nothing",
    )


def test_the_ledger_is_shown_by_source_and_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    show_ledger(report(ambrel=Counts(read=3, new=2, rejected=1), lunga=Counts(read=1, unchanged=1)))

    said = capsys.readouterr().err
    assert "ambrel" in said
    assert "4 read = 2 new + 0 updated + 1 unchanged + 0 duplicate + 1 rejected" in said
    assert "rejected: 1 truncated" in said
    assert "[ambrel] gave nothing" in said


def test_a_narrow_terminal_gets_the_sum_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    show_ledger(report(ambrel=Counts(read=3, new=3), lunga=Counts(read=1, new=1)))

    assert "lunga" not in capsys.readouterr().err


@given(
    st.builds(Counts, **{name: st.integers(0, 10**9) for name in ("new", "updated", "spooled", "rejected")})
)
def test_what_waits_is_named_only_when_it_does(counts: Counts) -> None:
    assert ("spooled" in describe_counts(counts)) == (counts.spooled > 0)


def test_without_a_terminal_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 1.0, 6.0, 7.0, 12.0])
    with Progress(clock=lambda: next(clock)) as progress:
        for read in (10, 1_200, 1_300, 2_400):
            progress(Far(read=read, shaped=read, loaded=read // 2, rejected=3, where="desk", rate=200.0))

    assert capsys.readouterr().err.splitlines() == [
        "read 1,200, loaded 600 (200/s), rejected 3  desk",
        "read 2,400, loaded 1,200 (200/s), rejected 3  desk",
    ]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (RunStatus.COMPLETED, ExitCode.DONE),
        (RunStatus.DEGRADED, ExitCode.DEGRADED),
        (RunStatus.FAILED, ExitCode.FAILED),
    ],
)
def test_each_ending_has_its_exit_code(status: RunStatus, code: ExitCode) -> None:
    assert exit_code(replace(report(), status=status)) is code


def test_a_ledger_of_many_sources_stays_short_and_still_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    show_ledger(report(**{f"source_{n}": Counts(read=n, new=n) for n in range(1, 51)}))

    lines = capsys.readouterr().err.splitlines()
    more = next(line.split() for line in lines if " more " in line)
    assert len(lines) < 40
    assert more[:4] == ["30", "more", str(sum(range(1, 31))), str(sum(range(1, 31)))]

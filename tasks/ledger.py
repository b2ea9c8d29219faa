"""The ledger of a run as it grows: what was read of each source, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from time import monotonic

from tasks.model.errors import InternalFault
from tasks.model.records import Counts, RunReport, RunStatus
from tasks.packing import Packed

_NAMED = 5  # silent sources in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is. ``where`` is what it reads, ``rate`` documents a second so far."""

    read: int
    shaped: int
    loaded: int
    rejected: int
    where: str
    rate: float


@dataclass(slots=True)
class Ledger:
    """Counts by source, and what is needed to say how the run ended."""

    counts: dict[str, Counts] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)  # of what was rejected and is loaded
    read: int = 0
    absent: int = 0  # places at which nothing was
    shaped: int = 0
    rejected: int = 0
    silent: list[str] = field(default_factory=list)  # sources that gave nothing at all
    astray: int = 0  # stored documents that are not where they lay
    astray_in: str = ""  # the first place where some were missed
    asked: int = 0  # sources on the network that were asked
    unanswered: dict[str, str] = field(
        default_factory=dict
    )  # and those that gave no answer, with what was said
    notes: list[str] = field(default_factory=list)  # what is worth saying, and nothing amiss
    faults: list[str] = field(default_factory=list)  # what is amiss, and no document's fault

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add what happens inside to the seconds of *stage*."""
        started = monotonic()
        try:
            yield
        finally:
            self._spend(stage, monotonic() - started)

    def _spend(self, stage: str, seconds: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    def note_packed(self, packed: Packed) -> None:
        """A batch lies in the spool."""
        self.shaped += len(packed)
        self.rejected += sum(packed.rejected.values())
        self._spend("shape", packed.seconds)

    def note_loaded(self, counts: Mapping[str, Counts], batches: Sequence[Packed]) -> None:
        """The documents of *batches* lie in the warehouse, and came to *counts*."""
        for packed in batches:
            self.reasons.update(packed.rejected)
        self._add(counts)

    def _add(self, counts: Mapping[str, Counts]) -> None:
        for source, added in counts.items():
            self.counts[source] = self.counts.get(source, Counts()) + added

    def note_spooled(self, packed: Packed) -> None:
        """A batch stays in the spool when the run ends."""
        self._add({source: Counts(read=n, spooled=n) for source, n in packed.read.items()})

    @property
    def spooled(self) -> dict[str, int]:
        """How many documents of each source stay in the spool."""
        return {source: counts.spooled for source, counts in self.counts.items() if counts.spooled}

    def rejected_by(self) -> dict[str, int]:
        """Return the rejected by reason. What was shaped and then refused by the load is a fault of ours."""
        reasons = Counter(self.reasons)
        refused = self.total.rejected - reasons.total()
        if refused > 0:
            reasons[InternalFault.reason] += refused
        return dict(reasons.most_common())

    @property
    def total(self) -> Counts:
        """The counts of all sources together."""
        return sum(self.counts.values(), Counts())

    def status(self) -> RunStatus:
        """Failed when nothing could be read, degraded when something was amiss."""
        if self._gave_nothing:
            return RunStatus.FAILED
        total = self.total
        amiss = (
            total.rejected or total.spooled or self.silent or self.unanswered or self.astray or self.faults
        )
        return RunStatus.DEGRADED if amiss else RunStatus.COMPLETED

    @property
    def _gave_nothing(self) -> bool:
        """Was there nothing where something should be, and no source on the network that answered?"""
        if self.unanswered and len(self.unanswered) == self.asked:
            return self.read == self.absent
        return bool(self.absent) and self.absent == self.read

    def message(self, busy: str) -> str:
        """Say what was amiss, in a sentence each; *busy* is why batches had to wait."""
        total, said = self.total, []
        if self._gave_nothing:
            said.append("nothing could be read")
        if self.silent:
            said.append(f"nothing was found in {', '.join(self.silent)}")
        if self.astray:
            said.append(
                f"{self.astray:,} stored documents are not where they lay, some of them in {self.astray_in}"
            )
        if self.unanswered:
            told = list(self.unanswered.items())[:_NAMED]
            said += [why if why.startswith(source) else f"{source}: {why}" for source, why in told]
            if len(self.unanswered) > _NAMED:
                said.append(f"{len(self.unanswered) - _NAMED} more sources gave no answer")
        said += self.faults
        said += self.notes
        if total.spooled:
            said.append(f"{total.spooled:,} documents wait in the spool for the next run: {busy}")
        return "; ".join(said)


def describe_ledger(report: RunReport) -> str:
    """Return the ledger of *report* as Markdown.

    >>> from datetime import UTC, datetime
    >>> day = datetime(2026, 3, 12, tzinfo=UTC)
    >>> report = RunReport(run_id="r1", flow="ingest", status=RunStatus.DEGRADED, started_at=day,
    ...                    ended_at=day, sources={"desk": Counts(read=2, new=1, rejected=1)},
    ...                    rejected_by={"empty": 1}, seconds={})
    >>> print(describe_ledger(report))
    Run `r1` ended **degraded**.
    <BLANKLINE>
    | source | read | new | updated | unchanged | duplicate | rejected | spooled |
    |---|---:|---:|---:|---:|---:|---:|---:|
    | desk | 2 | 1 | 0 | 0 | 0 | 1 | 0 |
    | **all** | 2 | 1 | 0 | 0 | 0 | 1 | 0 |
    <BLANKLINE>
    Rejected: 1 `empty`
    """
    columns = [column.name for column in fields(Counts)]
    rows = [*sorted(report.sources.items()), ("**all**", report.total)]
    parts = [f"Run `{report.run_id}` ended **{report.status}**."]
    if report.message:
        parts.append(report.message)
    parts.append(
        "\n".join(
            [
                f"| source | {' | '.join(columns)} |",
                f"|---|{'---:|' * len(columns)}",
                *(_table_row(name, [getattr(counts, column) for column in columns]) for name, counts in rows),
            ]
        )
    )
    if report.rejected_by:
        reasons = ", ".join(f"{count:,} `{reason}`" for reason, count in report.rejected_by.items())
        parts.append(f"Rejected: {reasons}")
    return "\n\n".join(parts)


def _table_row(name: str, numbers: Sequence[int]) -> str:
    name = name.replace("|", "\\|")
    return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |"

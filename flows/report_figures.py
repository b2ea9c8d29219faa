"""What the report says: records made by `report_queries`, shown by `reportpage` and `report_terminal`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A name with the number of articles it stands in, and what else is known of it."""

    name: str
    count: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article in a list."""

    title: str
    source: str
    published_on: date | None
    url: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A quotation and who said it where."""

    text: str
    speaker: str
    title: str
    source: str
    published_on: date | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedNote:
    """A day that articles speak of, and the sentence of one that does."""

    on: date
    article_count: int
    sentence: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An article that was edited: what it said before, and what it says now."""

    before: str
    after: str
    source: str
    seen_at: datetime | None
    changed_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """How the last run ended."""

    ended_at: datetime | None
    state: str
    read: int
    new: int
    updated: int
    unchanged: int
    duplicate: int
    rejected: int

    @property
    def outcomes(self) -> tuple[tuple[str, int], ...]:
        """What became of the documents read, by name."""
        names = ("new", "updated", "unchanged", "duplicate", "rejected")
        return tuple((name, getattr(self, name)) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A document in quarantine."""

    reason: str
    locator: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """A name in more articles of the week than its share of the weeks before lets expect."""

    name: str
    kind: str
    recent_count: int
    past_count: int
    expected: float
    by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A story that several ran. ``copies`` are the sources of the others, with hours after the first."""

    story_id: str
    title: str
    url: str | None
    language: str | None
    first_source: str
    article_count: int
    source_count: int
    agencies: tuple[str, ...]
    copied_share: float | None
    copies: tuple[tuple[str, float | None], ...]
    is_recent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentEdit:
    """An edit after which an article says something else, and no note says so."""

    article_id: str
    version: int
    source: str
    title: str
    reasons: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]
    after_published_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A source that went quiet, by what it publishes or by what its server answers."""

    source: str
    last_on: date | None = None
    silent_days: int | None = None
    longest_pause: int | None = None
    trouble: str = ""
    by_day: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the reader's calendar. ``usual_count`` is what a day of the weeks before brought."""

    on: date
    zone: str
    article_count: int
    source_count: int
    story_count: int
    word_count: int
    quote_count: int
    name_count: int
    edit_count: int
    usual_count: float | None
    has_past: bool
    rising: tuple[Rising, ...]
    copied: tuple[Copied, ...]
    silent: tuple[SilentEdit, ...]
    quiet: tuple[Quiet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the report says."""

    day: Day | None

    article_count: int
    source_count: int
    language_count: int
    quote_count: int
    mention_count: int
    days: tuple[tuple[date, int], ...]
    undated_count: int
    people: tuple[Ranked, ...]
    organisations: tuple[Ranked, ...]
    places: tuple[Ranked, ...]
    sayings: tuple[Saying, ...]
    agencies: tuple[Ranked, ...]
    acronyms: tuple[Ranked, ...]
    agreements: tuple[Ranked, ...]
    amounts: tuple[Ranked, ...]
    languages: tuple[Ranked, ...]
    sources: tuple[Ranked, ...]
    timeline: tuple[DatedNote, ...]
    edits: tuple[Edit, ...]
    latest: tuple[Headline, ...]
    last_run: LastRun | None
    quarantine: tuple[Ranked, ...]
    waiting: tuple[Waiting, ...]

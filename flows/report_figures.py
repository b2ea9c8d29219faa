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
class Figures:
    """Everything the report says."""

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

"""What is remembered of addresses and articles between two runs, and what a sweep hands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tasks.model.exchanges import Validators
from tasks.model.records import Gone, RawDocument, Rejection, SourceKind


class AddressStatus(StrEnum):
    """Whether an address is asked. ``raw.addresses.status`` has the same words."""

    ACTIVE = "active"
    GONE = "gone"  # it answered 410: it is not asked any more


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressState:
    """A polled address as it stands: a feed, a sitemap, a watched page or a list.

    ``url`` is as configured (or as an index names it), ``address`` what is asked: another one once a
    permanent redirect was seen twice. ``parent`` is the sitemap index that it was found in.
    """

    source: str
    url: str
    kind: SourceKind
    address: str
    parent: str | None = None
    status: AddressStatus = AddressStatus.ACTIVE
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None  # of the last body: a server without validators often gives the same again
    moved_to: str | None = None
    moved_sightings: int = 0
    failures: int = 0
    last_outcome: str | None = None
    last_error: str | None = None
    asked_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_due_at: datetime | None = None
    held_until: datetime | None = None  # what the server asked for, which nobody overrides
    wishes: str | None = None
    rhythm: str | None = None
    lastmod: str | None = None

    @property
    def told_as(self) -> str:
        """What it is called to people: the source, or where a person named an address, that address."""
        return self.url if self.kind is SourceKind.ADDRESS else self.source


class ArticleStatus(StrEnum):
    """How far an article's address has come."""

    WAITING = "waiting"  # its page is to be fetched
    KNOWN = "known"
    GONE = "gone"  # its page was withdrawn
    GIVEN_UP = "given_up"  # its page cannot be had


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """An article's address as it stands. ``key`` is its canonical address, or what stands in for one."""

    source: str
    key: str
    url: str | None
    status: ArticleStatus = ArticleStatus.WAITING
    has_page: bool = False  # was its page ever got?
    item_digest: str | None = None
    page_digest: str | None = None
    lastmod: str | None = None
    validators: Validators = field(default_factory=Validators)
    failures: int = 0
    first_seen_at: datetime
    fetched_at: datetime | None = None
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A landed document that no batch holds yet: what a killed run leaves to be taken in first."""

    receipt_id: int
    source: str
    locator: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One thing that a sweep found, with the number of the receipt that its batch settles."""

    source: str
    outcome: RawDocument | Rejection | Gone
    receipt_id: int | None = None

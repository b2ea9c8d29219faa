"""The records that travel: immutable, typed, made by one room and read by the next.

``sources`` makes :class:`RawDocument`, ``text`` makes :class:`Article` of it, ``facts`` fills
:class:`Facts`, ``warehouse`` loads a :class:`Batch` of them. All times are aware and UTC, what is
unknown is ``None``, several is a tuple, a choice is an enum.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

# ---------------------------------------------------------------------------------------- choices


class MediaType(StrEnum):
    """What the content of a raw document is, found by looking at it."""

    TEXT = "text/plain"
    HTML = "text/html"
    RECORD = "application/json"  # one row, line or feed item: a JSON object with our field names


class Part(StrEnum):
    """The part of an article that a span points into."""

    BODY = "body"
    TITLE = "title"
    KICKER = "kicker"
    CREDIT_LINE = "credit_line"


class Precision(StrEnum):
    """How much of a time was written down."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Grain(StrEnum):
    """The size of the period a date in the text names."""

    TIME = "time"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    UNBOUNDED = "unbounded"  # "recently", "in the coming years"


class DateKind(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class EntityType(StrEnum):
    """What kind of thing a name names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DEMONYM = "demonym"
    AGREEMENT = "agreement"
    EVENT = "event"
    PRODUCT = "product"


class QuoteKind(StrEnum):
    """Direct: all of it in quotation marks. Mixed: a part of it. Indirect: none of it."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class AmountKind(StrEnum):
    """What an amount counts."""

    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"


class PageKind(StrEnum):
    """What a page is; only articles and live blogs are stored as news, the others are rejected by name."""

    ARTICLE = "article"
    LIVEBLOG = "liveblog"
    VIDEO = "video"
    GALLERY = "gallery"
    INDEX = "index"  # a section, a front page, the works of an author
    SEARCH = "search"
    CONSENT_WALL = "consent_wall"
    LOGIN = "login"
    NOT_FOUND = "not_found"  # an error page, whatever its status says
    BOT_CHECK = "bot_check"
    SHELL = "shell"  # nothing in it: it waits for scripts


class Access(StrEnum):
    """What a reader without a subscription sees."""

    FREE = "free"
    METERED = "metered"
    PAYWALLED = "paywalled"


class Stage(StrEnum):
    """Where on its way a document was rejected."""

    READ = "read"
    SHAPE = "shape"
    FACTS = "facts"
    LOAD = "load"


class SourceKind(StrEnum):
    """What a source is."""

    FOLDER = "folder"  # a file, a folder, a glob, or "-" for standard input
    WARC = "warc"
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"  # watched for links to articles
    URLS = "urls"  # a list of article addresses
    ADDRESS = "address"  # an address named on the command line: what it is shows when it is asked

    @property
    def is_polled(self) -> bool:
        """Does it lie on the network (or, a list of addresses, lead there)?"""
        return self not in (SourceKind.FOLDER, SourceKind.WARC)


class FetchPages(StrEnum):
    """Whether the pages that the items of a feed lead to are fetched."""

    AUTO = "auto"  # where the item does not hold the article whole
    ALWAYS = "always"
    NEVER = "never"


# --------------------------------------------------------------------------------- what came in


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """What was said and what was found about the charset of some bytes.

    ``used`` is the Python codec name the bytes were decoded with; ``replaced`` counts the bytes
    that it could not read and that became U+FFFD.
    """

    declared: str | None = None
    bom: str | None = None
    sniffed: str | None = None
    used: str
    replaced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a source's entry in ``sources.toml``, or the file as a whole, says of its documents.

    ``date_order`` is ``"DMY"`` or ``"MDY"`` where a whole column decided it. ``timezone`` is an IANA
    name, ``language`` an ISO 639-1 code, ``country`` an ISO 3166-1 alpha-2 code.
    """

    language: str | None = None
    timezone: str | None = None
    country: str | None = None
    date_order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one input may cost. Bytes are counted after decompression."""

    document_bytes: int = 20_000_000
    record_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from. ``name`` is ``None`` where each document says it itself.

    ``target`` is a path, a folder, a glob, ``-``, or an address. ``fields`` maps names of the operator's
    own data (case and punctuation aside) to the field names of ``tasks/sources/fields.py``. ``links`` is
    a CSS selector for the links of a watched page.
    """

    target: str
    name: str | None = None
    kind: SourceKind = SourceKind.FOLDER
    hints: Hints = field(default_factory=Hints)
    fields: tuple[tuple[str, str], ...] = ()
    limits: Limits = field(default_factory=Limits)
    fetch_pages: FetchPages = FetchPages.AUTO
    links: str | None = None
    min_interval_seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One thing that came in, as it was given, before anything is judged.

    ``locator`` leads back to the bytes: ``PATH``, ``PATH#article=2``, ``PATH#line=12``,
    ``PATH#row=12``, ``PATH#item=3`` or ``PATH#offset=4711`` (counting from 1, offsets from 0).
    ``content`` is raw bytes for text and HTML, and UTF-8 JSON of an object with the field names of
    ``tasks/sources/fields.py`` for a record. ``charset`` is known for text and records; for HTML it
    holds what the transport declared, or ``None``. ``counterpart_of`` is the canonical address of an
    article that its feed holds whole: this is its page, to be compared with what the feed says.
    """

    source: str
    locator: str
    media_type: MediaType
    content: bytes
    charset: Charset | None = None
    declared_charset: str | None = None
    url: str | None = None
    counterpart_of: str | None = None
    fetched_at: datetime | None = None
    hints: Hints = field(default_factory=Hints)
    flags: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One document that cannot become an article, and why; what ``meta.quarantine`` keeps."""

    source: str
    locator: str
    stage: Stage
    reason: str
    detail: str
    sha256: str | None = None
    sequence: int = 0


# ------------------------------------------------------------------------------- what was shaped


class Span(NamedTuple):
    """Half-open range of characters: the evidence for a fact."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as precise as it was written, and no more.

    ``at`` is the UTC instant at which the written period starts, ``local`` the same as written, in
    ISO 8601 and cut to ``precision`` (``2023-08``), ``zone`` the offset or zone that was used
    (``None``: unknown, UTC assumed), ``origin`` where it was found (``field:published``,
    ``prefix``, ``json-ld``, ``meta:article:published_time`` …).
    """

    at: datetime
    local: str
    zone: str | None
    precision: Precision
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or agency named as author, in the order of the byline."""

    name: str
    role: str = "author"
    as_written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProvenance:
    """Where the value of a field was taken from; candidates that lost are kept with ``chosen=False``."""

    field: str
    value: str
    origin: str
    chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact carries: where it stands, which rule found it, and how sure the rule is.

    ``span`` counts characters in ``part`` of the article's version it belongs to.
    """

    span: Span
    rule: str
    rule_version: int = 1
    confidence: float = 1.0
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Fact):
    """A wire agency credited; ``agency`` is its code (``ANI``), or the name as written, or
    ``AGENCIES`` where none is named."""

    agency: str
    as_written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline(Fact):
    """The place, and often the day, that opens a body: ``TARNBROOK, March 4:``.

    ``on`` is given where the year follows from the publication day.
    """

    place: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePost(Fact):
    """One post of a live blog: its paragraphs in the body, and when it was posted, where a day is named."""

    at: Moment | None = None
    headline: str | None = None


class NoteKind(StrEnum):
    """What a paper adds to a story of its own about that story."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    EDITORS_NOTE = "editors_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Fact):
    """A note in the body that says what was wrong, changed or needs saying about the story."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Fact):
    """A link in the body; the span covers its anchor text."""

    url: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or sound that belongs to the article."""

    url: str
    kind: str = "image"
    caption: str | None = None
    credit: str | None = None


# ------------------------------------------------------------------------------------ the facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Fact):
    """A name in the text. ``name`` is the entity it stands for within the article.

    ``titles`` are the titles and roles written beside a person (``General``, ``army chief``).
    """

    text: str
    kind: EntityType
    name: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention(Fact):
    """A place with its country (ISO 3166-1 alpha-2), or ``None`` where the text does not decide."""

    text: str
    name: str
    country: str | None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Fact):
    """Something said. ``spans`` are its pieces in order, ``span`` runs from the first to the last.

    ``speaker`` is as mentioned (``she``), ``speaker_name`` as resolved (``Grace Otunga``), and
    ``speaker_kind`` what that is, where the text names it.
    """

    text: str
    kind: QuoteKind
    spans: tuple[Span, ...]
    cue: str | None = None
    speaker: str | None = None
    speaker_span: Span | None = None
    speaker_name: str | None = None
    speaker_kind: EntityType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Fact):
    """A date in the text. ``value`` is a TIMEX3 value (``2023-08-02``, ``2005-10``, ``P15Y``).

    ``starts_on`` and ``ends_on`` are the first and last day it covers (both inclusive), ``anchor``
    the day it was counted from where it is relative.
    """

    text: str
    value: str
    kind: DateKind
    grain: Grain | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    anchor: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acronym(Fact):
    """A short form (the span) and the expansion the article itself gives for it."""

    short: str
    long: str
    long_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Fact):
    """An outlet or website the article leans on; ``relation`` is ``reported_by``,
    ``according_to``, ``told`` or ``cited``."""

    outlet: str
    relation: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Fact):
    """A treaty, accord, bill or law by name."""

    name: str
    short: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Fact):
    """Money, a percentage or a counted quantity. ``currency`` is ISO 4217."""

    text: str
    kind: AmountKind
    value: float
    currency: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Fact):
    """What the article is about, as an IPTC Media Topic (``medtop:20000574``, election).

    ``span`` is the word that tells it best (``text``), ``spans`` are all that show it, in order.
    """

    topic_id: str
    name: str
    broader_id: str | None = None
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword(Fact):
    """A phrase that is characteristic of the article, as first written; ``phrase`` is what it counts as."""

    text: str
    phrase: str
    mention_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything stated about one wording, kind by kind, each in the order of the text.

    Topics and keywords are of the whole text: the weightiest stands first.
    """

    mentions: tuple[Mention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dates: tuple[DateMention, ...] = ()
    acronyms: tuple[Acronym, ...] = ()
    citations: tuple[Citation, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    amounts: tuple[Amount, ...] = ()
    topics: tuple[Topic, ...] = ()
    keywords: tuple[Keyword, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One wording of one article.

    ``body`` is paragraphs joined by a blank line; the closing credit stands in ``credit_line`` and
    not in the body, a dateline stays in the body. ``article_id`` names the article,
    ``content_hash`` the wording: title and body without case, space and punctuation.
    """

    article_id: str
    content_hash: str
    source: str
    body: str
    title: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    authors: tuple[Author, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    fetched_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    credit_line: str | None = None
    credits: tuple[Credit, ...] = ()
    dateline: Dateline | None = None
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    page_kind: PageKind = PageKind.ARTICLE
    posts: tuple[LivePost, ...] = ()  # of a live blog, as the page orders them
    corrections: tuple[Correction, ...] = ()
    access: Access | None = None
    is_complete: bool = True
    next_page_url: str | None = None
    charset: Charset | None = None
    flags: tuple[str, ...] = ()
    provenance: tuple[FieldProvenance, ...] = ()
    facts: Facts = field(default_factory=Facts)

    @property
    def word_count(self) -> int:
        """Words of the body, split at white space."""
        return len(self.body.split())

    @property
    def wording_at(self) -> datetime | None:
        """When this wording stood: modified, else fetched, else published.

        A page that says it was modified when it was published, as many do whatever became of them since,
        says no more than that it stood when it was fetched.
        """
        is_published_so = (
            self.modified is not None
            and self.published is not None
            and self.modified.at <= self.published.at
            and self.fetched_at is not None
        )
        if self.modified is not None and not is_published_so:
            return self.modified.at
        if self.fetched_at is not None:
            return self.fetched_at
        return self.published.at if self.published is not None else None


# ---------------------------------------------------------------------------------- the batches


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStub:
    """A raw document without its content: what ``raw.documents`` keeps of a local one."""

    source: str
    locator: str
    sha256: str
    media_type: MediaType
    byte_count: int
    url: str | None = None
    counterpart_of: str | None = None
    fetched_at: datetime | None = None

    @classmethod
    def of(cls, document: RawDocument) -> DocumentStub:
        """Return *document* without its bytes."""
        return cls(
            source=document.source,
            locator=document.locator,
            sha256=document.sha256,
            media_type=document.media_type,
            byte_count=len(document.content),
            url=document.url,
            counterpart_of=document.counterpart_of,
            fetched_at=document.fetched_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """A document that became an article."""

    sequence: int
    document: DocumentStub
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A document whose very bytes became an article before: not shaped again.

    The load decides what it counts as: unchanged, or a duplicate of one in the same run.
    """

    sequence: int
    document: DocumentStub


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An article whose page its server has withdrawn: it answered *status*, 404 or 410, at *at*.

    ``url`` is the address that was asked, ``locator`` leads to the answer. The article stays; the load
    notes when it went. Counted as updated the first time, as unchanged later.
    """

    sequence: int = 0
    source: str
    url: str
    at: datetime
    status: int
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What became of a run of documents: kept, known, gone and rejected together are the input, always.

    ``sequence`` of the members gives the order in which the documents came.
    """

    kept: tuple[Shaped, ...] = ()
    known: tuple[Known, ...] = ()
    gone: tuple[Gone, ...] = ()
    rejected: tuple[Rejection, ...] = ()

    def __len__(self) -> int:
        return len(self.kept) + len(self.known) + len(self.gone) + len(self.rejected)


# ------------------------------------------------------------------------------------ the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """``read = new + updated + unchanged + duplicate + rejected + spooled``: the ledger's promise."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: int = 0
    spooled: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            read=self.read + other.read,
            new=self.new + other.new,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            duplicate=self.duplicate + other.duplicate,
            rejected=self.rejected + other.rejected,
            spooled=self.spooled + other.spooled,
        )

    @property
    def adds_up(self) -> bool:
        """Is everything that was read accounted for?"""
        accounted = self.new + self.updated + self.unchanged + self.duplicate + self.rejected
        return self.read == accounted + self.spooled

    @property
    def changed(self) -> bool:
        """Did the warehouse gain anything?"""
        return self.new + self.updated > 0


class RunStatus(StrEnum):
    """How a run ended; ``meta.runs`` also knows ``running`` and ``interrupted``."""

    COMPLETED = "completed"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """The ledger of one run, and how long each stage took in seconds."""

    run_id: str
    flow: str
    status: RunStatus
    started_at: datetime
    ended_at: datetime
    sources: dict[str, Counts]
    rejected_by: dict[str, int]
    seconds: dict[str, float]
    message: str = ""

    @property
    def total(self) -> Counts:
        """The counts of all sources together."""
        total = Counts()
        for counts in self.sources.values():
            total = total + counts
        return total

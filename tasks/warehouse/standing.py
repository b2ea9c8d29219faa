"""What an article is to its readers apart from its text: the row of ``core.articles``, and who may change it.

Several documents may tell of one article: a feed item, its page, an export. What one of them lacks
another may give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tasks.model.records import Precision

_RANKS = {precision: rank for rank, precision in enumerate(reversed(Precision))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When an article was published, as the columns ``published_…`` keep it."""

    at: datetime
    local: str
    zone: str | None
    precision: Precision
    origin: str

    @property
    def rank(self) -> tuple[int, bool]:
        """How much is known: the precision, and then the zone."""
        return _RANKS[self.precision], self.zone is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An article without its text. What belongs to a wording alone is not here."""

    article_id: str
    source: str
    page_kind: str
    first_seen_at: datetime
    first_run_id: str
    changed_at: datetime
    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    title: str | None = None
    author_names: tuple[str, ...] = ()
    published: Published | None = None
    modified_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    access: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that a later document gave for a field of an article, and whether it was taken."""

    field: str
    value: str
    origin: str
    is_chosen: bool


def merge_standing(stored: Standing, told: Standing, *, is_now: bool) -> Standing:
    """Return *stored* with what another document of the article tells.

    ``is_now`` says that this document's wording became the one that stands: where both know a field
    that goes with the text, it is then the one to be believed, and otherwise the one that came first.
    Addresses stay what they were. Of two times of publication the one that says more is taken.

    >>> from datetime import UTC
    >>> day = datetime(2026, 3, 12, tzinfo=UTC)
    >>> feed = Standing(article_id="a", source="gazette", page_kind="article", first_seen_at=day,
    ...                 first_run_id="r1", changed_at=day, section="Port")
    >>> page = replace(feed, section="Harbour", author_names=("Ilse Okafor",))
    >>> merged = merge_standing(feed, page, is_now=False)
    >>> merged.section, merged.author_names
    ('Port', ('Ilse Okafor',))
    >>> merge_standing(feed, page, is_now=True).section
    'Harbour'
    """
    believed, other = (told, stored) if is_now else (stored, told)
    return replace(
        stored,
        url=stored.url or told.url,
        canonical_url=stored.canonical_url or told.canonical_url,
        site_name=stored.site_name or told.site_name,
        title=believed.title or other.title,
        author_names=believed.author_names or other.author_names,
        published=fuller(stored.published, told.published),
        modified_at=max((at for at in (stored.modified_at, told.modified_at) if at), default=None),
        language=believed.language or other.language,
        section=believed.section or other.section,
        access=believed.access or other.access,
        page_kind=believed.page_kind,
    )


def find_candidates(
    stored: Standing, told: Standing, merged: Standing, origins: dict[str, str]
) -> Iterator[Candidate]:
    """Yield what a document said of an article that differs from what was *stored*.

    *origins* says where the document itself had each field from.
    """
    pairs = (
        ("title", stored.title, told.title, merged.title),
        ("authors", _names(stored), _names(told), _names(merged)),
        ("published", _written(stored), _written(told), _written(merged)),
    )
    for field, before, said, after in pairs:
        if said and said != before:
            origin = origins.get(field, "document")
            yield Candidate(field=field, value=said, origin=origin, is_chosen=said == after)


def fuller(stored: Published | None, told: Published | None) -> Published | None:
    """Return the one of two times that says more, the first where they say as much."""
    if stored is None or told is None:
        return stored or told
    return told if told.rank > stored.rank else stored


def _names(standing: Standing) -> str:
    return "; ".join(standing.author_names)


def _written(standing: Standing) -> str | None:
    return standing.published.local if standing.published else None

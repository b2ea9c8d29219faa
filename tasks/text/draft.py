"""What a shape (plain text, record, page) makes of a document, and how any of them becomes an article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tasks.model.errors import EmptyDocument
from tasks.model.records import (
    Access,
    Article,
    Author,
    Charset,
    Credit,
    FieldProvenance,
    Link,
    Media,
    Moment,
    PageKind,
    Precision,
    RawDocument,
    Span,
)
from tasks.model.sources import UNNAMED, source_of_url
from tasks.model.wordings import normalise_words
from tasks.text.agencies import as_credited
from tasks.text.corrections import find_corrections
from tasks.text.credits import ClosingCredit, find_closing_credit, locate_credits, read_credit
from tasks.text.dateline import Opening, read_opening
from tasks.text.identity import article_id, content_hash
from tasks.text.language import identify_language, language_code
from tasks.text.paragraphs import join_paragraphs
from tasks.text.passages import Passage, place_passages, shift_passages

_LONGEST_VALUE = 500  # characters of a candidate kept as provenance
_SHOWN = 40  # characters of a body kept as its provenance: enough to recognise it
_CLOCK_SKEW = timedelta(hours=26)  # a day without a zone may start this long before it does in UTC

DATE_CONFLICT = "date_conflict"
DATE_IN_FUTURE = "date_in_future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link on its way: the words and where they stand in one paragraph."""

    paragraph: int
    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The parts of an article as one shape found them, before what all shapes have in common is done.

    ``language`` is what the document says of itself. ``credit`` is an agency credit that stood
    outside the body, as written. ``day`` names the publication day in the article's identity.
    """

    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    authors: tuple[Author, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    credit: str | None = None
    anchors: tuple[Anchor, ...] = ()
    media: tuple[Media, ...] = ()
    page_kind: PageKind = PageKind.ARTICLE
    posts: tuple[Passage, ...] = ()
    next_page_url: str | None = None
    access: Access | None = None
    is_complete: bool = True
    flags: tuple[str, ...] = ()
    provenance: tuple[FieldProvenance, ...] = ()
    body_origin: str = "text"


def finish(draft: Draft, document: RawDocument, charset: Charset) -> Article:
    """Return the article that *draft* of *document* makes.

    Takes the closing credit off the body, reads the dateline, says the language, and names article
    and wording. Raises :class:`EmptyDocument` where there is neither title nor body.
    """
    draft = _without_repeated_title(draft)
    paragraphs = draft.paragraphs
    closing = find_closing_credit(join_paragraphs(paragraphs))
    closing = _with_outer_credit(closing, draft)
    body = closing.body
    if not body and not draft.title:
        raise EmptyDocument(f"{document.locator}: neither title nor body")
    opening = read_opening(body, _day_of(draft.published), _day_of(draft.modified))
    language = identify_language(f"{draft.title or ''}\n{body}", draft.language or document.hints.language)
    canonical = document.counterpart_of or draft.canonical_url
    source = _source_of(document, canonical)
    return Article(
        article_id=article_id(
            canonical_url=canonical,
            source=source,
            day=draft.published.local[:10] if draft.published else None,
            title=draft.title,
            body=body,
        ),
        content_hash=content_hash(draft.title, body),
        source=source,
        body=body,
        title=draft.title,
        kicker=draft.kicker,
        standfirst=draft.standfirst,
        url=draft.url,
        canonical_url=canonical,
        site_name=draft.site_name,
        authors=draft.authors,
        published=draft.published,
        modified=draft.modified,
        fetched_at=document.fetched_at,
        language=language,
        section=draft.section,
        tags=draft.tags,
        credit_line=closing.credit_line,
        credits=_once(closing.credits + opening.credits),
        dateline=opening.dateline,
        links=_place_links(draft.anchors, paragraphs, body),
        media=draft.media,
        page_kind=draft.page_kind,
        posts=place_passages(draft.posts, paragraphs, body),
        corrections=find_corrections(body),
        next_page_url=draft.next_page_url,
        access=draft.access,
        is_complete=draft.is_complete and bool(body),
        charset=charset,
        flags=_collect_flags(draft, document, opening, body),
        provenance=_complete_provenance(draft, document, language, body),
    )


def candidate(field: str, value: str | None, origin: str, *, chosen: bool = True) -> FieldProvenance | None:
    """Return a note of where a value was found, or ``None`` where there is no value."""
    if not value:
        return None
    return FieldProvenance(field=field, value=value[:_LONGEST_VALUE], origin=origin, chosen=chosen)


def _source_of(document: RawDocument, canonical: str | None) -> str:
    """Return the source of the article: that of its document, unless only the page says whose it is.

    A page saved to disk comes without an address and names its own inside. The ledger counts the
    document where it came in, under ``files``.
    """
    return document.source if document.source != UNNAMED else source_of_url(canonical) or UNNAMED


def _without_repeated_title(draft: Draft) -> Draft:
    """Leave out a first paragraph that is the headline again."""
    paragraphs = draft.paragraphs
    if not draft.title or len(paragraphs) < 2 or len(paragraphs[0]) > len(draft.title) + 40:
        return draft
    if normalise_words(paragraphs[0]) != normalise_words(draft.title):
        return draft
    moved = tuple(
        replace(anchor, paragraph=anchor.paragraph - 1) for anchor in draft.anchors if anchor.paragraph > 0
    )
    return replace(draft, paragraphs=paragraphs[1:], anchors=moved, posts=shift_passages(draft.posts, 1))


def _with_outer_credit(closing: ClosingCredit, draft: Draft) -> ClosingCredit:
    """Add the agencies credited in a field of their own or in the byline, unless the body credits them."""
    outside: list[tuple[str, tuple[str, ...]]] = []
    if draft.credit:
        outside.append((draft.credit, read_credit(draft.credit) or (draft.credit,)))
    outside.extend((author.as_written, (author.name,)) for author in draft.authors if author.role == "agency")
    line, credited = closing.credit_line or "", list(closing.credits)
    for written, names in outside:
        known = {credit.agency for credit in credited}
        if all(_is_credited(name, known) for name in names):
            continue
        offset = len(line) + 1 if line else 0
        line = f"{line} {written}" if line else written
        for credit in locate_credits(list(names), written):
            if credit.agency not in known:
                span = Span(credit.span.start + offset, credit.span.end + offset)
                credited.append(
                    Credit(
                        span=span,
                        rule="credit.byline",
                        part=credit.part,
                        agency=credit.agency,
                        as_written=credit.as_written,
                    )
                )
    return ClosingCredit(closing.body, line or None, tuple(credited))


def _is_credited(name: str, known: set[str]) -> bool:
    """Is the agency *name* among *known*, by its code, its name or its initials?"""
    initials = "".join(word[0] for word in name.split()).upper()
    return (as_credited(name) or name) in known or (len(initials) > 1 and initials in known)


def _once(credited: tuple[Credit, ...]) -> tuple[Credit, ...]:
    """Keep the first credit of each agency."""
    first: dict[str, Credit] = {}
    for credit in credited:
        first.setdefault(credit.agency, credit)
    return tuple(first.values())


def _place_links(anchors: tuple[Anchor, ...], paragraphs: tuple[str, ...], body: str) -> tuple[Link, ...]:
    """Turn places in paragraphs into places in the body, without those that went with the credit."""
    if not anchors:
        return ()
    offsets, total = [], 0
    for paragraph in paragraphs:
        offsets.append(total)
        total += len(paragraph) + 2 if paragraph else 0
    links = []
    for anchor in anchors:
        words = paragraphs[anchor.paragraph][anchor.start : anchor.end]
        span = Span(offsets[anchor.paragraph] + anchor.start, offsets[anchor.paragraph] + anchor.end)
        if words and body[span.start : span.end] == words:
            links.append(Link(span=span, rule="link", url=anchor.url, anchor=words))
    return tuple(links)


def _day_of(moment: Moment | None) -> date | None:
    """Return the day a moment names where it was written, if it names one."""
    if moment is None or moment.precision in (Precision.YEAR, Precision.MONTH):
        return None
    return date.fromisoformat(moment.local[:10])


def _collect_flags(draft: Draft, document: RawDocument, opening: Opening, body: str) -> tuple[str, ...]:
    flags = list(dict.fromkeys((*document.flags, *draft.flags)))
    published_on = _day_of(draft.published)
    dateline_on = opening.dateline.on if opening.dateline else None
    if published_on and dateline_on and published_on != dateline_on and DATE_CONFLICT not in flags:
        flags.append(DATE_CONFLICT)
    if _is_in_future(draft.published, document.fetched_at):
        flags.append(DATE_IN_FUTURE)
    if not body:
        flags.append("no_body")
    return tuple(flags)


def _is_in_future(published: Moment | None, fetched_at: datetime | None) -> bool:
    return (
        published is not None
        and fetched_at is not None
        and published.at > fetched_at.astimezone(UTC) + _CLOCK_SKEW
    )


def _complete_provenance(
    draft: Draft, document: RawDocument, language: str | None, body: str
) -> tuple[FieldProvenance, ...]:
    """Add what is concluded here, language and body, to the candidates the shape has seen."""
    stated = language_code(draft.language)
    hinted = language_code(document.hints.language)
    found = [
        candidate("body", body[:_SHOWN], draft.body_origin),
        candidate(
            "language",
            language,
            "document" if language == stated else "hint" if language == hinted else "text",
        ),
        candidate("language", stated, "document", chosen=False) if stated != language else None,
        candidate("language", hinted, "hint", chosen=False) if hinted not in (language, stated) else None,
    ]
    return draft.provenance + tuple(note for note in found if note is not None)

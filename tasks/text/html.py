"""A page to the parts of an article, or to the reason why it is none."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.model.errors import EmptyDocument, NotAnArticle, OversizedDocument
from tasks.model.records import Access, Hints, Media, PageKind
from tasks.text.addresses import absolute_address, canonical_address
from tasks.text.blocks import Block, cut_blocks
from tasks.text.body import choose_story
from tasks.text.bylines import choose_authors
from tasks.text.clean import clean_line
from tasks.text.draft import Draft
from tasks.text.fragment import find_media, to_paragraphs
from tasks.text.headlines import is_topic_label
from tasks.text.language import language_code
from tasks.text.liveblog import find_posts, is_live_blog
from tasks.text.metadata import (
    choose_addresses,
    choose_site_name,
    effective_hints,
)
from tasks.text.page import Page, scan_page
from tasks.text.page_kinds import Seen, find_other_kind
from tasks.text.page_words import CUT_SHORT
from tasks.text.paging import find_next_page, split_page
from tasks.text.standfirst import descriptions_of, find_standfirst
from tasks.text.stated import complete, tell_story
from tasks.text.times import choose_times
from tasks.text.titles import choose_title
from tasks.text.tree import Element, parse_markup

_LONGEST_TEXT = 3_000_000  # characters on one page: novels have fewer, and the longest live blogs a tenth
_SHORT_STORY = 250  # words: with less, a story behind a paywall is taken for its teaser


def read_page(markup: str, *, url: str | None, hints: Hints, locator: str) -> Draft:
    """Return the parts of the article that *markup* shows.

    Raises :class:`EmptyDocument` where nothing is in it, :class:`OversizedDocument` where its text has no
    end, and :class:`NotAnArticle` for a list of articles, a wall of consent, an error page and the like.

    >>> markup = "<title>Gates | Courier</title><h1>Gates opened</h1><p>" + "Two of five gates are open. " * 6
    >>> draft = read_page(markup, url="https://paper.example/a", hints=Hints(), locator="a.html")
    >>> draft.title, draft.canonical_url
    ('Gates opened', 'https://paper.example/a')
    """
    root = parse_markup(markup)
    if root is None:
        raise EmptyDocument(f"{locator}: no markup")
    page = scan_page(root)
    hints = effective_hints(page, hints, url)
    site_name = choose_site_name(page, url)
    title, title_seen = choose_title(page, site_name, url)
    said = " ".join(descriptions_of(page))
    blocks, story = _find_story(root, title, said, locator)
    paragraphs, anchors = to_paragraphs(story, url)
    told = tell_story(page, paragraphs)
    if told.origin != "page":
        paragraphs, anchors = told.paragraphs, ()
    other = find_other_kind(
        Seen(page=page, url=url, title=title, blocks=blocks, story=story, paragraphs=paragraphs)
    )
    if other is not None:
        raise NotAnArticle(other[0].value, f"{locator}: {other[1]}")
    language = language_code(
        page.language or page.meta("og:locale", "content-language") or page.data.text("inLanguage")
    )
    posts = find_posts(page, story, paragraphs, hints=hints, language=language or hints.language)
    is_live = is_live_blog(page, title, url, posts, paragraphs)
    times = choose_times(page, blocks, title, hints=hints, language=language or hints.language, url=url)
    authors, authors_seen = choose_authors(page, blocks, title, site_name, url)
    address, canonical = choose_addresses(page, absolute_address(url))
    following = find_next_page(root, address)
    own = canonical_address(address)
    is_first = own is None or split_page(own)[1] == 1
    if not is_first and own is not None and canonical == split_page(own)[0]:
        canonical = own  # a further page that names the first: alone it must not take its place
    draft = Draft(
        paragraphs=paragraphs,
        title=title,
        kicker=page.kicker or (title if title and is_topic_label(title) else None),
        standfirst=find_standfirst(page, title, paragraphs),
        url=address,
        canonical_url=canonical,
        site_name=site_name,
        authors=authors,
        published=times.published,
        modified=times.modified,
        language=language,
        section=_section(page),
        tags=_tags(page),
        anchors=anchors,
        media=_media(page, blocks, url),
        page_kind=PageKind.LIVEBLOG if is_live else PageKind.ARTICLE,
        posts=posts if is_live else (),
        next_page_url=following,
        access=_access(page),
        is_complete=following is None and is_first and _is_complete(page, paragraphs),
        flags=times.flags,
        provenance=(*title_seen, *authors_seen, *times.seen),
        body_origin=told.origin,
    )
    return complete(draft, page, told.state, hints=hints)


def _find_story(root: Element, title: str | None, said: str, locator: str) -> tuple[list[Block], list[Block]]:
    """Return the blocks of the page, and those of its story; if there is none, names no longer condemn."""
    blocks = cut_blocks(root)
    if (length := sum(len(block.text) for block in blocks)) > _LONGEST_TEXT:
        raise OversizedDocument(f"{locator}: {length} characters of text, the limit is {_LONGEST_TEXT}")
    story = choose_story(blocks, title=title, said=said)
    if not story:
        lenient = cut_blocks(root, is_lenient=True)
        story = choose_story(lenient, title=title, said=said)
        blocks = lenient if story else blocks
    return blocks, story


def _access(page: Page) -> Access | None:
    tier = (page.meta("article:content_tier") or "").strip().lower()
    if page.data.is_free() is False or tier == "locked":
        return Access.PAYWALLED
    if tier == "metered":
        return Access.METERED
    return Access.FREE if tier == "free" or page.data.is_free() else None


def _is_complete(page: Page, paragraphs: Sequence[str]) -> bool:
    """Is this the whole story, as far as can be told?"""
    if page.data.is_free() is not False and not page.has_paywall:
        return True
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if paragraphs and CUT_SHORT.search(paragraphs[-1]):
        return False
    return not (page.data.is_free() is False and words < _SHORT_STORY)


def _section(page: Page) -> str | None:
    text = page.data.text("articleSection") or page.meta("article:section") or page.prop("articleSection")
    return clean_line(text[:100]) or None if text else None


def _tags(page: Page) -> tuple[str, ...]:
    written = (
        page.metas.get("article:tag", [])
        or page.metas.get("news_keywords", [])
        or page.metas.get("keywords", [])
    )
    items = written if len(written) > 1 else (written[0].split(",") if written else [])
    return tuple(dict.fromkeys(tag for item in items[:60] if (tag := clean_line(item[:100]))))


def _media(page: Page, blocks: Sequence[Block], url: str | None) -> tuple[Media, ...]:
    lead = absolute_address(page.meta("og:image", "og:image:url", "twitter:image"), url)
    inside = find_media(page.root, url)
    if lead is None:
        return inside
    same = next((medium for medium in inside if medium.url == lead), Media(url=lead))
    return (same, *(medium for medium in inside if medium.url != lead))

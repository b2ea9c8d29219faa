"""Tell pages that are no article by what they are, so that none of them is stored as news.

What a page says of itself in a way that has one meaning comes first, what it is made of second, and
words only where little else is on the page: a story may well be about a page that was not found. A page
that holds a story is believed to be an article, whatever else it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from tasks.model.records import PageKind
from tasks.text.blocks import Block
from tasks.text.clean import clean_line
from tasks.text.page import Page
from tasks.text.page_words import (
    ASKS_HUMANITY,
    CONSENT,
    CUT_SHORT,
    FAILED,
    NOT_FOUND,
    SEARCH,
    SIGN_IN,
)

_LITTLE = 800  # characters of prose: a page with less may be a notice
_VERY_LITTLE = 250
_CAPTION = 160  # characters that belong to one picture of a gallery, or to a video
_LIST_TYPES = frozenset({"website", "blog", "profile"})
_LIST_NODES = frozenset(["CollectionPage", "ProfilePage", "SearchResultsPage", "ItemList"])
_GALLERY_NODES = frozenset(["ImageGallery", "MediaGallery", "VideoGallery"])
_CHALLENGE = re.compile(
    r"captcha|cf-chl|cf-challenge|challenge-(?:form|platform|running|error)|px-block|datadome|distil_|incapsula"
    r"|_sec_cpt|bot-?(?:check|detection|protection)",
    re.IGNORECASE,
)
_PLAYER = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/embed|player\.|/player/|/embed/|vimeo\.com/video|dailymotion|brightcove|jwplayer|kaltura)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s?[|–—•·»«:!?.,/]\s?|\s-\s")
_STATUS = re.compile(
    r"\A(?:http\s|error\s|fehler\s|erreur\s)?(?:4(?:0[0134]|10|29|51)|50[0234])\Z", re.IGNORECASE
)
_QUERIES = frozenset(["q", "s", "query", "search", "keyword", "keywords", "suche", "buscar", "text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was made of a page when its kind is asked: all its blocks, and those chosen as the story."""

    page: Page
    url: str | None
    title: str | None
    blocks: Sequence[Block]
    story: Sequence[Block]
    paragraphs: Sequence[str]

    @property
    def length(self) -> int:
        """The characters of the story."""
        return sum(map(len, self.paragraphs))


def find_other_kind(seen: Seen) -> tuple[PageKind, str] | None:
    """Return what the page is and what shows it, or ``None`` where it may be an article.

    >>> from tasks.text.blocks import cut_blocks
    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> root = parse_markup("<h1>Sign in</h1><form><input name=user><input type=password></form>")
    >>> blocks = cut_blocks(root)
    >>> find_other_kind(Seen(
    ...     page=scan_page(root), url=None, title="Sign in", blocks=blocks, story=[], paragraphs=()))
    (<PageKind.LOGIN: 'login'>, 'it asks for a password')
    """
    says_article = _says_article(seen.page)
    if not seen.page.data.is_article and seen.length < _LITTLE and (found := _find_notice(seen)):
        return found
    if _is_consent_wall(seen, says_article=says_article):
        return PageKind.CONSENT_WALL, "it speaks of consent alone"
    if not says_article and (found := _find_list(seen) or _find_media(seen)):
        return found
    return None if seen.paragraphs else _find_emptiness(seen)


def _says_article(page: Page) -> bool:
    """Does the page say that it is an article? The frame of many sites says so on every page of theirs."""
    if page.data.is_article or page.meta("article:published_time") is not None:
        return True
    return page.meta("og:type") == "article" and not page.data.types & _LIST_NODES


def _find_notice(seen: Seen) -> tuple[PageKind, str] | None:
    """Return which notice stands on the page in place of a story: an error, a door, a question."""
    lines = [line for line in (seen.title, seen.page.title, *seen.page.headlines[:2]) if line]
    parts = {part.strip() for line in lines for part in (*_PARTS.split(line[:300]), line[:300])}
    said = clean_line(next(iter(lines), ""))[:80]
    if _asks_humanity(seen, lines):
        return PageKind.BOT_CHECK, f"it asks whether a person reads it, {said!r}"
    if any(NOT_FOUND.fullmatch(part) or _STATUS.match(part) for part in parts if part):
        return PageKind.NOT_FOUND, f"an error page, {said!r}"
    if any(FAILED.fullmatch(part) for part in parts if part):
        return PageKind.NOT_FOUND, f"an error page, {said!r}"
    if seen.length < _CAPTION and _asks_password(seen.page) and not _has_player(seen.page):
        return PageKind.LOGIN, "it asks for a password"
    if any(SIGN_IN.fullmatch(part) for part in parts if part):
        return PageKind.LOGIN, f"it asks to sign in, {said!r}"
    return None


def _asks_humanity(seen: Seen, lines: Sequence[str]) -> bool:
    """Is it the question of a guard against robots? Its words, or its script with hardly any words."""
    words = [*lines, *(block.text[:300] for block in seen.blocks[:12])]
    if any(ASKS_HUMANITY.search(line) for line in words):
        return True
    if seen.length >= _VERY_LITTLE or sum(len(block.text) for block in seen.blocks) >= 2 * _VERY_LITTLE:
        return False
    return any(
        (value := element.get(key)) is not None and _CHALLENGE.search(value[:300])
        for element in seen.page.root.iter("script", "iframe", "form", "div")
        for key in ("src", "id", "action")
    )


def _asks_password(page: Page) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in page.root.iter("input"))


def _is_consent_wall(seen: Seen, *, says_article: bool) -> bool:
    """Is what was taken for the story, with its headline, about consent and hardly anything else?"""
    lines = [*seen.page.headlines[:1], *seen.paragraphs]
    if not seen.paragraphs or (says_article and seen.length > _LITTLE):
        return False
    mentions = sum(CONSENT.search(line[:600]) is not None for line in lines)
    return mentions >= max(2, len(lines) * (0.8 if says_article else 0.6))


def _find_list(seen: Seen) -> tuple[PageKind, str] | None:
    """Return whether the page lists other pages: teasers, results, the works of an author."""
    is_listed = (seen.page.meta("og:type") or "") in _LIST_TYPES or bool(seen.page.data.types & _LIST_NODES)
    teasers, prose = _count_teasers(seen), sum(block.is_prose for block in seen.story)
    is_row = teasers >= (3 if is_listed else 4) and teasers >= 0.5 * prose
    cut = sum(CUT_SHORT.search(paragraph) is not None for paragraph in seen.paragraphs)
    is_cut = cut >= 3 and cut >= 0.6 * len(seen.paragraphs)
    if "SearchResultsPage" in seen.page.data.types or ((is_row or is_cut or prose < 3) and _is_search(seen)):
        return PageKind.SEARCH, "the results of a search"
    if is_row or is_cut:
        return PageKind.INDEX, "a row of teasers"
    if _is_front(seen.url) and is_listed and (teasers >= 2 or seen.length < _LITTLE):
        return PageKind.INDEX, "the front page of a site"
    return None


def _count_teasers(seen: Seen) -> int:
    """Count the headings that are links and have a chosen line or two below.

    A box of teasers in the middle of a story has the story around it; a list has little else.
    """
    chosen = {id(block) for block in seen.story}
    return sum(
        above.is_heading and above.link_share > 0.7 and id(below) in chosen
        for above, below in pairwise(seen.blocks)
    )


def _is_search(seen: Seen) -> bool:
    """Was something searched for, as the address or the headline says?"""
    lines = [line[:200] for line in (seen.title, *seen.page.headlines[:1]) if line]
    if any(SEARCH.match(line) for line in lines):
        return True
    address = urlsplit(seen.url or "")
    asked = {key.lower() for key in parse_qs(address.query[:2_000])} & _QUERIES
    return bool(asked) and SEARCH.search(address.path) is not None


def _is_front(url: str | None) -> bool:
    return url is not None and urlsplit(url).path in ("", "/") and not urlsplit(url).query


def _find_media(seen: Seen) -> tuple[PageKind, str] | None:
    """Return whether moving or still pictures are all there is, with no more than captions below them."""
    kind = (seen.page.meta("og:type") or "").lower()
    says_video = kind.startswith("video") or "VideoObject" in seen.page.data.types
    if seen.length < (2 * _CAPTION if says_video else _CAPTION) and (says_video or _has_player(seen.page)):
        return PageKind.VIDEO, "a video, and no story with it"
    pictures = sum(1 for _ in seen.page.root.iter("figure"))
    says_gallery = bool(seen.page.data.types & _GALLERY_NODES)
    most = _CAPTION * max(2, pictures // 2) if says_gallery else _VERY_LITTLE
    if seen.length < most and (says_gallery or pictures >= 5):
        return PageKind.GALLERY, "pictures, and no story with them"
    return None


def _has_player(page: Page) -> bool:
    if next(page.root.iter("video", "amp-video", "amp-youtube"), None) is not None:
        return True
    return any(
        (address := frame.get("src") or frame.get("data-src")) and _PLAYER.search(address[:300])
        for frame in page.root.iter("iframe")
    )


def _find_emptiness(seen: Seen) -> tuple[PageKind, str]:
    """Return what a page is on which no story was found."""
    if found := _find_media(seen):
        return found
    linked = sum(block.link_share > 0.7 for block in _long_lines(seen.blocks))
    if linked >= 8 and linked >= 0.5 * len(seen.blocks):
        return PageKind.INDEX, "links, and no story with them"
    return PageKind.SHELL, "no story in it"


def _long_lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks that are long enough to be a headline."""
    return (block for block in blocks if len(block.text) >= 25 or block.text[:1] > "\u2e80")

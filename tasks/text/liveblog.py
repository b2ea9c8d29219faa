"""Find the posts of a live blog: each with its time, its headline and its paragraphs, in the page's order.

A post is the smallest element that holds a time and some of the story. A story that has three of them,
and that its address, headline or markup calls live, is a live blog; so is what structured data calls one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tasks.model.records import Hints, Moment
from tasks.model.wordings import normalise_words
from tasks.text.blocks import Block
from tasks.text.clean import clean_line
from tasks.text.jsonld import Update
from tasks.text.moments import read_moment
from tasks.text.page import Page
from tasks.text.passages import Passage
from tasks.text.tree import Element, words_of

_FEWEST = 3
_MOST_POSTS = 5_000
_COVERED = 0.5  # of the story that stands in posts
_OPENING = 60  # characters by which a post is known again
_LONGEST_TIME = 80  # characters
_LIVE_WORDS = re.compile(
    r"""
    (?<![^\W_])(?:live|live-?blog\w*|live-?ticker|newsticker|minuto\sa\sminuto|en\s(?:vivo|directo|direct)
      |ao\svivo|in\sdiretta|diretta|canl[ıi]|na\s[żz]ywo|direkte|trực\stiếp)(?![^\W_])
  | прям(?:ой\sэфир|ая\sтрансляция) | онлайн | наживо | مباشر | लाइव | 直播 | ライブ | 速報
  | 생중계 | שידור\sחי
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find_posts(
    page: Page, story: Sequence[Block], paragraphs: Sequence[str], *, hints: Hints, language: str | None
) -> tuple[Passage, ...]:
    """Return the posts among *paragraphs*, the text of *story* or of the page's data; few are none.

    >>> from tasks.text.blocks import cut_blocks
    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> post = "<section><time datetime=2024-05-02T0{0}:00Z></time><p>Boat {0} came in.</p></section>"
    >>> root = parse_markup("".join(post.format(hour) for hour in (9, 8, 7)))
    >>> blocks = cut_blocks(root)
    >>> posts = find_posts(
    ...     scan_page(root), blocks, [b.text for b in blocks], hints=Hints(), language=None)
    >>> [(post.start, post.at.local) for post in posts]
    [(0, '2024-05-02T09:00'), (1, '2024-05-02T08:00'), (2, '2024-05-02T07:00')]
    """
    updates = _Updates(page.data.updates, hints, language)
    found: list[Passage] = []
    blocks = story
    if len(blocks) > len(paragraphs):
        blocks = [block for block in story if clean_line(block.text)]
    if len(blocks) == len(paragraphs):
        found = list(_posts_in_markup(blocks, page, paragraphs, updates))
    if len(found) < max(_FEWEST, len(page.data.updates) // 2):
        found = max(found, list(updates.find_in(paragraphs)), key=len)
    return tuple(found) if len(found) >= _FEWEST else ()


def is_live_blog(
    page: Page, title: str | None, url: str | None, posts: Sequence[Passage], lines: Sequence[str]
) -> bool:
    """Is the page a live blog: does it say so, and is its story made of *posts*?"""
    if page.data.is_live_blog:
        return True
    if len(posts) < _FEWEST:
        return False
    covered = sum(len(line) for post in posts for line in lines[post.start : post.end])
    named = page.live_posts or _LIVE_WORDS.search(f"{title or ''} {url or ''} {page.title or ''}"[:1_000])
    return bool(named) and covered >= _COVERED * sum(map(len, lines))


class _Updates:
    """The posts that structured data lists, known again by how they begin."""

    def __init__(self, updates: Iterable[Update], hints: Hints, language: str | None) -> None:
        self._hints, self._language = hints, language
        self._by_opening = {
            opening: update for update in updates if (opening := _opening_of(update.body or "")) != ""
        }

    def moment(self, written: str | None) -> Moment | None:
        """Return the time of a post, where it names a day."""
        if not written:
            return None
        return read_moment(written, hints=self._hints, language=self._language, origin="post").moment

    def of(self, lines: Sequence[str]) -> Update | None:
        """Return the post that begins with one of *lines*."""
        return next((found for line in lines if (found := self._by_opening.get(_opening_of(line)))), None)

    def find_in(self, paragraphs: Sequence[str]) -> Iterator[Passage]:
        """Yield the posts among *paragraphs*."""
        if not self._by_opening:
            return
        starts = [(index, found) for index, line in enumerate(paragraphs) if (found := self.of([line]))]
        for number, (start, update) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else len(paragraphs)
            at, headline = self.moment(update.published), update.headline
            yield Passage(start=start, end=end, rule="post.json-ld", at=at, headline=headline)


def _opening_of(text: str) -> str:
    return normalise_words(text[: 2 * _OPENING])[:_OPENING]


def _posts_in_markup(
    blocks: Sequence[Block], page: Page, paragraphs: Sequence[str], updates: _Updates
) -> Iterator[Passage]:
    marks = list(_time_marks(page))
    if len(marks) < _FEWEST:
        return
    posts = _post_elements(marks, _ancestors(block.element for block in blocks))
    if not _FEWEST <= len(posts) <= _MOST_POSTS:
        return
    start, current = 0, None
    for index in range(len(blocks) + 1):
        post = _post_around(blocks[index].element, posts) if index < len(blocks) else None
        if index < len(blocks) and post is current:
            continue
        if current is not None:
            lines = paragraphs[start:index]
            update = updates.of(lines[:3])
            heading = next((b.text for b in blocks[start:index] if b.is_heading), None)
            yield Passage(
                start=start,
                end=index,
                rule="post.markup",
                at=updates.moment(posts[current]) or updates.moment(update.published if update else None),
                headline=_heading_of(current) or heading or (update.headline if update else None),
            )
        start, current = index, post


def _post_elements(marks: Iterable[tuple[Element, str]], around: set[Element]) -> dict[Element, str]:
    """Return the smallest elements that hold a time and some of the story, and what the time says."""
    found: dict[Element, str] = {}
    for mark, written in marks:
        element: Element | None = mark
        while element is not None and element not in around:
            element = element.getparent()
        if element is not None:
            found.setdefault(element, written)
    outer = _ancestors(parent for element in found if (parent := element.getparent()) is not None)
    return {element: written for element, written in found.items() if element not in outer}


def _time_marks(page: Page) -> Iterator[tuple[Element, str]]:
    for element in page.root.iter("time"):
        written = element.get("datetime") or words_of(element)[:_LONGEST_TIME]
        if written:
            yield element, written
    for element in page.clocks:
        yield element, (element.text or "")[:_LONGEST_TIME]


def _ancestors(elements: Iterable[Element]) -> set[Element]:
    """Return *elements* and all that they stand in."""
    found: set[Element] = set()
    for element in elements:
        step: Element | None = element
        while step is not None and step not in found:
            found.add(step)
            step = step.getparent()
    return found


def _post_around(element: Element, posts: dict[Element, str]) -> Element | None:
    step: Element | None = element
    while step is not None and step not in posts:
        step = step.getparent()
    return step


def _heading_of(post: Element) -> str | None:
    heading = next(post.iter("h2", "h3", "h4", "h5", "h6"), None)
    return clean_line(words_of(heading)[:300]) or None

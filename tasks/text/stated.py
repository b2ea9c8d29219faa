"""Take the story, and what is said about it, from the data a page carries for machines.

The markup comes first: what readers see is the story. The data is asked where the markup shows none, and
believed beyond that only where it begins with what is shown and goes on, as behind a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.model.records import FieldProvenance, Hints, Moment, Precision
from tasks.model.wordings import normalise_words
from tasks.text.authors import split_authors
from tasks.text.draft import Draft, candidate
from tasks.text.fragment import has_markup, read_fragment
from tasks.text.moments import read_moment
from tasks.text.page import Page
from tasks.text.paragraphs import split_paragraphs
from tasks.text.state import StateStory, find_story

_SHORTEST = 120  # characters of a body: with less, the page shows no story
_TEASER = 1_500  # characters shown of a story that has more behind a wall
_LONGER = 1.3  # times what is shown: a story in the data that is worth a look
_CONFIRMED = 0.6  # of what is shown that stands in the data as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story and where it was told; ``state`` is what stood beside it, if it was found in a state."""

    paragraphs: tuple[str, ...]
    origin: str
    state: StateStory | None = None


def tell_story(page: Page, shown: tuple[str, ...]) -> Told:
    """Return *shown*, or the story from the page's data where that has it and the markup has not.

    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> body = "Two of the five gates are open. " * 9
    >>> data = f'{{"@type": "Article", "headline": "Gates", "articleBody": "{body}"}}'
    >>> page = scan_page(parse_markup(f"<script type=application/ld+json>{data}</script><p>Gates"))
    >>> tell_story(page, ()).origin
    'json-ld'
    """
    length = sum(map(len, shown))
    if length < _SHORTEST:
        return _tell_unshown(page, shown, length)
    written = page.data.body()
    if written is not None and len(written) > _LONGER * length:
        found = _split(written)
        if _goes_on(found, shown, length):
            return Told(paragraphs=found, origin="json-ld")
    if length < _TEASER and (page.data.is_free() is False or page.has_paywall):
        state = find_story(page.states, page.scripts, page.headlines[:2])
        if state is not None and _goes_on(state.paragraphs, shown, length):
            return Told(paragraphs=state.paragraphs, origin="state", state=state)
    return Told(paragraphs=shown, origin="page")


def _tell_unshown(page: Page, shown: tuple[str, ...], length: int) -> Told:
    """Return the first story of the data that has more than the *length* characters which are *shown*."""
    written = page.data.body()
    if written is not None and len(written) > max(length, _SHORTEST):
        return Told(paragraphs=_split(written), origin="json-ld")
    posts = [update.body for update in page.data.updates if update.body]
    if sum(map(len, posts)) > length:
        return Told(paragraphs=tuple(line for post in posts for line in _split(post)), origin="json-ld")
    state = find_story(page.states, page.scripts, page.headlines[:2])
    if state is not None and sum(map(len, state.paragraphs)) > length:
        return Told(paragraphs=state.paragraphs, origin="state", state=state)
    teaser = page.meta("og:description", "description", "twitter:description")
    if not length and teaser and page.data.is_article and page.data.is_free() is False:
        return Told(paragraphs=tuple(split_paragraphs(teaser)), origin="meta:description")
    return Told(paragraphs=shown, origin="page")


def _split(written: str) -> tuple[str, ...]:
    return read_fragment(written)[0] if has_markup(written) else tuple(split_paragraphs(written))


def _goes_on(found: Sequence[str], shown: Sequence[str], length: int) -> bool:
    """Is *found* the story that is *shown*, and more of it?"""
    if sum(map(len, found)) < _LONGER * length:
        return False
    words = normalise_words("\n".join(found))
    return sum(len(line) for line in shown if normalise_words(line) in words) >= _CONFIRMED * length


def complete(draft: Draft, page: Page, state: StateStory | None, *, hints: Hints) -> Draft:
    """Return *draft* with the authors, the time and the title that only a state of the page has."""
    if state is None and (not draft.authors or _is_weak(draft.published)):
        state = find_story(page.states)
    if state is None:
        return draft
    published = draft.published
    notes: list[FieldProvenance | None] = [candidate("title", state.title, "state", chosen=not draft.title)]
    if _is_weak(published) and state.published:
        stated = read_moment(state.published, hints=hints, language=draft.language, origin="state").moment
        published = stated or published
        notes.append(candidate("published", state.published, "state", chosen=stated is not None))
    notes.append(candidate("authors", "; ".join(state.authors), "state", chosen=not draft.authors))
    return replace(
        draft,
        title=draft.title or state.title,
        authors=draft.authors or split_authors(state.authors, publisher=draft.site_name),
        published=published,
        provenance=draft.provenance + tuple(note for note in notes if note is not None),
    )


def _is_weak(published: Moment | None) -> bool:
    """Is the time unknown, or a day or less that stands somewhere in the text, which may be about it?"""
    if published is None:
        return True
    is_coarse = published.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR)
    return is_coarse and published.origin.startswith("text")

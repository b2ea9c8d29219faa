"""Find the summary that a page prints below its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from tasks.model.wordings import normalise_words
from tasks.text.clean import clean_line
from tasks.text.nearness import Nearness
from tasks.text.page import Page
from tasks.text.tree import words_of

_NAMED = re.compile(
    r"(?:\b|_)(?:stand-?first|dek|deck|sub-?(?:title|head(?:line|ing)?)|lede|intro\w{0,10}|vorspann|chap[oô]\w{0,3}"
    r"|sottotitolo|sommario|occhiello|entradilla|bajada|subtitulo|linha-fina|ingress|manchet|excerpt|summary)(?:\b|_)",
    re.IGNORECASE,
)
_UP = 3  # elements around the headline that are looked into
_MOST = 120
_SHORTEST, _LONGEST = 30, 600  # characters


def find_standfirst(page: Page, title: str | None, paragraphs: Sequence[str]) -> str | None:
    """Return the summary below the headline: an element named so, or a description that is printed there.

    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> summary = "The dike board let two of five gates stand open for the night."
    >>> markup = f"<div><h1>Gates</h1><p class=standfirst>{summary}</p></div>"
    >>> find_standfirst(scan_page(parse_markup(markup)), "Gates", ()) == summary
    True
    """
    wanted = normalise_words(title or "")
    stated = page.data.text("alternativeHeadline") or page.prop("alternativeHeadline")
    line = clean_line(stated[:_LONGEST]) if stated else ""
    if line and line not in paragraphs[:2] and normalise_words(line) not in wanted:
        return line
    described = {normalise_words(text[:_LONGEST]) for text in descriptions_of(page)}
    leads = {normalise_words(paragraph) for paragraph in paragraphs[:1]}
    for tag, names, words in _texts_around(page, title):
        if not _SHORTEST <= len(words) <= _LONGEST or (key := normalise_words(words)) == wanted:
            continue
        if _NAMED.search(names) or (key in described and (tag != "p" or key not in leads)):
            return clean_line(words)
    return None


def descriptions_of(page: Page) -> list[str]:
    """Return what the page's data and its meta elements say the story is about."""
    written = (page.data.text("description"), page.meta("og:description"), page.meta("description"))
    return [text for text in written if text]


def _texts_around(page: Page, title: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield tag, names and words of the elements around the headline."""
    around = Nearness(page.root, title).headline
    for _ in range(_UP):
        parent = None if around is None else around.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        around = parent
    if around is None:
        return
    for element in islice(around.iter("p", "div", "h2", "h3", "span", "strong"), _MOST):
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"[
            :300
        ]
        if element.tag != "div" or _NAMED.search(names):
            yield str(element.tag), names, words_of(element)

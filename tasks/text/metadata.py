"""Choose title, authors and addresses of a page among everything the page says they are.

Each choice keeps the candidates that lost. For authors structured data comes first, for the title
what several places agree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.model.records import Author, FieldProvenance, Hints
from tasks.model.wordings import normalise_words
from tasks.text.addresses import canonical_address, host_of
from tasks.text.authors import is_account, is_byline, split_authors
from tasks.text.blocks import Block, lines_near_headline
from tasks.text.clean import clean_line
from tasks.text.draft import candidate
from tasks.text.page import Page

_SEPARATORS = re.compile(r"\s(?:[|–—•·»«/-]|::|<|>)\s|\s?[|｜]\s?|_(?=[^_]{2,20}\Z)|\s?[-–](?=[^-–]{2,20}\Z)")
_COMMON_COUNTRIES = {"uk": "GB"}
_GENERIC_TLDS = frozenset(
    """
    co io tv me ai fm cc ws ly to eu
    """.split()  # noqa: SIM905  quoted words are harder to read
)

_AUTHOR_METAS = tuple(
    """
    author article:author article:author_name parsely-author dc.creator dcterms.creator sailthru.author
    byl cxenseparse:author og:article:author citation_author twitter:creator_name authors byline
    """.split()  # noqa: SIM905  quoted words are harder to read
)


def choose_title(
    page: Page, site_name: str | None, url: str | None
) -> tuple[str | None, tuple[FieldProvenance, ...]]:
    """Return the headline, without the name of the site, and the candidates for it."""
    found = [(origin, clean_line(value[:1000])) for origin, value in _title_candidates(page)]
    found = [(origin, value) for origin, value in found if value]
    sites = _site_words(site_name, url)
    stripped = [
        (origin, _without_site(value, [other for _, other in found], sites)) for origin, value in found
    ]
    keys = [normalise_words(value) for _, value in stripped]
    votes = [sum(key == other for other in keys) for key in keys]
    eligible = [index for index, key in enumerate(keys) if key and key not in sites]
    if not eligible:
        return None, ()
    best = max(eligible, key=lambda index: (votes[index], -index))
    notes = [
        candidate("title", value, origin, chosen=index == best)
        for index, (origin, value) in enumerate(stripped)
    ]
    return stripped[best][1], tuple(note for note in notes if note is not None)


def choose_site_name(page: Page, url: str | None) -> str | None:
    """Return the name of the outlet as the page gives it."""
    name = (
        page.meta("og:site_name", "application-name", "al:ios:app_name", "dc.publisher", "dcterms.publisher")
        or page.data.site_name()
    )
    return clean_line(name[:200]) or None if name else None


def choose_authors(
    page: Page, blocks: Sequence[Block], title: str | None, site_name: str | None
) -> tuple[tuple[Author, ...], tuple[FieldProvenance, ...]]:
    """Return the authors, and every place that names some. A printed byline beats the account of a feed."""
    candidates = [
        ("json-ld", page.data.names("author") or page.data.names("creator")),
        *((f"meta:{name}", page.metas[name]) for name in _AUTHOR_METAS if name in page.metas),
        ("microdata", page.props.get("author", [])[:6]),
        ("byline", [line for line in page.bylines if len(line) > 2][:3]),
        ("text", [line for line in lines_near_headline(blocks, title) if is_byline(line)][:1]),
    ]
    chosen: tuple[Author, ...] = ()
    notes: list[FieldProvenance | None] = []
    for origin, written in candidates:
        written = [line for line in written if not line.startswith(("http:", "https:", "/", "@"))]
        if not written:
            continue
        people = tuple(
            author for author in split_authors(written, publisher=site_name) if not is_account(author.name)
        )
        wins = bool(people) and not chosen
        if wins:
            chosen = people
        notes.append(candidate("authors", "; ".join(written), origin, chosen=wins))
    return chosen, tuple(note for note in notes if note is not None)


def choose_addresses(page: Page, url: str | None) -> tuple[str | None, str | None]:
    """Return the address of the page, and its canonical one: what it names, on its own site."""
    own = host_of(url)
    for named in (page.canonical, page.meta("og:url"), page.data.text("mainEntityOfPage", "url")):
        found = canonical_address(clean_line(named), url) if named else None
        if found is None or (own and not _same_site(host_of(found), own)):
            continue
        if found.count("/") == 3 and found.endswith("/") and (not url or canonical_address(url) != found):
            continue  # every page of some sites names the front page
        return url or found, found
    return url, canonical_address(url)


def effective_hints(page: Page, hints: Hints, url: str | None) -> Hints:
    """Add to *hints* what the page's language tag and the country of its address say."""
    country = hints.country
    if country is None and page.language and (region := re.search(r"[-_]([A-Za-z]{2})\Z", page.language)):
        country = region[1].upper()
    locale = page.meta("og:locale")
    if country is None and locale and (region := re.fullmatch(r"[a-z]{2}_([A-Z]{2})", locale)):
        country = region[1]
    if country is None and (host := host_of(url)):
        ending = host.rsplit(".", 1)[-1]
        if len(ending) == 2 and ending.isalpha() and ending not in _GENERIC_TLDS:
            country = _COMMON_COUNTRIES.get(ending, ending.upper())
    return replace(hints, country=country)


def _title_candidates(page: Page) -> Iterator[tuple[str, str]]:
    for headline in page.headlines[:2]:
        yield "h1", headline
    if value := page.data.text("headline"):
        yield "json-ld", value
    for name in ("og:title", "twitter:title", "parsely-title", "dc.title", "sailthru.title", "title"):
        if value := page.meta(name):
            yield f"meta:{name}", value
    if value := page.prop("headline"):
        yield "microdata", value
    if page.title:
        yield "title", page.title


def _site_words(site_name: str | None, url: str | None) -> set[str]:
    """Return what the site may call itself at the end of a title."""
    names = {normalise_words(site_name)} if site_name else set()
    if host := host_of(url):
        names.update((normalise_words(host), host.split(".")[0]))
    return names - {""}


def _without_site(title: str, others: Sequence[str], sites: set[str]) -> str:
    """Cut the name of the site, or of a section, off either end of *title*."""
    known = {normalise_words(other) for other in others}
    for found in reversed(list(_SEPARATORS.finditer(title))):
        head, tail = title[: found.start()], title[found.end() :]
        if normalise_words(head) in known and len(head) >= 8:
            return head
        if _is_site(tail, sites) and head.strip():
            return _without_site(head, (), sites)
    first = _SEPARATORS.search(title)
    if first is not None and _is_site(title[: first.start()], sites):
        return title[first.end() :]
    return title


def _is_site(words: str, sites: set[str]) -> bool:
    flat = normalise_words(words)
    squeezed = flat.replace(" ", "")
    return flat in sites or any(
        squeezed == site.replace(" ", "") or (len(squeezed) > 5 and squeezed in site.replace(" ", ""))
        for site in sites
    )


def _same_site(host: str | None, own: str) -> bool:
    """Do both hosts belong to one site, near enough: the same last two labels?"""
    if host is None:
        return False
    return (
        host == own or host.split(".")[-2:] == own.split(".")[-2:] or host.split(".")[0] == own.split(".")[0]
    )

"""Articles that run over several pages: the address of the next page, and the pages joined again.

A link called ``next`` leads on many sites to the next article. It counts where its address is that of
the page at hand with a number added, one higher than its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tasks.model.records import Article, Fact, Facts, Part, Span
from tasks.text.addresses import absolute_address, canonical_address
from tasks.text.corrections import find_corrections
from tasks.text.identity import content_hash
from tasks.text.tree import Element

F = TypeVar("F", bound=Fact)

_MOST_LINKS = 5_000
_LONGEST_NUMBER = 40  # characters, the spaces around it included
_MOST_PAGES = 50
_MARKED = re.compile(
    r"(?P<query>[?&](?:page|pg|p|pagina|pagenum|page_no|seite)=(?P<q>\d{1,2})(?=&|\Z))"
    r"|[/_-](?:page|seite|pagina|pag|p)[/_-]?(?P<n>\d{1,2})(?=\.s?html?\Z|\Z)",
    re.IGNORECASE,
)
_BARE = re.compile(r"[/_,-](?P<n>\d{1,2})(?=\.s?html?\Z|\Z)")


def split_page(address: str) -> tuple[str, int]:
    """Return *address* without the number of its page, and that number; 1 where it names none.

    >>> split_page("https://paper.example/a?page=2"), split_page("https://paper.example/a-page-3.html")
    (('https://paper.example/a', 2), ('https://paper.example/a.html', 3))
    """
    found = _MARKED.search(address)
    if found is None:
        return address, 1
    rest = address[found.end() :]
    if found["query"] and found["query"][0] == "?" and rest:
        rest = "?" + rest[1:]
    return address[: found.start()] + rest, int(found["q"] or found["n"])


def find_next_page(root: Element, url: str | None) -> str | None:
    """Return the address of the page on which the article at *url* goes on, or ``None``.

    >>> from tasks.text.tree import parse_markup
    >>> root = parse_markup("<p>Gates.</p><a href='/a?page=2'>2</a> <a rel=next href='/b'>Next story</a>")
    >>> find_next_page(root, "https://paper.example/a")
    'https://paper.example/a?page=2'
    """
    own = canonical_address(url)
    if own is None or own.count("/") < 3 or own.endswith("/"):
        return None
    places = {own: 1}  # what this page may be a page of, and which of them
    base, number = split_page(own)
    places[base] = number
    links = list(_links(root, url))
    bare, bare_number = _split_bare(own)
    if bare in {address for word, address, _ in links if word == "1"}:
        places[bare] = bare_number
    return next((at for _, address, at in links if address != own and _follows(address, places)), None)


def join_pages(articles: Sequence[Article]) -> list[Article]:
    """Return *articles*, each that begins a chain of pages with the text of all its pages in hand.

    The further pages become the same article, so that they are stored once: one is new, the others are
    its duplicates.
    """
    by_address = {address: article for article in articles if (address := canonical_address(article.url))}
    following = [canonical_address(article.next_page_url) for article in articles]
    continued = {address for address in following if address in by_address}
    joined: dict[str, Article] = {}
    for article, address in zip(articles, following, strict=True):
        if address not in continued or canonical_address(article.url) in continued:
            continue
        chain = list(_chain(article, by_address))
        whole = _join(chain)
        joined |= {at: whole for page in chain if (at := canonical_address(page.url))}
    return [joined.get(canonical_address(article.url) or "", article) for article in articles]


def _links(root: Element, url: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield the links that may lead to a page of this article: words, canonical address, and address."""
    for count, element in enumerate(root.iter("link", "a")):
        if count > _MOST_LINKS:
            return
        relation = element.get("rel")
        is_next = relation is not None and "next" in relation.lower().split()
        word = "" if element.tag == "link" else _number_in(element)
        if not is_next and not word:
            continue
        address = absolute_address(element.get("href"), url)
        if address and (canonical := canonical_address(address)):
            yield word, canonical, address


def _number_in(link: Element) -> str:
    """Return the words of *link* where they are a number, else nothing."""
    first = (link.text or "")[:_LONGEST_NUMBER].strip()
    if first and not first.isdecimal():
        return ""  # most links are told by their first words: the rest need not be joined
    word = "".join(map(str, link.itertext()))[:_LONGEST_NUMBER].strip()
    return word if word.isdecimal() else ""


def _follows(address: str, places: Mapping[str, int]) -> bool:
    """Is *address* that of the page after the one at hand?"""
    base, number = split_page(address)
    if base != address:
        return places.get(base) == number - 1
    bare, bare_number = _split_bare(address)
    return bare != address and places.get(bare) == bare_number - 1


def _split_bare(address: str) -> tuple[str, int]:
    """Return *address* without a number at its end: of a page, if that is a page of the article at all."""
    found = _BARE.search(address)
    if found is None:
        return address, 1
    return address[: found.start()] + address[found.end() :], int(found["n"])


def _chain(first: Article, by_address: Mapping[str, Article]) -> Iterator[Article]:
    """Yield *first* and the pages that follow it, as far as they are in hand."""
    seen: set[str | None] = set()
    page: Article | None = first
    while page is not None and len(seen) < _MOST_PAGES and page.article_id not in seen:
        seen.add(page.article_id)
        yield page
        page = by_address.get(canonical_address(page.next_page_url) or "")


def _join(chain: Sequence[Article]) -> Article:
    """Return the first of *chain* with the text, links, posts, credits and pictures of all."""
    whole = chain[0]
    for page in chain[1:]:
        opening = page.body.split("\n\n", 1)[0]
        skipped = len(opening) + 2 if opening and whole.body.startswith(opening) else 0
        body, offset = page.body[skipped:], len(whole.body) + 2 - skipped
        if not body:
            continue
        whole = replace(
            whole,
            body=f"{whole.body}\n\n{body}",
            links=whole.links + _moved(page.links, skipped, offset),
            posts=whole.posts + _moved(page.posts, skipped, offset),
            credits=whole.credits + _moved(page.credits, skipped, offset),
            credit_line=page.credit_line or whole.credit_line,
            media=tuple(dict.fromkeys(whole.media + page.media)),
        )
    last = chain[-1]
    return replace(
        whole,
        next_page_url=last.next_page_url,
        is_complete=last.next_page_url is None and all(page.body for page in chain),
        content_hash=content_hash(whole.title, whole.body),
        corrections=find_corrections(whole.body),
        facts=Facts(),
    )


def _moved(facts: Sequence[F], skipped: int, offset: int) -> tuple[F, ...]:
    """Return *facts* of a page where they stand in the whole."""
    return tuple(
        fact
        if fact.part is not Part.BODY
        else replace(fact, span=Span(fact.span.start + offset, fact.span.end + offset))
        for fact in facts
        if fact.part is not Part.BODY or fact.span.start >= skipped
    )

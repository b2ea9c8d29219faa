"""Choose the authors of a page among its data, its metas and what is printed beside its headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tasks.model.records import Author, FieldProvenance
from tasks.model.wordings import normalise_words
from tasks.text.authors import is_account, is_byline, organisation, split_authors
from tasks.text.blocks import Block, lines_near_headline
from tasks.text.clean import clean_line
from tasks.text.draft import candidate
from tasks.text.nearness import Nearness
from tasks.text.page import Page
from tasks.text.signatures import boxes_of, is_beside, names_behind_date, names_in, names_in_line
from tasks.text.titles import is_site, site_words
from tasks.text.tree import Element

# How far a place is trusted that names people. The data comes first, unless only another place is
# confirmed by what is printed beside the headline.
_TRUST = {"json-ld": 3.0, "byline": 2.5, "text": 2.4, "meta": 2.2, "line": 1.0, "dated": 0.5}
_CONFIRMED = 1.0  # what is printed names one of them too, or the data one of those printed
_ONE_WORD = -0.7  # a nickname, or an account
_LIKE_SITE = -1.0  # the site, or somebody whose own it is

_AUTHOR_METAS = tuple(
    """
    author article:author article:author_name parsely-author dc.creator dcterms.creator sailthru.author
    byl cxenseparse:author og:article:author citation_author twitter:creator_name authors byline
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_MOST_ELEMENTS = 60
_LONGEST_LINE = 60
_NEXT_LINES = 4  # below the headline


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    origin: str
    written: tuple[str, ...]
    people: tuple[Author, ...]

    @property
    def kind(self) -> str:
        return self.origin.partition(":")[0]

    @property
    def is_printed(self) -> bool:
        return self.kind in ("byline", "text", "line", "dated")

    @property
    def keys(self) -> set[str]:
        return {normalise_words(author.name) for author in self.people}


def choose_authors(
    page: Page, blocks: Sequence[Block], title: str | None, site_name: str | None, url: str | None
) -> tuple[tuple[Author, ...], tuple[FieldProvenance, ...]]:
    """Return the authors, and every place that names some.

    People come before organisations: the outlet is the author only where the page names nobody else.
    """
    near = Nearness(page.root, title)
    named = [*_declared(page, site_name), *_printed(page, blocks, title, near, site_name)]
    sites = site_words(site_name, url)
    with_people = [item for item in named if item.people]
    best = max(with_people, key=lambda item: _score(item, with_people, sites), default=None)
    if best is not None:
        chosen = _complete(best, with_people)
    else:
        best, chosen = _organisation(page, named)
    notes = (
        candidate("authors", "; ".join(item.written), item.origin, chosen=item is best) for item in named
    )
    return chosen, tuple(note for note in notes if note is not None)


def _score(item: _Named, others: Sequence[_Named], sites: set[str]) -> float:
    score = _TRUST[item.kind]
    if any(item.keys & other.keys for other in others if other.is_printed != item.is_printed):
        score += _CONFIRMED
    if all(_is_one_word(author.name) for author in item.people):
        score += _ONE_WORD
    if all(is_site(author.name, sites) for author in item.people):
        score += _LIKE_SITE
    return score


def _is_one_word(name: str) -> bool:
    return name.isascii() and " " not in name


def _complete(best: _Named, others: Sequence[_Named]) -> tuple[Author, ...]:
    """Return the people of *best*, with names cut short made whole and who is printed beside them added.

    "Nora" or "norafeld" in the data is the "Nora Feld" that is printed.
    """
    whole = [author for other in others for author in other.people if " " in author.name]
    people = tuple(
        next((full for full in whole if _is_short_for(author.name, full.name)), author)
        for author in best.people
    )
    keys = {normalise_words(author.name) for author in people}
    for other in others:
        if other.kind == "byline" and keys < other.keys and len(other.keys) <= len(keys) + 3:
            return other.people
    return people


def _is_short_for(short: str, full: str) -> bool:
    if " " in short:
        return False
    key, words = normalise_words(short), normalise_words(full)
    return len(key) > 2 and (words.split()[0] == key or words.replace(" ", "") == key.replace(" ", ""))


def _organisation(page: Page, named: Sequence[_Named]) -> tuple[_Named | None, tuple[Author, ...]]:
    """Return the first body that any place names as author."""
    for item in named:
        found = tuple(author for line in item.written[:5] if (author := organisation(line)) is not None)
        if found:
            return item, found[:3]
    return None, ()


def _declared(page: Page, site_name: str | None) -> Iterator[_Named]:
    """Yield what data and metas say, unprinted."""
    places = [
        ("json-ld", page.data.names("author") or page.data.names("creator")),
        *((f"meta:{name}", page.metas[name]) for name in _AUTHOR_METAS if name in page.metas),
        ("meta:itemprop", page.props.get("author", [])[:6]),
    ]
    for origin, values in places:
        lines = tuple(line for value in values if (line := clean_line(value)) and not _is_address(line))
        if lines:
            yield _Named(origin=origin, written=lines, people=_people(lines, site_name))


def _is_address(line: str) -> bool:
    return line.startswith(("http:", "https:", "/", "@", "www.")) or line.isdigit()


def _people(lines: Sequence[str], site_name: str | None) -> tuple[Author, ...]:
    return tuple(
        author
        for author in split_authors(list(lines) if len(lines) > 1 else lines[0], publisher=site_name)
        if not is_account(author.name)
    )


def _printed(
    page: Page, blocks: Sequence[Block], title: str | None, near: Nearness, site_name: str | None
) -> Iterator[_Named]:
    """Yield the bylines beside the headline: elements marked or named as such, then lines that read so."""
    boxes = boxes_of(page.signed[:_MOST_ELEMENTS], near)
    first: Element | None = None
    names: list[str] = []
    for box, leaves in sorted(boxes.items(), key=lambda item: near.steps_to(item[0])):
        found = names_in(box, leaves)
        if not found or (first is not None and not is_beside(box, first)):
            continue
        first = box if first is None else first
        names.extend(found)
    lines = tuple(dict.fromkeys(names))[:8]
    if lines:
        yield _Named(origin="byline", written=lines, people=_people(lines, site_name))
    for line in lines_near_headline(blocks, title):
        if is_byline(line):
            lines = (line, *names_in_line(line))
            yield _Named(origin="text", written=lines[:1], people=_people(lines[1:] or lines, site_name))
            break
    for block in blocks:
        if (
            len(block.text) <= _LONGEST_LINE
            and is_byline(block.text)
            and (names := list(names_in_line(block.text)))
        ) and " " in names[0]:
            yield _Named(origin="line", written=(block.text,), people=_people(names, site_name))
            break
    linked = {block.text for block in blocks if block.anchors}  # a section or a topic, not signed as a name
    for line in islice(lines_near_headline(blocks, title), _NEXT_LINES):
        if line not in linked and (names := names_behind_date(line.removeprefix(title or "").strip())):
            yield _Named(origin="dated", written=(line,), people=_people(names, site_name))
            break

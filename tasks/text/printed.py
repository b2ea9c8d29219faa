"""Find what a page prints as its time: elements marked or named so, and lines beside the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from tasks.text.blocks import Block, lines_near_headline
from tasks.text.nearness import Nearness
from tasks.text.page import Page
from tasks.text.tree import Element, words_of

# Not alone in brackets: after "Ferry sails again (updated)" stands the time of publication.
_UPDATED = re.compile(
    r"(?:updat|modif|actuali[sz]|aktualisi|mis\sà\sjour|aggiorna|atualiz|обновл|geändert|änderung|last\sedit|reviewed"
    r"|bijgewerkt|uppdater|oppdatert|opdateret|zaktualiz|आधुनिक|अपडेट|تحديث|更新)"
    r"(?!\w{0,12}\s?[)\]）】])\w{0,12}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:datum|date|veröffentlicht|veröffentlichung(?:sdatum)?|erschienen|erstellt|gepostet|stand|publi(?:shed|cation(?:\sdate)?)"
    r"|posted|released?|publié|publication|publicad[oa]|fecha|pubblicato|data|gepubliceerd|geplaatst|publicerad|publisert|udgivet"
    r"|opublikowano|дата|опубликовано|опубліковано|yayın(?:lanma)?|diterbitkan|发布(?:时间)?|發布|公開日?|게시|입력)"
    r"(?:\s(?:am|on|le|el|il|den|op|at))?\s?[:：]?\s?(?=\S|\Z)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_STAMP = re.compile(r"\d{4}-?\d{2}")
_LONGEST = 120  # characters of an element that prints a time and what goes with it
_LONGEST_LABEL = 40
_LONGEST_LINE = 80
_MOST_AROUND = 80
_UP = 3
_MOST_ELEMENTS = 80
_MOST_PRINTED = 8
_MOST_TEXTS = 6_000
_PROSE = re.compile(r"\w{2,}[.!?]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A time as printed: its machine form if it has one, its words, and where they stand.

    ``is_update`` is whether the page says that it is the time of a change.
    """

    origin: str
    stamp: str = ""
    words: str = ""
    is_update: bool = False


def printed_times(page: Page, blocks: Sequence[Block], title: str | None) -> list[Printed]:
    """Return what may be the time of the page, what stands nearest to the headline first."""
    near = Nearness(page.root, title)
    found: list[tuple[int, Printed]] = []
    for element in page.dated[:_MOST_ELEMENTS]:
        item = _read_element(element)
        if item is None or near.is_aside(element):
            continue
        if near.is_beside(element):
            item = replace(item, origin="beside")
        found.append((near.steps_to(element), item))
    found.sort(key=lambda pair: pair[0])
    printed = [item for _, item in found[:_MOST_PRINTED]]
    printed.extend(
        Printed(origin="text", words=line)
        for line in (_after_headline(line, title) for line in lines_near_headline(blocks, title))
        if _may_print_time(line)
    )
    return [piece for item in printed for piece in split_update(item)]


def _after_headline(line: str, title: str | None) -> str:
    """Return *line* without the headline, where only a line end parts the two."""
    return line.removeprefix(title).strip() if title else line


def _may_print_time(line: str) -> bool:
    return (
        len(line) <= _LONGEST_LINE
        and _DIGIT.search(line) is not None
        and _PROSE.search(line[_LONGEST_LABEL:]) is None
    )


def labelled_times(page: Page) -> Iterator[Printed]:
    """Yield every time on the page that a label stands before: the last resort, since it reads all texts.

    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> page = scan_page(parse_markup("<p>Gates<dl><dt>Date:</dt><dd>4 March 2024</dd></dl>"))
    >>> [item.words for item in labelled_times(page)]
    ['4 March 2024']
    """
    texts = (" ".join(str(text).split()) for text in islice(page.root.itertext(), _MOST_TEXTS))
    for text, after in pairwise(text for text in texts if text):
        label = _LABEL.match(text) or (_UPDATED.search(text) if len(text) <= _LONGEST else None)
        if label is None:
            continue
        words = text[label.end() :]
        if not words and len(text) <= _LONGEST_LABEL:
            words = after
        if _DIGIT.search(words[:_LONGEST]):
            is_update = _UPDATED.search(text) is not None
            yield Printed(origin="labelled", words=words[:_LONGEST], is_update=is_update)


def times_around_headline(page: Page, title: str | None) -> Iterator[Printed]:
    """Yield short texts with a number in them that stand in the elements right around the headline.

    >>> from tasks.text.page import scan_page
    >>> from tasks.text.tree import parse_markup
    >>> page = scan_page(parse_markup("<div><h1>Gates</h1><p class=caption>4 March 2024 | Fens</p></div>"))
    >>> [item.words for item in times_around_headline(page, "Gates")]
    ['4 March 2024 | Fens']
    """
    around = Nearness(page.root, title).headline
    for _ in range(_UP):
        parent = None if around is None else around.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        around = parent
    if around is None:
        return
    for text in islice(around.itertext(), _MOST_AROUND):
        words = " ".join(str(text).split())
        if len(words) <= _LONGEST_LABEL and _DIGIT.search(words):
            yield Printed(origin="labelled", words=words)


def split_update(item: Printed) -> Iterator[Printed]:
    """Yield *item* without what it says about a change, and that by itself.

    >>> both = Printed(origin="text", words="4 March 2024, updated 5 March 2024")
    >>> [(part.words, part.is_update) for part in split_update(both)]
    [('4 March 2024, ', False), (' 5 March 2024', True)]
    """
    marked = _UPDATED.search(item.words)
    if marked is None:
        yield item
        return
    before, after = item.words[: marked.start()], item.words[marked.end() :]
    if _DIGIT.search(before):
        yield replace(item, words=before, stamp="" if item.is_update else item.stamp, is_update=False)
        yield replace(item, words=after, stamp=item.stamp if item.is_update else "", is_update=True)
    else:
        yield replace(item, words=after, is_update=True)


def _read_element(element: Element) -> Printed | None:
    """Return the time that an element prints, if it is short and prints one."""
    stamp = element.get("datetime") or element.get("title") or ""
    if not _STAMP.search(stamp[:40]):
        stamp = ""
    words = words_of(element)
    if len(words) > _LONGEST:
        words = ""
    if not stamp and not _DIGIT.search(words):
        return None
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    is_update = _UPDATED.search(names) is not None and "publish" not in names.lower()
    origin = "time" if element.tag == "time" else "named"
    return Printed(
        origin=origin,
        stamp=stamp,
        words=words,
        is_update=is_update or (_UPDATED.search(words) is None and _is_labelled_update(element, words)),
    )


def _is_labelled_update(element: Element, words: str) -> bool:
    """Does a label in the element around say, just before *words*, that they tell of a change?"""
    parent = element.getparent()
    around = "" if parent is None else words_of(parent)
    if len(around) > _LONGEST:
        return False
    before = around.partition(words)[0] if words else around
    return _UPDATED.search(before[-_LONGEST_LABEL:]) is not None

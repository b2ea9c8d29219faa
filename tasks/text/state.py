"""Find the story in the data a page carries for its own scripts, where its markup holds none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Any

import orjson

from tasks.model.wordings import normalise_words
from tasks.text.clean import clean_line
from tasks.text.fragment import has_markup, read_fragment

_MOST_NODES = 20_000
_SHORTEST = 200  # characters of a story
_MOST_ASSIGNMENTS = 60
_ASSIGNMENT = re.compile(r"(?<![\w$])[\w$]{5,60}[\"']?\]?\s?=\s?(?:JSON\.parse\(\s?(?=\")|(?=[{\[]))")
_SAME = 0.6  # of the words of a title that two forms of it share
_DECODER = json.JSONDecoder(strict=False)
_TEXT_KEYS = ("text", "content", "html", "value", "body", "paragraph", "data", "children")
_TITLE = re.compile(r"(?:title|headlines?)\Z", re.IGNORECASE)
_AUTHOR = re.compile(r"(?:byline|authors?|writer|credit)\Z", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:publish(?:ed)?_?(?:at|on|date|time)?|date_?published|first_?published.{0,6}|date|ts|timestamp|created_?at)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateStory:
    """A story found in a page's data, with what stood beside it."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None


def find_story(
    states: Iterable[str], scripts: Iterable[str] = (), headlines: Iterable[str] = ()
) -> StateStory | None:
    """Return the longest run of paragraphs in *states*, each a JSON text, or ``None``.

    *scripts* are programs that give such data a name, as in ``window.__STATE__ = {…}``. Menus and offers
    are written there as well, so that only a story counts that is called by one of the *headlines*.

    >>> texts = [{"text": "Two gates opened. " * 9}, {"text": "Farms wait. " * 9}]
    >>> story = find_story([orjson.dumps({"article": {"title": "Gates", "body": texts}}).decode()])
    >>> story.title, len(story.paragraphs)
    ('Gates', 2)
    """
    best: StateStory | None = None
    for loaded in _load(states):
        best = reduce(_better, _stories_in(loaded), best)
    titles = [key for headline in headlines if (key := frozenset(normalise_words(headline).split()))]
    for loaded in _assigned(scripts) if titles else ():
        named = (story for story in _stories_in(loaded) if _is_named(story, titles))
        best = reduce(_better, named, best)
    return best


def _stories_in(loaded: object) -> Iterator[StateStory]:
    stack: list[Any] = [loaded]
    visited = 0
    while stack and visited < _MOST_NODES:
        node = stack.pop()
        visited += 1
        if isinstance(node, dict):
            if (story := _read_object(node)) is not None:
                yield story
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _is_named(story: StateStory, titles: Iterable[frozenset[str]]) -> bool:
    """Is *story* called by one of the page's *titles*, or by most of its words?"""
    words = set(normalise_words(story.title or "").split())
    return any(len(words & title) > _SAME * max(len(words), 1) for title in titles)


def _load(states: Iterable[str]) -> Iterator[object]:
    for state in states:
        try:
            yield orjson.loads(state)
        except orjson.JSONDecodeError:
            continue  # a state of some program that is not JSON: nothing to read


def _assigned(scripts: Iterable[str]) -> Iterator[object]:
    """Yield the data that *scripts* give a name."""
    for script in scripts:
        end = 0
        for found in islice(_ASSIGNMENT.finditer(script), _MOST_ASSIGNMENTS):
            if found.end() < end:
                continue  # within what was read already
            try:
                value, end = _DECODER.raw_decode(script, found.end())
            except (ValueError, RecursionError):
                continue  # an expression, and no data
            if isinstance(value, str):
                yield from _load([value])
            elif value:
                yield value


def _better(best: StateStory | None, other: StateStory | None) -> StateStory | None:
    if other is None or best is None:
        return best or other
    return max(best, other, key=lambda story: sum(map(len, story.paragraphs)))


def _read_object(node: Mapping[str, Any]) -> StateStory | None:
    """Return the story that one of the values of *node* is, with what the other values say of it."""
    paragraphs: tuple[str, ...] = ()
    for value in node.values():
        found = _read_paragraphs(value)
        if sum(map(len, found)) > max(_SHORTEST, sum(map(len, paragraphs))):
            paragraphs = found
    if not paragraphs:
        return None
    return StateStory(
        paragraphs=paragraphs,
        title=next((line for k, v in node.items() if _TITLE.match(k) and (line := _title_of(v))), None),
        authors=next((names for k, v in node.items() if _AUTHOR.match(k) and (names := _names(v))), ()),
        published=next(
            (str(v) for k, v in node.items() if _PUBLISHED.match(k) and isinstance(v, str | int) and v), None
        ),
    )


def _read_paragraphs(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return read_fragment(value)[0] if has_markup(value) and len(value) > _SHORTEST else ()
    if not isinstance(value, list) or len(value) < 2:
        return ()
    lines = [_line_of(item) for item in value[:2_000]]
    return tuple(line for line in lines if line)


def _line_of(item: object) -> str:
    if isinstance(item, dict):
        item = next((item[key] for key in _TEXT_KEYS if isinstance(item.get(key), str)), "")
    if not isinstance(item, str) or len(item) < 30:
        return ""
    return " ".join(read_fragment(item)[0]) if has_markup(item) else clean_line(item)


def _title_of(value: object) -> str | None:
    """Return the words of a title, which some systems keep in several lengths."""
    if isinstance(value, dict):
        value = next(iter(value.values()), None)
    return clean_line(value[:500]) or None if isinstance(value, str) else None


def _names(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    names = (item.get("name") if isinstance(item, dict) else item for item in items)
    return tuple(name for name in names if isinstance(name, str) and name)

"""The word lists that the English rules read, loaded once from ``data/``.

A rule's reach is changed in ``data/english.toml``; its reasoning stands in the file that reads it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
_INFLECTIONS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ing", ""), ("ed", "e"), ("ing", "e"))


@cache
def _english() -> Mapping[str, Any]:
    with (_DATA / "english.toml").open("rb") as file:
        return tomllib.load(file)


def split_list(words: str) -> frozenset[str]:
    """Split a list of the data files: white space parts words, an underscore is a space.

    >>> sorted(split_list("prime_minister envoy"))
    ['envoy', 'prime minister']
    """
    return frozenset(word.replace("_", " ") for word in words.split())


@cache
def word_list(section: str, name: str) -> frozenset[str]:
    """Return the list *name* of *section* in ``data/english.toml``.

    >>> "envoy" in word_list("people", "roles")
    True
    """
    return split_list(_english()[section][name])


def table(*path: str) -> Mapping[str, Any]:
    """Return a table of ``data/english.toml`` as it stands there.

    >>> table("places", "cities")["Bombay"]
    'Mumbai|IN'
    """
    found: Any = _english()
    for key in path:
        found = found[key]
    return dict(found)


@cache
def plain_list(filename: str) -> frozenset[str]:
    """Return the words of a plain list in ``data/``, without its comments."""
    lines = (_DATA / filename).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def demonym_countries() -> Mapping[str, str]:
    """Return the country of each demonym, plurals included.

    >>> demonym_countries()["Ugandans"]
    'UG'
    """
    countries: dict[str, str] = {}
    for line in (_DATA / "demonyms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, *demonyms = line.split()
        for demonym in demonyms:
            name = demonym.replace("_", " ")
            countries[name] = country
            if not name.endswith(("s", "sh", "ch", "ese")):
                countries[f"{name}s"] = country
    return countries


def is_given_name(word: str) -> bool:
    """Is *word* somewhere in the world a given name?

    >>> is_given_name("Ibrahim"), is_given_name("Treasury")
    (True, False)
    """
    names = plain_list("given_names.txt")
    return word in names or ("-" in word and word.split("-", 1)[0] in names)


@lru_cache(maxsize=65_536)
def is_everyday(word: str) -> bool:
    """Is *word*, given in lower case, an everyday English word, perhaps inflected?

    >>> is_everyday("embankments"), is_everyday("kuressaare")
    (True, False)
    """
    words = plain_list("english_words.txt")
    if word in words:
        return True
    return any(
        word.endswith(ending) and len(word) - len(ending) > 2 and word[: -len(ending)] + stem in words
        for ending, stem in _INFLECTIONS
    )

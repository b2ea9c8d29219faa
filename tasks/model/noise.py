"""Lines of a text that are no part of what it says: counters, advertising, pointers to other articles.

They are told by form, ``data/noise.toml``. A wording that differs in them alone is the same wording.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from tasks.model.wordings import hash_words, normalise_words

_FORMS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "noise.toml").read_text(encoding="utf-8")
)
_LONGEST_COUNTER = 60  # characters
_LONGEST_LINK = 220
_NUMBER = re.compile(r"\d[\d.,:'’]{0,20}[kKmM]?(?![^\W\d_])|\d[\d.,:'’]{0,20}")
_SENTENCE_END = re.compile(r"[.!?…。！？।][\"”’»)\]]{0,3}\Z")
_COUNTED = frozenset(_FORMS["counted"].split())
_BESIDE_COUNTED = frozenset(_FORMS["beside_counted"].split())
_ADVERTISING = frozenset(normalise_words(line) for line in _FORMS["advertising"])
_POINTERS = "|".join(re.escape(form) for form in sorted(_FORMS["pointers"], key=len, reverse=True))
_POINTER = re.compile(rf"\W{{0,4}}(?:{_POINTERS})(?!\w)\s?(?P<end>[:：|–—»>►→]?)\s?", re.IGNORECASE)


def is_noise(line: str) -> bool:
    """Is a line no part of what an article says: a counter, an advertisement, a pointer elsewhere?

    >>> [is_noise(line) for line in ("5 comments", "3 min read", "Advertisement", "Read more: Tolls rise")]
    [True, True, True, True]
    >>> [is_noise(line) for line in ("5 ferries", "Read more books, she said.", "Related costs rose.")]
    [False, False, False]
    """
    if not line or len(line) > _LONGEST_LINK:
        return False
    if len(line) <= _LONGEST_COUNTER and (normalise_words(line) in _ADVERTISING or _is_counter(line)):
        return True
    pointer = _POINTER.match(line)
    if pointer is None:
        return False
    return pointer["end"] != "" or pointer.end() == len(line) or not _SENTENCE_END.search(line)


def hash_body(body: str) -> str:
    """Return 32 hex digits that tell a body by the words of its lines, those left out that are noise.

    >>> hash_body("The ferry sails.\\n\\n5 comments") == hash_body("The ferry sails.\\n\\n7 comments")
    True
    >>> hash_body("5 ferries") == hash_body("7 ferries")
    False
    """
    told = [line for line in body.split("\n") if not is_noise(line)]
    return hash_words("\n".join(told) if any(told) else body)


def _is_counter(line: str) -> bool:
    words = normalise_words(_NUMBER.sub(" ", line)).split()
    return any(word in _COUNTED for word in words) and all(
        word in _COUNTED or word in _BESIDE_COUNTED for word in words
    )

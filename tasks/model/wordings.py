"""The wordings of an article in their order: what ``stories`` decides about and ``warehouse`` keeps.

Narrow on purpose: whether two wordings are the same is told by hashes, so that nothing here carries a body.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a document was to the warehouse; the columns of the ledger."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class ChangeKind(StrEnum):
    """What a version is to the one before it."""

    CREATED = "created"
    EDITED = "edited"
    REVERTED = "reverted"  # a wording that stood before came back
    COMPLETED = "completed"  # an excerpt became the whole text
    EARLIER_WORDING = "earlier_wording"  # met after a later wording was


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a document says an article says. ``at`` is when, by its own account.

    ``title_hash`` and ``body_hash`` are those of :func:`hash_words`; ``title_hash`` is ``None`` where
    the document gives no title. ``is_counterpart``: it is told of an article that is read elsewhere, to
    be compared with what stands there.
    """

    version_id: str
    body_hash: str
    title_hash: str | None = None
    at: datetime | None = None
    is_complete: bool = True
    is_counterpart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One line of an article's version log. ``until`` is when the wording was last known to stand."""

    wording: Wording
    until: datetime | None
    change: ChangeKind
    changed_fields: tuple[str, ...]
    seen_at: datetime
    last_seen_at: datetime
    run_id: str
    last_run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a document is to its article: ``log[index]`` is the version it stands for.

    ``is_beside``: its words are others, and no version of their own.
    """

    outcome: Outcome
    log: tuple[Version, ...]
    index: int
    is_beside: bool = False


def normalise_words(text: str) -> str:
    """Return the words of *text* caseless, one space between them: its letters, marks and numbers.

    >>> normalise_words("  “Ossia-Tamsin” ACCORD, 2nd ")
    'ossia tamsin accord 2nd'
    >>> normalise_words("हिन्दी, की")
    'हिन्दी की'
    """
    if not text.isascii():
        for mark in _COMMON_MARKS:  # most texts are ASCII without these, which is read much faster
            text = text.replace(mark, " ")
    return " ".join(text.casefold().translate(_LETTERS).split())


def hash_words(text: str) -> str:
    """Return 32 hex digits that tell *text* by its :func:`normalise_words`.

    White space and punctuation are no edit; a vowel sign or an accent is one.

    >>> hash_words("Ferry sails,  again") == hash_words("FERRY SAILS AGAIN.")
    True
    >>> hash_words("की") == hash_words("का")
    False
    """
    return hashlib.sha256(normalise_words(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


_COMMON_MARKS = "’“”–—‘…"


class _Letters(dict[int, str]):
    """A translation table that leaves letters, marks and numbers, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character if unicodedata.category(character)[0] in "LMN" else " "
        self[code] = kept
        return kept


_LETTERS = _Letters()

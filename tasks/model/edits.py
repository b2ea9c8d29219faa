"""What changed between two wordings of an article: what ``stories`` tells and ``warehouse`` keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tasks.model.records import Part, Span


class EditKind(StrEnum):
    """What was edited, or said about an edit."""

    HEADLINE = "headline"
    BODY = "body"
    CORRECTION_NOTE = "correction_note"
    UPDATE = "update"
    WITHDRAWN = "withdrawn"


class Change(StrEnum):
    """What became of a passage."""

    ADDED = "added"
    REMOVED = "removed"
    ALTERED = "altered"


class Aspect(StrEnum):
    """What an altered passage no longer says as it did. Mended spelling and a word more are neither."""

    NUMBERS = "numbers"
    NAMES = "names"
    NEGATION = "negation"
    WORDS = "words"  # other words stand in the place of some


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name in the title or the body of a wording, as the facts about it say."""

    part: Part
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a wording says: all that two of them are compared by."""

    title: str | None
    body: str
    is_complete: bool = True
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a changed passage: where it stands, and what of it is not on the other side.

    ``words`` are the runs of words as written; of a passage that was added or removed there are none, since
    all of it is. ``numbers`` and ``names`` are those in these words, or in all of it.
    """

    span: Span
    text: str
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A headline or a sentence that changed; a side is ``None`` where the passage does not stand."""

    kind: EditKind
    change: Change
    part: Part
    before: Side | None = None
    after: Side | None = None
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What changed from one wording to another; without passages nothing that counts did."""

    kinds: tuple[EditKind, ...] = ()
    passages: tuple[Passage, ...] = ()

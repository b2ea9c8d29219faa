"""Which article this is, and which wording of it."""

from __future__ import annotations

import hashlib

from tasks.model.noise import hash_body
from tasks.model.wordings import hash_words, normalise_words

_WORDS_OF_UNTITLED = 12
_UNDATED = "undated"
_FIELD_END = "\x1f"


def article_id(
    *, canonical_url: str | None, source: str, day: str | None, title: str | None, body: str
) -> str:
    """Return the 32 hex digits that name an article.

    Its canonical address decides, whatever source it came from. Without one it is source, *day* of
    publication as written and title, or the first words of the body where it has no title.

    >>> where = {"canonical_url": None, "source": "files", "day": "2024-03-04"}
    >>> one = article_id(**where, title="Dike repair", body="Gates opened.")
    >>> one == article_id(**where, title="DIKE  repair!", body="Gates shut.")
    True
    """
    if canonical_url:
        return _digest(canonical_url)
    name = normalise_words(title or "") or " ".join(normalise_words(body[:2000]).split()[:_WORDS_OF_UNTITLED])
    return _digest(_FIELD_END.join((source, day or _UNDATED, name)))


def content_hash(title: str | None, body: str) -> str:
    """Return the 32 hex digits that name a wording: case, space, punctuation and noise are no edit.

    >>> content_hash("Dike repair", "Gates opened.") == content_hash("DIKE REPAIR", "Gates\\n opened")
    True
    >>> content_hash("Dike repair", "Two gates") == content_hash("Dike repair", "Three gates")
    False
    """
    return _digest(hash_words(title or "") + hash_body(body))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

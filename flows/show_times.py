"""The times of an article in words: as written, how precisely, in which zone, and by whose account."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.show_article import ShownArticle


def describe_published(article: ShownArticle) -> str:
    """Return when *article* was published and changed, with zone and precision."""
    if article.published_at is None:
        said = "published at a time it does not say"
    else:
        written = (article.published_local or article.published_at.isoformat()).replace("T", " ")
        zone = article.published_zone or "no zone given, UTC assumed"
        said = f"published {written} ({zone}; known to the {article.published_precision or 'second'}"
        said += f", from {article.published_from})" if article.published_from else ")"
        if article.published_precision in ("second", "minute", "hour") and article.published_zone:
            said += f", which is {describe_instant(article.published_at)}"
    if article.modified_at is not None:
        said += f"; changed {describe_instant(article.modified_at)}"
    if article.withdrawn_at is not None:
        said += f"; its page was gone on {describe_instant(article.withdrawn_at)}"
    return said


def describe_version(article: ShownArticle) -> str:
    """Return which of its wordings this is, and when it was first met."""
    seen = f"first seen {describe_instant(article.seen_at)}"
    if article.version_count == 1:
        return f"the only wording known, {seen}"
    return f"wording {article.version} of {article.version_count}, {seen}"


def describe_instant(instant: datetime) -> str:
    """Return *instant* in UTC, to the minute.

    >>> describe_instant(datetime(2026, 3, 12, 9, 5, tzinfo=UTC))
    '2026-03-12 09:05 UTC'
    """
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

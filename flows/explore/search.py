"""Finding articles by words: the one place that knows how, so that a better way can take its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.explore.questions import LISTED, PAGE, Row
from flows.reading import fetch_rows

if TYPE_CHECKING:
    import duckdb

_WORDS_AT_MOST = 12
_SEARCH = f"""
select {LISTED}
from stage.articles as a
where list_bool_and([contains(strip_accents(lower(a.title)), strip_accents(lower(w))) for w in $words])
    and ($source is null or a.source = $source)
order by a.published_at desc nulls last, a.article_id
limit {PAGE + 1} offset $offset
"""


def search(
    connection: duckdb.DuckDBPyConnection, asked: str, *, source: str | None = None, page: int = 1
) -> list[Row]:
    """Return the articles whose title holds all words of *asked*, the newest first; one more than a page."""
    words = asked.split()[:_WORDS_AT_MOST]
    if not words:
        return []
    parameters = {"words": words, "source": source, "offset": (page - 1) * PAGE}
    return fetch_rows(connection, _SEARCH, parameters)

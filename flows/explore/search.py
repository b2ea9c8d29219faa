"""Finding articles by words: what the index of the published copy finds, as rows of a list of articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from flows.cli_search import CLOSING, OPENING, BadQuery, check_query
from flows.explore.questions import LISTED, PAGE, Row
from flows.markup import plain
from flows.reading import fetch_rows

if TYPE_CHECKING:
    import duckdb

_DEEPEST = 10_000  # articles: the ranking of one question is not turned over further
_SEARCH = f"""
select {LISTED}, f.snippet
from main.search($query, most := $most, opening := $opening, closing := $closing) as f
join stage.articles as a on a.article_id = f.article_id
where $source is null or a.source = $source
order by f.score desc, a.published_at desc nulls last, a.article_id
limit {PAGE + 1} offset $offset
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of what was found, and one more; or what is wrong with the query."""

    rows: list[Row]
    complaint: str | None = None


def search(
    connection: duckdb.DuckDBPyConnection, asked: str, *, source: str | None = None, page: int = 1
) -> Hits:
    """Return the articles that *asked* finds, the best first, each with the passage that shows it."""
    if not asked:
        return Hits(rows=[])
    try:
        check_query(connection, asked)
    except BadQuery as error:
        return Hits(rows=[], complaint=str(error))
    offset = min((page - 1) * PAGE, _DEEPEST)
    given = {
        "query": asked,
        "most": _DEEPEST if source else offset + PAGE + 1,
        "opening": OPENING,
        "closing": CLOSING,
        "source": source,
        "offset": offset,
    }
    return Hits(rows=fetch_rows(connection, _SEARCH, given))


def mark_found(snippet: str | None) -> Markup:
    """Return *snippet* as markup, escaped, with the words that were found marked.

    >>> mark_found(f"<b> the {OPENING}ferry{CLOSING}")
    Markup('&lt;b&gt; the <mark>ferry</mark>')
    """
    escaped = plain(snippet or "")
    return Markup(escaped.replace(OPENING, "<mark>").replace(CLOSING, "</mark>"))

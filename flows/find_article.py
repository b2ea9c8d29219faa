"""Which article somebody means: by its id or the beginning of it, an address, or words of its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.console import open_console, printable
from flows.reading import fetch_rows
from tasks.model.errors import WarehouseError
from tasks.text.addresses import canonical_address

if TYPE_CHECKING:
    import duckdb

_LISTED = 20  # where a name fits several articles

_CANDIDATES = """
select article_id, source, title, published_local
from stage.articles
where {condition}
order by published_at desc nulls last, article_id
limit {limit}
"""
_IS_ID = "article_id = $asked"
_IS_ADDRESS = "canonical_url = $canonical or url = $asked or canonical_url = $asked"
# One of them: a short word of a title can be the beginning of another article's id.
_BEGINS_OR_NAMES = """
starts_with(article_id, lower($asked))
    or list_bool_and([contains(strip_accents(lower(title)), strip_accents(lower(w))) for w in $words])
"""


class NoSuchArticle(WarehouseError):
    """Nothing stored is what was asked for, or it is not one thing alone."""

    reason = "no_such_article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that may be meant."""

    article_id: str
    source: str
    title: str | None
    published_local: str | None


def find_article(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """Return the id of the one article that *asked* means.

    Raises :class:`NoSuchArticle` where there is none, and where there are several, which are listed on
    standard error.
    """
    found = find_articles(connection, asked.strip())
    if not found:
        raise NoSuchArticle(
            f"no article has this id, this address or these words in its title: {printable(asked)}"
        )
    if len(found) > 1:
        _list(found[:_LISTED])
        count = f"{len(found)}" if len(found) <= _LISTED else f"more than {_LISTED}"
        raise NoSuchArticle(
            f"{count} articles match “{printable(asked)}”: ask for one by its id, or with more words"
        )
    return found[0].article_id


def find_articles(connection: duckdb.DuckDBPyConnection, asked: str) -> list[Candidate]:
    """Return the articles that *asked* may mean; the first way of asking that finds any decides."""
    words = asked.split()
    address = f"https://{asked}" if len(words) == 1 and "//" not in asked else asked
    ways: list[tuple[str, dict[str, object]]] = [
        (_IS_ID, {"asked": asked}),
        (_IS_ADDRESS, {"asked": asked, "canonical": canonical_address(address)}),
        (_BEGINS_OR_NAMES, {"asked": asked, "words": words}),
    ]
    for condition, parameters in ways if words else []:
        query = _CANDIDATES.format(condition=condition, limit=_LISTED + 1)
        found = fetch_rows(connection, query, parameters)
        if found:
            return [Candidate(**row) for row in found]
    return []


def _list(candidates: Sequence[Candidate]) -> None:
    """Print *candidates* on standard error, each with the id by which it can be asked for."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for one in candidates:
        day = (one.published_local or "no date")[:10]
        title = printable(one.title or "(no title)")
        grid.add_row(one.article_id[:12], day, printable(one.source), Text(title, overflow="fold"))
    open_console().print(grid)

"""Which article somebody means: an ``article_id`` or its beginning, an address, or words of a title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from flows.console import printable
from flows.reading import fetch_rows
from tasks.text.addresses import canonical_address

if TYPE_CHECKING:
    import duckdb

_LISTED = 10
_ID = re.compile(r"[0-9a-f]{4,32}\Z")
_ADDRESS = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)
_FOUND = """
select article_id, source, coalesce(title, '') as title, published_local
from mart.articles
where {condition}
order by published_at desc nulls last, article_id
limit $limit
"""
_BY_ID = "starts_with(article_id, $named)"
_BY_ADDRESS = "canonical_url = $canonical or url = $named"
_BY_TITLE = "lower(title) = lower($named)"
_BY_WORDS = "len(list_filter($words, lambda word: not contains(lower(title), lower(word)))) = 0"


def find_article(connection: duckdb.DuckDBPyConnection, named: str) -> str:
    """Return the ``article_id`` of the article that *named* means.

    Where several are meant, or none is, the command line's usage error says so; it lists several with
    their ids.
    """
    asked = named.strip()
    ways: list[tuple[str, Mapping[str, object]]] = []
    if _ID.match(asked.lower()):
        ways.append((_BY_ID, {"named": asked.lower()}))
    if _ADDRESS.match(asked):
        address = asked if "//" in asked else f"https://{asked}"
        ways.append((_BY_ADDRESS, {"named": asked, "canonical": canonical_address(address)}))
    elif asked:
        ways += [(_BY_TITLE, {"named": asked}), (_BY_WORDS, {"words": asked.split()})]
    for condition, parameters in ways:
        found = fetch_rows(
            connection, _FOUND.format(condition=condition), {**parameters, "limit": _LISTED + 1}
        )
        if len(found) == 1:
            return str(found[0]["article_id"])
        if found:
            raise typer.BadParameter(_describe(asked, found))
    raise typer.BadParameter(f"no article is called {printable(asked)!r}")


def _describe(asked: str, found: list[dict[str, Any]]) -> str:
    lines = []
    for row in found[:_LISTED]:
        day = (row["published_local"] or "")[:10]
        lines.append(f"  {row['article_id']}  {day:10}  {row['source']}: {row['title'][:80]}")
    more = ["  …"] if len(found) > _LISTED else []
    told = "\n".join([*lines, *more])
    return printable(f"{asked!r} is several articles; name one by its id:\n{told}")

"""The index that ``search()`` reads: which term stands in which article, as tables of the warehouse.

A load appends a segment for the articles it changed, in its own transaction, so that the index is never ahead
of the articles or behind them. What an article said before stays in its old segment under a number that
nothing names any more, until segments are put together.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from itertools import pairwise

import duckdb

from tasks.warehouse.state import registered
from tasks.warehouse.stories import transaction

_TITLE_ROOM = 1000  # places of a title; those of the body come after
_LAST_PLACE = 65535  # what stands further behind is found, but not in a phrase
_AT_ONCE = 1_000  # articles of an earlier release to a transaction
_AT_MOST = 10_000  # and to a call
_TIER = 8  # so many segments of like size become one
_LARGEST = 131_072  # articles: to write a larger segment would hold the warehouse for minutes
_TERMS_AT_ONCE = 4_000  # articles' worth of terms in memory at once

_SAME = """\
select d.article_id
from core.search_documents as d
semi join asked_articles as n on n.article_id = d.article_id
join core.articles as a on a.article_id = d.article_id and a.current_version_id = d.version_id
"""
_REFRESH = """\
update core.search_documents as d
set source = a.source, language = a.language, published_at = a.published_at
from core.articles as a, asked_articles as n
where
    a.article_id = n.article_id and d.article_id = n.article_id
    and (d.source, d.language, d.published_at) is distinct from (a.source, a.language, a.published_at)
"""
_DROP = "delete from core.search_documents where article_id in (select article_id from asked_articles)"
_READ = f"""\
create or replace temp table indexed as
select
    (row_number() over (order by a.article_id) + $last)::uinteger as "document",
    a.article_id,
    a.current_version_id as version_id,
    a.source,
    a.language,
    a.published_at,
    main.search_terms(coalesce(a.title, ''))[:{_TITLE_ROOM}] as title,
    main.search_terms(v.body) as body
from core.articles as a
join core.article_versions as v on v.version_id = a.current_version_id
semi join asked_articles as n on n.article_id = a.article_id
"""
_INSERT_DOCUMENTS = """\
insert into core.search_documents by name
select * exclude (title, body), (len(title) + len(body))::uinteger as term_count
from indexed
"""
_INSERT_POSTINGS = f"""\
insert into core.search_postings by name
with token as (
    select "document", unnest(title) as term, generate_subscripts(title, 1) - 1 as place
    from indexed
    union all
    select "document", unnest(body), generate_subscripts(body, 1) - 1 + {_TITLE_ROOM}
    from indexed
)

select
    $segment::uinteger as segment,
    term,
    list_sort(list(("document"::ubigint << 16) | least(place, {_LAST_PLACE})::ubigint)) as places
from token
where term <> ''
group by term
order by term
"""
_INSERT_SEGMENT = """\
insert into core.search_segments
select $segment, count(*), max("document")
from indexed
"""
_TIERS = f"""\
select list(segment order by segment), sum(document_count)::bigint, max(last_document)
from core.search_segments
group by floor(log(document_count) / log({_TIER}))
having count(*) >= {_TIER} and sum(document_count) <= {_LARGEST}
order by sum(document_count)
limit 1
"""
_BOUNDS = """\
select quantile_disc(term, $shares)
from core.search_postings
where list_contains($segments, segment)
"""
_MERGE = """\
insert into core.search_postings by name
select $segment::uinteger as segment, term, list_sort(list(place)) as places
from (
    select p.term, unnest(p.places) as place
    from core.search_postings as p
    where
        list_contains($segments, p.segment)
        and ($since is null or p.term >= $since) and ($until is null or p.term < $until)
)
where (place >> 16)::uinteger in (select "document" from core.search_documents)
group by term
order by term
"""

log = logging.getLogger(__name__)


def index_articles(
    connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str], *, again: bool = False
) -> None:
    """Index what *article_ids* say now, within the transaction of who changed them.

    Articles whose wording is in the index already only get their source, language and time refreshed; with
    *again* they are read anew, because a replay has changed the wording under its name.
    """
    asked = set(article_ids)
    if not asked:
        return
    if not again:
        with registered(connection, "asked_articles", article_id=sorted(asked)):
            connection.execute(_REFRESH)
            asked -= {article_id for (article_id,) in connection.execute(_SAME).fetchall()}
    if asked:
        with registered(connection, "asked_articles", article_id=sorted(asked)):
            _append_segment(connection)


def index_backlog(connection: duckdb.DuckDBPyConnection) -> int:
    """Index articles that an earlier release stored, some ten thousand at most; return how many it was.

    To be called until it returns 0, with the warehouse closed between: others want it too.
    """
    count = 0
    while count < _AT_MOST:
        with transaction(connection):
            rows = connection.execute(f"select article_id from core.unindexed limit {_AT_ONCE}").fetchall()
            waiting = [article_id for (article_id,) in rows]
            index_articles(connection, waiting)
            with registered(connection, "asked_articles", article_id=waiting):
                connection.execute(
                    "delete from core.unindexed where article_id in (select article_id from asked_articles)"
                )
        count += len(waiting)
        if not waiting:
            break
    return count


def tidy_index(connection: duckdb.DuckDBPyConnection) -> int:
    """Put segments of like size together, until none are left to; return how many were written.

    Each article is so written anew about as often as its number of digits in base eight, and a search
    looks into a few dozen segments however many loads there were.
    """
    count = 0
    while tier := connection.execute(_TIERS).fetchone():
        segments, documents, last = tier
        with transaction(connection):
            _merge(connection, segments, documents, last)
        count += 1
    return count


def _append_segment(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(_DROP)
    last, segment = _last(connection)
    connection.execute(_READ, {"last": last})
    connection.execute(_INSERT_DOCUMENTS)
    connection.execute(_INSERT_POSTINGS, {"segment": segment + 1})
    connection.execute(_INSERT_SEGMENT, {"segment": segment + 1})
    connection.execute("drop table temp.indexed")


def _merge(connection: duckdb.DuckDBPyConnection, segments: Sequence[int], documents: int, last: int) -> None:
    """Write *segments* as one, a range of terms after the other, without what nothing names any more."""
    _, segment = _last(connection)
    count = -(-documents // _TERMS_AT_ONCE)
    bounds: list[str | None] = [None, None]
    if count > 1:
        shares = [place / count for place in range(1, count)]
        found = connection.execute(_BOUNDS, {"shares": shares, "segments": segments}).fetchall()
        bounds[1:1] = sorted(set(found[0][0]))
    for since, until in pairwise(bounds):
        given = {"segment": segment + 1, "segments": segments, "since": since, "until": until}
        connection.execute(_MERGE, given)
    connection.execute("delete from core.search_postings where list_contains(?, segment)", [segments])
    connection.execute("delete from core.search_segments where list_contains(?, segment)", [segments])
    connection.execute("insert into core.search_segments values (?, ?, ?)", [segment + 1, documents, last])
    log.info("%d segments with %d articles put together", len(segments), documents)


def _last(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Return the last number of a document, and of a segment, that were given."""
    found = connection.execute(
        "select coalesce(max(last_document), 0), coalesce(max(segment), 0) from core.search_segments"
    ).fetchall()
    return found[0]

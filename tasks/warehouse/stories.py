"""Fingerprints and stories in the warehouse: what is to compare, what with, and what came of it.

What decides about copies works on arrays, so everything large leaves and enters here as an Arrow table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.records import Span
from tasks.warehouse.schema import arrow_type
from tasks.warehouse.state import pick, registered

# An article that changed may belong to another story now, and what held its story together may be gone.
_QUEUE_MATES = """\
insert into core.uncompared
select m.article_id
from core.story_members as m
semi join (
    select story_id from core.story_members semi join core.uncompared using (article_id)
) as s on s.story_id = m.story_id
anti join core.uncompared as u on u.article_id = m.article_id
"""
_LEAVE_STORIES = "delete from core.story_members where article_id in (select article_id from core.uncompared)"

# A body is compared without its dateline, which each desk writes its own way.
_BODY = """substr(v.body, coalesce(d."end", 0) + 1)"""
_DATELINES = """left join core.datelines as d on d.version_id = v.version_id and d.part = 'body'"""
_UNCOMPARED = """\
with queued as (
    select
        a.article_id, a.current_version_id as version_id, a.published_at,
        (coalesce(a.published_at, a.first_seen_at) at time zone 'UTC')::date as day
    from core.articles as a
    semi join core.uncompared as u on u.article_id = a.article_id
    order by day, a.article_id
    limit $count
)
select *
from queued
where day <= (select min(day) from queued) + $days::integer
order by day, article_id
"""
# Most articles of the window share no passage with the new ones, and stay where they are.
_COMPARED = """\
with sampled as (
    select article_id, unnest({keys}) as key
    from core.fingerprints
    where {days}
),

matched as (
    select s.article_id
    from sampled as s
    semi join asked_keys as k on k.key = s.key
    group by s.article_id
    having count(*) >= $least
)

select
    f.article_id, f.version_id, coalesce(m.story_id, f.article_id) as story_id, f.day, f.letter_count,
    f.{keys} as keys, f.{positions} as positions,
from core.fingerprints as f
semi join matched as s on s.article_id = f.article_id
left join core.story_members as m on m.article_id = f.article_id
anti join core.uncompared as u on u.article_id = f.article_id
where {days}
"""
_NEAR = _COMPARED.format(keys="keys", positions="positions", days="day between $since and $until")
_FAR = _COMPARED.format(
    keys="far_keys",
    positions="far_positions",
    days="day between $since and $until and day not between $near_since and $near_until",
)
_BODIES = f"""\
select v.version_id, {_BODY} as body
from {pick("core.article_versions", "version_id", "asked_versions")} as v
{_DATELINES}
"""
_OLD_PRINTS = """\
create or replace temp table old_prints as
select f.rowid as place, f.article_id, f."day"
from core.fingerprints as f
semi join new_prints using (article_id)
"""
_DROP_FINGERPRINTS = "delete from core.fingerprints where rowid in (select place from old_prints)"
# Events are told of first articles of stories: what is, or was, on one of these days is looked at again.
_QUEUE_LINKS = """\
insert into core.unlinked
select article_id, "day" from old_prints
union
select article_id, "day" from new_prints
"""
_QUEUE_MEMBERS = """\
insert into core.unlinked
select f.article_id, f."day"
from core.fingerprints as f
semi join asked_articles using (article_id)
"""
_INSERT_FINGERPRINTS = "insert into core.fingerprints by name select * from new_prints order by day"
_DONE = "delete from core.uncompared where article_id in (select article_id from new_prints)"
_MEMBERS = """\
select m.*
from core.story_members as m
join asked_articles as a on a.article_id = m.story_id
"""
_TIMES = """\
select a.article_id, a.current_version_id as version_id, a.published_at
from core.articles as a
join asked_articles as s on s.article_id = a.article_id
"""
_TEXTS = f"""\
select v.version_id, {_BODY} as compared, v.title, v.body
from {pick("core.article_versions", "version_id", "asked_versions")} as v
{_DATELINES}
"""
_SPANS = pa.list_(arrow_type(Span))
_MEMBER_ROWS: dict[str, pa.DataType] = {
    "article_id": pa.string(),
    "story_id": pa.string(),
    "version_id": pa.string(),
    "first_version_id": pa.string(),
    "is_same_title": pa.bool_(),
    "copied_share": pa.float64(),
    "kept_share": pa.float64(),
    "added": _SPANS,
    "left_out": _SPANS,
}
_DROP_STORIES = "delete from core.story_members where story_id in (select article_id from old_stories)"
_INSERT_MEMBERS = "insert into core.story_members by name select * from member_rows"


def queue_mates(connection: duckdb.DuckDBPyConnection) -> int:
    """Take the stories of changed articles apart, to compare all of them anew; return how many that is."""
    with transaction(connection):
        connection.execute(_QUEUE_MATES)
        connection.execute(_LEAVE_STORIES)
    found: list[tuple[int]] = connection.execute(
        "select count(distinct article_id) from core.uncompared"
    ).fetchall()
    return found[0][0]


def read_uncompared(connection: duckdb.DuckDBPyConnection, *, count: int, days: int) -> pa.Table:
    """Return the first *count* articles that are to be compared, of so many *days* from the first on.

    ``compared`` is the body without its dateline.
    """
    queued = read_arrow(connection, _UNCOMPARED, count=count, days=days)
    return _with_texts(connection, queued)


def read_near(
    connection: duckdb.DuckDBPyConnection, keys: pa.Array[Any], *, least: int, since: date, until: date
) -> pa.Table:
    """Return story and fingerprint of each article of these days that has at *least* so many of *keys*."""
    with as_table(connection, "asked_keys", pa.table({"key": keys})):
        return read_arrow(connection, _NEAR, least=least, since=since, until=until)


def read_far(
    connection: duckdb.DuckDBPyConnection,
    keys: pa.Array[Any],
    *,
    least: int,
    since: date,
    until: date,
    near: tuple[date, date],
) -> pa.Table:
    """Return story and sparse fingerprint of each such article of these days, those *near* left out."""
    given = {"least": least, "since": since, "until": until, "near_since": near[0], "near_until": near[1]}
    with as_table(connection, "asked_keys", pa.table({"key": keys})):
        return read_arrow(connection, _FAR, **given)


def read_bodies(connection: duckdb.DuckDBPyConnection, versions: Sequence[str]) -> dict[str, str]:
    """Return the texts of *versions*, without datelines."""
    with registered(connection, "asked_versions", version_id=list(versions)):
        return dict(connection.execute(_BODIES).fetchall())


def read_members(connection: duckdb.DuckDBPyConnection, stories: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is known of the members of *stories*."""
    return _rows_of(connection, _MEMBERS, stories)


def read_wordings(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> list[dict[str, Any]]:
    """Return time, title and body of *articles*."""
    with registered(connection, "asked_articles", article_id=list(articles)):
        found = read_arrow(connection, _TIMES)
    rows: list[dict[str, Any]] = _with_texts(connection, found).to_pylist()
    return rows


def _with_texts(connection: duckdb.DuckDBPyConnection, wordings: pa.Table) -> pa.Table:
    """Return *wordings* with their texts as further columns."""
    with registered(connection, "asked_versions", version_id=map(str, wordings["version_id"].to_pylist())):
        texts = read_arrow(connection, _TEXTS)
    places = pc.index_in(wordings["version_id"], texts["version_id"])
    for name in ("compared", "title", "body"):
        wordings = wordings.append_column(name, texts[name].take(places))
    return wordings


def write_fingerprints(connection: duckdb.DuckDBPyConnection, prints: pa.Table) -> None:
    """Store the fingerprints of articles that are compared by now."""
    with as_table(connection, "new_prints", prints):
        connection.execute(_OLD_PRINTS)
        connection.execute(_QUEUE_LINKS)
        connection.execute(_DROP_FINGERPRINTS)
        connection.execute("drop table old_prints")
        connection.execute(_INSERT_FINGERPRINTS)
        connection.execute(_DONE)


def queue_links(connection: duckdb.DuckDBPyConnection, articles: Collection[str]) -> None:
    """Have events told anew of *articles*, whose story is another than it was."""
    if articles:
        with registered(connection, "asked_articles", article_id=sorted(articles)):
            connection.execute(_QUEUE_MEMBERS)


def write_stories(
    connection: duckdb.DuckDBPyConnection, old: Sequence[str], members: Sequence[dict[str, Any]]
) -> None:
    """Put *members*, rows of ``core.story_members``, in the place of the *old* stories."""
    with registered(connection, "old_stories", article_id=list(old)):
        connection.execute(_DROP_STORIES)
    with as_table(
        connection, "member_rows", pa.Table.from_pylist(list(members), schema=pa.schema(_MEMBER_ROWS))
    ):
        connection.execute(_INSERT_MEMBERS)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Write all of the block or nothing of it."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.rollback()
        raise


def read_arrow(connection: duckdb.DuckDBPyConnection, query: str, **given: Any) -> pa.Table:
    """Return what *query* gives."""
    found: pa.Table = connection.sql(query, params=given).to_arrow_table()
    return found


def _rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, articles: Sequence[str]
) -> list[dict[str, Any]]:
    with registered(connection, "asked_articles", article_id=list(articles)):
        rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows


@contextmanager
def as_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> Iterator[None]:
    """Let SQL read *rows* as the table *name*."""
    connection.register(name, rows)
    try:
        yield
    finally:
        connection.unregister(name)

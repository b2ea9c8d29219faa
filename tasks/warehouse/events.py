"""Events in the warehouse: accounts that may be of one event, and what was decided about them.

What an article is linked to depends on the stories of its day and of the few days before, and on nothing
else. So a change is followed up on its own day and the few days after, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from tasks.warehouse.state import pick, registered
from tasks.warehouse.stories import as_table, read_arrow

# The first days of what is to be done, those of one chunk.
_DAYS = """\
select min("day"), max("day")
from core.unlinked
where "day" <= (select min("day") + 7 from core.unlinked)
"""
_WINDOW = """\
create or replace temp table event_window as
with timed as (
    select
        article_id, current_version_id as version_id, coalesce(published_at, first_seen_at) as at,
        (coalesce(published_at, first_seen_at) at time zone 'UTC')::date as "day"
    from core.articles
)
select t.*
from timed as t
left join core.story_members as m using (article_id)
where t."day" between $since and $until and (m.story_id is null or m.story_id = t.article_id)
"""
_SEEN = f"""\
create or replace temp table event_clues as
select w.article_id, w.at, w."day", c.clue, list_contains(c.lead_clues, c.clue) as is_lead
from event_window as w
join (
    select version_id, unnest(clues) as clue, lead_clues
    from {pick("core.clues", "version_id", "event_window")}
) as c using (version_id)
"""
_QUEUED = '(select article_id from core.unlinked where "day" between $since and $until)'
_CHANGED = f"""\
create or replace temp table changed_clues as
select clue, count(distinct article_id) as change_count
from (
    select article_id, unnest(clues) as clue
    from {pick("core.clues", "article_id", _QUEUED)}
)
group by clue
"""
# How many stories of a day and the days before have a clue, and from how many on it tells nothing. That is a
# power of two, so that it seldom moves with the number of stories.
_LIMIT = "least(256, greatest(16, 2 ** floor(log2(greatest({count}, 1) / 32))))"
_COUNTED = f"""\
create or replace temp table event_counts as
with daily as (
    select clue, "day", count(*) as story_count from event_clues group by clue, "day"
),

days as (
    select d."day", count(*) as story_count
    from (select distinct "day" from event_window where "day" >= $since) as d
    join event_window as w on w."day" between d."day" - $days::integer and d."day"
    group by d."day"
),

focus as (
    select distinct clue, "day" from event_clues where "day" >= $since
)

select
    f.clue, f."day", sum(n.story_count) as story_count,
    any_value({_LIMIT.format(count="d.story_count")}) as most,
    any_value(
        {_LIMIT.format(count="d.story_count + $changed")} <> {_LIMIT.format(count="d.story_count - $changed")}
    ) as is_new
from focus as f
join daily as n on n.clue = f.clue and n."day" between f."day" - $days::integer and f."day"
join days as d on d."day" = f."day"
group by f.clue, f."day"
"""
_AFFECTED = """\
create or replace temp table affected_articles as
select distinct e.article_id
from event_clues as e
join event_counts as n on n.clue = e.clue and n."day" = e."day"
left join changed_clues as c on c.clue = e.clue
where n.is_new or n.story_count - c.change_count <= n.most
union
select article_id from core.unlinked where "day" between $since and $until
"""
_PAIRS = """\
with telling as (
    select
        e.article_id, e.at, e."day", e.clue, e.is_lead, k.weight,
        1 - ln(n.story_count - 1) / ln(n.most) as rarity
    from event_clues as e
    semi join affected_articles using (article_id)
    join event_counts as n on n.clue = e.clue and n."day" = e."day"
    join clue_kinds as k on k.kind = e.clue[1]
    where n.story_count between 2 and n.most
)

select
    t.article_id, o.article_id as near,
    list(
        {'text': t.clue, 'rarity': t.rarity, 'is_in_leads': t.is_lead and o.is_lead} order by t.clue
    ) as shared
from telling as t
join event_clues as o
    on o.clue = t.clue and o."day" between t."day" - $days::integer and t."day"
    and (o.at < t.at or o.at = t.at and o.article_id < t.article_id)
group by t.article_id, near
having sum(t.weight * t.rarity) >= $least and count(*) >= $names
order by t.article_id, near
"""
_TOUCHED = """\
create or replace temp table touched_events as
select event_id from core.event_members semi join affected_articles using (article_id)
union
select article_id from affected_articles
union
select coalesce(m.event_id, n.near)
from near_accounts as n
left join core.event_members as m on m.article_id = n.near
"""
_LEAVE = "delete from core.event_members where article_id in (select article_id from affected_articles)"
_MEMBERS = "select * from core.event_members semi join touched_events using (event_id)"
_DROP = "delete from core.event_members where event_id in (select event_id from touched_events)"
_INSERT = 'insert into core.event_members by name select * from event_rows order by "day"'
_DAY_OF = 'select article_id, "day" from event_window semi join near_accounts using (article_id)'
_DONE = 'delete from core.unlinked where "day" between $since and $until'
_ROWS: dict[str, pa.DataType] = {
    "article_id": pa.string(),
    "event_id": pa.string(),
    "near_article_id": pa.string(),
    "score": pa.float64(),
    "shared": pa.list_(pa.string()),
    "day": pa.date32(),
}


def find_days(connection: duckdb.DuckDBPyConnection) -> tuple[date, date] | None:
    """Return the first and the last day of what is to be done next, or ``None``."""
    first, last = connection.execute(_DAYS).fetchall()[0]
    return None if first is None else (first, last)


def read_accounts(
    connection: duckdb.DuckDBPyConnection,
    since: date,
    until: date,
    *,
    days: int,
    weights: Mapping[str, float],
    least: float,
    names: int,
) -> list[dict[str, Any]]:
    """Return the stories that the changes of these days may have given another event, each with earlier ones.

    *least* of the *weights* of clues, and so many *names*, is what they share at the least.
    """
    span = timedelta(days=days)
    connection.execute(_WINDOW, {"since": since - span, "until": until + span})
    connection.execute(_SEEN)
    connection.execute(_CHANGED, {"since": since, "until": until})
    changed = connection.execute(
        'select count(*) from core.unlinked where "day" between ? and ?', [since, until]
    ).fetchall()[0][0]
    connection.execute(_COUNTED, {"since": since, "days": days, "changed": changed})
    connection.execute(_AFFECTED, {"since": since, "until": until})
    kinds = pa.table({"kind": list(weights), "weight": pa.array(weights.values(), pa.float64())})
    with as_table(connection, "clue_kinds", kinds):
        found: list[dict[str, Any]] = read_arrow(
            connection, _PAIRS, days=days, least=least, names=names
        ).to_pylist()
    return found


def read_touched(connection: duckdb.DuckDBPyConnection, near: Mapping[str, str]) -> list[dict[str, Any]]:
    """Take the affected articles out of their events; return the members of all events this touches.

    *near* are the earlier accounts that they belong to now.
    """
    with registered(connection, "near_accounts", article_id=near.keys(), near=near.values()):
        connection.execute(_TOUCHED)
    connection.execute(_LEAVE)
    members: list[dict[str, Any]] = read_arrow(connection, _MEMBERS).to_pylist()
    return members


def read_days(connection: duckdb.DuckDBPyConnection, articles: Collection[str]) -> dict[str, date]:
    """Return the day of each of *articles*, which are of the window that was read."""
    with registered(connection, "near_accounts", article_id=articles):
        return dict(connection.execute(_DAY_OF).fetchall())


def write_events(
    connection: duckdb.DuckDBPyConnection, members: Sequence[Mapping[str, Any]], since: date, until: date
) -> None:
    """Put *members* in the place of those of the events that were touched; these days are done."""
    connection.execute(_DROP)
    with as_table(connection, "event_rows", pa.Table.from_pylist(list(members), schema=pa.schema(_ROWS))):
        connection.execute(_INSERT)
    connection.execute(_DONE, {"since": since, "until": until})
    for table in ("event_window", "event_clues", "changed_clues", "event_counts", "affected_articles"):
        connection.execute(f"drop table {table}")
    connection.execute("drop table touched_events")

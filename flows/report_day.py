"""What the report says of one day: what came, what is rising, what was copied, changed or fell silent.

A day is the reader's, by the zone in `mart.settings`. Each question is bounded by the weeks before the day,
and by instants two days wider than these, so that only their part of a large warehouse is read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows.reading import fetch_rows
from flows.report_figures import Copied, Day, Quiet, Rising, SilentEdit

if TYPE_CHECKING:
    import duckdb

RECENT_DAYS = 7  # what is rising, copied or edited is looked for in the week that ends with the day
PAST_DAYS = 28  # and set against the four weeks before
_SPAN = RECENT_DAYS + PAST_DAYS
_LEAST_PAST = 7  # days; with less there is no telling what is usual
_SAID = 300  # characters of a passage that was edited

_ZONE = "select timezone from mart.settings"

# The newest day that has come: a clock that is ahead publishes tomorrow's news.
_NEWEST = "select max(published_date) as newest from stage.articles where published_date <= $today"

_NUMBERS = """
with article as (
    select article_id, current_version_id, source, published_date, word_count, story_id
    from stage.articles
    where published_date between $first and $day and published_at between $after and $until
)
select
    count(*) filter (where published_date = $day) as article_count,
    count(distinct source) filter (where published_date = $day) as source_count,
    count(distinct story_id) filter (where published_date = $day) as story_count,
    coalesce(sum(word_count) filter (where published_date = $day), 0)::bigint as word_count,
    count(*) filter (where published_date < $day) as past_count,
    min(published_date) as first_date,
    (
        select count(*) from stage.quotes as q
        join article as a on a.current_version_id = q.version_id
        where a.published_date = $day
    ) as quote_count,
    (
        select count(distinct m.entity_id) from stage.mentions as m
        join article as a on a.current_version_id = m.version_id
        where a.published_date = $day and m.part = 'body'
    ) as name_count
from article
"""

_EDIT_COUNT = """
select count(*) as edit_count
from stage.version_log
where version > 1
    and coalesce(wording_at, seen_at) >= $begins and coalesce(wording_at, seen_at) < $ends
"""

# A name rises when more articles of the week hold it than its share of the weeks before lets expect. The gap
# is measured in the spread that chance alone gives such a count: 2 after 0 is no news, and 9 after 1 is.
_RISING = """
with named as (
    select name, kind, article_id, published_date
    from mart.entities
    where kind in ('person', 'organisation', 'place')
        and published_date between $first and $day and published_at between $after and $until
),
volume as (
    select
        count(*) filter (where published_date > $day - 7) as recent,
        count(*) filter (where published_date <= $day - 7) as past
    from stage.articles
    where published_date between $first and $day and published_at between $after and $until
),
counted as (
    select
        name,
        kind,
        count(distinct article_id) filter (where published_date > $day - 7) as recent_count,
        count(distinct article_id) filter (where published_date <= $day - 7) as past_count,
        list($day - published_date) as ages
    from named
    group by name, kind
),
scored as (
    select c.*, c.past_count * v.recent / v.past as expected
    from counted as c
    cross join volume as v
    where v.past > 0
)
select name, kind, recent_count, past_count, expected, ages
from scored
where recent_count >= 3 and (recent_count - expected) / sqrt(expected + 1) >= 2
order by (recent_count - expected) / sqrt(expected + 1) desc, recent_count desc, name
limit 10
"""

_COPIED = """
with chosen as (
    select
        story_id, title, first_url, first_source, first_published_at, article_count, source_count,
        wire_agencies, copied_share_avg
    from mart.stories
    where article_count > 1 and first_published_date <= $day and first_published_date >= $since
    order by source_count desc, article_count desc, first_published_at desc
    limit 6
)
select
    c.*,
    f.language,
    list({'source': a.source, 'hours': epoch(a.published_at - f.published_at) / 3600}
        order by a.published_at, a.source) filter (where a.article_id <> c.story_id) as copies
from chosen as c
join stage.articles as f on f.article_id = c.story_id
join stage.articles as a on a.story_id = c.story_id
group by all
order by c.source_count desc, c.article_count desc, c.first_published_at desc
"""

_SILENT = """
select article_id, version, source, title, reasons, passages_before, passages_after, after_published_s
from mart.silent_corrections
where coalesce(wording_at, seen_at) < $ends and coalesce(wording_at, seen_at) >= $since
order by coalesce(wording_at, seen_at) desc, article_id, version
limit 8
"""

# By its own rhythm: quiet for more than twice the longest pause it made in the eight weeks before, and for
# two days at least. A source of fewer than five days has no rhythm.
_QUIET = """
with day as (
    select source, published_date, published_date - lag(published_date) over w as pause
    from mart.daily_volume_by_source
    where published_date between $day - 56 and $day
    window w as (partition by source order by published_date)
)
select
    source,
    max(published_date) as last_date,
    $day - max(published_date) as silent_days,
    max(pause) as longest_pause,
    list($day - published_date order by published_date) as ages
from day
group by source
having count(*) >= 5 and $day - max(published_date) > greatest(2 * max(pause), 1)
order by silent_days desc, source
limit 12
"""

_TROUBLED = """
select source, status, coalesce(last_error, '') as last_error
from mart.source_health
where status in ('gone', 'failing', 'paused') or is_quiet
order by source
limit 12
"""


def read_day(connection: duckdb.DuckDBPyConnection, *, now: datetime, day: date | None = None) -> Day | None:
    """Return what is to be said of *day*, or of the newest day with news; ``None`` where nothing is dated."""
    zone = fetch_rows(connection, _ZONE)[0]["timezone"]
    if day is None:
        day = fetch_rows(connection, _NEWEST, {"today": now.astimezone(ZoneInfo(zone)).date()})[0]["newest"]
    if day is None:
        return None
    span = {
        "day": day,
        "first": day - timedelta(days=_SPAN - 1),
        "after": _midnight(day - timedelta(days=_SPAN + 1), "UTC"),
        "until": _midnight(day + timedelta(days=3), "UTC"),
    }
    numbers = fetch_rows(connection, _NUMBERS, span)[0]
    first_date, past_count = numbers.pop("first_date"), numbers.pop("past_count")
    past_days = min(_SPAN - 1, (day - first_date).days) if first_date is not None else 0
    bounds = {"begins": _midnight(day, zone), "ends": _midnight(day + timedelta(days=1), zone)}
    return Day(
        **numbers,
        **fetch_rows(connection, _EDIT_COUNT, bounds)[0],
        on=day,
        zone=zone,
        usual_count=past_count / past_days if past_days >= _LEAST_PAST else None,
        has_past=past_days >= RECENT_DAYS + _LEAST_PAST,
        rising=_rising(connection, span) if past_days >= RECENT_DAYS + _LEAST_PAST else (),
        copied=_copied(connection, day),
        silent=_silent(connection, day, bounds["ends"], zone),
        quiet=_quiet(connection, day),
    )


def _midnight(day: date, zone: str) -> datetime:
    """Return when *day* begins in *zone*, as an instant; a day is not always of 24 hours."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _rising(connection: duckdb.DuckDBPyConnection, span: dict[str, Any]) -> tuple[Rising, ...]:
    return tuple(
        Rising(
            name=row["name"],
            kind=row["kind"],
            recent_count=row["recent_count"],
            past_count=row["past_count"],
            expected=row["expected"],
            by_day=_by_day(row["ages"], _SPAN),
        )
        for row in fetch_rows(connection, _RISING, span)
    )


def _copied(connection: duckdb.DuckDBPyConnection, day: date) -> tuple[Copied, ...]:
    """Return the most copied stories of the week, or of all time where the week has none."""
    for since in (day - timedelta(days=RECENT_DAYS - 1), date.min.replace(year=1900)):
        rows = fetch_rows(connection, _COPIED, {"day": day, "since": since})
        if rows:
            return tuple(
                Copied(
                    story_id=row["story_id"],
                    title=row["title"] or "",
                    url=row["first_url"],
                    language=row["language"],
                    first_source=row["first_source"],
                    article_count=row["article_count"],
                    source_count=row["source_count"],
                    agencies=tuple(row["wire_agencies"]),
                    copied_share=row["copied_share_avg"],
                    copies=tuple((one["source"], one["hours"]) for one in row["copies"] or ()),
                    is_recent=since.year > 1900,
                )
                for row in rows
            )
    return ()


def _silent(
    connection: duckdb.DuckDBPyConnection, day: date, ends: datetime, zone: str
) -> tuple[SilentEdit, ...]:
    """Return the newest silent edits of the week, or those before where the week has none."""
    for since in (_midnight(day - timedelta(days=RECENT_DAYS - 1), zone), datetime(1900, 1, 1, tzinfo=UTC)):
        rows = fetch_rows(connection, _SILENT, {"ends": ends, "since": since})
        if rows:
            return tuple(_silent_edit(row) for row in rows)
    return ()


def _silent_edit(row: dict[str, Any]) -> SilentEdit:
    pairs = zip(row["passages_before"], row["passages_after"], strict=True)
    return SilentEdit(
        article_id=row["article_id"],
        version=row["version"],
        source=row["source"],
        title=row["title"] or "",
        reasons=tuple(row["reasons"]),
        passages=tuple((_cut(before), _cut(after)) for before, after in pairs)[:2],
        after_published_s=row["after_published_s"],
    )


def _cut(passage: str | None) -> str:
    text = " ".join((passage or "").split())
    return text if len(text) <= _SAID else text[: _SAID - 1] + "…"


def _quiet(connection: duckdb.DuckDBPyConnection, day: date) -> tuple[Quiet, ...]:
    """Return the sources that publish less than they used to, and those that gave no answer."""
    troubled = {row["source"]: row for row in fetch_rows(connection, _TROUBLED)}
    found = []
    for row in fetch_rows(connection, _QUIET, {"day": day}):
        trouble = troubled.pop(row["source"], None)
        found.append(
            Quiet(
                source=row["source"],
                last_on=row["last_date"],
                silent_days=row["silent_days"],
                longest_pause=row["longest_pause"],
                trouble=_trouble(trouble),
                by_day=_by_day(row["ages"], 57),
            )
        )
    found += [Quiet(source=name, trouble=_trouble(row)) for name, row in troubled.items()]
    return tuple(found)


def _trouble(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    status = "quiet" if row["status"] in ("ok", "degraded") else row["status"]
    return f"{status}: {row['last_error']}" if row["last_error"] else status


def _by_day(ages: list[int], days: int) -> tuple[int, ...]:
    """Return how many of *ages*, in days, fall on each of the last *days* days, the oldest first.

    >>> _by_day([0, 2, 2], 4)
    (0, 2, 0, 1)
    """
    counts = [0] * days
    for age in ages:
        counts[days - 1 - age] += 1
    return tuple(counts)

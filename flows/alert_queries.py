"""The questions behind the alerts. The views say how things stand; the thresholds stand here."""

from __future__ import annotations

# What failed once mends itself more often than not.
HEALTH = """\
select
    source,
    'quiet_source' as kind,
    printf(
        'no new article for %.0f hours; its longest silence was %.0f',
        silent_s / 3600.0,
        longest_silence_s / 3600.0
    ) as text
from mart.source_health
where is_quiet
union all
select
    source,
    'failing_source' as kind,
    printf('%s, %d times in a row: %s', status, failure_count, coalesce(last_error, '')) as text
from mart.source_health
where status = 'gone' or (status = 'failing' and failure_count >= 3)
order by all
"""

# A share is compared with what it was, and needs some articles on both sides: a source without dates never
# had any, and two articles are no trend.
QUALITY = """\
with percent as (
    select
        source,
        recent_rejected_count as rejected_count,
        least(recent_article_count, earlier_article_count) as article_count,
        100 * recent_rejected_share as rejected,
        100 * coalesce(earlier_rejected_share, 0) as rejected_before,
        100 * recent_empty_share as empty,
        100 * earlier_empty_share as empty_before,
        100 * recent_undated_share as undated,
        100 * earlier_undated_share as undated_before
    from mart.source_quality
)

select
    source,
    'rejects_rise' as kind,
    printf(
        '%d rejected in a day, %.0f of 100; before %.0f', rejected_count, rejected, rejected_before
    ) as text
from percent
where rejected_count >= 5 and rejected > 2 * rejected_before + 10
union all
select
    source,
    'empty_bodies' as kind,
    printf('%.0f of 100 articles have no text; before %.0f', empty, empty_before) as text
from percent
where article_count >= 10 and empty > empty_before + 20
union all
select
    source,
    'missing_dates' as kind,
    printf('%.0f of 100 articles have no date; before %.0f', undated, undated_before) as text
from percent
where article_count >= 10 and undated > undated_before + 20
order by all
"""

RUNS = """\
with recent as (
    select started_at, started_at - lag(started_at) over (order by started_at) as pause
    from mart.run_ledger
    where flow = 'ingest'
    order by started_at desc
    limit 20
)

select max(started_at) as started_at, epoch(max(pause)) as longest_pause_s
from recent
"""

MAINTENANCE = """\
select arg_max(state, started_at) as state, arg_max(coalesce(message, ''), started_at) as message
from mart.run_ledger
where flow = 'maintain' and state <> 'running'
"""

-- Articles as they stand now, with the day of publication that the reader's calendar gives them.
--
-- A time of day falls on the day it has in the reader's time zone. A day that was written as a day stays that
-- day wherever the reader sits. A month or a year is no day.
--
-- Grain:   one row per article.
-- Reads:   core.articles, meta.settings

create or replace view stage.articles as
select
    article_id,
    source,
    url,
    canonical_url,
    site_name,
    title,
    kicker,
    author_names,
    published_at,
    case
        when published_precision in ('month', 'year') then null
        when published_precision = 'day' then coalesce(try_cast(published_local as date), (published_at at time zone 'UTC')::date)
        else (published_at at time zone (
            select coalesce(max(value), 'UTC')
            from meta.settings
            where name = 'timezone'
        ))::date
    end as published_date,
    published_local,
    published_zone,
    published_precision,
    published_from,
    modified_at,
    language,
    section,
    page_kind,
    access,
    is_complete,
    withdrawn_at is not null as is_withdrawn,
    withdrawn_at,
    version_count,
    current_version,
    current_version_id,
    content_hash,
    word_count,
    null::varchar as story_id,  -- not grouped into stories yet
    first_seen_at,
    last_seen_at,
    changed_at,
    first_run_id,
    last_run_id
from core.articles;

comment on view stage.articles is 'One row per article as it stands now';

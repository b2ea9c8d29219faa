-- Articles as they stand now, with the day of publication that the reader's calendar gives them.
--
-- A time of day falls on the day it has in the reader's time zone. A day that was written as a day stays that
-- day wherever the reader sits. A month or a year is no day.
--
-- Grain:   one row per article.
-- Reads:   core.articles, core.story_members, core.event_members, meta.settings

create or replace view stage.articles as
select
    a.article_id,
    a.source,
    a.url,
    a.canonical_url,
    a.site_name,
    a.title,
    a.kicker,
    a.author_names,
    a.published_at,
    case
        when a.published_precision in ('month', 'year') then null
        when a.published_precision = 'day' then coalesce(try_cast(a.published_local as date), (a.published_at at time zone 'UTC')::date)
        else (a.published_at at time zone (
            select coalesce(max(value), 'UTC')
            from meta.settings
            where name = 'timezone'
        ))::date
    end as published_date,
    a.published_local,
    a.published_zone,
    a.published_precision,
    a.published_from,
    a.modified_at,
    a.language,
    a.section,
    a.page_kind,
    a.access,
    a.is_complete,
    a.withdrawn_at is not null as is_withdrawn,
    a.withdrawn_at,
    a.version_count,
    a.current_version,
    a.current_version_id,
    a.content_hash,
    a.word_count,
    coalesce(m.story_id, a.article_id) as story_id,
    coalesce(e.event_id, m.story_id, a.article_id) as event_id,
    a.first_seen_at,
    a.last_seen_at,
    a.changed_at,
    a.first_run_id,
    a.last_run_id
from core.articles as a
left join core.story_members as m on m.article_id = a.article_id
left join core.event_members as e on e.article_id = coalesce(m.story_id, a.article_id);

comment on view stage.articles is 'One row per article as it stands now';

-- Events: what happened, and all who told of it, in copies of one text or in words of their own.
--
-- Accounts are linked that name the same, rare in these days, within three days of one another; a story that
-- nobody else tells of is an event of one. How sure a link is, and what it rests on, says mart.event_accounts.
--
-- Grain:   one row per event.
-- Reads:   stage.articles, stage.mentions
-- Answers: "What did most papers tell of?", "Who had it first, and how long was it told?"

create or replace view mart.events as
with counted as (
    select
        event_id,
        count(*) as article_count,
        count(distinct story_id) as story_count,
        count(distinct source) as source_count,
        list(distinct source order by source) as sources,
        arg_min(title, coalesce(published_at, first_seen_at)) as title,
        min(published_at) as first_published_at,
        max(published_at) as last_published_at,
        min(published_date) as first_published_date
    from stage.articles
    group by event_id
),

told as (
    select a.event_id, m.name, m.kind = 'place' as is_place, count(distinct a.article_id) as article_count
    from stage.mentions as m
    join stage.articles as a on a.current_version_id = m.version_id
    where m.kind <> 'demonym'
    group by a.event_id, m.name, is_place
),

named as (
    select
        event_id,
        list(name order by article_count desc, name) filter (where not is_place) as names,
        list(name order by article_count desc, name) filter (where is_place) as places
    from told
    group by event_id
)

select
    c.event_id,
    c.title,
    c.article_count,
    c.story_count,
    c.source_count,
    c.sources,
    c.first_published_at,
    c.first_published_date,
    c.last_published_at,
    coalesce(n.names, [])[:10] as names,
    coalesce(n.places, [])[:10] as places
from counted as c
left join named as n on n.event_id = c.event_id;

comment on view mart.events is 'One row per event: independent accounts of one thing, and the copies of each';
comment on column mart.events.event_id is 'The article_id of the story that opens it; another one where an earlier account turns up';
comment on column mart.events.title is 'Headline of the first article';
comment on column mart.events.article_count is 'Articles, copies among them';
comment on column mart.events.story_count is 'Independent accounts: stories, each with its copies';
comment on column mart.events.source_count is 'Sources that told of it';
comment on column mart.events.sources is 'Their names, in alphabetical order';
comment on column mart.events.first_published_at is 'When the first article was published (UTC instant); null where none says so';
comment on column mart.events.first_published_date is 'That day in the reader''s time zone; null where no day is known';
comment on column mart.events.last_published_at is 'When the last article was published (UTC instant)';
comment on column mart.events.names is 'Persons, bodies and works named, those of most articles first; ten at most';
comment on column mart.events.places is 'Places named, those of most articles first; ten at most';

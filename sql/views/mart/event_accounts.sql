-- Why two stories are accounts of one event: what both name.
--
-- Grain:   one row per story that is linked to an earlier one.
-- Reads:   stage.event_members, stage.articles
-- Answers: "What does a link rest on?", "Who told of it after whom?"

create or replace view mart.event_accounts as
select
    m.event_id,
    m.story_id,
    a.source,
    a.url,
    a.title,
    a.published_at,
    a.published_date,
    m.near_story_id,
    n.source as near_source,
    n.title as near_title,
    n.published_at as near_published_at,
    round(epoch(a.published_at - n.published_at) / 3600, 2) as hours_after,
    m.score,
    list_transform(m.shared, lambda clue: clue[3:]) as shared
from stage.event_members as m
join stage.articles as a on a.article_id = m.story_id
join stage.articles as n on n.article_id = m.near_story_id;

comment on view mart.event_accounts is 'One row per story that is linked to an earlier account of its event';
comment on column mart.event_accounts.event_id is 'Event; the article_id of the story that opens it';
comment on column mart.event_accounts.story_id is 'The later account; the article_id of its first article';
comment on column mart.event_accounts.source is 'Source of the later account';
comment on column mart.event_accounts.url is 'Address of the later account';
comment on column mart.event_accounts.title is 'Headline of the later account';
comment on column mart.event_accounts.published_at is 'When the later account was published (UTC instant)';
comment on column mart.event_accounts.published_date is 'That day in the reader''s time zone; null where no day is known';
comment on column mart.event_accounts.near_story_id is 'The earlier account that it shares most with; the article_id of its first article';
comment on column mart.event_accounts.near_source is 'Source of the earlier account';
comment on column mart.event_accounts.near_title is 'Headline of the earlier account';
comment on column mart.event_accounts.near_published_at is 'When the earlier account was published (UTC instant)';
comment on column mart.event_accounts.hours_after is 'Hours between the two; null where either time is unknown';
comment on column mart.event_accounts.score is 'How much speaks for the link: what both name, each weighed by how few others name it in these days';
comment on column mart.event_accounts.shared is 'What both name: persons, bodies, places, amounts, days, key phrases and words of the headline, in lower case';

-- Stories: an article and all copies of it, whoever ran them.
--
-- Grain:   one row per story; an article that nobody copied is a story of one.
-- Reads:   stage.articles, stage.story_members, stage.credits
-- Answers: "Which stories ran in most outlets?", "Whose copy was it?", "How long did it run?"

create or replace view mart.stories as
with credited as (
    select a.story_id, a.article_id, c.agency
    from stage.credits as c
    join stage.articles as a on a.current_version_id = c.version_id
),

agencies as (
    select
        story_id,
        list(distinct agency order by agency) as wire_agencies,
        count(distinct article_id) as credited_count
    from credited
    group by story_id
),

counted as (
    select
        story_id,
        count(*) as article_count,
        count(distinct source) as source_count,
        list(distinct source order by source) as sources,
        max(published_at) as last_published_at
    from stage.articles
    group by story_id
),

copied as (
    select
        story_id,
        avg(copied_share) as copied_share_avg,
        count(*) filter (where not is_same_title) as changed_title_count
    from stage.story_members
    where article_id <> story_id
    group by story_id
)

select
    n.story_id,
    f.title,
    f.source as first_source,
    f.url as first_url,
    f.published_at as first_published_at,
    f.published_date as first_published_date,
    n.last_published_at,
    n.article_count,
    n.source_count,
    n.sources,
    coalesce(g.wire_agencies, []) as wire_agencies,
    coalesce(g.credited_count, 0) as credited_count,
    round(c.copied_share_avg, 4) as copied_share_avg,
    coalesce(c.changed_title_count, 0) as changed_title_count
from counted as n
join stage.articles as f on f.article_id = n.story_id
left join agencies as g on g.story_id = n.story_id
left join copied as c on c.story_id = n.story_id;

comment on view mart.stories is 'One row per story: an article and all copies of it';
comment on column mart.stories.story_id is 'The article_id of its first article; another one where an earlier article turns up';
comment on column mart.stories.title is 'Headline of the first article';
comment on column mart.stories.first_source is 'Source that published it first; of those at the same time any';
comment on column mart.stories.first_url is 'Address of the first article';
comment on column mart.stories.first_published_at is 'When the first article was published (UTC instant); null where none says so';
comment on column mart.stories.first_published_date is 'That day in the reader''s time zone; null where no day is known';
comment on column mart.stories.last_published_at is 'When the last copy was published (UTC instant)';
comment on column mart.stories.article_count is 'Articles, the first one among them';
comment on column mart.stories.source_count is 'Sources that ran it';
comment on column mart.stories.sources is 'Their names, in alphabetical order';
comment on column mart.stories.wire_agencies is 'Agencies that any of its articles credits, as codes such as ANI';
comment on column mart.stories.credited_count is 'Articles that credit an agency';
comment on column mart.stories.copied_share_avg is 'Of the words of the copies: how many stand in sentences of the first article, on average; null without copies';
comment on column mart.stories.changed_title_count is 'Copies with a headline of their own';

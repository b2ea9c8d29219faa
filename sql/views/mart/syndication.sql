-- Who runs whose copy, how fast, and how much of it is changed.
--
-- Grain:   one row per article that is a copy, beside the first article of its story.
-- Reads:   stage.story_members, stage.articles, stage.article_versions, stage.credits
-- Answers: "Who runs whose copy?", "How soon?", "What was cut, and what was added?"

create or replace view mart.syndication as
with credited as (
    select version_id, list(distinct agency order by agency) as wire_agencies
    from stage.credits
    group by version_id
)

select
    m.story_id,
    m.article_id,
    a.source,
    a.url,
    a.title,
    a.published_at,
    a.published_date,
    f.source as first_source,
    f.url as first_url,
    f.title as first_title,
    f.published_at as first_published_at,
    round(epoch(a.published_at - f.published_at) / 3600, 2) as hours_after,
    m.is_same_title,
    round(m.copied_share, 4) as copied_share,
    round(m.kept_share, 4) as kept_share,
    len(m.added) as added_count,
    len(m.left_out) as left_out_count,
    list_transform(m.added, lambda part: v.body[part."start" + 1:part."end"]) as added,
    list_transform(m.left_out, lambda part: o.body[part."start" + 1:part."end"]) as left_out,
    coalesce(c.wire_agencies, []) as wire_agencies,
    c.wire_agencies is not null as is_credited
from stage.story_members as m
join stage.articles as a on a.article_id = m.article_id
join stage.articles as f on f.article_id = m.story_id
join stage.article_versions as v on v.version_id = m.version_id
join stage.article_versions as o on o.version_id = m.first_version_id
left join credited as c on c.version_id = m.version_id
where m.article_id <> m.story_id;

comment on view mart.syndication is 'One row per copy, beside the first article of its story';
comment on column mart.syndication.story_id is 'Story; the article_id of its first article';
comment on column mart.syndication.article_id is 'The copy; the same in every view';
comment on column mart.syndication.source is 'Source that ran the copy';
comment on column mart.syndication.url is 'Address of the copy';
comment on column mart.syndication.title is 'Headline of the copy';
comment on column mart.syndication.published_at is 'When the copy was published (UTC instant)';
comment on column mart.syndication.published_date is 'That day in the reader''s time zone; null where no day is known';
comment on column mart.syndication.first_source is 'Source whose article it is a copy of, or that ran the same copy before';
comment on column mart.syndication.first_url is 'Address of the first article';
comment on column mart.syndication.first_title is 'Headline of the first article';
comment on column mart.syndication.first_published_at is 'When the first article was published (UTC instant)';
comment on column mart.syndication.hours_after is 'Hours between the two; null where either time is unknown';
comment on column mart.syndication.is_same_title is 'Was the headline kept, but for case and punctuation? Null where either has none';
comment on column mart.syndication.copied_share is 'Of the words of the copy: how many stand in sentences of the first article, from 0 to 1';
comment on column mart.syndication.kept_share is 'Of the words of the first article: how many stand in sentences that the copy has, from 0 to 1';
comment on column mart.syndication.added_count is 'Sentences that the first article does not have';
comment on column mart.syndication.left_out_count is 'Sentences of the first article that the copy does not have';
comment on column mart.syndication.added is 'Those it added, as they stand in it';
comment on column mart.syndication.left_out is 'Those it left out, as they stand in the first article';
comment on column mart.syndication.wire_agencies is 'Agencies that the copy credits, as codes such as ANI';
comment on column mart.syndication.is_credited is 'Does the copy credit an agency?';

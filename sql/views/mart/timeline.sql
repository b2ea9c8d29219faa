-- What the news says happened, or will happen, when: the days and longer periods that the articles
-- name.
--
-- Grain:   one row per period named (first day, last day and grain).
-- Reads:   stage.articles, stage.dates
-- Answers: "What is coming up next month?", "Which day is spoken of most?"

create or replace view mart.timeline as
select
    d.starts_on,
    d.ends_on,
    d.grain,
    count(distinct a.article_id) as article_count,
    count(*) as mention_count,
    count(distinct a.source) as source_count,
    min(a.published_at) as first_published_at,
    max(a.published_at) as last_published_at,
    arg_max(a.article_id, a.published_at) as last_article_id
from stage.dates as d
join stage.articles as a on a.current_version_id = d.version_id
where d.starts_on is not null and d.kind in ('DATE', 'TIME')
group by d.starts_on, d.ends_on, d.grain
order by d.starts_on, d.ends_on;

comment on view mart.timeline is 'One row per period the articles name, in the order of time';
comment on column mart.timeline.starts_on is 'First day of the period';
comment on column mart.timeline.ends_on is 'Last day of the period';
comment on column mart.timeline.grain is 'Size of the period: day, week, month, quarter, year …';
comment on column mart.timeline.article_count is 'Articles that name it';
comment on column mart.timeline.mention_count is 'Times they name it';
comment on column mart.timeline.source_count is 'Sources that name it';
comment on column mart.timeline.first_published_at is 'When the first of the articles was published (UTC instant)';
comment on column mart.timeline.last_published_at is 'When the last of the articles was published (UTC instant)';
comment on column mart.timeline.last_article_id is 'The article that named it last';

-- In how many articles somebody or something is named, period by period.
--
-- Periods are days, weeks or months (`grain`) of the reader's time zone, from the first in which the name stands to
-- the last in which anything was published; one without it is there with 0. `per_thousand` is of all articles of the
-- period, so that a week in which more was read is no rise.
--
-- Returns: one row per period, in order.
-- Reads:   stage.articles, stage.entities, stage.mentions
-- Answers: "Is this name rising?"

create or replace macro main.trend(asked, grain := 'week') as table
with published as (
    select date_trunc(grain, published_date)::date as starts_on, count(*) as published_count
    from stage.articles
    where published_date is not null
    group by starts_on
),

named as (
    select
        date_trunc(grain, a.published_date)::date as starts_on,
        count(distinct a.article_id) as article_count,
        count(*) as mention_count,
    from stage.mentions as m
    join (select entity_id from stage.entities where lower(name) = lower(asked)) as e using (entity_id)
    join stage.articles as a on a.current_version_id = m.version_id
    where m.part = 'body' and a.published_date is not null
    group by starts_on
)

select
    p.starts_on,
    coalesce(n.article_count, 0) as article_count,
    coalesce(n.mention_count, 0) as mention_count,
    p.published_count,
    round(1000 * coalesce(n.article_count, 0) / p.published_count, 2) as per_thousand,
from published as p
left join named as n using (starts_on)
where p.starts_on >= (select min(starts_on) from named)
order by p.starts_on;

comment on macro table main.trend is 'In how many articles somebody or something is named, period by period';

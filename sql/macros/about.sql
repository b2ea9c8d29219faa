-- Articles that name somebody or something, the newest first.
--
-- Names are compared without case. What is asked for is what an article names by it, in whatever words: as in
-- mart.mentions, and for places as in mart.places.
--
-- Returns: one row per article, at most `most`: how often it is named there, as what, and in which words first.
-- Reads:   stage.articles, stage.entities, stage.mentions, stage.places
-- Answers: "What is there about Pakistan?"

create or replace macro main.about(asked, most := 50) as table
with named as (
    select m.version_id, m.kind, m.text, m."start", 1 as mentions
    from stage.mentions as m
    join (select entity_id from stage.entities where lower(name) = lower(asked)) as e using (entity_id)
    union all
    select version_id, 'place', text, "start", 0
    from stage.places
    where lower(name) = lower(asked)
),

counted as (
    select
        version_id,
        list(distinct kind order by kind) as kinds,
        greatest(sum(mentions), count(distinct "start"))::bigint as mention_count,
        arg_min(text, "start") as text,
    from named
    group by version_id
)

select a.article_id, a.source, a.published_at, a.title, c.mention_count, c.kinds, c.text, a.url
from counted as c
join stage.articles as a on a.current_version_id = c.version_id
order by a.published_at desc nulls last, a.article_id
limit most;

comment on macro table main.about is 'Articles that name somebody or something, the newest first';

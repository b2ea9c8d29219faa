-- How often an entity is in the news, week by week.
--
-- Grain:   one row per entity (kind and name, whatever their case) and week in which it is named.
-- Reads:   stage.articles, stage.entities, stage.mentions
-- Answers: "When did this name come up, and is it rising?"

create or replace view mart.entity_trend_by_week as
select
    e.name,
    e.kind,
    date_trunc('week', a.published_date)::date as week_start_date,
    count(distinct hash(a.article_id)) as article_count,  -- hashed: a quarter of the memory
    count(*) as mention_count,
    any_value(e.entity_id) as entity_id
from stage.entities as e
join stage.mentions as m on m.entity_id = e.entity_id
join stage.articles as a on a.current_version_id = m.version_id
where m.part = 'body' and a.published_date is not null
group by e.name, e.kind, week_start_date;

comment on view mart.entity_trend_by_week is 'One row per entity and week';
comment on column mart.entity_trend_by_week.name is 'The entity, as it was first written';
comment on column mart.entity_trend_by_week.kind is 'What it is: person, organisation, place, demonym, agreement, event or product';
comment on column mart.entity_trend_by_week.week_start_date is 'Monday of the week of publication, in the reader''s time zone';
comment on column mart.entity_trend_by_week.article_count is 'Articles of that week whose body names it';
comment on column mart.entity_trend_by_week.mention_count is 'Times their bodies name it';
comment on column mart.entity_trend_by_week.entity_id is 'The entity: the same for this kind and name in every article';

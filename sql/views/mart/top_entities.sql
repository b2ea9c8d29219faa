-- Who and what the news is about, over everything that is stored.
--
-- Grain:   one row per entity: kind and name, whatever their case.
-- Reads:   stage.articles, stage.entities, stage.mentions
-- Answers: "Which organisations are named in the most articles?"

create or replace view mart.top_entities as
select
    e.name,
    e.kind,
    count(distinct hash(a.article_id)) as article_count,  -- hashed: a quarter of the memory
    count(*) as mention_count,
    count(distinct a.source) as source_count,
    min(a.published_at) as first_published_at,
    max(a.published_at) as last_published_at,
    any_value(e.entity_id) as entity_id
from stage.entities as e
join stage.mentions as m on m.entity_id = e.entity_id
join stage.articles as a on a.current_version_id = m.version_id
where m.part = 'body'
group by e.name, e.kind
order by article_count desc, mention_count desc, e.name, e.kind;

comment on view mart.top_entities is 'One row per entity, the most widely named first';
comment on column mart.top_entities.name is 'The entity, as it was first written';
comment on column mart.top_entities.kind is 'What it is: person, organisation, place, demonym, agreement, event or product';
comment on column mart.top_entities.article_count is 'Articles whose body names it';
comment on column mart.top_entities.mention_count is 'Times the bodies name it';
comment on column mart.top_entities.source_count is 'Sources whose articles name it';
comment on column mart.top_entities.first_published_at is 'When the first of the articles was published (UTC instant)';
comment on column mart.top_entities.last_published_at is 'When the last of the articles was published (UTC instant)';
comment on column mart.top_entities.entity_id is 'The entity: the same for this kind and name in every article';

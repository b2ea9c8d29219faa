-- Which countries the news of each source is about.
--
-- Grain:   one row per source and country.
-- Reads:   stage.articles, stage.places
-- Answers: "Which countries does this source cover, and which does it pass over?"

create or replace view mart.places_by_country as
select
    a.source,
    p.country,
    count(distinct a.article_id) as article_count,
    count(*) as mention_count,
    count(distinct p.name) as place_count,
    min(a.published_at) as first_published_at,
    max(a.published_at) as last_published_at
from stage.places as p
join stage.articles as a on a.current_version_id = p.version_id
where p.country is not null
group by a.source, p.country;

comment on view mart.places_by_country is 'One row per source and country';
comment on column mart.places_by_country.source is 'Source name, as in sources.toml';
comment on column mart.places_by_country.country is 'Country (ISO 3166-1 alpha-2)';
comment on column mart.places_by_country.article_count is 'Articles that name a place in it';
comment on column mart.places_by_country.mention_count is 'Times they name one';
comment on column mart.places_by_country.place_count is 'Places in it that are named';
comment on column mart.places_by_country.first_published_at is 'When the first of the articles was published (UTC instant)';
comment on column mart.places_by_country.last_published_at is 'When the last of the articles was published (UTC instant)';

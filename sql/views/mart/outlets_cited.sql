-- Outlets by how much the others lean on them.
--
-- Grain:   one row per outlet cited.
-- Reads:   stage.articles, stage.citations
-- Answers: "Whose reporting does everybody else build on?"

create or replace view mart.outlets_cited as
select
    c.outlet,
    count(distinct a.article_id) as article_count,
    count(*) as citation_count,
    count(distinct a.source) as source_count,
    min(a.published_at) as first_published_at,
    max(a.published_at) as last_published_at
from stage.citations as c
join stage.articles as a on a.current_version_id = c.version_id
group by c.outlet
order by article_count desc, c.outlet;

comment on view mart.outlets_cited is 'One row per outlet cited, the most cited first';
comment on column mart.outlets_cited.outlet is 'Outlet or website cited';
comment on column mart.outlets_cited.article_count is 'Articles that cite it';
comment on column mart.outlets_cited.citation_count is 'Times they cite it';
comment on column mart.outlets_cited.source_count is 'Sources that cite it';
comment on column mart.outlets_cited.first_published_at is 'When the first of the articles was published (UTC instant)';
comment on column mart.outlets_cited.last_published_at is 'When the last of the articles was published (UTC instant)';

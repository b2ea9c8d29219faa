-- Whether what a source gives has become worse: the last days beside the four weeks before them.
--
-- A rule that no longer fits a site shows here first: bodies become empty, dates go missing, pages are rejected.
-- "Now" is when the newest run of all began, so that a copy says the same whenever it is read.
--
-- Grain:   one row per source that gave anything in these five weeks.
-- Reads:   stage.articles, stage.run_counts, stage.runs
-- Answers: "Did a site change under us?", "Whose articles have no date since Tuesday?"

create or replace view mart.source_quality as
with newest_run as (
    select max(started_at) as started_at
    from stage.runs
),

article as (
    select
        a.source,
        a.first_seen_at > n.started_at - interval 7 days as is_recent,
        a.word_count < 25 as is_empty,
        a.published_at is null as is_undated
    from stage.articles as a
    cross join newest_run as n
    where a.first_seen_at > n.started_at - interval 35 days
),

extraction as (
    select
        source,
        count(*) filter (where is_recent) as recent_article_count,
        count(*) filter (where not is_recent) as earlier_article_count,
        avg(is_empty::integer) filter (where is_recent) as recent_empty_share,
        avg(is_empty::integer) filter (where not is_recent) as earlier_empty_share,
        avg(is_undated::integer) filter (where is_recent) as recent_undated_share,
        avg(is_undated::integer) filter (where not is_recent) as earlier_undated_share
    from article
    group by source
),

judged as (
    select
        c.source,
        r.started_at > n.started_at - interval 24 hours as is_recent,
        c.rejected,
        c."new" + c.updated + c.rejected as judged_count
    from stage.run_counts as c
    join stage.runs as r using (run_id)
    cross join newest_run as n
    where r.started_at > n.started_at - interval 29 days
),

rejection as (
    select
        source,
        coalesce(sum(rejected) filter (where is_recent), 0)::bigint as recent_rejected_count,
        sum(rejected) filter (where is_recent) / nullif(sum(judged_count) filter (where is_recent), 0) as recent_rejected_share,
        sum(rejected) filter (where not is_recent)
        / nullif(sum(judged_count) filter (where not is_recent), 0) as earlier_rejected_share
    from judged
    group by source
)

select
    source,
    coalesce(e.recent_article_count, 0) as recent_article_count,
    coalesce(e.earlier_article_count, 0) as earlier_article_count,
    e.recent_empty_share,
    e.earlier_empty_share,
    e.recent_undated_share,
    e.earlier_undated_share,
    coalesce(r.recent_rejected_count, 0) as recent_rejected_count,
    r.recent_rejected_share,
    r.earlier_rejected_share
from extraction as e
full join rejection as r using (source)
order by source;

comment on view mart.source_quality is 'One row per source that gave anything in the last five weeks';
comment on column mart.source_quality.source is 'Source name, as in sources.toml';
comment on column mart.source_quality.recent_article_count is 'Articles first seen in the 7 days before the newest run of all, and since';
comment on column mart.source_quality.earlier_article_count is 'Articles first seen in the 28 days before those';
comment on column mart.source_quality.recent_empty_share is 'Part of the recent articles with fewer than 25 words, from 0 to 1';
comment on column mart.source_quality.earlier_empty_share is 'The same of the earlier articles';
comment on column mart.source_quality.recent_undated_share is 'Part of the recent articles without a time of publication, from 0 to 1';
comment on column mart.source_quality.earlier_undated_share is 'The same of the earlier articles';
comment on column mart.source_quality.recent_rejected_count is 'Documents rejected in the 24 hours before the newest run of all, and since';
comment on column mart.source_quality.recent_rejected_share is 'Part they are of the documents of these hours that were new, updated or rejected, from 0 to 1; null where there were none';
comment on column mart.source_quality.earlier_rejected_share is 'The same in the 28 days before those hours';

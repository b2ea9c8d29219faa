-- Every document is an article or in the quarantine: what was stored leads to its article and wording, and
-- a run that rejected documents has left some in the quarantine, where a place keeps one row for all its runs.
--
-- Grain:   one row per document whose article or wording is missing, and per run without its quarantine.
-- Reads:   core.article_versions, core.articles, meta.quarantine, meta.run_rejections, meta.runs, raw.documents

with rejecting as (
    select r.run_id, r.started_at
    from meta.runs as r
    semi join meta.run_rejections as j on j.run_id = r.run_id and j.rejected > 0
),

newest as (
    select max(last_seen_at) as last_seen_at
    from meta.quarantine
)

select d.run_id, d.locator, 'its article is missing' as fault
from raw.documents as d
anti join core.articles as a on a.article_id = d.article_id
union all
select d.run_id, d.locator, 'its wording is missing' as fault
from raw.documents as d
anti join core.article_versions as v on v.version_id = d.version_id and v.article_id = d.article_id
union all
select r.run_id, null as locator, 'what it rejected is not in the quarantine' as fault
from rejecting as r
cross join newest as n
where n.last_seen_at is null or n.last_seen_at < r.started_at;

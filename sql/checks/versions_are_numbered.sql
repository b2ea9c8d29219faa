-- The versions of an article are numbered 1, 2, 3 … without a gap, and are as many as the article says.
--
-- Grain:   one row per article whose versions are numbered otherwise.
-- Reads:   core.articles, core.version_log

with numbered as (
    select
        article_id,
        count(*) as version_count,
        count(distinct version) as distinct_count,
        min(version) as first_version,
        max(version) as last_version
    from core.version_log
    group by article_id
)

select
    coalesce(a.article_id, n.article_id) as article_id,
    a.version_count,
    n.version_count as logged_count,
    n.first_version,
    n.last_version
from core.articles as a
full join numbered as n on n.article_id = a.article_id
where n.first_version is distinct from 1
    or n.last_version is distinct from n.version_count
    or n.distinct_count is distinct from n.version_count
    or a.version_count is distinct from n.version_count;

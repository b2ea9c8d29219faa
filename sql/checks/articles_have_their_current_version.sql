-- What an article points at is the last row of its log, and the wording that row names is stored.
--
-- Grain:   one row per article that points elsewhere.
-- Reads:   core.article_versions, core.articles, core.version_log

select
    a.article_id,
    a.current_version,
    a.version_count,
    a.current_version_id,
    l.version_id as logged_version_id,
    v.version_id as stored_version_id
from core.articles as a
left join core.version_log as l on l.article_id = a.article_id and l.version = a.current_version
left join core.article_versions as v on v.version_id = a.current_version_id
where l.version_id is distinct from a.current_version_id
    or v.article_id is distinct from a.article_id
    or a.version_count <> a.current_version;

-- What an edit says of a passage stands in the wording where it says so.
--
-- Grain:   one row per side of a passage whose span shows something else.
-- Reads:   core.edit_passages, core.article_versions

with side as (
    select before_version_id as version_id, part, position, before_start as "start", before_end as "end", before_text as quoted
    from core.edit_passages
    where before_text is not null
    union all
    select after_version_id as version_id, part, position, after_start as "start", after_end as "end", after_text as quoted
    from core.edit_passages
    where after_text is not null
)

select s.version_id, s.part, s.position, s.quoted
from side as s
join core.article_versions as v using (version_id)
where substr(if(s.part = 'title', v.title, v.body), s."start" + 1, s."end" - s."start") is distinct from s.quoted;

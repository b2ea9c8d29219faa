-- An edit is kept for wordings that stand one after the other, once, with the passages that belong to it.
--
-- Grain:   one row per edit that is of no neighbours or kept twice, or whose passages have no edit.
-- Reads:   core.edits, core.edit_passages, core.version_log

with neighbours as (
    select distinct l.article_id, p.version_id as before_version_id, l.version_id as after_version_id
    from core.version_log as l
    join core.version_log as p on p.article_id = l.article_id and p.version = l.version - 1
)

select 'of no neighbours' as fault, e.article_id, e.before_version_id, e.after_version_id
from core.edits as e
anti join neighbours as n using (article_id, before_version_id, after_version_id)
union all
select 'twice' as fault, article_id, before_version_id, after_version_id
from core.edits
group by all
having count(*) > 1
union all
select distinct 'passages alone' as fault, p.article_id, p.before_version_id, p.after_version_id
from core.edit_passages as p
anti join core.edits as e using (article_id, before_version_id, after_version_id);

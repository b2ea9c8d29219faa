-- A story has two articles or more, is named by one of them, and compared what stands in the warehouse.
--
-- Grain:   one row per story or member that is off.
-- Reads:   core.story_members, core.articles, core.fingerprints, core.uncompared

select story_id, null as article_id, 'it has one article only' as fault
from core.story_members
group by story_id
having count(*) < 2
union all
select m.story_id, m.article_id, 'its first article is not in it' as fault
from core.story_members as m
anti join core.story_members as f on f.article_id = m.story_id and f.story_id = m.story_id
union all
select story_id, article_id, 'an article is in several stories' as fault
from core.story_members
qualify count(*) over (partition by article_id) > 1
union all
select m.story_id, m.article_id, 'it has no fingerprint' as fault
from core.story_members as m
anti join core.fingerprints as f on f.article_id = m.article_id
union all
select null as story_id, f.article_id, 'its fingerprint is of another wording' as fault
from core.fingerprints as f
join core.articles as a on a.article_id = f.article_id
anti join core.uncompared as u on u.article_id = f.article_id
where f.version_id <> a.current_version_id;

-- An event is opened by a story that is linked to none, and a story is linked once, to one that is stored.
--
-- Grain:   one row per linked story that is off.
-- Reads:   core.event_members, core.articles

select article_id, event_id, 'it is linked twice' as fault
from core.event_members
qualify count(*) over (partition by article_id) > 1
union all
select m.article_id, m.event_id, 'what opens its event is linked itself' as fault
from core.event_members as m
semi join core.event_members as o on o.article_id = m.event_id
union all
select m.article_id, m.event_id, 'it is linked to a story of another event' as fault
from core.event_members as m
left join core.event_members as n on n.article_id = m.near_article_id
where coalesce(n.event_id, m.near_article_id) <> m.event_id
union all
select m.article_id, m.event_id, 'it is linked to nothing that is stored' as fault
from core.event_members as m
anti join core.articles as a on a.article_id = m.near_article_id;

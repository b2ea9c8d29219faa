-- An article is withdrawn where its last withdrawal was not undone, since when that says, and nowhere else.
--
-- Grain:   one row per article or withdrawal that disagrees.
-- Reads:   core.articles, core.withdrawals

with standing as (
    select article_id, count(*) as standing_count, max(withdrawn_at) as withdrawn_at
    from core.withdrawals
    where returned_at is null
    group by article_id
)

select a.article_id, a.withdrawn_at, s.withdrawn_at as noted_at, 'article and withdrawals disagree' as fault
from core.articles as a
left join standing as s on s.article_id = a.article_id
where a.withdrawn_at is distinct from s.withdrawn_at
union all
select s.article_id, null as withdrawn_at, s.withdrawn_at as noted_at, 'withdrawn twice at once' as fault
from standing as s
where s.standing_count > 1
union all
select w.article_id, null as withdrawn_at, w.withdrawn_at as noted_at, 'its article is missing' as fault
from core.withdrawals as w
anti join core.articles as a on a.article_id = w.article_id
union all
select w.article_id, null as withdrawn_at, w.withdrawn_at as noted_at, 'its times are out of order' as fault
from core.withdrawals as w
where w.confirmed_at < w.withdrawn_at or w.returned_at <= w.confirmed_at;

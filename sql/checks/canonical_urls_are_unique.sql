-- One canonical address is one article, whatever it came in as.
--
-- Grain:   one row per canonical address that several articles have.
-- Reads:   core.articles

select canonical_url, count(*) as article_count, list(article_id order by article_id) as article_ids
from core.articles
where canonical_url is not null
group by canonical_url
having count(*) > 1;

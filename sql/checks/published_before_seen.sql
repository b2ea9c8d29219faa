-- No article was published later than it was seen, give or take two days: such a date was misread.
--
-- Grain:   one row per article from the future.
-- Reads:   core.articles

select article_id, source, published_at, published_local, published_from, first_seen_at
from core.articles
where published_at > first_seen_at + interval 2 days;

-- The search index holds the wording that stands of each article, once.
--
-- Grain:   one row per article that is not so.
-- Reads:   core.articles, core.search_documents, core.unindexed

select article_id
from core.articles as a
left join core.search_documents as d using (article_id)
anti join core.unindexed as u using (article_id)
group by article_id
having count(d.article_id) <> 1 or bool_or(d.version_id <> a.current_version_id);

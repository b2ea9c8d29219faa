-- What has an identifier has one row.
--
-- Grain:   one row per identifier that is there more than once.
-- Reads:   core.article_versions, core.articles, core.comparisons, core.entities, core.withdrawals,
--          meta.quarantine, meta.runs, raw.addresses, raw.documents, raw.fetches

select 'core.articles' as table_name, article_id as id, count(*) as row_count
from core.articles
group by article_id
having count(*) > 1
union all
select 'core.article_versions' as table_name, version_id as id, count(*) as row_count
from core.article_versions
group by version_id
having count(*) > 1
union all
select 'core.comparisons' as table_name, document_id as id, count(*) as row_count
from core.comparisons
group by document_id
having count(*) > 1
union all
select 'core.entities' as table_name, entity_id as id, count(*) as row_count
from core.entities
group by entity_id
having count(*) > 1
union all
select 'meta.quarantine' as table_name, quarantine_id as id, count(*) as row_count
from meta.quarantine
group by quarantine_id
having count(*) > 1
union all
select 'meta.runs' as table_name, run_id as id, count(*) as row_count
from meta.runs
group by run_id
having count(*) > 1
union all
select 'raw.documents' as table_name, document_id as id, count(*) as row_count
from raw.documents
group by document_id
having count(*) > 1
union all
select 'raw.fetches' as table_name, fetch_id as id, count(*) as row_count
from raw.fetches
group by fetch_id
having count(*) > 1
union all
select 'raw.addresses' as table_name, source || ' ' || url as id, count(*) as row_count
from raw.addresses
group by source, url
having count(*) > 1
union all
select 'core.withdrawals' as table_name, article_id as id, count(*) as row_count
from core.withdrawals
group by article_id, withdrawn_at
having count(*) > 1;

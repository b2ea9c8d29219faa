-- No batch was loaded twice, and each run's counts are those of its batches.
--
-- A batch that is loaded later than the run that read it, since the warehouse was in use, is counted there as
-- spooled until then.
--
-- Grain:   one row per batch that is there twice, and per run whose batches hold another number of documents.
-- Reads:   meta.run_batches, meta.run_counts

with batch as (
    select run_id, sum(document_count) as document_count
    from meta.run_batches
    group by run_id
),

counted as (
    select run_id, sum("read" - spooled) as document_count
    from meta.run_counts
    group by run_id
)

select
    run_id,
    batch_id,
    count(*) as loaded,
    1 as expected
from meta.run_batches
group by run_id, batch_id
having count(*) > 1
union all
select
    coalesce(b.run_id, c.run_id) as run_id,
    null as batch_id,
    coalesce(c.document_count, 0) as loaded,
    coalesce(b.document_count, 0) as expected
from batch as b
full join counted as c on c.run_id = b.run_id
where coalesce(b.document_count, 0) <> coalesce(c.document_count, 0);

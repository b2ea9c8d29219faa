-- What a run rejected is the sum of its reasons.
--
-- Grain:   one row per run and source where the two differ.
-- Reads:   meta.run_counts, meta.run_rejections

with reasons as (
    select run_id, source, sum(rejected) as rejected
    from meta.run_rejections
    group by run_id, source
)

select
    coalesce(c.run_id, r.run_id) as run_id,
    coalesce(c.source, r.source) as source,
    coalesce(c.rejected, 0) as counted,
    coalesce(r.rejected, 0) as by_reason
from meta.run_counts as c
full join reasons as r on r.run_id = c.run_id and r.source = c.source
where coalesce(c.rejected, 0) <> coalesce(r.rejected, 0);

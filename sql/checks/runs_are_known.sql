-- What was loaded or counted belongs to a run that is known, and a run that ended says when.
--
-- Grain:   one row per run that is missing, or that ended at no time.
-- Reads:   meta.run_batches, meta.run_counts, meta.runs, raw.fetches

with named as (
    select run_id
    from meta.run_counts
    union
    select run_id
    from meta.run_batches
    union
    select run_id
    from raw.fetches
)

select n.run_id, 'not in meta.runs' as fault
from named as n
anti join meta.runs as r on r.run_id = n.run_id
union all
select run_id, 'ended at no time' as fault
from meta.runs
where state in ('completed', 'degraded', 'failed') and ended_at is null;

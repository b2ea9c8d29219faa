-- Each run and source has one row of counts.
--
-- Grain:   one row per run and source that is counted more than once.
-- Reads:   meta.run_counts

select run_id, source, count(*) as row_count
from meta.run_counts
group by run_id, source
having count(*) > 1;

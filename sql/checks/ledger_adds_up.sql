-- Every document that was read is accounted for, in every run and source.
--
-- Grain:   one row per run and source whose counts do not add up.
-- Reads:   meta.run_counts

select
    run_id,
    source,
    "read",
    "new" + updated + unchanged + duplicate + rejected + spooled as accounted_for
from meta.run_counts
where "read" <> "new" + updated + unchanged + duplicate + rejected + spooled;

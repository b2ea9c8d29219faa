-- What became of the documents of each source in each run.
--
-- Grain:   one row per run and source.
-- Reads:   meta.run_counts

create or replace view stage.run_counts as
select
    run_id,
    source,
    "read",
    "new",
    updated,
    unchanged,
    duplicate,
    rejected,
    spooled
from meta.run_counts;

comment on view stage.run_counts is 'One row per run and source';

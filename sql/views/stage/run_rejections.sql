-- Why documents were rejected in each run.
--
-- Grain:   one row per run, source and reason.
-- Reads:   meta.run_rejections

create or replace view stage.run_rejections as
select
    run_id,
    source,
    reason,
    rejected
from meta.run_rejections;

comment on view stage.run_rejections is 'One row per run, source and reason';

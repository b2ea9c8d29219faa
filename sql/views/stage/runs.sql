-- Runs, with how they ended once they have.
--
-- Grain:   one row per run.
-- Reads:   meta.runs

create or replace view stage.runs as
select
    run_id,
    flow,
    state,
    case when state in ('completed', 'degraded', 'failed') then state end as status,
    started_at,
    ended_at,
    message,
    coalesce(seconds, map {}) as seconds
from meta.runs;

comment on view stage.runs is 'One row per run';

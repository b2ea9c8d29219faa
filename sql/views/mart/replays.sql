-- What a change of rules did to what is stored.
--
-- Grain:   one row per replay and part that came out otherwise.
-- Reads:   stage.replay_changes, stage.runs
-- Answers: "How many quotes did the new rules touch?"

create or replace view mart.replays as
select
    r.run_id,
    r.started_at,
    r.state,
    c.part,
    c.wordings as wording_count
from stage.replay_changes as c
join stage.runs as r using (run_id)
order by r.started_at desc, wording_count desc, c.part;

comment on view mart.replays is 'One row per replay and part that came out otherwise, the newest first';
comment on column mart.replays.run_id is 'The replay, as in mart.run_ledger';
comment on column mart.replays.started_at is 'When it began (UTC instant)';
comment on column mart.replays.state is 'How it ended: completed, degraded, failed, interrupted; or running';
comment on column mart.replays.part is 'text, articles, provenance, or the kind of fact: mentions, quotes, dates, …';
comment on column mart.replays.wording_count is 'Wordings that came out otherwise in this part';

-- Every run, source by source.
--
-- Grain:   one row per run and source.
-- Reads:   stage.runs, stage.run_counts
-- Answers: "What did each source bring last night?"

create or replace view mart.run_ledger_by_source as
select
    c.run_id,
    c.source,
    c."read",
    c."new",
    c.updated,
    c.unchanged,
    c.duplicate,
    c.rejected,
    c.spooled,
    r.started_at,
    r.ended_at,
    r.state,
    r.flow
from stage.run_counts as c
left join stage.runs as r using (run_id)
order by r.started_at desc, c.run_id, c.source;

comment on view mart.run_ledger_by_source is 'One row per run and source, the newest run first';
comment on column mart.run_ledger_by_source.run_id is 'Run';
comment on column mart.run_ledger_by_source.source is 'Source name, as in sources.toml';
comment on column mart.run_ledger_by_source."read" is 'Documents read';
comment on column mart.run_ledger_by_source."new" is 'Documents that brought an article nobody had';
comment on column mart.run_ledger_by_source.updated is 'Documents that brought another wording of a known article, or showed that it was withdrawn or is back';
comment on column mart.run_ledger_by_source.unchanged is 'Documents that said what was known';
comment on column mart.run_ledger_by_source.duplicate is 'Documents that said again what the same run had said';
comment on column mart.run_ledger_by_source.rejected is 'Documents that could not become an article; see mart.quarantine';
comment on column mart.run_ledger_by_source.spooled is 'Documents that wait for the next run, since the warehouse was in use';
comment on column mart.run_ledger_by_source.started_at is 'When the run began (UTC instant)';
comment on column mart.run_ledger_by_source.ended_at is 'When the run ended (UTC instant); null while it runs';
comment on column mart.run_ledger_by_source.state is 'running, completed, degraded, failed or interrupted';
comment on column mart.run_ledger_by_source.flow is 'Flow that ran, such as ingest';

-- Every run with its sums: what was read is accounted for, or sql/checks/ledger_adds_up.sql says
-- where not.
--
-- Grain:   one row per run.
-- Reads:   stage.runs, stage.run_counts, stage.run_rejections
-- Answers: "How did last night's run end, and what was rejected?"

create or replace view mart.run_ledger as
with counted as (
    select
        run_id,
        sum("read")::bigint as "read",
        sum("new")::bigint as "new",
        sum(updated)::bigint as updated,
        sum(unchanged)::bigint as unchanged,
        sum(duplicate)::bigint as duplicate,
        sum(rejected)::bigint as rejected,
        sum(spooled)::bigint as spooled,
        map_from_entries(list({
            'key': source,
            'value': {
                'read': "read",
                'new': "new",
                'updated': updated,
                'unchanged': unchanged,
                'duplicate': duplicate,
                'rejected': rejected,
                'spooled': spooled,
            },
        } order by source)) as sources
    from stage.run_counts
    group by run_id
),

reasons as (
    select run_id, reason, sum(rejected)::bigint as rejected
    from stage.run_rejections
    group by run_id, reason
),

rejected as (
    select run_id, map_from_entries(list({'key': reason, 'value': rejected} order by reason)) as rejected_by
    from reasons
    group by run_id
)

select
    r.run_id,
    r.status,
    coalesce(c."read", 0) as "read",
    coalesce(c."new", 0) as "new",
    coalesce(c.updated, 0) as updated,
    coalesce(c.unchanged, 0) as unchanged,
    coalesce(c.duplicate, 0) as duplicate,
    coalesce(c.rejected, 0) as rejected,
    coalesce(c.spooled, 0) as spooled,
    coalesce(b.rejected_by, map {}) as rejected_by,
    coalesce(c.sources, map {}) as sources,
    r.seconds,
    r.started_at,
    r.ended_at,
    r.state,
    r.flow,
    r.message
from stage.runs as r
left join counted as c using (run_id)
left join rejected as b using (run_id)
order by r.started_at desc, r.run_id;

comment on view mart.run_ledger is 'One row per run, the newest first';
comment on column mart.run_ledger.run_id is 'Run';
comment on column mart.run_ledger.status is 'How it ended: completed, degraded or failed; null while it runs and when it was interrupted';
comment on column mart.run_ledger."read" is 'Documents read';
comment on column mart.run_ledger."new" is 'Documents that brought an article nobody had';
comment on column mart.run_ledger.updated is 'Documents that brought another wording of a known article, or showed that it was withdrawn or is back';
comment on column mart.run_ledger.unchanged is 'Documents that said what was known';
comment on column mart.run_ledger.duplicate is 'Documents that said again what the same run had said';
comment on column mart.run_ledger.rejected is 'Documents that could not become an article; see mart.quarantine';
comment on column mart.run_ledger.spooled is 'Documents that wait for the next run, since the warehouse was in use';
comment on column mart.run_ledger.rejected_by is 'Rejected documents by reason code';
comment on column mart.run_ledger.sources is 'The same counts for each source';
comment on column mart.run_ledger.seconds is 'How long each stage took, in seconds';
comment on column mart.run_ledger.started_at is 'When it began (UTC instant)';
comment on column mart.run_ledger.ended_at is 'When it ended (UTC instant); null while it runs';
comment on column mart.run_ledger.state is 'running, completed, degraded, failed or interrupted';
comment on column mart.run_ledger.flow is 'Flow that ran, such as ingest';
comment on column mart.run_ledger.message is 'What it said at its end';

-- What the warehouse knows about itself: what was applied to it, what ran, and the ledger of each run.
--
-- No table here or later has a primary key: one process writes at a time, and the load decides in its
-- own transaction what is there already. Keys would cost a tenth of the file and a quarter of the load.

create schema raw;
create schema core;
create schema stage;
create schema mart;
create schema meta;

create table meta.migrations (
    name varchar not null,
    checksum varchar not null,
    applied_at timestamptz not null,
);
comment on table meta.migrations is 'One row per file of sql/migrations that was applied';

create table meta.views (
    name varchar not null,
    checksum varchar not null,
    created_at timestamptz not null,
);
comment on table meta.views is 'One row per file of sql/views as it was last created';

create table meta.settings (
    name varchar not null,
    value varchar not null,
);
comment on table meta.settings is 'One row per setting that the views follow';
insert into meta.settings values ('timezone', 'UTC');

create table meta.runs (
    run_id varchar not null,
    flow varchar not null,
    state varchar not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    message varchar,
    seconds map(varchar, double),
);
comment on table meta.runs is 'One row per run; seconds says how long each stage took';
comment on column meta.runs.state is 'running, completed, degraded, failed, interrupted';

create table meta.run_batches (
    batch_id varchar not null,
    run_id varchar not null,
    document_count integer not null,
    loaded_at timestamptz not null,
);
comment on table meta.run_batches is 'One row per batch that was loaded: the reason why none is loaded twice';

create table meta.run_counts (
    run_id varchar not null,
    source varchar not null,
    "read" bigint not null,
    "new" bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    duplicate bigint not null,
    rejected bigint not null,
    spooled bigint not null,
);
comment on table meta.run_counts is
'One row per run and source: read = new + updated + unchanged + duplicate + rejected + spooled';

create table meta.run_rejections (
    run_id varchar not null,
    source varchar not null,
    reason varchar not null,
    rejected bigint not null,
);
comment on table meta.run_rejections is 'One row per run, source and reason: run_counts.rejected by reason';

create table meta.quarantine (
    quarantine_id varchar not null,
    source varchar not null,
    locator varchar not null,
    stage varchar not null,
    reason varchar not null,
    detail varchar not null,
    sha256 varchar,
    attempts integer not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    last_run_id varchar not null,
    resolved_at timestamptz,
);
comment on table meta.quarantine is 'One row per place that gave a document nobody could make an article of';
comment on column meta.quarantine.quarantine_id is 'Of source and locator';
comment on column meta.quarantine.attempts is 'Runs in which it was rejected';
comment on column meta.quarantine.resolved_at is 'When the same place gave an article after all';

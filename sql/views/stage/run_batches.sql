-- Batches that were loaded.
--
-- Grain:   one row per batch.
-- Reads:   meta.run_batches

create or replace view stage.run_batches as
select
    batch_id,
    run_id,
    document_count,
    loaded_at
from meta.run_batches;

comment on view stage.run_batches is 'One row per batch that was loaded';

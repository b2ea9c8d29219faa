-- Polled addresses as they stand.
--
-- Grain:   one row per source and address as configured, or as the sitemap index it was found in names it.
-- Reads:   raw.addresses

create or replace view stage.addresses as
select
    source,
    url,
    kind,
    address,
    parent,
    status,
    moved_from,
    moved_at,
    failure_count,
    last_outcome,
    last_error,
    last_asked_at,
    last_success_at,
    next_due_at,
    held_until,
    loaded_at
from raw.addresses;

comment on view stage.addresses is 'One row per polled address as it stands';

-- What the articles name, each kind and name once.
--
-- Grain:   one row per kind and name.
-- Reads:   core.entities

create or replace view stage.entities as
select
    entity_id,
    kind,
    name,
    first_seen_at
from core.entities;

comment on view stage.entities is 'One row per kind and name';

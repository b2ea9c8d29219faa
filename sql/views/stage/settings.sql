-- Settings that the views follow, one column each.
--
-- Grain:   one row.
-- Reads:   meta.settings

create or replace view stage.settings as
select
    coalesce(max(value) filter (where name = 'timezone'), 'UTC') as timezone
from meta.settings;

comment on view stage.settings is 'One row: the settings that the views follow';

-- Every mention names an entity that is stored; else it is missing where entities are counted.
--
-- Grain:   one row per entity that is missing.
-- Reads:   core.entities, core.mentions

select m.entity_id, any_value(m.name) as name, count(*) as mention_count
from core.mentions as m
anti join core.entities as e on e.entity_id = m.entity_id
group by m.entity_id;

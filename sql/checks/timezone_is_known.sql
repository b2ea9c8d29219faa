-- The reader's time zone is one that DuckDB knows; else no view that counts days can be read.
--
-- Grain:   one row where it is not, or where it is set more than once.
-- Reads:   meta.settings

select s.name, s.value, count(*) over () as row_count
from meta.settings as s
left join pg_timezone_names() as z on z.name = s.value
where s.name = 'timezone'
qualify z.name is null or count(*) over () > 1;

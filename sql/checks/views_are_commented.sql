-- Every view of mart says what it is, and so does every column of it.
--
-- Grain:   one row per view or column without a comment.
-- Reads:   the catalog

select view_name, null as column_name
from duckdb_views()
where database_name = current_database() and schema_name = 'mart' and coalesce(comment, '') = ''
union all
select table_name as view_name, column_name
from duckdb_columns()
where database_name = current_database() and schema_name = 'mart' and coalesce(comment, '') = '';

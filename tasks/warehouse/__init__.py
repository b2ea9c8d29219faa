"""Records to DuckDB and back."""

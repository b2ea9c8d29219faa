"""Records to DuckDB and back. ``from tasks.warehouse import connect`` is the way in for notebooks."""

import tasks.warehouse.connect  # noqa: F401 - its first import binds its name, which the function is to have
from tasks.warehouse.copy import connect

__all__ = ["connect"]

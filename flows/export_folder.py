"""An export as a folder of Parquet files, as Hive lays them out: ``day=2026-03-12/``, ``source=courier/``."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb


def write_folder(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object],
    target: Path,
    *,
    by: str,
) -> int:
    """Write the rows of *query* into the folder *target*, divided by the column *by*; return how many.

    The folder appears whole, and replaces one that an earlier export wrote; any other is left alone, and
    `ConfigError` says so. What has no value lies in ``day=__HIVE_DEFAULT_PARTITION__``.
    """
    if target.exists() and not _is_ours(target, by):
        raise ConfigError(f"{target} holds something else than an export by {by}: name another folder")
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        relation = connection.sql(query, params=dict(parameters))
        relation.write_parquet(str(part), compression="zstd", partition_by=[by])
        if target.exists():
            shutil.rmtree(target)
        part.mkdir(exist_ok=True)  # nothing was exported
        part.replace(target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    rows = connection.sql(f"select count(*) as n from ({query})", params=dict(parameters))
    return int(rows.fetchall()[0][0])


def _is_ours(folder: Path, by: str) -> bool:
    return folder.is_dir() and all(one.name.startswith(f"{by}=") for one in folder.iterdir())

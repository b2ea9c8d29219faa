"""Requests and polled addresses into the warehouse: what was asked of the network, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb
import pyarrow as pa

from tasks.model.polls import AddressRow, FetchRow
from tasks.warehouse.schema import arrow_schema, to_plain, to_table

_FETCHES = arrow_schema(FetchRow)
_ADDRESSES = arrow_schema(AddressRow)

_INSERT_FETCHES = """\
insert into raw.fetches by name
select n.*, $now as loaded_at
from new_fetches as n
where n.fetch_id not in (
    select f.fetch_id
    from raw.fetches as f
    join new_fetches as n on n.fetch_id = f.fetch_id
)
order by n.fetched_at, n.fetch_id
"""
_DROP_ADDRESSES = "delete from raw.addresses where source in (select source from asked_addresses)"
_INSERT_ADDRESSES = """\
insert into raw.addresses by name
select a.*, $now as loaded_at
from asked_addresses as a
order by a.source, a.url
"""


def load_polls(
    connection: duckdb.DuckDBPyConnection,
    *,
    fetches: Sequence[FetchRow] = (),
    addresses: Sequence[AddressRow] = (),
    now: datetime,
) -> int:
    """Load *fetches* and *addresses* in one transaction; return how many requests were not there before.

    A request is loaded once, whatever is tried again. *addresses* must be all that the sources among them
    have: those of these sources that are not there are forgotten.
    """
    connection.execute("begin transaction")
    try:
        count = _load_fetches(connection, fetches, now) if fetches else 0
        if addresses:
            _load_addresses(connection, addresses, now)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return count


def _load_fetches(connection: duckdb.DuckDBPyConnection, fetches: Iterable[FetchRow], now: datetime) -> int:
    rows = {row.fetch_id: to_plain(row) for row in fetches}
    with _registered(connection, "new_fetches", to_table(list(rows.values()), _FETCHES)):
        inserted = connection.execute(_INSERT_FETCHES, {"now": now}).fetchall()
    return int(inserted[0][0])


def _load_addresses(
    connection: duckdb.DuckDBPyConnection, addresses: Iterable[AddressRow], now: datetime
) -> None:
    rows = {(row.source, row.url): to_plain(row) for row in addresses}
    with _registered(connection, "asked_addresses", to_table(list(rows.values()), _ADDRESSES)):
        connection.execute(_DROP_ADDRESSES)
        connection.execute(_INSERT_ADDRESSES, {"now": now})


@contextmanager
def _registered(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    connection.register(name, table)
    try:
        yield
    finally:
        connection.unregister(name)

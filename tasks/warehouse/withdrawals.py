"""Articles that were taken back: noted, never deleted, and noted again when they are back.

An answer that a page is gone counts from the moment it was given, and so does a document: what an archive
or a killed run brings late does not undo what was learned since.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain
from typing import Any

import duckdb
import pyarrow as pa

from tasks.model.records import Gone
from tasks.model.wordings import Outcome
from tasks.warehouse.schema import arrow_schema, to_plain, to_table
from tasks.warehouse.settle import Settled, Verdict
from tasks.warehouse.state import registered

# An article is found by the addresses it is known under, else by those its documents came from; else by where
# an address led to when it was asked before.
_BY_ARTICLE = """\
with known as (
    select g.url, a.article_id, 0 as rank, a.last_seen_at
    from core.articles as a
    join gone_addresses as g on g.url = a.canonical_url
    union all
    select g.url, a.article_id, 1 as rank, a.last_seen_at
    from core.articles as a
    join gone_addresses as g on g.url = a.url
)

select url, article_id
from known
qualify row_number() over (partition by url order by rank, last_seen_at desc, article_id) = 1
"""
_BY_DOCUMENT = """\
select g.url, d.article_id
from raw.documents as d
join gone_addresses as g on g.url = d.url
qualify row_number() over (partition by g.url order by d.first_seen_at desc, d.sequence desc) = 1
"""
_BY_FETCH = """\
with led_to as (
    select g.url, f.locator
    from raw.fetches as f
    join gone_addresses as g on g.url = f.url
    where f.locator is not null
)

select l.url, d.article_id
from raw.documents as d
join led_to as l on l.locator = d.locator
qualify row_number() over (partition by l.url order by d.first_seen_at desc, d.sequence desc) = 1
"""
_LAST_SEEN = """\
select d.article_id, max(d.fetched_at) as fetched_at
from raw.documents as d
join asked_articles as a using (article_id)
where d.fetched_at is not null
group by d.article_id
"""
_STANDING = """\
select w.* exclude (loaded_at)
from core.withdrawals as w
join asked_articles as a using (article_id)
where w.returned_at is null
"""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Withdrawal:
    """A row of ``core.withdrawals``: one time that an article was withdrawn."""

    article_id: str
    source: str
    url: str
    status: int
    locator: str
    withdrawn_at: datetime
    confirmed_at: datetime
    returned_at: datetime | None = None
    run_id: str
    last_run_id: str


_SCHEMA = arrow_schema(Withdrawal)
_COLUMNS = tuple(column.name for column in fields(Withdrawal))
_MERGE = f"""\
merge into core.withdrawals as w
using withdrawal_rows as r on w.article_id = r.article_id and w.withdrawn_at = r.withdrawn_at
when matched then update set
    status = r.status,
    confirmed_at = r.confirmed_at,
    returned_at = r.returned_at,
    last_run_id = r.last_run_id
when not matched then insert ({", ".join(_COLUMNS)}, loaded_at)
    values ({", ".join(f"r.{name}" for name in _COLUMNS)}, $now)
"""
_MARK = """\
update core.articles as a
set withdrawn_at = s.withdrawn_at
from withdrawn_articles as s
where a.article_id = s.article_id
"""


@dataclass(slots=True, kw_only=True)
class Withdrawals:
    """What a load has to write about withdrawals, and what each answer was to the warehouse, with its source.

    ``standing`` are those that hold, by article; ``seen`` is when an article was last fetched.
    """

    changed: list[Withdrawal] = field(default_factory=list)
    standing: dict[str, Withdrawal] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)


def settle_withdrawals(
    connection: duckdb.DuckDBPyConnection, gone: Sequence[Gone], settled: Settled, *, run_id: str
) -> Withdrawals:
    """Return what is to be written about *gone* and about withdrawn articles that are back.

    To be called before *settled* is stored: a document that brings an article back counts as updated there.
    """
    found = _find_articles(connection, gone, settled)
    asked = set(found.values()) | (settled.state.withdrawn & settled.touched)
    withdrawals = Withdrawals()
    with registered(connection, "asked_articles", article_id=sorted(asked)):
        if asked:
            withdrawals.standing = {
                row["article_id"]: Withdrawal(**row) for row in _rows(connection, _STANDING)
            }
        if found:
            withdrawals.seen = {row["article_id"]: row["fetched_at"] for row in _rows(connection, _LAST_SEEN)}
    for place, event in _in_order(gone, settled.verdicts, asked):
        if isinstance(event, Verdict):
            if _note_sighting(event, withdrawals, run_id=run_id) and event.outcome is Outcome.UNCHANGED:
                settled.verdicts[place] = event._replace(outcome=Outcome.UPDATED)
        else:
            outcome = _note_gone(event, found.get(event.url), withdrawals, run_id=run_id)
            withdrawals.outcomes.append((event.source, outcome))
    return withdrawals


def store_withdrawals(
    connection: duckdb.DuckDBPyConnection, withdrawals: Withdrawals, *, now: datetime
) -> None:
    """Write *withdrawals*; the articles must be stored already."""
    if not withdrawals.changed:
        return
    rows = {(row.article_id, row.withdrawn_at): to_plain(row) for row in withdrawals.changed}
    connection.register("withdrawal_rows", to_table(list(rows.values()), _SCHEMA))
    connection.execute(_MERGE, {"now": now})
    connection.unregister("withdrawal_rows")
    stands = [
        {"article_id": article_id, "withdrawn_at": standing.withdrawn_at if standing else None}
        for article_id in sorted({row.article_id for row in withdrawals.changed})
        for standing in (withdrawals.standing.get(article_id),)
    ]
    schema = pa.schema([_SCHEMA.field("article_id"), _SCHEMA.field("withdrawn_at")])
    connection.register("withdrawn_articles", pa.Table.from_pylist(stands, schema=schema))
    connection.execute(_MARK)
    connection.unregister("withdrawn_articles")


def _in_order(
    gone: Sequence[Gone], verdicts: Sequence[Verdict], asked: set[str]
) -> Iterator[tuple[int, Verdict | Gone]]:
    """Yield *gone* and the *verdicts* about articles *asked* as they came, with their places."""
    met = ((place, one) for place, one in enumerate(verdicts) if one.article_id in asked)
    events: Iterable[tuple[int, Verdict | Gone]] = chain(met, enumerate(gone))
    yield from sorted(
        events, key=lambda item: item[1].sequence if isinstance(item[1], Gone) else item[1].incoming.sequence
    )


def _note_sighting(verdict: Verdict, withdrawals: Withdrawals, *, run_id: str) -> bool:
    """Note that an article was seen; return whether it had been withdrawn and is back.

    A document that does not say when it was fetched, a file on disk, says nothing of what is out there.
    """
    at, article_id = verdict.incoming.fetched_at, verdict.article_id
    if at is None:
        return False
    withdrawals.seen[article_id] = max(at, withdrawals.seen.get(article_id, at))
    standing = withdrawals.standing.get(article_id)
    if standing is None or at <= standing.confirmed_at:
        return False
    standing.returned_at, standing.last_run_id = at, run_id
    withdrawals.changed.append(standing)
    del withdrawals.standing[article_id]
    return True


def _note_gone(gone: Gone, article_id: str | None, withdrawals: Withdrawals, *, run_id: str) -> Outcome:
    if article_id is None:
        log.info("%s answered %d, and is no article that is known", gone.url, gone.status)
        return Outcome.UNCHANGED
    standing, seen_at = withdrawals.standing.get(article_id), withdrawals.seen.get(article_id)
    if standing is not None:
        if gone.at > standing.confirmed_at:
            standing.confirmed_at, standing.status, standing.last_run_id = gone.at, gone.status, run_id
            withdrawals.changed.append(standing)
        return Outcome.UNCHANGED
    if seen_at is not None and gone.at < seen_at:
        return Outcome.UNCHANGED  # it was there after that
    withdrawals.standing[article_id] = Withdrawal(
        article_id=article_id,
        source=gone.source,
        url=gone.url,
        status=gone.status,
        locator=gone.locator,
        withdrawn_at=gone.at,
        confirmed_at=gone.at,
        run_id=run_id,
        last_run_id=run_id,
    )
    withdrawals.changed.append(withdrawals.standing[article_id])
    return Outcome.UPDATED


def _find_articles(
    connection: duckdb.DuckDBPyConnection, gone: Sequence[Gone], settled: Settled
) -> dict[str, str]:
    """Return the articles that the addresses of *gone* are, by address; those of the same batch as well."""
    if not gone:
        return {}
    found = _addresses_of(settled.verdicts)
    for query in (_BY_ARTICLE, _BY_DOCUMENT, _BY_FETCH):
        left = sorted({one.url for one in gone} - found.keys())
        if not left:
            break
        with registered(connection, "gone_addresses", url=left):
            found |= {row["url"]: row["article_id"] for row in _rows(connection, query)}
    return {one.url: found[one.url] for one in gone if one.url in found}


def _addresses_of(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return the articles of *verdicts* by each address; where several have the same, the last one."""
    found: dict[str, str] = {}
    for verdict in verdicts:
        one = verdict.incoming
        told = (one.told.url, one.told.canonical_url) if one.told else ()
        found |= {address: verdict.article_id for address in (one.url, *told) if address}
    return found


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows

"""What the warehouse holds of the articles that a batch touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from tasks.model.records import Precision
from tasks.model.wordings import ChangeKind, Version, Wording
from tasks.warehouse.incoming import Incoming
from tasks.warehouse.standing import Published, Standing


def pick(table: str, key: str, asked: str) -> str:
    """Return the SQL for the rows of *table* whose *key* the table *asked* has.

    The rows are found by that one column and fetched by number. Joined whole, DuckDB unpacks the other
    columns of all rows there are: a load into a large warehouse then takes twice as long.

    >>> pick("core.places", "version_id", "asked")  # doctest: +NORMALIZE_WHITESPACE
    '(select * from core.places
      where rowid in (select t.rowid from core.places as t semi join asked using (version_id)))'
    """
    found = f"select t.rowid from {table} as t semi join {asked} using ({key})"
    return f"(select * from {table} where rowid in ({found}))"


_STORED = """\
select distinct d.document_id
from raw.documents as d
join asked_documents as a using (document_id)
"""
# The newest document with these bytes: what they were last taken for.
_SAME_BYTES = """\
select d.source, d.sha256, d.article_id, d.version_id, d.wording_at, d.fetched_at, d.is_beside
from raw.documents as d
join asked_bytes as a on a.source = d.source and a.sha256 = d.sha256
qualify row_number() over (partition by d.source, d.sha256 order by d.first_seen_at desc, d.sequence desc) = 1
"""
_ARTICLES = f"select * from {pick('core.articles', 'article_id', 'asked_articles')}"
_COMPARED = """\
select c.article_id, c.version_id, c.title_hash, c.body_hash
from core.comparisons as c
join asked_articles as a using (article_id)
join raw.documents as d using (document_id)
where d.media_type = 'text/html'
qualify row_number() over (partition by c.article_id order by c.compared_at desc, d.sequence desc) = 1
"""
_LOGS = f"""\
select v.*
from {pick("core.version_log", "article_id", "asked_articles")} as v
order by v.article_id, v.version
"""


class Compared(NamedTuple):
    """The words of the page that was compared with a wording last."""

    version_id: str
    title_hash: str | None
    body_hash: str


class SameBytes(NamedTuple):
    """What the bytes of a known document became when they came before."""

    article_id: str
    version_id: str
    wording_at: datetime | None
    fetched_at: datetime | None
    is_beside: bool


@dataclass(slots=True, kw_only=True)
class State:
    """Articles, version logs and documents, by their keys; the load moves it on document by document."""

    documents: set[str] = field(default_factory=set)
    same_bytes: dict[tuple[str, str], SameBytes] = field(default_factory=dict)
    articles: dict[str, Standing] = field(default_factory=dict)
    logs: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)  # those of the articles that are withdrawn
    compared: dict[str, Compared] = field(default_factory=dict)  # by article, the page compared last


def read_state(connection: duckdb.DuckDBPyConnection, incoming: Sequence[Incoming]) -> State:
    """Return what the warehouse knows of the documents and articles of *incoming*."""
    state = State()
    with registered(connection, "asked_documents", document_id=[one.document_id for one in incoming]):
        state.documents = {row["document_id"] for row in _rows(connection, _STORED)}
    known = [one for one in incoming if one.told is None]
    columns = {"source": [one.source for one in known], "sha256": [one.sha256 for one in known]}
    with registered(connection, "asked_bytes", **columns):
        for row in _rows(connection, _SAME_BYTES):
            key = (row.pop("source"), row.pop("sha256"))
            state.same_bytes[key] = SameBytes(**row)
    asked = {one.told.article_id for one in incoming if one.told is not None}
    asked |= {same.article_id for same in state.same_bytes.values()}
    with registered(connection, "asked_articles", article_id=sorted(asked)):
        for row in _rows(connection, _ARTICLES):
            state.articles[row["article_id"]] = _standing(row)
            if row["withdrawn_at"] is not None:
                state.withdrawn.add(row["article_id"])
    logs: dict[str, list[Version]] = {}
    with registered(connection, "asked_articles", article_id=sorted(state.articles)):
        for row in _rows(connection, _COMPARED):
            article_id = row.pop("article_id")
            state.compared[article_id] = Compared(**row)
        for row in _rows(connection, _LOGS):
            logs.setdefault(row["article_id"], []).append(_version(row))
    state.logs = {article_id: tuple(versions) for article_id, versions in logs.items()}
    return state


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, name: str, **columns: Iterable[str]) -> Iterator[None]:
    """Let SQL read *columns* of strings as the table *name*."""
    table = pa.table({column: pa.array(list(values), pa.string()) for column, values in columns.items()})
    connection.register(name, table)
    try:
        yield
    finally:
        connection.unregister(name)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows


def _standing(row: dict[str, Any]) -> Standing:
    published = None
    if row["published_at"] is not None:
        published = Published(
            at=row["published_at"],
            local=row["published_local"],
            zone=row["published_zone"],
            precision=Precision(row["published_precision"]),
            origin=row["published_from"],
        )
    return Standing(
        article_id=row["article_id"],
        source=row["source"],
        page_kind=row["page_kind"],
        first_seen_at=row["first_seen_at"],
        first_run_id=row["first_run_id"],
        changed_at=row["changed_at"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        site_name=row["site_name"],
        title=row["title"],
        author_names=tuple(row["author_names"]),
        published=published,
        modified_at=row["modified_at"],
        language=row["language"],
        section=row["section"],
        access=row["access"],
    )


def _version(row: dict[str, Any]) -> Version:
    return Version(
        wording=Wording(
            version_id=row["version_id"],
            body_hash=row["body_hash"],
            title_hash=row["title_hash"],
            at=row["wording_at"],
            is_complete=row["is_complete"],
        ),
        until=row["stood_until"],
        change=ChangeKind(row["change_kind"]),
        changed_fields=tuple(row["changed_fields"]),
        seen_at=row["seen_at"],
        last_seen_at=row["last_seen_at"],
        run_id=row["run_id"],
        last_run_id=row["last_run_id"],
    )

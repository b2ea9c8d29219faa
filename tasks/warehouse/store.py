"""Write what was settled about a batch: bulk inserts, and updates of narrow rows only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from tasks.model.wordings import Version
from tasks.warehouse.comparisons import INSERT_COMPARISONS
from tasks.warehouse.incoming import SPOOLED
from tasks.warehouse.schema import arrow_type
from tasks.warehouse.settle import Settled, Verdict
from tasks.warehouse.standing import Standing
from tasks.warehouse.state import State, pick, registered
from tasks.warehouse.store_facts import insert_authors, insert_entities, insert_facts

_TEXT, _NUMBER, _FLAG, _TIME = pa.string(), pa.int64(), pa.bool_(), arrow_type(datetime)
_TEXTS = pa.list_(_TEXT)
_Columns: TypeAlias = dict[str, pa.DataType]

_VERSIONS: _Columns = {"sequence": _NUMBER, "version_id": _TEXT, "article_id": _TEXT, "document_id": _TEXT}

_DOCUMENTS: _Columns = {
    "sequence": _NUMBER,
    "article_id": _TEXT,
    "version_id": _TEXT,
    "wording_at": _TIME,
    "outcome": _TEXT,
    "is_beside": _FLAG,
    "is_same_title": _FLAG,
}
_INSERT_DOCUMENTS = f"""\
insert into raw.documents by name
select
    s.document_id, s.document.source as source, s.document.locator as locator, s.document.sha256 as sha256,
    s.document.media_type as media_type, s.document.byte_count as byte_count, s.document.url as url,
    s.document.fetched_at as fetched_at, s.article.charset.declared as charset_declared,
    s.article.charset.used as charset_used, d.article_id, d.version_id, d.wording_at, d.outcome,
    d.is_beside,
    $run_id as run_id, $batch_id as batch_id, s.sequence, $now as first_seen_at
from new_documents as d
join {SPOOLED} as s using (sequence)
order by s.sequence
"""

_INSERT_VERSIONS = f"""\
insert into {{into}}.article_versions by name
select
    n.version_id, n.article_id, s.article.content_hash as content_hash, s.article.title as title,
    s.article.kicker as kicker, s.article.standfirst as standfirst, s.article.body as body,
    s.article.credit_line as credit_line, s.word_count, s.article.language as language,
    s.article.tags as tags, s.article.flags as flags, s.article.charset.declared as charset_declared,
    s.article.charset.used as charset_used, s.article.charset.replaced as charset_replaced,
    s.article.is_complete as is_complete, s.article.next_page_url as next_page_url, n.document_id,
    $run_id as run_id, $now as first_seen_at
from new_versions as n
join {SPOOLED} as s using (sequence)
order by s.sequence
"""

_LOG: _Columns = {
    "article_id": _TEXT,
    "version": _NUMBER,
    "version_id": _TEXT,
    "title_hash": _TEXT,
    "body_hash": _TEXT,
    "is_complete": _FLAG,
    "wording_at": _TIME,
    "stood_until": _TIME,
    "seen_at": _TIME,
    "last_seen_at": _TIME,
    "change_kind": _TEXT,
    "changed_fields": _TEXTS,
    "run_id": _TEXT,
    "last_run_id": _TEXT,
}
_DROP_LOGS = "delete from core.version_log where article_id in (select article_id from rewritten_articles)"
_INSERT_LOGS = "insert into core.version_log by name select * from log_rows"
_MEET_VERSIONS = """\
update core.version_log as v
set
    wording_at = l.wording_at,
    stood_until = l.stood_until,
    last_seen_at = l.last_seen_at,
    last_run_id = l.last_run_id
from log_rows as l
where v.article_id = l.article_id and v.version = l.version
"""

_ARTICLES: _Columns = {
    "article_id": _TEXT,
    "source": _TEXT,
    "url": _TEXT,
    "canonical_url": _TEXT,
    "site_name": _TEXT,
    "title": _TEXT,
    "author_names": _TEXTS,
    "published_at": _TIME,
    "published_local": _TEXT,
    "published_zone": _TEXT,
    "published_precision": _TEXT,
    "published_from": _TEXT,
    "modified_at": _TIME,
    "language": _TEXT,
    "section": _TEXT,
    "page_kind": _TEXT,
    "access": _TEXT,
    "version_count": _NUMBER,
    "current_version": _NUMBER,
    "current_version_id": _TEXT,
    "first_seen_at": _TIME,
    "changed_at": _TIME,
    "first_run_id": _TEXT,
}
# What belongs to the wording that stands now is taken from that wording.
_OF_WORDING = """\
    coalesce(v.title, r.title) as title, v.kicker, coalesce(v.language, r.language) as language,
    v.content_hash, v.word_count, v.is_complete,"""
# A wording of the batch is in the batch: most loads need not look for any among those that are stored.
_STORED_BEFORE = """(
    select current_version_id as version_id
    from article_rows as r
    anti join brought_versions as n on n.version_id = r.current_version_id
)"""
_COLUMNS_OF_WORDING = "title, kicker, language, content_hash, word_count, is_complete"
_CURRENT = f"""\
    select version_id, {_COLUMNS_OF_WORDING}
    from {pick("core.article_versions", "version_id", _STORED_BEFORE)}
    union all
    select n.version_id, s.article.title, s.article.kicker, s.article.language, s.article.content_hash,
        s.word_count, s.article.is_complete
    from brought_versions as n
    join {{spooled}} as s using (sequence)
"""
_ARTICLE_ROWS = f"""\
create or replace temp table changed_rows as
select
    r.* exclude (title, language),
{_OF_WORDING}
    $now as last_seen_at, $run_id as last_run_id
from article_rows as r
join (
{_CURRENT.format(spooled=SPOOLED)}) as v on v.version_id = r.current_version_id
"""
_SEEN = ("last_seen_at", "last_run_id")
_MERGED = (*_ARTICLES, "kicker", "content_hash", "word_count", "is_complete", *_SEEN)
_FIXED = {"article_id", "source", "first_seen_at", "first_run_id"}
_UPDATE_ARTICLES = """\
update core.articles as a
set {changes}
from (select * from changed_rows semi join known_articles using (article_id)) as c
where a.article_id = c.article_id
"""
_INSERT_ARTICLES = f"""\
insert into core.articles by name
select {", ".join(_MERGED)}
from changed_rows
anti join known_articles using (article_id)
"""
_MEET_ARTICLES = """\
update core.articles as a
set last_seen_at = $now, last_run_id = $run_id
from met_articles as m
where a.article_id = m.article_id
"""

_CANDIDATES: _Columns = {
    "version_id": _TEXT,
    "article_id": _TEXT,
    "field": _TEXT,
    "value": _TEXT,
    "origin": _TEXT,
    "is_chosen": _FLAG,
    "document_id": _TEXT,
}
_UNCHOOSE = """\
update core.field_provenance as p
set is_chosen = false
from candidates as c
where c.is_chosen and p.version_id = c.version_id and p.field = c.field and p.is_chosen
"""
_INSERT_CANDIDATES = """\
insert into core.field_provenance by name
select c.*
from candidates as c
anti join core.field_provenance as p
    on p.version_id = c.version_id and p.field = c.field and p.value = c.value and p.origin = c.origin
"""


def store(
    connection: duckdb.DuckDBPyConnection, settled: Settled, *, run_id: str, batch_id: str, now: datetime
) -> None:
    """Write documents, wordings with their facts, version logs and articles of the spooled batch."""
    stamp = {"run_id": run_id, "now": now}
    fresh = [verdict for verdict in settled.verdicts if not verdict.is_stored]
    if fresh:
        with _table(connection, "new_documents", _DOCUMENTS, map(_document_row, fresh)):
            connection.execute(_INSERT_DOCUMENTS, {**stamp, "batch_id": batch_id})
    if settled.versions:
        with _table(connection, "new_versions", _VERSIONS, map(_version_row, settled.versions)):
            insert_versions(connection, stamp)
            insert_facts(connection)
            insert_entities(connection, now=now)
    if compared := [one for one in fresh if one.is_compared]:
        with _table(connection, "new_documents", _DOCUMENTS, map(_document_row, compared)):
            connection.execute(INSERT_COMPARISONS, stamp)
    if settled.authors:
        with _table(connection, "new_versions", _VERSIONS, map(_version_row, settled.authors)):
            insert_authors(connection)
    if settled.candidates:
        _store_candidates(connection, settled)
    _store_logs(connection, settled)
    _store_articles(connection, settled, stamp)


def _store_candidates(connection: duckdb.DuckDBPyConnection, settled: Settled) -> None:
    rows = {
        (told.version_id, told.candidate.field, told.candidate.value, told.candidate.origin): {
            "version_id": told.version_id,
            "article_id": told.article_id,
            "field": told.candidate.field,
            "value": told.candidate.value,
            "origin": told.candidate.origin,
            "is_chosen": told.candidate.is_chosen,
            "document_id": told.document_id,
        }
        for told in settled.candidates
    }
    with _table(connection, "candidates", _CANDIDATES, rows.values()):
        connection.execute(_UNCHOOSE)
        connection.execute(_INSERT_CANDIDATES)


def _store_logs(connection: duckdb.DuckDBPyConnection, settled: Settled) -> None:
    logs = settled.state.logs
    if rewritten := sorted(settled.rewritten):
        if known := sorted(settled.rewritten & settled.known):
            with registered(connection, "rewritten_articles", article_id=known):
                connection.execute(_DROP_LOGS)
        with _table(connection, "log_rows", _LOG, _log_rows(rewritten, logs)):
            connection.execute(_INSERT_LOGS)
    if met := sorted(settled.touched - settled.rewritten):
        with _table(connection, "log_rows", _LOG, _log_rows(met, logs)):
            connection.execute(_MEET_VERSIONS)


def _store_articles(
    connection: duckdb.DuckDBPyConnection, settled: Settled, stamp: Mapping[str, Any]
) -> None:
    state = settled.state
    if changed := sorted(settled.changed):
        write_articles(connection, state, changed, stamp, known=settled.known, versions=settled.versions)
    if met := sorted(settled.touched - settled.changed):
        with registered(connection, "met_articles", article_id=met):
            connection.execute(_MEET_ARTICLES, stamp)


def insert_versions(
    connection: duckdb.DuckDBPyConnection, stamp: Mapping[str, Any], *, into: str = "core"
) -> None:
    """Insert the wordings of ``new_versions`` into the table ``article_versions`` of the schema *into*."""
    connection.execute(_INSERT_VERSIONS.format(into=into), stamp)


def write_articles(
    connection: duckdb.DuckDBPyConnection,
    state: State,
    changed: Iterable[str],
    stamp: Mapping[str, Any],
    *,
    known: Collection[str],
    versions: Sequence[Verdict] = (),
    are_seen: bool = True,
) -> None:
    """Write the rows of the articles *changed*, of which those *known* are stored.

    *versions* are the wordings that the batch brings. ``are_seen`` says that a source still tells of them.
    """
    rows = [_article_row(state.articles[one], state.logs[one]) for one in changed]
    brought = map(_version_row, versions)
    with (
        _table(connection, "article_rows", _ARTICLES, rows),
        _table(connection, "brought_versions", _VERSIONS, brought),
    ):
        connection.execute(_ARTICLE_ROWS, stamp)
    kept = _FIXED if are_seen else _FIXED.union(_SEEN)
    changes = ", ".join(f"{name} = c.{name}" for name in _MERGED if name not in kept)
    stored = sorted(row["article_id"] for row in rows if row["article_id"] in known)
    with registered(connection, "known_articles", article_id=stored):
        connection.execute(_UPDATE_ARTICLES.format(changes=changes))
        connection.execute(_INSERT_ARTICLES)
    connection.execute("insert into core.uncompared select article_id from changed_rows")
    connection.execute("drop table changed_rows")


@contextmanager
def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: _Columns,
    rows: Iterable[dict[str, Any]],
) -> Iterator[None]:
    """Let SQL read *rows* as the table *name*."""
    connection.register(name, pa.Table.from_pylist(list(rows), schema=pa.schema(columns)))
    try:
        yield
    finally:
        connection.unregister(name)


def _document_row(verdict: Verdict) -> dict[str, Any]:
    return {
        "sequence": verdict.incoming.sequence,
        "article_id": verdict.article_id,
        "version_id": verdict.version_id,
        "wording_at": verdict.wording_at,
        "outcome": verdict.outcome,
        "is_beside": verdict.is_beside,
        "is_same_title": verdict.is_same_title,
    }


def _version_row(verdict: Verdict) -> dict[str, Any]:
    return {
        "sequence": verdict.incoming.sequence,
        "version_id": verdict.version_id,
        "article_id": verdict.article_id,
        "document_id": verdict.incoming.document_id,
    }


def _log_rows(articles: Iterable[str], logs: Mapping[str, tuple[Version, ...]]) -> Iterator[dict[str, Any]]:
    for article_id in articles:
        for number, version in enumerate(logs[article_id], start=1):
            yield {
                "article_id": article_id,
                "version": number,
                "version_id": version.wording.version_id,
                "title_hash": version.wording.title_hash,
                "body_hash": version.wording.body_hash,
                "is_complete": version.wording.is_complete,
                "wording_at": version.wording.at,
                "stood_until": version.until,
                "seen_at": version.seen_at,
                "last_seen_at": version.last_seen_at,
                "change_kind": version.change,
                "changed_fields": list(version.changed_fields),
                "run_id": version.run_id,
                "last_run_id": version.last_run_id,
            }


def _article_row(standing: Standing, versions: tuple[Version, ...]) -> dict[str, Any]:
    published = standing.published
    return {
        "article_id": standing.article_id,
        "source": standing.source,
        "url": standing.url,
        "canonical_url": standing.canonical_url,
        "site_name": standing.site_name,
        "title": standing.title,
        "author_names": list(standing.author_names),
        "published_at": published.at if published else None,
        "published_local": published.local if published else None,
        "published_zone": published.zone if published else None,
        "published_precision": published.precision if published else None,
        "published_from": published.origin if published else None,
        "modified_at": standing.modified_at,
        "language": standing.language,
        "section": standing.section,
        "page_kind": standing.page_kind,
        "access": standing.access,
        "version_count": len(versions),
        "current_version": len(versions),
        "current_version_id": versions[-1].wording.version_id,
        "first_seen_at": standing.first_seen_at,
        "changed_at": standing.changed_at,
        "first_run_id": standing.first_run_id,
    }

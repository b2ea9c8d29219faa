"""The documents of a batch as the load decides about them: everything but their text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from tasks.model.records import Gone, MediaType, Precision, Rejection, Stage
from tasks.model.wordings import Wording
from tasks.warehouse.spool import Fate
from tasks.warehouse.standing import Published, Standing

SPOOLED = "spooled_batch"  # the batch under load, as SQL names it

_DOCUMENTS = f"""\
select
    sequence, fate, document_id, document.*, version_id, title_hash, body_hash, wording_at,
    article.article_id, article.source as article_source, article.url as article_url, article.canonical_url,
    article.site_name, article.title,
    list_transform(article.authors, lambda author: author.name) as author_names, article.published,
    article.modified.at as modified_at, article.language, article.section, article.access, article.page_kind,
    article.is_complete,
    list_filter(article.provenance, lambda note: note.chosen) as provenance,
from {SPOOLED}
where fate in ('{Fate.KEPT}', '{Fate.KNOWN}')
order by sequence
"""
_REJECTIONS = f"select rejection.* from {SPOOLED} where fate = '{Fate.REJECTED}' order by sequence"
_GONE = f"select gone.* from {SPOOLED} where fate = '{Fate.GONE}' order by sequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document that became an article, or whose bytes did before.

    ``wording``, ``told`` and ``origins`` (of the fields of ``told``) are those of a document that was
    shaped; of one whose bytes were known they are found in the warehouse.
    """

    sequence: int
    document_id: str
    source: str
    locator: str
    sha256: str
    fetched_at: datetime | None
    is_page: bool = False
    url: str | None = None
    wording: Wording | None = None
    told: Standing | None = None
    origins: dict[str, str]


def read_incoming(connection: duckdb.DuckDBPyConnection, *, run_id: str, now: datetime) -> list[Incoming]:
    """Return the documents of the spooled batch that are articles, or were before, as they came."""
    rows = connection.sql(_DOCUMENTS).to_arrow_table().to_pylist()
    return [_incoming(row, run_id=run_id, now=now) for row in rows]


def read_rejections(connection: duckdb.DuckDBPyConnection) -> list[Rejection]:
    """Return the rejections of the spooled batch, in the order in which they came."""
    rows = connection.sql(_REJECTIONS).to_arrow_table().to_pylist()
    return [Rejection(**{**row, "stage": Stage(row["stage"])}) for row in rows]


def read_gone(connection: duckdb.DuckDBPyConnection) -> list[Gone]:
    """Return what the spooled batch says is withdrawn, in the order in which it came."""
    rows = connection.sql(_GONE).to_arrow_table().to_pylist()
    return [Gone(**row) for row in rows]


def _incoming(row: dict[str, Any], *, run_id: str, now: datetime) -> Incoming:
    is_shaped = row["fate"] == Fate.KEPT
    return Incoming(
        sequence=row["sequence"],
        document_id=row["document_id"],
        source=row["source"],
        locator=row["locator"],
        sha256=row["sha256"],
        fetched_at=row["fetched_at"],
        is_page=row["media_type"] == MediaType.HTML,
        url=row["url"],
        wording=_wording(row) if is_shaped else None,
        told=_told(row, run_id=run_id, now=now) if is_shaped else None,
        origins={note["field"]: note["origin"] for note in row["provenance"] or ()},
    )


def _wording(row: dict[str, Any]) -> Wording:
    return Wording(
        version_id=row["version_id"],
        body_hash=row["body_hash"],
        title_hash=row["title_hash"],
        at=row["wording_at"],
        is_complete=row["is_complete"],
        is_counterpart=row.get("counterpart_of") is not None,  # no column in what an earlier release spooled
    )


def _told(row: dict[str, Any], *, run_id: str, now: datetime) -> Standing:
    published = row["published"]
    return Standing(
        article_id=row["article_id"],
        source=row["article_source"],
        page_kind=row["page_kind"],
        first_seen_at=now,
        first_run_id=run_id,
        changed_at=now,
        url=row["article_url"],
        canonical_url=row["canonical_url"],
        site_name=row["site_name"],
        title=row["title"],
        author_names=tuple(row["author_names"]),
        published=Published(**{**published, "precision": Precision(published["precision"])})
        if published
        else None,
        modified_at=row["modified_at"],
        language=row["language"],
        section=row["section"],
        access=row["access"],
    )

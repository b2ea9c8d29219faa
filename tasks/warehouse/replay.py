"""Say again what stored wordings say: the same bytes, read by other rules.

A replay is no news. A wording keeps its name, its place among the others and the times at which it was
seen; what its document says now replaces what it said then, and what comes out alike is left alone. So a
replay under the same rules writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import duckdb

from tasks.model.errors import InternalFault
from tasks.model.records import Rejection
from tasks.model.wordings import Outcome
from tasks.warehouse.edits import Compare, store_edits
from tasks.warehouse.incoming import SPOOLED, Incoming
from tasks.warehouse.search_index import index_articles
from tasks.warehouse.settle import Settled, Verdict, reject_stranger
from tasks.warehouse.standing import Standing, fuller, merge_standing
from tasks.warehouse.state import State, read_state, registered
from tasks.warehouse.store import insert_versions, write_articles
from tasks.warehouse.store_facts import FACT_TABLES, insert_entities, insert_facts

_TEXT, _LOG, _ARTICLE, _EDITS = "article_versions", "version_log", "articles", "edits"
_PROVENANCE = "field_provenance"
_REPLACED = (_TEXT, *FACT_TABLES)

# What is read anew lies in temporary tables called like those of core.
_CARRIED = f"""\
create or replace temp table new_versions as
select s.sequence, v.version_id, v.article_id, v.document_id, v.run_id, v.first_seen_at
from {SPOOLED} as s
join core.article_versions as v on v.document_id = s.document_id
where s.fate = 'kept'
"""
_KEEP_STAMPS = """\
update temp.article_versions as f
set run_id = n.run_id, first_seen_at = n.first_seen_at
from new_versions as n
where f.version_id = n.version_id
"""
# What another document gave for a wording is no business of this one.
_KEEP_OVERRULED = """\
update temp.field_provenance as f
set is_chosen = false
from core.field_provenance as p
where
    p.version_id = f.version_id and p.field = f.field and p.is_chosen
    and p.document_id <> f.document_id and f.is_chosen
"""
_KEEP_AUTHORS = """\
insert into temp.authors
select a.*
from core.authors as a
anti join temp.authors as f on f.version_id = a.version_id
semi join (
    select n.version_id
    from core.field_provenance as p
    join new_versions as n on n.version_id = p.version_id and n.document_id <> p.document_id
    where p.field = 'authors' and p.is_chosen
) as given on given.version_id = a.version_id
"""
_DIFFERING = """\
with stored as (
    select t.* from core.{table} as t semi join new_versions as n on {same}
)
select distinct version_id
from ((from stored except all from temp.{table}) union all (from temp.{table} except all from stored))
"""
_SAME = "n.version_id = t.version_id"
_SAME_DOCUMENT = f"{_SAME} and n.document_id = t.document_id"

_RESTATE_LOG = f"""\
update core.version_log as v
set title_hash = s.title_hash, body_hash = s.body_hash, is_complete = s.article.is_complete
from new_versions as n
join {SPOOLED} as s using (sequence)
where
    v.version_id = n.version_id
    and (v.title_hash, v.body_hash, v.is_complete)
        is distinct from (s.title_hash, s.body_hash, s.article.is_complete)
returning v.version_id
"""
_RESTATE_CHANGES = """\
update core.version_log as v
set changed_fields = c.changed_fields
from (
    select
        l.article_id,
        l.version,
        case when lag(l.version) over logs is null then [] else list_concat(
            if(lag(l.title_hash) over logs is distinct from l.title_hash, ['title'], []),
            if(lag(l.body_hash) over logs is distinct from l.body_hash, ['body'], [])
        ) end as changed_fields
    from core.version_log as l
    semi join new_versions as n using (article_id)
    window logs as (partition by l.article_id order by l.version)
) as c
where
    v.article_id = c.article_id and v.version = c.version
    and v.changed_fields is distinct from c.changed_fields
"""
# Several wordings stand in the order in which they were put; one alone has no order to keep.
_RESTATE_TIME = f"""\
update core.version_log as v
set wording_at = s.wording_at, stood_until = s.wording_at
from new_versions as n
join {SPOOLED} as s using (sequence)
join raw.documents as d on d.document_id = n.document_id
where
    v.version_id = n.version_id
    and v.article_id in (
        select article_id from core.version_log semi join new_versions using (article_id)
        group by article_id having count(*) = 1
    )
    and v.wording_at is not distinct from d.wording_at
    and v.stood_until is not distinct from d.wording_at
    and s.wording_at is distinct from d.wording_at
"""
_RESTATE_DOCUMENTS = f"""\
update raw.documents as d
set
    wording_at = s.wording_at,
    charset_declared = s.article.charset.declared,
    charset_used = s.article.charset.used
from new_versions as n
join {SPOOLED} as s using (sequence)
where
    d.document_id = n.document_id
    and (d.wording_at, d.charset_declared, d.charset_used)
        is distinct from (s.wording_at, s.article.charset.declared, s.article.charset.used)
"""
_SOLE = """\
select n.document_id
from new_versions as n
join raw.documents as d on d.article_id = n.article_id
group by n.document_id
having count(distinct d.document_id) = 1
"""
_NOTE_CHANGES = """\
merge into meta.replay_changes as c
using (select ? as run_id, ? as part, ?::bigint as wordings) as n on c.run_id = n.run_id and c.part = n.part
when matched then update set wordings = c.wordings + n.wordings
when not matched then insert (run_id, part, wordings) values (n.run_id, n.part, n.wordings)
"""
_STORED_FILES = """\
select source, regexp_replace(locator, $place, '') as file, count(*) as documents
from raw.documents as d
semi join core.article_versions as v on v.document_id = d.document_id
where
    ($since::timestamptz is null or first_seen_at >= $since)
    and (len($sources) = 0 or list_contains($sources, source))
group by all
order by file, source
"""
_CARRIERS = """\
select d.source, d.locator, d.sha256
from raw.documents as d
join asked_places as a on a.locator = d.locator and a.sha256 = d.sha256
semi join core.article_versions as v on v.document_id = d.document_id
where $since::timestamptz is null or d.first_seen_at >= $since
"""


class _Carried(NamedTuple):
    """A stored wording, and the document of the batch that it was taken from."""

    incoming: Incoming
    told: Standing
    version_id: str


def find_stored_files(
    connection: duckdb.DuckDBPyConnection, *, place: str, since: datetime | None, sources: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Return source and file of the documents that stored wordings were taken from, and how many each holds.

    *place* is the pattern of what leads from a file to a document in it. *since* is when they came in.
    """
    return connection.execute(
        _STORED_FILES, {"place": place, "since": since, "sources": list(sources)}
    ).fetchall()


def find_carriers(
    connection: duckdb.DuckDBPyConnection, places: Sequence[tuple[str, str]], *, since: datetime | None
) -> list[tuple[str, str, str]]:
    """Return source, locator and SHA-256 of what stored wordings were taken from.

    *places* are locators, each with the SHA-256 of what lies there; *since* is when it came in.
    """
    if not places:
        return []
    locators, digests = zip(*places, strict=True)
    with registered(connection, "asked_places", locator=list(locators), sha256=list(digests)):
        return connection.execute(_CARRIERS, {"since": since}).fetchall()


def read_replay_changes(connection: duckdb.DuckDBPyConnection, *, run_id: str) -> dict[str, int]:
    """Return what the replay *run_id* changed: how many wordings came out otherwise, by part."""
    query = "select part, wordings from meta.replay_changes where run_id = ? order by wordings desc, part"
    return dict(connection.execute(query, [run_id]).fetchall())


def restate(
    connection: duckdb.DuckDBPyConnection,
    incoming: Sequence[Incoming],
    rejections: Sequence[Rejection],
    compare: Compare,
    *,
    run_id: str,
    now: datetime,
) -> Settled:
    """Replace what the documents of the spooled batch said by what they say; return what became of them.

    A document that no stored wording was taken from is rejected: it was stored in another warehouse.
    """
    connection.execute(_CARRIED)
    carried = _read_carried(connection, incoming)
    state = read_state(connection, [replace(one.incoming, told=one.told) for one in carried])
    settled = Settled(state=state, rejections=list(rejections))
    found = {one.incoming.sequence for one in carried}
    settled.rejections += [reject_stranger(one) for one in incoming if one.sequence not in found]
    changed = _replace_wordings(connection, run_id=run_id, now=now)
    changed[_LOG] = {version_id for (version_id,) in connection.execute(_RESTATE_LOG).fetchall()}
    restated = _restate_articles(connection, carried, state, changed[_TEXT] | changed[_LOG])
    for statement in (_RESTATE_CHANGES, _RESTATE_TIME, _RESTATE_DOCUMENTS):
        connection.execute(statement)
    if restated:
        write_articles(
            connection,
            state,
            sorted(restated),
            {"run_id": run_id, "now": now},
            known=state.logs,
            are_seen=False,
        )
        index_articles(connection, restated, again=True)
    several = {one.told.article_id for one in carried if len(state.logs[one.told.article_id]) > 1}
    stamp = {"run_id": run_id, "now": now}
    changed[_EDITS] = store_edits(connection, several, compare, stamp, again=True)
    _note_changes(connection, changed, len(restated), run_id=run_id)
    connection.execute("drop table temp.new_versions")
    differing = set().union(*changed.values())
    for one in carried:
        is_changed = one.version_id in differing or one.told.article_id in restated
        settled.verdicts.append(
            Verdict(
                incoming=one.incoming,
                article_id=one.told.article_id,
                version_id=one.version_id,
                wording_at=one.incoming.wording.at if one.incoming.wording else None,
                outcome=Outcome.UPDATED if is_changed else Outcome.UNCHANGED,
                is_stored=True,
            )
        )
    return settled


def _read_carried(connection: duckdb.DuckDBPyConnection, incoming: Sequence[Incoming]) -> list[_Carried]:
    """Return the documents that stored wordings were taken from; an article keeps the name it has."""
    rows = connection.execute("select sequence, article_id, version_id from new_versions").fetchall()
    stored = {sequence: (article_id, version_id) for sequence, article_id, version_id in rows}
    carried = []
    for one in incoming:
        if one.sequence in stored and one.told is not None:
            article_id, version_id = stored[one.sequence]
            carried.append(_Carried(one, replace(one.told, article_id=article_id), version_id))
    return carried


def _replace_wordings(
    connection: duckdb.DuckDBPyConnection, *, run_id: str, now: datetime
) -> dict[str, set[str]]:
    """Write the wordings and facts that come out otherwise; return their ``version_id`` by table."""
    for table in _REPLACED:
        connection.execute(f"create or replace temp table {table} as from core.{table} limit 0")
    insert_versions(connection, {"run_id": run_id, "now": now}, into="temp")
    insert_facts(connection, into="temp")
    for statement in (_KEEP_STAMPS, _KEEP_OVERRULED, _KEEP_AUTHORS):
        connection.execute(statement)
    changed = {}
    for table in _REPLACED:
        same = _SAME_DOCUMENT if table == _PROVENANCE else _SAME
        rows = connection.execute(_DIFFERING.format(table=table, same=same)).fetchall()
        changed[table] = {version_id for (version_id,) in rows}
        if rows:
            _replace_rows(connection, table, sorted(changed[table]), same)
        connection.execute(f"drop table temp.{table}")
    insert_entities(connection, now=now)
    return changed


def _replace_rows(
    connection: duckdb.DuckDBPyConnection, table: str, version_ids: Iterable[str], same: str
) -> None:
    with registered(connection, "differing", version_id=list(version_ids)):
        connection.execute(
            f"delete from core.{table} as t using differing as d, new_versions as n"
            f" where d.version_id = t.version_id and {same}"
        )
        connection.execute(
            f"insert into core.{table} from temp.{table} as f semi join differing using (version_id)"
        )


def _restate_articles(
    connection: duckdb.DuckDBPyConnection, carried: Sequence[_Carried], state: State, wordings: set[str]
) -> set[str]:
    """Move the standing of each article on in *state*; return the articles whose row is another."""
    sole = {document_id for (document_id,) in connection.execute(_SOLE).fetchall()}
    restated = set()
    for one in carried:
        article_id = one.told.article_id
        stored, log = state.articles.get(article_id), state.logs.get(article_id, ())
        if stored is None or not log:
            raise InternalFault(f"article {article_id} has a wording and no row")
        if one.incoming.document_id in sole:
            after = _replace_standing(stored, one.told)
        else:
            after = _correct_standing(
                stored,
                one.told,
                is_first=min(log, key=lambda version: version.seen_at).wording.version_id == one.version_id,
                is_current=log[-1].wording.version_id == one.version_id,
            )
        if after != stored or one.version_id in wordings:
            state.articles[article_id] = after
            restated.add(article_id)
    return restated


def _replace_standing(stored: Standing, told: Standing) -> Standing:
    """Return what an article is that only the document says anything of."""
    return replace(
        told,
        source=stored.source,
        first_seen_at=stored.first_seen_at,
        first_run_id=stored.first_run_id,
        changed_at=stored.changed_at,
    )


def _correct_standing(stored: Standing, told: Standing, *, is_first: bool, is_current: bool) -> Standing:
    """Return what an article is of which other documents say something as well.

    The time of publication came from the first of them, what goes with the text from the current one.
    """
    first, other = (told, stored) if is_first else (stored, told)
    published = fuller(first.published, other.published)
    merged = merge_standing(stored, told, is_now=True) if is_current else stored
    return replace(merged, published=published)


def _note_changes(
    connection: duckdb.DuckDBPyConnection, changed: dict[str, set[str]], articles: int, *, run_id: str
) -> None:
    parts = Counter({part: len(version_ids) for part, version_ids in changed.items()})
    parts[_ARTICLE] = articles
    for part, wordings in parts.items():
        if wordings:
            connection.execute(_NOTE_CHANGES, [run_id, part, wordings])

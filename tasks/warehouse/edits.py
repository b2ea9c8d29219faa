"""Keep what changed between the wordings of an article, for each two that stood one after the other.

A pair of wordings is compared once. A wording that comes late changes only the pair it comes between, so
what is kept depends on the version log as it stands and not on the order in which it came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from tasks.model.edits import Edit, Named, Side, Told
from tasks.model.records import Part, Span
from tasks.warehouse.state import pick, registered

_PAIRS_AT_A_TIME = 100  # each brings two bodies into memory

_PAIRS = """\
create or replace temp table wording_pairs as
select distinct l.article_id, p.version_id as before_version_id, l.version_id as after_version_id
from core.version_log as l
join core.version_log as p on p.article_id = l.article_id and p.version = l.version - 1
semi join edited_articles as e on e.article_id = l.article_id
"""
_THIS_PAIR = """\
    p.article_id = e.article_id
    and p.before_version_id = e.before_version_id and p.after_version_id = e.after_version_id"""
_DROP_PARTED = f"""\
delete from core.{{table}} as e
where
    e.article_id in (select article_id from edited_articles)
    and not exists (
        from wording_pairs as p
        where
        {_THIS_PAIR}
    )
"""
_TO_COMPARE = f"""\
select p.*
from wording_pairs as p
where $again or not exists (
    from core.edits as e
    where
    {_THIS_PAIR}
)
order by all
"""
_WORDINGS = f"""\
select v.version_id, v.title, v.body, v.is_complete, coalesce(n.names, []) as names
from {pick("core.article_versions", "version_id", "asked_versions")} as v
left join (
    select
        m.version_id,
        list(
            {{'part': m.part, 'start': m."start", 'end': m."end", 'text': m.text}} order by m.position
        ) as names
    from {pick("core.mentions", "version_id", "asked_versions")} as m
    group by m.version_id
) as n on n.version_id = v.version_id
"""
_PAIR = ("article_id", "before_version_id", "after_version_id")
_TEXT: pa.DataType = pa.string()
_TEXTS: pa.DataType = pa.list_(_TEXT)
_NUMBER: pa.DataType = pa.int64()
_EDITS = pa.schema([*((name, _TEXT) for name in _PAIR), ("kinds", _TEXTS)])
_SIDE = {"start": _NUMBER, "end": _NUMBER, "text": _TEXT, "words": _TEXTS, "numbers": _TEXTS, "names": _TEXTS}
_PASSAGES = pa.schema(
    [
        *((name, _TEXT) for name in _PAIR),
        ("position", _NUMBER),
        ("kind", _TEXT),
        ("change", _TEXT),
        ("part", _TEXT),
        ("aspects", _TEXTS),
        *((f"{side}_{name}", kind) for side in ("before", "after") for name, kind in _SIDE.items()),
    ]
)
_COLUMNS = {"edits": ", ".join(_EDITS.names), "edit_passages": ", ".join(_PASSAGES.names)}
_DIFFERING = f"""\
create or replace temp table differing_pairs as
with compared as (select {", ".join(_PAIR)} from new_edits),
{{parts}}
select distinct {", ".join(_PAIR)} from ({{union}})
"""
_STORED_PART = """\
{table}_stored as (
    select {columns} from core.{table}
    semi join compared using (article_id, before_version_id, after_version_id)
),
{table}_told as (select {columns} from new_{table}),
{table}_differing as (
    (from {table}_stored except all from {table}_told)
    union all (from {table}_told except all from {table}_stored)
)"""
_PARTS = ",\n".join(_STORED_PART.format(table=table, columns=columns) for table, columns in _COLUMNS.items())
_FIND_DIFFERING = _DIFFERING.format(
    parts=_PARTS,
    union=" union all ".join(f"select {', '.join(_PAIR)} from {table}_differing" for table in _COLUMNS),
)
_DROP_DIFFERING = f"""\
delete from core.{{table}} as e
using differing_pairs as p
where
{_THIS_PAIR}
"""
_INSERT_EDITS = """\
insert into core.edits by name
select n.*, $run_id as run_id, $now as compared_at
from new_edits as n
semi join differing_pairs as p using (article_id, before_version_id, after_version_id)
"""
_INSERT_PASSAGES = """\
insert into core.edit_passages by name
select n.*
from new_edit_passages as n
semi join differing_pairs as p using (article_id, before_version_id, after_version_id)
"""


class Compare(Protocol):
    """How ``tasks.stories.edits.compare_wordings`` is called; the rooms do not know each other."""

    def __call__(self, before: Told, after: Told) -> Edit:
        """Return what changed from *before* to *after*."""


def store_edits(
    connection: duckdb.DuckDBPyConnection,
    articles: Iterable[str],
    compare: Compare,
    stamp: Mapping[str, Any],
    *,
    again: bool = False,
) -> set[str]:
    """Compare the neighbours in the version logs of *articles*; return the wordings whose edit is another.

    Pairs that are no longer neighbours are dropped. Pairs that were compared before are left alone, or with
    ``again`` compared once more; where the answer is the same, nothing is written.
    """
    edited = sorted(articles)
    if not edited:
        return set()
    changed: set[str] = set()
    with registered(connection, "edited_articles", article_id=edited):
        connection.execute(_PAIRS)
        for table in _COLUMNS:
            connection.execute(_DROP_PARTED.format(table=table))
        pairs = connection.execute(_TO_COMPARE, {"again": again}).fetchall()
    for start in range(0, len(pairs), _PAIRS_AT_A_TIME):
        changed |= _store_pairs(connection, pairs[start : start + _PAIRS_AT_A_TIME], compare, stamp)
    connection.execute("drop table wording_pairs")
    return changed


def _store_pairs(
    connection: duckdb.DuckDBPyConnection,
    pairs: Sequence[tuple[str, str, str]],
    compare: Compare,
    stamp: Mapping[str, Any],
) -> set[str]:
    wordings = _read_wordings(connection, {version_id for pair in pairs for version_id in pair[1:]})
    edits = [(pair, compare(wordings[pair[1]], wordings[pair[2]])) for pair in pairs]
    with _tables(
        connection,
        new_edits=pa.Table.from_pylist([_edit_row(*one) for one in edits], schema=_EDITS),
        new_edit_passages=pa.Table.from_pylist(
            [row for one in edits for row in _passage_rows(*one)], schema=_PASSAGES
        ),
    ):
        connection.execute(_FIND_DIFFERING)
        for table in _COLUMNS:
            connection.execute(_DROP_DIFFERING.format(table=table))
        connection.execute(_INSERT_EDITS, stamp)
        connection.execute(_INSERT_PASSAGES)
        rows = connection.execute("select after_version_id from differing_pairs").fetchall()
        connection.execute("drop table differing_pairs")
    return {version_id for (version_id,) in rows}


def _read_wordings(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, Told]:
    with registered(connection, "asked_versions", version_id=sorted(version_ids)):
        rows = connection.sql(_WORDINGS).to_arrow_table().to_pylist()
    return {
        row["version_id"]: Told(
            title=row["title"],
            body=row["body"],
            is_complete=row["is_complete"],
            names=tuple(
                Named(part=Part(name["part"]), span=Span(name["start"], name["end"]), text=name["text"])
                for name in row["names"]
            ),
        )
        for row in rows
    }


def _edit_row(pair: Sequence[str], edit: Edit) -> dict[str, Any]:
    return {**dict(zip(_PAIR, pair, strict=True)), "kinds": list(edit.kinds)}


def _passage_rows(pair: Sequence[str], edit: Edit) -> Iterator[dict[str, Any]]:
    for position, passage in enumerate(edit.passages, start=1):
        yield {
            **dict(zip(_PAIR, pair, strict=True)),
            "position": position,
            "kind": passage.kind,
            "change": passage.change,
            "part": passage.part,
            "aspects": list(passage.aspects),
            **_side_columns("before", passage.before),
            **_side_columns("after", passage.after),
        }


def _side_columns(name: str, side: Side | None) -> dict[str, Any]:
    return {
        f"{name}_start": side.span.start if side else None,
        f"{name}_end": side.span.end if side else None,
        f"{name}_text": side.text if side else None,
        f"{name}_words": list(side.words) if side else [],
        f"{name}_numbers": list(side.numbers) if side else [],
        f"{name}_names": list(side.names) if side else [],
    }


@contextmanager
def _tables(connection: duckdb.DuckDBPyConnection, **tables: pa.Table) -> Iterator[None]:
    """Let SQL read *tables* by their names."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)

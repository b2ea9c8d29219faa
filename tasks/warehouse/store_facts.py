"""Facts out of the nested columns of a batch into one table each.

``new_versions`` names the wordings that are new, and the row of the batch that each is taken from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from tasks.warehouse.clues import CLUES
from tasks.warehouse.incoming import SPOOLED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of facts, and where its rows lie in an article.

    ``same`` are columns named as in the record, ``other`` those that are made of it.
    """

    name: str
    rows: str
    same: tuple[str, ...]
    other: Mapping[str, str] = field(default_factory=dict)
    has_span: bool = True

    @property
    def columns(self) -> str:
        """What is selected of a record ``f``."""
        columns = {name: f"f.{name}" for name in self.same} | dict(self.other)
        if self.has_span:
            columns |= _FACT
        return ",\n    ".join(f'{value} as "{name}"' for name, value in columns.items())


def _entity_id(kind: str, name: str) -> str:
    """Return the SQL that names an entity: its kind and its name without case and stray space."""
    normalised = f"regexp_replace(lower(trim({name})), '\\s+', ' ', 'g')"
    return f"substr(sha256({kind} || chr(31) || {normalised}), 1, 32)"


_FACT = {
    "part": "f.part",
    "start": 'f.span."start"',
    "end": 'f.span."end"',
    "rule": "f.rule",
    "rule_version": "f.rule_version",
    "confidence": "f.confidence",
}

_AUTHORS = _Table(
    name="authors", rows="s.article.authors", same=("name", "role", "as_written"), has_span=False
)
_TABLES = (
    _AUTHORS,
    _Table(name="media", rows="s.article.media", same=("url", "kind", "caption", "credit"), has_span=False),
    _Table(name="links", rows="s.article.links", same=("url", "anchor")),
    _Table(
        name="posts",
        rows="s.article.posts",
        same=("headline",),
        other={
            "posted_at": 'f."at"."at"',
            "posted_local": 'f."at".local',
            "posted_zone": 'f."at".zone',
            "posted_precision": 'f."at".precision',
        },
    ),
    _Table(name="corrections", rows="s.article.corrections", same=("kind", "text")),
    _Table(name="credits", rows="s.article.credits", same=("agency", "as_written")),
    _Table(
        name="datelines",
        rows="case when s.article.dateline is null then [] else [s.article.dateline] end",
        same=("place",),
        other={"on_date": 'f."on"'},
    ),
    _Table(
        name="mentions",
        rows="s.article.facts.mentions",
        same=("text", "kind", "name", "titles"),
        other={"entity_id": _entity_id("f.kind", "f.name")},
    ),
    _Table(
        name="places",
        rows="s.article.facts.places",
        same=("text", "name", "country", "latitude", "longitude"),
    ),
    _Table(
        name="quotes",
        rows="s.article.facts.quotes",
        same=("text", "kind", "spans", "cue", "speaker", "speaker_name"),
        other={
            "speaker_start": 'f.speaker_span."start"',
            "speaker_end": 'f.speaker_span."end"',
            "speaker_entity_id": _entity_id("coalesce(f.speaker_kind, 'person')", "f.speaker_name"),
        },
    ),
    _Table(
        name="dates",
        rows="s.article.facts.dates",
        same=("text", "value", "kind", "grain", "starts_on", "ends_on", "anchor"),
    ),
    _Table(
        name="acronyms",
        rows="s.article.facts.acronyms",
        same=("short", "long"),
        other={"long_start": 'f.long_span."start"', "long_end": 'f.long_span."end"'},
    ),
    _Table(name="citations", rows="s.article.facts.citations", same=("outlet", "relation", "url")),
    _Table(name="agreements", rows="s.article.facts.agreements", same=("name", "short")),
    _Table(
        name="amounts",
        rows="s.article.facts.amounts",
        same=("text", "kind", "value", "currency", "unit"),
    ),
    _Table(
        name="topics",
        rows="s.article.facts.topics",
        same=("topic_id", "name", "broader_id", "text", "spans"),
    ),
    _Table(name="keywords", rows="s.article.facts.keywords", same=("text", "phrase", "mention_count")),
    _Table(name="clues", rows=CLUES, same=("clues", "lead_clues"), has_span=False),
)

_INSERT = f"""\
insert into {{into}}.{{table.name}} by name
select
    version_id, article_id, position,
    {{table.columns}}
from (
    select
        n.version_id, n.article_id, s.sequence,
        unnest({{table.rows}}) as f,
        generate_subscripts({{table.rows}}, 1) as position
    from new_versions as n
    join {SPOOLED} as s using (sequence)
)
order by sequence, position
"""
_INSERT_PROVENANCE = f"""\
insert into {{into}}.field_provenance by name
select
    version_id, article_id, document_id,
    f.field as field, f.value as value, f.origin as origin, f.chosen as is_chosen
from (
    select n.version_id, n.article_id, n.document_id, unnest(s.article.provenance) as f
    from new_versions as n
    join {SPOOLED} as s using (sequence)
)
"""
_INSERT_ENTITIES = f"""\
insert into core.entities by name
select b.entity_id, b.kind, b.name, $now as first_seen_at
from (
    select
        {_entity_id("f.kind", "f.name")} as entity_id,
        any_value(f.kind) as kind,
        arg_min(f.name, sequence) as name
    from (
        select s.sequence, unnest(s.article.facts.mentions) as f
        from new_versions as n
        join {SPOOLED} as s using (sequence)
    )
    group by entity_id
) as b
anti join core.entities as e using (entity_id)
"""


FACT_TABLES = (*(table.name for table in _TABLES), "field_provenance")


def insert_facts(connection: duckdb.DuckDBPyConnection, *, into: str = "core") -> None:
    """Insert what belongs to ``new_versions``: facts, and where the fields were taken from.

    *into* is the schema that holds a table for each of ``FACT_TABLES``.
    """
    for table in _TABLES:
        connection.execute(_INSERT.format(table=table, into=into))
    connection.execute(_INSERT_PROVENANCE.format(into=into))


def insert_entities(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> None:
    """Insert the entities that the mentions of ``new_versions`` name first."""
    connection.execute(_INSERT_ENTITIES, {"now": now})


def insert_authors(connection: duckdb.DuckDBPyConnection) -> None:
    """Insert the authors alone: of wordings that are stored and had none."""
    connection.execute(_INSERT.format(table=_AUTHORS, into="core"))

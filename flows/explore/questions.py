"""What the pages ask of the copy. Each question gives as much as a page holds, with one row more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flows.reading import fetch_rows

if TYPE_CHECKING:
    import duckdb

PAGE = 40

Row = dict[str, Any]

LISTED = """
    a.article_id, coalesce(a.title, '') as title, a.source, a.published_date, a.published_at, a.language,
    a.version_count, a.is_withdrawn, a.story_id,
    (select count(*) from stage.story_members as m where m.story_id = a.story_id) as copy_count
"""

_NEWEST = f"""
select {LISTED}
from stage.articles as a
where $source is null or a.source = $source
order by a.published_at desc nulls last, a.article_id
limit $limit offset $offset
"""

_TOTALS = """
select
    coalesce(sum(article_count), 0)::bigint as article_count,
    count(distinct source) as source_count,
    min(published_date) as first_date,
    max(published_date) as last_date
from mart.daily_volume_by_source
"""

_NAMES = """
select entity_id, name, kind, article_count, source_count, last_published_at
from mart.top_entities
where ($kind is null or kind = $kind) and ($words is null or contains(lower(name), lower($words)))
limit $limit offset $offset
"""

_NAME = "select entity_id, name, kind from stage.entities where entity_id = $entity_id"

_NAME_BY_DAY = """
select a.published_date, count(distinct a.article_id) as article_count
from stage.mentions as m
join stage.articles as a on a.current_version_id = m.version_id
where m.entity_id = $entity_id and m.part = 'body' and a.published_date is not null
group by a.published_date
order by a.published_date
"""

_NAME_ARTICLES = f"""
with naming as (
    select version_id, count(*) as mention_count
    from stage.mentions
    where entity_id = $entity_id
    group by version_id
)
select {LISTED}, n.mention_count
from naming as n
join stage.articles as a on a.current_version_id = n.version_id
order by a.published_at desc nulls last, a.article_id
limit $limit offset $offset
"""

_NAME_QUOTES = """
select q.text, q.kind, q.start, a.article_id, a.title, a.source, a.published_date, a.language
from stage.quotes as q
join stage.articles as a on a.current_version_id = q.version_id
where q.speaker_entity_id = $entity_id
order by a.published_at desc nulls last, q.start
limit 12
"""

# Quotations whose words hold the name, said by somebody else.
_NAME_SPEAKERS = """
with spoken as (
    select distinct q.version_id, q.position, q.speaker_name, q.speaker_entity_id
    from stage.mentions as m
    join stage.quotes as q
        on q.version_id = m.version_id and m.start >= q.start and m."end" <= q."end" and m.part = q.part
    where m.entity_id = $entity_id
        and q.speaker_name is not null
        and q.speaker_entity_id is distinct from $entity_id
)
select s.speaker_name, any_value(s.speaker_entity_id) as speaker_entity_id, count(*) as quote_count,
    count(distinct a.article_id) as article_count
from spoken as s
join stage.articles as a on a.current_version_id = s.version_id
group by s.speaker_name
order by quote_count desc, s.speaker_name
limit 12
"""

_NAME_BESIDE = """
with naming as (
    select distinct version_id from stage.mentions where entity_id = $entity_id and part = 'body'
)
select e.entity_id, e.name, e.kind, count(distinct m.version_id) as article_count
from naming as n
join stage.articles as a on a.current_version_id = n.version_id
join stage.mentions as m on m.version_id = n.version_id and m.part = 'body'
join stage.entities as e on e.entity_id = m.entity_id
where m.entity_id <> $entity_id and e.kind in ('person', 'organisation', 'place')
group by e.entity_id, e.name, e.kind
order by article_count desc, e.name
limit 16
"""

_STORIES = """
select story_id, title, first_source, first_published_date, article_count, source_count, wire_agencies,
    copied_share_avg
from mart.stories
where article_count > 1
order by source_count desc, article_count desc, first_published_at desc nulls last, story_id
limit $limit offset $offset
"""

_STORY = """
select story_id, title, first_source, first_published_at, first_published_date, last_published_at,
    article_count, source_count, wire_agencies, credited_count, copied_share_avg, changed_title_count
from mart.stories
where story_id = $story_id
"""

_STORY_OF = """
select story_id, count(*) as article_count
from stage.story_members
where story_id = (select story_id from stage.story_members where article_id = $article_id)
group by story_id
"""

_NAMES_IN = """
select e.entity_id, e.name, e.kind, count(*) as mention_count
from stage.articles as a
join stage.mentions as m on m.version_id = a.current_version_id
join stage.entities as e on e.entity_id = m.entity_id
where a.article_id = $article_id and e.kind in ('person', 'organisation', 'place')
group by e.entity_id, e.name, e.kind
order by mention_count desc, e.name
limit 16
"""

_STORY_MEMBERS = f"""
select {LISTED}, m.copied_share, m.kept_share, m.is_same_title,
    epoch(a.published_at - f.published_at) / 3600 as hours_after
from stage.articles as a
join stage.articles as f on f.article_id = a.story_id
left join stage.story_members as m on m.article_id = a.article_id
where a.story_id = $story_id
order by a.article_id <> a.story_id, a.published_at nulls last, a.article_id
limit 200
"""

_SOURCES = """
select v.source, sum(v.article_count)::bigint as article_count, max(v.published_date) as last_date,
    sum(v.edit_count)::bigint as edit_count, any_value(h.status) as status
from mart.daily_volume_by_source as v
left join mart.source_health as h on h.source = v.source
group by v.source
order by article_count desc, v.source
limit 500
"""

_SOURCE_BY_DAY = """
select published_date, article_count
from mart.daily_volume_by_source
where source = $source and published_date is not null
order by published_date
"""

_SOURCE_HEALTH = """
select status, last_success_at, last_error, failure_count, next_due_at, new_24h, new_7d, last_new_at,
    published_to_warehouse_p50_s, is_quiet
from mart.source_health
where source = $source
"""

_SOURCE_FIELDS = """
select field, share from mart.field_completeness where source = $source order by share desc, field
"""

_SOURCE_WIRE = """
select agency, article_count, share from mart.wire_copy_by_source
where source = $source order by article_count desc, agency limit 8
"""

_VERSIONS = """
select version, seen_at, wording_at, change_kind, changed_fields
from stage.version_log where article_id = $article_id order by version
"""

_VIEWS = """
select schema_name || '.' || view_name as name, comment
from duckdb_views()
where schema_name = 'mart'
order by name
"""


class Questions:
    """The questions, put to one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def totals(self) -> Row:
        """Return how much there is, and of which days."""
        return self._rows(_TOTALS)[0]

    def newest(self, *, page: int = 1, source: str | None = None) -> list[Row]:
        """Return the newest articles, of a source or of all."""
        return self._rows(_NEWEST, {"source": source, **_bounds(page)})

    def names(self, *, kind: str | None, words: str | None, page: int = 1) -> list[Row]:
        """Return the names in the most articles."""
        return self._rows(_NAMES, {"kind": kind, "words": words, **_bounds(page)})

    def name(self, entity_id: str, *, page: int = 1) -> Row | None:
        """Return what is known of a name: its days, its articles, what it says, and who speaks of it."""
        found = self._rows(_NAME, {"entity_id": entity_id})
        if not found:
            return None
        asked = {"entity_id": entity_id}
        return {
            **found[0],
            "days": [
                (row["published_date"], row["article_count"]) for row in self._rows(_NAME_BY_DAY, asked)
            ],
            "articles": self._rows(_NAME_ARTICLES, {**asked, **_bounds(page)}),
            "quotes": self._rows(_NAME_QUOTES, asked),
            "speakers": self._rows(_NAME_SPEAKERS, asked),
            "beside": self._rows(_NAME_BESIDE, asked),
        }

    def stories(self, *, page: int = 1) -> list[Row]:
        """Return the stories that most sources ran."""
        return self._rows(_STORIES, _bounds(page))

    def story(self, story_id: str) -> Row | None:
        """Return a story with the articles that are it."""
        found = self._rows(_STORY, {"story_id": story_id})
        return {**found[0], "articles": self._rows(_STORY_MEMBERS, {"story_id": story_id})} if found else None

    def story_of(self, article_id: str) -> Row | None:
        """Return the story of an article that others ran as well."""
        found = self._rows(_STORY_OF, {"article_id": article_id})
        return found[0] if found else None

    def names_in(self, article_id: str) -> list[Row]:
        """Return the names an article holds most often."""
        return self._rows(_NAMES_IN, {"article_id": article_id})

    def sources(self) -> list[Row]:
        """Return the sources, the largest first."""
        return self._rows(_SOURCES)

    def source(self, name: str, *, page: int = 1) -> Row | None:
        """Return what is known of a source."""
        asked = {"source": name}
        articles = self.newest(page=page, source=name)
        health = self._rows(_SOURCE_HEALTH, asked)
        if not articles and not health:
            return None
        return {
            "name": name,
            "articles": articles,
            "health": health[0] if health else None,
            "days": [
                (row["published_date"], row["article_count"]) for row in self._rows(_SOURCE_BY_DAY, asked)
            ],
            "fields": self._rows(_SOURCE_FIELDS, asked),
            "agencies": self._rows(_SOURCE_WIRE, asked),
        }

    def versions(self, article_id: str) -> list[Row]:
        """Return the wordings of an article."""
        return self._rows(_VERSIONS, {"article_id": article_id})

    def views(self) -> list[Row]:
        """Return the views that can be asked in SQL."""
        return self._rows(_VIEWS)

    def _rows(self, query: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        return fetch_rows(self._connection, query, parameters)


def _bounds(page: int) -> dict[str, object]:
    return {"limit": PAGE + 1, "offset": (page - 1) * PAGE}

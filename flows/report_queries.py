"""The questions behind the report, put to the views of the published copy.

Each asks for as much as a reader takes in, so what comes back is small however large the warehouse is.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flows.reading import fetch_rows
from flows.report_day import read_day
from flows.report_figures import DatedNote, Edit, Figures, Headline, LastRun, Ranked, Saying, Waiting

if TYPE_CHECKING:
    import duckdb

_SENTENCE_END = re.compile(r"""[.!?।]['"”’»]{0,2}(?=\s)|[。！？]['"”’」]{0,2}|\n""")
_LONGEST_SENTENCE = 240

_TOTALS = """
select
    count(*) as article_count,
    count(distinct source) as source_count,
    count(distinct language) as language_count,
    count(*) filter (where published_date is null) as undated_count,
    (select count(*) from mart.quotes) as quote_count,
    (select count(*) from mart.mentions) as mention_count
from mart.articles
"""

_DAYS = """
select published_date, sum(article_count)::bigint as article_count
from mart.daily_volume_by_source
where published_date is not null
group by published_date
order by published_date
"""

_PEOPLE = """
with titled as (
    select name, unnest(titles) as title
    from mart.mentions
    where kind = 'person'
),
known_as as (
    select name, mode(title) as title
    from titled
    group by name
)
select e.name, e.article_count, k.title as note
from mart.top_entities as e
left join known_as as k using (name)
where e.kind = 'person'
order by e.article_count desc, e.mention_count desc, e.name
limit 12
"""

_ORGANISATIONS = """
select name, article_count
from mart.top_entities
where kind = 'organisation'
order by article_count desc, mention_count desc, name
limit 12
"""

_PLACES = """
select name, count(distinct article_id) as article_count, coalesce(mode(country), '') as note
from mart.places
group by name
order by article_count desc, count(*) desc, name
limit 12
"""

# One saying a speaker, of a length that can be read in passing, the newest first. Who is only "she" or
# "its president" says nothing here.
_SAYINGS = """
with candidate as (
    select
        q.text,
        coalesce(q.speaker_name, q.speaker) as speaker,
        q.article_id,
        q.source,
        q.published_date,
        q.published_at,
        row_number() over (
            partition by coalesce(q.speaker_name, q.speaker)
            order by q.published_at desc nulls last, len(q.text) desc, q.article_id
        ) as rank
    from mart.quotes as q
    where q.kind = 'direct'
        and coalesce(q.speaker_name, q.speaker) is not null
        and not regexp_matches(coalesce(q.speaker_name, q.speaker), '^[a-z]')
        and len(q.text) between 20 and 220
),
chosen as (
    select *
    from candidate
    where rank = 1
    order by contains(speaker, ' ') desc, published_at desc nulls last, speaker
    limit 9
)
select c.text, c.speaker, a.title, c.source, c.published_date, a.language
from chosen as c
join mart.articles as a using (article_id)
order by c.published_at desc nulls last, c.speaker
"""

_AGENCIES = """
select agency as name, sum(article_count)::bigint as article_count
from mart.wire_copy_by_source
group by agency
order by article_count desc, agency
limit 12
"""

_ACRONYMS = """
select short as name, count(distinct article_id) as article_count, mode(long) as note
from mart.acronyms
group by short
order by article_count desc, short
limit 16
"""

_AGREEMENTS = """
select name, count(distinct article_id) as article_count, coalesce(any_value(short), '') as note
from mart.agreements
group by name
order by article_count desc, name
limit 10
"""

# The largest sum of each currency is no news beside another's, so the ranks are those within a currency.
_AMOUNTS = """
with ranked as (
    select
        m.text,
        m.currency,
        m.amount,
        m.article_id,
        row_number() over (partition by m.currency order by m.amount desc, m.article_id, m.start) as rank
    from mart.amounts as m
    where m.kind = 'money' and m.currency is not null
    qualify row_number() over (partition by m.article_id, m.amount order by m.start) = 1
),
chosen as (
    select *
    from ranked
    order by rank, currency
    limit 8
)
select c.text as name, c.rank as article_count, a.title as note
from chosen as c
join mart.articles as a using (article_id)
order by c.currency, c.rank
"""

_LANGUAGES = """
select language as name, count(*) as article_count
from mart.articles
where language is not null
group by language
order by article_count desc, language
limit 12
"""

_SOURCES = """
select source as name, sum(article_count)::bigint as article_count
from mart.daily_volume_by_source
group by source
order by article_count desc, source
limit 12
"""

# Days beyond the week of publication, in which every "on Thursday" falls; the most spoken of, then the
# latest, shown as they come in the calendar.
_TIMELINE = """
with spoken_of as (
    select
        starts_on,
        count(distinct article_id) as article_count,
        arg_max({'article_id': article_id, 'start': start, 'end': "end"}, published_at) as example
    from mart.dates
    where grain = 'day' and kind = 'DATE' and part = 'body'
        and starts_on = ends_on and abs(starts_on - published_date) > 6
    group by starts_on
    order by article_count desc, starts_on desc
    limit 12
)
select
    s.starts_on,
    s.article_count,
    a.body,
    s.example.start as "start",
    s.example."end" as "end",
    a.language
from spoken_of as s
join mart.articles as a on a.article_id = s.example.article_id
order by s.starts_on
"""

_EDITS = """
select coalesce(title_before, '') as title_before, coalesce(title_after, '') as title_after,
    source, seen_at, changed_fields
from mart.edits
where version is not null
order by coalesce(wording_at, seen_at) desc
limit 8
"""

_LATEST = """
select coalesce(title, left(body, 80)) as title, source, published_date, url, language
from mart.articles
order by published_at desc nulls last, title
limit 12
"""

_LAST_RUN = """
select ended_at, state, "read", "new", updated, unchanged, duplicate, rejected
from mart.run_ledger
where state <> 'running'
order by started_at desc
limit 1
"""

_QUARANTINE = """
select reason as name, sum(document_count)::bigint as article_count
from mart.quarantine_by_reason
group by reason
order by article_count desc, reason
"""

_WAITING = """
select reason, locator, detail
from mart.quarantine
order by last_seen_at desc, locator
limit 10
"""


def read_figures(connection: duckdb.DuckDBPyConnection, *, now: datetime, day: date | None = None) -> Figures:
    """Return what the report says of the warehouse copy behind *connection*.

    The day it speaks of is *day*, or the newest with news that is no later than *now*.
    """

    def rows(query: str) -> list[dict[str, Any]]:
        return fetch_rows(connection, query)

    def ranked(query: str) -> tuple[Ranked, ...]:
        return tuple(
            Ranked(name=row["name"], count=row["article_count"], note=row.get("note") or "")
            for row in rows(query)
        )

    totals = rows(_TOTALS)[0]
    runs = rows(_LAST_RUN)
    return Figures(
        **totals,
        day=read_day(connection, now=now, day=day),
        days=tuple((row["published_date"], row["article_count"]) for row in rows(_DAYS)),
        people=ranked(_PEOPLE),
        organisations=ranked(_ORGANISATIONS),
        places=ranked(_PLACES),
        sayings=tuple(_saying(row) for row in rows(_SAYINGS)),
        agencies=ranked(_AGENCIES),
        acronyms=ranked(_ACRONYMS),
        agreements=ranked(_AGREEMENTS),
        amounts=ranked(_AMOUNTS),
        languages=ranked(_LANGUAGES),
        sources=ranked(_SOURCES),
        timeline=tuple(_dated_note(row) for row in rows(_TIMELINE)),
        edits=tuple(_edit(row) for row in rows(_EDITS)),
        latest=tuple(_headline(row) for row in rows(_LATEST)),
        last_run=LastRun(**runs[0]) if runs else None,
        quarantine=ranked(_QUARANTINE),
        waiting=tuple(Waiting(**row) for row in rows(_WAITING)),
    )


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of *text* that holds the characters *start* to *end*, cut where it is long.

    >>> sentence_around("It rained. The ferry sails on June 5. All cheer.", 30, 36)
    'The ferry sails on June 5.'
    """
    window = max(0, start - _LONGEST_SENTENCE)
    begins = window
    for found in _SENTENCE_END.finditer(text, window, start):
        begins = found.end()
    found_end = _SENTENCE_END.search(text, end, end + _LONGEST_SENTENCE)
    ends = found_end.end() if found_end else min(len(text), end + _LONGEST_SENTENCE)
    sentence = " ".join(text[begins:ends].split())
    is_cut_before = begins == window and begins > 0
    is_cut_after = found_end is None and ends < len(text)
    return f"{'…' if is_cut_before else ''}{sentence}{'…' if is_cut_after else ''}"


def _saying(row: dict[str, Any]) -> Saying:
    return Saying(
        text=row["text"],
        speaker=row["speaker"],
        title=row["title"] or "",
        source=row["source"],
        published_on=row["published_date"],
        language=row["language"],
    )


def _dated_note(row: dict[str, Any]) -> DatedNote:
    return DatedNote(
        on=row["starts_on"],
        article_count=row["article_count"],
        sentence=sentence_around(row["body"], row["start"], row["end"]),
        language=row["language"],
    )


def _edit(row: dict[str, Any]) -> Edit:
    return Edit(
        before=row["title_before"],
        after=row["title_after"],
        source=row["source"],
        seen_at=row["seen_at"],
        changed_fields=tuple(row["changed_fields"] or ()),
    )


def _headline(row: dict[str, Any]) -> Headline:
    return Headline(
        title=" ".join(row["title"].split()),
        source=row["source"],
        published_on=row["published_date"],
        url=row["url"],
        language=row["language"],
    )

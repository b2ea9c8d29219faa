"""``newsmill export``: the articles with their facts, in the forms that other programs read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_query import answer, settings_of
from flows.cli_results import Format, format_for
from flows.console import say
from flows.reading import published
from tasks.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb


class ExportFormat(StrEnum):
    """What an export can be written as."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    JSONLD = "jsonld"
    NINJS = "ninjs"


class Exportable(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"


class Partition(StrEnum):
    """What a folder of Parquet files is divided by."""

    DAY = "day"
    SOURCE = "source"


_DOCUMENTS = (ExportFormat.JSONLD, ExportFormat.NINJS)

_EXPORT = """\
select
    a.article_id,
    a.url,
    a.canonical_url,
    a.source,
    a.title,
    a.kicker,
    a.body as text,
    a.authors,
    a.published_at as published,
    a.published_precision,
    a.modified_at as modified,
    a.language,
    a.section,
    a.wire_agencies as agencies,
    a.wire_agencies[1] as agency,
    a.dateline_place as dateline,
    a.word_count,
    a.version_count,
    a.first_seen_at,
    a.is_complete,
    a.access,
    coalesce(e.entities, []) as entities,
    coalesce(q.quotes, []) as quotes,
    a.story_id as cluster
from mart.articles as a
left join (
    select article_id, list({'text': name, 'type': kind} order by name) as entities
    from (select distinct article_id, name, kind from mart.mentions)
    group by article_id
) as e using (article_id)
left join (
    select
        article_id,
        list({'text': text, 'speaker': coalesce(speaker_name, speaker)} order by "start") as quotes
    from mart.quotes
    group by article_id
) as q using (article_id)
where ($since is null or a.published_at >= $since::timestamptz)
    and ($source is null or a.source = $source)
"""

# What the forms of the standards need besides.
_FULL = f"""
select e.*, a.standfirst, a.tags, a.site_name, a.is_withdrawn,
    coalesce(p.places, []) as places, coalesce(t.topics, []) as topics
from ({_EXPORT}) as e
join mart.articles as a using (article_id)
left join (
    select
        article_id,
        list({{'name': name, 'country': country, 'latitude': latitude, 'longitude': longitude}}
            order by name) as places
    from (select distinct article_id, name, country, latitude, longitude from mart.places)
    group by article_id
) as p using (article_id)
left join (
    select article_id, list({{'id': topic_id, 'name': topic_name}} order by topic_id) as topics
    from (select distinct article_id, topic_id, topic_name from mart.topics)
    group by article_id
) as t using (article_id)
"""

# The reader's day, which needs a name that no column has yet.
_BY_DAY = f"""
select a.published_date as "day", e.*
from ({_EXPORT}) as e
join stage.articles as a using (article_id)
"""


def export(
    context: typer.Context,
    what: Annotated[Exportable, typer.Argument(help="What to export.")],
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="How to write them.", show_default="jsonl", rich_help_panel="Output"),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--to", help="Write to a file; its name can say the format.", rich_help_panel="Output"),
    ] = None,
    partition: Annotated[
        Partition | None,
        typer.Option(help="A folder of Parquet files, divided by this.", rich_help_panel="Output"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only articles published from this day on (UTC).",
            rich_help_panel="Choice",
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Only articles of this source.", rich_help_panel="Choice")
    ] = None,
) -> None:
    """Write all articles with their quotes and entities, one object or row each, as a stream.

    Each has article_id, url, canonical_url, source, title, kicker, text, authors,
    published and modified (UTC, ISO 8601), published_precision, language,
    section, agencies, agency (the first of them), dateline, word_count,
    version_count, first_seen_at, is_complete, access, entities (text, type),
    quotes (text, speaker) and cluster (the story it is a copy of).

    jsonld is a schema.org NewsArticle a line, ninjs an IPTC ninjs 3.1 object a line.
    """
    _ = what  # one choice so far, and typer has checked it
    asked = {"since": since.isoformat() + "Z" if since else None, "source": source}
    with published(settings_of(context)) as connection:
        if partition is not None:
            if target is None or form not in (None, ExportFormat.PARQUET):
                raise ConfigError("a partitioned export is Parquet, and --to names its folder")
            from flows.export_folder import write_folder

            query = _BY_DAY if partition is Partition.DAY else _EXPORT
            count = write_folder(connection, query, asked, target, by=partition.value)
        else:
            count = _write(connection, _form_for(form, target), asked, target)
    if target is not None:
        say(f"{count:,} articles written to {target}")


def _form_for(form: ExportFormat | None, target: Path | None) -> ExportFormat:
    """Return the form that was asked for, or that the name of *target* says."""
    if form is not None:
        return form
    suffix = target.suffix.lstrip(".").lower() if target is not None else ""
    if suffix in set(ExportFormat):
        return ExportFormat(suffix)
    said = format_for(None, target, Format.JSONL)
    if said.value not in list(ExportFormat):
        raise ConfigError(f"an export is written as {', '.join(ExportFormat)}, not as {said}")
    return ExportFormat(said.value)


def _write(
    connection: duckdb.DuckDBPyConnection,
    form: ExportFormat,
    asked: dict[str, str | None],
    target: Path | None,
) -> int:
    if form not in _DOCUMENTS:
        return answer(connection, _EXPORT, Format(form.value), target, asked)
    from flows.export_documents import as_ninjs, as_schema_org, write_documents

    shape = as_ninjs if form is ExportFormat.NINJS else as_schema_org
    return write_documents(connection, _FULL, asked, shape, target)

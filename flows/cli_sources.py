"""``newsmill sources``: what is configured, and what a source gives."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from flows.cli_guard import ExitCode, options_of
from flows.console import open_console, plain_table, say
from tasks.model.errors import ConfigError
from tasks.model.records import RawDocument, Rejection, SourceKind

if TYPE_CHECKING:
    from tasks.model.records import Source
    from tasks.settings import Settings

CHECKED_DOCUMENTS = 20  # a little of each source is enough to see what it is


class Kind(StrEnum):
    """What a source can be."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    URLS = "urls"
    WARC = "warc"
    FOLDER = "folder"


app = typer.Typer(help="List, add and check sources.", no_args_is_help=True, rich_markup_mode="rich")


@app.command("list")
def list_sources(context: typer.Context) -> None:
    """List the sources of sources.toml."""
    settings = _settings(context)
    if not settings.sources:
        say(f"No source is configured in {settings.sources_file}; `newsmill sources add PATH` adds one.")
        return
    table = plain_table(["name", "kind", "where", "language", "timezone", "country"])
    for entry in settings.sources:
        cells = (entry.name, entry.kind.value, entry.target, entry.language, entry.timezone, entry.country)
        table.add_row(*(cell or "" for cell in cells))
    open_console(sys.stdout).print(table)


@app.command("add")
def add_source(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(help="An address (a site will do), a file, a folder, a glob, or WARC archives.")
    ],
    name: Annotated[str | None, typer.Option(help="What to call it.", show_default="after the place")] = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is.", show_default="found out")] = None,
    links: Annotated[
        str | None, typer.Option(help="CSS selector of the links of a watched page: h2 > a")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Where a text is too short to tell: en, ur, …")] = None,
    timezone: Annotated[str | None, typer.Option(help="Where a time states no zone: Asia/Karachi")] = None,
    country: Annotated[str | None, typer.Option(help="Decides 05/04 where the column does not: PK")] = None,
) -> None:
    """Add a source to sources.toml; what stands there already stays as it is, comments included."""
    settings = _settings(context)
    said: dict[str, str | None] = {
        "name": name or _free_name(_name_after(target), {entry.name for entry in settings.sources}),
        **_entry_of(settings, target, kind.value if kind else None, links),
        "language": language,
        "timezone": timezone,
        "country": country,
    }
    append_source(settings.sources_file, {key: value for key, value in said.items() if value is not None})
    say(f"Added {said['name']} to {settings.sources_file}.")
    check = f"newsmill sources check {shlex.quote(str(said['name']))}"
    say(f"`{check}` reads a little of it, `newsmill ingest` all.")


@app.command("check")
def check_sources(
    context: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET", help="Sources or paths.", show_default="all sources"),
    ] = None,
) -> None:
    """Read the first documents of each source, store nothing, and say what they are."""
    settings = _settings(context)
    table = plain_table(
        ["source", "read", "articles", "rejected", "languages", "dated", "first title"],
        right=["read", "articles", "rejected", "dated"],
    )
    faults: list[Rejection] = []
    for source in settings.pick(targets or []):
        row, rejected = _check(settings, source)
        table.add_row(*row)
        faults += rejected
    open_console(sys.stdout).print(table)
    for fault in faults:
        say(f"{fault.reason}: {fault.locator}: {fault.detail}")
    if faults:
        raise typer.Exit(ExitCode.DEGRADED)


@app.command("import")
def import_opml(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="An OPML file.", exists=True, dir_okay=False)],
) -> None:
    """Add the feeds of an OPML file to sources.toml; those that stand there already are left out."""
    from tasks.sources.opml import read_opml

    settings = _settings(context)
    names = {entry.name for entry in settings.sources}
    known = {entry.url for entry in settings.sources}
    entries: list[dict[str, str]] = []
    for outline in read_opml(path.read_bytes()):
        if outline.url in known:
            continue
        known.add(outline.url)
        name = _free_name(outline.name or _name_after(outline.url), names)
        names.add(name)
        entries.append({"name": name, "kind": SourceKind.FEED.value, "url": outline.url})
    if entries:
        append_source(settings.sources_file, *entries)
    say(f"Added {len(entries):,} feeds to {settings.sources_file}.")


@app.command("export")
def export_opml(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="A file.", show_default="standard output")] = None,
) -> None:
    """Write the feeds of sources.toml as OPML, for a feed reader or another machine."""
    from tasks.sources.opml import OutlineFeed, write_opml

    entries = [
        OutlineFeed(name=entry.name, url=entry.url)
        for entry in _settings(context).sources
        if entry.kind is SourceKind.FEED and entry.url
    ]
    data = write_opml(entries)
    if to is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        to.write_bytes(data)


def append_source(path: Path, *entries: dict[str, str]) -> None:
    """Append *entries* to the ``sources.toml`` at *path*, or leave the file alone and raise `ConfigError`.

    The blocks are written below what is there, so no line and no comment moves. The new file is read by
    the same door as always before it takes the place of the old one.
    """
    from tasks.settings import load_settings

    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        blocks = [
            "\n".join(["[[source]]", *(f"{key} = {_quoted(value)}" for key, value in entry.items())])
            for entry in entries
        ]
        text = "\n\n".join([*([before.rstrip()] if before.strip() else []), *blocks]) + "\n"
        with TemporaryDirectory(prefix=".sources-", dir=path.parent) as folder:
            trial = Path(folder) / path.name
            trial.write_text(text, encoding="utf-8")
            load_settings(trial.parent)
            trial.replace(path)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(trial), str(path))) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error


def _entry_of(settings: Settings, target: str, kind: str | None, links: str | None) -> dict[str, str | None]:
    """Return what sources.toml is to say of the place *target*; of an address, what it is found to offer."""
    if "://" not in target:
        kind = kind or SourceKind.FOLDER.value
        if kind not in (SourceKind.FOLDER, SourceKind.WARC, SourceKind.URLS):
            raise ConfigError(f"{target} is no address, which a {kind} needs; it starts with https://")
        return {"kind": kind, "path": target}
    if kind == SourceKind.URLS or links is not None:
        return {"kind": kind or SourceKind.PAGE.value, "url": target, "links": links}
    from flows.network import find_offers, show_offers

    offers = [offer for offer in find_offers(settings, target) if kind in (None, offer.kind.value)]
    show_offers(offers)
    if not offers:
        raise ConfigError(f"{target} leads to no {kind or 'feed, sitemap or list of articles'}")
    return {"kind": offers[0].kind.value, "url": offers[0].url}


def _check(settings: Settings, source: Source) -> tuple[list[str], list[Rejection]]:
    """Return the table row for *source* and what was rejected of its first documents."""
    from tasks.model.errors import DocumentRejected
    from tasks.model.records import Stage
    from tasks.sources.read import read_source
    from tasks.text.shape import shape

    articles, rejected = [], []
    if source.kind.is_polled and "://" in source.target:
        from flows.network import read_sample

        items: Iterable[RawDocument | Rejection] = read_sample(settings, source, most=CHECKED_DOCUMENTS)
    else:
        items = read_source(source)
    for item in islice(items, CHECKED_DOCUMENTS):
        if isinstance(item, RawDocument):
            try:
                articles.append(shape(item))
            except DocumentRejected as error:
                rejected.append(
                    Rejection(
                        source=item.source,
                        locator=item.locator,
                        stage=Stage.SHAPE,
                        reason=error.reason,
                        detail=str(error),
                    )
                )
        else:
            rejected.append(item)
    languages = Counter(article.language or "unknown" for article in articles)
    row = [
        source.name or source.target,
        str(len(articles) + len(rejected)),
        str(len(articles)),
        str(len(rejected)),
        ", ".join(name for name, _ in languages.most_common(4)),
        str(sum(article.published is not None for article in articles)),
        next((article.title for article in articles if article.title), ""),
    ]
    return row, rejected


def _name_after(path: str) -> str:
    """Return a name for the source at *path*.

    >>> _name_after("~/news/clippings/*.txt"), _name_after("https://www.courier.example/news")
    ('clippings', 'courier.example')
    """
    if "://" in path:
        return (urlsplit(path).hostname or "source").removeprefix("www.")
    parts = [part for part in Path(path).parts if not set(part) & set("*?[")]
    name = Path(parts[-1]).name.split(".")[0] if parts else ""
    return name if name not in ("", "~", "/") else "source"


def _free_name(name: str, taken: set[str]) -> str:
    """Return *name* on one line, with a number where it is taken.

    >>> _free_name("Courier", {"Courier", "Courier 2"})
    'Courier 3'
    """
    name = "".join(letter for letter in " ".join(name.split())[:190] if letter.isprintable()) or "feed"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _quoted(value: str) -> str:
    """Return *value* as a TOML string.

    >>> _quoted('the "small" desk')
    '"the \\\\"small\\\\" desk"'
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'


def _settings(context: typer.Context) -> Settings:
    from tasks.settings import load_settings

    return load_settings(options_of(context).home)

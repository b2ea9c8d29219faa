"""``newsmill sources``: what is configured, and what a source gives."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_guard import ExitCode, options_of
from flows.console import open_console, plain_table, say
from tasks.model.errors import ConfigError
from tasks.model.records import RawDocument, Rejection, SourceKind

if TYPE_CHECKING:
    from tasks.model.records import Source
    from tasks.settings import Settings

CHECKED_DOCUMENTS = 20  # a little of each source is enough to see what it is

app = typer.Typer(help="List, add and check sources.", no_args_is_help=True, rich_markup_mode="rich")


@app.command("list")
def list_sources(context: typer.Context) -> None:
    """List the sources of sources.toml."""
    settings = _settings(context)
    if not settings.sources:
        say(f"No source is configured in {settings.sources_file}; `newsmill sources add PATH` adds one.")
        return
    table = plain_table(["name", "kind", "path", "language", "timezone", "country"])
    for entry in settings.sources:
        cells = (entry.name, entry.kind.value, entry.path, entry.language, entry.timezone, entry.country)
        table.add_row(*(cell or "" for cell in cells))
    open_console(sys.stdout).print(table)


@app.command("add")
def add_source(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="A file, a folder, a glob, or WARC archives.")],
    name: Annotated[str | None, typer.Option(help="What to call it.", show_default="after the path")] = None,
    kind: Annotated[SourceKind, typer.Option(help="What it is.")] = SourceKind.FOLDER,
    language: Annotated[str | None, typer.Option(help="Where a text is too short to tell: en, ur, …")] = None,
    timezone: Annotated[str | None, typer.Option(help="Where a time states no zone: Asia/Karachi")] = None,
    country: Annotated[str | None, typer.Option(help="Decides 05/04 where the column does not: PK")] = None,
) -> None:
    """Add a source to sources.toml; what stands there already stays as it is, comments included."""
    settings = _settings(context)
    said = {
        "name": name or _name_after(path),
        "kind": kind.value,
        "path": path,
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
        row, rejected = _check(source)
        table.add_row(*row)
        faults += rejected
    open_console(sys.stdout).print(table)
    for fault in faults:
        say(f"{fault.reason}: {fault.locator}: {fault.detail}")
    if faults:
        raise typer.Exit(ExitCode.DEGRADED)


def append_source(path: Path, entry: dict[str, str]) -> None:
    """Append *entry* to the ``sources.toml`` at *path*, or leave the file alone and raise `ConfigError`.

    The block is written below what is there, so no line and no comment moves. The new file is read by
    the same door as always before it takes the place of the old one.
    """
    from tasks.settings import load_settings

    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        block = "\n".join(["[[source]]", *(f"{key} = {_quoted(value)}" for key, value in entry.items())])
        text = f"{before.rstrip()}\n\n{block}\n" if before.strip() else f"{block}\n"
        with TemporaryDirectory(prefix=".sources-", dir=path.parent) as folder:
            trial = Path(folder) / path.name
            trial.write_text(text, encoding="utf-8")
            load_settings(trial.parent)
            trial.replace(path)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(trial), str(path))) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error


def _check(source: Source) -> tuple[list[str], list[Rejection]]:
    """Return the table row for *source* and what was rejected of its first documents."""
    from tasks.model.errors import DocumentRejected
    from tasks.model.records import Stage
    from tasks.sources.read import read_source
    from tasks.text.shape import shape

    articles, rejected = [], []
    for item in islice(read_source(source), CHECKED_DOCUMENTS):
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

    >>> _name_after("~/news/clippings/*.txt")
    'clippings'
    """
    parts = [part for part in Path(path).parts if not set(part) & set("*?[")]
    name = Path(parts[-1]).name.split(".")[0] if parts else ""
    return name if name not in ("", "~", "/") else "source"


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

"""``sources.toml`` and the environment, validated once, at the door.

What an operator wrote wrong becomes one :class:`ConfigError` sentence with the file and the line.
Nothing here is needed to read a folder: without ``sources.toml`` every setting has its default.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic import model_validator as check_model
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from tasks.model.errors import ConfigError
from tasks.model.exchanges import FetchLimits
from tasks.model.records import FetchPages, Hints, Limits, Source, SourceKind

ENVIRONMENT_PREFIX = "NEWSMILL_"
STANDARD_INPUT = "-"

_DEFAULT_HOME = Path("data")
_SOURCES_FILE = "sources.toml"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_TABLE = re.compile(r"\s*\[\[?\s*([\w.\"' -]{1,80}?)\s*\]\]?\s*(?:#.*)?$")
_SECRET = re.compile(r"[a-z][a-z0-9+.-]{1,15}://[^/?#\s]{0,300}@", re.IGNORECASE)
_KINDS = tuple(kind.value for kind in SourceKind if kind is not SourceKind.ADDRESS)
_LOCAL = (SourceKind.FOLDER, SourceKind.WARC)
_PORT = re.compile(r"(?:\[[0-9a-fA-F:.]{2,45}\]|[\w.-]{1,253}):[0-9]{1,5}")

DEFAULT_USER_AGENT = "Newsmill/0.1"


# ------------------------------------------------------------------------------------ the values


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Berlin") from error
    return name


def _check_kind(kind: object) -> object:
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of source; choose one of {', '.join(_KINDS)}")
    return kind


def _check_address(url: str) -> str:
    if _SECRET.match(url):
        raise ValueError("an address with a user name or password: secrets do not stand in this file")
    if not url.lower().startswith(("http://", "https://")) or url != "".join(url.split()):
        raise ValueError(f"{url!r} is no web address; it should start with https://")
    return url


def _split_list(said: object) -> object:
    """Return a comma list as a list, which is what a variable of the environment can hold."""
    if isinstance(said, str):
        return [item.strip() for item in said.split(",") if item.strip()]
    return said


def _check_port(place: str) -> str:
    if not _PORT.fullmatch(place) or int(place.rpartition(":")[2]) > 65_535:
        raise ValueError(f"{place!r} should be host:port, such as 127.0.0.1:8080")
    return place


def _check_pages(said: object) -> object:
    """Return ``true`` and ``false``, as TOML has them, by their names here."""
    named = {True: "always", False: "never", "true": "always", "false": "never"}
    said = named.get(said, said) if isinstance(said, bool | str) else said
    if said not in tuple(FetchPages):
        raise ValueError('write "auto", true or false')
    return said


def _check_header(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("it is sent as a header, so plain ASCII on one line, please")
    return text


def _check_code(example: str) -> Callable[[str], str]:
    def check(code: str) -> str:
        if len(code) != len(example) or not code.isalpha() or code.isupper() != example.isupper():
            raise ValueError(f"{code!r} should be a code such as {example}")
        return code

    return check


def _check_aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Zone = Annotated[str, AfterValidator(_check_zone)]
Kind = Annotated[SourceKind, BeforeValidator(_check_kind)]
Language = Annotated[str, AfterValidator(_check_code("en"))]  # ISO 639-1
Country = Annotated[str, AfterValidator(_check_code("PK"))]  # ISO 3166-1 alpha-2
Address = Annotated[str, Field(max_length=4_000), AfterValidator(_check_address)]
Place = Annotated[str, AfterValidator(_check_port)]
Pages = Annotated[FetchPages, BeforeValidator(_check_pages)]
Hours = Annotated[float, Field(gt=0, le=24 * 366)]
HeaderText = Annotated[str, Field(max_length=300), AfterValidator(_check_header)]
Block = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,100}/[a-z0-9-]{1,100}$")]  # slack-webhook/newsroom
Instant = Annotated[datetime, AfterValidator(_check_aware)]


class SourceEntry(BaseModel):
    """One ``[[source]]`` of ``sources.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
    kind: Kind = SourceKind.FOLDER
    url: Address | None = None
    path: Annotated[str, Field(min_length=1)] | None = None
    links: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    fetch_pages: Pages = FetchPages.AUTO
    language: Language | None = None
    timezone: Zone | None = None
    country: Country | None = None
    date_order: Literal["DMY", "MDY"] | None = None
    min_interval_seconds: Annotated[int, Field(ge=0)] = 0
    fields: Mapping[str, str] = Field(default_factory=dict)

    @check_model(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        kind = self.kind.value
        if self.kind in _LOCAL:
            if self.url is not None:
                raise ValueError(
                    f"source {self.name!r}: 'url' is for sources on the network, this is a {kind}"
                )
            if self.path is None:
                raise ValueError(f"source {self.name!r}: 'path' is missing")
        elif self.kind is SourceKind.URLS:
            if (self.url is None) == (self.path is None):
                raise ValueError(f"source {self.name!r}: a list of addresses has either 'url' or 'path'")
        elif self.url is None:
            raise ValueError(f"source {self.name!r}: 'url' is missing")
        elif self.path is not None:
            raise ValueError(f"source {self.name!r}: 'path' is for files, this is a {kind}")
        if self.links is not None and self.kind is not SourceKind.PAGE:
            raise ValueError(f"source {self.name!r}: 'links' is for kind \"page\", this is a {kind}")
        return self

    @property
    def target(self) -> str:
        """Where it lies: an address or a path."""
        return self.url or self.path or ""


class Settings(BaseSettings):
    """Everything that can be set, and the places that follow from the home.

    Times are in seconds, sizes in bytes. The environment (``NEWSMILL_TIMEZONE``) goes before the file.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    home: Path = _DEFAULT_HOME
    timezone: Zone = "UTC"  # the reader's: days and weeks of the mart views are counted in it
    publish_every_seconds: Annotated[float, Field(ge=0)] = 0
    lock_wait_seconds: Annotated[float, Field(ge=0)] = 30
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 20_000_000
    document_seconds: Annotated[float, Field(gt=0)] = 60  # what takes longer is quarantined
    workers: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=lambda: os.cpu_count() or 1)
    batch_size: Annotated[int, Field(ge=1, le=20_000)] = 500  # documents to a batch
    user_agent: HeaderText = DEFAULT_USER_AGENT
    contact: HeaderText | None = None  # an address at which a site's operator reaches you, sent along
    request_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30  # for one request, redirects included
    host_delay_seconds: Annotated[float, Field(ge=0, le=3_600)] = 1.0  # between two requests to one host
    concurrency: Annotated[int, Field(ge=1, le=256)] = 16  # hosts asked at once
    sweep_seconds: Annotated[float, Field(gt=0)] = 240  # then what can wait is left to the next scheduled run
    retention_days: Annotated[int, Field(ge=0)] = 0  # how long the landing zone is kept; 0: for ever
    copies_window_days: Annotated[int, Field(ge=0, le=3_660)] = 90  # an article is compared with these
    recheck_hours: Annotated[tuple[Hours, ...], NoDecode, BeforeValidator(_split_list)] = (
        1,
        3,
        12,
        24,
        72,
        168,
    )  # an article is asked for again so long after it was first seen
    allow: Annotated[
        tuple[Place, ...], NoDecode, BeforeValidator(_split_list)
    ] = ()  # host:port, guard or not
    notify_block: Block | None = None  # a notification block of Prefect's that alerts are sent to
    fields: Mapping[str, str] = Field(default_factory=dict)
    now: Instant | None = None  # sets the clock, for tests and demonstrations
    sources: tuple[SourceEntry, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment before what the file says, and no other place."""
        return env_settings, init_settings

    @check_model(mode="after")
    def _names_are_unique(self) -> Self:
        names = [entry.name for entry in self.sources]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two sources are named {name!r}")
        return self

    @property
    def sources_file(self) -> Path:
        """The file that settings and sources are read from, there or not."""
        return self.home / _SOURCES_FILE

    @property
    def warehouse(self) -> Path:
        """The warehouse: one process writes, and then nobody else reads."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The copy that readers open."""
        return self.home / "published" / "news.duckdb"

    @property
    def landing(self) -> Path:
        """The folder of what came in without a file of its own."""
        return self.home / "landing"

    @property
    def spool(self) -> Path:
        """The folder of batches on their way into the warehouse."""
        return self.home / "spool"

    @property
    def reports(self) -> Path:
        """The folder of the pages that ``newsmill report`` writes."""
        return self.home / "reports"

    @property
    def limits(self) -> Limits:
        """How much one document may weigh."""
        return Limits(document_bytes=self.max_body_bytes, record_bytes=self.max_body_bytes)

    @property
    def fetch_limits(self) -> FetchLimits:
        """How much one request may cost."""
        limits, seconds = FetchLimits(), self.request_timeout_seconds
        return FetchLimits(
            wire_bytes=self.max_body_bytes,
            body_bytes=self.max_body_bytes,
            connect_seconds=min(limits.connect_seconds, seconds),
            first_byte_seconds=min(limits.first_byte_seconds, seconds),
            between_bytes_seconds=min(limits.between_bytes_seconds, seconds),
            total_seconds=seconds,
        )

    def entry(self, name: str) -> SourceEntry | None:
        """Return the configured source called *name*, if there is one."""
        return next((entry for entry in self.sources if entry.name == name), None)

    def pick(self, targets: Sequence[str] = ()) -> tuple[Source, ...]:
        """Return what *targets* mean, each a source's name, an address, a path or a glob; or every source.

        A target given twice is read once. The address of a configured source is that source. Raise
        :class:`ConfigError` for an address that is none of the web, and when there is nothing to read.

        >>> [source.target for source in Settings().pick(["clippings", "more/*.jsonl", "clippings"])]
        ['clippings', 'more/*.jsonl']
        """
        if targets:
            return tuple(self._source_for(target) for target in dict.fromkeys(targets))
        if not self.sources:
            lacking = "names no source" if self.sources_file.exists() else "does not exist"
            raise ConfigError(
                f"nothing to read: {self.sources_file} {lacking}. Name an address, a file or a folder, or "
                "copy seeds/sources.example.toml there"
            )
        return tuple(self._configured(entry) for entry in self.sources)

    def _source_for(self, target: str) -> Source:
        entry = self.entry(target)
        if entry is not None:
            return self._configured(entry)
        if not target:
            raise ConfigError("an empty name is neither a source nor a path")
        if _ADDRESS.match(target):
            return self._at_address(target)
        return Source(target=target, fields=tuple(self.fields.items()), limits=self.limits)

    def _at_address(self, target: str) -> Source:
        try:
            _check_address(target)
        except ValueError as error:
            raise ConfigError(str(error)) from error
        entry = next((entry for entry in self.sources if entry.url == target), None)
        if entry is not None:
            return self._configured(entry)
        return Source(
            target=target,
            name=(urlsplit(target).hostname or "").removeprefix("www.") or None,
            kind=SourceKind.ADDRESS,
            fields=tuple(self.fields.items()),
            limits=self.limits,
        )

    def _configured(self, entry: SourceEntry) -> Source:
        return Source(
            target=entry.target,
            name=entry.name,
            kind=entry.kind,
            hints=Hints(
                language=entry.language,
                timezone=entry.timezone,
                country=entry.country,
                date_order=entry.date_order,
            ),
            fields=tuple({**self.fields, **entry.fields}.items()),
            limits=self.limits,
            fetch_pages=entry.fetch_pages,
            links=entry.links,
            min_interval_seconds=entry.min_interval_seconds,
        )


# ------------------------------------------------------------------------------------ the door


def load_settings(home: Path | None = None) -> Settings:
    """Return the settings of *home*, or of ``NEWSMILL_HOME``, or of ``./data``.

    The file need not be there. Raise :class:`ConfigError` when it cannot be read or says what cannot
    be; the sentence names the file, the line and the key.
    """
    chosen = home or Path(os.environ.get(ENVIRONMENT_PREFIX + "HOME") or _DEFAULT_HOME)
    place = chosen.expanduser().absolute()
    if place.exists() and not place.is_dir():
        raise ConfigError(f"{place} is the home and should be a folder; it is a file")
    text = _read(place / _SOURCES_FILE)
    said = _parse(place / _SOURCES_FILE, text)
    try:
        settings = Settings(**said)
    except ValidationError as error:
        raise ConfigError(_first_fault(error, place / _SOURCES_FILE, text)) from error
    except SettingsError as error:  # a variable that should be JSON, and is none
        raise ConfigError(f"environment: {error}") from error
    return settings.model_copy(update={"home": place})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Return what *text* says as keyword arguments of :class:`Settings`."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    settings, sources = said.pop("settings", {}), said.pop("source", [])
    if said:
        unknown = next(iter(said))
        raise ConfigError(
            f"{path}{_at(text, unknown)}: {unknown!r} stands neither under [settings] nor under [[source]]"
        )
    if not isinstance(settings, dict) or not isinstance(sources, list):
        raise ConfigError(f"{path}: settings stand under [settings], each source under [[source]]")
    for key in ("home", "sources", "now"):  # fields of ours that have no line in the file
        if key in settings:
            raise ConfigError(f"{path}{_at(text, key)}: {key!r} cannot be set here")
    return {**settings, "sources": sources}


def _first_fault(error: ValidationError, path: Path, text: str) -> str:
    """Return the first fault of *error* as a sentence, with the place it can be mended at."""
    fault = error.errors(include_url=False)[0]
    steps = [step for step in fault["loc"] if isinstance(step, str)]
    key = steps[-1] if steps else ""
    variable = ENVIRONMENT_PREFIX + key.upper()
    if len(steps) == 1 and os.environ.get(variable):
        where = variable
    else:
        in_source = fault["loc"][:1] == ("sources",)
        number = next((step for step in fault["loc"] if in_source and isinstance(step, int)), None)
        where = f"{path}{_at(text, key, number)}"
    return f"{where}: {_sentence(fault['type'], fault['msg'], key)}"


def _sentence(kind: str, message: str, key: str) -> str:
    if kind == "extra_forbidden":
        return f"{key!r} is no setting that exists here"
    if kind == "missing":
        return f"{key!r} is missing"
    said = message.removeprefix("Value error, ")
    return f"{key!r}: {said}" if key and kind != "value_error" else said


def _at(text: str, key: str, number: int | None = None) -> str:
    """Return ``", line 12"`` for the line that sets *key*, in the *number*-th source if one is given."""
    assignment = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=|\s*\[+\s*{re.escape(key)}\b")
    entry_line = None
    for line_number, source, line in _lines(text):
        if source != number:
            continue
        entry_line = entry_line or line_number
        if key and assignment.match(line):
            return f", line {line_number}"
    return f", line {entry_line}" if number is not None and entry_line else ""


def _lines(text: str) -> Iterator[tuple[int, int | None, str]]:
    """Yield each line with its number and the index of the source it belongs to, if it does."""
    source: int | None = None
    seen = 0
    for line_number, line in enumerate(text.splitlines(), start=1):
        table = _TABLE.match(line)
        if table and table[1] == "source":
            source, seen = seen, seen + 1
        elif table and not table[1].startswith("source."):
            source = None
        yield line_number, source, line

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.model.errors import ConfigError
from tasks.model.records import FetchPages, Hints, SourceKind
from tasks.settings import Settings, load_settings

TWO_SOURCES = """\
[settings]
timezone = "Asia/Karachi"
max_body_bytes = 5_000

[settings.fields]
titel = "title"

[[source]]
name = "harbour"
path = "clippings/harbour"
language = "de"
timezone = "Europe/Berlin"
country = "DE"

[source.fields]
zeile = "standfirst"

[[source]]
name = "crawl"
kind = "warc"
path = "archive/*.warc.gz"
"""


NETWORK = """\
[settings]
contact = "https://desk.example/bot"
request_timeout_seconds = 12

[[source]]
name = "gazette"
kind = "feed"
url = "https://gazette.example/feed"
fetch_pages = true

[[source]]
name = "list"
kind = "urls"
path = "urls.txt"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "TIMEZONE", "WORKERS", "NOW"):
        monkeypatch.delenv(f"NEWSMILL_{name}", raising=False)
    return tmp_path


def configure(home: Path, text: str) -> Settings:
    (home / "sources.toml").write_text(text, encoding="utf-8")
    return load_settings(home)


def test_everything_has_a_default_and_a_place_below_the_home(home: Path) -> None:
    settings = load_settings(home)

    assert settings.timezone == "UTC"
    assert settings.sources == ()
    assert settings.warehouse == home / "warehouse.duckdb"
    assert settings.published == home / "published" / "news.duckdb"


def test_the_home_comes_from_the_argument_then_the_environment_then_the_working_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert load_settings().home == home / "data"

    monkeypatch.setenv("NEWSMILL_HOME", str(home / "elsewhere"))
    assert load_settings().home == home / "elsewhere"
    assert load_settings(home / "here").home == home / "here"


def test_a_source_carries_its_hints_its_fields_and_the_limits(home: Path) -> None:
    harbour, crawl = configure(home, TWO_SOURCES).pick()

    assert harbour.name == "harbour"
    assert harbour.hints == Hints(language="de", timezone="Europe/Berlin", country="DE")
    assert harbour.fields == (("titel", "title"), ("zeile", "standfirst"))
    assert harbour.limits.document_bytes == 5_000
    assert crawl.kind is SourceKind.WARC


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_TIMEZONE", "Asia/Kolkata")
    monkeypatch.setenv("NEWSMILL_NOW", "2026-03-12T09:30:00+05:30")
    monkeypatch.setenv("NEWSMILL_SOMETHING_ELSE", "is none of ours")

    settings = configure(home, TWO_SOURCES)

    assert settings.timezone == "Asia/Kolkata"
    assert settings.now == datetime(2026, 3, 12, 4, tzinfo=UTC)


def test_targets_are_names_of_sources_or_paths_and_each_is_read_once(home: Path) -> None:
    settings = configure(home, TWO_SOURCES)

    crawl, path, standard_input = settings.pick(["crawl", "harbour/*.txt", "crawl", "-"])

    assert (crawl.name, crawl.target) == ("crawl", "archive/*.warc.gz")
    assert (path.name, path.target, path.fields) == (None, "harbour/*.txt", (("titel", "title"),))
    assert standard_input.target == "-"


def test_an_address_is_the_source_that_has_it_or_one_of_its_own(home: Path) -> None:
    settings = configure(home, NETWORK)

    [known] = settings.pick(["https://gazette.example/feed"])
    [new] = settings.pick(["https://www.courier.example/a/1"])

    assert (known.name, known.kind, known.fetch_pages) == ("gazette", SourceKind.FEED, FetchPages.ALWAYS)
    assert (new.name, new.kind, new.target) == (
        "courier.example",
        SourceKind.ADDRESS,
        "https://www.courier.example/a/1",
    )


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ftp://gazette.example/feed", "no web address"),
        ("https://ilse:secret@gazette.example/feed", "user name or password"),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused(home: Path, address: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as raised:
        load_settings(home).pick([address])

    assert "secret@" not in str(raised.value)


def test_lists_come_from_the_environment_with_commas(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ALLOW", "127.0.0.1:4001, [::1]:4002")
    monkeypatch.setenv("NEWSMILL_RECHECK_HOURS", "1,2.5")

    settings = configure(home, NETWORK)

    assert settings.allow == ("127.0.0.1:4001", "[::1]:4002")
    assert settings.recheck_hours == (1, 2.5)


def test_what_a_request_may_cost_follows_from_the_settings(home: Path) -> None:
    limits = configure(home, NETWORK).fetch_limits

    assert (limits.total_seconds, limits.first_byte_seconds, limits.body_bytes) == (12, 12, 20_000_000)


def test_nothing_to_read_says_where_sources_are_named(home: Path) -> None:
    with pytest.raises(ConfigError, match=r"sources\.toml does not exist"):
        load_settings(home).pick()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[settings]\n\ntimezne = 'UTC'\n", r"sources.toml, line 3: 'timezne' is no setting"),
        ("[settings]\ntimezone = 'Mars/Olympus'\n", r"line 2: 'Mars/Olympus' is no time zone"),
        ("[settings]\nbatch_size = 'many'\n", r"line 2: 'batch_size': .*valid integer"),
        ("[settings]\nallow = ['localhost']\n", r"line 2: .*'localhost' should be host:port"),
        ('[settings]\ncontact = "two\\nlines"\n', r"line 2: .*plain ASCII on one line"),
        ("[settings]\nhome = '/'\n", r"line 2: 'home' cannot be set here"),
        ("[sauces]\n", r"line 1: 'sauces' stands neither under"),
        ("[settings\n", r"sources.toml: Expected ']'"),
        ("[[source]]\nname = 'a'\n", r"line 1: source 'a': 'path' is missing"),
        ("[[source]]\nname = 'a'\nkind = 'feed'\npath = 'x'\n", r"line 1: source 'a': 'url' is missing"),
        (
            "[[source]]\nname = 'a'\nkind = 'feed'\nurl = 'https://a.example/'\nlinks = 'a'\n",
            r"'links' is for kind \"page\"",
        ),
        (
            "[[source]]\nname = 'a'\npath = 'x'\n[[source]]\nname = 'b'\nkind = 'feed'\nurl = 'y'\n",
            r"line 7: .*'y' is no web address",
        ),
        ("[[source]]\nname = 'a'\nkind = 'tape'\npath = 'x'\n", r"line 3: 'tape' is no kind of source"),
        ("[[source]]\nname = 'a'\npath = 'x'\ncountry = 'Pakistan'\n", r"line 4: .* a code such as PK"),
        (
            "[[source]]\nname = 'a'\npath = 'x'\n[[source]]\nname = 'a'\npath = 'y'\n",
            r"two sources are named 'a'",
        ),
    ],
    ids=[
        "unknown",
        "zone",
        "number",
        "host without port",
        "header on two lines",
        "home",
        "table",
        "syntax",
        "path missing",
        "url missing",
        "links of a feed",
        "no address",
        "kind",
        "country",
        "same name",
    ],
)
def test_a_mistake_is_one_sentence_with_the_line(home: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as raised:
        configure(home, text)

    assert "\n" not in str(raised.value)


def test_a_mistake_in_the_environment_names_the_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_WORKERS", "none")

    with pytest.raises(ConfigError, match=r"^NEWSMILL_WORKERS: 'workers': "):
        load_settings(home)


def test_a_file_in_place_of_the_home_is_named(home: Path) -> None:
    (home / "file").touch()

    with pytest.raises(ConfigError, match="should be a folder"):
        load_settings(home / "file")

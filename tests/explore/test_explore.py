"""The explorer: every page is there, nothing in an article is markup, only this machine is answered."""

from __future__ import annotations

import shutil
import threading
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from flows.explore import sqlbox
from flows.explore.copy import PublishedCopy, TooLong
from flows.explore.serve import serve
from tasks.model.errors import ConfigError, WarehouseError
from tasks.settings import load_settings
from tests.explore.conftest import EVIL, Get, write_copy
from tests.warehouse.warehouse_samples import digest

ARTICLE = digest("article", "evil")
FULL = digest("article", "full")
SOURCE = quote(f"gull {EVIL}")
PAGES = [
    "/",
    "/search",
    f"/search?q={quote('Ferry')}",
    f"/search?q={quote(EVIL)}",
    "/search?q=tides&page=2",
    f"/article/{ARTICLE}",
    f"/article/{ARTICLE}?version=1",
    f"/article/{ARTICLE}/diff",
    f"/article/{ARTICLE}/diff?from=2&to=1",
    f"/article/{FULL}",
    f"/article/{FULL}/diff",
    "/names",
    "/names?kind=organisation",
    "/stories",
    f"/story/{ARTICLE}",
    "/sources",
    f"/source?name={SOURCE}",
    "/source?name=gazette&page=2",
    "/sql",
    f"/sql?query={quote('from mart.articles')}",
]


class _Markup(HTMLParser):
    """Collects what a browser would run, load or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    markup = _Markup()
    markup.feed(page)
    return markup.tags


# ------------------------------------------------------------------------------------------ the pages


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_and_runs_nothing_but_its_own_script(get: Get, address: str) -> None:
    page = get(address)

    tags = tags_of(page.text)
    assert page.status_code == 200, page.text
    assert [found for tag, found in tags if tag == "script"] == [{"src": "/explore.js", "defer": None}]
    assert not [tag for tag, _ in tags if tag in ("img", "iframe", "object", "embed", "base", "style")]
    assert not [name for _, found in tags for name in found if name.startswith("on") or name == "style"]
    assert "&lt;/textarea&gt;49" not in page.text  # no template of ours fills in what an article says


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_read_without_eyes(get: Get, address: str) -> None:
    tags = tags_of(get(address).text)

    names = [tag for tag, _ in tags]
    assert (names.count("h1"), names.count("main")) == (1, 1)
    assert any(tag == "a" and found.get("href") == "#main" for tag, found in tags)
    assert any(found.get("id") == "main" for _, found in tags)
    assert ("html", {"lang": "en"}) in tags
    labelled = [found for tag, found in tags if tag == "svg" and found.get("role") == "img"]
    assert all(found.get("aria-label") for found in labelled)


def test_what_an_article_says_stands_there_as_text(get: Get) -> None:
    page = get(f"/article/{ARTICLE}").text

    assert "&lt;script&gt;document.title=" in page
    assert "6 million" in page
    assert "what changed" in page


def test_the_difference_of_two_versions_is_marked(get: Get) -> None:
    page = get(f"/article/{ARTICLE}/diff").text

    assert "<del>4</del><ins>6</ins>" in page


def test_a_name_knows_its_articles(get: Get) -> None:
    (name,) = [
        found["href"]
        for tag, found in tags_of(get("/names?kind=organisation").text)
        if tag == "a" and (found.get("href") or "").startswith("/name/")
    ]

    page = get(name or "")

    assert "Port Authority of Kayar" in page.text
    assert f"/article/{FULL}" in page.text


def test_search_leads_to_the_article_when_it_is_named_by_id_or_address(get: Get) -> None:
    by_id, by_address = get(f"/search?q={FULL}"), get("/search?q=https://gazette.example/n/full")

    assert by_id.headers["location"] == by_address.headers["location"] == f"/article/{FULL}"


def test_search_shows_the_passage_that_it_found_escaped(get: Get) -> None:
    page = get("/search?q=quay+cost+title:ferry").text

    assert "The <mark>quay</mark> <mark>cost</mark> 6 million crowns" in page
    assert "<script>document" not in page


def test_a_query_that_cannot_be_answered_is_explained(get: Get) -> None:
    page = get("/search?q=" + quote("-ferry"))

    assert page.status_code == 200
    assert "A query is words" in page.text


def test_a_list_goes_on_over_pages(get: Get) -> None:
    first, second = get("/search?q=tides").text, get("/search?q=tides&page=2").text

    assert (first.count('class="title"'), second.count('class="title"')) == (40, 10)
    assert "/search?q=tides&amp;page=2" in first


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/article/none",
        "/article/none/diff",
        f"/article/{ARTICLE}?version=9",
        f"/article/{ARTICLE}?version=x",
        f"/article/{ARTICLE}/diff?from=0",
        f"/article/{ARTICLE}/diff?to=7",
        "/name/none",
        "/names?kind=none",
        "/story/none",
        "/source?name=none",
        "/search?q=tides&page=999999",
        "/search?q=tides&page=-1",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(get: Get, address: str) -> None:
    page = get(address)

    assert page.status_code == 404
    assert "That is not to be had" in page.text
    assert "." in page.text.split("<p>")[1]


# ---------------------------------------------------------------------------------------- who may ask


def test_every_answer_forbids_what_a_page_does_not_need(get: Get) -> None:
    for address in ("/", "/nothing", "/explore.css", "/explore.js", "/favicon.svg", "/sql?query=drop"):
        headers = get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"], address
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1.evil.example:8000"]
)
def test_a_foreign_name_for_this_machine_is_not_answered(get: Get, host: str) -> None:
    refused = get("/", host=host)

    assert refused.status_code == 421
    assert "Ferry" not in refused.text


def test_what_another_site_embeds_is_not_answered(get: Get) -> None:
    embedded = get("/sql?query=select+1", sec_fetch_site="cross-site", sec_fetch_mode="no-cors")
    followed = get("/", sec_fetch_site="cross-site", sec_fetch_mode="navigate")

    assert (embedded.status_code, followed.status_code) == (403, 200)


def test_a_query_that_another_site_links_to_waits_for_a_person(get: Get) -> None:
    query = quote("select 'ran ' || 42")

    brought = get(f"/sql?query={query}", sec_fetch_site="cross-site", sec_fetch_mode="navigate").text
    own = get(f"/sql?query={query}", sec_fetch_site="same-origin", sec_fetch_mode="navigate").text

    assert "came from another site" in brought
    assert "ran 42" not in brought
    assert "ran 42" in own


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_to_be_written(get: Get, method: str) -> None:
    assert get("/sql", method=method).status_code == 405


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "news.example", "::"])
def test_only_this_machine_is_served(tmp_path: Path, host: str) -> None:
    home = tmp_path / "home"
    write_copy(home / "published" / "news.duckdb")

    with pytest.raises(ConfigError, match="this machine alone"):
        serve(load_settings(home), host=host, port=0, seconds=5, announce=lambda url: None)


# ------------------------------------------------------------------------------------------- the SQL box


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/*')",
        "copy (select 1) to '/tmp/newsmill-explore.csv'",
        "attach '/tmp/newsmill-explore.duckdb' as other",
        "attach ':memory:' as other",
        "install httpfs",
        "load httpfs",
        "select * from read_text('https://evil.example/')",
        "set enable_external_access = true",
        "set memory_limit = '99GB'",
        "reset lock_configuration",
        "pragma database_list",
        "create table core.mine as select 1",
        "create temp table mine as select 1",
        "insert into core.articles select * from core.articles",
        "drop table core.articles",
        "update meta.settings set value = 'x'",
        "select 1; select 2",
        "checkpoint",
        "",
        ";",
        "selec 1",
    ],
)
def test_a_query_reads_and_does_nothing_else(copy: PublishedCopy, query: str) -> None:
    with pytest.raises(sqlbox.BadQuestion), copy.asked() as connection:
        sqlbox.answer(connection, query)

    assert not Path("/tmp/newsmill-explore.csv").exists()
    assert not Path("/tmp/newsmill-explore.duckdb").exists()


@pytest.mark.parametrize(
    "query",
    [
        "from mart.articles",
        "show all tables",
        "describe mart.articles",
        "explain select 1",
        "values (1);",
        "select 1 -- x",
    ],
)
def test_a_query_that_reads_is_answered(get: Get, query: str) -> None:
    page = get(f"/sql?query={quote(query)}")

    assert page.status_code == 200
    assert 'aria-label="The answer"' in page.text


def test_a_mistake_in_a_query_is_told_in_the_words_of_the_database(get: Get) -> None:
    page = get(f"/sql?query={quote('select nothing from mart.articles')}")

    assert page.status_code == 400
    assert "nothing" in page.text
    assert 'role="alert"' in page.text


def test_rows_and_cells_are_bounded(copy: PublishedCopy) -> None:
    with copy.asked() as connection:
        many = sqlbox.answer(connection, "from range(100000000)", rows=20)
        wide = sqlbox.answer(connection, "select repeat('a', 1000000) as a")

    assert (len(many.rows), many.has_more) == (20, True)
    assert len(wide.rows[0][0]) == 240


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_answered(copy: PublishedCopy) -> None:
    with pytest.raises(TooLong), copy.asked(seconds=0.3) as connection:
        sqlbox.answer(connection, "select sum(a.range * b.range) from range(10000000) a, range(10000000) b")
    with copy.asked() as connection:
        after = sqlbox.answer(connection, "select 1 as one")

    assert after.rows == (("1",),)


# ------------------------------------------------------------------------------------ the copy is renewed


def test_a_new_copy_is_seen_by_the_next_question(tmp_path: Path) -> None:
    path = write_copy(tmp_path / "news.duckdb")
    newer = write_copy(tmp_path / "next" / "news.duckdb", extra=3)
    copy = PublishedCopy(path, seconds=20)

    def count() -> str:
        with copy.asked() as connection:
            return sqlbox.answer(connection, "select count(*) from mart.articles").rows[0][0]

    before = count()
    newer.replace(path)

    assert (before, count()) == ("2", "5")
    copy.close()


def test_a_new_copy_waits_for_those_who_read_the_old_one(tmp_path: Path) -> None:
    path = write_copy(tmp_path / "news.duckdb")
    newer = write_copy(tmp_path / "next" / "news.duckdb", extra=3)
    copy = PublishedCopy(path, seconds=20)
    counts: list[str] = []

    def read_newest() -> None:
        with copy.asked() as connection:
            counts.append(sqlbox.answer(connection, "select count(*) from mart.articles").rows[0][0])

    with copy.asked() as connection:
        newer.replace(path)
        late = threading.Thread(target=read_newest)
        late.start()
        time.sleep(0.2)
        counts.append(sqlbox.answer(connection, "select count(*) from mart.articles").rows[0][0])
    late.join(timeout=30)

    assert counts == ["2", "5"]
    copy.close()


def test_a_copy_that_cannot_be_opened_is_a_sentence_and_the_next_one_is_read(tmp_path: Path) -> None:
    path, good = tmp_path / "news.duckdb", write_copy(tmp_path / "next" / "news.duckdb")
    copy = PublishedCopy(path, seconds=20)
    with pytest.raises(WarehouseError, match="nothing is published yet"), copy.asked():
        pass
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"), copy.asked():
        pass

    shutil.copy(good, tmp_path / "part")
    (tmp_path / "part").replace(path)

    with copy.asked() as connection:
        assert sqlbox.answer(connection, "select count(*) from mart.articles").rows == (("2",),)
    copy.close()

"""What a sweep brings: everything new once, what changed, and what was taken back."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.model.records import FetchPages, RawDocument, SourceKind
from tasks.polling.state import PollState
from tests.polling.site import WORDS, Answer, Reader, Site, item, page, rss, shown, sitemap

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


def test_an_item_that_is_whole_needs_no_page(site: Site, reader: Reader) -> None:
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS))

    came = reader.sweep(reader.source("/feed"))

    assert shown(came) == ["item /a"]
    assert site.paths() == ["/feed"]


def test_a_teaser_has_its_page_fetched_and_the_page_comes_first(site: Site, reader: Reader) -> None:
    site.answers["/feed"] = rss(item("{here}/a", "Ferry"), item("{here}/b", "Kiln"))
    site.answers |= {"/a": page("Ferry"), "/b": page("Kiln")}

    came = reader.sweep(reader.source("/feed"))

    assert shown(came) == ["page /a", "item /a", "page /b", "item /b"]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [(FetchPages.NEVER, ["item /a"]), (FetchPages.ALWAYS, ["page /a", "item /a"])],
    ids=["never", "always"],
)
def test_pages_are_fetched_as_the_source_wants(
    site: Site, reader: Reader, pages: FetchPages, expected: list[str]
) -> None:
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}

    came = reader.sweep(reader.source("/feed", fetch_pages=pages))

    assert shown(came) == expected


def test_what_is_known_and_unchanged_costs_nothing(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS))
    reader.sweep(source)
    site.answers["/feed"] = rss(item("{here}/b", "Kiln", WORDS), item("{here}/a", "Ferry", WORDS))

    came = reader.sweep(source, after=timedelta(minutes=15))

    assert shown(came) == ["item /b"]


def test_an_item_that_changed_comes_again(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS))
    reader.sweep(source)
    site.answers["/feed"] = rss(item("{here}/a", "Ferry delayed", WORDS))

    assert shown(reader.sweep(source, after=timedelta(minutes=15))) == ["item /a"]


def test_an_item_whose_identifier_rotates_is_the_same_article(site: Site, reader: Reader) -> None:
    source, text = reader.source("/feed"), item("{here}/a", "Ferry", WORDS)
    site.answers["/feed"] = rss(text)
    reader.sweep(source)
    site.answers["/feed"] = rss(text.replace("<guid>", "<guid>other-"))

    assert reader.sweep(source, after=timedelta(minutes=15)) == []


def test_a_source_that_is_not_due_is_not_asked(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS))
    reader.sweep(source)
    site.paths()

    reader.sweep(source, after=timedelta(minutes=5))
    assert site.paths() == []
    reader.sweep(source, asked=True)
    assert site.paths() == ["/feed"]


def test_an_item_is_no_article_of_its_own_where_its_page_names_another_address(
    site: Site, reader: Reader
) -> None:
    site.answers["/feed"] = rss(item("{here}/r/1", "Ferry"))
    site.answers["/r/1"] = page("Ferry", head='<link rel="canonical" href="/ferry">')

    came = reader.sweep(reader.source("/feed"))

    assert shown(came) == ["page /r/1"]
    with PollState.open(reader.folder) as state:
        assert state.receipts() == []


def test_an_item_stands_alone_where_its_page_is_not_to_be_had(site: Site, reader: Reader) -> None:
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": Answer(b"no", 403)}

    assert shown(reader.sweep(reader.source("/feed"))) == ["item /a"]


def test_an_item_waits_for_a_page_that_fails_once(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": Answer(b"down", 500)}

    assert reader.sweep(source) == []
    site.answers["/a"] = page("Ferry")
    assert shown(reader.sweep(source, after=HOUR)) == ["page /a", "item /a"]


# ------------------------------------------------------------------------------------- taken back


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_whose_page_is_gone_is_withdrawn_once(site: Site, reader: Reader, status: int) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}
    reader.sweep(source)
    site.answers["/a"] = Answer(b"gone", status)

    assert shown(reader.sweep(source, after=HOUR)) == [f"gone /a {status}"]
    assert reader.sweep(source, after=2 * HOUR) == []


def test_the_page_of_a_whole_item_is_taken_once_as_its_counterpart(site: Site, reader: Reader) -> None:
    source, reader.recheck_hours = reader.source("/feed"), (1, 3, 12)
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry", WORDS)), "/a": page("Ferry")}
    reader.sweep(source)

    came = reader.sweep(source, after=HOUR)

    assert shown(came) == ["page /a"]
    assert isinstance(came[0].outcome, RawDocument)
    assert came[0].outcome.counterpart_of == site.url("/a").replace("http:", "https:")
    assert reader.sweep(source, after=2 * HOUR) == []
    site.answers["/a"] = Answer(b"gone", 410)
    assert shown(reader.sweep(source, after=9 * HOUR)) == ["gone /a 410"]


def test_a_counterpart_is_one_after_a_kill_as_well(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry", WORDS)), "/a": page("Ferry")}
    reader.sweep(source)
    [killed] = reader.sweep(source, after=HOUR, settle=False)

    [again] = reader.sweep(source, after=timedelta(minutes=1))

    assert again.outcome == killed.outcome


def test_an_article_that_is_back_comes_again(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}
    reader.sweep(source)
    site.answers["/a"] = Answer(b"gone", 404)
    reader.sweep(source, after=HOUR)
    site.answers["/a"] = page("Ferry")

    assert shown(reader.sweep(source, after=2 * HOUR)) == ["page /a"]


def test_a_silent_edit_is_found_and_old_articles_are_left_alone(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}
    reader.sweep(source)
    site.answers["/a"] = page("Ferry", text="Corrected: " + WORDS)

    assert shown(reader.sweep(source, after=HOUR)) == ["page /a"]
    reader.sweep(source, after=2 * HOUR)
    site.paths()
    reader.sweep(source, after=WEEK)
    assert site.paths() == ["/feed"]


# ------------------------------------------------------------------------------- other kinds of list


def test_an_index_leads_to_its_sitemaps_packed_or_not(site: Site, reader: Reader) -> None:
    news = sitemap(("{here}/a", "2026-03-12T09:00:00Z")).body.replace(b"{here}", site.url("").encode())
    site.answers |= {
        "/index.xml": sitemap(
            ("{here}/news.xml.gz", "2026-03-12"), ("{here}/index.xml", "2026-03-12"), kind="sitemap"
        ),
        "/news.xml.gz": Answer(gzip.compress(news), headers=(("Content-Type", "application/gzip"),)),
        "/a": page("Ferry"),
    }
    source = reader.source("/index.xml", SourceKind.SITEMAP)

    assert shown(reader.sweep(source)) == ["page /a"]
    assert site.paths() == ["/index.xml", "/news.xml.gz", "/a"]


def test_a_later_date_in_a_sitemap_has_the_page_asked_again(site: Site, reader: Reader) -> None:
    source = reader.source("/news.xml", SourceKind.SITEMAP)
    site.answers |= {"/news.xml": sitemap(("{here}/a", "2026-03-12T09:00:00Z")), "/a": page("Ferry")}
    reader.sweep(source)
    site.answers["/news.xml"] = sitemap(("{here}/a", "2026-03-12T12:10:00Z"))
    site.answers["/a"] = page("Ferry delayed")

    assert shown(reader.sweep(source, after=timedelta(minutes=15))) == ["page /a"]


def test_a_watched_page_gives_what_the_selector_finds(site: Site, reader: Reader) -> None:
    front = b'<html><body><h2><a href="/a">Ferry</a></h2><p><a href="/about">About us</a></p></body></html>'
    site.answers |= {"/front": Answer(front, headers=(("Content-Type", "text/html"),)), "/a": page("Ferry")}

    came = reader.sweep(reader.source("/front", SourceKind.PAGE, links="h2 > a"))

    assert shown(came) == ["page /a"]


def test_a_list_of_addresses_is_read_from_the_network_or_a_file(
    site: Site, reader: Reader, tmp_path: Path
) -> None:
    site.answers |= {"/list.txt": Answer(b"{here}/a\n"), "/a": page("Ferry"), "/b": page("Kiln")}
    file = tmp_path / "urls.txt"
    file.write_text(f"# ours\n{site.url('/b')}\n", encoding="utf-8")

    assert shown(reader.sweep(reader.source("/list.txt", SourceKind.URLS))) == ["page /a"]
    assert shown(reader.sweep(reader.source(str(file), SourceKind.URLS))) == ["page /b"]


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        ("/feed", rss(item("{here}/a", "Ferry", WORDS)), ["item /a"]),
        ("/news.xml", sitemap(("{here}/x", "2026-03-12")), ["page /x"]),
        ("/story", page("Ferry"), ["page /story"]),
    ],
    ids=["feed", "sitemap", "page"],
)
def test_an_address_is_what_it_turns_out_to_be(
    site: Site, reader: Reader, path: str, answer: Answer, expected: list[str]
) -> None:
    site.answers |= {path: answer, "/x": page("Kiln")}

    came = reader.sweep(reader.source(path, SourceKind.ADDRESS), asked=True)

    assert shown(came) == expected


# ------------------------------------------------------------------------------------ after a kill


def test_what_no_batch_holds_is_taken_in_first_after_a_kill(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {
        "/feed": rss(item("{here}/a", "Ferry", WORDS), item("{here}/b", "Kiln")),
        "/b": page("Kiln"),
    }
    killed = reader.sweep(source, settle=False)
    site.paths()

    again = reader.sweep(source, after=timedelta(minutes=1))

    assert shown(again) == ["item /a", "page /b", "item /b"]
    assert site.paths() == []
    by_locator = {one.outcome.locator: one.outcome for one in killed}
    for one in again:
        assert isinstance(one.outcome, RawDocument)
        assert by_locator[one.outcome.locator] == one.outcome
    assert reader.sweep(source, after=timedelta(minutes=1)) == []


def test_a_withdrawal_survives_a_kill(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}
    reader.sweep(source)
    site.answers["/a"] = Answer(b"gone", 410)
    [killed] = reader.sweep(source, after=HOUR, settle=False)

    [again] = reader.sweep(source, after=timedelta(minutes=1))

    assert again.outcome == killed.outcome


def test_what_was_lost_with_its_archive_is_asked_for_again(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS), headers=(("ETag", '"1"'),))
    reader.sweep(source, settle=False)
    for archive in reader.folder.rglob("*.warc.gz"):
        archive.unlink()

    assert shown(reader.sweep(source, after=HOUR)) == ["item /a"]


def test_what_there_is_no_time_for_waits_for_the_next_sweep(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}
    reader.ends_after = 0.0

    assert reader.sweep(source) == []
    reader.ends_after = None
    assert shown(reader.sweep(source)) == ["page /a", "item /a"]


def test_a_disk_that_takes_no_more_ends_the_sweep_and_loses_nothing(
    site: Site, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(item("{here}/a", "Ferry", WORDS))
    with monkeypatch.context() as patch:
        patch.setattr("tasks.fetch.landing.LandingZone.land", _no_space)
        with pytest.raises(OSError, match="No space"):
            reader.sweep(source)

    assert shown(reader.sweep(source)) == ["item /a"]


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_fault_of_ours_costs_one_source_and_is_told(
    site: Site, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers |= {"/feed": rss(item("{here}/a", "Ferry", WORDS)), "/front": page("Front")}
    monkeypatch.setattr("tasks.polling.listings.find_article_links", _no_space_for_sense)

    came = reader.sweep(
        reader.source("/feed"), replace(reader.source("/front", SourceKind.PAGE), name="gazette")
    )

    assert shown(came) == ["item /a"]
    assert reader.last is not None
    assert reader.last.silent == {"gazette": "a fault of Newsmill: RuntimeError: no sense"}


def _no_space_for_sense(*_: object, **__: object) -> None:
    raise RuntimeError("no sense")

"""How an address fares: validators, moves, ends, failures and the patience that its server asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.polling.records import AddressStatus
from tests.polling.site import WORDS, Answer, Reader, Site, item, page, rss, shown

SOON = timedelta(minutes=15)
FERRY = item("{here}/a", "Ferry", WORDS)


def sent(site: Site, header: str) -> list[str | None]:
    """Return what each request for the feed said in *header*."""
    said = [headers.get(header) for path, headers in site.asked if path == "/feed"]
    site.asked.clear()
    return said


@pytest.mark.parametrize(
    ("name", "value", "header"),
    [
        ("ETag", 'W/"a b-gzip"', "if-none-match"),
        ("ETag", "bare", "if-none-match"),
        ("Last-Modified", "Thu, 12 Mar 2026 09:00:00 GMT", "if-modified-since"),
    ],
    ids=["weak", "bare", "date"],
)
def test_validators_go_back_byte_for_byte_and_survive_a_304_without_them(
    site: Site, reader: Reader, name: str, value: str, header: str
) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(FERRY, headers=((name, value), ("X-Bare-304", "yes")))

    came = [shown(reader.sweep(source, after=SOON)) for _ in range(3)]

    assert came == [["item /a"], [], []]
    assert sent(site, header) == [None, value, value]


def test_validators_that_lead_to_nonsense_are_dropped(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = rss(FERRY, headers=(("ETag", '"1"'),))
    reader.sweep(source)
    site.answers["/feed"] = page("Log in, please")
    reader.sweep(source, after=SOON)
    site.answers["/feed"] = rss(FERRY, headers=(("ETag", '"2"'),))
    sent(site, "if-none-match")

    reader.sweep(source, after=timedelta(hours=1))

    assert sent(site, "if-none-match") == [None]
    assert reader.address().failures == 0


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_moves_the_address_when_it_was_seen_twice(
    site: Site, reader: Reader, status: int
) -> None:
    source = reader.source("/feed")
    site.answers |= {"/feed": Answer(b"", status, (("Location", "{here}/new"),)), "/new": rss(FERRY)}

    reader.sweep(source)
    assert reader.address().address == site.url("/feed")
    reader.sweep(source, after=SOON)
    assert reader.address().address == site.url("/new")
    site.paths()
    reader.sweep(source, after=SOON)
    assert site.paths() == ["/new"]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_the_time_being_moves_nothing(site: Site, reader: Reader, status: int) -> None:
    site.answers |= {"/feed": Answer(b"", status, (("Location", "{here}/new"),)), "/new": rss(FERRY)}

    for _ in range(4):
        reader.sweep(reader.source("/feed"), after=SOON)

    assert reader.address().address == site.url("/feed")


def test_a_410_stops_a_source_and_says_so(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = Answer(b"gone", 410)

    reader.sweep(source)
    assert reader.last is not None
    assert "gone for good" in reader.last.silent["courier"]
    assert reader.address().status is AddressStatus.GONE
    site.paths()
    reader.sweep(source, after=timedelta(days=3), asked=True)
    assert site.paths() == []
    assert "gone for good" in reader.last.silent["courier"]


def test_failures_back_off_are_told_and_recover_by_themselves(site: Site, reader: Reader) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = Answer(b"down", 500)
    pauses = []
    for _ in range(4):
        reader.sweep(source)
        one = reader.address()
        assert one.next_due_at is not None
        pauses.append(one.next_due_at - reader.now)
        reader.now = one.next_due_at
    assert pauses == [timedelta(minutes=15 * 2**count) for count in range(4)]
    assert reader.last is not None
    assert "500" in reader.last.silent["courier"]

    site.answers["/feed"] = rss(FERRY)
    assert shown(reader.sweep(source)) == ["item /a"]
    assert (reader.address().failures, reader.address().last_error) == (0, None)


def test_a_host_that_asks_for_patience_is_left_alone_even_when_a_person_asks(
    site: Site, reader: Reader
) -> None:
    source = reader.source("/feed")
    site.answers["/feed"] = Answer(b"busy", 429, (("Retry-After", "7200"),))
    reader.sweep(source)
    site.paths()

    reader.sweep(source, after=timedelta(hours=1), asked=True)
    assert site.paths() == []
    assert reader.last is not None
    assert not reader.last.silent
    assert "patience" in reader.last.deferred["courier"]
    site.answers["/feed"] = rss(FERRY)
    assert shown(reader.sweep(source, after=timedelta(hours=1, minutes=1))) == ["item /a"]


@pytest.mark.parametrize(
    ("about", "headers", "minutes"),
    [
        ("<ttl>40</ttl>", (), 40),
        ("", (("Cache-Control", "public, max-age=1500"),), 25),
        ("<skipHours><hour>12</hour></skipHours>", (), 60),
    ],
    ids=["ttl", "cache-control", "skip-hours"],
)
def test_what_a_server_wishes_sets_the_next_time(
    site: Site, reader: Reader, about: str, headers: tuple[tuple[str, str], ...], minutes: int
) -> None:
    site.answers["/feed"] = rss(FERRY, about=about, headers=headers)

    reader.sweep(reader.source("/feed"))

    assert reader.address().next_due_at == reader.now + timedelta(minutes=minutes)


def test_an_address_that_is_configured_anew_starts_anew(site: Site, reader: Reader) -> None:
    site.answers |= {"/feed": Answer(b"gone", 410), "/other": rss(FERRY)}
    reader.sweep(reader.source("/feed"))

    came = reader.sweep(reader.source("/other"))

    assert shown(came) == ["item /a"]
    assert [one.url for one in reader.addresses()] == [site.url("/other")]


def test_every_request_is_kept_for_the_warehouse_and_landed(site: Site, reader: Reader) -> None:
    from tasks.model.polls import read_fetch_row
    from tasks.polling.state import PollState

    site.answers |= {"/feed": rss(item("{here}/a", "Ferry")), "/a": page("Ferry")}

    reader.sweep(reader.source("/feed"))

    with PollState.open(reader.folder) as state:
        rows = [read_fetch_row(row) for row in state.waiting_fetches(most=10)]
    assert [(row.purpose, row.source, row.status) for row in rows] == [
        ("robots", "courier", 404),
        ("feed", "courier", 200),
        ("article", "courier", 200),
    ]
    assert all(row.locator for row in rows)

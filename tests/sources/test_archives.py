from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Limits, MediaType, RawDocument, Rejection, Source
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection
_HTTP = ("request", "response", "revisit")
PAGE = b"<!doctype html><title>Night ferries</title><p>They return in spring."
FEED = b"""<rss><channel><language>en</language>
<item><title>Night ferries</title><link>/1</link></item><item><title>Old bridge</title><link>/2</link></item>
</channel></rss>"""


class _Archive:
    """Writes an archive, record by record."""

    def __init__(self, *, packed: bool = True) -> None:
        self._packed = packed
        self.content = b""
        self.starts: list[int] = []

    def add(
        self,
        body: bytes = PAGE,
        *,
        url: str = "https://www.courier.example/1",
        status: str = "200 OK",
        kind: str = "response",
        **headers: str,
    ) -> _Archive:
        headers = {"Content_Type": "text/html", **headers}
        content_type = "application/http" if kind in _HTTP else headers["Content_Type"]
        if kind == "request":
            body = b"GET / HTTP/1.1\r\nHost: courier.example\r\n\r\n"
        elif kind in _HTTP:
            lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
            body = f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode() + body
        record = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-02T10:00:00Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        record += b"\r\n\r\n"
        self.starts.append(len(self.content))
        self.content += gzip.compress(record) if self._packed else record
        return self


def _read(path: Path, archive: _Archive | bytes, *, limits: Limits | None = None) -> list[Outcome]:
    path.write_bytes(archive if isinstance(archive, bytes) else archive.content)
    return list(read_source(Source(target=str(path), limits=limits or Limits())))


def _told(outcomes: list[Outcome]) -> list[str]:
    return [outcome.reason if isinstance(outcome, Rejection) else outcome.url or "" for outcome in outcomes]


@pytest.mark.parametrize("packed", [True, False], ids=["by record", "not compressed"])
def test_an_answer_is_a_page_with_its_address_time_and_charset(tmp_path: Path, packed: bool) -> None:
    archive = _Archive(packed=packed).add(kind="request").add(Content_Type="text/html; charset=ISO-8859-1")

    (page,) = _read(tmp_path / "a.warc.gz", archive)

    assert page == RawDocument(
        source="courier.example",
        locator=f"{tmp_path / 'a.warc.gz'}#offset={archive.starts[1]}",
        media_type=MediaType.HTML,
        content=PAGE,
        declared_charset="ISO-8859-1",
        url="https://www.courier.example/1",
        fetched_at=datetime(2024, 5, 2, 10, tzinfo=UTC),
    )


def test_an_archive_that_was_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    plain = _Archive(packed=False).add().add(url="https://courier.example/2")

    outcomes = _read(tmp_path / "a.warc.gz", gzip.compress(plain.content))

    offsets = [int(outcome.locator.partition("#offset=")[2]) for outcome in outcomes]
    assert offsets == plain.starts


def test_what_is_no_document_does_not_count(tmp_path: Path) -> None:
    archive = (
        _Archive()
        .add(b"software: test", kind="warcinfo", Content_Type="application/warc-fields")
        .add(b"\x89PNG", Content_Type="image/png")
        .add(status="404 Not Found")
        .add(status="301 Moved Permanently")
        .add(status="500 Oops")
        .add(kind="revisit")
        .add(b"body {}", Content_Type="text/css")
        .add(b"User-agent: *", Content_Type="text/plain")
        .add(
            b"<urlset><url><loc>https://courier.example/1</loc></url></urlset>",
            Content_Type="application/xml",
        )
    )

    assert _read(tmp_path / "a.warc.gz", archive) == []


def test_a_stored_file_is_a_document_too(tmp_path: Path) -> None:
    (page,) = _read(
        tmp_path / "a.warc", _Archive(packed=False).add(kind="resource", Content_Type="text/html")
    )

    assert isinstance(page, RawDocument)
    assert (page.media_type, page.content) == (MediaType.HTML, PAGE)


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/html", "", "text/plain"])
def test_a_feed_is_its_items_whatever_the_server_calls_it(tmp_path: Path, content_type: str) -> None:
    outcomes = _read(tmp_path / "a.warc.gz", _Archive().add(FEED, Content_Type=content_type))

    assert _told(outcomes) == ["https://www.courier.example/1", "https://www.courier.example/2"]
    assert outcomes[1].locator.endswith("#offset=0&item=2")
    assert isinstance(outcomes[0], RawDocument)
    assert outcomes[0].fetched_at == datetime(2024, 5, 2, 10, tzinfo=UTC)


def test_json_is_its_articles(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"url": "https://c.example/1", "title": "Ferries"}],
    }
    articles = {"articles": [{"url": "https://c.example/2", "title": "Bridge"}, {"shoe": 43}]}
    archive = _Archive()
    for document in (feed, articles):
        archive.add(json.dumps(document).encode(), Content_Type="application/json")

    assert _told(_read(tmp_path / "a.warc.gz", archive)) == [
        "https://c.example/1",
        "https://c.example/2",
        "empty",
    ]


def test_transport_codings_are_undone(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)

    (page,) = _read(
        tmp_path / "a.warc.gz", _Archive().add(chunked, Content_Encoding="gzip", Transfer_Encoding="chunked")
    )

    assert isinstance(page, RawDocument)
    assert page.content == PAGE


def test_an_answer_larger_than_a_document_may_be_is_skipped_alone(tmp_path: Path) -> None:
    bomb = gzip.compress(b"x" * 50_000)
    archive = _Archive().add().add(PAGE * 100).add(bomb, Content_Encoding="gzip").add()

    told = _told(_read(tmp_path / "a.warc.gz", archive, limits=Limits(document_bytes=2000)))

    assert told == [
        "https://www.courier.example/1",
        "oversized",
        "oversized",
        "https://www.courier.example/1",
    ]


def test_an_answer_without_content_is_empty(tmp_path: Path) -> None:
    assert _told(_read(tmp_path / "a.warc.gz", _Archive().add(b" \n"))) == ["empty"]


@pytest.mark.parametrize("packed", [True, False], ids=["by record", "not compressed"])
@pytest.mark.parametrize("cut", [20, 60, 120])
def test_a_cut_archive_gives_what_stands_before_the_cut_and_says_so(
    tmp_path: Path, packed: bool, cut: int
) -> None:
    archive = _Archive(packed=packed).add(url="https://c.example/1").add(url="https://c.example/2").add()

    outcomes = _read(tmp_path / "a.warc.gz", archive.content[:-cut])

    assert _told(outcomes) == ["https://c.example/1", "https://c.example/2", "truncated"]
    flags = [outcome.flags for outcome in outcomes if isinstance(outcome, RawDocument)]
    assert flags == [(), ("archive_truncated",)]


def test_a_damaged_member_costs_its_own_record_and_no_other(tmp_path: Path) -> None:
    archive = (
        _Archive()
        .add(url="https://c.example/1")
        .add(url="https://c.example/2")
        .add(url="https://c.example/3")
    )
    content = bytearray(archive.content)
    content[archive.starts[1] + 40 : archive.starts[1] + 60] = b"\xff" * 20

    told = _told(_read(tmp_path / "a.warc.gz", bytes(content)))

    assert told == ["https://c.example/1", "truncated", "https://c.example/3"]


def test_garbage_between_records_is_told_and_passed_over(tmp_path: Path) -> None:
    first, second = _Archive(packed=False).add(), _Archive(packed=False).add(url="https://c.example/2")

    told = _told(_read(tmp_path / "a.warc", first.content + b"garbage\r\n" * 50_000 + second.content))

    assert told == ["https://www.courier.example/1", "malformed_record", "https://c.example/2"]


def test_a_configured_source_owns_what_its_archive_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(_Archive().add().add(FEED, Content_Type="text/xml").content)

    outcomes = read_source(Source(target=str(path), name="courier"))

    assert [outcome.source for outcome in outcomes] == ["courier"] * 3


@given(st.data())
def test_a_damaged_archive_never_raises(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    packed = data.draw(st.booleans())
    content = bytearray(
        _Archive(packed=packed).add().add(FEED, Content_Type="text/xml").add(kind="revisit").content
    )
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(6, len(content)))
        content[position : position + data.draw(st.integers(0, 50))] = data.draw(st.binary(max_size=30))

    outcomes = _read(tmp_path_factory.mktemp("warc") / "a.warc.gz", bytes(content))

    assert len(outcomes) < 100

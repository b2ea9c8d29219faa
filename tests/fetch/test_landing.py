from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import brotli  # type: ignore[import-untyped]  # it ships without types
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from tasks.fetch.landing import LandingZone, expire, repair
from tasks.fetch.warc import digest
from tasks.model.exchanges import Exchange, FetchOutcome, Hop, Landed
from tasks.model.records import RawDocument, Source
from tasks.sources.read import read_source
from tests.fetch.loopback import NOON, PAGE, Asked, ask, http, moved

HTML = ("Content-Type", "text/html; charset=utf-8")
FOLDER = f"{NOON:%Y/%m/%d}"


def _exchange(number: int = 1, body: bytes = PAGE, *headers: tuple[str, str], **changes: Any) -> Exchange:
    url = f"https://courier.example/{number}"
    hop = Hop(
        url=url,
        status=200,
        headers=(HTML, *headers),
        request_headers=(("Host", "courier.example"), ("User-Agent", "Newsmill/0.1")),
        peer="93.184.216.34",
    )
    exchange = Exchange(
        url=url,
        outcome=FetchOutcome.OK,
        final_url=url,
        status=200,
        headers=hop.headers,
        body=body,
        wire_body=body,
        hops=(hop,),
        started_at=NOON,
    )
    return replace(exchange, **changes)


class Record(NamedTuple):
    """A record as warcio reads it."""

    kind: str
    offset: int
    headers: dict[str, str]
    http: dict[str, str]
    first: str
    body: bytes


def _records(path: Path) -> Iterator[Record]:
    """Yield the records of *path*; a digest that is wrong is an error."""
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, check_digests="raise")
        for record in records:
            http_headers, body = record.http_headers, record.raw_stream.read()
            yield Record(
                record.rec_type,
                records.get_record_offset(),
                dict(record.rec_headers.headers),
                dict(http_headers.headers) if http_headers else {},
                f"{http_headers.protocol} {http_headers.statusline}" if http_headers else "",
                body,
            )
            assert record.digest_checker.passed is not False


def _land(folder: Path, *exchanges: Exchange, **options: Any) -> list[Landed]:
    with LandingZone(folder, run_id="r1", **options) as zone:
        return [zone.land(exchange) for exchange in exchanges]


def _file(folder: Path) -> Path:
    (path,) = folder.rglob("*.warc.gz")
    return path


# ---------------------------------------------------------------------------------- what is written


def test_a_file_begins_with_who_wrote_it_and_holds_request_and_response(tmp_path: Path) -> None:
    (landed,) = _land(tmp_path, _exchange())

    info, request, response = _records(_file(tmp_path))
    assert [info.kind, request.kind, response.kind] == ["warcinfo", "request", "response"]
    assert info.headers["WARC-Filename"] == "newsmill-r1-00001.warc.gz"
    assert b"software: Newsmill" in info.body
    assert request.first == "GET /1 HTTP/1.1"
    assert request.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]
    assert response.headers["WARC-Target-URI"] == "https://courier.example/1"
    assert response.headers["WARC-Date"] == "2024-05-06T12:00:00.000000Z"
    assert response.headers["WARC-IP-Address"] == "93.184.216.34"
    assert response.headers["WARC-Payload-Digest"] == digest(PAGE)
    assert "WARC-Truncated" not in response.headers
    assert response.first == "HTTP/1.1 200 OK"
    assert response.body == PAGE
    assert landed.locator == f"{tmp_path}/{FOLDER}/newsmill-r1-00001.warc.gz#offset={response.offset}"
    assert landed.byte_count == _file(tmp_path).stat().st_size - response.offset


def test_each_record_is_a_member_of_its_own(tmp_path: Path) -> None:
    (landed,) = _land(tmp_path, _exchange())
    data = _file(tmp_path).read_bytes()
    offset = int(landed.locator.partition("#offset=")[2])

    assert gzip.decompress(data[offset : offset + landed.byte_count]).startswith(b"WARC/1.1\r\n")
    assert len(data) == offset + landed.byte_count


CODED = {
    "gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.ZstdCompressor().compress(PAGE),
}


@pytest.mark.parametrize("coding", CODED)
def test_a_body_lands_as_it_came_and_is_read_back_as_the_page(tmp_path: Path, coding: str) -> None:
    told = ask({"/": http(CODED[coding], 200, f"Content-Encoding: {coding}", "Content-Type: text/html")}, "/")
    (landed,) = _land(tmp_path, told.exchange)

    (*_, response) = _records(_file(tmp_path))
    (page,) = read_source(Source(target=str(_file(tmp_path))))

    assert response.body == CODED[coding]
    assert response.http["Content-Encoding"] == coding
    assert isinstance(page, RawDocument)
    assert (page.content, page.locator) == (PAGE, landed.locator)
    assert (page.url, page.fetched_at) == (told.base + "/", NOON)


def test_chunks_are_joined_and_the_header_that_announced_them_is_renamed(tmp_path: Path) -> None:
    async def chunked(_: Asked, writer: Any) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nferry\r\n1\r\n!\r\n0\r\n\r\n"
        )

    _land(tmp_path, ask({"/": chunked}, "/").exchange)
    (*_, response) = _records(_file(tmp_path))

    assert response.body == b"ferry!"
    assert response.http == {"X-Archive-Orig-Transfer-Encoding": "chunked"}


def test_every_hop_of_a_redirect_lands(tmp_path: Path) -> None:
    told = ask({"/a": moved("/b", 301), "/b": moved("/c?d=e"), "/c?d=e": http()}, "/a")
    (landed,) = _land(tmp_path, told.exchange)

    records = list(_records(_file(tmp_path)))
    assert [record.first.partition(" ")[2] for record in records[1:]] == [
        *("/a HTTP/1.1", "301 Moved"),
        *("/b HTTP/1.1", "302 Moved"),
        *("/c?d=e HTTP/1.1", "200 OK"),
    ]
    assert [record.headers.get("WARC-Truncated") for record in records[2::2]] == ["unspecified"] * 2 + [None]
    assert landed.locator.endswith(f"#offset={records[-1].offset}")


def test_what_a_redirect_gave_lands_although_its_target_gave_nothing(tmp_path: Path) -> None:
    told = ask({"/a": moved("http://10.0.0.1/")}, "/a")
    _land(tmp_path, told.exchange)

    (*_, response) = _records(_file(tmp_path))
    assert told.exchange.outcome is FetchOutcome.BLOCKED
    assert (response.first, response.body) == ("HTTP/1.1 302 Moved", b"moved")


def test_an_answer_that_nothing_changed_lands(tmp_path: Path) -> None:
    hop = Hop(url="https://courier.example/", status=304, headers=(("ETag", '"1"'),))
    _land(tmp_path, _exchange(outcome=FetchOutcome.NOT_MODIFIED, status=304, hops=(hop,), wire_body=b""))

    (*_, response) = _records(_file(tmp_path))
    assert (response.kind, response.first, response.body) == ("response", "HTTP/1.1 304 Moved", b"")
    assert list(read_source(Source(target=str(_file(tmp_path))))) == []


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (FetchOutcome.TIMED_OUT, "time"),
        (FetchOutcome.TRUNCATED, "disconnect"),
        (FetchOutcome.OVERSIZED, "length"),
    ],
)
def test_a_body_that_was_cut_says_so_and_why(tmp_path: Path, outcome: FetchOutcome, reason: str) -> None:
    _land(tmp_path, _exchange(1, PAGE[:20], ("Content-Length", "9999"), outcome=outcome, is_cut=True))

    (*_, response) = _records(_file(tmp_path))
    assert response.headers["WARC-Truncated"] == reason
    assert response.body == PAGE[:20]


def test_no_secret_lands(tmp_path: Path) -> None:
    secrets = (
        *(("Authorization", "Basic c2VjcmV0"), ("Cookie", "id=secret"), ("Set-Cookie", "id=secret")),
        *(("Proxy-Authorization", "secret"), ("X-Api-Key", "secret"), ("WWW-Authenticate", "secret")),
        ("Location", "https://ann:secret@courier.example/2"),
        ("Link", "<https://ann:secret@courier.example/3>; rel=next"),
    )
    hop = Hop(
        url="https://ann:secret@courier.example/1", status=301, headers=secrets, request_headers=secrets
    )
    _land(tmp_path, _exchange(hops=(hop,)))

    unpacked = gzip.decompress(_file(tmp_path).read_bytes())
    assert b"secret" not in unpacked
    assert b"c2VjcmV0" not in unpacked
    assert b"Location: https://courier.example/2" in unpacked


def test_the_cookie_that_was_sent_on_the_way_does_not_land(tmp_path: Path) -> None:
    told = ask({"/a": moved("/b", 302, "Set-Cookie: id=secret"), "/b": http()}, "/a")
    _land(tmp_path, told.exchange)

    assert told.asked[1].headers["cookie"] == "id=secret"
    assert b"secret" not in gzip.decompress(_file(tmp_path).read_bytes())


def test_no_header_can_make_a_record_of_its_own(tmp_path: Path) -> None:
    evil = ("X-A\r\nWARC-Type: warcinfo", "b\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n")
    _land(tmp_path, _exchange(1, PAGE, evil))

    records = list(_records(_file(tmp_path)))
    assert [record.kind for record in records] == ["warcinfo", "request", "response"]
    assert records[-1].body == PAGE


def test_another_reader_agrees(tmp_path: Path) -> None:
    _land(tmp_path, *(_exchange(n, os.urandom(n * 1_000)) for n in range(5)))

    with _file(tmp_path).open("rb") as stream:
        blocks = [record.verify_block_digest() for record in FastIterator(stream, parse_http=False)]
        stream.seek(0)
        answers = FastIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        payloads = [record.verify_payload_digest() for record in answers]
    assert blocks == [True] * 11
    assert payloads == [True] * 5


# ---------------------------------------------------------------------------------- files and days


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    landed = _land(tmp_path, *(_exchange(n, os.urandom(4_000)) for n in range(6)), rotate_bytes=8_000)

    paths = sorted(tmp_path.rglob("*.warc.gz"))
    assert [path.name for path in paths] == [f"newsmill-r1-{n:05}.warc.gz" for n in (1, 2, 3)]
    assert all(next(_records(path)).kind == "warcinfo" for path in paths)
    assert len({item.locator for item in landed}) == 6
    assert all(Path(item.locator.partition("#")[0]) in paths for item in landed)


def test_two_runs_of_one_name_write_to_files_of_their_own(tmp_path: Path) -> None:
    with LandingZone(tmp_path, run_id="r1") as one, LandingZone(tmp_path, run_id="r1") as other:
        first, second = one.land(_exchange(1)), other.land(_exchange(2))

    assert first.locator.partition("#")[0] != second.locator.partition("#")[0]


def test_a_day_has_its_folder_and_a_late_answer_of_yesterday_no_new_file(tmp_path: Path) -> None:
    days = (NOON, NOON + timedelta(days=1), NOON, NOON + timedelta(days=1))
    landed = _land(tmp_path, *(_exchange(n, started_at=day) for n, day in enumerate(days)))

    folders = [Path(item.locator.partition("#")[0]).parent.name for item in landed]
    assert folders == ["06", "07", "07", "07"]


def test_nothing_is_landed_where_nothing_was_answered(tmp_path: Path) -> None:
    with LandingZone(tmp_path, run_id="r1") as zone, pytest.raises(ValueError, match="nothing was answered"):
        zone.land(_exchange(hops=()))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("run_id", ["", "../up", "a/b", "a b", "x" * 101])
def test_a_run_whose_name_is_no_file_name_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        LandingZone(tmp_path, run_id=run_id)


def test_a_full_disk_leaves_what_was_landed_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) < 40:
            raise OSError(28, "No space left on device")
        return real(file, bytes(data)[: len(data) // 2])

    with LandingZone(tmp_path, run_id="r1") as zone:
        zone.land(_exchange(1))
        with monkeypatch.context() as disk:
            disk.setattr(os, "write", half)
            with pytest.raises(OSError, match="No space"):
                zone.land(_exchange(2))
        zone.land(_exchange(3))

    urls = [record.headers.get("WARC-Target-URI", "")[-2:] for record in _records(_file(tmp_path))]
    assert urls == ["", "/1", "/1", "/3", "/3"]


def test_a_disk_that_is_full_from_the_start_leaves_no_file_without_its_first_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int, __: bytes) -> int:
        raise OSError(28, "No space left on device")

    with LandingZone(tmp_path, run_id="r1") as zone:
        with monkeypatch.context() as disk:
            disk.setattr(os, "write", full)
            with pytest.raises(OSError, match="No space"):
                zone.land(_exchange(1))
        zone.land(_exchange(2))

    assert [record.kind for record in _records(_file(tmp_path))] == ["warcinfo", "request", "response"]


# ------------------------------------------------------------------------------------- after a kill

WRITER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from tasks.fetch.landing import LandingZone
from tasks.model.exchanges import Exchange, FetchOutcome, Hop

hop = Hop(url="https://courier.example/", status=200, headers=(("Content-Type", "text/html"),))
zone = LandingZone(Path(sys.argv[1]), run_id="killed")
for number in range(1_000_000):
    body = b"<p>Night ferries" + os.urandom(20_000)
    landed = zone.land(Exchange(url=hop.url, outcome=FetchOutcome.OK, final_url=hop.url, hops=(hop,),
                                wire_body=body, started_at=datetime(2024, 5, 6, tzinfo=UTC)))
    print(landed.locator, flush=True)
"""


def test_a_kill_while_landing_leaves_a_readable_file_that_holds_all_that_was_told(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(40)]
        writer.send_signal(signal.SIGKILL)
        told += [line.strip() for line in writer.stdout if line.endswith("\n")]

    path = _file(tmp_path)
    repair(path)
    offsets = {record.offset for record in _records(path) if record.kind == "response"}
    assert {int(locator.partition("#offset=")[2]) for locator in told} <= offsets
    assert repair(path) == 0


def test_a_last_record_that_was_torn_anywhere_is_cut_off(tmp_path: Path) -> None:
    _land(tmp_path, _exchange(1), _exchange(2, b"<p>" + os.urandom(300)))
    path = _file(tmp_path)
    whole = path.read_bytes()
    starts = [record.offset for record in _records(path)] + [len(whole)]

    for size in range(starts[3] + 1, len(whole), 3):
        path.write_bytes(whole[:size])
        end = max(start for start in starts if start <= size)
        assert repair(path) == size - end
        assert path.stat().st_size == end
    assert [record.kind for record in _records(path)] == ["warcinfo", "request", "response", "request"]


@pytest.mark.parametrize("rest", [b"\0" * 5_000, b"garbage", gzip.compress(b"no record"), b"\x1f\x8b"])
def test_what_a_crash_of_the_machine_left_behind_is_cut_off(tmp_path: Path, rest: bytes) -> None:
    _land(tmp_path, _exchange(1))
    path = _file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + rest)

    assert repair(path) == len(rest)
    assert path.read_bytes() == whole


def test_a_whole_file_is_not_touched(tmp_path: Path) -> None:
    _land(tmp_path, *(_exchange(n, os.urandom(3_000_000)) for n in range(2)))
    path = _file(tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)

    assert repair(path) == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


# ---------------------------------------------------------------------------------------- retention


def test_days_before_the_limit_go_and_the_rest_stays(tmp_path: Path) -> None:
    for day in range(4):
        _land(tmp_path, _exchange(started_at=datetime(2024, 4, 29 + day, tzinfo=UTC) if day < 2 else NOON))
    kept = tmp_path / "2024/04/30/notes.txt"
    kept.write_text("mine")
    (tmp_path / "state.sqlite").touch()
    (tmp_path / "2024/04/99").mkdir()

    gone = expire(tmp_path, before=NOON)

    assert [path.parent.name for path in gone] == ["29", "30"]
    assert not (tmp_path / "2024/04/29").exists()
    assert kept.exists()
    assert (tmp_path / "state.sqlite").exists()
    assert len(list((tmp_path / FOLDER).iterdir())) == 2
    assert expire(tmp_path, before=NOON) == []


def test_months_and_years_left_empty_go_too(tmp_path: Path) -> None:
    _land(tmp_path, _exchange(started_at=datetime(2023, 12, 31, tzinfo=UTC)), _exchange())

    expire(tmp_path, before=NOON)

    assert [path.name for path in tmp_path.iterdir()] == ["2024"]


def test_a_folder_that_is_not_there_has_nothing_to_expire(tmp_path: Path) -> None:
    assert expire(tmp_path / "landing", before=NOON) == []

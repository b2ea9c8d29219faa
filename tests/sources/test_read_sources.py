from __future__ import annotations

import gzip
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.model.errors import rejection_reasons
from tasks.model.records import MediaType, RawDocument, Rejection, Source
from tasks.sources.read import read_source
from tasks.sources.streams import ByteStream

GOOD = '{"title": "Night ferries", "text": "They return in spring."}\n'


def _told(target: Path) -> list[str]:
    return [
        outcome.reason if isinstance(outcome, Rejection) else outcome.media_type.name
        for outcome in read_source(Source(target=str(target)))
    ]


def test_a_folder_of_everything_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_text(GOOD)
    (tmp_path / "2.html").write_text("<!doctype html><title>Old bridge</title><p>It closes.")
    (tmp_path / "3.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "4.txt").write_bytes(b"")
    (tmp_path / "5.pdf").write_bytes(b"%PDF-1.7 and so on")
    (tmp_path / "6.csv").write_text("title,text\nOld bridge,It closes.\n")
    (tmp_path / "7.txt").write_text("Old bridge closes\n\nIt is eighty years old.\n")
    (tmp_path / "8.txt").write_text("<html><body><p>A page with the wrong name.</p></body></html>")
    (tmp_path / "9.xml").write_text("<urlset><url><loc>https://a.example/</loc></url></urlset>")
    (tmp_path / "a.xml").write_text('<?xml version="1.0"?><invoice><sum>7</sum></invoice>')
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>Packed</p><p>page</p>"))

    assert _told(tmp_path) == [
        "RECORD",
        "HTML",
        "unknown_format",
        "empty",
        "unknown_format",
        "RECORD",
        "TEXT",
        "HTML",
        "unknown_format",
        "unknown_format",
        "HTML",
    ]


def test_a_page_keeps_its_bytes_for_the_next_room_to_read(tmp_path: Path) -> None:
    content = "<meta charset=koi8-r><title>Паромы</title><p>Они вернутся.</p>".encode("koi8_r")
    (tmp_path / "a.html").write_bytes(content)

    (page,) = read_source(Source(target=str(tmp_path / "a.html"), name="courier"))

    assert isinstance(page, RawDocument)
    assert (page.content, page.charset, page.source) == (content, None, "courier")


def test_a_page_larger_than_a_document_may_be_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<p>They return.</p>" * 2_000_000)

    assert _told(tmp_path) == ["oversized"]


def test_a_cut_page_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<html><p>They return in spring.</p></html>")[:-12])

    assert _told(tmp_path) == ["truncated"]


def test_zeros_that_a_power_cut_left_cost_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD.encode() * 3 + b"\0" * 4096 + b"\n" + GOOD.encode())

    assert _told(tmp_path) == ["RECORD", "RECORD", "RECORD", "undecodable", "RECORD"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "unreadable_file"),
        (FileNotFoundError(2, "No such file"), "missing_path"),
    ],
)
def test_a_file_that_does_not_open_is_told_and_the_rest_goes_on(
    tmp_path: Path, error: OSError, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.jsonl").write_text(GOOD)
    (tmp_path / "2.jsonl").write_text(GOOD)

    def open_some(path: Path) -> ByteStream:
        if path.name == "1.jsonl":  # tests run as root, whom no mode keeps out
            raise error
        return ByteStream(path)

    monkeypatch.setattr("tasks.sources.read.ByteStream", open_some)

    assert _told(tmp_path) == [reason, "RECORD"]


def test_reading_the_same_file_twice_gives_the_same_documents(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD * 3)

    first, second = (list(read_source(Source(target=str(tmp_path)))) for _ in range(2))

    assert first == second


_PIECES = st.sampled_from(
    [
        b'{"title": "a", "text": "b"}',
        *(b"title,text\n", b"a,b\n", b"sep=;\n"),
        *(b"[", b"]", b"{", b'"', b",", b"\n", b"\0", b"\f", b"---\n"),
        *(b"<rss><channel><item><title>x</title>", b"<html>", b"date 2024-05-02 Ferries: "),
        *(b"WARC/1.0\r\n", b"Content-Length: 9\r\n\r\n", b"PAR1", b"\x1f\x8b\x08"),
        *(b"\xff\xfe", b"\xc3\xa9", b"\xe9", b"\x1b$B"),
    ]
)
_BYTES = st.one_of(
    st.binary(max_size=200), st.lists(_PIECES | st.binary(max_size=5), max_size=20).map(b"".join)
)


@given(
    _BYTES, st.sampled_from(["a", "a.txt", "a.csv", "a.jsonl", "a.json", "a.html", "a.xml"]), st.booleans()
)
@example(b"\x1f\x8b", "a.txt", False)
@example(b"[" * 10_000, "a.json", False)
@example(b"<!--" * 10_000, "a.html", False)
def test_any_bytes_are_read_or_rejected_with_a_known_reason(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str, is_packed: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(gzip.compress(content) if is_packed else content)

    outcomes = list(read_source(Source(target=str(path))))

    assert outcomes or b"WARC" in content
    for outcome in outcomes:
        outcome.locator.encode()
        if isinstance(outcome, Rejection):
            assert outcome.reason in rejection_reasons()
        elif outcome.media_type is MediaType.RECORD:
            assert isinstance(json.loads(outcome.content), dict)
        elif outcome.media_type is MediaType.TEXT:
            assert outcome.charset is not None
            outcome.content.decode(outcome.charset.used, "replace")


# ------------------------------------------------------------------------------ memory stays flat


def _json_lines() -> Iterator[str]:
    for number in range(20_000):
        yield json.dumps({"title": f"Ferry {number}", "text": "It returns in spring. " * 60}) + "\n"


def _json_list() -> Iterator[str]:
    yield "["
    yield from (("," if number else "") + line for number, line in enumerate(_json_lines()))
    yield "]"


def _table() -> Iterator[str]:
    yield "title,text\n"
    for number in range(20_000):
        yield f'Ferry {number},"{"It returns in spring. " * 60}"\n'


def _text() -> Iterator[str]:
    for number in range(20_000):
        yield f"date 2024-05-02 Ferry {number}: {'It returns in spring. ' * 60}\n"


def _one_long_line() -> Iterator[str]:
    yield GOOD
    yield '{"title": "Huge", "text": "'
    yield from ("It returns in spring. " * 50_000 for _ in range(40))
    yield '"}\n' + GOOD


@pytest.mark.parametrize(
    ("write", "is_packed", "kept", "rejected"),
    [
        (_json_lines, True, 20_000, 0),
        (_json_list, False, 20_000, 0),
        (_table, True, 20_000, 0),
        (_text, False, 20_000, 0),
        (_one_long_line, True, 2, 1),
    ],
    ids=["json lines", "json list", "table", "text", "one long line"],
)
def test_thirty_megabytes_are_read_in_a_few(
    tmp_path: Path, write: Callable[[], Iterator[str]], is_packed: bool, kept: int, rejected: int
) -> None:
    path = tmp_path / "large"
    with gzip.open(path, "wt", compresslevel=1) if is_packed else path.open("w") as file:
        for part in write():
            file.write(part)

    tracemalloc.start()
    counts = Counter(type(outcome) for outcome in read_source(Source(target=str(path))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (counts[RawDocument], counts[Rejection]) == (kept, rejected)
    # one record may have 20 MB, and a line that turns out to be longer is held up to that
    assert peak < (45_000_000 if rejected else 8_000_000)

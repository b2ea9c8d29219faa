from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import OversizedDocument, TruncatedDocument
from tasks.sources import streams
from tasks.sources.streams import ByteStream

PROSE = b"".join(b"Line %d of a long report on the ferries.\n" % number for number in range(20_000))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstandard": zstandard.ZstdCompressor().compress,
}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return tmp_path / "packed"


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_a_compressed_file_reads_as_what_it_holds(packed: Path, pack: Callable[[bytes], bytes]) -> None:
    packed.write_bytes(pack(PROSE))

    with ByteStream(packed) as stream:
        assert stream.reader.read() == PROSE
        assert stream.problem is None
        assert stream.is_compressed


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_several_members_read_as_one(packed: Path, pack: Callable[[bytes], bytes]) -> None:
    packed.write_bytes(pack(PROSE[:1000]) + pack(PROSE[1000:]))

    with ByteStream(packed) as stream:
        assert stream.reader.read() == PROSE


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_what_stands_before_a_cut_is_read(packed: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(PROSE)
    packed.write_bytes(pack(PROSE) + whole[: len(whole) // 2])

    with ByteStream(packed) as stream:
        read = stream.reader.read()

        assert read.startswith(PROSE)
        assert (PROSE + PROSE).startswith(read)
        assert isinstance(stream.problem, TruncatedDocument)


def test_what_stands_before_damage_is_read(packed: Path) -> None:
    whole = gzip.compress(PROSE)
    packed.write_bytes(whole[:-8] + b"\0\0\0\0" + whole[-4:])  # the checksum

    with ByteStream(packed) as stream:
        assert stream.reader.read() == PROSE
        assert isinstance(stream.problem, TruncatedDocument)


def test_zeros_after_the_end_are_padding_and_other_bytes_are_not(packed: Path) -> None:
    packed.write_bytes(gzip.compress(b"one") + b"\0" * 1000)
    with ByteStream(packed) as stream:
        assert (stream.reader.read(), stream.problem) == (b"one", None)

    packed.write_bytes(gzip.compress(b"one") + b"and more")
    with ByteStream(packed) as stream:
        assert stream.reader.read() == b"one"
        assert isinstance(stream.problem, TruncatedDocument)


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_a_bomb_is_left_before_it_fills_the_disk(
    packed: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_BOMB_BYTES", 1_000_000)
    packed.write_bytes(pack(b"\0" * 40_000_000))

    with ByteStream(packed) as stream:
        read = sum(len(chunk) for chunk in iter(lambda: stream.reader.read(1 << 16), b""))

        assert read < 39_000_000
        assert isinstance(stream.problem, OversizedDocument)


def test_a_sentence_that_opens_like_a_bzip2_file_is_a_sentence(packed: Path) -> None:
    packed.write_bytes(b"BZh is not a word.")

    with ByteStream(packed) as stream:
        assert stream.reader.read() == b"BZh is not a word."


@given(st.binary(max_size=300), st.sampled_from([streams.GZIP + b"\x08", streams.BZIP2 + b"91A", streams.XZ]))
def test_any_bytes_behind_a_magic_number_end_in_a_problem_or_not_but_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.mktemp("packed") / "file"
    path.write_bytes(magic + data)

    with ByteStream(path) as stream:
        stream.reader.read()

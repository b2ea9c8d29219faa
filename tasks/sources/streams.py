"""Files as streams of bytes: unpacked while they are read, and never held whole.

A compressed file that is cut or damaged gives what stood before the damage; what was wrong is kept
in :attr:`ByteStream.problem`, for the reader to report once it has read to the end.
"""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import zlib
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from tasks.charset import decode_stream
from tasks.model.errors import DocumentRejected, OversizedDocument, TruncatedDocument
from tasks.model.records import Charset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

SAMPLE_BYTES = 65_536  # what the type of a file is judged by

_CHUNK = 1 << 16
_OUTPUT = 1 << 18
_BUFFER = 1 << 17
_FRAME_SIP = 1_024  # a run of zeros unpacks to 32,768 times its size: 32 MB
_BOMB_BYTES = 256_000_000  # below this a high ratio is only a repetitive file
_BOMB_RATIO = 200  # prose packs 3 to 5 times, repetitive tables 20 times

GZIP, BZIP2, XZ, ZSTANDARD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_GZIP_MEMBER = b"\x1f\x8b\x08"


# ----------------------------------------------------------------------------------- unpacking


class _Member:
    """One compressed member of a file, fed piece by piece: the rules of zlib."""

    error: str | None = None

    def __init__(self) -> None:
        self._gzip = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes) -> bytes:
        """Return what *data* unpacks to, or the first part of it; feed nothing to get the rest.

        Damage is left in ``error``; what stood before it comes back.
        """
        data = self._gzip.unconsumed_tail + data
        before = self._gzip.copy()
        try:
            return self._gzip.decompress(data, _OUTPUT)
        except zlib.error as error:
            self.error = str(error)
            return _unpack_sound_part(before, data)

    def is_hungry(self) -> bool:
        """Does it need more data to give more?"""
        return not self._gzip.unconsumed_tail

    def rest(self) -> bytes | None:
        """Return what followed the member's end, or ``None`` while it goes on."""
        return self._gzip.unused_data if self._gzip.eof else None


def _unpack_sound_part(gzip: zlib._Decompress, data: bytes) -> bytes:
    """Return what comes before the damage in *data*: byte by byte, until it raises."""
    output = bytearray()
    for position in range(len(data)):
        try:
            output += gzip.decompress(data[position : position + 1])
        except zlib.error:
            break
    return bytes(output)


class _BlockMember(_Member):
    """A member of a bzip2 or xz file."""

    def __init__(self, decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._blocks = decompressor

    def feed(self, data: bytes) -> bytes:
        try:
            return self._blocks.decompress(data, _OUTPUT)
        except (lzma.LZMAError, OSError, EOFError) as error:
            self.error = str(error)
            return b""

    def is_hungry(self) -> bool:
        return self._blocks.needs_input

    def rest(self) -> bytes | None:
        return self._blocks.unused_data if self._blocks.eof else None


class _ZstandardMember(_Member):
    """A frame of a zstandard file. There is no limit to its output, so it is fed little at a time."""

    def __init__(self) -> None:
        import zstandard  # only for the rare file that needs it

        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._damage = zstandard.ZstdError
        self._waiting = b""

    def feed(self, data: bytes) -> bytes:
        waiting = self._waiting + data
        self._waiting = waiting[_FRAME_SIP:]
        try:
            return bytes(self._frame.decompress(waiting[:_FRAME_SIP]))
        except self._damage as error:
            self.error = str(error)
            return b""

    def is_hungry(self) -> bool:
        return not self._waiting

    def rest(self) -> bytes | None:
        return bytes(self._frame.unused_data) + self._waiting if self._frame.eof else None


def _member_for(head: bytes) -> _Member | None:
    if head.startswith(GZIP):
        return _Member()
    if head.startswith(BZIP2) and head[4:6] in (b"1A", b"\x17r"):  # "BZh" alone may open a sentence
        return _BlockMember(bz2.BZ2Decompressor())
    if head.startswith(XZ):
        return _BlockMember(lzma.LZMADecompressor())
    return _ZstandardMember() if head.startswith(ZSTANDARD) else None


class _Unpacked(io.RawIOBase):
    """The content of a compressed file, member after member."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._member: _Member | None = None
        self._input = b""
        self._taken = 0  # bytes read from the file
        self._given = 0
        self._output = memoryview(b"")
        self._member_starts: list[tuple[int, int]] = []  # where in the content, where in the file
        self.problem: DocumentRejected | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._output:
            self._output = memoryview(self._next_output())
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._output))
        target[:count] = self._output[:count]
        self._output = self._output[count:]
        return count

    def _next_output(self) -> bytes:
        while self.problem is None:
            if self._member is None and not self._open_member():
                return b""
            output = self._feed()
            if output:
                self._given += len(output)
                if self._given > _BOMB_BYTES and self._given > _BOMB_RATIO * self._taken:
                    self.problem = OversizedDocument(f"unpacks to more than {_BOMB_RATIO} times its size")
                return output
        return b""

    def _read_input(self) -> bool:
        if not self._input:
            self._input = self._packed.read(_CHUNK)
            self._taken += len(self._input)
        return bool(self._input)

    def _open_member(self) -> bool:
        """Start the next member; at the end of the file, and before anything that is none, say no."""
        while self._read_input():
            self._input = self._input.lstrip(b"\0")  # tapes and block devices are filled up with zeros
            if self._input:
                break
        if not self._input:
            return False
        while len(self._input) < len(XZ) and (more := self._packed.read(_CHUNK)):
            self._input += more
            self._taken += len(more)
        start = self._taken - len(self._input)
        self._member = _member_for(self._input)
        if self._member is None:
            self.problem = TruncatedDocument(f"what follows byte {start} is not compressed as the rest")
            return False
        self._member_starts.append((self._given, start))
        return True

    def _feed(self) -> bytes:
        member = self._member
        if member is None:  # not reached: a member is opened before it is fed
            return b""
        data = b""
        if member.is_hungry():
            if not self._read_input():
                self.problem = TruncatedDocument(f"compressed file cut in the middle, at byte {self._taken}")
                return b""
            data, self._input = self._input, b""
        output = member.feed(data)
        if member.error is not None:
            self.problem = TruncatedDocument(f"damaged at about byte {self._taken}: {member.error}")
            return output
        rest = member.rest()
        if rest is not None:
            self._member, self._input = None, rest
        return output

    def member_start(self, position: int) -> tuple[int, int]:
        """Return where the member that holds *position* of the content starts: there, and in the file."""
        index = bisect_right(self._member_starts, (position, self._taken)) - 1
        if index > 0:  # nobody asks for what lies behind
            del self._member_starts[:index]
        return self._member_starts[0] if self._member_starts else (0, 0)

    def resume(self) -> bool:
        """After damage, go on with the next member of a gzip file; say whether there is one."""
        if self.problem is None or not self._member_starts:
            return False
        self._taken = self._packed.seek(self._member_starts[-1][1] + 1)
        self._input = b""
        while True:
            start = self._input.find(_GZIP_MEMBER)
            if start >= 0:
                self._input = self._input[start:]
                self._member, self.problem = None, None
                return True
            more = self._packed.read(_CHUNK)
            if not more:
                return False
            self._taken += len(more)
            self._input = self._input[-len(_GZIP_MEMBER) :] + more

    def close(self) -> None:
        self._packed.close()
        super().close()


# ------------------------------------------------------------------------------------- streams


class ByteStream:
    """A file that is open for reading, unpacked where it is compressed."""

    def __init__(self, path: Path) -> None:
        packed = path.open("rb")
        try:
            head = packed.read(len(XZ))
            packed.seek(0)
        except OSError:
            packed.close()
            raise
        self._unpacked = _Unpacked(packed) if _member_for(head) is not None else None
        self.reader: io.BufferedReader = (
            packed if self._unpacked is None else io.BufferedReader(self._unpacked, _BUFFER)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.reader.close()

    @property
    def is_compressed(self) -> bool:
        """Is the file another thing than what it holds?"""
        return self._unpacked is not None

    @property
    def problem(self) -> DocumentRejected | None:
        """What was wrong with the compressed file, as far as it was read."""
        return None if self._unpacked is None else self._unpacked.problem

    def resume(self) -> bool:
        """After a problem, go on behind it; say whether anything may follow."""
        return self._unpacked is not None and self._unpacked.resume()

    def member_start(self, position: int) -> tuple[int, int]:
        """Return where the compressed member that holds *position* starts: in the content, in the file.

        Ask for growing positions only: earlier members are forgotten.
        """
        return (0, 0) if self._unpacked is None else self._unpacked.member_start(position)


class _Utf8(io.RawIOBase):
    """A stream in another charset as UTF-8, so that lines and rows have one reader."""

    def __init__(self, reader: BinaryIO, charset: Charset, lone_returns: bool) -> None:
        self._text = decode_stream(_chunks(reader), charset)
        self._lone_returns = lone_returns
        self._output = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._output:
            text = next(self._text, "")
            if self._lone_returns:
                text = text.replace("\r", "\n")
            self._output = memoryview(text.encode("utf-8", "replace"))
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._output))
        target[:count] = self._output[:count]
        self._output = self._output[count:]
        return count


def _chunks(reader: BinaryIO) -> Iterator[bytes]:
    while chunk := reader.read(_CHUNK):
        yield chunk


def as_utf8(reader: io.BufferedReader, charset: Charset, sample: bytes) -> io.BufferedReader:
    """Return *reader*, which stands at its beginning, as UTF-8 without a mark and with ``\\n`` at line ends.

    What is UTF-8 already passes untouched, unreadable bytes and all.
    """
    lone_returns = b"\r" in sample and b"\n" not in sample  # as written on a Mac before 2001, and by Excel
    if charset.used != "utf-8" or lone_returns:
        return io.BufferedReader(_Utf8(reader, charset, lone_returns), _BUFFER)
    if charset.bom is not None:
        reader.read(len(codecs.BOM_UTF8))
    return reader

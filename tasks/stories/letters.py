"""Texts as one row of letters: what is left of them once typography, spaces and cases are set aside.

Two copies of one text differ in quotation marks, dashes, line ends, hyphenation and stray spaces, and a
scanned one in whole words. Their letters run on alike, so that is where copies are looked for. All texts of
a batch become one array; nothing here loops over letters or articles in Python, which would take thirty
times as long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint64]

LONGEST = 0xFFFF  # letters, some 12,000 words; what a copy takes stands at the top
_FOLDED = 0x3000  # below it letters are folded to their base
_WIDE = 0x2E80  # from it on a character says about as much as three letters do
_LETTERS_IN_WIDE = 3
_LOOK_ALIKE = (("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))  # what scanners take for each other
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters of some texts, one after another.

    ``values`` has a hash for each letter, ``owners`` the number of its text, ``starts`` and ``counts``
    where the letters of each text start and how many they are.
    """

    values: Hashes
    owners: Numbers
    starts: Numbers
    counts: Numbers


def read_letters(texts: Sequence[str]) -> Letters:
    """Return the letters of *texts*.

    >>> read_letters(["“Zoë’s — 10\\nboats”", "Zoes lo bo-ats"]).counts.tolist()
    [11, 11]

    What looks alike to a scanner is alike, and so are a letter with and without its accent:

    >>> one, other = (read_letters([text]).values.tolist() for text in ("Zoë’s — 10", "zoes lo"))
    >>> one == other
    True
    """
    encoded = [text[: 4 * LONGEST].encode("utf-32-le", "surrogatepass") for text in texts]
    sizes = np.array([len(one) // 4 for one in encoded], dtype=np.int64)
    points = np.frombuffer(b"".join(encoded), dtype="<u4")
    codes = _table()[np.minimum(points, 0x10FFFF)]
    owners = np.repeat(np.arange(len(texts)), sizes)
    kept = codes > 0
    codes, owners, points = codes[kept], owners[kept], points[kept]
    values = _mixed_codes()[codes]
    if len(points) and points.max() >= _WIDE:
        values, owners = _widen(values, owners, points >= _WIDE)
    return _cut(values, owners, len(texts))


def mix(hashes: Hashes) -> Hashes:
    """Return *hashes* with their bits stirred, so that any of them make a fair sample."""
    stirred = (hashes ^ (hashes >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
    return stirred ^ (stirred >> np.uint64(31))


def roll(values: Hashes, lengths: Sequence[int]) -> dict[int, Hashes]:
    """Return, for each of *lengths* (powers of two), a hash of the letters that start at each place.

    >>> values = read_letters(["the tide at the quay, the tide"]).values
    >>> rolled = roll(values, [4])[4].tolist()
    >>> rolled[0] == rolled[16], len(rolled), len(set(rolled))
    (True, 20, 16)
    """
    found: dict[int, Hashes] = {}
    rolled, length, factor = values, 1, _ODD
    while True:
        if length in lengths:
            found[length] = rolled
        if length >= max(lengths):
            return found
        rolled = rolled[:-length] * factor + rolled[length:]
        length, factor = 2 * length, _square(factor)


def _square(factor: np.uint64) -> np.uint64:
    return np.uint64(int(factor) * int(factor) % 2**64)


def _widen(values: Hashes, owners: Numbers, is_wide: npt.NDArray[np.bool_]) -> tuple[Hashes, Numbers]:
    """Return letters with each wide character as three, all of them different."""
    times = np.where(is_wide, _LETTERS_IN_WIDE, 1)
    ends = np.cumsum(times)
    which = np.arange(ends[-1]) - np.repeat(ends - times, times)
    return np.repeat(values, times) + which.astype(np.uint64) * _ODD, np.repeat(owners, times)


def _cut(values: Hashes, owners: Numbers, count: int) -> Letters:
    counts = np.bincount(owners, minlength=count).astype(np.int64)
    starts = np.cumsum(counts) - counts
    if len(counts) and counts.max() > LONGEST:
        kept = np.arange(len(values)) - starts[owners] < LONGEST
        values, owners = values[kept], owners[kept]
        counts = np.minimum(counts, LONGEST)
        starts = np.cumsum(counts) - counts
    return Letters(values=values, owners=owners, starts=starts, counts=counts)


@cache
def _table() -> npt.NDArray[np.uint16]:
    """Return the letter that each code point stands for, 0 where it is none."""
    table = np.zeros(0x110000, dtype=np.uint16)
    for point in range(_FOLDED):
        character = chr(point)
        if character.isalnum():
            table[point] = ord(unicodedata.normalize("NFKD", character)[0].casefold()[0])
    for point in range(_WIDE, 0x10000):
        table[point] = point if chr(point).isalnum() else 0
    table[0x20000:0x32000] = np.arange(0x20000, 0x32000) & 0xFFFF
    for written, meant in _LOOK_ALIKE:
        table[table == ord(written)] = ord(meant)
    return table


@cache
def _mixed_codes() -> Hashes:
    return mix(np.arange(1, 0x10001, dtype=np.uint64) * _ODD)

"""Fingerprints of texts: a fair sample of their passages, the same from whichever text a passage is.

A passage is a run of letters. It is taken into the sample where its own hash says so, so two texts that
share a passage both have it or both have not, wherever it stands in them. That is what finds a short
extract of a long text, which a sample of fixed size (MinHash) does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.stories.letters import Hashes, Letters, Numbers, mix, read_letters, roll

Keys: TypeAlias = npt.NDArray[np.uint32]

LONG_PASSAGE = 32  # letters, some seven words: long enough to be rare, short enough to outlive an editor
SHORT_PASSAGE = 16  # some three words, which most edits and most misread letters leave some of
_AT_ONCE = 500  # texts whose letters are in memory together
_SHORT_TEXT = 400  # letters
_OF_LONG_TEXT, _OF_SHORT_TEXT, _FINE = 4, 2, 2  # one passage in 2 to the power of this
_FAR = np.uint32(7)  # one key in eight


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """The sampled passages of some texts, in the order of the texts, and within a text of the keys.

    ``owners``, ``keys`` and ``positions`` have an entry a passage: the number of its text, its hash, and
    how many letters stand before it. ``counts`` has the letters of each text.
    """

    owners: Numbers
    keys: Keys
    positions: Numbers
    counts: Numbers

    def pick(self, chosen: npt.NDArray[np.bool_]) -> Fingerprints:
        """Return the passages that *chosen* marks."""
        return Fingerprints(
            owners=self.owners[chosen],
            keys=self.keys[chosen],
            positions=self.positions[chosen],
            counts=self.counts,
        )


_NO_NUMBERS: Numbers = np.zeros(0, dtype=np.int64)
NONE = Fingerprints(
    owners=_NO_NUMBERS, keys=np.zeros(0, dtype=np.uint32), positions=_NO_NUMBERS, counts=_NO_NUMBERS
)


def fingerprint(texts: Sequence[str]) -> Fingerprints:
    """Return what *texts* are looked up by: one passage of 32 letters in sixteen.

    >>> story = "The harbour board of Port Aldern met on Friday to decide about the long quay. " * 3
    >>> prints = fingerprint([story, f"By our own reporter. {story}"])
    >>> mine, yours = (set(prints.keys[prints.owners == number].tolist()) for number in (0, 1))
    >>> len(mine & yours) > 5
    True
    """
    return _sample(texts, LONG_PASSAGE, _OF_LONG_TEXT, short=_OF_SHORT_TEXT)


def fingerprint_finely(texts: Sequence[str]) -> Fingerprints:
    """Return what *texts* are compared by: one passage of 16 letters in four."""
    return _sample(texts, SHORT_PASSAGE, _FINE, short=_FINE)


def are_far_keys(keys: Keys) -> npt.NDArray[np.bool_]:
    """Tell which of *keys* are looked for in all of the window: one in eight.

    Nearly all copies run within days of the text, and those that come later leave it as it was.
    """
    are_far: npt.NDArray[np.bool_] = (keys & _FAR) == 0
    return are_far


def join(parts: Iterable[Fingerprints]) -> Fingerprints:
    """Return *parts* as the fingerprints of all of their texts, numbered on."""
    owners, first, kept = [], 0, [NONE, *parts]
    for part in kept:
        owners.append(part.owners + first)
        first += len(part.counts)
    return Fingerprints(
        owners=np.concatenate(owners),
        keys=np.concatenate([part.keys for part in kept]),
        positions=np.concatenate([part.positions for part in kept]),
        counts=np.concatenate([part.counts for part in kept]),
    )


def _sample(texts: Sequence[str], length: int, bits: int, *, short: int) -> Fingerprints:
    parts = [texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE)]
    return join(_sample_letters(read_letters(part), length, bits, short=short) for part in parts)


def _sample_letters(letters: Letters, length: int, bits: int, *, short: int) -> Fingerprints:
    if len(letters.values) < length:
        return replace(NONE, counts=letters.counts)
    hashes = mix(roll(letters.values, [length])[length])
    owners = letters.owners[: len(hashes)]
    taken = (hashes >> np.uint64(64 - short)) == 0
    if bits != short:
        taken &= ((hashes >> np.uint64(64 - bits)) == 0) | (letters.counts < _SHORT_TEXT)[owners]
    taken &= owners == letters.owners[length - 1 :]
    places = np.flatnonzero(taken)
    return _first_of_each(hashes[places], owners[places], places - letters.starts[owners[places]], letters)


def _first_of_each(hashes: Hashes, owners: Numbers, positions: Numbers, letters: Letters) -> Fingerprints:
    """Return passages in order, of one that stands in a text twice the first."""
    keys = hashes & np.uint64(0xFFFFFFFF)
    codes = owners.astype(np.uint64) << np.uint64(32) | keys
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    is_first = np.ones(len(codes), dtype=np.bool_)
    is_first[1:] = codes[1:] != codes[:-1]
    order = order[is_first]
    return Fingerprints(
        owners=owners[order],
        keys=keys[order].astype(np.uint32),
        positions=positions[order],
        counts=letters.counts,
    )

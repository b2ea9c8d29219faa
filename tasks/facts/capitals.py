"""Which words of an English text stand with a capital, as the words of names do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tasks.facts.gazetteer import country_code, demonym_country
from tasks.facts.lexicon import word_list
from tasks.model.records import Span

UPPER = "".join(chr(c) for c in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
_WORD = re.compile(
    rf"""
    (?<![^\W_])(?<![@\#/\\][^\W]) (?<!www\.)
    (?:
        (?:[A-Z]\.){{2,6}}                                # U.S., J.K.
      | (?:(?:al|el|ul|as|ad|ash|an|ar|at|az)-|[dDlLoO]['’])?   # al-Assad, d'Estaing
        [{UPPER}]\w{{0,40}}
        (?:['’](?!(?:s|S|t|re|ve|ll|m|d)\b)\w{{1,20}}){{0,2}}     # O'Neill, Xi'an
        (?:&[{UPPER}]\w{{0,20}})?                        # AT&T
        (?:-(?:[{UPPER}]\w{{0,30}}|\d{{1,4}}\b)){{0,5}}      # Jean-Claude, Covid-19
        (?:-[a-z]{{2,5}}\b)?                              # Jong-un; taken off again where it is no name
    )
    """,
    re.VERBOSE,
)
GAP = re.compile(r"[ \u00a0]{1,2}")  # between two words of one name
_TICKER = re.compile(r"(?<![\w.])[A-Z]{2,6}\.[A-Z]{1,2}(?![\w.])")  # BA.N, as wires write after a company


class Word(NamedTuple):
    """One word of a name, without its possessive."""

    text: str
    start: int
    end: int


def find_words(body: str) -> list[Word]:
    """Return the capitalised words; two countries joined by a hyphen are two words.

    >>> [word.text for word in find_words("A Ghana-Togo pact, Jean-Luc O'Hara said")]
    ['A', 'Ghana', 'Togo', 'Jean-Luc', "O'Hara"]
    """
    words: list[Word] = []
    codes = {at for code in _TICKER.finditer(body) for at in range(*code.span())}
    for match in _WORD.finditer(body):
        text, start = match.group(), match.start()
        if start in codes:
            continue
        head, hyphen, tail = text.rpartition("-")
        if (
            hyphen
            and tail.islower()
            and (tail in word_list("words", "hyphen_endings") or not _continues(body, words, start))
        ):
            text = head
        first, hyphen, rest = text.partition("-")
        before = f"{words[-1].text} {first}" if _continues(body, words, start) else first
        if hyphen and rest[:1].isupper() and (_is_land(first) or _is_land(before)):
            words.append(Word(first, start, start + len(first)))
            start, text = start + len(first) + 1, rest
        words.append(Word(text, start, start + len(text)))
    return words


def _continues(body: str, words: Sequence[Word], start: int) -> bool:
    """Does a word that starts here follow another capitalised word at once?"""
    return bool(words) and GAP.fullmatch(body, words[-1].end, start) is not None


def _is_land(word: str) -> bool:
    return country_code(word) is not None or demonym_country(word) is not None


def find_shouted_lines(body: str) -> tuple[Span, ...]:
    """Return the lines that are all capitals: in them a capital letter says nothing.

    >>> find_shouted_lines("PACT SIGNED AT LAST\\nThey met in Lima.")
    (Span(start=0, end=20),)
    """
    found, start = [], 0
    for line in body.splitlines(keepends=True):
        if len(line) > 12 and line.isupper() and len(line.split()) > 2:
            found.append(Span(start, start + len(line)))
        start += len(line)
    return tuple(found)

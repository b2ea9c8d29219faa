"""Are these the words that short form stands for? Letters are matched to words, in order.

Initials that fit one to one are tried first. Otherwise each start in the words before is priced:
a letter that is the initial of the next word costs nothing, one from inside a word a little, a word
that is passed over more unless it is a small one. The cheapest start wins if it is cheap enough.
This keeps the recall of letter matching (Schwartz and Hearst 2003) and drops its far-fetched pairs.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tasks.facts.dates_words import CARDINALS, ORDINALS
from tasks.facts.lexicon import split_list

SMALL_WORDS = split_list(
    """a an and as at by de del der des di du el en et for from in into la le of on or per the to und van
    von with y"""
)

_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]|\d+")
_LOCANTS = re.compile(
    r"(?<!\S)(?:\([+±-]\)-|(?:\d{1,2}[a-zA-Z]?['’′]?|[A-Z]|alpha|beta|gamma|[Dd]elta)[,'’′-]{1,2}){1,8}\Z"
)
_SUBSCRIPT = re.compile(
    r"\[?\w{1,8}[+-]?(?:\]|\()[a-zA-Z]\)?"
)  # V(T) is the tidal volume: its kind comes last
_MOST_LETTERS = 20
_SPELLED = {name: str(number) for name, number in (*CARDINALS.items(), *ORDINALS.items())}
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "μ": "mu"}
_INSIDE = 0.7  # a letter from inside a word, right behind the one before it
_DEEP = 1.0  # … further inside
_CAMEL = 0.1  # … that is a capital or digit of its own: the L in "PhosphoLipase"
_WITHIN = 1.6  # … of a word whose initial is not taken
_LONG_WORD = 3
_SKIPPED = 1.2
_SKIPPED_SMALL = 0.15
_SKIPPED_LAST = 1.9
_HYPHENATED = 0.3  # what stands behind a hyphen may be left out: "Long-form"


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    lower: str
    joined: bool  # to the word before it, by a hyphen or slash


def letters_of(short: str) -> tuple[str, ...]:
    """Return what has to be matched of a short form, in lower case; a number is one letter.

    >>> "".join(letters_of("TUNA-SAFE")), letters_of("NGOs"), letters_of("G20")
    ('tunasafe', ('n', 'g', 'o'), ('g', '20'))
    """
    if len(short) > 2 and short.endswith("s") and short[-2].isupper():
        short = short[:-1].rstrip("’'")
    return tuple(_LETTER.findall(short.lower()))


def align(short: str, text: str, *, strict: bool = False) -> int | None:
    """Return where the expansion of *short* begins in *text*, which it must end, or ``None``.

    With *strict*, only initials count.

    >>> text = "members of the National Society of Miners of Peru"
    >>> text[align("SNMP", text):]
    'National Society of Miners of Peru'
    >>> align("ABC", "the police in Delhi") is None
    True
    """
    letters = letters_of(short)
    if not 1 <= len(letters) <= _MOST_LETTERS:
        return None
    reach = min(len(letters) + 7, len(letters) * 3) + 2
    words = _words(text)[-reach * 2 :]
    if not words:
        return None
    begin = _by_initials(letters, words)
    if begin is None and _SUBSCRIPT.fullmatch(short):
        begin = _cheapest((letters[-1], *letters[:-1]), words)
    if begin is None:
        begin = _by_any_order(letters, words)
    if begin is None and not strict:
        begin = _cheapest(letters, words)
        if begin is None:
            begin = _with_number_apart(letters, words)
    return None if begin is None else _with_locants(text, words[begin].start)


def _with_number_apart(letters: tuple[str, ...], words: list[_Word]) -> int | None:
    """Match a number out of its order, “ninth embryonic day (E9)”, or not at all: “nitrous oxide (N2O)”."""
    bare = tuple(letter for letter in letters if not letter.isdigit())
    if not bare or len(bare) == len(letters):
        return None
    tries = [(letters[-1], *letters[:-1]), letters[:-1]] if letters[-1].isdigit() else []
    for attempt in (*tries, bare):
        found = _by_initials(attempt, words) if len(attempt) > 1 else None
        found = _cheapest(attempt, words) if found is None and len(attempt) > 1 else found
        if found is not None:
            return found
    if len(bare) > 1:
        return None
    last = words[-1]
    fits = _begins(last, bare[0]) and last.text.islower() and len(last.text) > _LONG_WORD
    return len(words) - 1 if fits else None


def _with_locants(text: str, start: int) -> int:
    """Return where the word at *start* begins with the numbers before it: 1,2-diacylglycerol."""
    locants = _LOCANTS.search(text, max(0, start - 24), start)
    return locants.start() if locants else start


def expands_wholly(short: str, text: str, *, strict: bool = False) -> bool:
    """Is the whole of *text* an expansion of *short*?

    >>> expands_wholly("ERC", "Equatorial Rail Company"), expands_wholly("ERC", "a railway")
    (True, False)
    """
    return align(short, text, strict=strict) == next((word.start for word in _words(text)), -1)


def _begins(word: _Word, letter: str) -> bool:
    """Is *letter* the initial of *word*, or the number it spells?"""
    if word.lower.startswith(letter) or _SPELLED.get(word.lower) == letter:
        return True
    if letter == "e":
        return word.lower.startswith(("oe", "ae"))  # oestradiol is E2 on either side of the ocean
    if letter in _GREEK:
        return word.lower.startswith(_GREEK[letter])
    return _GREEK.get(word.lower, "").startswith(letter)  # the β of a β-blocker is a B


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        joined = match.start() > 0 and text[match.start() - 1] in "-–/’'" and bool(words)
        words.append(_Word(match.start(), match.end(), match.group(), match.group().lower(), joined))
    return words


def _by_initials(letters: tuple[str, ...], words: list[_Word]) -> int | None:
    """Match each letter to an initial, from the end; small words may be passed over or give theirs."""
    left = {len(letters)}  # how many letters may be left to match before the word at hand
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        is_small = word.lower in SMALL_WORDS
        matched = {count - 1 for count in left if _begins(word, letters[count - 1])}
        if 0 in matched and not is_small and not word.joined:
            return position
        left = (matched | left if is_small and position < len(words) - 1 else matched) - {0}
        if not left:
            return None
    return None


def _by_any_order(letters: tuple[str, ...], words: list[_Word]) -> int | None:
    """Match names whose initials changed places: SNMP, the National Society of Miners of Peru."""
    if len(letters) < 4:
        return None
    content = [index for index, word in enumerate(words) if word.lower not in SMALL_WORDS][-len(letters) :]
    if len(content) < len(letters) or words[content[-1]] is not words[-1]:
        return None
    initials = [words[index].lower[0] for index in content]
    capitals = all(words[index].text[0].isupper() for index in content)
    return content[0] if capitals and sorted(initials) == sorted(letters) else None


def _cheapest(letters: tuple[str, ...], words: list[_Word]) -> int | None:
    """Return the start with the lowest price, if that is low enough for so many letters."""

    @cache
    def price(letter: int, word: int) -> float:
        """Price of matching ``letters[letter:]`` from ``words[word:]``."""
        if letter == len(letters):
            return sum(_skip_price(words, index) for index in range(word, len(words)))
        if word == len(words):
            return float("inf")
        best = _skip_price(words, word) + price(letter, word + 1)
        for taken, cost in _takes(letters, letter, words[word]):
            best = min(best, cost + price(letter + taken, word + 1))
        return best

    best_start, best_price = None, float("inf")
    for start in range(len(words) - 1, -1, -1):
        if words[start].lower in SMALL_WORDS:
            continue
        total = min(
            (cost + price(taken, start + 1) for taken, cost in _takes(letters, 0, words[start])),
            default=float("inf"),
        )
        total += 0.3 if words[start].joined else 0.0
        if total < best_price - 0.01:
            best_start, best_price = start, total
    return best_start if best_price <= _affordable(len(letters)) else None


def _affordable(count: int) -> float:
    return 0.75 * count + 0.8


def _skip_price(words: list[_Word], index: int) -> float:
    if words[index].lower in SMALL_WORDS or words[index].text.isdigit():
        return _SKIPPED_SMALL
    if words[index].joined:
        return _HYPHENATED
    return _SKIPPED_LAST if index == len(words) - 1 else _SKIPPED


def _takes(letters: tuple[str, ...], begin: int, word: _Word) -> list[tuple[int, float]]:
    """Return how many letters a word can give, its initial first, and at what price."""
    if not _begins(word, letters[begin]):
        return _takes_within(letters, begin, word)
    takes = [(1, 0.0)]
    if len(word.text) > 1 and word.text.isupper():
        # a short form within gives its first letter or all it has: "complementary DNA" is cDNA
        whole = tuple(_LETTER.findall(word.lower))
        return [*takes, (len(whole), _CAMEL)] if letters[begin : begin + len(whole)] == whole else takes
    place, cost = 0, 0.0
    for taken in range(1, len(letters) - begin):
        following = word.lower.find(letters[begin + taken], place + 1)
        if following < 0:
            break
        own = word.text[following].isupper() or word.text[following].isdigit()
        cost += _CAMEL if own else _INSIDE if following == place + 1 else _DEEP
        place = following
        takes.append((taken + 1, cost))
    return takes


def _takes_within(letters: tuple[str, ...], begin: int, word: _Word) -> list[tuple[int, float]]:
    """Return what a long word gives without its initial: the V of a potyvirus."""
    if not begin or len(word.text) < _LONG_WORD or len(letters) < 3 or letters[begin] not in word.lower:
        return []
    return [(1, _WITHIN)]

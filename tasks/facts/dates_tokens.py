"""The cutting of a text into tokens, and a character for what each may be in a date.

Each token belongs to any number of *classes* (``May`` is a MONTH, ``second`` a UNIT and an ORDINAL,
``7`` a DAY, an HOUR and a NUMBER). Each combination of classes is written as one character, so that
a text becomes a short string and the grammar (``dates_grammar.py``) is regular expressions over it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.facts.dates_words import CAPITAL_ONLY, CLASSES, DOTTED

OTHER = "."  # the character of tokens that no rule asks for

_TOKEN = re.compile(
    r"""
    (?<![\d.,/-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?(?![\d-])  # ISO 8601
  | (?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])                          # 03/22/2013
  | \d{1,2}:[0-5]\d(?!\d)(?:[ap]m\b)?                                 # 10:30
  | \d++(?:,\d{3}(?!\d))*+(?:\.\d++)?+\w*+                            # 7, 2,020, 17.5m, 1990s, 24th
  | [ap]\.m\b\.?
  | [^\W\d_]\w*+                                                      # a word
  | ['’](?:\d0)?s\b                                                   # ’90s, ’s
  | \n[ \t]*+\n\s*+                                                   # the end of a paragraph
  | [^\w\s]
    """,
    re.VERBOSE,
)
_DECADE_DIGITS = re.compile(r"(?:1[0-9]|20)\d0s")
_ORDINAL_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_CLOCK_DIGITS = re.compile(r"\d{1,2}(?:[:.][0-5]\d)?(?:[ap]m)?")

_NUMERIC = (
    "NUMBER DAY HOUR", "NUMBER DAY HOUR SHORT_YEAR", "NUMBER DAY SHORT_YEAR", "NUMBER SHORT_YEAR", "NUMBER",
    "NUMBER YEAR", "DECADE", "ORDINAL DAY", "ORDINAL", "ISO", "SLASHED", "CLOCK",
)  # fmt: skip


class Token(NamedTuple):
    """A word, number or mark: as written, and in lower case."""

    start: int
    end: int
    form: str
    word: str


class Tokens:
    """The tokens of a text; each is made when it is asked for, since few are."""

    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        self._text = text
        self._spans = spans

    def __len__(self) -> int:
        return len(self._spans)

    def __getitem__(self, position: int) -> Token:
        start, end = self._spans[position]
        form = self._text[start:end]
        return Token(start, end, form, form.lower())

    def words(self, begin: int, end: int) -> list[str]:
        """Return the words of a stretch of tokens, in lower case."""
        return [self._text[first:last].lower() for first, last in self._spans[max(0, begin) : end]]


class Alphabet:
    """The characters that stand for combinations of classes, handed out as they are met."""

    def __init__(self) -> None:
        self._characters: dict[frozenset[str], str] = {}

    def character(self, classes: frozenset[str]) -> str:
        """Return the character of *classes*."""
        return self._characters.setdefault(classes, chr(0x100 + len(self._characters)))

    def members(self, name: str) -> str:
        """Return all characters whose combination has the class *name*."""
        return "".join(char for classes, char in self._characters.items() if name in classes)

    def within(self, names: frozenset[str]) -> str:
        """Return all characters whose combination has none but the classes *names*."""
        return "".join(char for classes, char in self._characters.items() if classes <= names)


class Lexicon:
    """Tokens to characters, for a set of literal words that a grammar asks for beside the classes.

    >>> tokens, classes = Lexicon(frozenset({"of"})).read("the 4th of May")
    >>> tokens.words(0, 4), len(classes), classes[0] == OTHER
    (['the', '4th', 'of', 'may'], 4, True)
    """

    def __init__(self, literals: frozenset[str]) -> None:
        self.alphabet = Alphabet()
        classes: dict[str, set[str]] = {word: {word} for word in literals}
        for name, words in CLASSES.items():
            for word in words:
                classes.setdefault(word, set()).add(name)
        self._characters: dict[str, str] = {}
        self._dotted: set[str] = set()
        for word, names in classes.items():
            for form in _forms(word, names):
                self._characters[form] = self.alphabet.character(frozenset(names))
                if word in DOTTED:
                    self._dotted.add(form)
        self._numeric = {names: self.alphabet.character(frozenset(names.split())) for names in _NUMERIC}

    def read(self, text: str) -> tuple[Tokens, str]:
        """Return the tokens of *text* and, character by character, their classes."""
        spans: list[tuple[int, int]] = []
        characters: list[str] = []
        known, dotted = self._characters, self._dotted
        dot = -1  # where a full stop stands that belongs to the word before it
        for match in _TOKEN.finditer(text):
            form = match.group()
            span = match.span()
            if span[0] == dot:
                continue
            char = known.get(form)
            if char is None:
                char = OTHER if form.isalpha() else self._numeral(form)
            elif form in dotted and text.startswith(".", span[1]):
                dot = span[1]
                span = (span[0], dot + 1)
            spans.append(span)
            characters.append(char)
        return Tokens(text, spans), "".join(characters)

    def _numeral(self, form: str) -> str:
        if not form.lstrip("'’")[:1].isdecimal():
            return OTHER
        return self._numeric.get(_numeral_classes(form.lower()), OTHER)


def _forms(word: str, names: set[str]) -> set[str]:
    """Return the spellings in which *word* is believed."""
    if names == {"ZONE"}:
        return {word.upper()}  # "et al." is no time of day
    forms = {word.capitalize(), word.upper()}
    return forms if word in CAPITAL_ONLY else forms | {word}


def _numeral_classes(form: str) -> str:
    """Return the classes of a token with a digit in front, as a key of ``_NUMERIC``."""
    if not form.lstrip("’").isascii():
        return ""
    if form.isdecimal():
        return _integer_classes(form)
    if "/" in form:
        return "SLASHED"
    if form.count("-") == 2:
        return "ISO"
    if _DECADE_DIGITS.fullmatch(form) or form[0] in "'’":
        return "DECADE"
    ordinal = _ORDINAL_DIGITS.fullmatch(form)
    if ordinal:
        return "ORDINAL DAY" if 1 <= int(ordinal[1]) <= 31 else "ORDINAL"
    if form[-1] == "m" or ":" in form:
        return "CLOCK" if _CLOCK_DIGITS.fullmatch(form) else ""
    return "NUMBER" if form.replace(",", "").replace(".", "").isdecimal() else ""


def _integer_classes(form: str) -> str:
    number = int(form) if len(form) <= 9 else 10**9
    if len(form) == 4 and 1000 <= number < 2200:
        return "NUMBER YEAR"
    if len(form) > 2 or number == 0:
        return "NUMBER" if number else ""
    short_year = " SHORT_YEAR" if len(form) == 2 else ""
    if number <= 24:
        return "NUMBER DAY HOUR" + short_year
    return ("NUMBER DAY" if number <= 31 else "NUMBER") + short_year

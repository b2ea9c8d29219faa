"""How a rule for dates is written down, and what a rule is told about the place where it matched.

A rule's pattern is a line of items: ``CAPITALS`` are classes of ``dates_words.py``, small letters are
the word itself, ``name:`` captures what follows, ``{NAME}`` stands for a fragment, and ``( | ) ?``
mean what they mean in regular expressions. White space is free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tasks.facts.dates_tense import direction_of
from tasks.facts.dates_tokens import OTHER, Lexicon, Tokens
from tasks.facts.timex import Direction, Period
from tasks.model.records import DateKind, Dateline, Span

_ITEM = re.compile(
    r"""
    (?: (?P<group>[a-z_]{1,20}): )?
    (?: (?P<name>[A-Z][A-Z_]{1,20}) | (?P<word>[a-z]{1,20}) | (?P<open>\() )
  | (?P<sign>[)|?])
    """,
    re.VERBOSE,
)
_RUN = re.compile(f"[^{OTHER}]+")


class Reading(NamedTuple):
    """What a rule makes of its match."""

    value: str
    kind: DateKind = DateKind.DATE
    anchor: date | None = None


#: The words look like a date and are none, and no other rule may find one inside them.
REFUSED = Reading("")


class Reference(NamedTuple):
    """A date that was named before, which ``the day before`` and the like count from."""

    value: str
    period: Period
    end_token: int


class Hit:
    """The words a rule matched, and what stands around them."""

    def __init__(
        self,
        candidate: Candidate,
        tokens: Tokens,
        published: date | None,
        reference: Reference | None,
        dateline: Dateline | None = None,
    ) -> None:
        self._match = candidate.match
        self._shift = candidate.start - candidate.match.start()
        self._tokens = tokens
        self.start, self.end = candidate.start, candidate.end
        self.published = published
        self.reference = reference
        self.dateline = dateline if dateline and self._is_within(dateline.span) else None

    def _is_within(self, span: Span) -> bool:
        return span.start <= self._tokens[self.start].start and self._tokens[self.end - 1].end <= span.end

    def __getitem__(self, group: str) -> str | None:
        """Return the first word of *group* in lower case, or ``None`` where it is not there."""
        if group not in self._match.re.groupindex:
            return None
        position = self._match.start(group)
        return None if position < 0 else self._tokens[position + self._shift].word

    def word(self, group: str) -> str:
        """Return the first word of a *group* that always takes part."""
        return self._tokens[self._match.start(group) + self._shift].word

    def before(self, distance: int = 1) -> str:
        """Return the word *distance* tokens before the match, or ``""``."""
        position = self.start - distance
        return self._tokens[position].word if position >= 0 else ""

    def after(self, distance: int = 1) -> str:
        """Return the word *distance* tokens after the match, or ``""``."""
        position = self.end + distance - 1
        return self._tokens[position].word if position < len(self._tokens) else ""

    def has_name_after(self) -> bool:
        """Does a word in capitals or with a capital follow?"""
        return self.end < len(self._tokens) and self._tokens[self.end].form[0].isupper()

    def is_capitalised(self) -> bool:
        """Does the match begin with a capital inside a sentence?"""
        return self._tokens[self.start].form[0].isupper() and self.before() not in ("", ".", "!", "?")

    @property
    def text(self) -> str:
        """The words of the match in lower case, with a space between."""
        return " ".join(self._tokens.words(self.start, self.end))

    def is_part_of_code(self) -> bool:
        """Is the match a piece of a longer code, such as ``555-2019`` or ``/2019/``?"""
        tokens, start, end = self._tokens, self.start, self.end
        if start and tokens[start - 1].end == tokens[start].start:
            mark = tokens[start - 1].word
            if mark in _CODE_MARKS or (mark in "-–" and start > 1 and tokens[start - 2].word[0].isdigit()):
                return True
        if end < len(tokens) and tokens[end - 1].end == tokens[end].start:
            mark = tokens[end].word
            inner = end + 1 < len(tokens) and tokens[end + 1].start == tokens[end].end
            return mark in _CODE_MARKS_AFTER or (
                mark in "-–./:" and inner and tokens[end + 1].word[0].isdigit()
            )
        return False

    def direction(self) -> Direction:
        """Return which way the sentence looks."""
        return direction_of(self._tokens, self.start, self.end)

    def reference_in_sentence(self, reach: int = 40) -> Reference | None:
        """Return the reference if it stands at most *reach* tokens back in this sentence."""
        reference = self.reference
        if reference is None or self.start - reference.end_token > reach:
            return None
        between = self._tokens.words(reference.end_token, self.start)
        return None if any(word in _SENTENCE_ENDS for word in between) else reference


_SENTENCE_ENDS = frozenset(".!?;")
_CODE_MARKS = frozenset("$£€¥₹#@/_:=&.+*")
_CODE_MARKS_AFTER = frozenset("@_=&%°$€£*+")

Read = Callable[["Hit"], Reading | None]


class Rule(NamedTuple):
    """A compiled rule. ``read`` returns ``None`` where another rule may try."""

    name: str
    pattern: re.Pattern[str]
    read: Read


class Candidate(NamedTuple):
    """A rule and the tokens it matched; ``order`` is the place of the rule in the grammar."""

    start: int
    end: int
    order: int
    rule: Rule
    match: re.Match[str]


class Grammar:
    """All rules, compiled over the lexicon of the words they ask for.

    ``fillers`` are classes and words that no rule consists of alone. Stretches of a text that have
    nothing else are not looked at, which is most of it.
    """

    def __init__(
        self, fragments: Mapping[str, str], rules: Sequence[tuple[str, str, Read]], fillers: frozenset[str]
    ) -> None:
        sources = [_expand(source, fragments) for _, source, _ in rules]
        literals = {item["word"] for source in sources for item in _ITEM.finditer(source) if item["word"]}
        self.lexicon = Lexicon(frozenset(literals))
        self.rules = tuple(
            Rule(name, self._compile(source), read)
            for (name, _, read), source in zip(rules, sources, strict=True)
        )
        self._telling = re.compile(f"[^{OTHER}{self.lexicon.alphabet.within(fillers)}]")

    def match(self, classes: str) -> list[Candidate]:
        """Return what the rules match in the *classes* of a text, from left to right, longest first."""
        reduced, shifts = self._reduce(classes)
        found: list[Candidate] = []
        for order, rule in enumerate(self.rules):
            for match in rule.pattern.finditer(reduced):
                shift = shifts[match.start()]
                found.append(Candidate(match.start() + shift, match.end() + shift, order, rule, match))
        found.sort(key=lambda each: (each.start, -each.end, each.order))
        return found

    def _reduce(self, classes: str) -> tuple[str, list[int]]:
        """Return the stretches that can hold a date, and how far each character was moved to the left."""
        pieces: list[str] = []
        shifts: list[int] = []
        for run in _RUN.finditer(classes):
            piece = run.group()
            if self._telling.search(piece):
                shift = run.start() - len(shifts)
                pieces.append(piece)
                shifts += [shift] * (len(piece) + 1)
        return OTHER.join(pieces), shifts

    def _compile(self, source: str) -> re.Pattern[str]:
        return re.compile(_ITEM.sub(self._translate, source).replace(" ", "").replace("\n", ""))

    def _translate(self, item: re.Match[str]) -> str:
        if item["sign"]:
            return item["sign"]
        if item["open"]:
            return f"(?P<{item['group']}>" if item["group"] else "(?:"
        members = self.lexicon.alphabet.members(item["name"] or item["word"])
        if not members:
            raise ValueError(f"no token is in the class {item.group()}")
        return f"(?P<{item['group']}>[{members}])" if item["group"] else f"[{members}]"


def _expand(source: str, fragments: Mapping[str, str]) -> str:
    while "{" in source:
        source = re.sub(r"\{([A-Z]+)\}", lambda match: f"({fragments[match[1]]})", source)
    return source

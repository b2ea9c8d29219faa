"""What changed between two wordings of an article, sentence by sentence, with the evidence for it.

White space and punctuation, counters, advertising, pointers to other articles and blocks in another order
are no edit. What is left is paired: a sentence of which most words stayed was altered, else one was removed
and another added.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from tasks.model.edits import Aspect, Change, Edit, EditKind, Named, Passage, Side, Told
from tasks.model.noise import is_noise
from tasks.model.records import Part, Span
from tasks.stories.diff import Run, Shingles, find_runs, pair_sentences
from tasks.stories.forms import NEGATIONS, NUMERALS, find_note, find_title_notes, opens_note
from tasks.stories.words import Sentence, Word, is_number, split_lines, split_sentences, split_words

_LONGEST_NAME = 6  # words
_LONGEST_NAMED = 200  # characters
_SPELT_ALIKE = 0.8
_LONGEST_SPELT = 60  # characters of words that may be the same ones in another spelling


class _Part(NamedTuple):
    """A part of a wording, and the names in it as they follow each other."""

    part: Part
    text: str
    names: tuple[Named, ...]
    starts: tuple[int, ...]


class _Body(NamedTuple):
    """The sentences of a body that say something, and the lines of it that are notes about an edit."""

    whole: _Part
    sentences: tuple[Sentence, ...]
    notes: dict[int, EditKind]

    def kind_of(self, sentence: Sentence) -> EditKind:
        return self.notes.get(sentence.line) or find_note(sentence.text) or EditKind.BODY


def compare_wordings(before: Told, after: Told) -> Edit:
    """Return what changed from *before* to *after*; of an excerpt and a whole text, in the headline.

    >>> old = Told(title="Toll rises", body="The toll is 4 crowns. Nora Feld said so.")
    >>> said = "The toll is 6 crowns. Nora Feld said so.\\n\\nErratum: it was 6."
    >>> new = Told(title="Toll rises", body=said)
    >>> edit = compare_wordings(old, new)
    >>> [kind.value for kind in edit.kinds]
    ['body', 'correction_note']
    >>> [(one.change.value, one.after.text, one.after.numbers) for one in edit.passages]
    [('altered', 'The toll is 6 crowns.', ('6',)), ('added', 'Erratum: it was 6.', ('6',))]

    A move is no edit, nor is a counter:

    >>> old = Told(title=None, body="The toll rises. The ferry waits.\\n\\n5 comments")
    >>> compare_wordings(old, Told(title=None, body="7 comments\\n\\nThe ferry waits. The toll rises."))
    Edit(kinds=(), passages=())
    """
    bodies = _compare_bodies(before, after) if before.is_complete == after.is_complete else ()
    passages = (*_compare_titles(before, after), *bodies)
    kinds = {passage.kind for passage in passages} | _title_notes(before.title, after.title)
    return Edit(kinds=tuple(kind for kind in EditKind if kind in kinds), passages=passages)


def _compare_titles(before: Told, after: Told) -> Iterator[Passage]:
    if before.title is None or after.title is None:
        return  # a document that gives none does not say that there is none
    words, other_words = split_words(before.title), split_words(after.title)
    runs = _find_telling_runs(words, other_words)
    if runs:
        sides = (_part(before, Part.TITLE), _part(after, Part.TITLE))
        yield _altered(EditKind.HEADLINE, sides, (words, other_words), runs)


def _title_notes(before: str | None, after: str | None) -> set[EditKind]:
    if before is None or after is None:
        return set()
    return set((Counter(find_title_notes(after)) - Counter(find_title_notes(before))).elements())


def _compare_bodies(before: Told, after: Told) -> tuple[Passage, ...]:
    one, other = _read_body(before), _read_body(after)
    standing = {sentence.norms for sentence in one.sentences}
    other_standing = {sentence.norms for sentence in other.sentences}
    removed = [sentence for sentence in one.sentences if sentence.norms not in other_standing]
    added = [sentence for sentence in other.sentences if sentence.norms not in standing]
    if not removed and not added:
        return ()
    found = _compare_sentences(one, other, removed, added)
    return tuple(sorted(found, key=_place))


def _place(passage: Passage) -> int:
    side = passage.after or passage.before
    return side.span.start if side is not None else 0


def _compare_sentences(
    one: _Body, other: _Body, removed: Sequence[Sentence], added: Sequence[Sentence]
) -> Iterator[Passage]:
    """Yield what changed in the sentences that do not stand in the other body as they are."""
    held, other_held = Shingles(one.sentences), Shingles(other.sentences)
    pairs = pair_sentences(removed, added)
    for index, other_index in pairs:
        sentence, counterpart = removed[index], added[other_index]
        runs = _find_telling_runs(sentence.words, counterpart.words, held, other_held)
        if runs:
            words = (sentence.words, counterpart.words)
            sides = (one.whole, other.whole)
            yield _altered(other.kind_of(counterpart), sides, words, runs, sentence, counterpart)
    paired, other_paired = {index for index, _ in pairs}, {index for _, index in pairs}
    for index, sentence in enumerate(removed):
        # What was cut apart, joined or moved within a line stands there still.
        if index not in paired and not other_held.hold(sentence.norms):
            side = _whole_side(one.whole, sentence)
            yield Passage(kind=EditKind.BODY, change=Change.REMOVED, part=Part.BODY, before=side)
    for index, sentence in enumerate(added):
        if index not in other_paired and not held.hold(sentence.norms):
            side = _whole_side(other.whole, sentence)
            yield Passage(kind=other.kind_of(sentence), change=Change.ADDED, part=Part.BODY, after=side)


def _read_body(told: Told) -> _Body:
    lines = split_lines(told.body)
    noise = {number for number, line in enumerate(lines) if is_noise(line)}
    sentences = tuple(
        sentence
        for sentence in split_sentences(told.body)
        if sentence.line not in noise and not is_noise(sentence.text)
    )
    opening = {sentence.line: sentence for sentence in reversed(sentences)}  # the first of each line
    notes = {number: opens_note(lines[number]) or find_note(one.text) for number, one in opening.items()}
    whole = _part(told, Part.BODY)
    return _Body(whole, sentences, {number: note for number, note in notes.items() if note is not None})


def _find_telling_runs(
    words: Sequence[Word],
    other_words: Sequence[Word],
    held: Shingles | None = None,
    other_held: Shingles | None = None,
) -> tuple[Run, ...]:
    """Return the runs of words that changed, without those that only stand elsewhere now."""
    norms, other_norms = [word.norm for word in words], [word.norm for word in other_words]
    return tuple(
        run
        for run in find_runs(norms, other_norms)
        if not _only_moved(norms[slice(*run.before)], other_held)
        or not _only_moved(other_norms[slice(*run.after)], held)
    )


def _only_moved(words: Sequence[str], held: Shingles | None) -> bool:
    return not words or (held is not None and held.hold(words))


def _altered(
    kind: EditKind,
    sides: tuple[_Part, _Part],
    words: tuple[Sequence[Word], Sequence[Word]],
    runs: Sequence[Run],
    sentence: Sentence | None = None,
    counterpart: Sentence | None = None,
) -> Passage:
    before = _side(sides[0], words[0], [run.before for run in runs], sentence)
    after = _side(sides[1], words[1], [run.after for run in runs], counterpart)
    before, after = _without_shared(before, after)
    return Passage(
        kind=kind,
        change=Change.ALTERED,
        part=sides[1].part,
        before=before,
        after=after,
        aspects=_find_aspects(before, after, words, runs),
    )


def _part(told: Told, part: Part) -> _Part:
    text = told.title or "" if part is Part.TITLE else told.body
    names = sorted((name for name in told.names if name.part is part), key=lambda name: name.span)
    return _Part(part, text, tuple(names), tuple(name.span.start for name in names))


def _side(
    whole: _Part,
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
    sentence: Sentence | None,
) -> Side:
    text = whole.text
    span = sentence.span if sentence is not None else Span(0, len(text))
    changed = [(words[start].start, words[end - 1].end) for start, end in ranges if start < end]
    return Side(
        span=span,
        text=text[span.start : span.end],
        words=tuple(text[start:end] for start, end in changed),
        numbers=tuple(
            text[word.start : word.end]
            for start, end in ranges
            for word in words[start:end]
            if is_number(word.norm) or word.norm in NUMERALS
        ),
        names=_names_in(whole, changed),
    )


def _whole_side(whole: _Part, sentence: Sentence) -> Side:
    numbers = [word for word in sentence.words if is_number(word.norm) or word.norm in NUMERALS]
    return Side(
        span=sentence.span,
        text=sentence.text,
        numbers=tuple(whole.text[word.start : word.end] for word in numbers),
        names=_names_in(whole, [sentence.span]),
    )


def _names_in(whole: _Part, ranges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the names that share a character with one of *ranges*, each once."""
    if not ranges:
        return ()
    first = bisect_left(whole.starts, ranges[0][0] - _LONGEST_NAMED)
    last = bisect_left(whole.starts, ranges[-1][1])
    found = [
        name.text
        for name in whole.names[first:last]
        if any(name.span.start < end and start < name.span.end for start, end in ranges)
    ]
    return tuple(dict.fromkeys(found))


def _without_shared(before: Side, after: Side) -> tuple[Side, Side]:
    """Return both sides without the numbers and names that the other one has as well."""
    runs, other_runs = _short_runs(before.text), _short_runs(after.text)

    def left(side: Side, others: set[tuple[str, ...]]) -> Side:
        numbers = tuple(one for one in side.numbers if _norms(one) not in others)
        names = tuple(one for one in side.names if _norms(one) not in others)
        return replace(side, numbers=numbers, names=names)

    return left(before, other_runs), left(after, runs)


def _short_runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of words in *text* that a name may be."""
    norms = _norms(text)
    return {
        norms[start : start + length]
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(norms) - length + 1)
    }


def _norms(text: str) -> tuple[str, ...]:
    return tuple(word.norm for word in split_words(text))


def _find_aspects(
    before: Side, after: Side, words: tuple[Sequence[Word], Sequence[Word]], runs: Sequence[Run]
) -> tuple[Aspect, ...]:
    gone = [word.norm for run in runs for word in words[0][slice(*run.before)]]
    come = [word.norm for run in runs for word in words[1][slice(*run.after)]]
    told = {
        Aspect.NUMBERS: bool(before.numbers),
        Aspect.NAMES: bool(before.names),
        Aspect.NEGATION: _count_negations(gone) != _count_negations(come),
        Aspect.WORDS: any(_says_otherwise(words, run) for run in runs),
    }
    return tuple(aspect for aspect, is_told in told.items() if is_told)


def _count_negations(norms: Sequence[str]) -> int:
    return sum(norm in NEGATIONS for norm in norms)


def _says_otherwise(words: tuple[Sequence[Word], Sequence[Word]], run: Run) -> bool:
    """Do other words stand in the place of some, and not the same ones in another spelling?"""
    one = " ".join(word.norm for word in words[0][slice(*run.before)])
    other = " ".join(word.norm for word in words[1][slice(*run.after)])
    if not one or not other or one.replace(" ", "") == other.replace(" ", ""):
        return False
    if any(map(str.isdigit, one + other)) or max(len(one), len(other)) > _LONGEST_SPELT:
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < _SPELT_ALIKE

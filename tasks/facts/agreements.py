"""Treaties, accords, memoranda, bills and laws that a text calls by their full name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tasks.facts.court_cases import find_cases
from tasks.facts.lexicon import split_list
from tasks.model.records import Acronym, Agreement, Span

RULE_VERSION = 2

#: What such a name ends with ("the Paris Agreement") or turns on ("the Convention on Biodiversity").
_NOUNS = split_list(
    """Agreement Agreements Treaty Treaties Accord Accords Pact Pacts Convention Conventions Protocol
    Protocols Memorandum Act Acts Bill Charter Compact Covenant Declaration Understanding Arrangement
    Concordat Armistice Statute Ordinance Directive Regulation Amendment Communiqué Communique"""
)
#: Words that say nothing of their own beside the noun: "a Memorandum of Understanding" is no name.
_GENERIC = _NOUNS | split_list("Cooperation Parliament Congress Joint New First Second Final")
#: Words before the noun that make something else of it: a party's convention, a car.
_SPOILING = {
    "Convention": split_list("National Party Republican Democratic Annual Comic Fan Constitutional"),
    "Accord": frozenset({"Honda"}),
}
#: Names of bodies that hold such a word: the Government of National Accord.
_BODIES = split_list(
    """Government Ministry Court Office Department Secretariat Institute Movement Committee Commission
    Agency Council Party Front Alliance Coalition Union"""
)
_OPENERS = split_list(
    """The A An Under In On At By For With After Before Since When While As But And This That Its Their Our
    His Her Both Meanwhile However Although Because If Signing Citing Of To From"""
)

_WORD = r"[A-ZÀ-Þ][\w-]{0,30}"
_LINK = (
    r"(?:(?:of|on|for|and|in|to|against|with|between|from|de|&|concerning|relating\sto)(?:\s(?:the|all))?\s)"
)
_LIST = r",\s(?=[^.;:()\n]{0,60}\band\s)"
_RUN = re.compile(rf"(?<![\w-]){_WORD}(?:(?:\s|{_LIST}){_LINK}?{_WORD}){{1,16}}(?:\sof\s[12]\d{{3}}\b)?")
_PIECE = re.compile(r"[\w-]+|&")
_LINK_WORDS = split_list("of on for and in to against with between from de concerning relating")
_CONTINUING = split_list("of on for to against between concerning relating")
_MONTHS = split_list(
    """January February March April May June July August September October November December"""
)
_DAYS = split_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_STATUTES = frozenset({"Act", "Bill"})  # the year behind them is of their name: the Companies Act 2006
_YEAR = re.compile(r" (?:1[5-9]|20)\d\d(?!\w)")


def find_agreements(body: str, acronyms: Sequence[Acronym]) -> tuple[Agreement, ...]:
    """Return the agreements that *body* names, with the short form it gives for them.

    >>> [a.name for a in find_agreements("They signed the Joint Rail Corridor Framework Agreement.", ())]
    ['Joint Rail Corridor Framework Agreement']

    The year before a name is no part of it, and a plain "Act" is no name:

    >>> [a.name for a in find_agreements("The 2013 Kuressaare Protocol is older than the Act.", ())]
    ['Kuressaare Protocol']

    Names that only hold such a word are of other things:

    >>> find_agreements("The North Atlantic Treaty Organization met at the Convention Center.", ())
    ()

    Laws keep their year, and court cases go by the two who meet in them:

    >>> text = "In Feld v. Port of Tarn it was held that the Harbours Act 2019 did not apply."
    >>> [(a.name, a.rule) for a in find_agreements(text, ())]
    [('Feld v. Port of Tarn', 'agreement.case'), ('Harbours Act 2019', 'agreement.name')]
    """
    explained = {
        acronym.long_span: acronym.short
        for acronym in acronyms
        if _is_agreement(_PIECE.findall(acronym.long))
    }
    shorts = {_key(body[slice(*span)]): short for span, short in explained.items()}
    spans = [*explained]
    taken = {position for span in explained for position in range(*span)}
    spans += [span for span in _names(body) if span.start not in taken and span.end - 1 not in taken]
    cases = set(find_cases(body))
    inside = {position for span in cases for position in range(*span)}
    spans = [*cases, *(span for span in spans if span.start not in inside)]
    return tuple(
        Agreement(
            span=span,
            rule=f"agreement.{'case' if span in cases else 'explained' if span in explained else 'name'}",
            rule_version=RULE_VERSION,
            name=body[slice(*span)],
            short=shorts.get(_key(body[slice(*span)])),
        )
        for span in sorted(spans)
    )


def _names(body: str) -> Iterator[Span]:
    for run in _RUN.finditer(body):
        for pieces in _split(list(_PIECE.finditer(run.group()))):
            pieces = _cut_behind(pieces[_first_of_name([piece.group() for piece in pieces]) :])
            if _is_agreement([piece.group() for piece in pieces]):
                end = run.start() + pieces[-1].end()
                year = _YEAR.match(body, end) if pieces[-1].group() in _STATUTES else None
                yield Span(run.start() + pieces[0].start(), year.end() if year else end)


def _split(pieces: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Cut a run where one name ends and the next begins: "the Paris Agreement and the Climate Act"."""
    begin = 0
    for index in range(1, len(pieces)):
        before = pieces[index - 1].group()
        if pieces[index].group() == "and" and (before in _NOUNS or before.isdecimal()):
            yield pieces[begin:index]
            begin = index + 1
    yield pieces[begin:]


def _cut_behind(pieces: list[re.Match[str]]) -> list[re.Match[str]]:
    """Drop what a preposition joins to a finished name: "Paris Agreement in Geneva", "on Monday"."""
    for index in range(1, len(pieces)):
        link = pieces[index].group()
        following = pieces[index + 1].group() if index + 1 < len(pieces) else ""
        is_dated = (link == "of" and following in _MONTHS) or following in _DAYS
        if (is_dated or link in _LINK_WORDS - _CONTINUING) and pieces[index - 1].group() in _NOUNS:
            return pieces[:index]
    return pieces


def _first_of_name(words: Sequence[str]) -> int:
    """Return where the name begins in a run: behind "Under the", "Minister of Defence on the"."""
    if not words:
        return 0
    first = 0
    ends_on_noun = words[-1] in _NOUNS or words[-1].isdecimal()
    for index, word in enumerate(words):
        is_front = index == first and (word in _OPENERS or word in _LINK_WORDS or word == "the")
        if is_front or (word == "the" and ends_on_noun):
            first = index + 1
    return first


def _is_agreement(words: Sequence[str]) -> bool:
    """Do these words name an agreement: the noun last, or followed by "on", "of" and the like?"""
    if words and words[-1].isdecimal():
        words = words[:-2]  # "of 1964"
    nouns = [index for index, word in enumerate(words) if word in _NOUNS]
    if not nouns or words[0] in _BODIES or all(word in _GENERIC or word in _LINK_WORDS for word in words):
        return False
    last = nouns[-1]
    if last == len(words) - 1:
        return last > 0 and words[last - 1] not in _SPOILING.get(words[last], ())
    return words[last + 1] in _CONTINUING and words[last] not in ("Bill", "Act", "Acts", "Amendment")


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()

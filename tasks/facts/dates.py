"""Dates, times, durations and repetitions as news prose writes them.

The text is cut into tokens, the rules of ``dates_rules.py`` match over their classes, and from left
to right the longest match that can be read becomes a date. What is relative counts from the day of
publication, or from the date named before it ("the Friday before").
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from tasks.facts.dates_grammar import Candidate, Hit, Reading, Reference
from tasks.facts.dates_rules import GRAMMAR
from tasks.facts.dates_tokens import Tokens
from tasks.facts.timex import FUTURE_REF, PAST_REF, PRESENT_REF, end_of_duration, period_of
from tasks.model.records import DateKind, Dateline, DateMention, Grain, Span

RULE_VERSION = 3

_REFERENCES = frozenset({PAST_REF, PRESENT_REF, FUTURE_REF})
_TIME_BESIDE_DAY = re.compile(r"(?: local time)?(?:,? (?:on |at |in the )?|, )")
_FOR = re.compile(r"\s+for(?:\s+(?:about|at least|up to|nearly|almost|over))?\s+")
_APPOSITION = re.compile(r",\s+(?:on\s+)?")


def find_dates(
    body: str, published: date | None, dateline: Dateline | None = None
) -> tuple[DateMention, ...]:
    """Return the dates in *body*, in its order; relative ones are counted from *published*.

    >>> found = find_dates("The pact of October 2005 lapsed on Wednesday.", date(2023, 8, 4))
    >>> [(mention.text, mention.value) for mention in found]
    [('October 2005', '2005-10'), ('Wednesday', '2023-08-02')]

    Values are those of TIMEX3; the span leaves out the preposition. The tense of the sentence says
    which Friday is meant:

    >>> find_dates("Tickets go on sale on Friday.", date(2024, 1, 1))[0].value
    '2024-01-05'

    The day in the *dateline* is that of the report, whatever the tense of the sentence it opens.

    Without a day of publication, weekdays, months and days of a month keep the open forms of TIMEX3
    (``XXXX-WXX-3``, ``XXXX-07``, ``XXXX-07-14``), and what only counts from today ("last week",
    "yesterday") is left out:

    >>> [d.value for d in find_dates("Yesterday they met; on Wednesday they will again.", None)]
    ['XXXX-WXX-3']

    A day that does not exist is no date, and a number that counts something is no year:

    >>> find_dates("On 30 February, 2020 people signed; 1,512 more paid $2020.", date(2024, 1, 1))
    ()
    """
    tokens, classes = GRAMMAR.lexicon.read(body)
    mentions: list[DateMention] = []
    reference: Reference | None = None
    done = 0
    for candidate in GRAMMAR.match(classes):
        if candidate.start < done:
            continue
        reading = candidate.rule.read(Hit(candidate, tokens, published, reference, dateline))
        if reading is None:
            continue
        done = candidate.end
        if not reading.value:
            continue
        mention = _mention(body, tokens, candidate, reading)
        _append(mentions, mention, body)
        period = period_of(mention.value)
        if period is not None:
            reference = Reference(mention.value, period, candidate.end)
    return tuple(mentions)


def _mention(body: str, tokens: Tokens, candidate: Candidate, reading: Reading) -> DateMention:
    start, end = tokens[candidate.start].start, tokens[candidate.end - 1].end
    period = period_of(reading.value) if reading.kind is not DateKind.SET else None
    return DateMention(
        span=Span(start, end),
        rule=candidate.rule.name,
        rule_version=RULE_VERSION,
        text=body[start:end],
        value=reading.value,
        kind=reading.kind,
        grain=Grain.UNBOUNDED if reading.value in _REFERENCES else period.grain if period else None,
        starts_on=period.first if period else None,
        ends_on=period.last if period else None,
        anchor=reading.anchor,
    )


def _append(mentions: list[DateMention], mention: DateMention, body: str) -> None:
    """Add *mention*, joined with the one before it where the two say one thing."""
    if mentions:
        last = mentions[-1]
        gap = body[last.span.end : mention.span.start]
        if len(gap) < 30:
            if _APPOSITION.fullmatch(gap) and _explains(last, mention):
                mentions[-1] = _with_value(last, mention)
            elif _TIME_BESIDE_DAY.fullmatch(gap) and (joined := _joined(body, last, mention)):
                mentions[-1] = joined
                return
            elif (
                mention.kind is DateKind.DURATION and last.starts_on and last.ends_on and _FOR.fullmatch(gap)
            ):
                until = end_of_duration(last.starts_on, last.ends_on, mention.value)
                mention = replace(mention, anchor=last.starts_on, starts_on=last.starts_on, ends_on=until)
    mentions.append(mention)


def _explains(last: DateMention, mention: DateMention) -> bool:
    """Is "on Sept. 16" what "two weeks ago, on Sept. 16" means?"""
    return (
        last.rule == "date.distance"
        and mention.grain is Grain.DAY
        and last.starts_on is not None
        and last.ends_on is not None
        and mention.starts_on is not None
        and last.starts_on <= mention.starts_on <= last.ends_on
    )


def _with_value(last: DateMention, mention: DateMention) -> DateMention:
    return replace(
        last,
        value=mention.value,
        grain=mention.grain,
        starts_on=mention.starts_on,
        ends_on=mention.ends_on,
    )


def _joined(body: str, first: DateMention, second: DateMention) -> DateMention | None:
    """Return "10 a.m. on Monday" as one mention, or ``None`` where the two are not time and day."""
    clock, day = (first, second) if first.rule == "date.clock" else (second, first)
    if clock.rule != "date.clock" or day.grain is not Grain.DAY:
        return None
    start, end = first.span.start, second.span.end
    return replace(
        day,
        span=Span(start, end),
        rule=clock.rule,
        text=body[start:end],
        value=f"{day.value}T{clock.value.partition('T')[2]}",
        kind=DateKind.TIME,
        grain=Grain.TIME,
    )

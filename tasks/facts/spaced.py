"""Texts whose words and marks stand apart, as corpora keep them: “( Reuters ) - Iran ’s envoy said , …”.

The rules know prose as it is printed. So such a text is joined first, the facts are stated of the
joined text, and their spans are carried back to the text that was given.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from tasks.model.records import Facts, Part, Span

_Fact = TypeVar("_Fact")
_APART = re.compile(r"[^\W_] [,.](?:\s|$)")
_JOINED = re.compile(r"[^\W_][,.](?:\s|$)")
_LEAST = 3  # marks that stand apart before a text is taken for one of words set apart
_SPACE = re.compile(
    r"""
    \ (?=[,.;:?!%)\]”»](?:\s|$))            # before a mark that closes
  | \ (?=(?:['’](?:s|S|re|ve|ll|d|m)|n['’]t)(?:\s|$))
  | \ (?=['’](?:\s|$))                       # miners ’ lamps
  | (?<=[(\[“«$£€])\                         # after a mark that opens
    """,
    re.VERBOSE,
)
_QUOTE = re.compile(r"\"")


def is_spaced(body: str) -> bool:
    """Do words and marks stand apart in *body*?

    >>> is_spaced("Rain fell , it stopped , and it fell again ."), is_spaced("Rain fell, then it stopped.")
    (True, False)
    """
    apart = sum(1 for _ in _APART.finditer(body))
    return apart >= _LEAST and apart > 4 * sum(1 for _ in _JOINED.finditer(body))


def join_spaced(body: str) -> tuple[str, list[int]]:
    """Return *body* as it would be printed, and for each of its characters where it stood.

    >>> join_spaced('He said , " It ’s ( nearly ) over . "')[0]
    'He said, "It’s (nearly) over."'
    """
    dropped = {match.start() for match in _SPACE.finditer(body)}
    for at, line in _lines(body):
        for number, match in enumerate(_QUOTE.finditer(line)):
            beside = at + match.start() + (1 if number % 2 == 0 else -1)
            if 0 <= beside < len(body) and body[beside] == " ":
                dropped.add(beside)
    kept = [at for at in range(len(body)) if at not in dropped]
    return "".join(body[at] for at in kept), kept


def _lines(body: str) -> list[tuple[int, str]]:
    found, start = [], 0
    for line in body.splitlines(keepends=True):
        found.append((start, line))
        start += len(line)
    return found


def carry_back(facts: Facts, joined: str, stood: list[int], body: str) -> Facts:
    """Return the facts of *joined* as facts of *body*, where character *n* stood at ``stood[n]``."""
    return replace(
        facts,
        **{
            one.name: tuple(_carried(fact, joined, stood, body) for fact in getattr(facts, one.name))
            for one in fields(facts)
        },
    )


def _carried(fact: _Fact, joined: str, stood: list[int], body: str) -> _Fact:
    if not is_dataclass(fact) or isinstance(fact, type):
        raise TypeError(f"{fact!r} is no fact")
    if getattr(fact, "part", Part.BODY) is not Part.BODY:
        return fact
    changes: dict[str, object] = {}
    for one in fields(fact):
        value = getattr(fact, one.name)
        if isinstance(value, Span):
            changes[one.name] = _back(value, stood)
        elif isinstance(value, tuple) and value and all(isinstance(part, Span) for part in value):
            changes[one.name] = tuple(_back(part, stood) for part in value)
    before, after = getattr(fact, "span", None), changes.get("span")
    if (
        isinstance(before, Span)
        and isinstance(after, Span)
        and getattr(fact, "text", None) == joined[slice(*before)]
    ):
        changes["text"] = body[slice(*after)]
    return replace(fact, **changes)


def _back(span: Span, stood: list[int]) -> Span:
    return Span(stood[span.start], stood[span.end - 1] + 1) if span.end > span.start else span

"""Whole passages of political reporting, made up, with all that is said in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tasks.facts.mentions import find_mentions
from tasks.facts.quotes import find_quotes
from tasks.model.records import Quote

_MARKED = re.compile(r"\{[dmi](?::(?P<speaker>[^|{}]{1,80}))?\|(?P<words>[^{}]{1,400})\}")
_PASSAGES = [
    passage.strip()
    for passage in (Path(__file__).parent / "reported_speech.txt")
    .read_text(encoding="utf-8")
    .split("###")[1:]
]
_UNSAID = ' \n"“”‘’.,'


class Said(NamedTuple):
    """The characters of one quotation, and who speaks, as mentioned."""

    chars: set[int]
    speaker: str


def _read(passage: str) -> tuple[str, list[Said]]:
    """Return the text without its markup, and what is said in it."""
    text, done = "", 0
    said: list[Said] = []
    for match in _MARKED.finditer(passage):
        text += passage[done : match.start()]
        chars = set(range(len(text), len(text) + len(match["words"])))
        text, done = text + match["words"], match.end()
        if match["speaker"]:
            said.append(Said(chars, match["speaker"]))
        else:
            said[-1].chars.update(chars)
    return text + passage[done:], said


def _chars(text: str, spans: set[int]) -> set[int]:
    return {at for at in spans if text[at] not in _UNSAID}


def _overlap(text: str, one: Said, quote: Quote) -> float:
    expected = _chars(text, one.chars)
    found = _chars(text, {at for span in quote.spans for at in range(*span)})
    return len(expected & found) / len(expected | found)


@pytest.mark.parametrize("passage", _PASSAGES, ids=[passage[:24] for passage in _PASSAGES])
def test_all_that_is_said_in_a_passage_is_found_with_who_says_it(passage: str) -> None:
    text, said = _read(passage)

    quotes = find_quotes(text, mentions=find_mentions(text))

    for one in said:
        best = max(quotes, key=lambda quote: _overlap(text, one, quote))
        assert _overlap(text, one, best) > 0.5, text[min(one.chars) : max(one.chars) + 1]
        speaker = (best.speaker or best.speaker_name or "").lower()
        assert speaker in one.speaker.lower() or one.speaker.lower() in speaker, text[min(one.chars) :][:40]
    assert len(quotes) == len(said)

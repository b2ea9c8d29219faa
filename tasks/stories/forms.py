"""What a text says about an edit of itself, told by the form of a line or a sentence alone.

The forms are data, ``data/forms.toml``: openings and phrases in many languages, none of them of one site.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tasks.model.edits import EditKind

_FORMS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "forms.toml").read_text(encoding="utf-8")
)
ABBREVIATIONS = frozenset(_FORMS["abbreviations"]["words"].split())
NEGATIONS = frozenset(_FORMS["negations"]["words"].split())
NUMERALS = frozenset(_FORMS["numerals"]["words"].split())

_NOTES = {
    EditKind.WITHDRAWN: _FORMS["withdrawn"],
    EditKind.CORRECTION_NOTE: _FORMS["correction"],
    EditKind.UPDATE: _FORMS["update"],
}
_LONGEST_NOTE = 900  # characters: what goes on longer is the story
_LONGEST_STAMP = 50
_SENTENCE_END = re.compile(r"[.!?…。！？।][\"”’»)\]]{0,3}\Z")
_HALF_DAY = re.compile(r"\b[ap]\.\s?m\.\Z", re.IGNORECASE)


def find_note(line: str) -> EditKind | None:
    """Return what a line or a sentence says about an edit of the text, ``None`` where it goes on telling.

    >>> find_note("Correction (3 March): The toll is 4 crowns, not 40.")
    <EditKind.CORRECTION_NOTE: 'correction_note'>
    >>> find_note("Dieser Artikel wurde am 3. März berichtigt.")
    <EditKind.CORRECTION_NOTE: 'correction_note'>
    >>> find_note("UPDATED 3pm")
    <EditKind.UPDATE: 'update'>

    The same words in a sentence are prose:

    >>> find_note("Correction of the course took the pilot an hour."), find_note("Updated maps are sold.")
    (None, None)
    """
    opened = opens_note(line)
    if opened is not None or len(line) > _LONGEST_NOTE:
        return opened
    return next((kind for kind in _NOTES if _phrases(kind).search(line)), None)


def opens_note(line: str) -> EditKind | None:
    """Return what the first words of a line say about an edit, or ``None``.

    >>> opens_note("Erratum: the ferry sails at 9.")
    <EditKind.CORRECTION_NOTE: 'correction_note'>
    >>> opens_note("This article was amended on 3 May.") is None
    True
    """
    found = next((kind for kind in _NOTES if _opening(kind).match(line)), None)
    if found is None and _is_stamp(line):
        return EditKind.UPDATE
    return found


def find_title_notes(title: str) -> tuple[EditKind, ...]:
    """Return what a headline says about edits: in brackets, or before or after a dash or colon.

    >>> [kind.value for kind in find_title_notes("CORRECTED-Ferry sails again (updated)")]
    ['correction_note', 'update']
    >>> find_title_notes("Update your will, says notary")
    ()
    """
    return tuple(kind for kind in _NOTES for _ in _title_mark(kind).finditer(title))


def _is_stamp(line: str) -> bool:
    if len(line) > _LONGEST_STAMP or _stamp().match(line) is None:
        return False
    return _SENTENCE_END.search(line) is None or _HALF_DAY.search(line) is not None


def _either(forms: Iterable[str]) -> str:
    """Return a pattern of *forms*, the longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


@cache
def _opening(kind: EditKind) -> re.Pattern[str]:
    """The word, a day or a place in the text beside it, and then a colon or a dash."""
    forms = _either(_NOTES[kind]["openings"])
    return re.compile(
        rf"\W{{0,4}}(?:{forms})"
        r"(?:(?:\s?[,(（][^:：\n]{0,40}|\s(?:\w{1,10}[\s.]{1,2}){0,2}\d[^:：\n]{0,25})?\s?[:：]|\s?[–—]|\s-\s)",
        re.IGNORECASE,
    )


@cache
def _phrases(kind: EditKind) -> re.Pattern[str]:
    return re.compile("|".join(_NOTES[kind]["phrases"]) or r"(?!)", re.IGNORECASE)


@cache
def _stamp() -> re.Pattern[str]:
    """The word and a time: "Updated 3pm", "Mis à jour le 5 mai à 14h"."""
    forms = _either(_NOTES[EditKind.UPDATE]["openings"])
    return re.compile(rf"\W{{0,4}}(?:{forms})(?!\w)\W{{0,3}}(?:\w{{1,12}}\W{{1,3}}){{0,3}}?\d", re.IGNORECASE)


@cache
def _title_mark(kind: EditKind) -> re.Pattern[str]:
    forms = _either(_NOTES[kind]["openings"])
    return re.compile(
        rf"[(\[（【]\s?(?:{forms})[^)\]）】]{{0,20}}[)\]）】]"
        rf"|\A\W{{0,3}}(?:{forms})(?:\s?\d{{1,2}})?\s?[:：–—-]"
        rf"|\s[–—|:-]\s(?:{forms})\Z",
        re.IGNORECASE,
    )

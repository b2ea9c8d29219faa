"""Split bylines into authors: people one by one, agencies marked as such, desks and accounts left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tasks.model.records import Author
from tasks.text.agencies import is_known_name, is_unnamed, looks_like_agency, looks_like_outlet
from tasks.text.clean import clean_line

_LEAD = re.compile(
    r"\A(?:(?:written|words|reported|story|text|analysis|opinion|report|compiled|posted|published|created|interview)\s)?"
    r"(?:by|(?:von|vom|di|da|de|af)(?=\s\S+\s\S)|par|por|door|av|autor(?:a|es|en|in)?|auteurs?|authors?|autore|redacci[oó]n|текст|автор|oleh|tekst|words"
    r"|كتبت|كتب|बाय|लेखक|द्वारा|文|作者|記者|记者|記者)\s?(?:[:：|]\s?|\s)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s{0,2}[;|•·•/&、\n]\s{0,2}|\s{0,2},?\s(?:and|und|et|e|y|en|og|och|och|i|и|та|dan|ve|và|with|avec|con|mit)\s",
    re.IGNORECASE,
)
_LISTED = re.compile(r",\s{0,2}(?:and\s)?")
_NOISE = re.compile(
    r"\S{1,60}@\S{1,60}|https?://\S{1,200}|www\.\S{1,100}|\(@?[^()]{0,60}\)|\[[^\[\]]{0,60}\]|(?<!\w)@\w{1,30}|[✉📧]|<[^<>]{0,200}>"
)
_TRAILER = re.compile(
    r"\s(?:in|at|from|for|à|en|aus|für|pour|para|a|w|в)\s(?=[A-ZÀ-ÞА-Я])[^,;]{2,60}\Z"
    r"|[,\-–—]\s?(?:[^,;]{0,40}\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|staff|desk|bureau|chief|contributor"
    r"|redakteurin|redakteur|korrespondent(?:in)?|journaliste|correspondant|correspondante|periodista|corresponsal|redactora?|"
    r"jornalista|repórter|корреспондент|news|times|press|post|media|tv|online)\b[^,;]{0,40})\Z",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|staff|bureau|contributor|photographer|redaktion|redakteur"
    r"|redacci[oó]n|redação|rédaction|redazione|редакция|desk|team|newsroom|service|intern|analyst|specialist|fellow)s?\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:admin|administrator|webmaster|importer|import|feed|feeds|bot|system|automation|automated|syndication|wire|unknown|anonymous"
    r"|guest|user|no\sauthor|editorial|publisher|moderator|api|cms|web\sdesk|online|digital|super|default|test|null|none|undefined)\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"(?:\A|(?<=[;|\n.])\s?|(?<=[;|\n]\s))"
    r"((?:additional\s)?(?:report|edit|writ|translat|illustrat)(?:ing|ed|ions?)|photo(?:s|graphs|graphy)?)\sby\s",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\s?[;|\n]\s?|(?<=\w{3}\.)\s")
_ROLES = (
    ("edit", "editor"),
    ("translat", "translator"),
    ("photo", "photographer"),
    ("illustrat", "illustrator"),
    ("", "author"),
)
_MACHINE = re.compile(
    r"\b(?:admin\w{0,10}|webmaster|importer|import|feeds?|bot|system|automat\w{2,4}|syndication|unknown|anonymous"
    r"|guest|user|moderator|api|cms|super|default|test|null|none|undefined|no\sauthor)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"[<>{}=_#\\]|https?:|\d{3,}|\b(?:updated|published|posted|minutes?|ago|comments?|share|subscribe|read|more)\b",
    re.I,
)
_DATE_TAIL = re.compile(
    r"[\s,|–—-]{1,3}(?:(?:on|le|am|el)\s)?(?:\w{3,10}\.?,?\s)?\d{1,4}(?:[./\-\s,:]{1,2}\w{1,10}){0,6}\Z"
)
_LATIN_WORD = re.compile(r"[^\W\d_][\w'’.\-]{0,30}\Z")
_LONGEST_NAME = 80
_MOST = 30


def split_authors(written: str | Iterable[str], *, publisher: str | None = None) -> tuple[Author, ...]:
    """Return the authors a byline names, in its order; *written* is one string, or one for each author.

    >>> [author.name for author in split_authors("By Nora Feld, Ugo Brand and Ilse Maar")]
    ['Nora Feld', 'Ugo Brand', 'Ilse Maar']
    >>> split_authors("Doe, Jane")[0].name, split_authors("Doe; Jane")[0].name
    ('Jane Doe', 'Jane Doe')

    Who edited or translated is named with that role:

    >>> [author.role for author in split_authors("Reporting by Nora Feld; Editing by Ugo Brand")]
    ['author', 'editor']

    An agency is an author of the role ``agency``. The paper itself, its staff and the accounts of its
    software are none:

    >>> [(author.name, author.role) for author in split_authors("Reuters")]
    [('Reuters', 'agency')]
    >>> split_authors("Staff Reporter"), split_authors("Aldern Courier", publisher="Aldern Courier")
    ((), ())
    """
    strings = [written] if isinstance(written, str) else list(written)
    authors: dict[str, Author] = {}
    for role, string in _roles_in(strings[:_MOST]):
        for name in _split_one(string, alone=len(strings) == 1 or "," in string):
            author = _make_author(name, publisher)
            if author is not None:
                author = replace(author, role=role) if role else author
                authors.setdefault(author.name.casefold(), author)
    return tuple(authors.values())[:_MOST]


def is_account(name: str) -> bool:
    """Is *name* that of a piece of software or of an unnamed hand, and no person's?

    >>> is_account("Feed Importer"), is_account("Tilo Hart")
    (True, False)
    """
    return _ACCOUNT.search(name) is not None


def organisation(written: str) -> Author | None:
    """Return the outlet, desk or body that *written* names as an author of the role ``organisation``.

    >>> organisation("Aldern Courier online").role, organisation("admin") is None
    ('organisation', True)
    """
    name = clean_line(_LEAD.sub("", _NOISE.sub(" ", written[:200]).strip(), count=1)).strip(" ,;:|-–—*")
    if not 1 < len(name) <= _LONGEST_NAME or len(name.split()) > 6 or not any(map(str.isalpha, name)):
        return None
    if _MACHINE.search(name) or _NOT_A_NAME.search(name):
        return None
    return Author(name=name, role="agency" if is_known_name(name) else "organisation", as_written=written)


def is_byline(line: str) -> bool:
    """Does *line* say who wrote what follows?

    >>> is_byline("By Nora Feld"), is_byline("By noon the gates were open.")
    (True, False)
    """
    if len(line) > 160 or line.endswith("."):
        return False
    lead = _LEAD.match(line)
    if lead is None:
        return False
    return bool(split_authors(line)) and all(
        word[:1].isupper() or not word[:1].islower() or len(word) <= 4
        for word in line[lead.end() :].split()[:2]
    )


def _roles_in(strings: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """Yield the pieces of bylines that say what somebody did, with the role, and whole ones without it."""
    for string in strings:
        if _DID.search(string[:1000]) is None:
            yield None, string
            continue
        for piece in _PIECE.split(string[:1000]):
            did = _DID.match(piece)
            role = next(role for word, role in _ROLES if word in did[1].casefold()) if did else None
            yield role, piece[did.end() :] if did else piece


def _split_one(written: str, *, alone: bool) -> list[str]:
    """Return the names in one string, undoing "Last, First"."""
    line = clean_line(written[:1000].replace("\n", " ; "))
    line = _LEAD.sub("", _NOISE.sub(" ", line), count=1).strip(" ,;|-–—:")
    if line.casefold() in ("", "none", "null", "nan"):
        return []
    if is_known_name(line) or looks_like_outlet(line):
        return [line]
    line = _TRAILER.sub("", _DATE_TAIL.sub("", line)).strip(" ,;|-–—")
    parts = [part for part in _SEPARATOR.split(line) if part.strip(" ,")]
    if (
        len(parts) == 2
        and ";" in line
        and all(_LATIN_WORD.match(part.strip()) and not is_known_name(part.strip()) for part in parts)
    ):
        return [f"{parts[1].strip()} {parts[0].strip()}"]
    names: list[str] = []
    for part in parts:
        names.extend(_split_commas(part, alone=alone))
    return names


def _split_commas(part: str, *, alone: bool) -> list[str]:
    """Split at commas, which separate authors, an author from a job, or a surname from a first name."""
    pieces = [piece.strip() for piece in _LISTED.split(part) if piece.strip()]
    if len(pieces) == 2 and alone and all(_LATIN_WORD.match(piece) for piece in pieces):
        return [f"{pieces[1]} {pieces[0]}"]
    if len(pieces) == 2 and pieces[1].rstrip(".") in ("Jr", "Sr", "II", "III", "MD", "PhD"):
        return [", ".join(pieces)] if pieces[1].startswith("M") else [" ".join(pieces)]
    return pieces


def _make_author(written: str, publisher: str | None) -> Author | None:
    name = _TRAILER.sub("", _LEAD.sub("", written.strip(), count=1)).strip(" ,;:|-–—*.'\"")
    if written.rstrip().endswith(("Jr.", "Sr.")):
        name += "."
    if (
        not 1 < len(name) <= _LONGEST_NAME
        or len(name.split()) > 8
        or not any(character.isalpha() for character in name)
    ):
        return None
    if (
        _LEAD.fullmatch(f"{name} ")
        or _NOT_A_NAME.search(name)
        or (publisher and name.casefold() == publisher.casefold())
    ):
        return None
    if is_known_name(name) or (looks_like_agency(name) and not _JOB.search(name)):
        return Author(name=name, role="agency", as_written=written.strip())
    if (
        is_unnamed(name)
        or (looks_like_outlet(name) and len(name.split()) > 1)
        or _JOB.search(name)
        or _ACCOUNT.fullmatch(name)
    ):
        return None
    if name.isupper() and name.isascii() and len(name) > 4:
        name = " ".join("-".join(part.capitalize() for part in word.split("-")) for word in name.split())
    return Author(name=name, as_written=written.strip())

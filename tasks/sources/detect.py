"""What a file is, told by its first bytes. The name decides only where the bytes leave it open."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

import orjson

from tasks.charset import decode_stream, sniff
from tasks.model.errors import UndecodableDocument, UnknownFormat
from tasks.model.records import Charset
from tasks.sources.fields import FieldMap


class Format(StrEnum):
    """The kinds of file that can be read."""

    TEXT = "text"
    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"  # known, and nothing to read: addresses and no text
    JSON_FEED = "json feed"
    JSON_LINES = "json lines"
    JSON_DOCUMENT = "json document"
    TABLE = "table"
    PARQUET = "parquet"
    ARCHIVE = "archive"


_BINARY = Charset(used="utf-8")  # what text there is in it states its own charset


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file turned out to be, and the charset of one that is text."""

    format: Format
    charset: Charset = _BINARY


# what is certainly no news, by its first bytes
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a media file (RIFF)"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip file inside another"),
)
_TABLE_SUFFIXES = frozenset((".csv", ".tsv", ".tab", ".psv"))
_PAGE_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".shtml"))
_LINES_SUFFIXES = frozenset((".jsonl", ".ndjson", ".jsonlines"))
_PACKED_SUFFIXES = frozenset((".gz", ".bz2", ".xz", ".zst"))

_MAX_PROLOGUE = 20  # comments and processing instructions before the first element
_PROLOGUE = re.compile(
    r"\s*(?:<\?[^>]{0,2000}\?>|<!--.{0,20000}?-->|<!DOCTYPE\s[^>\[]{0,500}>)", re.DOTALL | re.IGNORECASE
)
_HTML_DOCTYPE = re.compile(r"<!doctype\s{1,9}html\b", re.IGNORECASE)
_ROOT = re.compile(r"\s*<([A-Za-z][\w.:-]{0,80})")
_FEED_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))
_PAGE_ELEMENTS = frozenset(
    (
        "html",
        "head",
        "body",
        "div",
        "p",
        "article",
        "main",
        "section",
        "title",
        "meta",
        "header",
        "h1",
        "h2",
        "table",
    )
)
_PAGE_TAG = re.compile(
    r"</?(?:html|head|body|div|p|article|title|meta|h1|br|span|a)(?:\s[^<>]{0,400})?>", re.IGNORECASE
)
_JSON_START = re.compile(r"\s*[\[{]")
_OBJECT_ON_LINE = re.compile(r'^\s*\{\s*".*\}\s*$|^\s*\{\s*"[^\n]{2000}', re.MULTILINE)
_OBJECT_START = re.compile(r'\s*\{\s*(?:"|\}|$)')
_ARRAY_START = re.compile(r"\s*\[\s*(?:\{|\[|\]|$)")
_JSON_FEED = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/jsonfeed\.org\\?/version')
_DELIMITERS = ",;\t|"
_MAX_COLUMN_NAME = 80
_ZEROS = re.compile(rb"\x00{3,}")
_LINE_END = re.compile(r"\r\n?|\n")


def detect(sample: bytes, name: str, fields: FieldMap) -> Found:
    """Return what the file called *name* is that begins with *sample*.

    >>> detect(b"title;text;date", "export.csv", FieldMap()).format
    <Format.TABLE: 'table'>

    Raise :class:`UnknownFormat` for what is no text and none of the binary formats that are read.
    """
    if sample.startswith(b"PAR1"):
        return Found(format=Format.PARQUET)
    if sample.startswith(b"WARC/"):
        return Found(format=Format.ARCHIVE)
    for magic, what in _FOREIGN:
        if sample.startswith(magic):
            raise UnknownFormat(what)
    if sample[257:262] == b"ustar":
        raise UnknownFormat("a tar archive")
    charset, sample = _sniff(sample)
    text = next(decode_stream([sample], charset), "")
    return Found(format=_format_of(text, _suffix(name), fields), charset=charset)


def _sniff(sample: bytes) -> tuple[Charset, bytes]:
    """Return the charset of *sample*, and what of it can be judged.

    A machine that lost its power leaves blocks of zeros in files it was writing: they do not count.
    """
    try:
        return sniff(sample), sample
    except UndecodableDocument as error:
        written = _ZEROS.sub(b"", sample)
        if written == sample or not written.strip():
            raise UnknownFormat(str(error)) from error
    try:
        return sniff(written), written
    except UndecodableDocument as error:
        raise UnknownFormat(str(error)) from error


def _suffix(name: str) -> str:
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    if suffixes and suffixes[-1] in _PACKED_SUFFIXES:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _format_of(text: str, suffix: str, fields: FieldMap) -> Format:
    markup = markup_format(text)
    if markup is Format.SITEMAP:
        raise UnknownFormat("a sitemap: addresses, and no text")
    if markup is not None:
        return markup
    if suffix in _LINES_SUFFIXES and _OBJECT_ON_LINE.search(text):
        return Format.JSON_LINES  # whatever its first line is
    if _JSON_START.match(text) and (found := _json_format(text)) is not None:
        return found
    if delimiter_of(text, fields, named_table=suffix in _TABLE_SUFFIXES) is not None:
        return Format.TABLE
    if suffix in _TABLE_SUFFIXES:
        header = text.lstrip().split("\n", 1)[0][:100].strip()
        raise UnknownFormat(f"a table none of whose columns has a known name: {header!r}")
    if suffix in _PAGE_SUFFIXES and _PAGE_TAG.search(text):
        return Format.PAGE
    return Format.TEXT


def markup_format(text: str) -> Format | None:
    """Return which kind of markup *text* begins as, ``None`` for none.

    Raise :class:`UnknownFormat` for XML of a kind that is not read.

    >>> markup_format("<?xml version='1.0'?><rss><channel/></rss>"), markup_format("Dam release: a < b")
    (<Format.FEED: 'feed'>, None)
    """
    start = 0
    for _ in range(_MAX_PROLOGUE):
        found = _PROLOGUE.match(text, start)
        if found is None:
            break
        if _HTML_DOCTYPE.search(found.group()):
            return Format.PAGE
        start = found.end()
    root = _ROOT.match(text, start)
    if root is None:
        return None
    element = root[1].lower()
    if element.rpartition(":")[2] in _FEED_ROOTS:
        return Format.FEED
    if element in _PAGE_ELEMENTS:
        return Format.PAGE
    if element in ("urlset", "sitemapindex"):
        return Format.SITEMAP
    if start:  # an XML declaration went before
        raise UnknownFormat(f"XML of another kind: <{root[1]}>")
    return Format.PAGE if len(_PAGE_TAG.findall(text[:20_000])) > 1 else None


def _json_format(text: str) -> Format | None:
    """Return which kind of JSON *text* begins as, or ``None`` where it only opens with a bracket."""
    if _JSON_FEED.search(text[:2_000]):
        return Format.JSON_FEED
    first, ended, rest = text.lstrip().partition("\n")
    is_value = _is_json(first)
    if first.startswith("{") and not (is_value and not rest.strip()):
        if is_value or (ended and rest.lstrip(" \t\r\n").startswith("{")):
            return Format.JSON_LINES  # also where the first line is the broken one
        return Format.JSON_DOCUMENT if _OBJECT_START.match(text) else None
    if is_value and rest.strip():
        return Format.JSON_LINES
    return Format.JSON_DOCUMENT if is_value or _ARRAY_START.match(text) else None


def _is_json(line: str) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def delimiter_of(text: str, fields: FieldMap, *, named_table: bool) -> str | None:
    """Return what separates the columns if *text* begins with a header row of known names.

    One known name is enough for a file that is called a table, two for any other.

    >>> delimiter_of("title;text;date\\nA;x;1\\n", FieldMap(), named_table=False)
    ';'
    """
    lines = [line for line in _LINE_END.split(text[:20_000]) if line.strip()][:3]
    if lines and is_delimiter_note(lines[0].encode()):
        del lines[0]
    if not lines or len(lines[0]) > 10_000:
        return None
    line = lines[0]
    best, most = None, 0
    for delimiter in _DELIMITERS:
        known = sum(bool(fields.targets(name.strip())) for name in split_row(line, delimiter))
        if known > most:
            best, most = delimiter, known
    columns = split_row(line, best) if best else []
    if best is None or any(len(column) > _MAX_COLUMN_NAME for column in columns):
        return None
    if not named_table and best not in "".join(lines[1:2]):
        return None  # a line of prose with commas in it
    return best if most >= (1 if named_table else 2) else None


def is_delimiter_note(line: bytes | None) -> bool:
    """Is *line* the one in which Excel says what separates the columns, before the header?"""
    return line is not None and len(line) <= 8 and line.startswith(b"sep=")


def split_row(line: str, delimiter: str) -> list[str]:
    """Return the cells of a row that stands on one line, sloppy quotes and all.

    >>> split_row('title,"text, or body",date', ",")
    ['title', 'text, or body', 'date']
    """
    try:
        return next(csv.reader([line.replace("\r", " ")], delimiter=delimiter), [])
    except csv.Error:  # a cell above the size limit
        return []

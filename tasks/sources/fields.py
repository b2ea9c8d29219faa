"""Other people's names for the parts of an article, and ours.

A row of a table, a line of JSON, an item of a feed: whatever the outlet, the crawler or the data
set calls its columns, they leave this file under the names of :data:`FIELDS`. Case, punctuation and
camel case do not count (``publish_date``, ``PublishDate`` and ``publish-date`` are one name), and
objects inside objects are looked into (``fields.bodyText``, ``publisher.name``).

Where a record has several names for one field, the one that stands first in the table wins; a field
without a value never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from tasks.model.errors import ConfigError

FieldValue = str | list[str]

# our name: the names it goes by, best first. Newspaper and news-please exports, the Guardian's, the New
# York Times' and WordPress' interfaces, NewsAPI, MediaCloud, GDELT, schema.org, ninjs and the usual data
# sets were gone through; what names a time of fetching is left out on purpose.
FIELDS: dict[str, str] = {
    "url": """
        url link weburl articleurl pageurl permalink storyurl newsurl sourceurl uri href loc address
        guid externalurl versionsurl originalurl""",
    "canonical_url": "canonicalurl canonical canonicallink canonicaluri mainentityofpage ogurl",
    "title": """
        title headline headlinemain webtitle articletitle newstitle titlerendered storytitle
        headlines heading posttitle titleoriginal ogtitle""",
    "kicker": "kicker overline eyebrow rubric headlinekicker",
    "standfirst": """
        standfirst subtitle subheadline subhead subheading deck dek trailtext fieldstrailtext
        alternativeheadline strapline""",
    "summary": """
        summary description abstract excerpt excerptrendered snippet shortdescription lead lede
        leadparagraph teaser metadescription ogdescription preview synopsis""",
    "body": """
        articlebody bodytext fieldsbodytext maintext fulltext articletext cleanedtext cleantext
        plaintext bodyplain body text content contenttext articlecontent newscontent newstext
        storytext story article paragraphs titlecontent rawtext""",
    "body_html": """
        bodyhtml contenthtml contentrendered articlehtml bodyxhtml fieldsbody contentencoded html
        rawhtml pagehtml""",
    "authors": """
        authors author byline bylineoriginal fieldsbyline creator dccreator writer writers
        authorname authornames by reporter contributors authorslist journalist bylines""",
    "published": """
        datepublished publishedat published publisheddate publicationdate publishdate datepublish
        pubdate publishedon publisheddatetime publishtime publishedtime publicationtime
        webpublicationdate firstpublicationdate firstpublished firstcreated articlepublishedtime
        datepub dateofpublication posteddate dateposted postdate articledate newsdate storydate date
        datetime dategmt datecreated""",
    "modified": """
        datemodified modifiedat modified modifieddate modifiedgmt datemodify lastmodified updatedat
        updated updateddate dateupdated lastupdated updatetime versioncreated lastmod
        articlemodifiedtime contentmodified fieldslastmodified""",
    "language": "language lang inlanguage languagecode langcode locale articlelanguage",
    "source": """
        source sourcename publisher publishername outlet outletname newspaper publication
        publicationname sourcedomain mediaoutlet medianame mediatitle newssource provider newsoutlet
        domain website sourcetitle sitename ogsitename site feedtitle""",
    "section": """
        section sectionname articlesection category newsdesk desk pillarname topic rubrik ressort
        subject newscategory sectionid""",
    "tags": "tags keywords keyword tagslist categories topics articletags newskeywords subjects",
    "credit": "credit creditline agency wire newsagency infosources copyrightnotice",
    "dateline": "dateline located locationcreated",
    "id": "id articleid newsid docid documentid storyid storiesid postid uuid identifier recordid pageid",
    "image": """
        image imageurl urltoimage topimage leadimage thumbnail thumbnailurl socialimage ogimage
        fieldsthumbnail mainimage topimageurl photo""",
    "site_name": "sitename ogsitename feedtitle",
}

# objects that only wrap: what is inside them means the same outside
_WRAPPERS = frozenset(
    name
    for name in """fields article _source response content metadata meta data attributes properties item node
        doc document story post news record""".split()  # noqa: SIM905 - reads better than twenty quoted words
)
_DATES = frozenset(("published", "modified"))
_MANY = frozenset(("authors", "tags", "body"))
_NOTHING = frozenset(("", "null", "none", "nan", "nat", "n/a", "na", "undefined", "\\n", "[]", "{}", "<na>"))
# what an object is called, and what is written in it
_LABELS = ("value", "name", "text", "title", "label", "term", "full_name", "rendered", "url", "@id", "#text")
_WRITTEN = ("value", "text", "content", "rendered", "#text")
_MAX_DEPTH = 4
_MEMO_SIZE = 4_096  # column names met so far; a file of ever new names must not fill the memory
_OUTSIDE_NAME = re.compile(r"[\W_]+")
_MARKUP = re.compile(
    r"<(?:p|div|br|span|h[1-6]|ul|ol|li|article|section|figure|html|!doctype)\b[^<>]{0,500}>", re.IGNORECASE
)
_ADDRESS = re.compile(r"\s*(?:https?:)?//|\s*[\w-]+(?:\.[\w-]+){1,8}/", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d{1,9})?")
_EARLIEST_EPOCH = 1_000_000_000  # 2001: smaller numbers are years, days or rows, not seconds


def plain_name(name: str) -> str:
    """Return *name* without case and punctuation.

    >>> plain_name("fields.bodyText"), plain_name("Publish_Date")
    ('fieldsbodytext', 'publishdate')
    """
    return _OUTSIDE_NAME.sub("", name).casefold()


_RANKS: dict[str, tuple[tuple[str, int], ...]] = {}
for _field, _names in FIELDS.items():
    for _rank, _name in enumerate(_names.split()):
        _RANKS[_name] = (*_RANKS.get(_name, ()), (_field, _rank))


class FieldMap:
    """Translates records: our table, and before it the names that an operator gave.

    >>> FieldMap().translate({"webTitle": "Night trains", "fields": {"bodyText": "They return."}})
    {'title': 'Night trains', 'body': 'They return.'}
    >>> FieldMap((("Überschrift", "title"),)).translate({"überschrift": "Nachtzüge"})
    {'title': 'Nachtzüge'}

    Raise :class:`ConfigError` when an operator's name points at no field of ours.
    """

    def __init__(self, overrides: Iterable[tuple[str, str]] = ()) -> None:
        self._overrides: dict[str, str] = {}
        for name, field in overrides:
            if field not in FIELDS:
                raise ConfigError(f"field {name!r}: there is no {field!r}; choose from {', '.join(FIELDS)}")
            self._overrides[plain_name(name)] = field
        self._memo: dict[str, tuple[tuple[str, int], ...]] = {}

    def targets(self, path: str) -> tuple[tuple[str, int], ...]:
        """Return the fields that the column at *path* can fill, each with its rank (0: nothing better).

        >>> FieldMap().targets("headline")[0][0], FieldMap().targets("shoe size")
        ('title', ())
        """
        known = self._memo.get(path)
        if known is None:
            known = self._find_targets(path)
            if len(self._memo) < _MEMO_SIZE:
                self._memo[path] = known
        return known

    def _find_targets(self, path: str) -> tuple[tuple[str, int], ...]:
        steps = path.split(".")
        for skipped in range(len(steps)):
            if any(step not in _WRAPPERS for step in steps[:skipped]):
                break
            name = plain_name(".".join(steps[skipped:]))
            if name in self._overrides:
                return ((self._overrides[name], -1),)
            if name in _RANKS:
                return _RANKS[name]
        return ()

    def translate(self, record: Mapping[str, object]) -> dict[str, FieldValue]:
        """Return *record* under our names: strings and lists of strings, nothing empty."""
        best: dict[str, tuple[int, object]] = {}
        for path, value in _leaves(record):
            for field, rank in self.targets(path):
                held = best.get(field)
                if (held is None or rank < held[0]) and _fills(field, value):
                    best[field] = (rank, value)
        fields: dict[str, FieldValue] = {}
        for field in FIELDS:
            if field in best and (value := _value(field, best[field][1])):
                fields[field] = value
        _move_markup(fields)
        return fields


def _leaves(record: Mapping[str, object], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        path = f"{prefix}{key}" if prefix else str(key)
        if isinstance(value, dict) and value and depth < _MAX_DEPTH:
            yield path, value
            yield from _leaves(value, f"{path}.", depth + 1)
        else:
            yield path, value


def _fills(field: str, value: object) -> bool:
    """Is *value* something that *field* can hold?"""
    if _is_nothing(value):
        return False
    if field == "url":  # a guid, uri or id that is no address
        return not isinstance(value, str) or _ADDRESS.match(value) is not None
    if isinstance(value, dict):
        return bool(_label(value, _WRITTEN if field == "body" else _LABELS))
    return True


def _is_nothing(value: object) -> bool:
    if isinstance(value, str):
        return (len(value) < 16 and value.strip().casefold() in _NOTHING) or value.isspace()
    return value is None or value != value or value == []  # NaN is not equal to itself


def _value(field: str, value: object) -> FieldValue:
    """Return *value* as the text, or the list of texts, of *field*."""
    if field in _DATES:
        return _moment(value)
    if isinstance(value, (list, tuple)):
        texts = [text for part in value if _fills(field, part) and (text := _text(part, field))]
        if field == "body":
            return "\n\n".join(texts)
        return texts if field in _MANY else (texts[0] if texts else "")
    return _text(value, field)


def _text(value: object, field: str = "") -> str:
    if isinstance(value, str):
        return value if value.isascii() or value.isprintable() else _whole_characters(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return _label(value, _WRITTEN if field == "body" else _LABELS)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return "" if value is None or isinstance(value, (list, tuple)) else str(value)


def _whole_characters(text: str) -> str:
    """Return *text* with half a surrogate pair, which JSON can spell and UTF-8 cannot, made U+FFFD.

    >>> _whole_characters("cut\\ud83d"), _whole_characters("\\ud83d\\ude00")
    ('cut�', '😀')
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _label(value: Mapping[str, object], keys: Iterable[str]) -> str:
    """Return what an object is called: the name of an author, the url of an image."""
    for key in keys:
        label = value.get(key)
        if isinstance(label, str) and not _is_nothing(label):
            return _whole_characters(label)
    return ""


def _moment(value: object) -> str:
    """Return a date as given, and seconds or milliseconds since 1970 as ISO 8601.

    >>> _moment(1709632800), _moment("1709632800000"), _moment("5 March 2024")
    ('2024-03-05T10:00:00+00:00', '2024-03-05T10:00:00+00:00', '5 March 2024')
    """
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    text = _text(value).strip()
    if not _EPOCH.fullmatch(text):
        return text
    seconds = float(text)
    if seconds >= _EARLIEST_EPOCH * 1000:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _move_markup(fields: dict[str, FieldValue]) -> None:
    """Put a body that is HTML where HTML belongs."""
    body = fields.get("body")
    if isinstance(body, str) and "<" in body and _MARKUP.search(body):
        fields.setdefault("body_html", body)
        del fields["body"]

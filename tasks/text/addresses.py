"""Canonical addresses: one for each article, whatever it was linked as.

What is dropped has been seen to never choose an article: tracking parameters, fragments, AMP and
mobile forms, ``http`` against ``https``, a default port, a trailing slash, and ``www.``. Everything
else stays, other parameters included, in their order: two articles in one are worse than one in two.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d|link\w*|bbc\w*|ptr\w*|format|content|objective)|mc_[ce]id|mkt_tok|_hs\w+|hs\w*tracking|pk_\w+|piwik_\w+"
    r"|mtm_\w+|ns_\w+|itm_\w+|wt[._]\w+|fb_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igsh(?:id)?|li_fat_id|_ga|_gl"
    r"|s_cid|s_campaign|cmpid|cmp|ito|icid|ncid|ocid|cid_source|xtor|xtref|echobox|spm|smid|smtyp|sref|soc_src|soc_trk|guccounter|guce_\w+"
    r"|ref(?:_?src|_?url|errer|erer)?|partner|rss|feature|share(?:d|id|token)?|social|tpcc|taid|traffic_source|campaign(?:_?id)?|trk\w*|vero_\w+"
    r"|oly_\w+|rb_clickid|srnd|leadsource|source_?id|emc|ns_mchannel|__twitter_impression|outputtype|amp|amp_\w+|_amp|usqp|nocache)\Z",
    re.IGNORECASE,
)
_AMP_VALUES = frozenset({"amp", "1", "true", "", "yes"})
_TRACKING_BY_VALUE = {
    "ref": re.compile(
        r"(?:rss|feed|home\w*|social|tw|fb|twitter|facebook|newsletter|app|hp|nl)\w*\Z", re.IGNORECASE
    ),
    "source": re.compile(r"(?:rss|feed|social|twitter|facebook|newsletter)\w*\Z", re.IGNORECASE),
}
# As the first label, and after that of a language: en.m.paper.example.
_MOBILE_HOST = re.compile(
    r"\A(?:m|mobile|amp|mobil|touch|wap)\.(?=[^.]+\.[^.])|(?<=\A[a-z]{2}\.)m\.(?=[^.]+\.[^.])"
)
# Copies that are served for a page have its address in theirs, as the AMP cache specifies.
_AMP_CACHE = re.compile(r"[a-z0-9-]{1,80}\.cdn\.ampproject\.org\Z|(?:www\.)?google\.[a-z.]{2,6}\Z")
_CACHED = re.compile(
    r"\A/(?:[acirvx]|wp|amp)/(?P<safe>s/)?(?P<host>[\w.-]{1,250}\.[a-z]{2,24})(?P<path>/.*|\Z)"
)
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?\Z)|\.amp(?=\.html?\Z)|\A/amp(?=/.)")
_KEPT_ESCAPED = re.compile(
    r"%(?:2[0-9A-Fa-f]|3[A-Fa-f]|40|5[BbDdCc]|7[BbCcDdFf]|[01][0-9A-Fa-f]|60|5[Ee]|3[CcEe])"
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}(?:\.[a-z0-9_-]{1,63}){0,9})\.?\Z|\[[0-9a-f:.]{2,45}\]\Z")
_LONGEST = 4_000
_DEFAULT_PORTS = frozenset({80, 443})


def canonical_address(url: str | None, base: str | None = None) -> str | None:
    """Return the address that stands for *url*, or ``None`` where it is no web address.

    >>> canonical_address("http://www.Paper.example:80/money/levy/?utm_source=x&id=7#top")
    'https://paper.example/money/levy?id=7'
    >>> canonical_address("/money/levy", base="https://paper.example/x?y=1")
    'https://paper.example/money/levy'
    >>> canonical_address("https://m.paper.example/a/amp/")
    'https://paper.example/a'
    >>> canonical_address("https://paper-example.cdn.ampproject.org/c/s/paper.example/a")
    'https://paper.example/a'
    >>> canonical_address("mailto:desk@paper.example") is None
    True
    """
    parts = _split(url, base)
    if parts is None:
        return None
    host, port, path, query = parts
    if _AMP_CACHE.match(host) and (cached := _CACHED.match(path)):
        host, port, path = cached["host"], "", cached["path"]
    host = _MOBILE_HOST.sub("", host.removeprefix("www."), count=1)
    path = _AMP_PATH.sub("", path)
    kept = "&".join(item for item in query.split("&") if item and not _is_tracking(item))
    path = _normalise_escapes(path).rstrip("/")
    return f"https://{host}{port}{path or '/'}{'?' + _normalise_escapes(kept) if kept else ''}"


def host_of(url: str | None) -> str | None:
    """Return the host of *url* without ``www.``, or ``None`` where there is none.

    >>> host_of("https://www.paper.example/a"), host_of("just words")
    ('paper.example', None)
    """
    parts = _split(url, None)
    return None if parts is None else parts[0].removeprefix("www.")


def absolute_address(url: str | None, base: str | None = None) -> str | None:
    """Return *url* as an absolute web address, as it was given; ``None`` where it is none.

    >>> absolute_address("/a?b=1#c", "https://paper.example/x")
    'https://paper.example/a?b=1#c'
    """
    joined = _join(url, base)
    return None if joined is None or _split_joined(joined) is None else joined


def _split(url: str | None, base: str | None) -> tuple[str, str, str, str] | None:
    """Return host, ``:port`` or nothing, path and query of a web address."""
    joined = _join(url, base)
    return None if joined is None else _split_joined(joined)


def _join(url: str | None, base: str | None) -> str | None:
    """Return *url* as it is reached from *base*, or ``None`` where it is none."""
    if not url or len(url) > _LONGEST:
        return None
    try:
        return urljoin(base, url.strip()) if base else url.strip()
    except ValueError:
        return None


def _split_joined(joined: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(f"https:{joined}" if joined.startswith("//") else joined)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    host = _ascii_host(host)
    if _HOST.match(host) is None:
        return None
    return host, "" if port is None or port in _DEFAULT_PORTS else f":{port}", parts.path, parts.query


def _ascii_host(host: str) -> str:
    """Return *host* as it is asked for: letters of other scripts in punycode."""
    if host.isascii():
        return f"[{host}]" if ":" in host else host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_tracking(item: str) -> bool:
    name, _, value = item.partition("=")
    lower = name.casefold()
    if lower in ("amp", "outputtype"):
        return value.casefold() in _AMP_VALUES
    if lower in _TRACKING_BY_VALUE:
        return _TRACKING_BY_VALUE[lower].match(value) is not None
    return _TRACKING.match(name) is not None


def _normalise_escapes(text: str) -> str:
    """Write each character one way: plain where it may stand in an address, else as capital hex of UTF-8."""
    text = _ESCAPE.sub(_unescape, text)
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "replace")), text
    )


def _unescape(found: re.Match[str]) -> str:
    if _KEPT_ESCAPED.match(found.group()) or int(found[1], 16) >= 0x80:
        return found.group().upper()
    return unquote(found.group())

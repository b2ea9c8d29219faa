"""What a source is called where neither an operator nor the document gives it a name."""

from __future__ import annotations

from urllib.parse import urlsplit

UNNAMED = "files"  # the source of a local document that names none


def source_of_url(url: str | None) -> str | None:
    """Return the host of *url* without ``www.``, or ``None`` where there is none.

    >>> source_of_url("http://www.Courier.example:8080/a"), source_of_url("no address")
    ('courier.example', None)
    """
    if url is None:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:  # an IPv6 address that is none
        return None
    return host.removeprefix("www.") if host else None

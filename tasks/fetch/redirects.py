"""Where a redirect leads, and the cookies that some sites set on the way and ask back at once."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tasks.fetch.addresses import Target
from tasks.model.exchanges import Headers

FOLLOWED = frozenset((301, 302, 303, 307, 308))
PERMANENT = frozenset((301, 308))

_MAX_COOKIES = 50
_MAX_COOKIE = 4_096
_COOKIE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]{1,4096}")
_EXPIRED = re.compile(r";\s{0,9}max-age\s{0,9}=\s{0,9}(?:0|-)", re.IGNORECASE)
_SECURE = re.compile(r";\s{0,9}secure\s{0,9}(?:;|$)", re.IGNORECASE)


def read_location(headers: Headers, base: str) -> str | None:
    """Return the address a redirect names, absolute, or ``None`` where it names none.

    >>> read_location((("Location", "../news/b.html"),), "http://a.example/x/y")
    'http://a.example/news/b.html'

    Headers are bytes, read here as Latin-1; what is valid UTF-8 was meant as that:

    >>> read_location((("location", "/Ã¤"),), "http://a.example/")
    'http://a.example/ä'
    """
    said = next((value for name, value in headers if name.lower() == "location"), "").strip()
    if not said:
        return None
    with suppress(UnicodeError):  # Latin-1 it is
        said = said.encode("latin-1").decode("utf-8")
    return resolve_address(base, said)


def resolve_address(base: str, said: str) -> str | None:
    """Return *said* as an absolute address, or ``None`` where it is none.

    >>> resolve_address("http://a.example/x/y", "//b.example/c")
    'http://b.example/c'
    """
    place, mark, query = said.partition("?")
    try:
        return urljoin(base, place.replace("\\", "/") + mark + query)  # as browsers read a backslash
    except ValueError:
        return None


@dataclass(slots=True)
class Cookies:
    """The cookies of one exchange: given back to the host that set them, forgotten afterwards."""

    _kept: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)

    def take(self, target: Target, headers: Headers) -> None:
        """Keep what an answer of *target* sets."""
        for name, value in headers:
            if name.lower() != "set-cookie" or len(value) > _MAX_COOKIE:
                continue
            pair = value.partition(";")[0].strip()
            key, equals, _ = pair.partition("=")
            if not equals or not _COOKIE.fullmatch(pair.replace(" ", "").replace(",", "")):
                continue
            jar = self._kept.setdefault(target.host, {})
            if _EXPIRED.search(value):
                jar.pop(key, None)
            elif len(jar) < _MAX_COOKIES:
                jar[key] = (pair, bool(_SECURE.search(value)))

    def header_for(self, target: Target) -> str:
        """Return the ``Cookie`` header for *target*, empty where there is none."""
        is_secure = target.origin.startswith("https:")
        jar = self._kept.get(target.host, {})
        return "; ".join(pair for pair, only_secure in jar.values() if is_secure or not only_secure)

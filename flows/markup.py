"""How text becomes part of a page: escaped, without control characters, under a policy that forbids the rest.

Every page we write or serve goes through here, so that no article, however it was made, can put markup, a
script or a request into one.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from html import escape

_CONTROLS: Mapping[int, str | None] = {
    **dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(range(0x202A, 0x202F)),  # would turn round what stands beside a text
    **dict.fromkeys(range(0x2066, 0x206A)),  # and so would these
}
_LONGEST_LANGUAGE = 35  # characters of a tag that is one


def harmless(text: str) -> str:
    r"""Return *text* without the characters that no page should hold, not escaped.

    >>> harmless("a\x00b\u202ec")
    'a\ufffdbc'
    """
    return text.translate(_CONTROLS)


def plain(text: str) -> str:
    r"""Return *text* as a page may hold it.

    >>> plain("<b>\x1b[31mA & B"), plain('said "no"')
    ('&lt;b&gt;\ufffd[31mA &amp; B', 'said &quot;no&quot;')
    """
    return escape(harmless(text))


def language(code: str | None) -> str:
    """Return the attribute that names a language, where there is one to name.

    >>> language("fr"), language(None), language("x' onload=")
    (' lang="fr"', '', '')
    """
    if not code or len(code) > _LONGEST_LANGUAGE or not code.replace("-", "").isalnum():
        return ""
    return f' lang="{plain(code)}"'


def is_web_address(url: str | None) -> bool:
    """Return whether a page may link to *url*: to the web, and to nothing that a browser would run or open.

    >>> is_web_address("https://courier.example/1"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return url is not None and url.lower().startswith(("https://", "http://"))


def link(url: str | None, inside: str) -> str:
    """Return *inside*, which is markup, as a link to *url* where that is an address on the web.

    >>> link("https://courier.example/1", "Ferry"), link("file:///etc/passwd", "Ferry")
    ('<a href="https://courier.example/1" rel="noreferrer">Ferry</a>', 'Ferry')
    """
    if url is None or not is_web_address(url):
        return inside
    return f'<a href="{plain(url)}" rel="noreferrer">{inside}</a>'


def day_in_words(day: date) -> str:
    """Return *day* as people write it.

    >>> day_in_words(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def strict_policy(style: str) -> str:
    """Return the policy of a page that holds the sheet *style* and asks for nothing else at all.

    >>> strict_policy("p { margin: 0 }")[:58]
    "default-src 'none'; style-src 'sha256-7IWhgxoOGTB5NQzjGk9O"
    """
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def whole_page(title: str, style: str, body: str) -> str:
    """Return a page of its own: *title* is text, *body* is markup, *style* the only sheet it may use."""
    sheet = f"\n{style}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{strict_policy(sheet)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{plain(title)}</title>\n<style>{sheet}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )

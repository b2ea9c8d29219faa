"""Choose title, authors and addresses of a page among everything the page says they are.

Each choice keeps the candidates that lost. For authors structured data comes first, for the title
what several places agree on.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tasks.model.records import Hints
from tasks.text.addresses import canonical_address, host_of
from tasks.text.clean import clean_line
from tasks.text.page import Page

_COMMON_COUNTRIES = {"uk": "GB"}
_GENERIC_TLDS = frozenset(
    """
    co io tv me ai fm cc ws ly to eu
    """.split()  # noqa: SIM905  quoted words are harder to read
)


def choose_site_name(page: Page, url: str | None) -> str | None:
    """Return the name of the outlet as the page gives it."""
    name = (
        page.meta("og:site_name", "application-name", "al:ios:app_name", "dc.publisher", "dcterms.publisher")
        or page.data.site_name()
    )
    return clean_line(name[:200]) or None if name else None


def choose_addresses(page: Page, url: str | None) -> tuple[str | None, str | None]:
    """Return the address of the page, and its canonical one: what it names, on its own site."""
    own = host_of(url)
    for named in (page.canonical, page.meta("og:url"), page.data.text("mainEntityOfPage", "url")):
        found = canonical_address(clean_line(named), url) if named else None
        if found is None or (own and not _same_site(host_of(found), own)):
            continue
        if found.count("/") == 3 and found.endswith("/") and (not url or canonical_address(url) != found):
            continue  # every page of some sites names the front page
        return url or found, found
    return url, canonical_address(url)


def effective_hints(page: Page, hints: Hints, url: str | None) -> Hints:
    """Add to *hints* what the page's language tag and the country of its address say."""
    country = hints.country
    if country is None and page.language and (region := re.search(r"[-_]([A-Za-z]{2})\Z", page.language)):
        country = region[1].upper()
    locale = page.meta("og:locale")
    if country is None and locale and (region := re.fullmatch(r"[a-z]{2}_([A-Z]{2})", locale)):
        country = region[1]
    if country is None and (host := host_of(url)):
        ending = host.rsplit(".", 1)[-1]
        if len(ending) == 2 and ending.isalpha() and ending not in _GENERIC_TLDS:
            country = _COMMON_COUNTRIES.get(ending, ending.upper())
    return replace(hints, country=country)


def _same_site(host: str | None, own: str) -> bool:
    """Do both hosts belong to one site, near enough: the same last two labels?"""
    if host is None:
        return False
    return (
        host == own or host.split(".")[-2:] == own.split(".")[-2:] or host.split(".")[0] == own.split(".")[0]
    )

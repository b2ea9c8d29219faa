from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import ConfigError, DocumentRejected
from tasks.sources.links import find_article_links, read_address_list

HOME = "https://fjord.example/"
PAGE = """<html><head><base href="https://fjord.example/en/"></head><body>
<nav><a href="/news/along-the-coast">Along the coast</a></nav>
<main>
<article><a href="news/ferries-return-in-spring-4711#comments"><img src="a.jpg"></a>
<h2><a href="news/ferries-return-in-spring-4711">Ferries return in spring, the line says</a></h2></article>
<h3><a href="https://www.fjord.example/2024/05/02/quay.html">The quay is to be rebuilt by autumn</a></h3>
<ul><li><a href="/news/tide-tables-for-the-coming-week">Tide tables for the coming week are out</a></li></ul>
<a href="/tag/ferries-and-quays-of-the-coast">Everything on ferries and quays of the coast</a>
<a href="https://elsewhere.example/2024/05/02/a-story-from-elsewhere">A story of another site</a>
<a href="/media/2024/05/02/harbour-plans-in-full.pdf">The harbour plans in full, as a file</a>
<a href="javascript:share()">Share this page with all friends</a><a href="mailto:a@fjord.example">Write</a>
<a href="#top">Back to the top of this very long page</a><a href="/">Home</a><a href="/sport">Sport</a>
</main><footer><a href="/about-us">About us</a></footer></body></html>"""


def test_links_that_look_like_articles_are_found_in_the_order_of_the_page() -> None:
    links = find_article_links(PAGE.encode(), base_url=HOME, selector=None)

    assert [(link.url, link.text) for link in links] == [
        (
            "https://fjord.example/en/news/ferries-return-in-spring-4711",
            "Ferries return in spring, the line says",
        ),
        ("https://www.fjord.example/2024/05/02/quay.html", "The quay is to be rebuilt by autumn"),
        (
            "https://fjord.example/news/tide-tables-for-the-coming-week",
            "Tide tables for the coming week are out",
        ),
    ]


@pytest.mark.parametrize("selector", ["li a", "main ul", "li > a[href*=tide]"])
def test_a_selector_names_the_links_or_what_holds_them(selector: str) -> None:
    links = find_article_links(PAGE.encode(), base_url=HOME, selector=selector)

    assert [link.url for link in links] == ["https://fjord.example/news/tide-tables-for-the-coming-week"]


def test_a_selector_that_is_none_is_the_operator_s_to_change() -> None:
    with pytest.raises(ConfigError, match="no CSS selector"):
        find_article_links(PAGE.encode(), base_url=HOME, selector="a[")


def test_headlines_without_spaces_count_too() -> None:
    page = '<h2><a href="/article/20240502001">議会が港の新しい予算案を承認、来春に工事開始へ</a></h2>'

    assert len(find_article_links(page.encode(), base_url=HOME, selector=None)) == 1


def test_the_charset_of_the_server_is_used() -> None:
    page = '<h2><a href="/2024/05/02/a-b-c">Fähren fahren wieder übers Meer</a></h2>'.encode("cp1252")

    (link,) = find_article_links(
        page, base_url=HOME, selector=None, headers={"Content-Type": "text/html; charset=iso-8859-1"}
    )

    assert link.text == "Fähren fahren wieder übers Meer"


def test_a_page_without_anything_has_no_links() -> None:
    assert find_article_links(b"", base_url=HOME, selector=None) == []


@given(st.binary(max_size=300), st.sampled_from([None, "a", "main a"]))
def test_any_bytes_are_links_or_refused(data: bytes, selector: str | None) -> None:
    try:
        links = find_article_links(b"<a href=/x>" + data, base_url=HOME, selector=selector)
    except DocumentRejected:
        return

    assert all(link.url.lower().startswith(("http://", "https://")) for link in links)


def test_a_list_of_addresses_may_hold_notes_and_names() -> None:
    data = b"""\xef\xbb\xbf# ours
https://fjord.example/1
"https://fjord.example/2","Ferries"
  https://fjord.example/1
fjord.example/3
not an address
"""

    assert read_address_list(data) == [
        "https://fjord.example/1",
        "https://fjord.example/2",
        "https://fjord.example/3",
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_of_addresses(data: bytes) -> None:
    assert all(url.lower().startswith(("http://", "https://")) for url in read_address_list(data))


def test_a_list_of_numbered_addresses_is_one_where_nothing_else_looks_like_articles() -> None:
    rows = "".join(f'<li><a href="/stories/{number}.html">Story {number}</a></li>' for number in range(1, 13))
    pages = "".join(f'<a href="/page/{number}">{number}</a>' for number in range(2, 20))
    listing = f"<h1>News</h1><ul>{rows}</ul><a href='/about'>About</a>{pages}".encode()

    links = find_article_links(listing, base_url="https://courier.example/")

    assert [link.url for link in links] == [f"https://courier.example/stories/{n}.html" for n in range(1, 13)]


def test_a_few_numbered_addresses_are_no_list() -> None:
    listing = b"".join(b'<a href="/room/%d">Room %d</a>' % (number, number) for number in range(4))

    assert find_article_links(listing, base_url="https://hotel.example/") == []

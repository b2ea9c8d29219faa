from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.model.errors import DocumentRejected, EmptyDocument, OversizedDocument
from tasks.model.records import Access, Article, Hints, MediaType, PageKind, RawDocument
from tasks.text.shape import shape
from tests.growth import grows_evenly

_PARAGRAPHS = [
    "The line raised its fares for the third time in two years, passengers were told on the quay.",
    "Harbour warden Nora Feld said the boats would still sail every hour, and that pupils would pay half.",
    "A petition against the step had been signed by two thousand people before the ticket office opened.",
    "“We had no choice,” said Ugo Brand, who runs the line, and pointed at the price of fuel.",
    "The council is to discuss the matter at its next meeting, which is open to everyone in the town.",
]
_BODY = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
_REST = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS[1:])
_MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav>"
_SIDE = (
    "<div class='sidebar'><h3>Most read</h3><ul>"
    + "".join(
        f"<li><a href='/{i}'>Another headline that is long enough to look like text</a></li>"
        for i in range(6)
    )
    + "</ul></div>"
)
_FOOT = "<footer><p>© 2024 Aldern Courier. All rights reserved. Reproduction is prohibited.</p></footer>"
_URL = "https://paper.example/news/fares"


def _shape(markup: str, url: str = _URL, **hints: Any) -> Article:
    return shape(
        RawDocument(
            source="x",
            locator="a.html",
            media_type=MediaType.HTML,
            content=markup.encode(),
            url=url,
            hints=Hints(**hints),
        )
    )


def _page(body: str, head: str = "", lang: str = "en") -> str:
    html = f"<!doctype html><html lang={lang}><head><meta charset=utf-8>{head}</head>"
    return f"{html}<body>{_MENU}{body}{_SIDE}{_FOOT}</body></html>"


def _data(**fields: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Fares rise</h1>{_BODY}</article>",
        f"<div class=a><h1>Fares rise</h1><div class=b>{_BODY}</div></div>",
        "<div class=s><h1>Fares rise</h1>" + "<br><br>".join(_PARAGRAPHS) + "</div>",
        "<div><h1>Fares rise</h1>" + "".join(f"<div><span>{p}</span></div>" for p in _PARAGRAPHS) + "</div>",
        "<h1>Fares rise</h1>" + "".join(f"<section><div><p>{p}</p></div></section>" for p in _PARAGRAPHS),
        (
            f"<main><h1>Fares rise</h1><p class=lead><b>{_PARAGRAPHS[0]}</b></p>"
            "<figure><img src=a.jpg><figcaption>Boats. Photo: Maar</figcaption></figure>"
            f"<div class=c>{_REST}</div></main>"
        ),
        f"<form id=page><h1>Fares rise</h1><div class='main with-sidebar'>{_BODY}</div></form>",
        "<table><tr><td><h1>Fares rise</h1>"
        + "".join(f"<p><font>{p}</font>" for p in _PARAGRAPHS)
        + "</td></tr></table>",
    ],
    ids=["article", "divs", "line breaks", "spans", "split", "lead outside", "form around", "table"],
)
def test_the_story_and_nothing_else_is_found_in_common_layouts(body: str) -> None:
    article = _shape(_page(body))

    assert article.title == "Fares rise"
    assert article.body.split("\n\n") == _PARAGRAPHS


def test_boxes_inside_the_story_are_left_out() -> None:
    boxes = (
        "<div class=newsletter><p>Sign up and get the news in your inbox every morning.</p></div>"
        "<p class=readmore><b>Read more:</b> <a href=/x>Another story that might interest you.</a></p>"
        "<div style='display:none'><p>Words that nobody sees, the same on every page of it.</p></div>"
    )
    story = _BODY.replace("</p><p>", f"</p>{boxes}<p>", 1)

    assert _shape(_page(f"<article><h1>Fares rise</h1>{story}</article>")).body.split("\n\n") == _PARAGRAPHS


def test_a_paragraph_that_is_one_link_stays() -> None:
    linked = f"<p><a href=/x><b>{_PARAGRAPHS[1]}</b></a></p>"
    story = _BODY.replace(f"<p>{_PARAGRAPHS[1]}</p>", linked)

    article = _shape(_page(f"<article><h1>Fares rise</h1>{story}</article>"))

    assert _PARAGRAPHS[1] in article.body
    assert [(link.url, link.anchor) for link in article.links] == [
        ("https://paper.example/x", _PARAGRAPHS[1])
    ]


def test_structured_data_gives_authors_times_and_section() -> None:
    head = _data(
        headline="Fares rise",
        datePublished="2024-05-02T10:00:00+02:00",
        dateModified="2024-05-02T12:00:00+02:00",
        author=[{"@type": "Person", "name": "Nora Feld"}, {"@type": "Person", "name": "Ugo Brand"}],
        articleSection="Travel",
        publisher={"@type": "Organization", "name": "Aldern Courier"},
    )

    article = _shape(_page(f"<h1>Fares rise</h1>{_BODY}", head))

    assert [author.name for author in article.authors] == ["Nora Feld", "Ugo Brand"]
    assert article.published is not None
    assert (article.published.local, article.published.zone) == ("2024-05-02T10:00:00", "+02:00")
    assert article.modified is not None
    assert (article.section, article.site_name, article.language) == ("Travel", "Aldern Courier", "en")


@pytest.mark.parametrize(
    "script",
    [
        (
            '//<![CDATA[\n<!--\n{"@type": "Article", "headline": "Fares &amp; fuel", '
            '"datePublished": "2024-05-02",}\n-->\n//]]>'
        ),
        '{"@type":"Article","headline":"Fares & fuel","name":"a\nb","datePublished":"2024-05-02",};',
        '{"@type":"NewsArticle","headline":"Fares & fuel","datePublished":"2024-05-02","x":"un"escaped"}',
        '{"@type":["Article"],"headline":"Fares & fuel","datePublished":"2024-05-02"}{"@type":"Thing"}',
    ],
    ids=["wrapped", "raw line ends", "quotes", "two in a row"],
)
def test_broken_structured_data_is_read_all_the_same(script: str) -> None:
    article = _shape(_page(_BODY, f"<script type='application/ld+json'>{script}</script>"))

    assert article.title == "Fares & fuel"
    assert article.published is not None
    assert article.published.local == "2024-05-02"


def test_a_printed_byline_beats_the_account_of_a_feed() -> None:
    head = _data(headline="Fares rise", author={"@type": "Person", "name": "Feed Importer"})

    article = _shape(_page(f"<h1>Fares rise</h1><p class=byline>By Nora Feld in Millhaven</p>{_BODY}", head))

    assert [author.name for author in article.authors] == ["Nora Feld"]
    assert ("authors", "json-ld", False) in [
        (note.field, note.origin, note.chosen) for note in article.provenance
    ]


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Fares rise | Aldern Courier", "Aldern Courier"),
        ("Fares rise - Aldern Courier", "Aldern Courier"),
        ("Aldern Courier: home | Fares rise", None),
    ],
)
def test_the_headline_comes_without_the_name_of_the_site(title: str, site: str | None) -> None:
    head = f"<title>{title}</title>" + (f"<meta property='og:site_name' content='{site}'>" if site else "")

    assert _shape(_page(f"<h1>Fares rise</h1>{_BODY}", head)).title == "Fares rise"


def test_dashes_inside_a_headline_stay() -> None:
    headline = "Up and down: fares up 3% - boats down - what it means"
    full = f"{headline} | Aldern Courier"
    head = f"<title>{full}</title><meta property='og:title' content='{full}'>"

    assert _shape(_page(f"<h1>{headline}</h1>{_BODY}", head)).title == headline


def test_a_printed_clock_lends_its_zone_to_a_naive_time() -> None:
    head = _data(headline="Fares rise", datePublished="2024-03-01 21:05:00")

    article = _shape(_page(f"<h1>Fares rise</h1><p>Friday, March 1, 2024, 9:05 p.m. EST</p>{_BODY}", head))

    assert article.published is not None
    assert article.published.at.isoformat() == "2024-03-02T02:05:00+00:00"


@pytest.mark.parametrize(
    ("printed", "is_modified"),
    [
        ("<b>Fares rise (updated)</b><br>March 1, 2024 9:05 PM (+0100)", False),
        ("<b>Fares rise</b><br>March 1, 2024 9:05 PM (+0100)<br>(Updated: March 2, 2024 10:15 AM)", True),
    ],
    ids=["mark of a headline", "mark of a time"],
)
def test_a_mark_in_the_headline_is_no_label_of_the_time_after_it(printed: str, is_modified: bool) -> None:
    article = _shape(_page(f"<div>{printed}</div>{_BODY}"))

    assert article.published is not None
    assert article.published.local == "2024-03-01T21:05"
    assert (article.modified is not None) is is_modified


def test_numbers_of_a_day_are_read_as_the_country_writes_them() -> None:
    markup = _page(f"<h1>Fares rise</h1><p>Published 05/04/2018 at 18:20</p>{_BODY}", lang="en-GB")

    article = _shape(markup, url="https://paper.example/a")

    assert article.published is not None
    assert article.published.local == "2018-04-05T18:20"


def test_the_day_in_the_address_is_the_last_resort() -> None:
    with_meta = _shape(
        _page(
            f"<h1>Fares</h1>{_BODY}",
            "<meta property='article:published_time' content='2018-05-07T14:20:00-04:00'>",
        ),
        url="https://paper.example/2018/05/18/fares.html",
    )
    without = _shape(_page(f"<h1>Fares</h1>{_BODY}"), url="https://paper.example/2018/05/18/fares.html")

    assert with_meta.published is not None
    assert with_meta.published.local.startswith("2018-05-07")
    assert without.published is not None
    assert (without.published.local, without.published.origin) == ("2018-05-18", "url")


def test_the_canonical_address_is_made_whole_and_of_the_pages_own_site() -> None:
    own = _shape(
        _page(f"<h1>Fares</h1>{_BODY}", "<link rel=canonical href='/news/fares?utm_source=x'>"),
        url=_URL + "?fbclid=1",
    )
    foreign = _shape(_page(f"<h1>Fares</h1>{_BODY}", "<link rel=canonical href='https://elsewhere.test/'>"))

    assert own.canonical_url == foreign.canonical_url == _URL


@pytest.mark.parametrize(
    ("head", "named", "source", "canonical"),
    [
        ("<link rel=canonical href='https://www.paper.example/fares'>", "files", "paper.example", "https://paper.example/fares"),
        ("<meta property=og:url content='https://paper.example/fares'>", "files", "paper.example", "https://paper.example/fares"),
        ("<link rel=canonical href='https://paper.example/fares'>", "clippings", "clippings", "https://paper.example/fares"),
        ("<link rel=canonical href='https://paper.example/'>", "files", "files", None),
        ("<link rel=canonical href='/fares'>", "files", "files", None),
    ],
    ids=["canonical", "og:url", "named by the operator", "front page", "relative"],
)  # fmt: skip
def test_a_page_saved_to_disk_belongs_to_the_host_it_names(
    head: str, named: str, source: str, canonical: str | None
) -> None:
    content = _page(f"<h1>Fares</h1>{_BODY}", head).encode()

    article = shape(
        RawDocument(source=named, locator="fares.html", media_type=MediaType.HTML, content=content)
    )

    assert (article.source, article.canonical_url) == (source, canonical)


def test_a_live_blog_keeps_its_posts() -> None:
    posts = "".join(
        f"<section class=live-post><time>1{i}:00</time><h2>Post {i}</h2><p>{p}</p></section>"
        for i, p in enumerate(_PARAGRAPHS)
    )

    article = _shape(_page(f"<div><h1>Fares live</h1>{posts}</div>"))

    assert article.page_kind is PageKind.LIVEBLOG
    assert all(paragraph in article.body for paragraph in _PARAGRAPHS)


def test_each_post_of_a_live_blog_has_its_place_its_time_and_its_headline() -> None:
    posts = "".join(
        f"<div class=entry><div class=top><time datetime='2024-05-02T1{9 - i}:00Z'>1{9 - i}:00</time></div>"
        f"<h2>Post {i}</h2><p>{p}</p></div>"
        for i, p in enumerate(_PARAGRAPHS)
    )

    article = _shape(_page(f"<h1>Fares rise – live</h1><p>{'The fares, as they rise. ' * 4}</p>{posts}"))

    assert article.page_kind is PageKind.LIVEBLOG
    assert [post.headline for post in article.posts] == [f"Post {i}" for i in range(5)]
    assert [post.at.local[11:13] if post.at else None for post in article.posts] == [
        "19", "18", "17", "16", "15",
    ]  # fmt: skip
    for post, paragraph in zip(article.posts, _PARAGRAPHS, strict=True):
        assert article.body[post.span.start : post.span.end].endswith(paragraph)


def test_posts_that_only_structured_data_holds_become_the_body() -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Post {i}",
            "datePublished": f"2024-05-02T0{9 - i}:30:00Z",
            "articleBody": paragraph,
        }
        for i, paragraph in enumerate(_PARAGRAPHS)
    ]
    data = _data(**{"@type": "LiveBlogPosting", "headline": "Fares", "liveBlogUpdate": updates})

    article = _shape(f"<title>Fares</title>{data}<h1>Fares</h1><div id=app></div>")

    assert article.body == "\n\n".join(_PARAGRAPHS)
    assert [post.at.local[11:16] if post.at else None for post in article.posts] == [
        "09:30", "08:30", "07:30", "06:30", "05:30",
    ]  # fmt: skip


def test_an_article_with_times_in_its_text_is_no_live_blog() -> None:
    times = "".join(
        f"<section><p>{p} It was <time datetime='2024-05-02T1{i}:00'>1{i}:00</time>.</p></section>"
        for i, p in enumerate(_PARAGRAPHS)
    )

    article = _shape(_page(f"<h1>How the fares rose</h1>{times}"))

    assert (article.page_kind, article.posts) == (PageKind.ARTICLE, ())


def test_a_teaser_before_a_paywall_is_marked_as_not_complete() -> None:
    head = _data(headline="Fares rise", datePublished="2024-05-02", isAccessibleForFree="False")
    wall = (
        "<div class=paywall><h2>Subscribe to go on</h2><p>Unlimited access. Already a subscriber?</p></div>"
    )
    teaser = f"<p>{_PARAGRAPHS[0]}</p><p>{_PARAGRAPHS[1][:60]}…</p>"

    article = _shape(
        _page(
            f"<article><h1>Fares rise</h1>{teaser}{wall}</article>",
            head,
        )
    )

    assert (article.access, article.is_complete) == (Access.PAYWALLED, False)
    assert "subscriber" not in article.body


def test_a_story_that_only_the_pages_data_holds_is_found_there() -> None:
    story = {
        "headline": "Fares rise",
        "byline": "Nora Feld",
        "publishedAt": "2024-05-02T06:00:00Z",
        "body": [{"type": "paragraph", "text": paragraph} for paragraph in _PARAGRAPHS],
    }
    state = json.dumps({"page": {"article": story}})

    article = _shape(
        f"<title>Fares rise</title><div id=app>Loading</div><script type='application/json'>{state}</script>"
    )

    assert article.body.split("\n\n") == _PARAGRAPHS
    assert [author.name for author in article.authors] == ["Nora Feld"]
    assert article.published is not None
    assert article.published.origin == "state"


def test_a_page_whose_text_has_no_end_is_refused() -> None:
    with pytest.raises(OversizedDocument):
        _shape("<h1>Fares</h1><p>" + "The boats would still sail. " * 120_000)


@pytest.mark.parametrize("markup", ["", "  ", "<!-- only a comment -->"])
def test_a_page_without_markup_is_empty(markup: str) -> None:
    with pytest.raises(EmptyDocument):
        _shape(markup)


_FRAGMENTS = st.sampled_from(
    [
        "<p>", "</p>", "<div class=related>", "</div>", "<br>", "<a href=x>", "</a>", "<h1>", "<nav>",
        "<!--", "\0", "Words of a story, and more.",
        "<time ", "datetime=2024-05-02>", "<script type=application/ld+json>",
        '{"@type":"Article"', ',"author":[{"name":7}]', "}", "</script>", "&amp;",
        "<meta name=title content=x>",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_FRAGMENTS, max_size=40))
def test_any_markup_gives_an_article_or_a_reason(pieces: list[str]) -> None:
    try:
        article = _shape("".join(pieces))
    except DocumentRejected:
        return
    for link in article.links:
        assert article.body[link.span.start : link.span.end] == link.anchor


@pytest.mark.parametrize(
    "wrapped",
    [
        "<div>" * 30_000 + "{}" + "</div>" * 30_000,
        "<b><i><font>" * 10_000 + "{}",
        "<div><ul><li><table><tr><td>" * 5_000 + "{}",
        "<a href='" + "x" * 10_500_000 + "'></a>{}",
        "<p " + " ".join(f"a{i}=1" for i in range(60_000)) + ">{}",
        "<div class='widget'><span>" + "</span></div><div class='widget'><p>{}</p>",
        "<div><button>{}",
    ],
    ids=["deep", "open inline", "tables", "long attribute", "attributes", "widgets", "open button"],
)
def test_the_story_is_found_in_markup_that_no_parser_likes(wrapped: str) -> None:
    story = f"<article><h1>Fares rise</h1>{_BODY}</article>"

    assert _PARAGRAPHS[2] in _shape(f"<title>Fares rise</title>{wrapped.replace('{}', story)}").body


@pytest.mark.parametrize(
    ("before", "piece", "size"),
    [
        ("", "<div>", 100_000),
        ("", "<b>", 200_000),
        ("", "<p>a ", 200_000),
        ("", "w<br>", 200_000),
        ("", "<div class='share'><p>Some words here, and more of them.</p>", 10_000),
        ("", "<span class=byline>By Nora Feld</span>", 40_000),
        ("<script type='application/ld+json'>", "[{", 200_000),
        ("<a href='", "x", 3_000_000),
        ("", "<time datetime='2024-01-01'>x</time>", 50_000),
    ],
    ids=[
        "deep",
        "open",
        "paragraphs",
        "breaks",
        "nested boxes",
        "bylines",
        "open data",
        "attribute",
        "times",
    ],
)
def test_work_on_hostile_markup_grows_no_faster_than_the_markup(before: str, piece: str, size: int) -> None:
    assert grows_evenly(lambda pieces: _shape(before + piece * pieces), size)

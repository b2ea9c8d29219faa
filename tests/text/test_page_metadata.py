"""What a page says of its article beside the body: headline, authors, times, summary."""

from __future__ import annotations

import json

import pytest

from tasks.model.records import Article, MediaType, RawDocument
from tasks.text.authors import split_authors
from tasks.text.shape import shape
from tasks.text.signatures import names_in_line
from tasks.text.written import full_year
from tests.growth import grows_evenly

_STORY = "".join(
    f"<p>{line}</p>"
    for line in (
        "The dike board of Millhaven left two of five gates open for the night, its warden said on Monday.",
        "Farms below the old lock have waited for water since the ferry line closed its slip in the spring.",
        "A third gate stays shut until the hinges that were ordered from Aldern have come, the board added.",
    )
)


def _shape(body: str, head: str = "", url: str = "https://courier.example/news/gates") -> Article:
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    return shape(
        RawDocument(
            source="paper", locator="x.html", media_type=MediaType.HTML, content=page.encode(), url=url
        )
    )


def _data(**fields: object) -> str:
    article = {"@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def _names(article: Article) -> list[str]:
    return [author.name for author in article.authors]


def test_a_banner_in_a_heading_is_no_headline() -> None:
    head = "<title>Gates stand open for the night</title><meta property=og:site_name content='Fen Notes'>"

    article = _shape(f"<h1>Fen Notes</h1><div><h2>Gates stand open for the night</h2>{_STORY}</div>", head)

    assert article.title == "Gates stand open for the night"


def test_the_headline_on_the_page_beats_the_one_written_for_networks() -> None:
    head = (
        "<title>Gates open: all you need to know</title>"
        "<meta property=og:title content='You will not believe these gates'>"
    )

    article = _shape(f"<article><h1>Two of five gates stand open</h1>{_STORY}</article>", head)

    assert article.title == "Two of five gates stand open"


def test_a_kicker_inside_the_headline_is_set_apart() -> None:
    headline = "<h1><span class=topline>Fens</span> Two of five gates stand open</h1>"

    article = _shape(f"<article>{headline}{_STORY}</article>")

    assert (article.kicker, article.title) == ("Fens", "Two of five gates stand open")


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=byline><span>By</span><a href=/author/nora-feld>Nora Feld</a></div>",
        "<p class=byline>By Nora Feld <span>4 March 2024</span></p>",
        "<p class=meta-author><b>By</b><b>Nora Feld</b><i>March 4, 2024</i></p>",
        "<p>By Nora Feld, Harbour Correspondent · 31 May 2024 · 3 comments</p>",
        "<a rel=author href=/nora>View all posts by Nora Feld</a>",
        "<p class=author>Text &amp; photos: Nora Feld</p>",
    ],
    ids=["link", "day beside", "abutting boxes", "line", "button", "credited"],
)
def test_a_printed_byline_gives_the_name_and_nothing_else(byline: str) -> None:
    article = _shape(f"<article><h1>Gates stand open</h1>{byline}{_STORY}</article>")

    assert _names(article) == ["Nora Feld"]


def test_people_in_comments_and_teasers_are_no_authors() -> None:
    byline = "<p class=byline>By Nora Feld</p>"
    aside = "<div class=related-stories><h3>Locks</h3><span class=author>Ugo Brand</span></div>"
    comment = "<div class=comments><b class=author>Ilse Maar</b><p>Good.</p></div>"

    article = _shape(f"<article><h1>Gates stand open</h1>{byline}{_STORY}</article>{aside}{comment}")

    assert _names(article) == ["Nora Feld"]


def test_the_outlet_is_the_author_only_where_nobody_is_named() -> None:
    head = _data(headline="Gates stand open", author={"@type": "Organization", "name": "Aldern Courier"})

    unsigned = _shape(f"<article><h1>Gates stand open</h1>{_STORY}</article>", head)
    signed = _shape(
        f"<article><h1>Gates stand open</h1><p class=byline>By Nora Feld</p>{_STORY}</article>", head
    )

    assert [(author.name, author.role) for author in unsigned.authors] == [("Aldern Courier", "organisation")]
    assert _names(signed) == ["Nora Feld"]


def test_a_name_cut_short_in_the_data_is_the_one_that_is_printed() -> None:
    head = _data(headline="Gates stand open", author="norafeld")

    article = _shape(
        f"<article><h1>Gates stand open</h1><p class=byline>By Nora Feld</p>{_STORY}</article>", head
    )

    assert _names(article) == ["Nora Feld"]


def test_who_edited_is_named_with_that_role() -> None:
    authors = split_authors("Reporting by Nora Feld and Ilse Maar; Editing by Ugo Brand")

    assert [(author.name, author.role) for author in authors] == [
        ("Nora Feld", "author"),
        ("Ilse Maar", "author"),
        ("Ugo Brand", "editor"),
    ]


def test_of_several_articles_in_the_data_that_of_the_page_counts() -> None:
    other = {
        "@type": "NewsArticle",
        "headline": "Locks",
        "datePublished": "2023-01-09",
        "author": "Ugo Brand",
    }
    own = {"@type": "NewsArticle", "headline": "Gates stand open", "author": "Nora Feld"}
    head = f'<script type="application/ld+json">{json.dumps([other, own])}</script>'

    article = _shape(f"<article><h1>Gates stand open</h1>{_STORY}</article>", head)

    assert _names(article) == ["Nora Feld"]
    assert article.published is None


@pytest.mark.parametrize(
    "printed",
    [
        "<span class=article-date>4 March 2024</span>",
        "<p>4 March 2024 | Fens</p>",
        "<dl><dt>Date:</dt><dd>4 March 2024</dd></dl>",
        "<p class=caption>4 March 2024</p>",
        "<p>4 March 2024, updated 6 March 2024</p>",
        "<time datetime=2024-03-04>Monday</time>",
    ],
    ids=["named", "line", "label", "caption", "with an update", "machine form"],
)
def test_a_day_printed_beside_the_headline_is_the_day_of_publication(printed: str) -> None:
    article = _shape(f"<main><article><h1>Gates stand open</h1>{printed}{_STORY}</article></main>")

    assert article.published is not None
    assert article.published.local == "2024-03-04"


def test_days_of_teasers_and_comments_are_not_those_of_the_page() -> None:
    teaser = "<div class=teaser><h3>Locks</h3><time datetime=2023-01-09>9 January 2023</time></div>"
    comment = "<div class=comments><time datetime=2024-05-02>2 May 2024</time><p>Good.</p></div>"
    printed = "<span class=article-date>4 March 2024</span>"

    article = _shape(f"{teaser}<article><h1>Gates stand open</h1>{printed}{_STORY}</article>{comment}")

    assert article.published is not None
    assert article.published.local == "2024-03-04"


def test_a_vague_meta_gives_way_to_what_readers_see() -> None:
    head = "<meta name=date content=2024-03-09>"

    article = _shape(
        f"<article><h1>Gates stand open</h1><time datetime=2024-03-04>4 March 2024</time>{_STORY}</article>",
        head,
    )

    assert article.published is not None
    assert article.published.local == "2024-03-04"


def test_an_instant_in_utc_is_shown_as_the_papers_clock_did() -> None:
    head = _data(headline="Gates stand open", datePublished="2024-03-05T02:11:00Z")

    article = _shape(
        f"<article><h1>Gates stand open</h1><p>March 4, 2024, 9:11 pm</p>{_STORY}</article>", head
    )

    assert article.published is not None
    assert (article.published.local, article.published.zone) == ("2024-03-04T21:11:00", "-05:00")
    assert article.published.at.isoformat() == "2024-03-05T02:11:00+00:00"


def test_the_year_one_is_no_short_form() -> None:
    assert full_year("0001") == 1


def test_a_standfirst_is_found_by_name_or_as_the_description_that_is_printed() -> None:
    summary = "Farms below the lock get water for the first time since spring."
    named = _shape(f"<article><h1>Gates stand open</h1><h2 class=standfirst>{summary}</h2>{_STORY}</article>")
    described = _shape(
        f"<article><h1>Gates stand open</h1><h2>{summary}</h2>{_STORY}</article>",
        f"<meta name=description content='{summary}'>",
    )
    unseen = _shape(
        f"<article><h1>Gates stand open</h1>{_STORY}</article>",
        f"<meta name=description content='{summary}'>",
    )

    assert named.standfirst == summary
    assert described.standfirst == summary
    assert unseen.standfirst is None


def test_a_picture_keeps_caption_and_credit_apart() -> None:
    figure = (
        "<figure><img src=/gates.jpg><figcaption>The open gates. "
        "<span class=credit>Ugo Brand</span></figcaption></figure>"
    )

    article = _shape(f"<article><h1>Gates stand open</h1>{figure}{_STORY}</article>")

    assert [(medium.caption, medium.credit) for medium in article.media] == [("The open gates.", "Ugo Brand")]


@pytest.mark.parametrize(
    "piece",
    [
        "<a rel=author href=/author/a>Nora Feld</a>",
        "<div class=byline>",
        "<time class=date>1 May 2024</time>",
        "<p class=date>Updated: 1 May 2024",
        "<h1>Gates",
    ],
    ids=["authors", "nested bylines", "times", "updates", "headlines"],
)
def test_reading_what_a_page_says_of_itself_grows_no_faster_than_the_page(piece: str) -> None:
    assert grows_evenly(lambda count: _shape("<h1>Gates stand open</h1>" + piece * count + _STORY), 8_000)


@pytest.mark.parametrize("line", ["Sign in", "HR strategy", "News", "12 minutes to read", "Über uns"])
def test_what_stands_in_bylines_without_being_a_name_is_none(line: str) -> None:
    assert list(names_in_line(line)) == []


def test_the_name_of_a_site_that_nothing_else_tells_is_told_by_the_headline_that_is_printed() -> None:
    head = "<title>Gates opened at dawn | Aldern Courier</title>"

    article = _shape(f"<b>Gates opened at dawn</b>{_STORY}", head, url="http://10.0.0.8/a/36")

    assert article.title == "Gates opened at dawn"


def test_a_time_right_behind_the_headline_is_the_time_of_the_article() -> None:
    printed = "<b>Gates stand open</b><br><i>March 02, 2024 08:23 AM (+0530) Nora Feld</i>"

    article = _shape(f"<div>{printed}{_STORY}</div>", "<title>Gates stand open</title>")

    assert article.published is not None
    assert article.published.local == "2024-03-02T08:23"


@pytest.mark.parametrize(
    "line",
    [
        "4 March 2024, 10:30 Nora Feld",
        "March 4, 2024 10:30 AM (+0530) Nora Feld",
        "Monday, 4 March 2024 | Nora Feld",
    ],
    ids=["clock", "zone", "bar"],
)
def test_a_name_behind_the_date_below_the_headline_signs_the_story(line: str) -> None:
    cell = f"<td><b>Gates stand open</b><br><i>{line}</i>{_STORY}</td>"

    article = _shape(f"<table><tr>{cell}</tr></table>", head="<title>Gates stand open</title>")

    assert _names(article) == ["Nora Feld"]


@pytest.mark.parametrize(
    "line",
    ["4 March 2024 <a href=/local>Local Affairs</a>", "4 March 2024, Source: Dike Board", "4 March 2024"],
    ids=["section", "source", "date alone"],
)
def test_a_section_or_a_source_behind_the_date_signs_nothing(line: str) -> None:
    article = _shape(f"<h1>Gates stand open</h1><p>{line}</p>{_STORY}")

    assert _names(article) == []


@pytest.mark.parametrize(
    "banner",
    [
        "<h1><a href='/'>Aldern Courier Daily</a></h1>",
        "<h1><a href='https://courier.example'>Aldern Courier Daily</a></h1>",
        "<h1 class='sr-only'>Main menu</h1>",
    ],
    ids=["front page", "host", "for screen readers"],
)
def test_a_heading_that_leads_to_the_front_page_is_no_headline(banner: str) -> None:
    article = _shape(f"{banner}<h1>Gates stand open</h1>{_STORY}")

    assert article.title == "Gates stand open"


@pytest.mark.parametrize("name", ["published_on", "paper:publicationdate", "w-published-date", "own_pubdate"])
def test_any_systems_own_word_for_the_time_of_publication_is_read(name: str) -> None:
    article = _shape(_STORY, head=f"<meta name='{name}' content='2024-03-04T10:30:00Z'>")

    assert article.published is not None
    assert article.published.local == "2024-03-04T10:30:00"


@pytest.mark.parametrize("name", ["lastpublisheddate", "republished", "article:publisher"])
def test_a_time_of_something_else_is_no_time_of_publication(name: str) -> None:
    article = _shape(_STORY, head=f"<meta name='{name}' content='2024-03-04T10:30:00Z'>")

    assert article.published is None

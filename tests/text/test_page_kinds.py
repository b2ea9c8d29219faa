from __future__ import annotations

import json
from typing import Any

import pytest

from tasks.model.errors import NotAnArticle
from tasks.model.records import Access, Article, MediaType, PageKind, RawDocument
from tasks.text.shape import shape

_LINES = [
    "The line raised its fares for the third time in two years, passengers were told on the quay.",
    "Harbour warden Nora Feld said the boats would still sail every hour, and that pupils would pay half.",
    "A petition against the step had been signed by two thousand people before the ticket office opened.",
    "“We had no choice,” said Ugo Brand, who runs the line, and pointed at the price of fuel.",
    "The council is to discuss the matter at its next meeting, which is open to everyone in the town.",
]
_STORY = "".join(f"<p>{line}</p>" for line in _LINES)
_TEASERS = "".join(
    f"<div><h2><a href='/{i}'>Story {i}</a></h2><p>{p}</p></div>" for i, p in enumerate(_LINES)
)
_CUT = "".join(f"<li><a href='/{i}'>Story {i}</a> <span>{p[:70]}…</span></li>" for i, p in enumerate(_LINES))
_LINKS = "".join(f"<li><a href='/{i}'>A headline of the day, number {i}</a></li>" for i in range(20))
_FIGURES = "".join(
    f"<figure><img src='/{i}.jpg'><figcaption>Boat {i}</figcaption></figure>" for i in range(9)
)


def _shape(markup: str, url: str = "https://paper.example/news/fares") -> Article:
    return shape(
        RawDocument(source="x", locator="a.html", media_type=MediaType.HTML, content=markup.encode(), url=url)
    )


def _kind(markup: str, url: str = "https://paper.example/news/fares") -> str:
    with pytest.raises(NotAnArticle) as caught:
        _shape(f"<html><head><meta charset=utf-8>{markup}", url)
    assert str(caught.value).startswith(f"{caught.value.page_kind}: a.html: ")
    return caught.value.page_kind


def _data(**fields: Any) -> str:
    return f"<script type='application/ld+json'>{json.dumps(fields)}</script>"


_WEBSITE = "<meta property='og:type' content='website'>"


_DOOR = "<form><input name=user><input type=password><button>Go</button></form>"
_WALL = (
    "<p>We and our partners store cookies to show you what you like.</p>"
    "<p>You can withdraw your consent at any time in the privacy settings of this site.</p>"
)
_WAND = (
    "<h1>Ihr Datenschutz</h1><p>Wir und unsere 92 Partner speichern Informationen auf Ihrem Gerät.</p>"
    "<button>Alle akzeptieren</button>"
)
_COLLECTION = _data(**{"@type": "CollectionPage"}) + "<meta property='og:type' content='article'>"
_RESULTS = _data(**{"@type": "SearchResultsPage"})
_GUARD = "<script src='https://ct.captcha-delivery.com/c.js'></script>"
_FILM = "<video src='/a.mp4'></video><p>Waves of nine metres were filmed from the pier on Monday.</p>"


@pytest.mark.parametrize(
    ("kind", "title", "markup"),
    [
        ("index", "World", f"{_WEBSITE}<h1>World</h1>{_TEASERS}"),
        ("index", "World", f"<h1>World</h1><ul>{_CUT}</ul>"),
        ("index", "Aldern", f"<ul>{_LINKS}</ul>"),
        ("index", "Harbour", f"{_COLLECTION}<h1>Harbour</h1>{_TEASERS}"),
        ("search", "Search results for ferry", f"<h1>Search results</h1>{_TEASERS}"),
        ("search", "Fähre", f"{_RESULTS}{_TEASERS}"),
        ("not_found", "404 Not Found", "<h1>Not found</h1><p>The page you look for is gone now.</p>"),
        ("not_found", "Seite nicht gefunden – Aldern", "<p>Diese Adresse gibt es leider nicht mehr.</p>"),
        ("not_found", "Aldern", "<h1>ページが見つかりません</h1><p>移動または削除されました。</p>"),
        ("not_found", "Aldern", "<h1>502 Bad Gateway</h1><p>The server did not answer in time.</p>"),
        ("consent_wall", "Aldern", _WALL),
        ("consent_wall", "Bevor Sie fortfahren", _WAND),
        ("login", "Aldern", _DOOR),
        ("login", "Connexion - Aldern", "<p>Entrez votre adresse pour continuer votre lecture ici.</p>"),
        ("bot_check", "Just a moment...", "<p>Checking if the connection is secure, please wait.</p>"),
        ("bot_check", "paper.example", f"{_GUARD}<p>Please wait</p>"),
        ("video", "Storm", f"<meta property='og:type' content='video.other'><h1>Storm</h1>{_FILM}"),
        ("gallery", "Boats", f"<h1>Boats of the year</h1>{_FIGURES}"),
        ("shell", "Aldern", "<div id=root>Loading</div>"),
    ],
)
def test_a_page_that_is_no_article_is_refused_by_what_it_is(kind: str, title: str, markup: str) -> None:
    assert _kind(f"<title>{title}</title>{markup}") == kind


def test_the_front_page_is_an_index() -> None:
    markup = f"<title>Aldern Courier</title>{_WEBSITE}<h1>Aldern Courier</h1>{_STORY[:200]}"

    assert _kind(markup, "https://paper.example/") == "index"


@pytest.mark.parametrize(
    ("title", "markup"),
    [
        ("“Page not found”: how a town lost its web site", _STORY),
        ("Route 404 is open again", f"<p>{_LINES[0]}</p>"),
        ("Access denied to the pier", f"<p>{_LINES[0]}</p>"),
        ("Fares rise", f"{_STORY}<form><input type=password></form>"),
        ("Fares rise", f"<video src='/a.mp4'></video>{_STORY}{_FIGURES}"),
        ("Bakers sell more cookies", f"<p>Cookies sell well.</p>{_STORY}"),
        ("Fares rise", f"{_STORY}{_STORY}<h2>Related</h2>{_TEASERS}"),
        ("Fares rise", f"<script src='https://www.example/recaptcha/api.js'></script>{_STORY}"),
    ],
    ids=["words", "number", "denied", "password", "player", "cookies", "teasers", "captcha"],
)
def test_a_story_is_an_article_whatever_else_is_on_its_page(title: str, markup: str) -> None:
    article = _shape(f"<meta charset=utf-8><title>{title}</title><h1>{title}</h1>{markup}")

    assert article.page_kind is PageKind.ARTICLE
    assert _LINES[0] in article.body


def test_what_stands_before_a_paywall_is_kept_as_a_piece() -> None:
    data = _data(**{"@type": "NewsArticle", "headline": "Fares rise", "isAccessibleForFree": False})
    teaser = "<meta name=description content='The line raised its fares for the third time in two years.'>"

    article = _shape(f"<meta charset=utf-8>{data}{teaser}<title>Fares rise</title><h1>Fares rise</h1>")

    assert (article.access, article.is_complete) == (Access.PAYWALLED, False)
    assert article.body == "The line raised its fares for the third time in two years."

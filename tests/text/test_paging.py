from __future__ import annotations

from pathlib import Path

import pytest

from tasks.mill import run_ingest
from tasks.model.records import Article, MediaType, RawDocument
from tasks.settings import load_settings
from tasks.text.paging import join_pages
from tasks.text.shape import shape
from tasks.warehouse.connect import open_reader

_FIRST = "The line raised its fares for the third time in two years, passengers were told on the quay."
_SECOND = "Harbour warden <a href='/feld'>Nora Feld</a> said the boats would still sail each hour of the day."
_URL = "https://www.paper.example/news/fares"


def _markup(text: str, links: str = "", canonical: str = "") -> str:
    head = f"<link rel=canonical href='{canonical}'>" if canonical else ""
    return f"<title>Fares rise</title>{head}<h1>Fares rise</h1><p>{text}</p><p>{text}</p><div>{links}</div>"


def _shape(markup: str, url: str = _URL) -> Article:
    return shape(
        RawDocument(source="x", locator="a", media_type=MediaType.HTML, content=markup.encode(), url=url)
    )


@pytest.mark.parametrize(
    ("links", "following"),
    [
        ("<a href='?page=2'>2</a>", f"{_URL}?page=2"),
        ("<a href='/news/fares/2'>2</a>", f"{_URL}/2"),
        ("<a rel=next href='/news/fares/page/2/'>Go on</a>", f"{_URL}/page/2/"),
        ("<a href='/news/fares/2'>3</a><a href='/news/fares/3'>3</a>", f"{_URL}/2"),
        ("<a rel=next href='/news/ferries'>Next story</a>", None),
        ("<a href='/news/fares/3'>3</a>", None),
        ("<a href='/news?page=2'>2</a>", None),
        ("<a href='/news/fares'>1</a>", None),
    ],
    ids=["query", "path", "rel", "order", "next story", "gap", "of the section", "itself"],
)
def test_the_next_page_is_one_of_the_same_article(links: str, following: str | None) -> None:
    article = _shape(_markup(_FIRST, links))

    assert article.next_page_url == following
    assert article.is_complete is (following is None)


def test_the_third_page_follows_the_second() -> None:
    links = "<a href='/news/fares'>1</a><b>2</b><a href='/news/fares/3'>3</a>"

    assert _shape(_markup(_FIRST, links), f"{_URL}/2").next_page_url == f"{_URL}/3"


def test_the_next_article_by_number_is_no_next_page() -> None:
    assert _shape(_markup(_FIRST, "<a rel=next href='/news/13'>Next</a>"), f"{_URL}/12").next_page_url is None


def test_pages_in_hand_become_one_article() -> None:
    first = _shape(_markup(_FIRST, "<a href='?page=2'>2</a>"))
    second = _shape(_markup(_SECOND, "<a href='?'>1</a>", canonical=_URL), f"{_URL}?page=2")
    other = _shape(_markup(_SECOND), "https://www.paper.example/news/other")

    whole, again, left = join_pages([first, second, other])

    assert whole is again
    assert left is other
    assert whole.body == f"{first.body}\n\n{second.body}"
    assert whole.article_id == first.article_id
    assert whole.is_complete
    assert [whole.body[link.span.start : link.span.end] for link in whole.links] == ["Nora Feld"] * 2


def test_a_further_page_alone_does_not_take_the_place_of_its_article() -> None:
    second = _shape(_markup(_SECOND, canonical=_URL), f"{_URL}?page=2")

    assert second.article_id != _shape(_markup(_FIRST)).article_id
    assert not second.is_complete


def test_pages_that_come_in_one_batch_are_stored_once(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text(_markup(_FIRST, "<a href='?page=2'>2</a>", canonical=_URL))
    (pages / "b.html").write_text(_markup(_SECOND, canonical=f"{_URL}?page=2"))
    settings = load_settings(tmp_path / "home")

    first = run_ingest(settings, [str(pages)]).total
    second = run_ingest(settings, [str(pages)]).total

    assert (first.read, first.new, first.duplicate) == (2, 1, 1)
    assert not second.changed
    with open_reader(settings.published) as connection:
        (body,) = connection.execute("select body from mart.articles").fetchone() or ("",)
    assert "third time" in body
    assert "Nora Feld" in body

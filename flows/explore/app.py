"""The pages by address. Each asks the copy what it needs, within the time a question may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from flows.diff_page import diff_markup
from flows.diff_texts import read_comparison
from flows.explore import sqlbox
from flows.explore.copy import PublishedCopy, TooLong
from flows.explore.guard import Guard, comes_from_elsewhere
from flows.explore.pages import make_environment, split_page
from flows.explore.questions import Questions
from flows.explore.search import search
from flows.find_article import NoSuchArticle, find_articles
from flows.report_day import read_day
from flows.show_article import read_article
from flows.showpage import article_markup
from tasks.model.errors import NewsError, WarehouseError

_HERE = Path(__file__).parent
_SHEETS = (_HERE / "explore.css", _HERE.parent / "show.css", _HERE.parent / "diff.css")
_LAST_PAGE = 250  # what lies deeper is a question for SQL
_LONGEST_QUERY = 20_000  # characters
_KINDS = ("person", "organisation", "place", "event", "product", "agreement", "demonym")
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="6" fill="#9a3b1f"/>'
    '<path d="M8 24V8l16 16V8" fill="none" stroke="#faf7f1" stroke-width="3.5"/></svg>'
)

Now = Callable[[], datetime]


def make_app(copy: PublishedCopy, *, hosts: Iterable[str], now: Now | None = None) -> Guard:
    """Return the server's application: the pages of *copy*, for those who ask under one of *hosts*."""
    pages = _Pages(copy, make_environment(), now or partial(datetime.now, UTC))
    routes = [
        Route("/", pages.front),
        Route("/search", pages.search),
        Route("/article/{article_id}", pages.article),
        Route("/article/{article_id}/diff", pages.diff),
        Route("/names", pages.names),
        Route("/name/{entity_id}", pages.name),
        Route("/stories", pages.stories),
        Route("/story/{story_id}", pages.story),
        Route("/sources", pages.sources),
        Route("/source", pages.source),
        Route("/sql", pages.sql),
        *(Route(f"/{sheet.name}", partial(_file, sheet, "text/css")) for sheet in _SHEETS),
        Route("/explore.js", partial(_file, _HERE / "explore.js", "text/javascript")),
        Route("/favicon.svg", _icon),
    ]
    handlers: Any = {HTTPException: pages.missing, NewsError: pages.failed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), hosts=hosts)


class _Pages:
    """The pages. Each is a plain function of a request, run in a thread."""

    def __init__(self, copy: PublishedCopy, environment: Environment, now: Now) -> None:
        self._copy = copy
        self._environment = environment
        self._now = now

    def front(self, request: Request) -> Response:
        with self._copy.asked() as connection:
            questions = Questions(connection)
            totals = questions.totals()
            day = read_day(connection, now=self._now())
            articles, _ = split_page(questions.newest())
        return self._page("front.html", totals=totals, day=day, articles=articles[:20])

    def search(self, request: Request) -> Response:
        asked, page = request.query_params.get("q", "").strip(), _page_of(request)
        source = request.query_params.get("source") or None
        with self._copy.asked() as connection:
            hits = search(connection, asked, source=source, page=page)
            found, has_more = split_page(hits.rows)
            named = find_articles(connection, asked) if not found and page == 1 else []
            names = Questions(connection).names(kind=None, words=asked)[:8] if asked and page == 1 else []
        if len(named) == 1:  # an id or an address: there is nothing to choose
            return RedirectResponse(f"/article/{named[0].article_id}")
        return self._page(
            "search.html",
            articles=found,
            names=names,
            complaint=hits.complaint,
            q=asked,
            source=source,
            page=page,
            has_more=has_more,
        )

    def article(self, request: Request) -> Response:
        article_id = request.path_params["article_id"]
        version = _number(request, "version")
        with self._copy.asked() as connection:
            shown = read_article(connection, self._known(connection, article_id), version=version)
            questions = Questions(connection)
            story = questions.story_of(article_id)
            versions = questions.versions(article_id)
            names = questions.names_in(article_id)
        body = Markup(article_markup(shown))
        return self._page("article.html", shown=shown, body=body, versions=versions, story=story, names=names)

    def diff(self, request: Request) -> Response:
        article_id = request.path_params["article_id"]
        with self._copy.asked() as connection:
            versions = Questions(connection).versions(self._known(connection, article_id))
            first, last = _number(request, "from") or 1, _number(request, "to") or len(versions)
            if not (1 <= first <= len(versions) and 1 <= last <= len(versions)):
                raise HTTPException(404, f"The article has the versions 1 to {len(versions)}.")
            comparison = read_comparison(connection, article_id, first, last)
        body = Markup(diff_markup(comparison))
        return self._page(
            "diff.html", body=body, article_id=article_id, first=first, last=last, versions=versions
        )

    def names(self, request: Request) -> Response:
        kind, page = request.query_params.get("kind") or None, _page_of(request)
        if kind is not None and kind not in _KINDS:
            raise HTTPException(404, "There is no such kind of name.")
        with self._copy.asked() as connection:
            names, has_more = split_page(Questions(connection).names(kind=kind, words=None, page=page))
        return self._page("names.html", names=names, kinds=_KINDS, kind=kind, page=page, has_more=has_more)

    def name(self, request: Request) -> Response:
        page = _page_of(request)
        with self._copy.asked() as connection:
            found = Questions(connection).name(request.path_params["entity_id"], page=page)
        if found is None:
            raise HTTPException(404, "This name is not in the copy.")
        articles, has_more = split_page(found["articles"])
        return self._page("name.html", name=found, articles=articles, page=page, has_more=has_more)

    def stories(self, request: Request) -> Response:
        page = _page_of(request)
        with self._copy.asked() as connection:
            stories, has_more = split_page(Questions(connection).stories(page=page))
        return self._page("stories.html", stories=stories, page=page, has_more=has_more)

    def story(self, request: Request) -> Response:
        with self._copy.asked() as connection:
            found = Questions(connection).story(request.path_params["story_id"])
        if found is None:
            raise HTTPException(404, "This story is not in the copy.")
        return self._page("story.html", story=found)

    def sources(self, request: Request) -> Response:
        with self._copy.asked() as connection:
            return self._page("sources.html", sources=Questions(connection).sources())

    def source(self, request: Request) -> Response:
        page = _page_of(request)
        with self._copy.asked() as connection:
            found = Questions(connection).source(request.query_params.get("name", ""), page=page)
        if found is None:
            raise HTTPException(404, "This source is not in the copy.")
        articles, has_more = split_page(found["articles"])
        return self._page("source.html", source=found, articles=articles, page=page, has_more=has_more)

    def sql(self, request: Request) -> Response:
        query = request.query_params.get("query", "")
        # A link on another site can bring a query here, and only a person can run it.
        is_foreign = bool(query) and comes_from_elsewhere(request.headers)
        answer, problem, status = None, "", 200
        with self._copy.asked() as connection:
            views = Questions(connection).views()
        if len(query) > _LONGEST_QUERY:
            problem, status = f"A query has {_LONGEST_QUERY:,} characters at most.", 400
        elif is_foreign:
            problem = "This query came from another site: read it, then run it if you want to."
        elif query.strip():
            try:
                with self._copy.asked() as connection:
                    answer = sqlbox.answer(connection, query)
            except (sqlbox.BadQuestion, TooLong) as error:
                problem, status = str(error), 400
        return self._page(
            "sql.html", status, query=query, answer=answer, problem=problem, views=views, most=sqlbox.ROWS
        )

    def missing(self, request: Request, error: HTTPException) -> Response:
        said = error.detail if error.status_code != 404 or " " in error.detail else "There is no such page."
        if said == "Not Found":
            said = "There is no such page."
        return self._page("error.html", error.status_code, said=said)

    def failed(self, request: Request, error: NewsError) -> Response:
        if isinstance(error, NoSuchArticle):
            return self._page("error.html", 404, said=f"{error}.")
        return self._page(
            "error.html", 503, said=f"{error}." if isinstance(error, WarehouseError) else str(error)
        )

    def _known(self, connection: Any, article_id: str) -> str:
        """Return *article_id* where there is such an article."""
        if not Questions(connection).versions(article_id):
            raise HTTPException(404, "This article is not in the copy.")
        return article_id

    def _page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        page = self._environment.get_template(template).render({"q": "", "source": None, **values})
        return HTMLResponse(page, status)


def _page_of(request: Request) -> int:
    page = _number(request, "page") or 1
    if page > _LAST_PAGE:
        raise HTTPException(404, f"Pages end at {_LAST_PAGE}; SQL goes further.")
    return page


def _number(request: Request, name: str) -> int | None:
    """Return the whole number from 1 that the address gives as *name*, if it does."""
    given = request.query_params.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 7) or int(given) < 1:
        raise HTTPException(404, f"There is no {name} like this.")
    return int(given)


def _file(path: Path, kind: str, request: Request) -> Response:
    return Response(path.read_bytes(), media_type=kind)


def _icon(request: Request) -> PlainTextResponse:
    return PlainTextResponse(_ICON, media_type="image/svg+xml")

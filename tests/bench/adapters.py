"""The one place where the project meets the scorers: each function calls public functions and translates.

``page``, ``feed``, ``client``, ``facts``, ``case`` and ``cluster`` have the shapes that the scorers give.
Nothing is repaired here: what is right in a score is right in the pipeline.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from tasks.charset import decode
from tasks.facts.annotate import annotate, facts_of
from tasks.fetch.client import fetch_once
from tasks.mill import run_ingest
from tasks.model.errors import DocumentRejected, NotAnArticle
from tasks.model.exchanges import FetchOutcome, Validators
from tasks.model.records import (
    Article,
    DateMention,
    EntityType,
    Facts,
    Hints,
    MediaType,
    Part,
    RawDocument,
    RunReport,
    Source,
    Span,
)
from tasks.settings import load_settings
from tasks.sources.channel import read_channel
from tasks.sources.feeds import parse_feed
from tasks.sources.origin import Origin
from tasks.sources.read import read_source
from tasks.sources.sitemaps import read_sitemap
from tasks.stories.window import Window
from tasks.text.moments import parse_moment
from tasks.text.shape import shape
from tasks.warehouse.connect import open_reader
from tests.bench.scenarios import play
from tests.bench.shared import CHECKOUT, newsmill

_CLASSES = {EntityType.PERSON: "PER", EntityType.ORGANISATION: "ORG", EntityType.PLACE: "LOC"}
_WORD = re.compile(r"\S+")
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_DAYS_UP_TO = 2_000  # documents, of whole days
_PREPOSITIONS = ("on", "in", "at", "by", "since", "from", "until", "during")


# ------------------------------------------------------------------------------------------ pages


def page(html: bytes, url: str) -> dict[str, Any]:
    """Shape one page: text, title, authors, published."""
    document = RawDocument(source="bench", locator=url, media_type=MediaType.HTML, content=html, url=url)
    try:
        article = shape(document)
    except DocumentRejected:
        return {}
    return {
        "text": article.body,
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "published": article.published.local if article.published else None,
    }


def feed(data: bytes, headers: Mapping[str, str], base_url: str) -> list[dict[str, Any]]:
    """Parse one feed into its items."""
    return [_feed_answer(item) for item in parse_feed(data, base_url=base_url, headers=headers)]


def client(url: str, prior: dict[str, Any] | None) -> dict[str, Any]:
    """Ask *url*; *prior* is what this function said about it before."""
    known = prior or {}
    exchange = fetch_once(
        url,
        clock=lambda: datetime.now(UTC),
        contact="https://example.org/newsmill",
        validators=Validators(etag=known.get("etag"), last_modified=known.get("last_modified")),
        allow=[pair for pair in os.environ.get("LAB_ALLOW", "").split(",") if pair],
    )
    declared = _CHARSET.search(exchange.header("content-type") or "")
    try:
        text = decode(exchange.body, declared=declared[1] if declared else None)[0] if exchange.body else ""
    except DocumentRejected:
        text = ""
    return {
        "ok": exchange.outcome is FetchOutcome.OK,
        "status": exchange.status,
        "text": text,
        "url": exchange.final_url,
        "permanent_url": exchange.permanent_url,
        "not_modified": exchange.outcome is FetchOutcome.NOT_MODIFIED,
        "gone": exchange.outcome is FetchOutcome.GONE,
        "empty": exchange.outcome is FetchOutcome.EMPTY,
        "etag": exchange.validators.etag,
        "last_modified": exchange.validators.last_modified,
        "error": f"{exchange.outcome.value}: {exchange.detail}",
    }


def _feed_answer(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": item.get("id"),
        "url": item.get("url"),
        "title": item.get("title"),
        "summary": item.get("summary"),
        "content": item.get("body_html") or item.get("body"),
        "authors": item.get("authors") or [],
        "published": _instant(item.get("published")),
        "updated": _instant(item.get("modified")),
        "categories": item.get("tags") or [],
        "language": item.get("language"),
    }


def _instant(written: Any) -> str | None:
    """Return a feed's time as the text room reads it."""
    moment = (
        parse_moment(written, hints=Hints(), language=None, origin="feed")
        if isinstance(written, str)
        else None
    )
    return moment.at.isoformat() if moment else None


# ------------------------------------------------------------------------------------------ facts


class Places:
    """Spans in an article's parts, translated to the text it was shaped from."""

    def __init__(self, text: str, article: Article | None) -> None:
        self._maps: dict[Part, list[int]] = {}
        if article is None:
            self._maps[Part.BODY] = list(range(len(text) + 1))
            return
        at = 0
        for part, cleaned in (
            (Part.TITLE, article.title),
            (Part.BODY, article.body),
            (Part.CREDIT_LINE, article.credit_line),
        ):
            if cleaned:
                self._maps[part] = _align(cleaned, text, at)
                at = self._maps[part][-1]

    def of(self, span: Span, part: Part = Part.BODY) -> tuple[int, int]:
        """Return where *span* of *part* stands in the text."""
        places = self._maps[part]
        return places[span.start], places[max(span.end - 1, 0)] + 1


def _align(cleaned: str, text: str, at: int) -> list[int]:
    """Return for each character of *cleaned*, and its end, the place in *text* from *at* on.

    Cleaning changes the white space between words and leaves the words, so each word is looked up
    after the one before it.
    """
    places = [at] * (len(cleaned) + 1)
    for word in _WORD.finditer(cleaned):
        found = text.find(word.group(), at)
        start = found if found >= 0 else at
        for offset in range(len(word.group())):
            places[word.start() + offset] = start + offset
        at = start + len(word.group())
    places[-1] = at
    return places


def facts(text: str, published: date | None) -> dict[str, Any]:
    """State the facts of a text, spans counted in that text."""
    article: Article | None = None
    if text.lstrip().startswith("date "):  # the sample's form; other texts are bodies already
        document = RawDocument(
            source="bench",
            locator="text",
            media_type=MediaType.TEXT,
            content=text.encode(),
            declared_charset="utf-8",
        )
        article = annotate(shape(document))
        stated = article.facts
    else:
        stated = facts_of(text, title=None, published=published, language=None)
    return {**_named(stated, Places(text, article), article), **_listed(stated, article)}


def _named(stated: Facts, places: Places, article: Article | None) -> dict[str, Any]:
    """Return the facts that are scored by their spans."""

    def located(fact: Any, **more: Any) -> dict[str, Any]:
        start, end = places.of(fact.span, fact.part)
        return {"start": start, "end": end, **more}

    entities = [located(m, type=_CLASSES.get(m.kind, "MISC")) for m in stated.mentions]
    if article is not None:
        entities += [located(credit, type="ORG") for credit in article.credits]
    return {
        "entities": entities,
        "places": [located(p, country=p.country) for p in stated.places],
        "dates": [located(d, value=d.value) for d in stated.dates],
        "money": [located(a, currency=a.currency, amount=a.value) for a in stated.amounts if a.currency],
        "quotes": [
            {
                "spans": [places.of(span) for span in quote.spans],
                "kind": quote.kind.value,
                "speaker": quote.speaker or quote.speaker_name,
            }
            for quote in stated.quotes
        ],
    }


def _listed(stated: Facts, article: Article | None) -> dict[str, Any]:
    """Return the facts that are scored as sets."""
    people = {m.name: m for m in stated.mentions if m.kind is EntityType.PERSON}
    titles = {m.name: m.titles[0] for m in stated.mentions if m.kind is EntityType.PERSON and m.titles}
    return {
        "acronyms": [{"short": a.short, "long": a.long} for a in stated.acronyms],
        "agencies": [credit.agency for credit in article.credits] if article else [],
        "outlets": sorted({citation.outlet for citation in stated.citations}),
        "agreements": sorted({agreement.name for agreement in stated.agreements}),
        "people": [{"name": name, "title": titles.get(name)} for name in people],
    }


# ------------------------------------------------------------------------------------------ cases


def case(case_dir: str) -> dict[str, Any]:
    """Answer one case folder, by the kind of its input."""
    folder = Path(case_dir)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    given = expected["input"]
    match expected["kind"]:
        case "html":
            return _html_case(folder / given["file"], given)
        case "feed":
            return _feed_case(folder / given["file"], given)
        case "sitemap":
            return _sitemap_case(folder / given["file"], given)
        case "text":
            files = given.get("files") or [given["file"]]
            return _text_case([folder / name for name in files])
        case "dataset" | "warc":
            return _dataset_case(folder / given["file"])
        case "warehouse":
            return _warehouse_case(json.loads((folder / given["file"]).read_text(encoding="utf-8"))["steps"])
        case "http":
            return {"http": play(folder, given)}
        case other:
            raise ValueError(f"{other} cases are not answered by this version")


def _html_case(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    document = RawDocument(
        source="bench",
        locator=str(path),
        media_type=MediaType.HTML,
        content=path.read_bytes(),
        url=given.get("url"),
    )
    try:
        return {"article": _article(annotate(shape(document)))}
    except NotAnArticle as error:
        return {"article": {"store_as_article": False, "page_kind": error.page_kind}}
    except DocumentRejected as error:
        return {"article": {"store_as_article": False, "page_kind": error.reason}}


def _feed_case(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    headers, url = {"content-type": given.get("content_type") or ""}, given.get("url") or ""
    try:
        channel = read_channel(path.read_bytes(), base_url=url, headers=headers)
    except DocumentRejected as error:
        return {"feed": {"error": error.reason, "items": []}}
    if not channel.is_feed:
        return {"feed": {"error": "not_a_feed", "items": []}}
    articles = [_article_of_item(item, given) for item in channel.items]
    answers = [_feed_answer(item) for item in channel.items]
    renamed = [
        {
            **answer,
            "published_at": answer["published"],
            "published_date": article.published.local[:10] if article and article.published else None,
            "updated_at": answer["updated"],
            "text": answer["content"] or answer["summary"],
            "normalized_url": article.canonical_url if article else None,
        }
        for answer, article in zip(answers, articles, strict=True)
    ]
    return {"feed": {"error": None, "items": renamed}, "flags": _flags(articles)}


def _article_of_item(item: Mapping[str, Any], given: Mapping[str, Any]) -> Article | None:
    fetched_at = given.get("fetched_at")
    document = Origin(source=Source(target="bench"), path="bench").record(
        item, "item=1", fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None
    )
    try:
        return shape(document) if isinstance(document, RawDocument) else None
    except DocumentRejected:
        return None


def _flags(articles: list[Article | None]) -> list[str]:
    found = [article for article in articles if article]
    precise = {f"date_precision_{article.published.precision}" for article in found if article.published}
    return sorted(precise | {flag for article in found for flag in article.flags})


def _sitemap_case(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        sitemap = read_sitemap(path.read_bytes(), base_url=given.get("url"))
    except DocumentRejected as error:
        return {"feed": {"error": error.reason, "items": []}}
    items = [
        {
            "url": entry.url,
            "title": entry.title,
            "language": entry.language,
            "published_at": _instant(entry.published),
            "updated_at": _instant(entry.lastmod),
        }
        for entry in sitemap.entries
    ]
    return {"feed": {"error": None, "items": items}}


def _text_case(paths: list[Path]) -> dict[str, Any]:
    articles = [
        annotate(shape(document))
        for path in paths
        for document in read_source(Source(target=str(path)))
        if isinstance(document, RawDocument)
    ]
    flags = sorted({flag for article in articles for flag in article.flags})
    answers = [_article(article) for article in articles]
    return {"articles": answers, "article": answers[0] if answers else None, "flags": flags}


def _dataset_case(path: Path) -> dict[str, Any]:
    with _home() as home:
        report = _ingest(home, path)
        rows = _query(home, "select * from mart.articles order by first_seen_at, url")
        flags = _query(home, "select distinct unnest(flags) as flag from mart.articles")
        cut = _query(home, "select count(*) as n from mart.quarantine where reason = 'truncated'")[0]["n"]
    total = report.total
    counts = {"loaded": total.new, "duplicates": total.duplicate, "rejected": total.rejected}
    named = [str(row["flag"]) for row in flags] + (
        ["archive_truncated"] if cut and ".warc" in path.name else []
    )
    return {"articles": [{**row, "text": row["body"]} for row in rows], "counts": counts, "flags": named}


def _article(article: Article) -> dict[str, Any]:
    """Return one article with the names of the cases' contract."""
    stated = article.facts
    return {
        "title": article.title,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "authors": [author.name for author in article.authors],
        "published_at": article.published.at.isoformat() if article.published else None,
        "published_date": article.published.local[:10] if article.published else None,
        "modified_at": article.modified.at.isoformat() if article.modified else None,
        "language": article.language,
        "site_name": article.site_name,
        "text": article.body,
        "page_kind": article.page_kind.value,
        "access": article.access.value if article.access else None,
        "is_complete": article.is_complete,
        "updates": len(article.posts),
        "next_page_url": article.next_page_url,
        "store_as_article": True,
        "dateline_place": article.dateline.place if article.dateline else None,
        "dateline_date": article.dateline.on.isoformat()
        if article.dateline and article.dateline.on
        else None,
        "wire_agencies": [credit.agency for credit in article.credits if credit.agency != "AGENCIES"],
        "is_wire": bool(article.credits),
        "outlets_cited": [citation.outlet for citation in stated.citations],
        "urls_cited": [citation.url for citation in stated.citations if citation.url],
        "acronyms": {acronym.short: acronym.long for acronym in stated.acronyms},
        "people": [
            {"name": m.name, "title": title}
            for m in stated.mentions
            if m.kind is EntityType.PERSON
            for title in m.titles
        ],
        "dates": [answer for mention in stated.dates for answer in _dates(article.body, mention)],
    }


def _dates(body: str, mention: DateMention) -> Iterator[dict[str, str]]:
    """Give a date as marked, and with the preposition before it, which the cases count as part of it."""
    yield {"text": mention.text, "value": mention.value}
    before = body[: mention.span.start].rsplit(maxsplit=1)[-1:]
    if before and before[0].lower() in _PREPOSITIONS:
        yield {"text": f"{before[0]} {mention.text}", "value": mention.value}


# -------------------------------------------------------------------------------- the warehouse


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _ingest(home: Path, target: Path) -> RunReport:
    return run_ingest(load_settings(home), [str(target)])


def _query(home: Path, query: str) -> list[dict[str, Any]]:
    with open_reader(load_settings(home).published) as connection:
        result = connection.execute(query)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _warehouse_case(steps: list[dict[str, Any]]) -> dict[str, Any]:
    with _home() as home:
        for number, step in enumerate(steps):
            target = home / f"step-{number}.jsonl"
            if "load" in step:
                _write(target, step["load"])
                _ingest(home, target)
            elif "load_many" in step:
                _write(home / "many.jsonl", _many(step["load_many"]))
                _load_many(home, home / "many.jsonl", kill_after=step.get("kill_after_s"))
            else:
                raise ValueError(f"no way to carry out {sorted(step)}")
        return {"warehouse": _stored(home)}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _many(count: int) -> list[dict[str, Any]]:
    day = datetime(2024, 3, 6, tzinfo=UTC).isoformat()
    return [
        {
            "url": f"https://courier.example/n/{n}",
            "title": f"Story {n}",
            "text": f"Text of {n}.",
            "published_at": day,
        }
        for n in range(count)
    ]


def _load_many(home: Path, target: Path, *, kill_after: float | None) -> None:
    if kill_after is None:
        _ingest(home, target)
        return
    process = subprocess.Popen(
        newsmill("--home", str(home), "ingest", str(target)),
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (home / "warehouse.duckdb").exists() and time.monotonic() < deadline:
        time.sleep(0.05)  # it is killed in the middle of a load, not of its start
    time.sleep(kill_after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _stored(home: Path) -> dict[str, Any]:
    articles = _query(
        home, "select article_id, url, source, body, wire_agencies from mart.articles order by url"
    )
    versions = _query(home, "select * from mart.article_versions order by article_id, version")
    runs = _query(home, "select state from mart.run_ledger order by started_at")
    states = {"interrupted": "crashed"}
    stories = _query(home, "select * from mart.stories order by article_count desc, story_id")
    members = _query(home, "select story_id, list(url) as urls from mart.articles group by story_id")
    agencies = stories[0]["wire_agencies"] if stories else []
    return {
        "stories": len(stories),
        "cluster": [row["urls"] for row in members],
        "first_source": stories[0]["first_source"] if stories else None,
        "agency": agencies[0] if len(agencies) == 1 else None,
        "articles": len(articles),
        "latest": {row["url"]: row["body"] for row in articles},
        "versions": len(versions),
        "diff": "\n".join(str(row["body"]) for row in versions),
        "changed_at_moves": len(versions) - len(articles),
        "runs_state": [states.get(row["state"], row["state"]) for row in runs],
    }


# ------------------------------------------------------------------------------------- the stories


def cluster(in_jsonl: str | Path, out_tsv: str | Path) -> None:
    """Write ``id <TAB> story`` for each document of *in_jsonl*; documents are taken in by the day.

    The input is read twice: for the days first, then day by day, so that memory is bounded by the window.
    """
    with Path(in_jsonl).open("rb") as lines, Path(out_tsv).open("w", encoding="utf-8") as answer:
        offsets, days = _days_of(lines)
        order = sorted(range(len(days)), key=days.__getitem__)
        window = Window(lambda numbers: [_line_at(lines, offsets[order[n]])["text"] for n in numbers])
        names: list[str] = []
        for batch in _whole_days(order, days):
            documents = [_line_at(lines, offsets[number]) for number in batch]
            window.settle(days[batch[0]])
            window.add([one["text"] for one in documents], [days[number] for number in batch])
            names += (one["id"] for one in documents)
        for name, group in zip(names, window.groups.names(), strict=True):
            answer.write(f"{name}\t{group}\n")


def _days_of(lines: BinaryIO) -> tuple[array[int], array[int]]:
    offsets, days, offset = array("q"), array("l"), 0
    for line in lines:
        offsets.append(offset)
        days.append(date.fromisoformat(orjson.loads(line)["published"][:10]).toordinal())
        offset += len(line)
    return offsets, days


def _line_at(lines: BinaryIO, offset: int) -> dict[str, Any]:
    lines.seek(offset)
    found: dict[str, Any] = orjson.loads(lines.readline())
    return found


def _whole_days(order: Sequence[int], days: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of *order* in batches of whole days, of some thousand documents."""
    batch: list[int] = []
    for number in order:
        if len(batch) >= _DAYS_UP_TO and days[number] != days[batch[-1]]:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch

"""Documents, articles and batches as other rooms would hand them over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tasks.model.records import (
    Acronym,
    Agreement,
    Amount,
    AmountKind,
    Article,
    Author,
    Batch,
    Charset,
    Citation,
    Correction,
    Counts,
    Credit,
    DateKind,
    Dateline,
    DateMention,
    DocumentStub,
    EntityType,
    Facts,
    FieldProvenance,
    Grain,
    Keyword,
    Known,
    Link,
    LivePost,
    Media,
    MediaType,
    Mention,
    Moment,
    NoteKind,
    Part,
    PlaceMention,
    Precision,
    Quote,
    QuoteKind,
    Rejection,
    Shaped,
    Span,
    Stage,
    Topic,
)
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse.load import load_batch
from tasks.warehouse.runs import start_run
from tasks.warehouse.spool import write_batch

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
DAY = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)


def digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def moment(at: datetime, precision: Precision = Precision.MINUTE, zone: str | None = "UTC") -> Moment:
    local = at.isoformat()[:10] if precision is Precision.DAY else at.isoformat()[:16]
    return Moment(at=at, local=local, zone=zone, precision=precision, origin="field:published")


def make_article(
    key: str = "1", body: str = "The ferry sails.", title: str | None = "Ferry", **fields: Any
) -> Article:
    """Return an article that is named by *key*; its wording is told by title and body."""
    url = f"https://gazette.example/n/{key}"
    given: dict[str, Any] = {"source": "gazette", "url": url, "canonical_url": url, "language": "en"}
    given |= {"published": moment(DAY), "charset": Charset(used="utf-8")} | fields
    return Article(
        article_id=digest("article", key),
        content_hash=digest("wording", title, " ".join(body.casefold().split())),
        body=body,
        title=title,
        **given,
    )


def make_stub(
    article: Article, locator: str = "in.jsonl", fetched_at: datetime | None = None, **fields: Any
) -> DocumentStub:
    given: dict[str, Any] = {
        "source": article.source,
        "sha256": digest(article.article_id, article.title, article.body),
    }
    given |= {"media_type": MediaType.RECORD, "byte_count": len(article.body), "url": article.url} | fields
    return DocumentStub(locator=locator, fetched_at=fetched_at, **given)


def make_batch(articles: Iterable[Article | Known | Rejection], *, place: str = "in.jsonl") -> Batch:
    """Return a batch of *articles* as if each stood on a line of its own of *place*."""
    kept, known, rejected = [], [], []
    for line, one in enumerate(articles, start=1):
        locator = f"{place}#line={line}"
        match one:
            case Article():
                kept.append(Shaped(sequence=line, document=make_stub(one, locator), article=one))
            case Known():
                known.append(one)
            case Rejection():
                rejected.append(one)
    return Batch(kept=tuple(kept), known=tuple(known), rejected=tuple(rejected))


def make_rejection(sequence: int = 1, locator: str = "in.jsonl#line=1", reason: str = "empty") -> Rejection:
    return Rejection(
        source="gazette",
        locator=locator,
        stage=Stage.SHAPE,
        reason=reason,
        detail="no text",
        sequence=sequence,
    )


def load(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    batch: Batch | Sequence[Article],
    *,
    run_id: str = "run-1",
    batch_id: str | None = None,
    now: datetime = NOW,
) -> dict[str, Counts]:
    """Spool and load *batch*; a batch without an identifier is one of its own."""
    whole = batch if isinstance(batch, Batch) else make_batch(batch)
    name = batch_id or f"{run_id}/{len(list(folder.glob('*.parquet'))) + 1:06d}"
    path = folder / f"{name.replace('/', '-')}.parquet"
    start_run(connection, run_id=run_id, flow="ingest", started_at=now)
    write_batch(path, whole, run_id=run_id, batch_id=name)
    return load_batch(connection, path, decide=decide, compare=compare_wordings, now=now)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Return rows through Arrow, since DuckDB 1.5 wants one more package to give times to Python."""
    return [tuple(row.values()) for row in connection.sql(query).to_arrow_table().to_pylist()]


def make_full_article() -> Article:
    """Return an article with one fact of each kind."""
    body = (
        "KAYAR, March 6: The Port Authority of Kayar (PAK) said the Harbour Accord costs $5 million. "
        "“We sail,” she told the Gazette. See the plan."
    )

    def span(text: str) -> Span:
        start = body.index(text)
        return Span(start, start + len(text))

    rule: dict[str, Any] = {"rule": "test", "rule_version": 3, "confidence": 0.9}
    facts = Facts(
        mentions=(
            Mention(
                span=span("Port Authority of Kayar"),
                text="Port Authority of Kayar",
                kind=EntityType.ORGANISATION,
                name="Port Authority of Kayar",
                titles=("the",),
                **rule,
            ),
            Mention(
                span=Span(0, 5), text="Ferry", kind=EntityType.PRODUCT, name="Ferry", part=Part.TITLE, **rule
            ),
        ),
        places=(
            PlaceMention(
                span=span("KAYAR"),
                text="KAYAR",
                name="Kayar",
                country="SN",
                latitude=14.9,
                longitude=-17.1,
                **rule,
            ),
        ),
        quotes=(
            Quote(
                span=span("“We sail,”"),
                text="We sail,",
                kind=QuoteKind.DIRECT,
                spans=(span("We sail,"),),
                cue="told",
                speaker="she",
                speaker_span=span("she"),
                speaker_name="Grace Otunga",
                **rule,
            ),
        ),
        dates=(
            DateMention(
                span=span("March 6"),
                text="March 6",
                value="2026-03-06",
                kind=DateKind.DATE,
                grain=Grain.DAY,
                starts_on=date(2026, 3, 6),
                ends_on=date(2026, 3, 6),
                **rule,
            ),
        ),
        acronyms=(
            Acronym(
                span=span("PAK"),
                short="PAK",
                long="Port Authority of Kayar",
                long_span=span("Port Authority of Kayar"),
                **rule,
            ),
        ),
        citations=(Citation(span=span("the Gazette"), outlet="Gazette", relation="told", **rule),),
        agreements=(Agreement(span=span("Harbour Accord"), name="Harbour Accord", **rule),),
        amounts=(
            Amount(
                span=span("$5 million"),
                text="$5 million",
                kind=AmountKind.MONEY,
                value=5e6,
                currency="USD",
                **rule,
            ),
        ),
        topics=(
            Topic(
                span=span("Accord"),
                topic_id="medtop:20000638",
                name="international relations",
                broader_id="medtop:11000000",
                text="Accord",
                spans=(span("Port"), span("Accord")),
                **rule,
            ),
        ),
        keywords=(
            Keyword(
                span=span("Port Authority"),
                text="Port Authority",
                phrase="port authority",
                mention_count=1,
                **rule,
            ),
        ),
    )
    return make_article(
        "full",
        body,
        kicker="Port",
        standfirst="It sails.",
        authors=(Author(name="Ilse Okafor", as_written="By Ilse Okafor"),),
        credit_line="(With ANI inputs)",
        credits=(Credit(span=Span(6, 9), agency="ANI", as_written="ANI", part=Part.CREDIT_LINE, **rule),),
        dateline=Dateline(span=span("KAYAR, March 6:"), place="Kayar", on=date(2026, 3, 6), **rule),
        links=(Link(span=span("the plan"), url="https://gazette.example/plan", anchor="the plan", **rule),),
        media=(Media(url="https://gazette.example/ferry.jpg", caption="The ferry"),),
        posts=(LivePost(span=span("See the plan."), headline="The plan", **rule),),
        corrections=(
            Correction(span=span("See the plan."), kind=NoteKind.EDITORS_NOTE, text="See the plan.", **rule),
        ),
        next_page_url="https://gazette.example/full?page=2",
        tags=("port", "ferry"),
        provenance=(FieldProvenance(field="title", value="Ferry", origin="field:title"),),
        facts=facts,
    )

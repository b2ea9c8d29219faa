"""The questions of ``docs/queries.md`` run, and each has an answer in a small warehouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.warehouse.search_index import index_articles

PAGE = Path(__file__).resolve().parents[2] / "docs" / "queries.md"
QUESTION = re.compile(r"^## (.+?)\n.*?^```sql\n(.+?)^```$", re.MULTILINE | re.DOTALL)
QUERIES = QUESTION.findall(PAGE.read_text(encoding="utf-8"))

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

BODY = (
    'Ilse Okafor opened the harbour of Tarnbrook with the Port Authority. "It cost 2.5 billion euros," she'
    " said. The next one opens on June 5, 2026."
)
RETITLED: dict[str, Any] = {
    "position": 1,
    "kind": "headline",
    "change": "altered",
    "part": "title",
    "aspects": ["words"],
    "before_text": "Harbour opens",
    "after_text": "Harbour opens late",
    **{f"{side}_{part}": [] for side in ("before", "after") for part in ("words", "numbers", "names")},
}
DAYS = (("a1", datetime(2026, 3, 3, 8, tzinfo=UTC)), ("a2", datetime(2026, 3, 10, 8, tzinfo=UTC)))


@pytest.fixture
def harbour(add: Add, add_article: Add, add_fact: Add, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Two articles a week apart, one of them edited, with facts of every kind the questions ask for."""
    add("meta.runs", run_id="run-1", state="degraded")
    add("meta.run_counts", read=3, new=2, rejected=1)
    add("meta.run_rejections", reason="truncated", rejected=1)
    add("meta.quarantine", quarantine_id="q1", locator="in/a.gz")
    for kind, name in (("person", "Ilse Okafor"), ("organisation", "Port Authority")):
        add("core.entities", entity_id=name, kind=kind, name=name, first_seen_at=DAYS[0][1])
    for article_id, at in DAYS:
        wordings = [("Harbour opens", BODY), ("Harbour opens late", BODY)]
        add_article(article_id, wordings=wordings, published_at=at, credit_line="(ANI)")
        add("core.story_members", article_id=article_id, story_id="a1", version_id=f"{article_id}-v2")
        wording = f"{article_id}-v2"
        for kind, name in (("person", "Ilse Okafor"), ("organisation", "Port Authority")):
            add_fact("mentions", wording, name, text=name, name=name, kind=kind, entity_id=name)
        said = "It cost 2.5 billion euros,"
        add_fact("quotes", wording, said, text=said, spans=[], cue="said", speaker_name="Ilse Okafor")
        sum_of_money = "2.5 billion euros"
        add_fact("amounts", wording, sum_of_money, text=sum_of_money, value=2.5e9, currency="EUR")
        add_fact("places", wording, "Tarnbrook", text="Tarnbrook", name="Tarnbrook", country="GB")
        topics = (("medtop:11000000", "politics", None), ("medtop:20000593", "government", "medtop:11000000"))
        for topic_id, name, broader_id in topics:
            about = {"topic_id": topic_id, "name": name, "broader_id": broader_id}
            add_fact("topics", wording, "Port Authority", text="Port Authority", **about)
        add_fact("keywords", wording, "harbour", text="harbour", phrase="harbour", mention_count=2)
        day = "June 5, 2026"
        add_fact("dates", wording, day, text=day, value="2026-06-05", starts_on=date(2026, 6, 5))
        add_fact("credits", wording, "ANI", part="credit_line", agency="ANI", as_written="ANI")
        pair = {
            "article_id": article_id,
            "before_version_id": f"{article_id}-v1",
            "after_version_id": wording,
        }
        add("core.edits", **pair, kinds=["headline"], run_id="run-1", compared_at=at)
        add("core.edit_passages", **pair, **RETITLED)
    index_articles(warehouse, [article_id for article_id, _ in DAYS])


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("query", [query for _, query in QUERIES], ids=[question for question, _ in QUERIES])
def test_each_question_of_the_documentation_has_an_answer(rows: Rows, query: str) -> None:
    assert rows(query)


def test_the_documentation_has_a_query_under_each_heading() -> None:
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [question for question, _ in QUERIES] == headings
    assert len(headings) >= 12


@pytest.mark.usefixtures("harbour")
def test_the_evidence_is_shown_with_the_words_around_it(rows: Rows) -> None:
    query = next(query for question, query in QUERIES if question.startswith("Show me the evidence"))

    contexts = [context for _, _, context in rows(query)]

    assert all("Ilse Okafor opened the harbour" in context for context in contexts)

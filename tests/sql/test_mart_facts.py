from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

TITLE = "Okafor opens port"
BODY = (
    'Ilse Okafor opened the port of Tarnbrook on Monday. "It took 12 million euros," she said, "and luck." '
    "The Port Authority (PA) cited the Harbour Pact, the Daily Gull reported on its website. Okafor left."
)


@pytest.fixture
def article(add_article: Add) -> None:
    add_article("a1", wordings=[("Old title", "Old body."), (TITLE, BODY)], credit_line="(ANI)")


def mention(add_fact: Add, version_id: str, quoted: str, *, name: str = "Ilse Okafor", **given: Any) -> None:
    entity = {"text": quoted, "name": name, "entity_id": name.casefold()}
    add_fact("mentions", version_id, quoted, **{**entity, **given})


def add_entity(add: Add, name: str) -> None:
    first_seen_at = datetime(2026, 3, 1, tzinfo=UTC)
    add("core.entities", entity_id=name.casefold(), kind="person", name=name, first_seen_at=first_seen_at)


def where_it_stands(rows: Rows, view: str) -> list[tuple[Any, ...]]:
    """Return article, version, and what stands at each span of the fact view."""
    return rows(f"""
        select f.article_id, f.version, substr(a.body, f."start" + 1, f."end" - f."start"), f.rule
        from {view} as f
        join mart.articles as a using (article_id)
        order by f."start"
    """)


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("view", "quoted", "values"),
    [
        ("mart.mentions", "Ilse Okafor", {"text": "Ilse Okafor", "name": "Ilse Okafor", "entity_id": "e1"}),
        ("mart.places", "Tarnbrook", {"text": "Tarnbrook", "name": "Tarnbrook", "country": "GB"}),
        ("mart.dates", "Monday", {"text": "Monday", "value": "2026-03-09", "starts_on": date(2026, 3, 9)}),
        (
            "mart.acronyms",
            "PA",
            {"short": "PA", "long": "Port Authority", "long_start": 104, "long_end": 118},
        ),
        ("mart.citations", "Daily Gull", {"outlet": "Daily Gull"}),
        ("mart.agreements", "Harbour Pact", {"name": "Harbour Pact"}),
        ("mart.amounts", "12 million euros", {"text": "12 million euros", "value": 12e6, "currency": "EUR"}),
        (
            "mart.topics",
            "port",
            {"text": "port", "topic_id": "medtop:04000000", "name": "economy, business and finance"},
        ),
        ("mart.keywords", "Port Authority", {"text": "Port Authority", "phrase": "port authority"}),
        ("mart.links", "website", {"url": "https://www.Gull.example:8443/x?y=1", "anchor": "website"}),
        (
            "mart.quotes",
            'It took 12 million euros," she said, "and luck.',
            {
                "text": "It took 12 million euros, and luck.",
                "spans": [{"start": 54, "end": 79}, {"start": 92, "end": 101}],
                "speaker_name": "Ilse Okafor",
            },
        ),
    ],
    ids=lambda value: value if str(value).startswith("mart.") else "",
)
def test_a_fact_view_shows_the_facts_of_the_wording_that_stands(
    add_fact: Add, rows: Rows, view: str, quoted: str, values: dict[str, Any]
) -> None:
    table = view.removeprefix("mart.")
    add_fact(table, "a1-v2", quoted, **values)
    add_fact(table, "a1-v1", "Old", **values)

    assert where_it_stands(rows, view) == [("a1", 2, quoted, "test")]


@pytest.mark.usefixtures("article")
def test_credits_stand_in_the_credit_line(add_fact: Add, rows: Rows) -> None:
    add_fact("credits", "a1-v2", "ANI", part="credit_line", agency="ANI", as_written="ANI")

    assert rows('select agency, part, "start", "end" from mart.credits') == [("ANI", "credit_line", 1, 4)]


@pytest.mark.usefixtures("article")
def test_names_in_a_title_are_no_mentions_of_the_body(add_fact: Add, add: Add, rows: Rows) -> None:
    add_entity(add, "Ilse Okafor")
    mention(add_fact, "a1-v2", "Okafor", part="title")
    mention(add_fact, "a1-v2", "Ilse Okafor")

    assert rows("select text from mart.mentions") == [("Ilse Okafor",)]
    assert rows("select text from mart.title_mentions") == [("Okafor",)]
    assert rows("select mention_count from mart.entities") == [(1,)]
    assert rows("select mention_count from mart.top_entities") == [(1,)]


@pytest.mark.usefixtures("article")
def test_an_entity_stands_once_an_article_with_its_first_mention(add_fact: Add, rows: Rows) -> None:
    mention(add_fact, "a1-v2", "Okafor left", text="Okafor", rule="surname")
    mention(add_fact, "a1-v2", "Ilse Okafor", rule="full name")

    found = rows('select article_id, version, name, mention_count, "start", text, rule from mart.entities')

    assert found == [("a1", 2, "Ilse Okafor", 2, 0, "Ilse Okafor", "full name")]


@pytest.mark.usefixtures("article")
def test_links_name_the_host_they_lead_to(add_fact: Add, rows: Rows) -> None:
    add_fact("links", "a1-v2", "website", url="https://www.Gull.example:8443/x?y=1", anchor="website")
    add_fact("links", "a1-v2", "port", url="mailto:desk@gull.example", anchor="port")

    assert rows('select host_name from mart.links order by "start" desc') == [("gull.example",), (None,)]


def test_top_entities_count_articles_first(add_article: Add, add_fact: Add, add: Add, rows: Rows) -> None:
    for name in ("Ilse Okafor", "Port Authority"):
        add_entity(add, name)
    for article_id, source in (("a1", "harbour"), ("a2", "market")):
        add_article(article_id, wordings=[(TITLE, BODY)], source=source)
        mention(add_fact, f"{article_id}-v1", "Ilse Okafor")
    for quoted in ("Port Authority", "PA", "Authority"):
        mention(add_fact, "a1-v1", quoted, name="Port Authority")

    found = rows("select name, article_count, mention_count, source_count from mart.top_entities")

    assert found == [("Ilse Okafor", 2, 2, 2), ("Port Authority", 1, 3, 1)]


def test_one_entity_under_two_spellings_is_counted_once(
    add_article: Add, add_fact: Add, add: Add, rows: Rows
) -> None:
    add_entity(add, "Ilse Okafor")
    for article_id, name in (("a1", "Ilse Okafor"), ("a2", "ILSE OKAFOR")):
        add_article(article_id, wordings=[(TITLE, BODY)])
        mention(add_fact, f"{article_id}-v1", "Ilse Okafor", name=name)

    assert rows("select name, article_count from mart.top_entities") == [("Ilse Okafor", 2)]
    assert rows("select name, article_count from mart.entity_trend_by_week") == [("Ilse Okafor", 2)]


def test_a_trend_goes_by_weeks_that_begin_on_monday(
    add_article: Add, add_fact: Add, add: Add, rows: Rows
) -> None:
    add_entity(add, "Ilse Okafor")
    for article_id, day in (("a1", 8), ("a2", 9), ("a3", 15), ("a4", 16)):
        add_article(article_id, wordings=[(TITLE, BODY)], published_at=datetime(2026, 3, day, 12, tzinfo=UTC))
        mention(add_fact, f"{article_id}-v1", "Ilse Okafor")

    found = rows("select week_start_date, article_count from mart.entity_trend_by_week order by 1")

    assert found == [(date(2026, 3, 2), 1), (date(2026, 3, 9), 2), (date(2026, 3, 16), 1)]


def test_the_timeline_counts_who_speaks_of_a_day(add_article: Add, add_fact: Add, rows: Rows) -> None:
    for article_id, source in (("a1", "harbour"), ("a2", "market")):
        add_article(article_id, wordings=[(TITLE, BODY)], source=source)
        days = {"starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 9)}
        add_fact("dates", f"{article_id}-v1", "Monday", text="Monday", value="2026-03-09", **days)
    add_fact("dates", "a1-v1", "luck", text="luck", value="P15Y", kind="DURATION", grain=None)

    found = rows("select starts_on, grain, article_count, source_count from mart.timeline")

    assert found == [(date(2026, 3, 9), "day", 2, 2)]


@pytest.mark.usefixtures("article")
def test_a_topic_names_its_level_and_the_words_that_show_it(add_fact: Add, rows: Rows) -> None:
    spans = [{"start": 20, "end": 24}, {"start": 59, "end": 63}]
    add_fact("topics", "a1-v2", "port", text="port", spans=spans)
    narrower = {"topic_id": "medtop:20000593", "name": "government", "broader_id": "medtop:11000000"}
    add_fact("topics", "a1-v2", "Port Authority", text="Port Authority", position=2, **narrower)

    found = rows(
        "select rank, topic_id, topic_name, broader_id, is_first_level, spans from mart.topics order by 1"
    )

    assert found == [
        (1, "medtop:11000000", "politics", None, True, spans),
        (2, "medtop:20000593", "government", "medtop:11000000", False, []),
    ]


def test_a_keyword_counts_across_articles_by_its_phrase(add_article: Add, add_fact: Add, rows: Rows) -> None:
    for article_id, quoted in (("a1", "Port Authority"), ("a2", "Port")):
        add_article(article_id, wordings=[(TITLE, BODY)])
        add_fact(
            "keywords", f"{article_id}-v1", quoted, text=quoted, phrase="port authority", mention_count=2
        )

    found = rows(
        "select phrase, count(*), sum(mention_count), any_value(language) from mart.keywords group by 1"
    )

    assert found == [("port authority", 2, 4, "en")]


def test_places_and_outlets_are_added_up(add_article: Add, add_fact: Add, rows: Rows) -> None:
    for article_id in ("a1", "a2"):
        add_article(article_id, wordings=[(TITLE, BODY)])
        add_fact("citations", f"{article_id}-v1", "Daily Gull", outlet="Daily Gull")
        add_fact("places", f"{article_id}-v1", "Tarnbrook", text="Tarnbrook", name="Tarnbrook", country="GB")
    add_fact("places", "a1-v1", "port", text="port", name="port", country=None)

    assert rows("select source, country, article_count, place_count from mart.places_by_country") == [
        ("harbour", "GB", 2, 1)
    ]
    assert rows("select outlet, article_count, citation_count, source_count from mart.outlets_cited") == [
        ("Daily Gull", 2, 2, 1)
    ]


def test_wire_copy_is_a_share_of_all_that_a_source_has(add_article: Add, add_fact: Add, rows: Rows) -> None:
    for article_id in ("a1", "a2", "a3"):
        add_article(article_id, credit_line="(ANI)")
    for _ in range(2):
        add_fact("credits", "a1-v1", "ANI", part="credit_line", agency="ANI", as_written="ANI")

    found = rows("select source, agency, article_count, share from mart.wire_copy_by_source")

    assert found == [("harbour", "ANI", 1, 0.3333)]


@pytest.mark.usefixtures("article")
def test_the_words_that_articles_use_for_an_entity_are_its_aliases(add_fact: Add, rows: Rows) -> None:
    mention(add_fact, "a1-v2", "Ilse Okafor", kind="person")
    mention(add_fact, "a1-v2", "Okafor left", text="Okafor", kind="person")

    assert rows("select alias, name, article_count, is_sole from mart.entity_aliases") == [
        ("Okafor", "Ilse Okafor", 1, True)
    ]


@pytest.mark.usefixtures("article")
def test_words_that_two_go_by_are_nobodys_sole_alias(add_fact: Add, add_article: Add, rows: Rows) -> None:
    add_article("a2", wordings=[(TITLE, BODY)])
    mention(add_fact, "a1-v2", "Okafor left", text="Okafor", kind="person")
    mention(add_fact, "a2-v1", "Okafor left", text="Okafor", name="Ben Okafor", kind="person")

    found = rows("select name, is_sole from mart.entity_aliases order by name")

    assert found == [("Ben Okafor", False), ("Ilse Okafor", False)]

"""All rules together: on any text, on hostile text, and with a title."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.facts.annotate import annotate, facts_of
from tasks.model.records import (
    Article,
    Credit,
    Dateline,
    EntityType,
    Fact,
    Facts,
    Mention,
    Moment,
    Part,
    PlaceMention,
    Precision,
    Span,
)
from tests.growth import grows_evenly

_PIECES = st.sampled_from(
    [
        "Grace Otim",
        "said",
        "that",
        "the",
        "Ministry of Works",
        "in",
        "Kampala",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        ",",
        ".",
        "\n\n",
        "she",
        "according to",
        "US-Ghana",
        "(ERC)",
        "General",
        ", an analyst,",
        "told",
        ":",
        "it",
        "$5m",
        "Monday",
        "A.",
        "U.S.",
        "and",
        "of",
        "de",
        "The",
        "»",
        "«",
        "LIMA (AP) —",
        "who",
        ", he said,",
        ", adding that it was",
        "urged them to go",
        "While",
        "(FEV(1))",
        "'s",
        "-",
        "",
    ]
)
_PROSE = st.lists(_PIECES, max_size=40).map(" ".join)


def _all(facts: Facts) -> list[Fact]:
    return [
        *facts.mentions,
        *facts.places,
        *facts.quotes,
        *facts.dates,
        *facts.acronyms,
        *facts.citations,
        *facts.agreements,
        *facts.amounts,
        *facts.topics,
        *facts.keywords,
    ]


def _check_spans(text: str, facts: Facts) -> None:
    for fact in _all(facts):
        assert 0 <= fact.span.start < fact.span.end <= len(text)
    names: list[Mention | PlaceMention] = [*facts.mentions, *facts.places]
    for named in names:
        assert " ".join(text[slice(*named.span)].split()) == " ".join(named.text.split())
    for quote in facts.quotes:
        assert " ".join(text[slice(*span)] for span in quote.spans) == quote.text
        if quote.speaker_span is not None:
            assert text[slice(*quote.speaker_span)] == quote.speaker


@given(_PROSE)
@settings(max_examples=300, deadline=None)
def test_spans_quote_what_the_fact_says_in_any_prose(text: str) -> None:
    facts = facts_of(text, published=date(2024, 3, 15), language="en")

    _check_spans(text, facts)


@given(st.text(max_size=300), st.sampled_from(["en", "fr", "ru", "zh", "ar", None]))
@settings(max_examples=200, deadline=None)
def test_any_text_in_any_language_gives_facts_and_never_an_error(text: str, language: str | None) -> None:
    facts = facts_of(text, title=text[:80], published=None, language=language)

    for fact in _all(facts):
        assert fact.span.end <= (len(text[:80]) if fact.part is Part.TITLE else len(text))


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "“a ",
        "‘a’ ",
        "Abc ",
        "Abc, ",
        ", ",
        "said that ",
        "Bank of ",
        "A-",
        "“Abc\n\n",
        "Minister ",
        "quickly ",
        "simply ",
        "“a,” x said. ",
        "“Aa,” Bb cced. ",
        ", adding ",
        ", he said, ",
        "urged x to ",
        "(A (b) ",
    ],
)
def test_work_on_hostile_text_grows_no_faster_than_the_text(piece: str) -> None:
    def mark(pieces: int) -> None:
        facts_of(piece * pieces, published=date(2024, 3, 15), language="en")

    assert grows_evenly(mark, 100_000 // len(piece))


def test_what_the_title_names_is_marked_as_of_the_title() -> None:
    article = Article(
        article_id="a",
        content_hash="h",
        source="s",
        title="Ghana-Benin ties: Otim warns",
        body="Grace Otim, an economist, spoke in Accra on Monday.",
        language="en",
        published=Moment(
            at=datetime(2024, 3, 15, tzinfo=UTC),
            local="2024-03-15",
            zone=None,
            precision=Precision.DAY,
            origin="field:published",
        ),
    )

    facts = annotate(article).facts

    titled = [(m.text, m.name) for m in facts.mentions if m.part is Part.TITLE]
    assert titled == [("Ghana", "Ghana"), ("Benin", "Benin"), ("Otim", "Grace Otim")]
    assert [mention.value for mention in facts.dates] == ["2024-03-11"]


_VOTE = "ACCRA, May 16 (GNA) - The assembly will vote on Friday."


def _reported(body: str, local: str | None, **about: object) -> Article:
    published = None
    if local is not None:
        published = Moment(
            at=datetime.fromisoformat(f"{local}T00:00+00:00"),
            local=local,
            zone=None,
            precision=Precision.DAY,
            origin="field:published",
        )
    return Article(
        article_id="a",
        content_hash="h",
        source="s",
        body=body,
        language="en",
        published=published,
        **about,  # type: ignore[arg-type]  # mixed fields of one test helper
    )


@pytest.mark.parametrize(
    ("published", "on", "value"),
    [
        ("2024-05-17", date(2024, 5, 16), "2024-05-16"),
        ("2024-05-15", date(2024, 5, 16), "2024-05-16"),
        (None, None, "XXXX-05-16"),
    ],
    ids=["the day after", "the day before, elsewhere", "no day of publication"],
)
def test_the_day_of_a_dateline_is_that_of_the_report_whatever_the_tense(
    published: str | None, on: date | None, value: str
) -> None:
    dateline = Dateline(span=Span(0, 22), rule="dateline", place="Accra", on=on)

    dates = annotate(_reported(_VOTE, published, dateline=dateline)).facts.dates

    assert (dates[0].text, dates[0].value) == ("May 16", value)


def test_an_agency_named_only_where_it_is_credited_is_no_organisation_of_the_story() -> None:
    body = "ACCRA, May 16 (AP) - The Ministry of Works met Reuters on Friday. AP sued it in May."
    credit = Credit(span=Span(15, 17), rule="dateline", agency="AP", as_written="AP")
    dateline = Dateline(span=Span(0, 20), rule="dateline", place="Accra")

    facts = annotate(_reported(body, "2024-05-17", dateline=dateline, credits=(credit,))).facts
    silent = annotate(_reported(body[:65], "2024-05-17", dateline=dateline, credits=(credit,))).facts

    named = [m.text for m in facts.mentions if m.kind is EntityType.ORGANISATION]
    assert named == ["Ministry of Works", "Reuters", "AP"]
    assert [place.text for place in facts.places] == ["ACCRA"]
    assert [m.text for m in silent.mentions if m.kind is EntityType.ORGANISATION] == named[:2]


def test_the_same_article_gives_the_same_facts_twice() -> None:
    text = "Grace Otim said that the pact was signed in Lima, Peru."

    assert facts_of(text, language="en") == facts_of(text, language="en")


def test_text_without_a_language_is_read_as_english_only_if_it_looks_english() -> None:
    english = facts_of("The pact was signed in Kampala, and it is said to be the last of its kind.")
    german = facts_of("Der Pakt wurde in Kampala unterzeichnet und ist der letzte seiner Art.")

    assert [place.country for place in english.places] == ["UG"]
    assert german == Facts()

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import ConfigError
from tasks.model.records import RawDocument, Rejection, Source
from tasks.sources.fields import FIELDS, FieldMap
from tasks.sources.origin import Origin

DIALECTS = {
    "news-please": (
        {
            "maintext": "They return.",
            "title": "Night ferries",
            "date_publish": "2024-05-02 10:00:00",
            "source_domain": "a.example",
        }
        | {
            "date_download": "2024-05-03 01:00:00",
            "authors": ["Ida Moen"],
            "image_url": "https://a.example/i.jpg",
            "url": None,
        },
        {
            "title": "Night ferries",
            "body": "They return.",
            "authors": ["Ida Moen"],
            "published": "2024-05-02 10:00:00",
        }
        | {"source": "a.example", "image": "https://a.example/i.jpg"},
    ),
    "guardian": (
        {
            "webTitle": "Night ferries",
            "webUrl": "https://g.example/n",
            "webPublicationDate": "2024-05-02T10:00:00Z",
        }
        | {
            "fields": {"bodyText": "They return.", "byline": "Ida Moen", "trailText": "After six years"},
            "sectionName": "World",
        },
        {
            "url": "https://g.example/n",
            "title": "Night ferries",
            "standfirst": "After six years",
            "body": "They return.",
        }
        | {"authors": "Ida Moen", "published": "2024-05-02T10:00:00Z", "section": "World"},
    ),
    "new york times": (
        {
            "headline": {"main": "Night ferries", "kicker": "Transport"},
            "web_url": "https://n.example/1",
            "pub_date": "2024-05-02",
        }
        | {
            "byline": {"original": "By Ida Moen"},
            "lead_paragraph": "They return.",
            "keywords": [{"name": "subject", "value": "Ferries"}],
        },
        {
            "url": "https://n.example/1",
            "title": "Night ferries",
            "kicker": "Transport",
            "summary": "They return.",
        }
        | {"authors": "By Ida Moen", "published": "2024-05-02", "tags": ["Ferries"]},
    ),
    "newsapi": (
        {
            "source": {"id": None, "name": "Fjord Post"},
            "author": None,
            "title": "Night ferries",
            "description": "They return.",
        }
        | {
            "url": "https://f.example/1",
            "urlToImage": "https://f.example/1.jpg",
            "publishedAt": "2024-05-02T10:00:00Z",
        },
        {
            "url": "https://f.example/1",
            "title": "Night ferries",
            "summary": "They return.",
            "published": "2024-05-02T10:00:00Z",
        }
        | {"source": "Fjord Post", "image": "https://f.example/1.jpg"},
    ),
    "schema.org": (
        {
            "@type": "NewsArticle",
            "headline": "Night ferries",
            "articleBody": "They return.",
            "inLanguage": "no",
        }
        | {
            "author": [{"@type": "Person", "name": "Ida Moen"}],
            "publisher": {"name": "Fjord Post", "logo": {"url": "https://x/y"}},
        },
        {
            "title": "Night ferries",
            "body": "They return.",
            "authors": ["Ida Moen"],
            "language": "no",
            "source": "Fjord Post",
        },
    ),
    "wordpress": (
        {
            "id": 7,
            "title": {"rendered": "Night ferries"},
            "content": {"rendered": "<p>They return.</p>"},
            "date": "2024-05-02T10:00:00",
        }
        | {"link": "https://w.example/7/"},
        {"url": "https://w.example/7/", "title": "Night ferries", "body_html": "<p>They return.</p>"}
        | {"published": "2024-05-02T10:00:00", "id": "7"},
    ),
    "ninjs": (
        {
            "uri": "urn:nf:1",
            "headlines": [{"role": "main", "value": "Night ferries"}],
            "body_text": "They return.",
            "located": "Bodvik",
        }
        | {"versioncreated": "2024-05-02T11:00:00Z", "firstcreated": "2024-05-02T10:00:00Z"},
        {"title": "Night ferries", "body": "They return.", "published": "2024-05-02T10:00:00Z"}
        | {"modified": "2024-05-02T11:00:00Z", "dateline": "Bodvik"},
    ),
    "mediacloud": (
        {
            "id": "9",
            "url": "https://m.example/9",
            "title": "Night ferries",
            "publish_date": "2024-05-02",
            "media_name": "Fjord Post",
        }
        | {"language": "en", "indexed_date": "2024-05-03", "text": "They return."},
        {
            "url": "https://m.example/9",
            "title": "Night ferries",
            "body": "They return.",
            "published": "2024-05-02",
        }
        | {"language": "en", "source": "Fjord Post", "id": "9"},
    ),
}


@pytest.mark.parametrize(("record", "expected"), DIALECTS.values(), ids=DIALECTS.keys())
def test_the_names_others_use_become_ours(record: dict[str, object], expected: dict[str, object]) -> None:
    assert FieldMap().translate(record) == expected


def test_case_punctuation_and_camel_case_do_not_count() -> None:
    for name in ("publish_date", "PublishDate", "publish-date", "PUBLISH DATE"):
        assert FieldMap().translate({name: "2024-05-02"}) == {"published": "2024-05-02"}


def test_the_better_name_wins_whatever_the_order() -> None:
    record = {"text": "short", "articleBody": "The whole article."}

    assert FieldMap().translate(record) == FieldMap().translate(dict(reversed(record.items())))
    assert FieldMap().translate(record) == {"body": "The whole article."}


@pytest.mark.parametrize("nothing", [None, "", "  ", "NaN", "null", "N/A", [], {}, float("nan")])
def test_a_name_without_a_value_leaves_room_for_the_next(nothing: object) -> None:
    assert FieldMap().translate({"articleBody": nothing, "text": "They return."}) == {"body": "They return."}


def test_an_operator_overrides_the_table() -> None:
    fields = FieldMap((("Überschrift", "title"), ("text", "summary")))

    assert fields.translate({"überschrift": "Nachtfähren", "text": "Kurz."}) == {
        "title": "Nachtfähren",
        "summary": "Kurz.",
    }


def test_an_override_to_a_field_that_does_not_exist_is_told() -> None:
    with pytest.raises(ConfigError, match="headline_of_it"):
        FieldMap((("x", "headline_of_it"),))


def test_the_address_of_something_inside_is_not_the_article_s() -> None:
    record = {"title": "Night ferries", "author": {"name": "Ida Moen", "url": "https://a.example/ida"}}

    assert "url" not in FieldMap().translate(record)


def test_seconds_since_1970_are_an_instant_and_a_year_is_not() -> None:
    assert FieldMap().translate({"published": 1714644000}) == {"published": "2024-05-02T10:00:00+00:00"}
    assert FieldMap().translate({"published": 2024}) == {"published": "2024"}


def test_a_body_with_markup_goes_where_markup_belongs() -> None:
    assert FieldMap().translate({"content": "<p>They return.</p>"}) == {"body_html": "<p>They return.</p>"}
    assert FieldMap().translate({"content": "a < b and b > c"}) == {"body": "a < b and b > c"}


def test_half_a_surrogate_pair_does_not_break_the_record() -> None:
    assert FieldMap().translate({"title": "cut \ud83d"}) == {"title": "cut \ufffd"}


def test_a_record_belongs_to_the_source_it_names_then_to_its_host_then_to_files() -> None:
    origin = Origin(source=Source(target="x"), path="/data/x.jsonl")
    named = Origin(source=Source(target="x", name="courier"), path="/data/x.jsonl")

    def source_of(origin: Origin, **fields: str) -> str:
        return origin.record({"title": "Night ferries", **fields}, "line=1").source

    assert source_of(origin, source="Fjord Post", url="https://www.f.example/1") == "Fjord Post"
    assert source_of(origin, source="https://www.fjord.example/") == "fjord.example"
    assert source_of(origin, url="https://www.f.example/1") == "f.example"
    assert source_of(origin) == "files"
    assert source_of(named, source="Fjord Post") == "courier"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_NAMES = st.sampled_from([name for names in FIELDS.values() for name in names.split()]) | st.text(max_size=12)


@given(st.dictionaries(_NAMES, _JSON, max_size=8))
def test_any_record_becomes_a_document_or_a_rejection(record: dict[str, object]) -> None:
    fields = FieldMap().translate(record)
    outcome = Origin(source=Source(target="x"), path="/x").record(fields, "line=1")

    assert set(fields) <= set(FIELDS)
    assert all(value for value in fields.values())
    if isinstance(outcome, RawDocument):
        assert json.loads(outcome.content) == fields
    else:
        assert isinstance(outcome, Rejection)
        assert outcome.reason == "empty"

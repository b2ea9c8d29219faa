"""Keywords: phrases that an article itself makes weighty, in whatever language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.facts.keywords import find_keywords
from tests.growth import grows_evenly

BODY = (
    "The tidal barrage at Ambrel will be closed in spring. Ilse Brandt, the harbour warden, wants the tidal "
    "barrage rebuilt.\n\nBrandt has warned of rust for years. The council of Ambrel met the harbour warden "
    "on Monday, and said the tidal barrage was safe."
)


def texts(body: str, title: str | None = None, language: str | None = "en") -> list[str]:
    return [keyword.text for keyword in find_keywords(body, title, language)]


def test_a_phrase_that_comes_again_stands_before_its_parts() -> None:
    found = texts(BODY, "Barrage of Ambrel to close")

    assert found[:3] == ["Ambrel", "tidal barrage", "harbour warden"]
    assert not {"tidal", "barrage", "harbour", "warden"} & set(found)


def test_a_keyword_counts_its_mentions_and_points_at_the_first() -> None:
    keyword = find_keywords(BODY, None, "en")[0]

    assert (keyword.phrase, keyword.mention_count) == ("tidal barrage", 3)
    assert keyword.span == (4, 17)


def test_words_that_hold_a_text_together_are_none() -> None:
    assert texts("This is what they have said, and this is what they have said again today.") == []


def test_the_title_lifts_a_phrase() -> None:
    with_title, without = texts(BODY, "Brandt warns"), texts(BODY)

    assert with_title.index("Brandt") < without.index("Brandt")


@pytest.mark.parametrize(
    ("language", "body", "found"),
    [
        ("de", "Das Stauwehr rostet. Der Hafenmeister mahnt: Das Stauwehr ist alt.", ["Stauwehr"]),
        ("ru", "Плотина ржавеет. Мэр сказал, что плотина стара.", ["Плотина"]),
        ("ar", "السد قديم. قال العمدة إن السد آمن، لكن السد يصدأ.", ["السد"]),
        ("hi", "पुराना बाँध टूट गया। बाँध की मरम्मत होगी।", ["बाँध"]),
        ("zh", "渡轮明天启航。新渡轮将由宁波船厂交付，宁波船厂已造三艘。", ["渡轮", "宁波船厂"]),
        ("ja", "フェリーは明日出航する。新しいフェリーは大阪で造られた。", ["フェリー"]),
        (None, "Sulkuportti ruostuu. Satamavahti sanoo, että sulkuportti on vanha.", ["Sulkuportti"]),
    ],
)
def test_keywords_need_no_grammar(language: str | None, body: str, found: list[str]) -> None:
    assert texts(body, None, language) == found


def test_a_name_is_characteristic_though_it_stands_once() -> None:
    assert texts("Rain fell as Nora Feld spoke.") == ["Nora Feld"]


def test_a_phrase_reaches_over_no_comma_and_no_line() -> None:
    assert texts("Red, Amber\nGreen. Red, Amber\nGreen.") == ["Amber", "Green"]


@given(st.text(max_size=300), st.sampled_from(["en", "de", "zh", "ar", None]))
@settings(max_examples=200, deadline=None)
def test_any_text_has_keywords_that_quote_it(text: str, language: str | None) -> None:
    body = f"{text} {BODY} {text}"
    found = find_keywords(body, text, language)

    assert len(found) <= 10
    for keyword in found:
        assert body[slice(*keyword.span)] == keyword.text
        assert 0 < keyword.confidence < 1


@pytest.mark.parametrize("piece", ["Abc ", "渡轮船", "abcd efgh ", "\n", ". ", "बाँध"])
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    assert grows_evenly(lambda pieces: find_keywords(piece * pieces, piece * 20), 60_000 // len(piece))

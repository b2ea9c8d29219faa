"""Where names begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.names import find_names


def _names(text: str) -> list[str]:
    return [name.text(text) for name in find_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Leila M. Fischer there.", ["Leila M. Fischer"]),
        ("They met J.K. Marlowe there.", ["J.K. Marlowe"]),
        ("They met Charles de Vrone there.", ["Charles de Vrone"]),
        ("They met Bashar al-Karimi there.", ["Bashar al-Karimi"]),
        ("They met Conor O’Neill there.", ["Conor O’Neill"]),
        ("They met Kim Jae-won there.", ["Kim Jae-won"]),
        ("so US-led forces met", ["US"]),
    ],
    ids=[
        "initial",
        "initials",
        "particle",
        "article-prefix",
        "apostrophe",
        "second-half-small",
        "hyphenated-adjective",
    ],
)
def test_a_name_of_a_person_is_taken_whole(text: str, expected: list[str]) -> None:
    assert _names(text) == expected


def test_a_possessive_ends_a_name_unless_it_is_general() -> None:
    text = "so Ghana's Foreign Ministry and the Uganda People's Engineering Brigade met"

    assert _names(text) == ["Ghana", "Foreign Ministry", "Uganda People's Engineering Brigade"]


def test_of_and_for_stand_inside_the_names_of_organisations_only() -> None:
    text = "so the Ministry of Works and Transport, the Centre for Tidal Studies and Teams of Ghana met"

    assert _names(text) == ["Ministry of Works and Transport", "Centre for Tidal Studies", "Teams", "Ghana"]


def test_a_headquarters_of_a_country_is_two_names_and_its_bank_one() -> None:
    text = "between the Joint Staff Headquarters of Ghana and the Bank of Ghana"

    assert _names(text) == ["Joint Staff Headquarters", "Ghana", "Bank of Ghana"]


def test_two_countries_joined_by_a_hyphen_are_two_names() -> None:
    assert _names("Ghana-Benin ties and Sri Lanka-India ties") == ["Ghana", "Benin", "Sri Lanka", "India"]


def test_an_everyday_word_that_opens_a_sentence_is_no_name() -> None:
    assert _names("Teams arrived late. Ferry services stopped. “Nobody came,” he said.") == []


def test_an_everyday_word_is_a_name_where_it_is_somebodys_surname() -> None:
    assert _names("Brian Keel spoke. Keel said no.") == ["Brian Keel", "Keel"]


def test_days_and_months_are_no_names() -> None:
    assert _names("They met on Monday, in March and on Sunday 4 May in Lima.") == ["Lima"]


def test_a_country_that_is_also_a_bird_opens_a_sentence() -> None:
    assert _names("Turkey agreed.") == ["Turkey"]


@given(st.text(max_size=400))
def test_any_text_has_names_in_order_that_do_not_overlap(text: str) -> None:
    names = find_names(text)

    ends = [0, *(name.span.end for name in names)]

    assert all(end <= name.span.start < name.span.end for end, name in zip(ends, names, strict=False))


def test_a_run_of_capitals_without_end_is_cut() -> None:
    names = find_names("Abc " * 20_000)

    assert max(len(name.words) for name in names) < 20

"""What the gazetteer knows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.gazetteer import country_code, find_places_named, fold


def test_accents_and_capitals_do_not_hide_a_place() -> None:
    assert find_places_named("Malé")[0].country == find_places_named("MALE")[0].country == "MV"


def test_georgia_is_a_country_first_and_a_state_too() -> None:
    assert [place.country for place in find_places_named("Georgia")][:2] == ["GE", "US"]


def test_small_letters_are_no_country() -> None:
    assert country_code("us") is None


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)

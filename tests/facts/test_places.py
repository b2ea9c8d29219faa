"""Which place a name means, and which names are none."""

from __future__ import annotations

import pytest

from tasks.facts.mentions import find_mentions
from tasks.facts.places import resolve_places
from tasks.model.records import PlaceMention


def _places(text: str) -> list[PlaceMention]:
    return list(resolve_places(find_mentions(text), text))


def _countries(text: str) -> list[tuple[str, str | None]]:
    return [(place.text, place.country) for place in _places(text)]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("US", "US"),
        ("United States", "US"),
        ("UK", "GB"),
        ("UAE", "AE"),
        ("Washington DC", "US"),
        ("Scotland", "GB"),
        ("Ivory Coast", "CI"),
        ("Kiev", "UA"),
        ("West Bengal", "IN"),
    ],
)
def test_countries_towns_and_areas_go_by_many_names(name: str, country: str) -> None:
    assert _countries(f"They flew to the {name} on Monday.") == [(name, country)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Students in Durham, England, wrote in.", "GB"),
        ("Students in Durham, North Carolina, wrote in.", "US"),
        ("He flew from Santiago. Chile is far.", "CL"),
        ("The Australian team left Newcastle for Sydney. Australia won.", "AU"),
    ],
)
def test_towns_of_one_name_are_told_apart_by_the_article(text: str, country: str) -> None:
    assert _places(text)[0].country == country


def test_everyday_words_that_are_towns_too_do_not_fire() -> None:
    assert _countries("Nice people like Mobile phones. Reading is good. Of course.") == []


def test_a_place_inside_a_name_is_no_place() -> None:
    text = "The Soweto Tribune asked Paris Hollin of the University of Oxford."

    assert _countries(text) == []


def test_a_town_that_no_gazetteer_has_takes_the_country_of_the_article() -> None:
    (peru, pit) = _places("Peru is proud. The mine near Quellavor closed.")

    assert (pit.text, pit.country) == ("Quellavor", "PE")
    assert pit.confidence < peru.confidence


def test_what_is_listed_with_a_place_is_a_place() -> None:
    assert [place for place, _ in _countries("Schools in Khulna and Mathurapol closed.")] == [
        "Khulna",
        "Mathurapol",
    ]


def test_a_town_has_coordinates_and_a_country_has_none() -> None:
    town, country = _places("They met in Kampala, Uganda.")

    assert town.latitude == pytest.approx(0.3, abs=0.2)
    assert country.latitude is None


def test_a_dateline_in_capitals_is_a_place() -> None:
    assert _countries("LIMA, Jan 20 (Reuters) - They met.") == [("LIMA", "PE")]


def test_a_side_of_a_country_lies_in_it() -> None:
    assert _countries("Rain fell over Northern Kenya and West Wales.") == [
        ("Northern Kenya", "KE"),
        ("West Wales", "GB"),
    ]


def test_countries_with_and_in_their_name_are_one() -> None:
    assert _countries("He came from Trinidad and Tobago, she from Bosnia and Herzegovina.") == [
        ("Trinidad and Tobago", "TT"),
        ("Bosnia and Herzegovina", "BA"),
    ]


def test_a_state_in_short_keeps_its_point() -> None:
    assert ("Va.", "US") in _countries("He lives in Gainesville, Va. with her.")


def test_the_american_capital_is_one_place_with_its_district() -> None:
    assert _countries("They met in Washington, D.C., at noon.") == [("Washington, D.C.", "US")]


def test_a_small_town_abroad_is_a_namesake_where_the_article_stays_at_home() -> None:
    text = "Police in Kampala, Jinja and Gulu said so. A van left Delft for Kampala."

    assert dict(_countries(text))["Delft"] == "UG"


def test_the_small_town_abroad_is_meant_where_its_country_is_named() -> None:
    text = "Police in Kampala, Jinja and Gulu said so. A van left Delft in the Netherlands."

    assert dict(_countries(text))["Delft"] == "NL"


def test_a_state_named_like_a_country_is_one_where_the_article_stays_in_its_country() -> None:
    text = "Crews in Minneapolis, Nevada and Hawaii waited. Georgia sent help."

    assert dict(_countries(text))["Georgia"] == "US"


def test_an_old_county_goes_by_its_name() -> None:
    assert _countries("They walked across Yorkshire.") == [("Yorkshire", "GB")]


def test_new_belongs_to_the_state_it_opens() -> None:
    assert _countries("New Jersey voted on Monday.") == [("New Jersey", "US")]


def test_a_land_that_speaks_is_the_person_of_that_surname() -> None:
    text = "Reporter Nora Holland left. “It was late,” Holland said. He moved to Holland."

    kinds = [(m.text, m.kind.value) for m in find_mentions(text) if m.text == "Holland"]

    assert kinds == [("Holland", "person"), ("Holland", "place")]

"""Places that an article points at without naming them by themselves."""

from __future__ import annotations

from tasks.facts.annotate import facts_of


def _implied(text: str) -> list[tuple[str, str | None, str]]:
    places = facts_of(text, language="en").places
    return [
        (p.text, p.country, p.rule) for p in places if p.rule not in ("places.gazetteer", "places.neighbour")
    ]


def test_a_country_known_only_by_its_adjective_is_stated() -> None:
    assert _implied("The Ugandan army said it had left the area.") == [("Ugandan", "UG", "places.demonym")]


def test_the_adjective_of_a_country_that_is_named_adds_nothing() -> None:
    assert _implied("Uganda waited. The Ugandan army said it had left.") == []


def test_a_language_and_a_people_are_no_places() -> None:
    assert _implied("She wrote it in Spanish. Many Nigerians read it.") == []


def test_a_hospital_is_a_place_in_the_country_of_the_article() -> None:
    implied = _implied("Peru waited. They took her to Oakline General Hospital at night.")

    assert implied == [("Oakline General Hospital", "PE", "places.facility")]


def test_a_town_inside_a_name_counts_where_it_is_not_named_otherwise() -> None:
    assert _implied("The Nairobi Film Festival began.") == [("Nairobi", "KE", "places.within")]
    assert _implied("Nairobi was full. The Nairobi Film Festival began.") == []


def test_the_seat_of_a_government_lies_in_its_country() -> None:
    assert _implied("The Kremlin said no.") == [("Kremlin", "RU", "places.seat")]


def test_a_land_inside_the_name_of_a_body_says_where_it_is() -> None:
    assert _implied("The Bank of Japan waited.") == [("Japan", "JP", "places.within")]


def test_an_adjective_in_a_list_or_a_compound_is_one_too() -> None:
    implied = _implied("The German, Irish and Danish crews of an Ugandan-led team.")

    assert [name for name, _, _ in implied] == ["German", "Irish", "Danish", "Ugandan"]


def test_local_news_lies_where_its_bodies_do() -> None:
    assert _implied("The Winnipeg Fire Service was busy.") == [("Winnipeg", "CA", "places.within")]

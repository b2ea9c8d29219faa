"""Titles before, inside and after a name, and what shows a person."""

from __future__ import annotations

import pytest

from tasks.facts.mentions import find_mentions
from tasks.model.records import EntityType, Mention


def _people(text: str) -> list[Mention]:
    return [mention for mention in find_mentions(text) if mention.kind is EntityType.PERSON]


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        ("It was General Adu Mensk who spoke.", "Adu Mensk", ("General",)),
        ("He met Ghana's army chief General Adu Mensk.", "Adu Mensk", ("General", "army chief")),
        ("It was Transport Secretary Grace Otim who spoke.", "Grace Otim", ("Transport Secretary",)),
        ("It was US Defense Secretary Lyle Orden who spoke.", "Lyle Orden", ("Defense Secretary",)),
        ("He met relief commissioner Anir Lahari.", "Anir Lahari", ("relief commissioner",)),
        ("Latvia's transport minister, Ilze Krastova, left.", "Ilze Krastova", ("transport minister",)),
        ("Joseph Jensel, an economist, left.", "Joseph Jensel", ("economist",)),
        ("Dr Priya Ramon, medical director of a clinic, left.", "Priya Ramon", ("Dr", "medical director")),
        ("Their lawyer, Moses Akol, left.", "Moses Akol", ()),
        ("Rekha Mondol, 41, a fish farmer, left.", "Rekha Mondol", ()),
        ("Major General (retd) Suresh Kamut left.", "Suresh Kamut", ("Major General",)),
        ("It was Secretary of State Ana Bellin who spoke.", "Ana Bellin", ("Secretary of State",)),
    ],
    ids=[
        "rank",
        "rank-and-role",
        "role-in-capitals",
        "country-before",
        "small-letters",
        "owned-role",
        "role-after",
        "honorific-and-role-after",
        "relation",
        "calling",
        "retired",
        "of-in-title",
    ],
)
def test_titles_are_taken_with_the_name_and_the_name_without_them(
    text: str, name: str, titles: tuple[str, ...]
) -> None:
    (person,) = _people(text)

    assert (person.text, person.titles) == (name, titles)


def test_a_country_before_a_title_is_a_mention_of_its_own() -> None:
    found = find_mentions("So US Defense Secretary Lyle Orden spoke.")

    assert [(m.text, m.kind) for m in found] == [("US", EntityType.PLACE), ("Lyle Orden", EntityType.PERSON)]


def test_a_surname_stands_for_the_person_named_in_full() -> None:
    people = _people("Grace Otim flew to Lima. Otim said so. Mr Otim left.")

    assert {person.name for person in people} == {"Grace Otim"}
    assert [person.text for person in people] == ["Grace Otim", "Otim", "Otim"]


def test_a_title_without_a_name_is_nobody() -> None:
    assert _people("The Prime Minister met the Foreign Secretary and the President.") == []


def test_a_surname_that_is_also_a_town_is_the_person() -> None:
    people = _people("Jack Lagos won the race. Lagos said he was tired.")

    assert [person.name for person in people] == ["Jack Lagos", "Jack Lagos"]


def test_two_who_share_a_title_have_one_each() -> None:
    text = "former Prime Ministers Odo Ferrand and Lena Ruiz left"

    people = {m.text: m.titles for m in find_mentions(text)}

    assert people["Odo Ferrand"] == ("Prime Ministers",)
    assert "Lena Ruiz" in people

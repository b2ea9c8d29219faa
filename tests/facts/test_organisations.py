"""What shows an organisation."""

from __future__ import annotations

import pytest

from tasks.facts.mentions import find_mentions
from tasks.facts.names import find_names
from tasks.facts.organisations import has_head
from tasks.model.records import EntityType


def _kinds(text: str) -> dict[str, EntityType]:
    return {mention.text: mention.kind for mention in find_mentions(text)}


@pytest.mark.parametrize(
    "name",
    [
        "US Department of Defence",
        "Union Home Ministry",
        "East African Court of Justice",
        "University of Oxford",
        "Tarn Capital",
        "Calder Systems",
        "Radio Cordillera",
        "Ghana Army",
        "St Hild’s Hospital",
        "NATO",
        "Soweto Tribune",
    ],
)
def test_heads_openers_and_known_names_show_an_organisation(name: str) -> None:
    assert _kinds(f"A letter came from the {name} on Monday.") == {name: EntityType.ORGANISATION}


def test_words_around_a_name_call_it_a_company() -> None:
    kinds = _kinds("Its operator, Halcyon, fell. Shares of Wayrel fell too.")

    assert kinds == {"Halcyon": EntityType.ORGANISATION, "Wayrel": EntityType.ORGANISATION}


def test_a_ship_is_a_product() -> None:
    assert _kinds("They boarded the survey ship Sulana.") == {"Sulana": EntityType.PRODUCT}


def test_a_storm_is_an_event_and_a_treaty_an_agreement() -> None:
    kinds = _kinds("Before Cyclone Amphar they signed the Kuressar Protocol.")

    assert kinds == {"Cyclone Amphar": EntityType.EVENT, "Kuressar Protocol": EntityType.AGREEMENT}


def test_a_legal_form_closes_a_company() -> None:
    assert [has_head(name) for name in find_names("Oakline SE bought Tarnbrook NV.")] == [True, True]


def test_the_code_of_a_share_is_no_name() -> None:
    text = "Shares of Oakline Co OAK.N fell."

    assert [name.text(text) for name in find_names(text)] == ["Oakline Co"]


def test_a_town_that_is_signed_for_is_a_club() -> None:
    text = "Tello signed for Benevento in June. He lives in Quito."

    kinds = {mention.text: mention.kind for mention in find_mentions(text)}

    assert kinds["Benevento"] is EntityType.ORGANISATION
    assert kinds["Quito"] is EntityType.PLACE

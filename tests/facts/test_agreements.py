"""Treaties, bills and laws by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.acronyms import find_acronyms
from tasks.facts.agreements import find_agreements
from tests.growth import grows_evenly

PIECES = "The Lae Treaty Agreement on of the and Reefs , (LT) Act 1964 in Bill Convention Under"


def names(text: str) -> list[str]:
    return [agreement.name for agreement in find_agreements(text, find_acronyms(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Under the Lae Agreement they may fish.", "Lae Agreement"),
        ("The 2013 Rabaul Protocol obliges them.", "Rabaul Protocol"),
        ("It follows the Rabaul Treaty of March.", "Rabaul Treaty"),
        ("It broke the Reef Rights Act of 1964.", "Reef Rights Act of 1964"),
        ("They joined the Convention on the Rights of the Reef.", "Convention on the Rights of the Reef"),
        (
            "They signed a Memorandum of Understanding on Fisheries.",
            "Memorandum of Understanding on Fisheries",
        ),
        (
            "They signed the Agreement on Tides, Currents and Wrecks.",
            "Agreement on Tides, Currents and Wrecks",
        ),
        ("The Minister of Defence on the Lae Agreement: no.", "Lae Agreement"),
        ("They met for the Lae Agreement in Suva.", "Lae Agreement"),
    ],
)
def test_an_agreement_is_found_by_its_full_name(text: str, name: str) -> None:
    assert names(text) == [name]


def test_two_agreements_in_one_breath_are_two() -> None:
    assert names("the Lae Agreement and the Reef Bill") == ["Lae Agreement", "Reef Bill"]


def test_the_short_form_an_article_explains_goes_with_the_name() -> None:
    text = (
        "They signed the Tidal Understanding on Nets, Aid and Safety (TUNAS). The Tidal Understanding held."
    )

    agreement = find_agreements(text, find_acronyms(text))[0]

    assert (agreement.name, agreement.short) == ("Tidal Understanding on Nets, Aid and Safety", "TUNAS")


@pytest.mark.parametrize(
    "text",
    [
        "The South Pacific Treaty Organization met at the Convention Center.",
        "The Labour Party Convention cheered Bill Bates in his Honda Accord.",
        "The Government of National Accord fell.",
        "They signed a Memorandum of Understanding, an Act of Parliament.",
        "The Act and the Agreement stand.",
    ],
)
def test_what_only_holds_the_word_is_no_agreement(text: str) -> None:
    assert names(text) == []


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join),
    )
)
def test_any_text_has_agreements_that_quote_it(text: str) -> None:
    for agreement in find_agreements(text, find_acronyms(text)):
        assert text[slice(*agreement.span)] == agreement.name


@pytest.mark.parametrize("piece", ["A ", "Lae ", "Act of ", "A, A and ", "The Lae Treaty "])
def test_a_large_text_of_junk_is_read_to_its_end(piece: str) -> None:
    junk = piece * (100_000 // len(piece))

    assert names(junk + ".\n\nUnder the Lae Agreement.")[-1] == "Lae Agreement"


@pytest.mark.parametrize(
    "text",
    [
        "In Feld v. Port of Tarn, the court said no.",
        "The ruling in Feld v Port of Tarn stands.",
        "Judges cited Feld vs. Port of Tarn on Monday.",
    ],
)
def test_a_court_case_goes_by_those_who_meet_in_it(text: str) -> None:
    (name,) = names(text)

    assert name.startswith("Feld v")
    assert name.endswith("Port of Tarn")


def test_teams_that_meet_are_no_case() -> None:
    assert names("Tarn United v Selby ended in a draw, and Peru vs Chile too.") == []


def test_a_statute_keeps_the_year_behind_it() -> None:
    assert names("It broke the Harbours Act 2019 and the Tolls Bill.") == ["Harbours Act 2019", "Tolls Bill"]


def test_the_day_of_the_signing_is_no_part_of_the_name() -> None:
    assert names("She signed the Tarn Dredging Agreement on Thursday.") == ["Tarn Dredging Agreement"]


@pytest.mark.parametrize("piece", ["A v. ", "Aa ", "A of ", "A v B ", "A & "])
def test_work_on_cases_grows_no_faster_than_the_text(piece: str) -> None:
    assert grows_evenly(lambda pieces: find_agreements(piece * pieces, ()), 8_000)

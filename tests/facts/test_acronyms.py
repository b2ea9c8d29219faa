"""Short forms and what an article says they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.acronyms import find_acronyms
from tasks.facts.alignment import align, letters_of
from tests.growth import grows_evenly

PIECES = "( ) , or known as the ABC Water Board Union of and (WBU) NGOs [ ] “ - stands for short G7"


def pairs(text: str) -> list[tuple[str, str]]:
    return [(acronym.short, acronym.long) for acronym in find_acronyms(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The Northern Ferry Board (NFB) met.", "NFB", "Northern Ferry Board"),
        ("NFB (Northern Ferry Board) met.", "NFB", "Northern Ferry Board"),
        ("The Northern Ferry Board, known as the NFB, met.", "NFB", "Northern Ferry Board"),
        ("The Northern Ferry Board, or NFB, met.", "NFB", "Northern Ferry Board"),
        ("NFB, which stands for Northern Ferry Board, met.", "NFB", "Northern Ferry Board"),
        (
            "the Coastal Assistance and Rescue Memorandum of Intent, known as the CAR-MOI between them",
            "CAR-MOI",
            "Coastal Assistance and Rescue Memorandum of Intent",
        ),
        ("the National Guild of Divers of Samoa (NGDS)", "NGDS", "National Guild of Divers of Samoa"),
        ("the National Society of Miners of Chile (SNMC)", "SNMC", "National Society of Miners of Chile"),
        ("many non-governmental organisations (NGOs) left", "NGOs", "non-governmental organisations"),
        ("the Group of Nine (G9) met", "G9", "Group of Nine"),
        ("a small island state (SIS; see below)", "SIS", "small island state"),
        ("its walls (river flood barrier, RFB) held", "RFB", "river flood barrier"),
        ("the Department of Fishing (DoF) said", "DoF", "Department of Fishing"),
        ("a radiotelephone (RT) rang", "RT", "radiotelephone"),
        ("the forced intake volume (FIV(1)) fell", "FIV(1)", "forced intake volume"),
        ("a dose of 2,6-tarrolinol (TRL) helped", "TRL", "2,6-tarrolinol"),
        ("the benz(a)tarroline receptors (BTRs) bind", "BTRs", "benz(a)tarroline receptors"),
        ("the harbour survey (HS)-led inquiry", "HS", "harbour survey"),
        ("the harbour survey (No. 4.1; HS) ended", "HS", "harbour survey"),
        ("on the ninth tidal day (T9) it rose", "T9", "ninth tidal day"),
        ("a 12-item pier safety scale (PSS-12) was read", "PSS-12", "12-item pier safety scale"),
        ("its tarronol (T3) fell", "T3", "tarronol"),
        ("the β-blocker register (BBR) closed", "BBR", "β-blocker register"),
        ("HARB cream (Harbour Antiseptic Relief Balm) sold", "HARB", "Harbour Antiseptic Relief Balm"),
        ("the tide volume (V(T)) rose", "V(T)", "tide volume"),
        ("spent (RFB, river flood barrier) on", "RFB", "river flood barrier"),
    ],
)
def test_an_explained_short_form_is_paired_with_its_words(text: str, short: str, long: str) -> None:
    assert pairs(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr Rao (41) met the agency (NASA).",
        "The ferry sank (see map) off Lae (Reuters) on Monday.",
        "Senator Jo Marsh (D-Texas) spoke, or RAGED, as some said.",
        "The Board met. A Ferry (BMF) sank.",
        "She lost the parcel(s) and the period (p) ended.",
    ],
)
def test_letters_that_do_not_correspond_make_no_pair(text: str) -> None:
    assert pairs(text) == []


def test_two_short_forms_joined_by_and_share_their_words() -> None:
    text = "the Pier Levy Schemes (PLS-1 and PLS-2) begin"

    assert pairs(text) == [("PLS-1", "Pier Levy Schemes"), ("PLS-2", "Pier Levy Schemes")]


@pytest.mark.parametrize("piece", ["(ABC [", "a big city (ABC (a ", "(ABC) big city ", "A (((a)))"])
def test_brackets_cost_no_more_each_for_being_many(piece: str) -> None:
    assert grows_evenly(lambda size: find_acronyms(piece * size), 4_000)


def test_a_pair_is_stated_once_where_it_first_stands() -> None:
    text = "The Northern Ferry Board (NFB) met. The Northern Ferry Board (NFB) rose."

    (acronym,) = find_acronyms(text)

    assert acronym.span == (26, 29)
    assert acronym.long_span == (4, 24)


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join),
    )
)
def test_any_text_has_pairs_that_quote_it(text: str) -> None:
    for acronym in find_acronyms(text):
        assert text[slice(*acronym.span)] == acronym.short
        assert text[slice(*acronym.long_span)] == acronym.long


@given(st.text(max_size=20), st.text(max_size=120))
def test_an_expansion_begins_in_the_text_at_a_word(short: str, text: str) -> None:
    begin = align(short, text)

    assert begin is None or text[begin].isalnum()


def test_a_plural_is_matched_without_its_ending() -> None:
    assert letters_of("MPs") == ("m", "p")


@pytest.mark.parametrize("piece", ["(", "(A", "(AB) ", "A ", "a (ABCDEFGH) ", ", or AB ", "AB stands for A "])
def test_a_large_text_of_junk_is_read_to_its_end(piece: str) -> None:
    junk = piece * (100_000 // len(piece))

    assert pairs(junk + ".\n\nThe Northern Ferry Board (NFB) met.")[-1] == ("NFB", "Northern Ferry Board")

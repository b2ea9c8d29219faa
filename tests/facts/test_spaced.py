"""Texts whose words and marks stand apart."""

from __future__ import annotations

from tasks.facts.annotate import facts_of
from tasks.facts.spaced import is_spaced, join_spaced

_SPACED = (
    "KIEL ( Reuters ) - Germany ’s harbour warden , Nora Feld , met Oto Brandt .\n\n"
    '" It is over , " she said on Monday , after talks with the Tarn Rail Authority ( TRA ) .'
)


def test_the_facts_of_a_spaced_text_are_those_of_the_printed_one() -> None:
    facts = facts_of(_SPACED, language="en")

    assert [mention.text for mention in facts.mentions] == [
        "KIEL", "Reuters", "Germany", "Nora Feld", "Oto Brandt", "Tarn Rail Authority", "TRA",
    ]  # fmt: skip
    assert [(acronym.short, acronym.long) for acronym in facts.acronyms] == [("TRA", "Tarn Rail Authority")]


def test_every_span_quotes_the_text_that_was_given() -> None:
    facts = facts_of(_SPACED, language="en")

    quoted = [(fact.span, fact.text) for fact in facts.mentions]
    quoted += [(place.span, place.text) for place in facts.places]
    quoted += [(date.span, date.text) for date in facts.dates]

    assert all(_SPACED[slice(*span)] == text for span, text in quoted)


def test_prose_as_printed_is_left_alone() -> None:
    assert not is_spaced("It rained, said Nora Feld. Then , oddly , it did not, she said. Nobody saw it.")


def test_each_character_of_the_joined_text_knows_where_it_stood() -> None:
    joined, stood = join_spaced(_SPACED)

    assert all(_SPACED[at] == letter for letter, at in zip(joined, stood, strict=True))

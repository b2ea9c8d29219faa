"""What is said, and by whom."""

from __future__ import annotations

import pytest

from tasks.facts.marks import find_quoted
from tasks.facts.mentions import find_mentions
from tasks.facts.quotes import find_quotes
from tasks.model.records import EntityType, Quote, QuoteKind


def _quotes(text: str) -> list[Quote]:
    return list(find_quotes(text, mentions=find_mentions(text)))


def _said(text: str) -> list[tuple[str, str, str | None]]:
    return [(quote.kind.value, quote.text, quote.speaker_name or quote.speaker) for quote in _quotes(text)]


@pytest.mark.parametrize(
    "text",
    [
        "“We are late again,” Ana Quiral said.",
        '"We are late again," Ana Quiral said.',
        "‘We are late again,’ Ana Quiral said.",
        '“We are late again," Ana Quiral said.',
        "'We are late again,' said Ana Quiral.",
        "“We are late again,” said Ana Quiral, an analyst.",
        "“We are late again,” pilot Ana Quiral told reporters in Lima.",
        "Ana Quiral said: “We are late again”.",
        "Ana Quiral told the court on Monday: “We are late again.”",
        "“We are late again,” according to Ana Quiral.",
    ],
)
def test_a_direct_quote_is_found_with_its_speaker(text: str) -> None:
    (quote,) = _quotes(text)

    assert quote.kind is QuoteKind.DIRECT
    assert quote.text.rstrip(".") == "We are late again"
    assert quote.speaker_name == "Ana Quiral"


def test_a_pronoun_means_the_one_who_spoke_last() -> None:
    text = "“It is late,” said Ana Quiral. “That is a pity indeed,” she added.\n\n“We go on,” she said."

    assert [speaker for _, _, speaker in _said(text)] == ["Ana Quiral"] * 3


def test_one_breath_around_its_speaker_is_one_quote_in_pieces() -> None:
    text = "“If it rains,” Ana Quiral said, “we stop at once.”"

    (quote,) = _quotes(text)

    assert [text[slice(*span)] for span in quote.spans] == ["If it rains", "we stop at once."]


def test_a_quote_goes_on_over_paragraphs_that_repeat_the_mark() -> None:
    text = "“It was dark.\n\n“Nobody had a lamp,” Ana Quiral said."

    assert _said(text) == [("direct", "It was dark. Nobody had a lamp", "Ana Quiral")]


def test_an_apostrophe_closes_no_quote() -> None:
    (quoted,) = find_quoted("‘The clinic’s name and the miners’ lamps are gone,’ he said.")

    assert quoted.end == 51


def test_scare_quotes_and_titles_are_no_quotes() -> None:
    assert _quotes("They sang the song “Blue Rain” at the “old” pier, which was full of people.") == []


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        (
            "On Thursday, two officials said that the pact had been signed.",
            "the pact had been signed",
            "two officials",
        ),
        ("However, the pact expired in 2020, ANI reported.", "the pact expired in 2020", "ANI"),
        (
            "The pact may be dead, according to a report by The Soweto Tribune.",
            "The pact may be dead",
            "The Soweto Tribune",
        ),
        ("According to Ana Quiral, the pact is dead for now.", "the pact is dead for now", "Ana Quiral"),
        ("It stated that both sides agreed on terms.", "both sides agreed on terms", "It"),
        (
            "Ana Quiral told the daily Soweto Tribune that salt had ruined ponds.",
            "salt had ruined ponds",
            "Ana Quiral",
        ),
        (
            "Ana Quiral said soldiers would guard the line near Lima, where teams were robbed.",
            "soldiers would guard the line near Lima",
            "Ana Quiral",
        ),
    ],
    ids=["said-that", "trailing", "according-after", "according-before", "document", "told", "without-that"],
)
def test_what_is_reported_is_the_clause_without_its_frame(text: str, said: str, speaker: str) -> None:
    assert _said(text) == [("indirect", said, speaker)]


def test_a_document_speaks_and_it_means_the_document() -> None:
    text = (
        "“Both sides want peace and trade,” the statement said.\n\nIt stated that both sides agreed on terms."
    )

    assert [speaker for _, _, speaker in _said(text)] == ["the statement", "the statement"]


def test_a_reported_clause_partly_in_marks_is_mixed() -> None:
    assert _said('Ana Quiral said the pact was "a gift to owners" and no more.') == [
        ("mixed", 'the pact was "a gift to owners" and no more', "Ana Quiral")
    ]


def test_inches_open_no_quote() -> None:
    assert _quotes('The board is 5" wide and the other one is 10" long.') == []


@pytest.mark.parametrize(
    ("text", "text_said", "speaker"),
    [
        ("Mayor Nora Feld has left, saying that the piers need work.", "the piers need work", "Nora Feld"),
        ("The plan, Nora Feld said, would save the port.", "The plan would save the port", "Nora Feld"),
        (
            "The piers will close in May, said Nora Feld of the port.",
            "The piers will close in May",
            "Nora Feld",
        ),
        ("Nora Feld vowed to sue the port board.", "to sue the port board", "Nora Feld"),
        ("Nora Feld urged the crews to go home.", "to go home", "Nora Feld"),
        ("Nora Feld would not say whether boats will sail.", "whether boats will sail", "Nora Feld"),
        ("Nora Feld declined to say whether boats will sail.", "whether boats will sail", "Nora Feld"),
        ("While Nora Feld said that boats will sail, few did.", "boats will sail", "Nora Feld"),
        ("The boats will not sail, said Dr. Nora Feld.", "The boats will not sail", "Nora Feld"),
        ("Nora Feld acknowledged the port was poor.", "the port was poor", "Nora Feld"),
        ("The survey showed that few boats sail.", "few boats sail", "The survey"),
        (
            "The report, issued on Monday, found that few boats sail.",
            "few boats sail",
            "The report, issued on Monday",
        ),
        ("Emails seen by crews show that many boats leak.", "many boats leak", "Emails seen by crews"),
    ],
)
def test_what_is_reported_is_found_in_each_way_of_saying(text: str, text_said: str, speaker: str) -> None:
    (quote,) = _quotes(text)

    assert quote.kind is QuoteKind.INDIRECT
    assert " ".join(text[slice(*span)] for span in quote.spans) == text_said
    assert (quote.speaker_name or quote.speaker) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Three states that border the lake sent boats.",
        "The port denied claims that boats leak.",
        "It is fair to say that boats leak.",
        "The captain asked not to be named.",
        "At the same time, the crews of the port said little.",
        "The house came without warning that it leaked.",
        "The port added 24 boats to its fleet.",
        "She said this while answering the crews of the port.",
    ],
)
def test_a_noun_or_an_infinitive_reports_nothing(text: str) -> None:
    assert _quotes(text) == []


def test_a_clause_that_ends_in_marks_is_said_as_a_whole() -> None:
    (quote,) = _quotes("The piers are “a last resort,” Nora Feld said.")

    assert (quote.kind, quote.text) == (QuoteKind.MIXED, "The piers are “a last resort,”")


def test_what_goes_on_in_the_next_paragraph_is_the_same_quote() -> None:
    text = "“The piers are old,” Nora Feld said.\n\n“They will go in May.”\n\nThe crews left."

    (quote,) = _quotes(text)

    assert [text[slice(*span)] for span in quote.spans] == ["The piers are old", "They will go in May."]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is late,” Feld campaign manager Jon Adler said.", "Jon Adler"),
        ("“It is late,” said Feld’s deputy, Jon Adler.", "Jon Adler"),
        ("“It is late,” Jon Adler thundered.", "Jon Adler"),
        ("“It is late,” Jon Adler, who runs the port, said on Monday.", "Jon Adler"),
        ("Jon Adler spoke to crews, adding: “It is late.”", "Jon Adler"),
        ("Adler: “It is late.”", "Adler"),
        ("Jon Adler left the hall.\n\n“It is late,” he said.", "Jon Adler"),
        ("Jon Adler was blunt. “It is late, and we go.”", "Jon Adler"),
        ("“It is late,” the statement read.", "the statement"),
        ("The port’s website reads: “It is late.”", "The port’s website"),
    ],
)
def test_a_title_an_owner_or_an_aside_hides_no_speaker(text: str, speaker: str) -> None:
    (quote,) = _quotes(text)

    assert quote.kind is QuoteKind.DIRECT
    assert (quote.speaker_name or quote.speaker) == speaker


def test_the_name_of_a_programme_is_not_said_by_who_speaks_on_it() -> None:
    assert _quotes("On its “State of the Port,” Jon Adler said little.") == []


def test_a_role_stands_for_the_one_who_is_said_to_hold_it() -> None:
    text = "Army chief General Odo Karim came. The army chief said that it was late."

    (quote,) = _quotes(text)

    assert (quote.speaker, quote.speaker_name) == ("The army chief", "Odo Karim")


@pytest.mark.parametrize(
    "before",
    [
        "Finance minister Odo Karim met works minister Ana Ruiz.",
        "Finance secretary Odo Karim came.",
    ],
    ids=["two hold it", "nobody holds it"],
)
def test_a_role_that_is_not_one_persons_stays_unresolved(before: str) -> None:
    quotes = _quotes(f"{before} The minister said that it was late.")

    assert [quote.speaker_name for quote in quotes] == [None]


def test_a_body_that_speaks_is_told_from_a_person() -> None:
    quotes = _quotes("Ana Quiral left. The High Court ruled that it was late, and Ana Quiral said she knew.")

    assert (quotes[0].speaker_name, quotes[0].speaker_kind) == ("High Court", EntityType.ORGANISATION)

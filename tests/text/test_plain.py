from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Hints
from tasks.text.headlines import split_headline
from tasks.text.plain import read_plain
from tests.growth import grows_evenly

_NONE = Hints()


def test_prefix_headline_and_body_on_one_line() -> None:
    draft = read_plain(
        " date 2024-05-02 Ossia-Tamsin pact: In a late vote, the council agreed.\n\nBoats wait.", hints=_NONE
    )

    assert (draft.title, draft.kicker) == ("Ossia-Tamsin pact", "Ossia-Tamsin pact")
    assert draft.published is not None
    assert (draft.published.local, draft.published.origin) == ("2024-05-02", "prefix")
    assert draft.paragraphs == ("In a late vote, the council agreed.", "Boats wait.")


def test_without_a_day_there_is_no_publication_time() -> None:
    draft = read_plain("Weavers open evening school\n\nThe hall in Millhaven is warm again.", hints=_NONE)

    assert draft.title == "Weavers open evening school"
    assert draft.published is None


@pytest.mark.parametrize(
    "head",
    [
        "Weavers open evening school\nBy Nora Feld and Ugo Brand\nMay 2, 2024\nAldern Courier",
        "Aldern Courier\nWeavers open evening school\n2 May 2024\nBy Nora Feld and Ugo Brand",
        "Weavers open evening school\n\nAldern Courier\n\nThursday, 2 May 2024\n\nBy Nora Feld, Ugo Brand",
        "Title: Weavers open evening school\nSource: Aldern Courier\n2024-05-02\nBy Nora Feld, Ugo Brand",
    ],
    ids=["headline first", "outlet first", "blank lines between", "labelled"],
)
def test_the_lines_of_a_head_are_told_apart_in_any_order(head: str) -> None:
    draft = read_plain(f"{head}\n\nThe hall is warm again. Forty pupils came.", hints=_NONE)

    assert draft.title == "Weavers open evening school"
    assert draft.site_name == "Aldern Courier"
    assert [author.name for author in draft.authors] == ["Nora Feld", "Ugo Brand"]
    assert draft.published is not None
    assert draft.published.local == "2024-05-02"
    assert draft.paragraphs == ("The hall is warm again. Forty pupils came.",)


def test_a_day_then_a_dateline_leaves_the_dateline_in_the_body_and_no_title() -> None:
    draft = read_plain("2024-05-02 | MILLHAVEN, April 30: Crews closed the breach.", hints=_NONE)

    assert draft.title is None
    assert draft.published is not None
    assert draft.published.local == "2024-05-02"
    assert draft.paragraphs == ("MILLHAVEN, April 30: Crews closed the breach.",)


def test_a_day_that_never_was_is_flagged_and_kept_as_a_candidate_that_lost() -> None:
    draft = read_plain("date 2023-02-30 Ferry fares: The line raised them.", hints=_NONE)

    assert draft.published is None
    assert "invalid_date" in draft.flags
    lost = [note for note in draft.provenance if note.field == "published"]
    assert [(note.value, note.chosen) for note in lost] == [("2023-02-30", False)]


def test_updates_are_not_taken_for_publication() -> None:
    draft = read_plain(
        "Ferry fares rise\nUpdated: 3 May 2024 10:15\n2 May 2024\n\nThe line raised them.", hints=_NONE
    )

    assert draft.published is not None
    assert draft.published.local == "2024-05-02"
    assert draft.modified is not None
    assert draft.modified.local == "2024-05-03T10:15"


@pytest.mark.parametrize(
    "text",
    [
        "5 March 2024 was a day that nobody in the town forgot.",
        "The date 2024-03-05 is the target, the ministry said.",
        "It rained in Millhaven all day. The fair was cancelled.",
    ],
)
def test_prose_that_names_a_day_keeps_it(text: str) -> None:
    draft = read_plain(text, hints=_NONE)

    assert draft.paragraphs == (text,)
    assert (draft.title, draft.published) == (None, None)


@pytest.mark.parametrize(
    "lead",
    [
        "Ferry fares were published: Adults pay four euros, the line said, and children two.",
        "The line has published its fares for the summer: Adults pay four euros, children two.",
        "Ferry fares for next summer were published by the line after a review of two years: None falls.",
    ],
)
def test_a_lead_with_a_colon_in_it_gives_no_title_and_stays_whole(lead: str) -> None:
    draft = read_plain(f"{lead}\n\nThe council is to discuss the matter at its next meeting.", hints=Hints())

    assert draft.title is None
    assert draft.paragraphs[0] == lead


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Ferry fares: The line raised them.", "Ferry fares", "The line raised them."),
        (
            "Ossia-Tamsin ties: Old pact revived: Ministers met on Monday.",
            "Ossia-Tamsin ties: Old pact revived",
            "Ministers met on Monday.",
        ),
        ("Feld: tax cut will help: The party met.", "Feld: tax cut will help", "The party met."),
        ("Fares: The line was clear: No cuts this year.", "Fares", "The line was clear: No cuts this year."),
        (
            "Fares to rise, line says: Passengers were told.",
            "Fares to rise, line says",
            "Passengers were told.",
        ),
        (
            "Governor Ruth R. Maar: fares stay: The line met.",
            "Governor Ruth R. Maar: fares stay",
            "The line met.",
        ),
        ("Fares: “We had no choice,” the line said.", "Fares", "“We had no choice,” the line said."),
        (
            "The Line Has Raised Its Fares: Adults pay four euros.",
            "The Line Has Raised Its Fares",
            "Adults pay four euros.",
        ),
        ("Schools to reopen on Monday: Pupils return.", "Schools to reopen on Monday", "Pupils return."),
        (
            "Why the line is cutting fares: It has no choice.",
            "Why the line is cutting fares",
            "It has no choice.",
        ),
        (
            "Line had no plan, police say: The report is out.",
            "Line had no plan, police say",
            "The report is out.",
        ),
        (
            "Ferry fares: a table of the line published on Monday shows it: Commuters pay more.",
            "Ferry fares",
            "a table of the line published on Monday shows it: Commuters pay more.",
        ),
        ("Fares at 10:30 and later: The line met.", "Fares at 10:30 and later", "The line met."),
        ("मुंबई में किराया: मंत्री ने कहा कि जहाज चलेंगे।", "मुंबई में किराया", "मंत्री ने कहा कि जहाज चलेंगे।"),
    ],
)
def test_a_colon_sets_the_headline_apart(text: str, title: str, rest: str) -> None:
    found = split_headline(text)

    assert found is not None
    assert (found.title, found.rest) == (title, rest)


@pytest.mark.parametrize(
    "text",
    [
        'The minister said: "No more cuts."',
        "The line raised fares. It gave a reason: fuel.",
        "MILLHAVEN, April 30: Crews closed the breach.",
        "The line has published its new fares: Adults pay four euros, children two.",
        "Ferry fares published by the line on Monday show a clear trend: Commuters will pay more.",
        "Police identified the victims on Tuesday: Anna Webel, 34, and her son, 6.",
        "It was a simple choice: Pay or leave.",
        "On Monday, the line published its fares: “We have no choice,” its director said.",
        "No colon in it at all",
    ],
)
def test_a_colon_inside_a_sentence_does_not(text: str) -> None:
    assert split_headline(text) is None


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    draft = read_plain(text, hints=_NONE)

    assert all(draft.paragraphs)


@pytest.mark.parametrize("junk", ["a: ", ": ", "By A and ", "2024-03-04 ", "a\n", "NEW HAVEN, ", " "])
def test_work_on_junk_grows_no_faster_than_the_junk(junk: str) -> None:
    assert grows_evenly(lambda pieces: read_plain(junk * pieces, hints=_NONE), 10**6 // len(junk))

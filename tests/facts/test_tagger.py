"""The small statistical name finder, and what it may overrule."""

from __future__ import annotations

import pytest

from tasks.facts import mentions
from tasks.facts.judge import judge
from tasks.facts.mentions import find_mentions
from tasks.facts.names import find_names
from tasks.facts.second_opinion import consult
from tasks.facts.tagger import Tagged, find_tagged, tagger_is_here, tokenise
from tests.growth import grows_evenly

needs_numpy = pytest.mark.skipif(not tagger_is_here(), reason="numpy is not installed")


def _kinds(body: str, *tagged: Tagged) -> list[tuple[str, str | None]]:
    drafts = [draft for name in find_names(body) for draft in judge(name, body)]
    return [(d.text, d.kind and d.kind.value) for d in consult(drafts, tagged, body)]


@needs_numpy
def test_a_person_a_town_and_a_body_are_told_apart() -> None:
    text = "Nora Feld flew to Berlin on Monday to meet the World Health Organization."

    found = {text[start:end]: label for start, end, label in find_tagged(text)}

    assert found["Nora Feld"] == "PERSON"
    assert found["Berlin"] == "GPE"
    assert found["the World Health Organization"] == "ORG"


@needs_numpy
def test_the_finder_reads_a_long_text_in_time_that_grows_with_it() -> None:
    sentence = "Warden Nora Feld of Tarn Co. met Oto Brandt in Kiel. "

    assert grows_evenly(lambda size: find_tagged(sentence * size), 1_600)


@needs_numpy
@pytest.mark.parametrize("text", ["", " ", "\n\n", "’", "\u200b\u0301", "X" * 300, "A. B. C."])
def test_odd_texts_are_read_without_harm(text: str) -> None:
    assert all(text[start:end] for start, end, _ in find_tagged(text))


def test_words_marks_and_endings_are_tokens() -> None:
    text = "She didn't see Dr. O'Hale's U.S. ex-aide."

    assert [text[start:end] for start, end in tokenise(text)] == [
        "She", "did", "n't", "see", "Dr.", "O'Hale", "'s", "U.S.", "ex", "-", "aide", ".",
    ]  # fmt: skip


def test_the_finder_decides_what_a_bare_capital_names() -> None:
    text = "They sold it to Oakline for a song."

    assert _kinds(text, Tagged(16, 23, "PERSON")) == [("Oakline", "person")]


def test_a_title_outweighs_the_finder() -> None:
    text = "They met President Oakline at noon."

    assert _kinds(text, Tagged(19, 26, "ORG")) == [("Oakline", "person")]


def test_a_run_that_goes_on_is_taken_whole() -> None:
    text = "They sold Oakline on the Quay for a song."

    assert ("Oakline on the Quay", "organisation") in _kinds(text, Tagged(10, 29, "ORG"))


def test_an_unknown_name_is_a_place_only_where_a_sentence_leads_to_it() -> None:
    assert ("Oakline", "place") not in _kinds("Everything kept by Oakline went.", Tagged(19, 26, "GPE"))
    assert _kinds("Her trip to Oakline ended.", Tagged(12, 19, "GPE")) == [("Oakline", "place")]


def test_without_numpy_the_rules_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "tagger_is_here", lambda: False)

    found = find_mentions("Transport Secretary Grace Otunga flew to Kampala.")

    assert [mention.text for mention in found] == ["Grace Otunga", "Kampala"]


def test_a_run_that_reaches_too_far_takes_no_person_with_it() -> None:
    body = "They caught Ovrik Tellam of Bangladesh in June."

    assert _kinds(body, Tagged(12, 38, "ORG")) == [("Ovrik Tellam", "person"), ("Bangladesh", "place")]


def test_a_land_can_open_the_name_of_a_body() -> None:
    assert _kinds("They sold British Rail.", Tagged(10, 22, "ORG")) == [("British Rail", "organisation")]


def test_a_doubtful_run_is_taken_apart_where_the_finder_sees_its_parts() -> None:
    body = "They met All-Star Nora Feld."

    kinds = _kinds(body, Tagged(9, 17, "ORG"), Tagged(18, 27, "PERSON"))

    assert kinds == [("All-Star", "organisation"), ("Nora Feld", "person")]


def test_no_person_has_an_article_before_one_name() -> None:
    assert _kinds("They saw the Ospreys win.", Tagged(13, 20, "PERSON")) == [("Ospreys", "organisation")]

"""Topics are stated where words show them, each with the words; none otherwise."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.facts.topics import covered_languages, find_topics
from tests.growth import grows_evenly

DATA = Path(__file__).resolve().parents[2] / "tasks" / "facts" / "data" / "topics.toml"
ENTRIES = tomllib.loads(DATA.read_text(encoding="utf-8"))

STRIKE = (
    "Dockers at Tarnbrook go on strike on Monday. Their trade union asks for a pay rise, and the port offers "
    "none. Picket lines stand at both gates. Workers at the second port may join them."
)
CUP = (
    "Ambrel beat Costa Lunga in the semi-final on Saturday. The goalkeeper held two penalties, the striker "
    "scored late. The players danced with their fans, and the coach wept."
)


def names(body: str, title: str | None = None, language: str | None = "en") -> list[str]:
    return [topic.name for topic in find_topics(body, title, language)]


def test_a_topic_of_the_second_level_follows_the_one_it_is_narrower_than() -> None:
    labour, *narrower = find_topics(STRIKE, "Dockers on strike")

    assert (labour.topic_id, labour.broader_id) == ("medtop:09000000", None)
    assert {topic.broader_id for topic in narrower} == {"medtop:09000000"}
    assert "labour relations" in [topic.name for topic in narrower]


def test_a_topic_shows_the_words_it_was_found_by() -> None:
    topic = find_topics(CUP)[0]

    shown = [CUP[slice(*span)] for span in topic.spans]

    assert topic.name == "sport"
    assert shown[:4] == ["beat", "semi-final", "goalkeeper", "penalties"]
    assert topic.text == CUP[slice(*topic.span)] == "semi-final"


GERMAN = (
    "Das Erdbeben traf die Stadt am Morgen. Rettungskräfte suchen in den Trümmern nach Vermissten, und die "
    "Feuerwehr zählte zwölf Verletzte."
)
FRENCH = (
    "L'épidémie gagne le sud. Le ministère de la santé promet un vaccin pour chaque malade, et les médecins "
    "de l'hôpital attendent du renfort."
)
SPANISH = (
    "Las elecciones se celebran el domingo. El parlamento saliente aprobó la ley electoral, y el candidato "
    "de la oposición pide el voto."
)


@pytest.mark.parametrize(
    ("language", "body", "topic"),
    [
        ("de", GERMAN, "disaster, accident and emergency incident"),
        ("fr", FRENCH, "health"),
        ("es", SPANISH, "politics"),
    ],
)
def test_other_languages_have_words_of_their_own(language: str, body: str, topic: str) -> None:
    assert names(body, None, language)[0] == topic


@pytest.mark.parametrize(
    "body",
    [
        "The election of a new secretary took the chess club an hour.",
        "A flood of letters reached the desk. Readers like the new crossword, most of them at least.",
        "",
    ],
    ids=["one word in passing", "a figure of speech", "nothing"],
)
def test_no_topic_is_better_than_a_guess(body: str) -> None:
    assert find_topics(body) == ()


@pytest.mark.parametrize("language", ["fi", "zh", "", None])
def test_a_language_without_words_has_no_topics(language: str | None) -> None:
    assert find_topics(STRIKE, None, language) == ()


def test_a_long_text_needs_more_words_that_show_a_topic() -> None:
    filler = "Then they walked on and looked at the stones by the water. " * 200

    assert names(STRIKE + " " + filler) == []


def test_the_title_adds_weight_but_shows_nothing_alone() -> None:
    assert find_topics("They met on Monday.", "Trade union on strike: picket lines, walkout") == ()
    with_title, without = find_topics(CUP, "Cup: semi-final")[0], find_topics(CUP)[0]
    assert with_title.confidence > without.confidence


def test_a_stem_reaches_an_ending_and_no_further() -> None:
    kinds = "Prosecutors named the defendants; the tribunal heard them. "

    assert names(kinds * 2)[:1] == ["crime, law and justice"]
    assert names(kinds.replace("Prosecutors", "Prosecutorialismus").replace("defendants", "x") * 2) == []


def test_every_entry_of_the_table_is_well_formed() -> None:
    firsts = {topic for topic, entry in ENTRIES.items() if "broader" not in entry}

    assert len(firsts) == 17
    for topic, entry in ENTRIES.items():
        assert re.fullmatch(r"medtop:\d{8}", topic)
        assert entry["name"]
        assert entry.get("broader", topic) in firsts
        for language in set(entry) - {"name", "broader"}:
            assert set(entry[language]) <= {"telling", "pointing"}
            for words in entry[language].values():
                assert words == words.lower()
                assert len(words.split()) == len(set(words.split())), (topic, language)


def test_each_first_level_topic_has_telling_words_in_every_language_that_is_covered() -> None:
    for topic, entry in ENTRIES.items():
        family = [entry, *(other for other in ENTRIES.values() if other.get("broader") == topic)]
        if "broader" not in entry:
            for language in covered_languages():
                assert any(one.get(language, {}).get("telling") for one in family), (topic, language)


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "es"]))
@settings(max_examples=100, deadline=None)
def test_any_text_has_topics_that_quote_it(text: str, language: str) -> None:
    body = f"{text} {CUP} {text}"
    for topic in find_topics(body, text, language):
        assert body[slice(*topic.span)] == topic.text
        assert list(topic.spans) == sorted(topic.spans)


@pytest.mark.parametrize("piece", ["court ", "supreme ", "a", "prime-minister-", "\n\n", "ß"])
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    assert grows_evenly(lambda pieces: find_topics(piece * pieces), 200_000 // len(piece))

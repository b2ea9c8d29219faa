from __future__ import annotations

import pytest

from tasks.model.wordings import normalise_words
from tasks.text.identity import article_id, content_hash
from tasks.text.language import identify_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The hall in the old town is warm again and forty pupils came on the first day.",
        ),
        (
            "es",
            "La sala del casco antiguo vuelve a estar caliente y cuarenta alumnos llegaron el primer día.",
        ),
        (
            "de",
            "Der Saal in der Altstadt ist wieder warm, und vierzig Schüler kamen am ersten Tag.",
        ),
        ("ru", "Зал в старом городе снова тёплый, и в первый день пришли сорок учеников нового семестра."),
        ("ar", "القاعة في المدينة القديمة دافئة من جديد وقد حضر أربعون تلميذا في اليوم الأول من الفصل."),
        ("hi", "पुराने शहर का हॉल फिर से गर्म है और पहले दिन चालीस विद्यार्थी नए सत्र के लिए आए।"),
        ("ja", "旧市街のホールは再び暖かくなり、新学期の初日には四十人の生徒が集まった。"),
        ("zh", "老城的大厅又暖和了，新学期的第一天来了四十名学生。"),
    ],
)
def test_the_language_is_told_from_the_words(language: str, text: str) -> None:
    assert identify_language(text) == language


def test_what_the_source_says_decides_for_short_texts_only() -> None:
    long_spanish = (
        "La sala del casco antiguo vuelve a estar caliente y cuarenta alumnos llegaron el primer día."
    )

    assert identify_language("Ferry fares", "en-GB") == "en"
    assert identify_language("Ferry fares") is None
    assert identify_language(long_spanish, "en") == "es"


def test_the_address_names_the_article_whatever_its_source() -> None:
    one = article_id(
        canonical_url="https://paper.example/a", source="x", day="2024-05-02", title="A", body="b"
    )
    other = article_id(canonical_url="https://paper.example/a", source="y", day=None, title="B", body="c")

    assert one == other
    assert len(one) == 32


def test_without_an_address_source_day_and_title_name_it() -> None:
    def named(source: str, day: str | None, title: str | None, body: str = "The hall is warm.") -> str:
        return article_id(canonical_url=None, source=source, day=day, title=title, body=body)

    assert named("x", "2024-05-02", "Ferry fares") == named(
        "x", "2024-05-02", "FERRY  fares!", "Other words."
    )
    assert named("x", "2024-05-02", "Ferry fares") != named("x", "2024-05-03", "Ferry fares")
    assert named("x", None, "Ferry fares") != named("y", None, "Ferry fares")
    assert named("x", None, None) != named("x", None, None, "Another text.")


def test_case_space_and_punctuation_are_no_edit_and_a_word_or_vowel_sign_is() -> None:
    assert content_hash("Ferry fares", "The hall is warm.") == content_hash(
        "FERRY FARES", "The hall  is warm"
    )
    assert content_hash("Ferry fares", "The hall is warm.") != content_hash(
        "Ferry fares", "The hall is cold."
    )
    assert content_hash(None, "की") != content_hash(None, "का")


@pytest.mark.parametrize("noise", ["5 comments", "Advertisement", "Read more: Tolls rise"])
def test_counters_advertising_and_pointers_make_no_other_wording(noise: str) -> None:
    body = "The hall is warm.\n\nPupils came."

    assert content_hash("Ferry fares", f"{body}\n\n{noise}") == content_hash("Ferry fares", body)
    assert content_hash(None, noise) != content_hash(None, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("बिजली की", "बिजली का"), ("ที่นี่", "ที่นั่น"), ("كُتُب", "كَتَب"), ("ދިވެހި", "ދަވަހު")],
    ids=["Hindi", "Thai", "Arabic", "Dhivehi"],
)
def test_a_vowel_sign_makes_another_title_and_splits_no_word(one: str, other: str) -> None:
    def named(title: str) -> str:
        return article_id(canonical_url=None, source="x", day=None, title=title, body="")

    assert named(one) != named(other)
    assert content_hash(one, "") != content_hash(other, "")
    assert len(normalise_words(one).split()) == len(one.split())

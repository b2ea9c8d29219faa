"""Other languages: quotations in marks and places by their local names, and nothing English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.facts.annotate import facts_of
from tasks.facts.foreign import find_foreign_quotes
from tasks.facts.foreign_places import find_foreign_places
from tests.growth import grows_evenly


@pytest.mark.parametrize(
    ("language", "text", "said", "speaker"),
    [
        (
            "es",
            "“No vamos a aceptar más retrasos”, dijo la ministra Ana Lópel.",
            "No vamos a aceptar más retrasos",
            "Ana Lópel",
        ),
        (
            "fr",
            "« Nous attendons depuis dix ans », a ajouté Awa Ndoul.",
            "Nous attendons depuis dix ans",
            "Awa Ndoul",
        ),
        (
            "de",
            "„Wir haben das nicht gewusst“, sagte Anna Webel.",
            "Wir haben das nicht gewusst",
            "Anna Webel",
        ),
        (
            "pt",
            "“Não vamos aceitar isso”, disse o ministro João Silval.",
            "Não vamos aceitar isso",
            "João Silval",
        ),
        (
            "ru",
            "«Мы не согласны с этим решением», — заявил Иван Петрол.",
            "Мы не согласны с этим решением",
            "Иван Петрол",
        ),
        (
            "ar",
            "وقال محمد عليل: «لن نقبل هذا التأخير مرة أخرى».",
            "لن نقبل هذا التأخير مرة أخرى",
            "محمد عليل",
        ),
        (
            "hi",
            "मंत्री अनिल कुमाल ने कहा, “हम इस देरी को स्वीकार नहीं करेंगे।”",
            "हम इस देरी को स्वीकार नहीं करेंगे।",
            "अनिल कुमाल",
        ),
        ("zh", "发言人毛文在巴黎表示：“我们对此深表关切。”", "我们对此深表关切。", "发言人毛文"),
        ("ja", "田中首相は「この遅れは受け入れられません」と述べた。", "この遅れは受け入れられません", None),
    ],
    ids=["es", "fr", "de", "pt", "ru", "ar", "hi", "zh", "ja"],
)
def test_a_quote_in_local_marks_is_found(language: str, text: str, said: str, speaker: str | None) -> None:
    (quote,) = find_foreign_quotes(text, language)

    assert (quote.text, quote.speaker) == (said, speaker)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("इस बीच शहर के मेयर अनिल कुमाल ने शनिवार को एक वार्ता में कहा, “हम इसे स्वीकार नहीं करेंगे।”", "अनिल कुमाल"),
        ("“हम इसे स्वीकार नहीं करेंगे,” विदेश मंत्री सुमन राठोल ने संवाददाताओं को बताया।", "सुमन राठोल"),
        ("“हम इसे स्वीकार नहीं करेंगे,” कहा रेखा मंडाल ने।", "रेखा मंडाल"),
        ("मछली पालने वाली 41 वर्षीय रेखा मंडाल ने बताया, “यह बहुत गलत बात है।”", "रेखा मंडाल"),
        ("दिल्ली पुलिस के एक वरिष्ठ अधिकारी ने कहा कि “हम इस मामले की जांच कर रहे हैं।”", "वरिष्ठ अधिकारी"),
        ("रिपोर्ट में कहा गया, “हम इस मामले की जांच कर रहे हैं।”", None),
    ],
    ids=["role of a town", "told to others", "behind the verb", "age", "role alone", "nobody"],
)
def test_a_hindi_speaker_is_the_name_without_what_stands_before_it(text: str, speaker: str | None) -> None:
    (quote,) = find_foreign_quotes(text, "hi")

    assert quote.speaker == speaker


def test_a_hindi_pronoun_stands_for_the_speaker_before_it() -> None:
    text = "मेयर अनिल कुमाल ने कहा, “हम इसे नहीं मानेंगे।” उन्होंने कहा, “यह बहुत गलत बात है।”"

    quotes = find_foreign_quotes(text, "hi")

    assert [(q.speaker, q.speaker_name) for q in quotes] == [
        ("अनिल कुमाल", "अनिल कुमाल"),
        ("उन्होंने", "अनिल कुमाल"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("de", "Frankreich und Zürich schweigen.", ["FR", "CH"]),
        ("es", "Viajó a Londres y a Egipto.", ["GB", "EG"]),
        ("zh", "法国总统访问东京。", ["FR", "JP"]),
        ("ar", "القاهرة ، مصر", ["EG", "EG"]),
    ],
    ids=["de", "es", "zh", "ar"],
)
def test_countries_and_towns_are_known_by_their_local_names(
    language: str, text: str, countries: list[str]
) -> None:
    assert [place.country for place in find_foreign_places(text, language)] == countries


def test_no_english_rule_runs_on_another_language() -> None:
    facts = facts_of("Am Montag traf Minister General Adu Mensk in Lima ein. 40 Prozent.", language="de")

    assert {mention.text for mention in facts.mentions} == {"Lima"}
    assert (facts.dates, facts.amounts, facts.acronyms) == ((), (), ())


def test_a_language_without_a_table_gives_places_at_most() -> None:
    assert facts_of("„Tohle je dlouhá řeč“, řekl. Francie mlčí.", language="cs").quotes == ()


def test_an_unknown_language_code_gives_nothing() -> None:
    assert facts_of("Whatever this is.", language="xx").mentions == ()


@pytest.mark.parametrize(
    ("language", "piece"),
    [("fr", "Côte "), ("ru", "Соединенные "), ("ar", "الولايات "), ("zh", "南非中"), ("ja", "アメリ")],
)
def test_work_on_beginnings_of_names_grows_no_faster_than_the_text(language: str, piece: str) -> None:
    def mark(pieces: int) -> None:
        find_foreign_places(piece * pieces, language)

    assert grows_evenly(mark, 20_000)


@given(st.text(max_size=200), st.sampled_from(["de", "fr", "es", "pt", "it", "ru", "ar", "hi", "zh", "ja"]))
@settings(max_examples=200, deadline=None)
def test_spans_quote_what_the_place_says_in_any_text(noise: str, language: str) -> None:
    text = f"{noise}Peru{noise}日本{noise}Россия {noise}"

    for place in find_foreign_places(text, language):
        assert text[slice(*place.span)] == place.text

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.text.clean import clean_line, clean_text
from tasks.text.paragraphs import join_paragraphs, split_paragraphs
from tests.growth import grows_evenly

_TROUBLE = (
    "&;#amplt38x\u200b\u200c\u200d\u00ad\n\r\x85\x80\x93Ââ€™éÃ \u00a0\u3000\u2029\ufeffا्क\u037e\u0301\ud800"
)
_ANY_TEXT = st.text(alphabet=st.one_of(st.sampled_from(_TROUBLE), st.characters()), max_size=200)


@example("0\x1eÂ¥")  # mojibake that shows only when its lines are one
@given(_ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert clean_line(clean_line(text)) == clean_line(text)


@given(_ANY_TEXT)
def test_clean_text_can_be_stored_and_is_composed(text: str) -> None:
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned


@given(_ANY_TEXT)
def test_splitting_a_joined_body_gives_its_paragraphs_again(text: str) -> None:
    paragraphs = split_paragraphs(text)

    assert split_paragraphs(join_paragraphs(paragraphs)) == paragraphs


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Bread &amp; butter", "Bread & butter"),
        ("Bread &amp;amp;amp; butter", "Bread & butter"),
        ("5 &lt; 7 &#8211; so", "5 < 7 – so"),
        ("AT&T; and R&D", "AT&T; and R&D"),
        ("soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth"),
        ("left\u202eright\u202c", "leftright"),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("nul\x00 bell\x07", "nul bell"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\n\n\n \n\ntwo", "one\n\ntwo"),
        ("cafe\u0301", "café"),
        ("He said \x93yes\x94", "He said “yes”"),
        ("\ud83d\ude00 \ud800", "\U0001f600 \ufffd"),
        ("well-\nknown", "well-\nknown"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_no_reader_sees_is_removed_or_resolved(written: str, meant: str) -> None:
    assert clean_text(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Die BÃ¼rger wÃ¤hlen", "Die Bürger wählen"),
        ("The mayorâ€™s plan", "The mayor’s plan"),
        ("São Paulo, «Â» é ©", "São Paulo, «Â» é ©"),
        ("À la une : l’été déjà", "À la une : l’été déjà"),
    ],
    ids=["utf-8 as latin-1", "utf-8 as windows-1252", "accents as meant", "french as meant"],
)
def test_mojibake_is_repaired_where_that_is_certain(written: str, meant: str) -> None:
    assert clean_text(written) == meant


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "\U0001f468\u200d\U0001f469"], ids=["persian", "hindi", "emoji"]
)
def test_joiners_stay_where_a_script_needs_them(text: str) -> None:
    assert clean_text(text) == text


def test_joiners_go_between_latin_letters() -> None:
    assert clean_text("un\u200dhappy and\u200c so") == "unhappy and so"


@pytest.mark.parametrize("text", ["“Yes,” she said.", "\"Yes,\" she said. 'No.'", "„Ja“, «oui», ‚so‘"])
def test_quotation_marks_stay_as_written(text: str) -> None:
    assert clean_text(text) == text


def test_single_line_ends_part_paragraphs_in_running_text() -> None:
    text = (
        "The board met on Thursday and voted.\nCrews said the sediment would drift.\nA survey found copper."
    )

    assert len(split_paragraphs(text)) == 3


def test_full_lines_are_joined_where_a_text_is_wrapped() -> None:
    text = (
        "The board of the harbour met on Thursday in the old\n"
        "customs house and voted nine to two to deepen the\n"
        "channel that leads to the northern berths.\n"
        "\n"
        "Crews said that the sediment would drift over the\n"
        "mussel beds."
    )

    paragraphs = split_paragraphs(text)

    assert len(paragraphs) == 2
    assert " in the old customs house and voted nine to two to deepen the channel " in paragraphs[0]


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    line = "港口委员会周四投票决定加深北部航道结束了一场争论使大型粮船整个季节都在等待"

    assert split_paragraphs(f"{line}\n{line}\n{line[:9]}。") == [f"{line}{line}{line[:9]}。"]


@pytest.mark.parametrize(
    "piece",
    ["&amp;", "&lt&#59;", "é»", "Ã©", "\u200c", " \n", "a\n"],
    ids=["ampersands", "nested escapes", "accents", "mojibake", "joiners", "blank lines", "short lines"],
)
def test_work_on_junk_grows_no_faster_than_the_junk(piece: str) -> None:
    assert grows_evenly(lambda pieces: split_paragraphs(piece * pieces), 800_000 // len(piece))

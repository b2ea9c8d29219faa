from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.charset import codec_of, decode, decode_stream, is_binary, sniff
from tasks.model.errors import UndecodableDocument

FRENCH = (
    "Le maire de Beaurive a inauguré jeudi la passerelle, « enfin praticable » selon les élèves du collège."
)
RUSSIAN = "Совет города Верхнеозёрск утвердил ремонт моста, движение откроют весной, сообщил инженер."
JAPANESE = "港町の議会は橋の改修を決め、来春から車が通れるようになると発表した。"
CHINESE = "镇政府周一决定修复旧桥，工程将于明年春天完成，居民对此表示欢迎。"
KOREAN = "시의회는 오래된 다리를 고치기로 했으며 내년 봄에 다시 열린다고 밝혔다."
GREEK = "Το δημοτικό συμβούλιο αποφάσισε την επισκευή της παλιάς γέφυρας πριν από τον χειμώνα."
POLISH = "Rada miasta zdecydowała o naprawie mostu, który będzie gotowy na wiosnę, ogłosił inżynier."
HEBREW = "מועצת העיר החליטה לתקן את הגשר הישן והתנועה תחודש באביב הקרוב."
ARABIC = "قرر مجلس المدينة إصلاح الجسر القديم على أن يعود السير في الربيع المقبل."
THAI = "สภาเมืองมีมติให้ซ่อมสะพานเก่าและจะเปิดใช้อีกครั้งในฤดูใบไม้ผลิ"

IN_CHARSETS = [
    (FRENCH, "cp1252"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    (RUSSIAN, "iso8859_5"),
    (RUSSIAN, "cp866"),
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (CHINESE, "gb18030"),
    (KOREAN, "cp949"),
    (GREEK, "cp1253"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859_2"),
    (HEBREW, "cp1255"),
    (ARABIC, "cp1256"),
    (THAI, "cp874"),
]
NAMES = [codec for _, codec in IN_CHARSETS]


@pytest.mark.parametrize(("text", "codec"), IN_CHARSETS, ids=NAMES)
def test_a_charset_that_nobody_declared_is_told_by_its_letters(text: str, codec: str) -> None:
    found, charset = decode(text.encode(codec))

    assert found == text
    assert charset.replaced == 0
    assert charset.sniffed == charset.used


@pytest.mark.parametrize(("text", "codec"), IN_CHARSETS, ids=NAMES)
def test_a_declared_utf8_loses_to_bytes_that_are_none(text: str, codec: str) -> None:
    found, charset = decode(text.encode(codec), declared="utf-8")

    assert found == text
    assert charset.declared == "utf-8"


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "windows-1251", "shift_jis", "nonsense", None])
def test_valid_utf8_wins_over_whatever_was_declared(declared: str | None) -> None:
    assert decode(FRENCH.encode(), declared=declared)[0] == FRENCH


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("gb2312", "gb18030"),
        ("EUC-KR", "cp949"),
        ('"UTF8"', "utf-8"),
        ("hex", None),
        ("utf-7", None),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_a_short_text_in_a_declared_charset_is_believed() -> None:
    assert decode("Über".encode("cp1252"), declared="iso-8859-1")[0] == "Über"
    assert decode("橋".encode("cp932"), declared="Shift_JIS")[0] == "橋"


def test_a_page_says_its_charset_itself_even_late() -> None:
    page = f"<!doctype html><!--{'x' * 3000}--><meta charset=windows-1251><p>Мост</p>"

    text, charset = decode(page.encode("cp1251"), is_html=True)

    assert "Мост" in text
    assert charset.declared == "windows-1251"


def test_an_xml_declaration_counts_without_being_told_that_it_is_markup() -> None:
    feed = '<?xml version="1.0" encoding="koi8-r"?><t>Мост</t>'

    assert decode(feed.encode("koi8_r"))[0] == feed


def test_the_server_that_says_latin1_of_everything_loses_to_the_page() -> None:
    page = f'<meta charset="windows-1251"><p>{RUSSIAN}</p>'

    assert decode(page.encode("cp1251"), declared="iso-8859-1", is_html=True)[0] == page


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_wins_and_is_no_part_of_the_text(codec: str) -> None:
    text, charset = decode(("\ufeff" + JAPANESE).encode(codec), declared="iso-8859-1")

    assert text == JAPANESE
    assert charset.bom == codec


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, GREEK, ARABIC], ids=["fr", "ru", "el", "ar"])
def test_wide_charsets_are_found_without_a_mark(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0] == text


def test_wide_charsets_are_believed_where_they_are_declared() -> None:
    assert decode(CHINESE.encode("utf-16-le"), declared="utf-16")[0] == CHINESE


def test_a_few_unreadable_bytes_are_replaced_and_counted() -> None:
    data = FRENCH.encode().replace(b"Beaurive", b"Beau\xffrive")

    text, charset = decode(data)

    assert "Beau\ufffdrive" in text
    assert (charset.used, charset.replaced) == ("utf-8", 1)


def test_a_replacement_character_that_was_written_is_not_counted() -> None:
    assert decode("caf\ufffd, café".encode())[1].replaced == 0


def test_the_bytes_that_windows_1252_leaves_open_become_control_characters() -> None:
    assert decode(b"caf\xe9 \x81", declared="windows-1252")[0] == "café \x81"


def test_a_few_nuls_stay_in_the_text() -> None:
    assert decode(b"The bridge\x00 opens again in spring, the mayor said.")[0].count("\x00") == 1


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02\x03", bytes(range(256)) * 8, b"\x00" * 500, b"GIF89a" + bytes(range(30)) * 9],
    ids=["tiny", "all bytes", "zeros", "picture"],
)
def test_what_is_riddled_with_control_characters_is_no_text(data: bytes) -> None:
    with pytest.raises(UndecodableDocument):
        decode(data)


def test_a_sample_may_end_inside_a_character() -> None:
    for text, codec in [
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
        (RUSSIAN, "utf-16-le"),
        (JAPANESE, "cp932"),
    ]:
        assert sniff(text.encode(codec)[:-1]).used == codec


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_undecodable(data: bytes) -> None:
    try:
        text, charset = decode(data)
    except UndecodableDocument:
        return

    text.encode()
    assert charset.replaced >= 0


@given(st.text(), st.sampled_from(["utf-8", "iso-8859-1", "koi8-r", None]))
def test_any_text_comes_back_from_utf8(text: str, declared: str | None) -> None:
    data = text.encode()
    if is_binary(data) or "\x00" in text or text.startswith("\ufeff") or "\x1b$" in text:
        return

    assert decode(data, declared=declared)[0] == text


@given(st.text(alphabet="aж港\n ", min_size=1), st.integers(1, 7), st.sampled_from(["utf-8", "utf-16-le"]))
def test_a_stream_reads_as_the_whole_does(text: str, size: int, codec: str) -> None:
    data = ("\ufeff" + text).encode(codec)
    charset = sniff(data)

    chunks = [data[start : start + size] for start in range(0, len(data), size)]

    assert "".join(decode_stream(chunks, charset)) == text

"""Which charset some bytes are in, told by the letters they would be: the last resort of ``charset``.

A charset is guessed by reading the bytes in each of the usual ones and judging the result: frequent
letters of a language that uses the charset speak for it; capitals inside words, two scripts in one
word, symbols and holes against it.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple


def guess(sample: bytes) -> tuple[str, float]:
    """Return the most plausible Python codec for *sample*, and how plausible it is.

    >>> guess("Переговоры прошли в столице".encode("cp1251"))[0]
    'cp1251'

    1 is a text of nothing but frequent letters, 0 could be anything, noise lies below.
    """
    plausible = {codec: plausibility(sample, codec) for codec in _LANGUAGES}
    best = max(plausible, key=plausible.__getitem__)
    return best, plausible[best]


def plausibility(sample: bytes, codec: str) -> float:
    """Return how well *sample* reads in *codec*: 1 for nothing but frequent letters, below 0 for noise."""
    language = _LANGUAGES.get(codec)
    if language is None:
        return 0.1  # no opinion: good enough for a charset that was declared
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    total, judged = 0.0, 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char < "\x80":
            continue
        total += _fit(before, char, after, language)
        judged += 1
        if judged == _JUDGED_CHARACTERS:
            break
    enough = 1 if language.is_latin else 3  # two letters of another script prove nothing
    return total / max(judged, enough)


def _fit(before: str, char: str, after: str, language: _Language) -> float:
    """Return how well *char* stands between its neighbours in a text of *language*."""
    weight = language.weights.get(char.lower())
    if weight is None:
        return _fit_of_rare(before, char, after)
    if char.isupper() and before.isalpha():
        # koi8-r and windows-1251 read in each other's place swap the case
        return weight - (1.5 if before.islower() else 0.3)
    if language.is_latin:
        return weight - _strangeness_in_latin(before, char, after)
    two_scripts = (before.isalpha() and before < "\x80") or (after.isalpha() and after < "\x80")
    return weight - 1.5 if two_scripts and char.isalpha() else weight


def _strangeness_in_latin(before: str, char: str, after: str) -> float:
    """Return what speaks against an accented letter between these: few stand side by side, or alone."""
    if before >= "\x80" and before.isalpha():
        return 1.2
    is_alone = not before.isalpha() and not after.isalpha()
    return 1.2 if is_alone and char.lower() not in "àáéèêíóúåæöüıð" else 0.0


def _fit_of_rare(before: str, char: str, after: str) -> float:
    """Return how well a character fits that is none of the language's frequent letters."""
    if char in _PUNCTUATION:
        inside_word = before.isalpha() and after.isalpha() and char not in "’·\xad"
        return -1.0 if inside_word else 0.5
    if char == "\ufffd" or not char.isprintable():
        return -3.0
    if not char.isalpha():
        return -1.0
    return 0.3 if "一" <= char <= "힣" else -0.3


# ---------------------------------------------------------------------- what it knows of languages


class _Language(NamedTuple):
    """What text in a charset looks like: how frequent its letters are, from 1 down to 0."""

    weights: dict[str, float]
    is_latin: bool = False


def _ranked(letters: str, *, floor: float = 0.1) -> dict[str, float]:
    """Return weights that fall from 1 to *floor* along *letters*, the most frequent of which comes first."""
    step = (1 - floor) / len(letters)
    return {letter: 1 - step * rank for rank, letter in enumerate(letters)}


def _latin(letters: str) -> _Language:
    return _Language(dict.fromkeys(letters, 1.0), is_latin=True)


_KANA = dict.fromkeys(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC)), 0.9)
_KANJI = "日一国人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方定今回"
_HANZI = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多行法所民得经"
    "十三之进着等部家力里如高日月新市政府报道"
)
_HANZI_OLD = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多行法所民得經"
    "十三之進著等部家力里如高日月新市政府報導"
)
_HANGUL = "이다의는가을에하고로한도를은지기사자대리스시해어인부정서으나제일과상수구전보주그있들위장원동적치비"
_JAPANESE = _Language({**dict.fromkeys(_KANJI, 1.0), **_KANA})
_CYRILLIC = _Language(_ranked("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэіїфєўъґёў"))
_GREEK = _Language(_ranked("αοιετσνηυρπκμλςόήωίάγδέθχύβφξώζψϊϋ"))
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžöüőűäâăîđ"

# the commoner first: of equals the first is taken
_LANGUAGES = {
    "cp1252": _latin("éèàùâêîôûçëïüöäßñáíóúøåæãõìòœ"),
    "cp1251": _CYRILLIC,
    "cp932": _JAPANESE,
    "gb18030": _Language(dict.fromkeys(_HANZI, 1.0)),
    "cp949": _Language(dict.fromkeys(_HANGUL, 1.0)),
    "big5hkscs": _Language(dict.fromkeys(_HANZI_OLD, 1.0)),
    "euc_jp": _JAPANESE,
    "cp1250": _latin(_CENTRAL + "șț"),
    "cp1254": _latin("ığşçöüâîû"),
    "cp1253": _GREEK,
    "cp1256": _Language(_ranked("ايلنرموتبدهسعكحفقجشطخصةزضثىءغأظإؤآئپچگژ،")),
    "cp1255": _Language(_ranked("יולהתרמאבשנדעחקפכםןגטצסזךףץ")),
    "cp874": _Language(_ranked("านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซธศณฉภญษฐฝฟฮฬ่้ัีิ์ื็ุูำึ")),
    "koi8_r": _CYRILLIC,
    "koi8_u": _CYRILLIC,
    "cp1257": _latin("āčēģīķļņšūžąęėįųõäöü"),
    "iso8859_2": _latin(_CENTRAL),
    "iso8859_5": _CYRILLIC,
    "iso8859_7": _GREEK,
    "cp866": _CYRILLIC,
}
_PUNCTUATION = frozenset("“”‘’„‚–—«»…•·€£§°©®™№¿¡ºª\xa0\xad\u3000（）：；！？・")
_JUDGED_CHARACTERS = 1_500

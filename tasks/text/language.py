"""Say what language a text is in, or nothing where it is too short to tell."""

from __future__ import annotations

import re
from functools import lru_cache

import gcld3

_SAMPLE = 1_200  # characters; more did not change an answer and costs time
_ENOUGH = 60  # letters from which the words decide; below, they only confirm the hint or the script
_TOO_FEW = 25  # letters that say nothing; of scripts that need fewer, eight
_NO_LETTERS = re.compile(r"[\W\d_]+")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "fil": "tl"}
_SAME = {"nb": "no", "nn": "no"}

# Scripts that only one language of news is written in.
_OWN_SCRIPT = (
    ("ja", re.compile("[\u3040-\u30ff]{2}")),
    ("ko", re.compile("[\uac00-\ud7a3]{2}")),
    ("el", re.compile("[\u0370-\u03ff]{3}")),
    ("he", re.compile("[\u05d0-\u05ea]{2}")),
    ("th", re.compile("[\u0e00-\u0e7f]{3}")),
    ("zh", re.compile("[\u4e00-\u9fff]{4}")),
)


def identify_language(text: str, hint: str | None = None) -> str | None:
    """Return the ISO 639-1 code of the language of *text*, or ``None``.

    *hint* is what the source says; it decides for a text that is too short to tell, and where the
    words are not sure.

    >>> identify_language("El consejo del puerto votó el jueves por nueve a dos profundizar el canal.")
    'es'
    >>> identify_language("Dike repair"), identify_language("Dike repair", "en-GB")
    (None, 'en')
    """
    hinted = language_code(hint)
    sample = _sample(text)
    letters = len(_NO_LETTERS.sub("", sample))
    own = (
        next((code for code, script in _OWN_SCRIPT if script.search(sample)), None)
        if letters < _ENOUGH
        else None
    )
    if own is not None:
        return hinted if hinted == "ja" and own == "zh" else own
    if letters < (_TOO_FEW if _LATIN.search(sample) else 8) or (
        letters < _ENOUGH and hinted is not None and sample.isascii()
    ):
        return hinted
    result = _identifier().FindLanguage(sample)
    found = language_code(result.language)
    sure = result.is_reliable and result.probability >= (0.7 if letters >= _ENOUGH else 0.97)
    if found is None or not sure:
        return hinted
    if hinted is not None and found != hinted and result.probability < 0.9:
        return hinted
    if hinted is not None and (found, hinted) in _NEIGHBOURS:
        return hinted
    return found


def language_code(written: str | None) -> str | None:
    """Return the two-letter code of a language tag, or ``None`` where it has none.

    >>> language_code("en_US"), language_code("zh-Hans"), language_code("iw"), language_code("english")
    ('en', 'zh', 'he', None)
    """
    if not written:
        return None
    code = re.split(r"[-_]", written.strip().casefold())[0]
    code = _OLD_CODES.get(code, code)
    code = _SAME.get(code, code)
    return code if len(code) == 2 and code.isalpha() and code.isascii() and code != "un" else None


# Close relatives that short texts are taken for: what the source says is better evidence.
_NEIGHBOURS = frozenset(
    pair
    for group in (
        ("id", "ms"),
        ("hi", "mr", "ne"),
        ("no", "da", "sv"),
        ("hr", "sr", "bs", "sl"),
        ("cs", "sk"),
        ("gl", "pt", "es"),
        ("af", "nl"),
    )
    for pair in ((a, b) for a in group for b in group)
)


def _sample(text: str) -> str:
    """Return a piece of *text* from its beginning, and one from its middle where it is long."""
    if len(text) <= _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[: _SAMPLE // 2]} {text[middle : middle + _SAMPLE // 2]}"


@lru_cache(maxsize=1)
def _identifier() -> gcld3.NNetLanguageIdentifier:
    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=4 * _SAMPLE)

"""Make text clean: characters as their author meant them, and paragraphs where they are.

Nothing is reworded. Quotation marks, dashes, ligatures and hyphens stay as written; what goes is
what no reader ever saw: control characters, invisible formatting, escapes left over from another
format, and bytes that were read in the wrong charset.

Both functions are stable: cleaning twice is cleaning once.
"""

from __future__ import annotations

import html
import re
import unicodedata

from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import is_bad

_LAYERS = 8  # an escape of an escape of an escape …; real feeds have shown three

# ------------------------------------------------------------------------------- what is removed

# Scripts in which a (non-)joiner changes the word, and emoji, which are glued with one.
_JOINED = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua800-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\u2600-\u27bf\U0001f000-\U0001faff"
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1b\x7f\ufdd0-\ufdef\ufffe\uffff]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_SPACES = re.compile("[\t\x1f \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]+")
_BLANK_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_LINE_EDGE = re.compile(r" ?\n ?")

# ------------------------------------------------------------------------------ what is repaired

_ENTITY = re.compile(
    r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});"
)
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)+")

# The first byte of a UTF-8 sequence beside one that can follow it, both read as windows-1252.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f&\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    f"\ufff9-\ufffb\ufffe\uffff]|{_MOJIBAKE.pattern}"
)
_FILLERS = re.compile("[\u2800\u3164]")  # blanks that Python takes for letters
_FTFY = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    restore_byte_a0=True,
    replace_lossy_sequences=False,
    fix_c1_controls=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def clean_text(text: str) -> str:
    r"""Return *text* in NFC, without what no reader sees, its lines and blank lines kept.

    >>> clean_text("Caf\u00e9\u00a0&amp;amp; bar\u200b\r\n\r\n\r\n  said\x00 so ")
    'Café & bar\n\nsaid so'

    Mojibake is repaired where the repair is certain, quotation marks stay as written:

    >>> clean_text("â€œMunicÃ­pioâ€\x9d, 'il' “lui”")
    "“Município”, 'il' “lui”"
    """
    text = _squeeze(text)
    for _ in range(_LAYERS):  # one repair can uncover work for another
        before = text
        if _is_sound(text):
            break
        text = _squeeze(_repair(text))
        if text == before:
            break
    return text


def clean_line(text: str) -> str:
    r"""Return *text* cleaned and on one line: for titles, names and other short fields.

    >>> clean_line("  Dogs &amp; cats:\n “no truce” ")
    'Dogs & cats: “no truce”'
    """
    if _is_sound(text) and _FILLERS.search(text) is None:
        return " ".join(text.split())
    for _ in range(_LAYERS):  # lines that are joined can show together what neither showed alone
        before, text = text, " ".join(clean_text(text).split())
        if text == before:
            break
    return text


def _is_sound(text: str) -> bool:
    """Is there certainly nothing to repair? The cheap question that most texts are done with."""
    if text.isascii() and text.isprintable():
        return "&" not in text
    return _SUSPECT.search(text) is None and unicodedata.is_normalized("NFC", text)


def _repair(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", _pair_surrogates(text))
    text = _LINE_END.sub("\n", text)
    text = _repair_mojibake(text)
    text = _C1.sub(_from_windows_1252, text)
    text = _INVISIBLE.sub("", text)
    text = _decode_entities(text)
    return unicodedata.normalize("NFC", text)


def _squeeze(text: str) -> str:
    """Leave one space, one line end or one blank line where there was any amount of them."""
    text = _SPACES.sub(" ", text).replace("\u2029", "\n\n")
    text = _BLANK_LINES.sub("\n\n", text)
    return _LINE_EDGE.sub("\n", text).strip(" \n")


def _decode_entities(text: str) -> str:
    """Resolve HTML escapes, those of escapes included."""
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    return html.unescape(_AMPERSANDS.sub("&", found.group()))


def _from_windows_1252(found: re.Match[str]) -> str:
    """Read a C1 control as what it was before someone declared the text ISO-8859-1."""
    return found.group().encode("latin-1").decode("windows-1252", "ignore")


def _pair_surrogates(text: str) -> str:
    r"""Join the halves of characters that JSON wrote as two escapes (``\ud83d\ude00``)."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _repair_mojibake(text: str) -> str:
    """Read lines again that were decoded with the wrong charset; lines without a sign of it are not tried."""
    if _MOJIBAKE.search(text) is None or not is_bad(text):
        return text
    lines = text.split("\n")
    return "\n".join(
        fix_encoding(line, _FTFY) if _MOJIBAKE.search(line) and is_bad(line) else line for line in lines
    )

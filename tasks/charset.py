"""Bytes to text: which charset they are in, and how many of them it could not read.

What decides, in this order: a byte order mark; valid UTF-8, whatever was declared, since text in
another charset is hardly ever valid UTF-8 by accident; the charset declared by the transport, then
by the document itself; letters that fit together. Labels mean what browsers take them to mean:
``iso-8859-1`` is windows-1252, ``gb2312`` is GB18030.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from tasks.charset_guess import guess, plausibility
from tasks.model.errors import UndecodableDocument
from tasks.model.records import Charset

_SAMPLE_BYTES = 32_768  # what guessing looks at: enough for letters to speak, little enough to be fast
_PRESCAN_BYTES = 8_192  # browsers look for <meta charset> in 1,024 bytes; pages put it later
_BEARABLE = 0.1  # share of characters that may be unreadable in what is still a text
_PLAUSIBLE = 0.25  # what a guess must reach; see charset_guess
_FEW_CONTROLS = 2  # so many control characters are an accident in any text, however short

# ------------------------------------------------------------------------------------- labels

# Python codec: the labels that mean it, letters and digits only (after the WHATWG Encoding Standard)
_LABELS_OF = {
    "utf-8": "utf8 unicode11utf8 xunicode20utf8 utf8sig cp65001 utf",
    "utf-16-le": "utf16 utf16le unicode ucs2 iso10646ucs2 csunicode",
    "utf-16-be": "utf16be",
    "utf-32-le": "utf32 utf32le",
    "utf-32-be": "utf32be",
    "cp1252": "windows1252 cp1252 xcp1252 iso88591 latin1 l1 ascii usascii ansix341968 cp819 ibm819",
    "cp1250": "windows1250 cp1250 xcp1250",
    "cp1251": "windows1251 cp1251 xcp1251 win1251",
    "cp1253": "windows1253 cp1253 xcp1253",
    "cp1254": "windows1254 cp1254 xcp1254 iso88599 latin5 l5",
    "cp1255": "windows1255 cp1255 xcp1255",
    "cp1256": "windows1256 cp1256 xcp1256",
    "cp1257": "windows1257 cp1257 xcp1257",
    "cp1258": "windows1258 cp1258 xcp1258",
    "cp874": "windows874 dos874 tis620 iso885911 cp874",
    "cp866": "ibm866 cp866 csibm866 866",
    "cp437": "ibm437 cp437",
    "cp850": "ibm850 cp850",
    "iso8859_2": "iso88592 latin2 l2 csisolatin2",
    "iso8859_3": "iso88593 latin3 l3",
    "iso8859_4": "iso88594 latin4 l4",
    "iso8859_5": "iso88595 cyrillic csisolatincyrillic",
    "iso8859_6": "iso88596 arabic ecma114 asmo708",
    "iso8859_7": "iso88597 greek greek8 ecma118 elot928 suneugreek",
    "iso8859_8": "iso88598 iso88598i iso88598e hebrew visual logical",
    "iso8859_10": "iso885910 latin6 l6",
    "iso8859_13": "iso885913",
    "iso8859_14": "iso885914",
    "iso8859_15": "iso885915 latin9 l9 csisolatin9",
    "iso8859_16": "iso885916",
    "koi8_r": "koi8r koi8 koi cskoi8r",
    "koi8_u": "koi8u koi8ru",
    "mac_roman": "macintosh mac xmacroman macroman",
    "mac_cyrillic": "xmaccyrillic xmacukrainian maccyrillic",
    "gb18030": "gb18030 gb2312 gbk xgbk gb231280 chinese csgb2312 csiso58gb231280 isoir58 cp936 ms936 euccn",
    "big5hkscs": "big5 big5hkscs cnbig5 xxbig5 csbig5 cp950",
    "cp932": "shiftjis sjis xsjis ms932 mskanji windows31j cp932 csshiftjis",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    "cp949": "euckr ksc5601 ksc56011987 ksc56011989 korean cseuckr windows949 cp949 uhc isoir149",
}
_CODEC_OF = {label: codec for codec, labels in _LABELS_OF.items() for label in labels.split()}
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]")

_META = re.compile(
    rb"""<meta\b [^>]{0,300}? \bcharset \s{0,9} = \s{0,9} ["']? \s{0,9} (?P<label>[A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE | re.VERBOSE,
)
_XML_DECLARATION = re.compile(
    rb"""^\s{0,64}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["'](?P<label>[\w.:-]{2,40})"""
)

_MARKS = (  # the longer ones first: UTF-16's mark opens UTF-32's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def codec_of(label: str | None) -> str | None:
    """Return the Python codec that a charset *label* means, or ``None`` for no label we know.

    >>> codec_of("ISO-8859-1"), codec_of(' "Shift_JIS"'), codec_of("x-nonsense")
    ('cp1252', 'cp932', None)
    """
    return _CODEC_OF.get(_NOT_ALPHANUMERIC.sub("", label.lower())) if label else None


def _own_label(data: bytes, is_html: bool) -> str | None:
    """Return the label in the XML declaration or, of a page, in ``<meta>``."""
    head = data[:_PRESCAN_BYTES]
    found = _XML_DECLARATION.match(head) or (_META.search(head) if is_html else None)
    if found is None:
        return None
    label = found["label"].decode("ascii")
    codec = codec_of(label)
    # whoever could read this label as ASCII was not reading UTF-16
    return "utf-8" if codec is not None and codec.startswith("utf-") else label


# ------------------------------------------------------------------------------------ decoding


def decode(data: bytes, *, declared: str | None = None, is_html: bool = False) -> tuple[str, Charset]:
    """Return the text of *data*, and how it was found.

    >>> text, charset = decode("Übergang – neu".encode("cp1252"), declared="iso-8859-1")
    >>> text, charset.used, charset.replaced
    ('Übergang – neu', 'cp1252', 0)

    A declaration that the bytes contradict loses:

    >>> decode("Übergang".encode(), declared="iso-8859-1")[0]
    'Übergang'

    The mark is not part of the text; NUL characters are. Raise :class:`UndecodableDocument` when no
    charset makes text of the bytes.
    """
    if data[:1] not in _MARK_STARTS and b"\0" not in data and b"\x1b" not in data:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            if not is_binary(data[:_SAMPLE_BYTES]):
                return text, Charset(declared=declared or _own_label(data, is_html), used="utf-8")
    charset = _choose(data, declared, is_html)
    text = _strip_mark(data, charset).decode(charset.used, _errors(charset.used))
    charset = _counted(charset, data, text)
    if charset.replaced > len(text) * _BEARABLE:
        raise UndecodableDocument(f"{charset.replaced} of {len(text)} characters cannot be read")
    return text, charset


_MARK_STARTS = frozenset({mark[:1] for mark, _ in _MARKS})


def sniff(sample: bytes, declared: str | None = None) -> Charset:
    """Return the charset of a stream that begins with *sample*, which may end inside a character.

    ``replaced`` is 0: what the stream holds further on is not known. Raise
    :class:`UndecodableDocument` when no charset makes text of the sample.

    >>> sniff("Łódź".encode()[:-1]).used
    'utf-8'
    """
    return _choose(sample, declared, is_html=False)


def decode_stream(chunks: Iterable[bytes], charset: Charset) -> Iterator[str]:
    """Yield the text of *chunks*, which may end inside a character, without holding more than one.

    >>> list(decode_stream([b"\\xef\\xbb\\xbfza\\xc5", b"\\x82o"], sniff(b"\\xef\\xbb\\xbfza")))
    ['za', 'ło']
    """
    decoder = codecs.getincrementaldecoder(charset.used)(_errors(charset.used))
    mark = next((mark for mark, codec in _MARKS if codec == charset.bom), b"")
    head = b""
    for chunk in chunks:
        head += chunk
        if mark and len(head) < len(mark):
            continue
        text = decoder.decode(head.removeprefix(mark))
        head, mark = b"", b""
        if text:
            yield text
    rest = decoder.decode(head.removeprefix(mark), final=True)
    if rest:
        yield rest


def is_binary(sample: bytes) -> bool:
    """Is *sample* riddled with control characters, as no text in an 8-bit charset is?

    >>> is_binary(bytes(range(32))), is_binary(b"one\\x00two, and so on")
    (True, False)
    """
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _FEW_CONTROLS and controls * 50 > len(sample)


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


def _telling_part(data: bytes) -> bytes:
    """Return the part of *data* that guessing looks at: from its first byte beyond ASCII."""
    found = _BEYOND_ASCII.search(data)
    start = max(found.start() - 64, 0) if found else 0
    return data[start : start + _SAMPLE_BYTES]


_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def _choose(data: bytes, declared: str | None, is_html: bool) -> Charset:
    for mark, marked in _MARKS:
        if data.startswith(mark) and _share_unread(data[len(mark) :], marked) <= _BEARABLE:
            return Charset(declared=declared, bom=marked, used=marked)

    stated = declared or _own_label(data, is_html)
    wide = _wide_codec(data[:_SAMPLE_BYTES], codec_of(declared))
    if wide is not None:
        return Charset(declared=stated, sniffed=wide, used=wide)
    if is_binary(data[:_SAMPLE_BYTES]):
        raise UndecodableDocument("control characters all through it: no text")

    codec = codec_of(stated)
    own = codec_of(_own_label(data, is_html))
    shifts = b"\x1b$" in data[:_SAMPLE_BYTES] or codec == "iso2022_jp"
    if shifts and _share_unread(data, "iso2022_jp") == 0:
        return Charset(declared=stated, used="iso2022_jp")
    good, bad = _utf8_evidence(data)
    if bad == 0 or bad * 2 <= good:
        return Charset(declared=stated, used="utf-8")

    return _choose_legacy(data, stated, own)


def _choose_legacy(data: bytes, stated: str | None, own: str | None) -> Charset:
    """Return the charset of bytes that are no UTF-8: as stated where that reads, else as guessed."""
    telling = _telling_part(data)
    labelled = [codec for codec in (codec_of(stated), own) if codec and not codec.startswith("utf-")]
    readable = [codec for codec in labelled if _share_unread(telling, codec) <= 0.02]
    for codec in readable:
        if plausibility(telling, codec) > 0:
            return Charset(declared=stated, used=codec)
    guessed, score = guess(telling)
    if score > _PLAUSIBLE:
        return Charset(declared=stated, sniffed=guessed, used=guessed)
    if readable:
        return Charset(declared=stated, used=readable[0])
    if _share_unread(data, "utf-8") <= _BEARABLE:
        return Charset(declared=stated, used="utf-8")
    raise UndecodableDocument("no charset makes text of these bytes")


def _strip_mark(data: bytes, charset: Charset) -> bytes:
    mark = next((mark for mark, codec in _MARKS if codec == charset.bom), b"")
    return data.removeprefix(mark)


def _counted(charset: Charset, data: bytes, text: str) -> Charset:
    """Return *charset* with the number of characters that stand for bytes it could not read."""
    replaced = text.count("\ufffd")
    if replaced and charset.used == "utf-8":
        replaced -= data.count(b"\xef\xbf\xbd")  # written by whoever made the text
    return Charset(
        declared=charset.declared,
        bom=charset.bom,
        sniffed=charset.sniffed,
        used=charset.used,
        replaced=max(replaced, 0),
    )


def _utf8_evidence(data: bytes) -> tuple[int, int]:
    """Count the characters beyond ASCII that UTF-8 reads, and the places it cannot read.

    A character cut off at the end of the data is neither.
    """
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(data)
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad, bad


def _share_unread(data: bytes, codec: str) -> float:
    """Return the share of characters that *codec* cannot read."""
    text = codecs.getincrementaldecoder(codec)(_errors(codec)).decode(data)
    unread = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if codec == "utf-8" else 0)
    return unread / len(text) if text else 0.0


def _errors(codec: str) -> str:
    return "c1-controls" if codec.startswith("cp125") else "replace"


def _c1_controls(error: UnicodeError) -> tuple[str, int]:
    """Read the few bytes that windows-125x leaves open as browsers do: as C1 control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("c1-controls", _c1_controls)


def _wide_codec(sample: bytes, declared: str | None) -> str | None:
    """Return UTF-16 or UTF-32 where it was *declared* and reads, or the zeros stand as these put them."""
    if declared is not None and declared.startswith(("utf-16", "utf-32")) and _reads(sample, declared):
        return declared
    size = len(sample) // 4 * 4
    if size < 8 or sample.count(b"\0") * 25 < len(sample):
        return None
    zeros = [sample[start:size:4].count(b"\0") / (size // 4) for start in range(4)]
    if zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    codec = "utf-16-le" if odd > even else "utf-16-be"
    return codec if min(even, odd) < 0.02 and _reads(sample, codec) else None


def _reads(sample: bytes, codec: str) -> bool:
    """Does *sample* read in *codec* without more than a few characters that no text has?"""
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    strange = sum(not (char.isprintable() or char.isspace()) or char == "\ufffd" for char in text)
    return strange * 50 <= len(text)

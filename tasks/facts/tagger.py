"""A small statistical name finder: what each run of words looks like to one who has read much news.

The weights are those of the "ner" component of spaCy's English model (MIT licence, Explosion), made
into `data/names.npz` by `tests/bench/names_model.py`. Each word is known by its norm, first letter, last
three letters and shape, hashed into tables; four convolutions let it see four words to either side; and
a machine that reads from left to right opens, continues and closes names. Needs numpy, and says so if it
is not there: the rules then work alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Floats: TypeAlias = Any  # an array of numpy, which may not be installed

_WEIGHTS = Path(__file__).parent / "data" / "names.npz"
_TOKEN = re.compile(
    r"""
    \s{1,60}
  | (?:[A-Za-z]\.){2,8}(?!\w)                                     # U.S.
  | (?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Adm|Gov|Sen|Rep|Rev|Hon|St|Jr|Sr|Inc|Ltd|Co|Corp|Bros|Mt
      |Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|No|vs|Calif|Fla|Mass|Va|Pa|Md|Ga|Conn|Ill|Minn
      |Mich|Wash|Wis|Ariz|Colo|Tenn|Ky|Ala|Ark|Miss|Mo|Okla|Ore|Kan|Neb|Nev|Del)\.(?!\w)
  | [^\W\d_]{1,40}?(?=n['’]t\b) | n['’]t\b                        # do n't
  | ['’](?:s|S|re|ve|ll|d|m)\b
  | [^\W\d_]\.(?=\s)                                              # an initial
  | \d{1,20}(?:[.,:]\d{1,20}){0,8}
  | [^\W_]{1,60}(?:['’](?!(?:s|S|re|ve|ll|d|m|t)\b)[^\W_]{1,40}){0,3}(?:-\d[^\W_]{0,20}){0,2}
  | \.{2,6} | -{2,4} | .
    """,
    re.VERBOSE | re.DOTALL,
)
_PAD = 4  # rows of nothing at both ends, as in training
_MOST = 2_000  # tokens read at once
_MASK = (1 << 64) - 1
_SEEDS = (8, 9, 10, 11)  # of the four tables


class Tagged(NamedTuple):
    """A run of text that the model takes for a name, with the model's own label: PERSON, ORG, GPE …"""

    start: int
    end: int
    label: str


@cache
def tagger_is_here() -> bool:
    """Can the model run: are numpy, and what keeps it to one thread, installed?"""
    return find_spec("numpy") is not None and find_spec("threadpoolctl") is not None


def find_tagged(text: str) -> tuple[Tagged, ...]:
    """Return the names the model sees in *text*, in order; none where numpy is not installed.

    >>> find_tagged("")
    ()
    """
    if not tagger_is_here():
        return ()
    tokens = tokenise(text)
    if not tokens:
        return ()
    with _threads().limit(limits=1, user_api="blas"):
        return tuple(found for chunk in _chunks(text, tokens) for found in _read(_model(), text, chunk))


def tokenise(text: str) -> list[tuple[int, int]]:
    """Return the words and marks of *text*; white space is one only where it is more than a space.

    >>> [text[a:b] for text in ["Don't ask O'Neill's U.S. ex-aide."] for a, b in tokenise(text)]
    ['Do', "n't", 'ask', "O'Neill", "'s", 'U.S.', 'ex', '-', 'aide', '.']
    """
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if text[start].isspace():
            start += text[start] == " "
            if start == end:
                continue
        found.append((start, end))
    return found


def _chunks(text: str, tokens: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """Cut *tokens* into pieces that fit in memory, at the end of a line where there is one."""
    start = 0
    while len(tokens) - start > _MOST:
        end = start + _MOST
        while end > start + _MOST // 2 and "\n" not in text[slice(*tokens[end - 1])]:
            end -= 1
        if end == start + _MOST // 2:
            end = start + _MOST
        yield tokens[start:end]
        start = end
    yield tokens[start:]


# ----------------------------------------------------------------------------------------- weights


@cache
def _threads() -> Any:
    """Return the hold on numpy's threads: for work this small they spin five times what they do."""
    import numpy as np  # noqa: F401 - its library has to be loaded to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@dataclass(frozen=True, slots=True)
class _Model:
    tables: tuple[Floats, ...]
    layers: tuple[tuple[Floats, Floats, Floats, Floats], ...]
    narrow: tuple[Floats, Floats]
    states: tuple[Floats, Floats, Floats]
    upper: tuple[Floats, Floats]
    moves: tuple[str, ...]
    norms: dict[int, str]


@cache
def _model() -> _Model:
    import numpy as np

    with np.load(_WEIGHTS) as read:
        kept: dict[str, Any] = {name: read[name] for name in read.files}
    moves = tuple(str(name) for name in kept.pop("moves"))
    norms = dict(zip((int(key) for key in kept.pop("norm_keys")), map(str, kept.pop("norms")), strict=True))
    kept = {name: value.astype(np.float32) for name, value in kept.items()}
    mixed = [
        (
            kept[f"maxout{at}.W"].transpose(2, 1, 0).reshape(kept[f"maxout{at}.W"].shape[2], -1).copy(),
            kept[f"maxout{at}.b"].T.reshape(-1).copy(),
            kept[f"layernorm{at}.G"],
            kept[f"layernorm{at}.b"],
        )
        for at in range(5)
    ]
    wide = kept["precomputable_affine0.W"]  # feature, width, piece, input
    return _Model(
        tables=tuple(kept[f"hashembed{at}.E"] for at in range(4)),
        layers=tuple(mixed),
        narrow=(kept["linear0.W"].T.copy(), kept["linear0.b"]),
        states=(
            wide.transpose(3, 0, 2, 1).reshape(wide.shape[3], -1).copy(),
            kept["precomputable_affine0.b"].T.copy(),
            kept["precomputable_affine0.pad"][0].transpose(0, 2, 1).copy(),
        ),
        upper=(kept["linear1.W"].T.copy(), kept["linear1.b"]),
        moves=moves,
        norms=norms,
    )


# ------------------------------------------------------------------------------------------- words


@lru_cache(maxsize=65_536)
def _rows(word: str) -> tuple[int, ...]:
    """Return the rows of the four tables that stand for *word*, four of each."""
    model = _model()
    norm = model.norms.get(_hash(word), word.lower())
    features = (norm, word[0], word[-3:], _shape(word))
    return tuple(
        half % len(table)
        for feature, seed, table in zip(features, _SEEDS, model.tables, strict=True)
        for half in _scatter(_hash(feature), seed)
    )


def _shape(word: str) -> str:
    """Return the shape of *word*: "Xxxxx", "dddd", with no more than four of a kind in a row."""
    if len(word) >= 100:
        return "LONG"
    shape, last, run = [], "", 0
    for letter in word:
        kind = "d" if letter.isdigit() else letter
        if letter.isalpha():
            kind = "X" if letter.isupper() else "x"
        run = run + 1 if kind == last else 0
        last = kind
        if run < 4:
            shape.append(kind)
    return "".join(shape)


def _hash(text: str) -> int:
    """Return the MurmurHash64A of *text*, which the tables were trained with."""
    data, multiplier = text.encode(), 0xC6A4A7935BD1E995
    value = 1 ^ (len(data) * multiplier & _MASK)
    for at in range(0, len(data) - 7, 8):
        part = int.from_bytes(data[at : at + 8], "little") * multiplier & _MASK
        part = (part ^ (part >> 47)) * multiplier & _MASK
        value = (value ^ part) * multiplier & _MASK
    rest = data[len(data) & ~7 :]
    if rest:
        value = (value ^ int.from_bytes(rest, "little")) * multiplier & _MASK
    value = (value ^ (value >> 47)) * multiplier & _MASK
    return value ^ (value >> 47)


def _scatter(key: int, seed: int) -> tuple[int, int, int, int]:
    """Return four numbers for *key*, as thinc's HashEmbed takes them."""
    one = key * 0x87C37B91114253D5 & _MASK
    one = ((one << 31) | (one >> 33)) & _MASK
    one = (one * 0x4CF5AD432745937F & _MASK) ^ seed ^ 8
    two = seed ^ 8
    one = (one + two) & _MASK
    two = (two + one) & _MASK
    one, two = _finish(one), _finish(two)
    one = (one + two) & _MASK
    two = (two + one) & _MASK
    return one & 0xFFFFFFFF, one >> 32, two & 0xFFFFFFFF, two >> 32


def _finish(value: int) -> int:
    value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD & _MASK
    value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ (value >> 33)


# ---------------------------------------------------------------------------------------- reading


def _vectors(model: _Model, words: Sequence[str]) -> Floats:
    """Return what each word is, seen among the words around it."""
    import numpy as np

    rows = np.array([_rows(word) for word in words], dtype=np.int64)
    seen = np.concatenate(
        [table[rows[:, 4 * at : 4 * at + 4]].sum(axis=1) for at, table in enumerate(model.tables)], axis=1
    )
    mixed = _layer(seen, model.layers[0])
    padded = np.zeros((len(words) + 2 * _PAD, mixed.shape[1]), dtype=np.float32)
    padded[_PAD:-_PAD] = mixed
    for layer in model.layers[1:]:
        around = np.zeros((len(padded), 3 * padded.shape[1]), dtype=np.float32)
        width = padded.shape[1]
        around[1:, :width] = padded[:-1]
        around[:, width : 2 * width] = padded
        around[:-1, 2 * width :] = padded[1:]
        padded = padded + _layer(around, layer)
    narrow, offset = model.narrow
    vectors: Floats = padded[_PAD:-_PAD] @ narrow + offset
    return vectors


def _layer(rows: Floats, layer: tuple[Floats, Floats, Floats, Floats]) -> Floats:
    """Return the best of three answers for each of a layer's units, evened out."""
    weights, offset, gain, shift = layer
    best = (rows @ weights + offset).reshape(len(rows), 3, -1).max(axis=1)
    best -= best.mean(axis=1, keepdims=True)
    spread = (best * best).mean(axis=1, keepdims=True) + 1e-8
    evened: Floats = best / spread**0.5 * gain + shift
    return evened


def _read(model: _Model, text: str, tokens: Sequence[tuple[int, int]]) -> Iterator[Tagged]:
    """Open, continue and close names from left to right, each time by the move that scores best.

    Outside a name the score of a move depends on the word alone, so those are taken all at once.
    """
    vectors = _vectors(model, [text[start:end] for start, end in tokens])
    wide, offset, missing = model.states
    parts = (vectors @ wide).reshape(len(tokens), 3, 2, -1)
    weights, bias = model.upper
    outside = (parts[:, 0] + missing[1] + missing[2] + offset).max(axis=1) @ weights + bias
    allowed = [at for at, move in enumerate(model.moves) if move[:2] in ("B-", "U-", "O") and move != "U-"]
    best = outside[:, allowed].argmax(axis=1)
    units = [at for at in allowed if model.moves[at][0] != "B"]
    at, last = 0, len(tokens) - 1
    while at <= last:
        move = model.moves[allowed[int(best[at])]]
        if at == last and move[0] == "B":
            move = model.moves[units[int(outside[at, units].argmax())]]
        if move == "O" or text[tokens[at][0]].isspace():
            at += 1
            continue
        begun, label = at, move[2:]
        if move[0] == "B":
            going = [model.moves.index(f"I-{label}"), model.moves.index(f"L-{label}")]
            closing, ends = weights[:, going], bias[going]
            for at in range(begun + 1, last + 1):
                state = (parts[at, 0] + parts[begun, 1] + parts[at - 1, 2] + offset).max(axis=0)
                goes_on, closes = state @ closing + ends
                if closes >= goes_on:
                    break
        yield Tagged(tokens[begun][0], tokens[at][1], label)
        at += 1

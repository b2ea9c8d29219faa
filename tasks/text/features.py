"""What tells the paragraphs of a story from the rest of a page: numbers for each block, for the judge.

All of them hold in any language and on any site: lengths, links, places in the tree and on the page, the
neighbours, what blocks made alike hold together, and whether the names that pages give to their parts
sound like story or like furniture. What the rules of ``body`` would keep is one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tasks.model.wordings import normalise_words
from tasks.text.authors import is_byline
from tasks.text.blocks import Block
from tasks.text.surroundings import NAMED, TAGGED, Numbers, Places, Surroundings

_FAR = 40
_SHORT = 200  # characters: what is longer is no byline, no pointer, no time
_LOOKED_AT = 200  # characters of a text that are counted one by one
_SAID_WORDS = 300
_ENDS = tuple('.!?…。！？।؟"”’»)')
_QUOTES = re.compile('[“"«„]')
_COMMA = re.compile("[,،、，]")
_LOOKED_BESIDE = {
    "length": (-3, -2, -1, 1, 2, 3),
    "links": (-3, -2, -1, 1, 2, 3),
    "in_story": (-3, -2, -1, 1, 2, 3),
    "heading": (-1, 1),
    "ends": (1,),
    "kind": (1,),
}
_KINDS = {"p": 1, "li": 2, "dd": 2, "dt": 2, "td": 3, "th": 3, "blockquote": 4, "pre": 4}
_SET = {"em": 1, "i": 1, "strong": 2, "b": 2}

Columns = dict[str, Numbers]


@dataclass(slots=True, kw_only=True)
class Scene:
    """A page as the rules left it.

    *story* are the places of the blocks they would keep; *beside* says of each block whether its words
    are no story's, *pointers* whether it points elsewhere (1: begins so, 2: says nothing else).
    """

    blocks: Sequence[Block]
    story: Sequence[int]
    beside: Sequence[bool]
    pointers: Sequence[int]
    title: str | None = None
    said: str = ""  # what the page says of itself: its descriptions


def describe(scene: Scene) -> Columns:
    """Return the numbers of each block by what they mean.

    >>> from tasks.text.tree import parse_markup
    >>> from tasks.text.blocks import cut_blocks
    >>> blocks = cut_blocks(parse_markup("<h1>Gates</h1><p>Two of five are open.</p><a href='/'>Home</a>"))
    >>> scene = Scene(blocks=blocks, story=[1], beside=[False] * 3, pointers=[0] * 3, title="Gates")
    >>> columns = describe(scene)
    >>> columns["links"].tolist(), columns["from_title"].tolist()
    ([0.0, 0.0, 1.0], [0.0, 1.0, 2.0])
    """
    blocks = scene.blocks
    columns = _writing(scene)
    columns |= _words_said(scene, columns)
    amounts = _amounts(scene)
    title = _place_of_title(scene, columns["like_title"])
    columns |= _place(scene, amounts, title)
    around = Surroundings(blocks)
    sums = around.sum_up(amounts)
    columns |= _held(around, sums, amounts, title)
    columns |= _steps(around)
    columns |= _names(around)
    columns |= _headings(columns)
    columns |= _neighbours(columns, amounts)
    return columns


def _writing(scene: Scene) -> Columns:
    """How the text of each block is written."""
    texts = [block.text for block in scene.blocks]
    length = np.array([len(text) for text in texts], dtype=float)
    looked_at = [text[:_LOOKED_AT] for text in texts]
    repeats = Counter(texts)
    seen: set[str] = set()
    again = []
    for text in texts:
        again.append(text in seen)
        seen.add(text)
    wordlike = np.array([text.count(" ") + 1 for text in texts], dtype=float)
    columns: dict[str, Sequence[float] | Numbers] = {
        "length": np.log1p(length),
        "links": [block.link_share for block in scene.blocks],
        "ends": [text.endswith(_ENDS) for text in texts],
        "kind": [_KINDS.get(block.tag, 0) for block in scene.blocks],
        "level": [int(block.tag[1]) if block.is_heading else 0 for block in scene.blocks],
        "word_length": length / wordlike,
        "digits": [sum(map(str.isdigit, text)) / len(text) for text in looked_at],
        "capitals": [sum(map(str.isupper, text)) / len(text) for text in looked_at],
        "commas": [len(_COMMA.findall(text)) / len(text) * 100 for text in looked_at],
        "starts_small": [text[0].islower() for text in texts],
        "starts_marked": [not text[0].isalnum() for text in texts],
        "anchors": [len(block.anchors) for block in scene.blocks],
        "stops": [text.count(". ") for text in texts],
        "quotes": [_QUOTES.search(text) is not None for text in texts],
        "bars": ["|" in text or "©" in text for text in texts],
        "repeats": [repeats[text] for text in texts],
        "again": again,
        "beside": scene.beside,
        "pointer": scene.pointers,
        "byline": [len(text) < _SHORT and is_byline(text) for text in texts],
        "children": [min(len(block.element), 8) for block in scene.blocks],
        "set": [_how_set(block) for block in scene.blocks],
    }
    return {name: np.asarray(column, dtype=float) for name, column in columns.items()}


def _how_set(block: Block) -> int:
    """Say whether *block* begins in italics (1) or bold (2), and whether all of it is (2 more)."""
    element = block.element
    if not len(element) or (element.text and not element.text.isspace()):
        return 0
    first = element[0]
    kind = _SET.get(first.tag, 0)
    whole = len(element) == 1 and (not first.tail or first.tail.isspace())
    return kind + 2 if kind and whole else kind


def _words_said(scene: Scene, columns: Columns) -> Columns:
    """How much each block shares with the headline, and with what the page says of itself."""
    wanted = normalise_words(scene.title or "")
    title = set(wanted.split())
    words = [normalise_words(block.text) if len(block.text) < 300 else "" for block in scene.blocks]
    said = _threes(normalise_words(scene.said[:3_000]).split()[:_SAID_WORDS])
    shares = []
    for block, short in zip(scene.blocks, words, strict=True):
        own = _threes((short or normalise_words(block.text[:1_000])).split()) if said else said
        shares.append(len(own & said) / len(own) if own else 0.0)
    return {
        "like_title": np.array([float(bool(wanted) and short == wanted) for short in words]),
        "title_words": np.array(
            [len(title.intersection(short.split())) / (len(title) or 1) for short in words]
        ),
        "said": np.array(shares),
    }


def _threes(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def _amounts(scene: Scene) -> Numbers:
    """Return characters of prose, of all, of links, one block, and characters of the rules' story."""
    lengths = np.array([len(block.text) for block in scene.blocks], dtype=float)
    prose = np.array([block.is_prose for block in scene.blocks], dtype=float)
    links = np.array([block.link_length for block in scene.blocks], dtype=float)
    kept = np.zeros(len(lengths))
    kept[list(scene.story)] = 1
    return np.stack([lengths * prose, lengths, links, np.ones(len(lengths)), lengths * kept], axis=1)


def _place_of_title(scene: Scene, like: Numbers) -> int:
    if like.any():
        return int(like.argmax())
    return next((place for place, block in enumerate(scene.blocks) if block.tag == "h1"), -1)


def _place(scene: Scene, amounts: Numbers, title: int) -> Columns:
    """Where on the page each block stands."""
    count = len(amounts)
    places = np.arange(count, dtype=float)
    first, last = (scene.story[0], scene.story[-1]) if scene.story else (0, count - 1)
    prose, kept = amounts[:, 0], amounts[:, 4]
    whole, story = max(prose.sum(), 1.0), max(kept.sum(), 1.0)
    return {
        "in_story": np.sign(kept),
        "from_start": np.clip(places - first, -_FAR, _FAR),
        "from_end": np.clip(last - places, -_FAR, _FAR),
        "from_title": np.clip(places - title, -_FAR, _FAR) if title >= 0 else np.full(count, -99.0),
        "relative": places / count,
        "before": (prose.cumsum() - prose) / whole,
        "after": (whole - prose.cumsum()) / whole,
        "story_before": (kept.cumsum() - kept) / story,
    }


def _held(around: Surroundings, sums: Numbers, amounts: Numbers, title: int) -> Columns:
    """What stands together with each block: around it, made like it, in one box with it."""
    own = around.own
    parent = around.above(own)
    grand = around.above(parent)
    parts = {
        "own": sums[own],
        "parent": sums[parent],
        "grand": sums[grand],
        "great": sums[around.above(grand)],
    }
    for name, signs in (("kin", around.kinds), ("path", around.paths), ("near", around.near_paths())):
        parts[name] = _alike(np.array(signs)[own], amounts)
    columns: Columns = {"depth": np.array(around.depths, dtype=float)[own]}
    for name, centre in _centres(around, sums).items():
        ups, downs, boxes = around.seen_from(centre)
        columns |= _way(name, ups, downs, own)
        parts[name] = sums[np.array(boxes)[own]]
    if title >= 0:
        ups, downs, _ = around.seen_from(int(own[title]))
        columns |= _way("title", ups, downs, own)
    else:
        columns |= {"title.up": np.full(len(own), -1.0), "title.down": np.full(len(own), -1.0)}
    return columns | _shares(list(parts), np.stack(list(parts.values())), sums[0])


def _centres(around: Surroundings, sums: Numbers) -> dict[str, int]:
    """Return the innermost elements with most of the prose, with half of it, and with the rules' story."""
    return {
        "most": around.innermost(sums[:, 0], 0.8 * sums[0, 0]),
        "half": around.innermost(sums[:, 0], 0.5 * sums[0, 0]),
        "kept": around.innermost(sums[:, 4], 0.9 * sums[0, 4]),
    }


def _way(name: str, ups: Sequence[int], downs: Sequence[int], own: Places) -> Columns:
    way = np.array([ups, downs], dtype=float)[:, own]
    return {f"{name}.up": way[0], f"{name}.down": way[1]}


def _alike(signs: Places, amounts: Numbers) -> Numbers:
    """Return for each block the sums of the *amounts* of those that have its sign."""
    groups = np.unique(signs, return_inverse=True)[1]
    sums = np.zeros((int(groups.max()) + 1, amounts.shape[1]))
    np.add.at(sums, groups, amounts)
    return sums[groups]


def _shares(names: Sequence[str], parts: Numbers, whole: Numbers) -> Columns:
    """Say of each of *parts*, sums for each block, how much of the page it is and what it is made of."""
    prose, length, links, count, kept = np.moveaxis(parts, -1, 0)
    length = np.maximum(length, 1)
    shares = {
        "prose": prose / max(whole[0], 1),
        "links": links / length,
        "blocks": np.minimum(count, 60),
        "dense": prose / length,
        "story": kept / max(whole[4], 1),
        "taken": kept / length,
        "mean": np.log1p(length / np.maximum(count, 1)),
    }
    return {f"{name}.{kind}": rows[at] for kind, rows in shares.items() for at, name in enumerate(names)}


def _steps(around: Surroundings) -> Columns:
    """How far apart in the tree each block and its neighbours are."""
    own = around.own.tolist()
    steps = [around.steps_between(*pair) for pair in pairwise(own)]
    return {"step_back": np.array([0.0, *steps]), "step_on": np.array([*steps, 9.0])}


def _names(around: Surroundings) -> Columns:
    """What the names and tags say of the elements around each block."""
    names, tags = around.names()[around.own], around.tags()[around.own]
    columns = {f"named.{name}": names[:, place] for place, name in enumerate(NAMED)}
    columns |= {f"named_near.{name}": names[:, len(NAMED) + place] for place, name in enumerate(NAMED)}
    return columns | {f"in.{name}": tags[:, place] for place, name in enumerate(TAGGED)}


def _headings(columns: Columns) -> Columns:
    """The heading that each block stands below: none, of links (1), of words (2); and how far below it."""
    kind, since = 0.0, 0
    rows = []
    for level, links in zip(columns["level"].tolist(), columns["links"].tolist(), strict=True):
        if level:
            kind, since = (1.0 if links > 0.5 else 2.0), 0
        else:
            since += 1
        rows.append((kind, min(since, 30)))
    above = np.array(rows, dtype=float)
    return {"heading_above": above[:, 0], "since_heading": above[:, 1]}


def _neighbours(columns: Columns, amounts: Numbers) -> Columns:
    """What stands before and after each block."""
    found: Columns = {}
    columns = {**columns, "heading": np.sign(columns["level"])}
    for name, offsets in _LOOKED_BESIDE.items():
        padded = np.concatenate([np.zeros(3), columns[name], np.zeros(3)])
        for offset in offsets:
            found[f"{name}{offset:+d}"] = padded[3 + offset : len(padded) - 3 + offset]
    sums = np.concatenate([np.zeros((1, amounts.shape[1])), amounts.cumsum(axis=0)])
    count = len(amounts)
    places = np.arange(count)
    for start, end in ((-10, -1), (-5, -1), (1, 5), (1, 10)):
        low, high = np.clip(places + start, 0, count), np.clip(places + end + 1, 0, count)
        window = sums[high] - sums[low]
        length = np.maximum(window[:, 1], 1)
        name = f"within{start if start < 0 else end:+d}"
        found[f"{name}.prose"] = window[:, 0] / length
        found[f"{name}.links"] = window[:, 2] / length
        found[f"{name}.story"] = window[:, 4] / length
    return found

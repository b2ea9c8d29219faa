"""Judge which blocks of a page are its story, by what was learned from labelled pages.

A few hundred small trees say of each block how likely it is story. They ask the same question of all
blocks at each of their levels, so that a whole page goes through them in a few steps. They lie in
``judge.json``; ``python -m tests.bench.train_blocks`` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.text.blocks import Block
from tasks.text.features import Columns, Scene, describe
from tasks.text.surroundings import Numbers

_AT_ONCE = 2_048  # blocks: an endless page goes through the trees in parts
_LOOKED_AT = 200  # characters of a block in which a letter is looked for
_LEAST = 6  # characters that even the shortest line counts for
_SURE = 30.0  # beyond it a chance is as good as none


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees that ask one question a level: is *features[level]* above *limits[level]*?

    The answers, first level lowest, are the number of the leaf.
    """

    names: tuple[str, ...]  # of the numbers that are asked for
    features: NDArray[np.intp]  # trees x levels: places in ``names``
    limits: NDArray[np.float32]
    leaves: Numbers  # trees x 2 ** levels
    bias: float

    def chances(self, columns: Columns) -> Numbers:
        """Return for each block how likely it is story.

        >>> ends = np.array([[0, 1]]), np.array([[0.5, 3.0]], dtype=np.float32)
        >>> forest = Forest(("ends", "level"), *ends, np.array([[-2.0, 2.0, -2.0, -2.0]]), bias=0.0)
        >>> columns = {"ends": np.array([1.0, 0.0]), "level": np.array([0.0, 0.0])}
        >>> forest.chances(columns).round(2).tolist()
        [0.88, 0.12]
        """
        rows = np.stack([columns[name] for name in self.names], axis=1).astype(np.float32)
        parts = [self._scores(rows[start : start + _AT_ONCE]) for start in range(0, len(rows), _AT_ONCE)]
        scores = np.clip(np.concatenate(parts) + self.bias, -_SURE, _SURE)
        chances: Numbers = 1 / (1 + np.exp(-scores))
        return chances

    def _scores(self, rows: NDArray[np.float32]) -> Numbers:
        places = np.zeros((len(rows), len(self.leaves)), dtype=np.intp)
        for level in range(self.features.shape[1]):
            places |= (rows[:, self.features[:, level]] > self.limits[:, level]).astype(np.intp) << level
        scores: Numbers = self.leaves[np.arange(len(self.leaves)), places].sum(axis=1)
        return scores


def judge_blocks(scene: Scene) -> list[Block]:
    """Return the blocks that are the story, in order.

    >>> from tasks.text.blocks import cut_blocks
    >>> from tasks.text.tree import parse_markup
    >>> gates = "".join(f"<p>Warden Nora Feld opened gate {n} before the tide came in.</p>" for n in "1234")
    >>> blocks = cut_blocks(parse_markup(f"<h1>Gates</h1>{gates}<ul><li><a href=/>Home</a></ul>"))
    >>> around = {"beside": [False] * len(blocks), "pointers": [0] * len(blocks)}
    >>> [block.tag for block in judge_blocks(Scene(blocks=blocks, story=[1, 2, 3, 4], **around))]
    ['p', 'p', 'p', 'p']
    """
    chances = the_forest().chances(describe(scene))
    likely = choose_likely(chances, [block.text for block in scene.blocks])
    by_rule = set(scene.story)
    return [scene.blocks[place] for place in likely if place in by_rule or _has_words(scene.blocks[place])]


def _has_words(block: Block) -> bool:
    """Is it more than a clock time or a number, which stand between the posts of a live blog?"""
    return any(map(str.isalpha, block.text[:_LOOKED_AT]))


def choose_likely(chances: Numbers, texts: Sequence[str]) -> list[int]:
    """Return the places of the texts that together are likeliest to be the story, as far as it can be told.

    What counts is how much of the story they hold and how much else: on a page where all is doubtful that
    keeps what is likely at all, on a clear one only what is likely enough.

    >>> choose_likely(np.array([0.9, 0.3, 0.1]), ["Two gates", "are open", "Home page"])
    [0]
    >>> choose_likely(np.array([0.5, 0.4, 0.1]), ["Two gates", "are open", "Home page"])
    [0, 1]
    """
    sizes = np.array([len(text) + _LEAST for text in texts], dtype=float)
    order = np.argsort(-chances, kind="stable")
    hits = chances * sizes
    gained, taken = hits[order].cumsum(), sizes[order].cumsum()
    best = int((gained / (taken + hits.sum())).argmax())
    return sorted(order[: best + 1].tolist())


@cache
def the_forest() -> Forest:
    """Return the trees that come with the product."""
    path = Path(__file__).with_name("judge.json")
    return read_forest(json.loads(path.read_text(encoding="utf-8")))


def read_forest(written: Mapping[str, Any]) -> Forest:
    """Return the forest that is *written* in ``judge.json``: its leaves in units of ``unit``.

    >>> tree = {"features": [0], "limits": [0.5], "leaves": [-20, 20]}
    >>> forest = read_forest({"names": ["ends"], "unit": 0.1, "bias": 0.0, "trees": [tree]})
    >>> forest.chances({"ends": np.array([1.0])}).round(2).tolist()
    [0.88]
    """
    trees = written["trees"]
    return Forest(
        names=tuple(written["names"]),
        features=np.array([tree["features"] for tree in trees], dtype=np.intp),
        limits=np.array([tree["limits"] for tree in trees], dtype=np.float32),
        leaves=np.array([tree["leaves"] for tree in trees], dtype=float) * written["unit"],
        bias=written["bias"],
    )

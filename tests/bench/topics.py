"""Topics beside what publishers say: the section that a page names, where it is one topic of the first level.

python -m tests.bench.topics
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tasks.facts.topics import covered_languages, find_topics
from tasks.model.errors import DocumentRejected
from tasks.model.records import Article, MediaType, RawDocument
from tasks.text.shape import shape
from tests.bench.shared import REASON, SHARED

_SETS = ("fe", "ft", "tf")
_WORD = re.compile(r"[^\W\d_]+")
# What sections are called, in the languages that have topics; what may be two topics is left out.
_SECTIONS = {
    "01": "arts culture cultura entertainment film kultur movies music",
    "02": "crime",
    "04": "business economie economy economía finance markets money unternehmen wirtschaft",
    "05": "education",
    "06": "climate environment",
    "07": "gesundheit health salud",
    "10": "travel",
    "11": "politics politik politique política",
    "12": "religion",
    "13": "science tech technology wissen",
    "15": "cricket deportes football fußball sport sports",
    "17": "weather",
}
_TOPIC_OF = {word: code for code, words in _SECTIONS.items() for word in words.split()}


def read_articles() -> Iterator[Article]:
    """Yield the articles of the labelled pages."""
    scorer = _scorer()
    for name in _SETS:
        for page in scorer.load_pack(SHARED / "bench" / "extraction" / f"{name}.tar.xz"):
            given: dict[str, Any] = {"locator": page.url, "url": page.url, "content": page.html}
            try:
                yield shape(RawDocument(source="bench", media_type=MediaType.HTML, **given))
            except DocumentRejected:
                continue


def named_topic(article: Article) -> str | None:
    """Return the first-level topic that the section or else the address of *article* names, if it is one."""
    folders = re.findall(r"/([^/?#]+)(?=/)", article.url or "")[1:4]
    for words in (article.section or "", " ".join(folder for folder in folders if "." not in folder)):
        named = {_TOPIC_OF[word] for word in _WORD.findall(words.lower()) if word in _TOPIC_OF}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def main() -> None:
    """Measure, and print how many agree, and how many articles have topics at all."""
    if not SHARED.exists():
        raise SystemExit(REASON)
    agreed: Counter[str] = Counter()
    stated: Counter[tuple[str, bool]] = Counter()
    for article in read_articles():
        language = (article.language or "").split("-")[0]
        if language not in covered_languages():
            continue
        topics = find_topics(article.body, article.title, language)
        stated[language, bool(topics)] += 1
        named = named_topic(article)
        if named is not None:
            firsts = [topic.topic_id[7:9] for topic in topics if topic.broader_id is None]
            agreed["named"] += 1
            agreed["none stated" if not firsts else "first" if firsts[0] == named else "another first"] += 1
            agreed["among those stated"] += named in firsts
    print(", ".join(f"{name} {count}" for name, count in agreed.items()))
    for language in covered_languages():
        print(f"{language}: topics in {stated[language, True]}, none in {stated[language, False]}")


def _scorer() -> ModuleType:
    path = SHARED / "bench" / "extraction" / "score.py"
    spec = importlib.util.spec_from_file_location("extraction_score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be read")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()

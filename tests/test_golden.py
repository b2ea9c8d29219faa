"""Whole articles with the facts expected of them, side by side in ``golden/``.

After a rule was changed on purpose, write the expectations anew and read the diff::

    python tests/test_golden.py
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.facts.annotate import facts_of
from tasks.model.records import Facts, Mention, PlaceMention

_FOLDER = Path(__file__).parent / "golden"
_ARTICLES = sorted(_FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", _ARTICLES, ids=[path.stem for path in _ARTICLES])
def test_the_facts_of_a_golden_article_are_those_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    stated = read_facts(path)

    assert stated == expected


@pytest.mark.parametrize("path", _ARTICLES, ids=[path.stem for path in _ARTICLES])
def test_every_span_of_a_golden_article_quotes_its_fact(path: Path) -> None:
    title, body, facts = _facts(path)

    parts = {"title": title, "body": body}

    names: list[Mention | PlaceMention] = [*facts.mentions, *facts.places]
    for mention in names:
        assert parts[mention.part][slice(*mention.span)] == mention.text
    for quote in facts.quotes:
        assert " ".join(body[slice(*span)] for span in quote.spans) == quote.text


def read_facts(path: Path) -> dict[str, Any]:
    """Return the facts of the article in *path*, one short row each."""
    return _rows(_facts(path)[2])


def _facts(path: Path) -> tuple[str, str, Facts]:
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    published = date.fromisoformat(fields["published"])
    facts = facts_of(body, title=fields["title"], published=published, language=fields["language"])
    return fields["title"], body, facts


def _rows(facts: Facts) -> dict[str, Any]:
    return {
        "mentions": [[m.part, m.text, m.kind, m.name, *m.titles] for m in facts.mentions],
        "places": [[p.text, p.name, p.country] for p in facts.places],
        "quotes": [[q.kind, q.text, q.cue, q.speaker, q.speaker_name] for q in facts.quotes],
        "dates": [[d.text, d.value] for d in facts.dates],
        "acronyms": [[a.short, a.long] for a in facts.acronyms],
        "citations": [[c.outlet, c.relation] for c in facts.citations],
        "agreements": [[a.name, a.short] for a in facts.agreements],
        "amounts": [[a.text, a.value, a.currency, a.unit] for a in facts.amounts],
        "topics": [[t.topic_id, t.name, t.text, len(t.spans)] for t in facts.topics],
        "keywords": [[k.text, k.mention_count] for k in facts.keywords],
    }


def _write(rows: dict[str, Any]) -> str:
    """Return *rows* as JSON with one fact a line, so that a diff shows which fact changed."""
    parts = []
    for kind, facts in rows.items():
        lines = ",\n".join(f"    {json.dumps(fact, ensure_ascii=False)}" for fact in facts)
        parts.append(f'  "{kind}": [\n{lines}\n  ]' if facts else f'  "{kind}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    for article in _ARTICLES:
        article.with_suffix(".json").write_text(_write(read_facts(article)), encoding="utf-8")
        sys.stdout.write(f"{article.stem}.json\n")

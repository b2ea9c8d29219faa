"""What a headline names, read with what the body of its article is known to name.

In a headline with a capital on every word a capital says nothing: there, only what the body names,
countries and large towns count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tasks.facts.judge import UNDECIDED, as_mention, judge, lands_in
from tasks.facts.names import Name, find_names
from tasks.model.records import EntityType, Mention, Part

_LETTERS = re.compile(r"[^\W\d_]{4,}")


def find_title_mentions(title: str, known: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return what a headline names, read with what the body is *known* to name.

    >>> from tasks.facts.mentions import find_mentions
    >>> body = find_mentions("Grace Otunga, an economist, spoke in Kampala.")
    >>> [(found.text, found.name) for found in find_title_mentions("Otunga: Pact Will Go On", body)]
    [('Otunga', 'Grace Otunga')]
    """
    senses = _senses(known)
    headline = _is_headline_case(title)
    found: list[Mention] = []
    for name in find_names(title):
        matched = list(_known_parts(name, title, senses))
        if matched:
            found += matched
        elif not headline:
            drafts = list(judge(name, title))
            found += [as_mention(draft) for draft in drafts if draft.kind and draft.confidence >= UNDECIDED]
        else:
            found += [as_mention(draft) for draft in lands_in(name, title)]
    return tuple(replace(mention, part=Part.TITLE) for mention in found)


def _senses(known: Sequence[Mention]) -> dict[str, Mention]:
    senses: dict[str, Mention] = {}
    for mention in known:
        senses.setdefault(mention.text, mention)
        senses.setdefault(mention.name, mention)
        if mention.kind is EntityType.PERSON:
            senses.setdefault(mention.name.split()[-1], mention)
    return senses


def _known_parts(name: Name, title: str, senses: Mapping[str, Mention]) -> Iterator[Mention]:
    """Yield the parts of a headline's run that the body names."""
    at = 0
    while at < len(name.words):
        for size in range(len(name.words) - at, 0, -1):
            part = name.cut(at, at + size)
            text = part.text(title)
            mention = senses.get(text) or (senses.get(text.title()) if text.isupper() else None)
            if mention is not None:
                yield replace(mention, span=part.span, text=text, titles=())
                at += size - 1
                break
        at += 1


def _is_headline_case(title: str) -> bool:
    """Are nearly all longer words of *title* capitalised?"""
    words = _LETTERS.findall(title)
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.6 * len(words)

"""State the facts of an article: each rule in its turn, what one found given to the next.

English rules run on English only. For other languages there is what needs no grammar: quotations in
marks with a verb of saying, and countries and large towns by their names in that language. Keywords are
found in any language, topics in those that ``data/topics.toml`` has words for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tasks.facts.acronyms import find_acronyms
from tasks.facts.agreements import find_agreements
from tasks.facts.amounts import find_amounts
from tasks.facts.dates import find_dates
from tasks.facts.foreign import find_foreign_quotes
from tasks.facts.foreign_places import as_mentions, find_foreign_places
from tasks.facts.headlines import find_title_mentions
from tasks.facts.implied_places import find_implied_places
from tasks.facts.keywords import find_keywords
from tasks.facts.mentions import find_mentions
from tasks.facts.outlets import find_citations
from tasks.facts.places import resolve_places
from tasks.facts.quotes import find_quotes
from tasks.facts.spaced import carry_back, is_spaced, join_spaced
from tasks.facts.topics import find_topics
from tasks.model.records import Article, Credit, Dateline, EntityType, Facts, Mention, Part, Span

_WORD = re.compile(r"[^\W\d_]{1,40}")
_COMMON = frozenset(
    ["the", "of", "and", "to", "in", "a", "is", "that", "for", "on", "was", "with", "said", "as", "at", "by"]
)
_SAMPLE = 1200  # words that are enough to tell English
_SHARE = 0.12  # of them are very common words in any English prose


def annotate(article: Article) -> Article:
    """Return *article* with its facts.

    >>> from tasks.model.records import Article
    >>> article = Article(
    ...     article_id="a", content_hash="h", source="s", body="They met in Kampala.", language="en"
    ... )
    >>> [place.country for place in annotate(article).facts.places]
    ['UG']
    """
    published = article.published
    day = date.fromisoformat(published.local[:10]) if published and len(published.local) >= 10 else None
    facts = facts_of(
        article.body,
        title=article.title,
        published=day,
        language=article.language,
        dateline=article.dateline,
        credited=article.credits,
    )
    return replace(article, facts=facts)


def facts_of(
    body: str,
    *,
    title: str | None = None,
    published: date | None = None,
    language: str | None = None,
    dateline: Dateline | None = None,
    credited: Sequence[Credit] = (),
) -> Facts:
    """Return the facts that *body* and *title* state; *published* is what relative dates count from.

    What *dateline* and *credited* point at says who reports, and is no part of the story: an agency
    named there and nowhere else is no organisation of it.

    Without a *language*, English rules run if the text looks English, and no others.

    >>> facts = facts_of("« Nous n'acceptons pas ce retard », a dit Anne Tessier à Dakar.", language="fr")
    >>> facts.quotes[0].speaker, [place.country for place in facts.places], facts.dates
    ('Anne Tessier', ['SN'], ())
    """
    code = language.lower().replace("_", "-").split("-")[0] if language else None
    if code is None and looks_english(body):
        code = "en"
    if code == "en":
        facts = _as_printed(body, title, published, dateline)
        reporting = [credit.span for credit in credited if credit.part is Part.BODY]
        reporting += [dateline.span] if dateline else []
        facts = replace(facts, mentions=_without_reporting(facts.mentions, reporting))
    else:
        facts = _foreign(body, title, code) if code else Facts()
    topics, keywords = find_topics(body, title, code), find_keywords(body, title, code)
    return replace(facts, topics=topics, keywords=keywords)


def looks_english(text: str) -> bool:
    """Is *text* likely to be English, by its commonest words?

    >>> looks_english("The pact was signed in the capital."), looks_english("Der Pakt wurde unterzeichnet.")
    (True, False)
    """
    words = [match.group().lower() for match in _WORD.finditer(text[: _SAMPLE * 8])][:_SAMPLE]
    return bool(words) and sum(word in _COMMON for word in words) >= _SHARE * len(words)


def _without_reporting(mentions: tuple[Mention, ...], reporting: Sequence[Span]) -> tuple[Mention, ...]:
    """Leave out the agencies that are credited where they are named."""
    return tuple(
        mention
        for mention in mentions
        if mention.kind is not EntityType.ORGANISATION
        or mention.part is not Part.BODY
        or not any(span.start <= mention.span.start and mention.span.end <= span.end for span in reporting)
    )


def _as_printed(body: str, title: str | None, published: date | None, dateline: Dateline | None) -> Facts:
    """Return the facts of *body*, joined first where its words and marks stand apart."""
    if not is_spaced(body):
        return _english(body, title, published, dateline)
    joined, stood = join_spaced(body)
    if dateline is not None:
        span = Span(bisect_left(stood, dateline.span.start), bisect_left(stood, dateline.span.end))
        dateline = replace(dateline, span=span)
    return carry_back(_english(joined, title, published, dateline), joined, stood, body)


def _english(body: str, title: str | None, published: date | None, dateline: Dateline | None) -> Facts:
    acronyms = find_acronyms(body)
    agreements = find_agreements(body, acronyms)
    citations = find_citations(body)
    mentions = find_mentions(body, acronyms=acronyms, agreements=agreements, citations=citations)
    in_title = find_title_mentions(title, mentions) if title else ()
    places = resolve_places(mentions, body)
    implied = find_implied_places(mentions, places, body)
    places = tuple(sorted((*places, *implied), key=lambda place: place.span))
    title_places = resolve_places(in_title, title or "", context=mentions)
    return Facts(
        mentions=(*in_title, *mentions),
        places=(*title_places, *places),
        quotes=find_quotes(body, mentions=mentions),
        dates=find_dates(body, published, dateline),
        acronyms=acronyms,
        citations=citations,
        agreements=agreements,
        amounts=find_amounts(body),
    )


def _foreign(body: str, title: str | None, language: str) -> Facts:
    places = find_foreign_places(body, language)
    in_title = tuple(replace(place, part=Part.TITLE) for place in find_foreign_places(title or "", language))
    every = (*in_title, *places)
    return Facts(mentions=as_mentions(every), places=every, quotes=find_foreign_quotes(body, language))

"""What tells the event that an article is about: the names, places, amounts and days in it, as short texts.

Written with the facts, so that events are told without reading the facts of all articles again.
"""

from __future__ import annotations

_LEAD = 600  # characters: what happened stands at the top, what happened before further down

_OF_FACTS = f"""\
list_concat(
    list_transform(
        list_filter(s.article.facts.mentions, lambda one: one.kind <> 'demonym'),
        lambda one: {{
            'clue': case one.kind when 'place' then 'l:' else 'p:' end || lower(one.name),
            'is_lead': one.part = 'title' or one.span."start" < {_LEAD}
        }}
    ),
    list_transform(s.article.facts.keywords, lambda one: {{
        'clue': 'k:' || one.phrase, 'is_lead': one.part = 'title' or one.span."start" < {_LEAD}
    }}),
    list_transform(s.article.facts.amounts, lambda one: {{
        'clue': 'n:' || one.value || coalesce(one.currency, one.unit, ''),
        'is_lead': one.part = 'title' or one.span."start" < {_LEAD}
    }}),
    list_transform(
        list_filter(s.article.facts.dates, lambda one: one.grain = 'day'),
        lambda one: {{
            'clue': 'd:' || one.value, 'is_lead': one.part = 'title' or one.span."start" < {_LEAD}
        }}
    ),
    list_transform(
        regexp_extract_all(lower(coalesce(s.article.title, '')), '[\\p{{L}}\\p{{M}}]{{4,}}'),
        lambda word: {{'clue': 't:' || word, 'is_lead': true}}
    )
)"""


def _texts(clues: str) -> str:
    return f"list_sort(list_distinct(list_transform({clues}, lambda one: one.clue)))"


#: A list of one struct, of the article ``s.article`` of a batch.
CLUES = f"""[{{
    'clues': {_texts(_OF_FACTS)},
    'lead_clues': {_texts(f"list_filter({_OF_FACTS}, lambda one: one.is_lead)")}
}}]"""

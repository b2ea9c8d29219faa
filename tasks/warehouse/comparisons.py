"""Two documents of one article side by side: what an excerpt or a counterpart has of what is stored.

A feed item and its page tell of the same article in different words: the item is cut short, the page has
an introduction more. Neither is an edit, and both are evidence of what the article says.
"""

from __future__ import annotations

from tasks.warehouse.incoming import SPOOLED

_SHORTEST_SENTENCE = 12  # characters: below, such as "No." or a name, nothing is told by having it

# The sentences of a text, once each, as words alone: as normalise_words has them.
_SENTENCES = f"""\
list_distinct(list_filter(
    list_transform(
        string_split_regex({{body}}, '[.!?\u2026\u3002\uff01\uff1f\u0964]+|\\n+'),
        lambda line: trim(lower(regexp_replace(line, '[^\\p{{{{L}}}}\\p{{{{M}}}}\\p{{{{N}}}}]+', ' ', 'g')))
    ),
    lambda line: length(line) >= {_SHORTEST_SENTENCE}
))"""

#: Of the documents in the table ``new_documents``, none of which is a wording of its own.
INSERT_COMPARISONS = f"""\
insert into core.comparisons by name
select
    document_id, article_id, version_id, is_same_title, title_hash, body_hash, word_count,
    len(list_intersect(stored, told)) / nullif(len(stored), 0) as stored_share,
    len(list_intersect(stored, told)) / nullif(len(told), 0) as told_share,
    $run_id as run_id, $now as compared_at
from (
    select
        s.document_id, d.article_id, d.version_id, d.is_same_title, s.title_hash, s.body_hash, s.word_count,
        {_SENTENCES.format(body="v.body")} as stored,
        {_SENTENCES.format(body="s.article.body")} as told
    from new_documents as d
    join {SPOOLED} as s using (sequence)
    join core.article_versions as v on v.version_id = d.version_id
)
"""

-- Every fact belongs to a wording that is stored, and to the same article as that wording.
--
-- Grain:   one row per table and wording that is missing, or that is another article's.
-- Reads:   core.article_versions, core.acronyms, core.agreements, core.amounts, core.authors,
--          core.citations, core.clues, core.corrections, core.credits, core.datelines, core.dates,
--          core.field_provenance, core.keywords, core.links, core.media, core.mentions, core.places,
--          core.posts, core.quotes, core.topics

with fact as (
    select distinct 'corrections' as table_name, version_id, article_id
    from core.corrections
    union all
    select distinct 'posts' as table_name, version_id, article_id
    from core.posts
    union all
    select distinct 'acronyms' as table_name, version_id, article_id
    from core.acronyms
    union all
    select distinct 'agreements' as table_name, version_id, article_id
    from core.agreements
    union all
    select distinct 'amounts' as table_name, version_id, article_id
    from core.amounts
    union all
    select distinct 'authors' as table_name, version_id, article_id
    from core.authors
    union all
    select distinct 'citations' as table_name, version_id, article_id
    from core.citations
    union all
    select distinct 'clues' as table_name, version_id, article_id
    from core.clues
    union all
    select distinct 'credits' as table_name, version_id, article_id
    from core.credits
    union all
    select distinct 'datelines' as table_name, version_id, article_id
    from core.datelines
    union all
    select distinct 'dates' as table_name, version_id, article_id
    from core.dates
    union all
    select distinct 'field_provenance' as table_name, version_id, article_id
    from core.field_provenance
    union all
    select distinct 'links' as table_name, version_id, article_id
    from core.links
    union all
    select distinct 'media' as table_name, version_id, article_id
    from core.media
    union all
    select distinct 'mentions' as table_name, version_id, article_id
    from core.mentions
    union all
    select distinct 'places' as table_name, version_id, article_id
    from core.places
    union all
    select distinct 'quotes' as table_name, version_id, article_id
    from core.quotes
    union all
    select distinct 'keywords' as table_name, version_id, article_id
    from core.keywords
    union all
    select distinct 'topics' as table_name, version_id, article_id
    from core.topics
)

select f.table_name, f.version_id, f.article_id
from fact as f
anti join core.article_versions as v on v.version_id = f.version_id and v.article_id = f.article_id;

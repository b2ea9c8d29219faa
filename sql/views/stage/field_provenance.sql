-- Where the fields of a wording were found, and the candidates that lost.
--
-- Grain:   one row per candidate for a field of a wording.
-- Reads:   core.field_provenance

create or replace view stage.field_provenance as
select
    version_id,
    article_id,
    field,
    value,
    origin,
    is_chosen,
    document_id
from core.field_provenance;

comment on view stage.field_provenance is 'One row per candidate for a field of a wording';

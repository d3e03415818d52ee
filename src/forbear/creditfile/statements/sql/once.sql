-- Laid once for all parts: of each row the strongest of the edges that joined it, part by part.
CREATE OR REPLACE TEMP TABLE weight_of AS
SELECT person_id, "row", other, sum(millibits)::BIGINT AS millibits,
    string_agg('{' || concat_ws(',', j('part', part), j('level', "level"::VARCHAR), j_n('millibits', millibits)) || '}', ',' ORDER BY part, "level") AS parts
FROM person_weight GROUP BY person_id, "row", other;
CREATE OR REPLACE TEMP TABLE kind_of AS SELECT lender, any_value(kind) AS kind FROM lender_kind GROUP BY lender;

-- Laid once for all parts: of each row the strongest of the edges that joined it, part by part.
CREATE OR REPLACE TEMP TABLE weight_of AS
SELECT person_id, "row", other, sum(millibits)::BIGINT AS millibits,
    array_to_string(list_transform(list_sort(list({'part': part, 'level': "level"::VARCHAR, 'millibits': millibits})),
        lambda one: '{' || concat_ws(',', j('part', one.part), j('level', one."level"), j_n('millibits', one.millibits)) || '}'), ',') AS parts
FROM person_weight GROUP BY person_id, "row", other;
CREATE OR REPLACE TEMP TABLE kind_of AS SELECT lender, any_value(kind) AS kind FROM lender_kind GROUP BY lender;

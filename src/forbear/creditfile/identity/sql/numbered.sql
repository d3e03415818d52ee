-- Nodes that may join, in the order of their ids, with whole numbers in place of texts.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT
    row_number() OVER (ORDER BY unique_id)::INTEGER - 1 AS place, unique_id, sides, trusted,
    CASE WHEN id_number IS NOT NULL THEN dense_rank() OVER (ORDER BY id_kind, id_number) ELSE 0 END::INTEGER AS number,
    CASE WHEN id_number IS NOT NULL THEN dense_rank() OVER (ORDER BY id_kind) ELSE 0 END::INTEGER AS kind
FROM node WHERE NOT weak;

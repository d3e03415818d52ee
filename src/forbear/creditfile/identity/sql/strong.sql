-- Edges between nodes that may join, the strongest first. A pattern is all that the guard asks of an edge alone: its levels (three bits each, one more
-- than the level), whether both numbers are trusted, whether the weight is that of the unsure.
CREATE OR REPLACE TEMP TABLE strong AS
SELECT
    o.place AS one, t.place AS other, e.weight,
    (weight >= getvariable('sure'))::INTEGER + 2 * (o.trusted AND t.trusted)::INTEGER
    + 4 * ((id_number + 1)::INTEGER + 8 * ((given_name + 1)::INTEGER + 8 * ((family_name + 1)::INTEGER + 8 * ((birth_day + 1)::INTEGER
    + 8 * ((phone + 1)::INTEGER + 8 * ((postcode + 1)::INTEGER + 8 * (address + 1)::INTEGER)))))) AS pattern
FROM edge AS e
JOIN numbered AS o ON o.unique_id = e.one
JOIN numbered AS t ON t.unique_id = e.other
WHERE e.weight >= getvariable('least')
ORDER BY e.weight DESC, o.place, t.place;

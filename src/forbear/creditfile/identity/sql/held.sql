-- Nodes with weak keys only join nobody. Whom they might belong to is listed by the key that says so, never as a fact.
CREATE OR REPLACE TABLE held AS
SELECT
    unique_id, claims,
    CASE
        WHEN phone IS NOT NULL AND given_name IS NULL AND family_name IS NULL THEN 'phone-only'
        WHEN given_name IS NOT NULL AND family_name IS NOT NULL AND parts = 1 THEN 'name-only'
        ELSE 'too-little-said'
    END AS why
FROM node WHERE weak
ORDER BY unique_id;

CREATE OR REPLACE TEMP TABLE might AS
SELECT h.unique_id, n.unique_id AS node, 'phone' AS same
FROM node AS h JOIN node AS n ON n.phone = h.phone WHERE h.weak AND NOT n.weak
UNION ALL
SELECT h.unique_id, n.unique_id, 'name'
FROM node AS h JOIN node AS n ON n.family_latin = h.family_latin AND n.given_latin = h.given_latin
WHERE h.weak AND NOT n.weak
UNION ALL
SELECT h.unique_id, n.unique_id, 'address'
FROM node AS h JOIN node AS n ON n.address = h.address WHERE h.weak AND NOT n.weak;

-- People, not nodes; where more people than this carry the key, it points to nobody.
CREATE OR REPLACE TABLE held_candidate AS
SELECT DISTINCT m.unique_id, p.person_id, m.same
FROM might AS m
JOIN (SELECT unique_id AS node, unnest(claims) AS claim_id FROM node) AS c USING (node)
JOIN person_of AS p USING (claim_id)
QUALIFY count(DISTINCT p.person_id) OVER (PARTITION BY m.unique_id, m.same) <= getvariable('candidates')
ORDER BY ALL;

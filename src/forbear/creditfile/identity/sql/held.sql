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

-- What the people of this run carry, as far as a weak node says it; a key that more people carry than are worth naming points to nobody.
CREATE OR REPLACE TEMP TABLE weak_key AS
SELECT unique_id, same, value FROM (
    UNPIVOT (SELECT unique_id, phone, family_latin || ' ' || given_latin AS name, address FROM node WHERE weak)
    ON phone, name, address INTO NAME same VALUE value
);

CREATE OR REPLACE TEMP TABLE pointing AS
WITH carrying AS (
    SELECT claims, 'phone' AS same, phone AS value FROM node
    UNION ALL SELECT claims, 'name', family_latin || ' ' || given_latin FROM node
    UNION ALL SELECT claims, 'address', address FROM node
), carried AS (
    SELECT same, value, unnest(claims) AS claim_id FROM carrying SEMI JOIN weak_key USING (same, value)
)
SELECT DISTINCT same, value, person_id FROM carried JOIN person_of USING (claim_id)
QUALIFY count(DISTINCT person_id) OVER (PARTITION BY same, value) <= getvariable('candidates');

CREATE OR REPLACE TABLE held_candidate AS
SELECT k.unique_id, p.person_id, k.same FROM weak_key AS k JOIN pointing AS p USING (same, value)
ORDER BY ALL;

-- How the records of each group fared: a pair is counted from each of its two records. A claim in nobody's file is alone.
CREATE OR REPLACE TABLE group_fared AS
WITH placed AS (
    SELECT t.claim_id, t.truth, coalesce(p.person_id, 'alone: ' || t.claim_id) AS person_id, p.person_id IS NOT NULL AS filed
    FROM truth AS t LEFT JOIN query_table(getvariable('people')) AS p USING (claim_id)
), counted AS (
    SELECT
        claim_id, person_id, filed,
        count(*) OVER (PARTITION BY person_id, truth) - 1 AS "right",
        count(*) OVER (PARTITION BY person_id) - 1 AS made,
        count(*) OVER (PARTITION BY truth) - 1 AS "true"
    FROM placed
)
SELECT
    grouping, level, count(*) AS claims, sum("right")::BIGINT AS "right", sum(made)::BIGINT AS made, sum("true")::BIGINT AS "true",
    count(DISTINCT person_id) FILTER (filed) AS files,
    count(DISTINCT person_id) FILTER (filed AND made > "right") AS mixed
FROM counted JOIN claim_group USING (claim_id)
GROUP BY grouping, level;

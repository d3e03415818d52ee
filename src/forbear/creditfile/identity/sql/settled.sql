-- The acts of a run: of plain clusters, and those that were worked out for the tangled ones; people and acts numbered in the order of the least claims.
CREATE OR REPLACE TEMP TABLE act AS
WITH new AS (
    SELECT f.cluster, list(f.claim_id ORDER BY f.claim_id) AS claims FROM found AS f
    ANTI JOIN before USING (claim_id) ANTI JOIN tangled USING (cluster) GROUP BY f.cluster
), firsts AS (SELECT cluster, min(claim_id) AS first FROM found GROUP BY cluster)
SELECT
    first, 0 AS turn, CASE WHEN p.person IS NULL THEN 'mint' ELSE 'join' END AS kind, coalesce(p.person, '') AS person, '' AS other, claims,
    '' AS one, '' AS another, 0::BIGINT AS weight
FROM new JOIN firsts USING (cluster) LEFT JOIN (SELECT cluster, person FROM part WHERE person IS NOT NULL) AS p USING (cluster)
UNION ALL
SELECT first, turn, kind, person, other, claims, one, another, weight FROM act_of_tangled;

INSERT INTO person_ledger
WITH last AS (
    SELECT coalesce(max(seq), 0) AS seq, coalesce(max(person[2:]::BIGINT), 0) AS person FROM person_ledger
), minted AS (
    SELECT first, printf('P%08d', (SELECT person FROM last) + row_number() OVER (ORDER BY first)) AS person
    FROM (SELECT DISTINCT first FROM act WHERE person = '')
)
SELECT
    (SELECT seq FROM last) + row_number() OVER (ORDER BY a.first, a.turn), getvariable('run'), a.kind,
    CASE WHEN a.person = '' THEN m.person ELSE a.person END, a.other, a.claims, a.one, a.another, a.weight, 0
FROM act AS a LEFT JOIN minted AS m USING (first)
ORDER BY a.first, a.turn;

CREATE OR REPLACE TABLE person_of AS
SELECT claim_id, arg_max(person, seq) AS person_id
FROM (SELECT seq, person, unnest(claims) AS claim_id FROM person_ledger) SEMI JOIN found USING (claim_id)
GROUP BY claim_id ORDER BY claim_id;

INSERT INTO doubt SELECT one, why, weight::VARCHAR, other FROM refused;

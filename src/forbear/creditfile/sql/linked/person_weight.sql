-- Why a claim is in its file: each edge that joined its node, part by part, in thousandths of a bit; what the parts do not make up is the prior. A claim
-- that says the same as another is one node with it; a claim alone in its file says so.
CREATE OR REPLACE TEMP VIEW person_weight AS
WITH edges AS (
    SELECT one, other, weight, part, gamma FROM (
        UNPIVOT (SELECT e.* FROM identity.edge AS e SEMI JOIN identity.joined AS j ON j.one = e.one AND j.other = e.other)
        ON /* parts */ INTO NAME part VALUE gamma
    )
), shares AS (
    SELECT part, value, count(*) / sum(count(*)) OVER (PARTITION BY part) AS share
    FROM (UNPIVOT identity.node ON family_name, given_name, address INTO NAME part VALUE value) GROUP BY part, value
), said AS (SELECT unique_id, part, value FROM (UNPIVOT identity.node ON family_name, given_name, address INTO NAME part VALUE value)
), weighed AS (
    SELECT e.one, e.other, e.weight, e.part, l.level, l.millibits + CASE WHEN l.frequent THEN round(1000 * log2(l.strangers / s.share)) ELSE 0 END::BIGINT AS millibits
    FROM edges AS e JOIN identity.part_level AS l USING (part, gamma)
    LEFT JOIN said AS v ON l.frequent AND v.unique_id = e.one AND v.part = e.part
    LEFT JOIN shares AS s ON s.part = v.part AND s.value = v.value
), whole AS (
    SELECT * FROM weighed
    UNION ALL
    SELECT one, other, any_value(weight), 'prior', 'prior', any_value(weight) - sum(millibits)::BIGINT FROM weighed GROUP BY one, other
), sides AS (
    SELECT one AS unique_id, other, part, level, millibits FROM whole UNION ALL SELECT other, one, part, level, millibits FROM whole
), claims AS (SELECT unique_id, unnest(claims) AS claim_id FROM identity.node)
SELECT p.person_id, c.claim_id AS "row", s.other, s.part, s.level, s.millibits
FROM claims AS c JOIN identity.person_of AS p USING (claim_id) JOIN sides AS s USING (unique_id)
UNION ALL
SELECT p.person_id, c.claim_id, c.unique_id, 'same', 'identical', 0
FROM claims AS c JOIN identity.person_of AS p USING (claim_id) WHERE c.claim_id <> c.unique_id
UNION ALL
SELECT person_id, min(claim_id), NULL, 'alone', 'alone', 0 FROM identity.person_of GROUP BY person_id HAVING count(*) = 1;

-- Of which groups each claim is. A family name's carriers are counted among people as they truly are, not among their records.
CREATE OR REPLACE TABLE claim_group AS
WITH carriers AS (
    SELECT family_latin, 100000 * count(DISTINCT truth) / (SELECT count(DISTINCT truth) FROM truth) AS share
    FROM claim JOIN truth USING (claim_id) WHERE family_latin IS NOT NULL GROUP BY family_latin
), numbered AS (
    SELECT truth, 100 * count(id_number) / count(*) AS share FROM claim JOIN truth USING (claim_id) GROUP BY truth
)
SELECT
    claim_id, 'family name' AS grouping,
    CASE
        WHEN f.share IS NULL THEN 'not said'
        WHEN f.share >= getvariable('frequent') THEN 'frequent'
        WHEN f.share >= getvariable('middle') THEN 'middle'
        ELSE 'rare'
    END AS level
FROM claim LEFT JOIN carriers AS f USING (family_latin)
UNION ALL
SELECT
    claim_id, 'records with a number',
    CASE WHEN n.share = 0 THEN 'none' WHEN n.share < getvariable('numbered') THEN 'few' WHEN n.share < 100 THEN 'most' ELSE 'all' END
FROM claim JOIN truth USING (claim_id) JOIN numbered AS n USING (truth)
UNION ALL
SELECT claim_id, 'everybody', '' FROM claim;

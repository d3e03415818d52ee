-- Numbers of one chain are one number where all who carry them agree with those of the number that most claims carry.
CREATE OR REPLACE TEMP TABLE carried AS
SELECT a.to_kind, a.to_number, a.id_kind, a.id_number, c.given_latin, c.birth_day, count(*) AS records
FROM alias AS a JOIN claim AS c USING (id_kind, id_number) GROUP BY ALL;

-- Of each number the name and the day that most of its claims say.
CREATE OR REPLACE TEMP TABLE carrying AS
WITH given AS (
    SELECT id_kind, id_number, given_latin FROM carried WHERE given_latin IS NOT NULL GROUP BY id_kind, id_number, given_latin
    QUALIFY row_number() OVER (PARTITION BY id_kind, id_number ORDER BY sum(records) DESC, given_latin) = 1
), birth AS (
    SELECT id_kind, id_number, birth_day FROM carried WHERE birth_day IS NOT NULL GROUP BY id_kind, id_number, birth_day
    QUALIFY row_number() OVER (PARTITION BY id_kind, id_number ORDER BY sum(records) DESC, birth_day) = 1
)
SELECT n.*, g.given_latin, b.birth_day
FROM (SELECT to_kind, to_number, id_kind, id_number, sum(records) AS records FROM carried GROUP BY ALL) AS n
LEFT JOIN given AS g USING (id_kind, id_number) LEFT JOIN birth AS b USING (id_kind, id_number);

CREATE OR REPLACE TEMP TABLE chain AS
SELECT
    o.to_kind, o.to_number,
    bool_and(
        coalesce(jaro_winkler_similarity(o.given_latin, h.given_latin) >= getvariable('given_alike'), true)
        AND coalesce(damerau_levenshtein(o.birth_day, h.birth_day) <= getvariable('birth_alike'), true)
        AND (o.given_latin || h.given_latin IS NOT NULL OR o.birth_day || h.birth_day IS NOT NULL)
    ) AS agree
FROM carrying AS o
JOIN (
    SELECT * FROM carrying
    QUALIFY row_number() OVER (PARTITION BY to_kind, to_number ORDER BY records DESC, id_kind, id_number) = 1
) AS h USING (to_kind, to_number)
GROUP BY o.to_kind, o.to_number HAVING count(*) > 1;

INSERT INTO doubt
SELECT c.claim_id, 'renewed-for-strangers', c.id_number, NULL
FROM claim AS c JOIN alias AS a USING (id_kind, id_number) JOIN chain AS h USING (to_kind, to_number) WHERE NOT h.agree;

CREATE OR REPLACE TABLE claim AS
SELECT c.* REPLACE (coalesce(r.to_kind, c.id_kind) AS id_kind, coalesce(r.to_number, c.id_number) AS id_number)
FROM claim AS c
LEFT JOIN (SELECT a.* FROM alias AS a JOIN chain AS h USING (to_kind, to_number) WHERE h.agree) AS r USING (id_kind, id_number)
ORDER BY c.claim_id;

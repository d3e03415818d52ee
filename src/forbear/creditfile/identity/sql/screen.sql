-- A number belongs to those whose name and day of birth most of its records carry. Who disagrees with them in all that
-- is said loses the number for linking and gains a doubt; so does, where somebody lost it, who says nothing of either.
-- Where two holders are equally frequent and strangers, nobody keeps it. A number that is not trusted joins nobody by
-- itself: it is lost only by those who say both and agree in neither.
CREATE OR REPLACE TEMP MACRO strangers(one_given, one_birth, other_given, other_birth) AS
    CASE
        WHEN one_given IS NOT NULL AND one_birth IS NOT NULL THEN
            jaro_winkler_similarity(one_given, other_given) < getvariable('given_below')
            AND damerau_levenshtein(one_birth, other_birth) > getvariable('birth_slips')
        WHEN one_given IS NOT NULL THEN
            jaro_winkler_similarity(one_given, other_given) < getvariable('given_alone_below')
        WHEN one_birth IS NOT NULL THEN damerau_levenshtein(one_birth, other_birth) > getvariable('birth_slips')
    END;

CREATE OR REPLACE TEMP TABLE numbered AS
SELECT id_kind, id_number, given_latin, birth_day, count(*) AS records
FROM claim
WHERE id_number IS NOT NULL AND given_latin IS NOT NULL AND birth_day IS NOT NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE holder AS
SELECT * FROM numbered
QUALIFY row_number() OVER (PARTITION BY id_kind, id_number ORDER BY records DESC, given_latin, birth_day) = 1;

CREATE OR REPLACE TEMP TABLE tied AS
SELECT DISTINCT h.id_kind, h.id_number
FROM holder AS h
JOIN numbered AS o USING (id_kind, id_number)
WHERE o.records = h.records AND strangers(o.given_latin, o.birth_day, h.given_latin, h.birth_day);

CREATE OR REPLACE TEMP TABLE compared AS
SELECT
    c.claim_id, c.id_kind, c.id_number, h.records AS others, c.trusted, c.trusted AND t.id_number IS NOT NULL AS even,
    strangers(c.given_latin, c.birth_day, h.given_latin, h.birth_day) AS strange
FROM claim AS c
JOIN holder AS h USING (id_kind, id_number)
LEFT JOIN tied AS t USING (id_kind, id_number)
WHERE c.trusted OR (c.given_latin IS NOT NULL AND c.birth_day IS NOT NULL AND h.records > 1);

CREATE OR REPLACE TEMP TABLE borrowed AS
SELECT *
FROM compared
QUALIFY even OR coalesce(strange, trusted AND bool_or(strange) OVER (PARTITION BY id_kind, id_number), false);

-- A telephone number of very many people says nothing of any of them.
CREATE OR REPLACE TEMP TABLE crowded AS
SELECT phone AS value FROM claim WHERE phone IS NOT NULL
GROUP BY ALL HAVING count(DISTINCT (given_latin, birth_day)) > getvariable('people_of_a_phone');

INSERT INTO doubt
SELECT c.claim_id, CASE WHEN b.even THEN 'number-of-two' ELSE 'number-of-another' END, c.id_number, b.others::VARCHAR
FROM borrowed AS b JOIN claim AS c USING (claim_id)
UNION ALL
SELECT claim_id, 'phone-of-many', phone, NULL FROM claim WHERE phone IN (SELECT value FROM crowded);

CREATE OR REPLACE TABLE screened AS
SELECT
    c.* REPLACE (
        CASE WHEN b.claim_id IS NULL THEN c.id_number END AS id_number,
        CASE WHEN b.claim_id IS NULL THEN c.id_kind END AS id_kind,
        CASE WHEN p.value IS NULL THEN c.phone END AS phone
    )
FROM claim AS c
LEFT JOIN borrowed AS b USING (claim_id)
LEFT JOIN crowded AS p ON p.value = c.phone;

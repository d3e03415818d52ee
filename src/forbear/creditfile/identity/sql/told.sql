-- Each different value once. Numbers without a check, and telephones that are written whole, are read here; "hard" is what the libraries read.
CREATE OR REPLACE TEMP TABLE id_read AS
SELECT
    id_kind AS kind, id_number AS raw, upper(regexp_replace(id_number, '[^A-Za-z0-9]', '', 'g')) AS number, '' AS fault,
    list_contains(getvariable('trusted'), id_kind) AS trusted,
    list_contains(getvariable('checked'), id_kind) OR NOT regexp_full_match(id_number, '[ -~]*') AS hard
FROM (SELECT DISTINCT id_kind, id_number FROM claim_given WHERE id_number IS NOT NULL);

CREATE OR REPLACE TEMP TABLE phone_read AS
WITH given AS (SELECT DISTINCT coalesce(place, '') AS place, phone AS raw FROM claim_given WHERE phone IS NOT NULL), read AS (
    SELECT place, raw, CASE
        WHEN regexp_full_match(raw, '[+](1[2-9][0-9]{9}|861[3-689][0-9]{9})') THEN raw
        WHEN place = 'US' AND regexp_full_match(raw, '[2-9][0-9]{9}') THEN '+1' || raw
        WHEN place = 'CN' AND regexp_full_match(raw, '1[3-689][0-9]{9}') THEN '+86' || raw
    END AS number
    FROM given
)
SELECT place, raw, coalesce(number, '') AS number, '' AS fault, number IS NULL AS hard FROM read;

CREATE OR REPLACE TEMP TABLE part_told AS
SELECT DISTINCT part FROM (SELECT family_name AS part FROM claim_given UNION ALL SELECT given_name FROM claim_given) WHERE part IS NOT NULL;

-- What lenders say of who somebody is, as claims; the name of the row is the claim's. Of an entry of a list only that by which somebody was found on it.
-- A telephone number without a country is read in that of the claim, of its identity number, of the setting, or of most claims of its lender, or of all.
CREATE SCHEMA IF NOT EXISTS identity;

CREATE OR REPLACE TEMP TABLE said AS
SELECT
    /* claim row */ AS claim_id, lender, country, id_type, id_number, surname AS family_name, given_name, "name",
    birth_date::VARCHAR AS birth_day, phone, postcode, concat_ws(' ', address, city) AS address
FROM /* identity_claim */
WHERE /* claim row */ NOT IN (SELECT "row" FROM withdrawn_claim)
UNION ALL
SELECT
    /* entry row */, lender, NULL, CASE WHEN by_number THEN id_type END, CASE WHEN by_number THEN id_number END, NULL, NULL,
    CASE WHEN by_number OR matched_by <> 'phone' THEN "name" END, NULL,
    CASE WHEN by_number OR matched_by = 'phone' THEN phone END, NULL, NULL
FROM (SELECT *, id_number IS NOT NULL AND matched_by IN ('id', 'id_and_phone') AS by_number FROM /* list_entry */);

CREATE OR REPLACE TEMP TABLE placed AS
SELECT claim_id, lender, CASE
    WHEN regexp_full_match(country, '[A-Za-z]{2}') THEN upper(country)
    WHEN regexp_matches(id_type, '^[a-z]{2}_?[.]') THEN upper(id_type[:2])
    ELSE nullif(/* place */, '')
END AS place
FROM said;

CREATE OR REPLACE TABLE identity.claim_given AS
WITH counted AS (SELECT lender, place, count(*) AS n FROM placed WHERE place IS NOT NULL GROUP BY ALL),
of_lender AS (SELECT lender, place FROM counted QUALIFY row_number() OVER (PARTITION BY lender ORDER BY n DESC, place) = 1),
of_all AS (SELECT place FROM counted GROUP BY place ORDER BY sum(n) DESC, place LIMIT 1)
SELECT
    s.claim_id, nullif(trim(s.lender), '') AS lender, coalesce(p.place, l.place, (SELECT place FROM of_all)) AS place,
    CASE WHEN trim(s.id_number) <> '' THEN coalesce(nullif(replace(lower(regexp_replace(s.id_type, '[^A-Za-z0-9.]', '', 'g')), '.', '-'), ''), 'other') END AS id_kind,
    nullif(trim(s.id_number), '') AS id_number, nullif(trim(s.family_name), '') AS family_name, nullif(trim(s.given_name), '') AS given_name,
    nullif(trim(s."name"), '') AS "name", s.birth_day, nullif(trim(s.phone), '') AS phone, nullif(trim(s.postcode), '') AS postcode,
    nullif(trim(s.address), '') AS address
FROM said AS s JOIN placed AS p USING (claim_id) LEFT JOIN of_lender AS l ON l.lender = s.lender
ORDER BY s.claim_id;

DROP TABLE said;
DROP TABLE placed;

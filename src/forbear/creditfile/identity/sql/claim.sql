-- Claims in one form each: what can be compared. What was given stays in claim_given.
CREATE OR REPLACE TABLE claim AS
WITH cleaned AS (
    SELECT
        *,
        nullif(regexp_replace(birth_day, '[^0-9]', '', 'g'), '') AS digits
    FROM claim_given
)
SELECT
    c.claim_id,
    c.lender,
    CASE WHEN i.number <> '' THEN c.id_kind END AS id_kind,
    nullif(i.number, '') AS id_number,
    coalesce(i.trusted, false) AS trusted,
    nullif(coalesce(w.family, f.plain), '') AS family_name,
    nullif(coalesce(w.given, g.plain), '') AS given_name,
    nullif(coalesce(w.family_latin, f.family_latin), '') AS family_latin,
    nullif(coalesce(w.given_latin, g.given_latin), '') AS given_latin,
    CASE WHEN length(c.digits) = 8 THEN c.digits END AS birth_day,
    nullif(p.number, '') AS phone,
    nullif(upper(regexp_replace(c.postcode, '[^\p{L}\p{N}]', '', 'g')), '') AS postcode,
    CASE
        WHEN regexp_full_match(c.address, '[A-Za-z0-9]+( [A-Za-z0-9]+)*') THEN lower(c.address)
        ELSE nullif(trim(regexp_replace(lower(nfc_normalize(c.address)), '[^\p{L}\p{N}]+', ' ', 'g')), '')
    END AS address
FROM cleaned AS c
LEFT JOIN name_part AS f ON f.raw = c.family_name
LEFT JOIN name_part AS g ON g.raw = c.given_name
LEFT JOIN name_whole AS w ON w.raw = CASE WHEN coalesce(f.plain, '') || coalesce(g.plain, '') = '' THEN c.name END
LEFT JOIN id_read AS i ON i.kind = c.id_kind AND i.raw = c.id_number
LEFT JOIN phone_read AS p ON p.place = coalesce(c.place, '') AND p.raw = c.phone
ORDER BY c.claim_id;

-- What a check found.
CREATE OR REPLACE TABLE doubt AS
SELECT c.claim_id, i.fault AS kind, c.id_number AS told, NULL::VARCHAR AS other
FROM claim_given AS c JOIN id_read AS i ON i.kind = c.id_kind AND i.raw = c.id_number
WHERE i.fault <> ''
UNION ALL
SELECT c.claim_id, p.fault, c.phone, NULL
FROM claim_given AS c JOIN phone_read AS p ON p.place = coalesce(c.place, '') AND p.raw = c.phone
WHERE p.fault <> ''
UNION ALL
SELECT g.claim_id, 'no-such-day', g.birth_day, NULL
FROM claim_given AS g JOIN claim AS c USING (claim_id)
WHERE g.birth_day IS NOT NULL AND (c.birth_day IS NULL OR try_strptime(c.birth_day, '%Y%m%d') IS NULL);

-- What each row says of who somebody is, in one form, by the day asked about. What a check found stands beside it.
CREATE OR REPLACE TEMP MACRO doubt_hidden(value) AS
    CASE WHEN length(value) > 8 THEN repeat('*', length(value) - 4) || right(value, 4) ELSE repeat('*', length(value)) END;

CREATE OR REPLACE TEMP TABLE doubt_said AS
WITH found AS (
    SELECT claim_id, list(DISTINCT kind) AS kinds FROM /* doubt */ GROUP BY claim_id
)
SELECT
    p.person_id, p."row", p.lender, p.subject, p.as_of, c.claim_id,
    c.id_kind, c.id_number, c.trusted, c.phone, c.birth_day, c.family_latin, c.given_latin, c.address,
    nullif(lower(trim(p.email)), '') AS email,
    nullif(regexp_replace(lower(p.employer), '[^\p{L}\p{N}]+', ' ', 'g'), '') AS employer,
    coalesce(f.kinds, []) AS kinds
FROM person_identity_claim AS p
JOIN /* row of */ AS r ON r."row" = p."row"
JOIN /* claim */ AS c ON c.claim_id = r.claim_id
LEFT JOIN found AS f ON f.claim_id = c.claim_id
WHERE p.as_of <= getvariable('doubt_day');

CREATE OR REPLACE TEMP TABLE doubt_found (
    person_id VARCHAR, kind VARCHAR, told JSON, "rows" VARCHAR[], others VARCHAR[], innocent VARCHAR
);

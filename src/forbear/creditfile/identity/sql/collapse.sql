-- Claims that say the same in at least two strong parts are one node; two strangers can share a bare name. A node is weak
-- where it has no number and either one strong part at most, or neither a given name nor a day of birth.
CREATE OR REPLACE TABLE node AS
WITH grouped AS (
    SELECT
        screened.*, sides,
        (id_number IS NOT NULL)::INTEGER + (birth_day IS NOT NULL)::INTEGER
        + (given_name IS NOT NULL AND family_name IS NOT NULL)::INTEGER
        + (phone IS NOT NULL)::INTEGER + (address IS NOT NULL)::INTEGER AS parts
    FROM screened LEFT JOIN side_of USING (claim_id)
)
SELECT
    min(claim_id) AS unique_id,
    list(claim_id ORDER BY claim_id) AS claims,
    id_kind, id_number, bool_or(trusted) AND id_number IS NOT NULL AS trusted,
    family_name, given_name, family_latin, given_latin,
    birth_day, phone, postcode, address,
    any_value(parts) AS parts, sides,
    id_number IS NULL AND (any_value(parts) < 2 OR (birth_day IS NULL AND given_name IS NULL)) AS weak
FROM grouped
GROUP BY
    id_kind, id_number, family_name, given_name, family_latin, given_latin, birth_day, phone, postcode, address, sides,
    CASE WHEN parts < 2 THEN claim_id END
ORDER BY unique_id;

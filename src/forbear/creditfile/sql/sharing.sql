-- People who differ in name and in date of birth and yet share an identity number and a telephone: borrowed, or mistaken. Listed, never joined.
CREATE OR REPLACE MACRO sharing_as_known(until := TIMESTAMP 'infinity') AS TABLE
WITH people AS (
    SELECT DISTINCT id_number, phone, lower(coalesce("name", concat_ws(' ', given_name, surname))) AS who, birth_date
    FROM identity_claim_as_known(until := until)
    WHERE id_number IS NOT NULL AND phone IS NOT NULL AND coalesce("name", surname, given_name) IS NOT NULL
)
SELECT id_number, phone, list(DISTINCT who ORDER BY who) AS names, list(DISTINCT birth_date ORDER BY birth_date) AS birth_dates
FROM people GROUP BY id_number, phone
HAVING count(DISTINCT who) > 1 AND count(DISTINCT birth_date) > 1;

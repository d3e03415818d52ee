-- People by their id, or by a number of which the linking holds that it is theirs.
WITH asked AS (SELECT ? AS person, ?::VARCHAR[] AS numbers, ? AS phone), carried AS (
    SELECT person_id, lender, 'id' AS kind, person_id AS what, person_id = person AS hit FROM identity.screened JOIN identity.person_of USING (claim_id), asked
    UNION ALL
    SELECT person_id, lender, id_kind, id_number, list_contains(numbers, id_number) FROM identity.screened JOIN identity.person_of USING (claim_id), asked
    UNION ALL
    SELECT person_id, lender, 'phone', s.phone, s.phone = asked.phone FROM identity.screened AS s JOIN identity.person_of USING (claim_id), asked
)
SELECT person_id, kind, what, count(*), count(DISTINCT lender) FROM carried WHERE hit GROUP BY person_id, kind, what ORDER BY person_id, kind, what;

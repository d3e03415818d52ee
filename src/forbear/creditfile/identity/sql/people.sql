-- Who holds each claim of the last run, by the ledger.
CREATE OR REPLACE TABLE person_of AS
SELECT claim_id, arg_max(person, seq) AS person_id
FROM (SELECT seq, person, unnest(claims) AS claim_id FROM person_ledger) SEMI JOIN person_of USING (claim_id)
GROUP BY claim_id ORDER BY claim_id;

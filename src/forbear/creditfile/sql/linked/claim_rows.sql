-- What lenders say of who somebody is: each claim is its person's, or held for what the linking says.
CREATE OR REPLACE TEMP TABLE pointed AS
SELECT k."row", list(DISTINCT h.person_id ORDER BY h.person_id) AS people
FROM kept_back AS k JOIN identity.held_candidate AS h USING (unique_id) GROUP BY k."row";

CREATE OR REPLACE TEMP TABLE counted_identity_claim AS
SELECT
    p.person_id, r.*, CASE WHEN p.person_id IS NULL THEN coalesce(k.why, 'not-linked') END AS held_why,
    NULL::VARCHAR AS held_told, d.people AS held_candidates
FROM (SELECT /* claim row */ AS "row", * FROM /* identity_claim */) AS r
ANTI JOIN withdrawn_claim USING ("row")
LEFT JOIN identity.person_of AS p ON p.claim_id = r."row"
LEFT JOIN kept_back AS k ON k."row" = r."row"
LEFT JOIN pointed AS d ON d."row" = r."row";

-- Entries of lists: a fact only where somebody was found by an identity number that is one person's. By a telephone or a name alone it is held, with
-- those whom it might mean.
CREATE OR REPLACE TEMP TABLE carrier AS
WITH listed AS (SELECT DISTINCT id_kind, id_number FROM identity.screened WHERE starts_with(claim_id, 'list_entry:') AND id_number IS NOT NULL)
SELECT id_kind, id_number, list(DISTINCT person_id ORDER BY person_id) AS people
FROM identity.screened JOIN listed USING (id_kind, id_number) JOIN identity.person_of USING (claim_id) GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE counted_list_entry AS
WITH known AS (SELECT /* entry row */ AS "row", * FROM /* list_entry */), doubted AS (
    SELECT claim_id AS "row", min(kind) AS kind FROM identity.doubt WHERE kind IN ('number-of-another', 'number-of-two') GROUP BY claim_id
), seen AS (
    SELECT
        r.*, p.person_id AS found, s.id_number IS NOT NULL AS kept, s.trusted AS sure, d.kind AS doubt, s.claim_id IS NULL AS unlinked,
        c.people AS carriers, o.people AS subjects, o.why AS subject_why, g.people AS pointed,
        CASE WHEN r.matched_by IN ('phone', 'name', 'unknown') THEN 'list-by-' || r.matched_by END AS weak
    FROM known AS r
    LEFT JOIN identity.screened AS s ON s.claim_id = r."row"
    LEFT JOIN identity.person_of AS p ON p.claim_id = r."row"
    LEFT JOIN doubted AS d ON d."row" = r."row"
    LEFT JOIN carrier AS c ON c.id_kind = s.id_kind AND c.id_number = s.id_number
    LEFT JOIN owner AS o ON o.lender = r.lender AND o.thing = 'subject' AND o.name = r.subject
    LEFT JOIN pointed AS g ON g."row" = r."row"
), judged AS (
    SELECT *, CASE
        WHEN weak IS NOT NULL THEN weak
        WHEN unlinked THEN 'not-linked'
        WHEN id_number IS NULL AND subject IS NULL THEN 'list-by-unknown'
        WHEN id_number IS NULL THEN coalesce(subject_why, CASE WHEN len(subjects) = 1 THEN NULL ELSE 'no-claim' END)
        WHEN doubt IS NOT NULL THEN doubt
        WHEN NOT kept OR NOT sure THEN 'number-not-trusted'
        WHEN len(carriers) > 1 THEN 'number-of-several'
        WHEN found IS NULL THEN 'not-linked'
        WHEN len(subjects) > 0 AND subjects <> [found] THEN 'subject-differs'
    END AS held_why
    FROM seen
)
SELECT
    CASE WHEN held_why IS NULL THEN coalesce(CASE WHEN id_number IS NOT NULL THEN found END, subjects[1]) END AS person_id,
    * EXCLUDE (found, kept, sure, doubt, unlinked, carriers, subjects, subject_why, pointed, weak, held_why), held_why, NULL::VARCHAR AS held_told,
    list_sort(list_distinct(list_concat(coalesce(carriers, []), coalesce(subjects, []), coalesce(pointed, [])))) AS held_candidates
FROM judged;
